//! Any text as `mullion.toml`: settings or an error, which repeats no password.
#![no_main]

use std::path::Path;

use gateway::config::Config;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let text = format!("{text}\npassword = \"hunter2hunter2\"\n");
    if let Err(error) = Config::parse(Path::new("mullion.toml"), &text, &|_| None) {
        assert!(!format!("{error} {error:?}").contains("hunter2hunter2"));
    }
});

//! Any bytes as a camera's challenges: an answer is one line of a header, or there is none.
#![no_main]

use authentication::{Credentials, Demand, Policy, Request, Session};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let who = Credentials { user: "viewer", password: "secret" };
    let request = Request { method: "GET", target: "/", body: b"" };
    let mut session = Session::new(Policy::new(Demand::Any, true));
    let Ok(unsigned) = session.sign(who, &request, 0) else { return };
    let fields = data.split(|byte| *byte == b'\n');
    if session.challenged(&unsigned, fields, false, "c", 0).is_ok()
        && let Ok(signature) = session.sign(who, &request, 0)
    {
        let answer = signature.authorization.unwrap_or_default();
        assert!(answer.starts_with(b"Basic ") || answer.starts_with(b"Digest "));
        assert!(answer.iter().all(|byte| *byte >= b' ' && *byte != 0x7f));
    }
});

//! `mullion kiosk`: the systemd unit that keeps a display's browser running.
//!
//! A page cannot heal its own dead renderer: "Aw, Snap" stays until a person comes (FullPageOS 86 and
//! 291). The service manager can.

use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::path::Path;
use std::process::ExitCode;

use url::Url;

use crate::cli::{KioskArgs, KioskBrowser};
use crate::terminal::complain;

/// Prints the unit that `args` ask for.
pub fn run(args: &KioskArgs) -> ExitCode {
    match unit(args) {
        Ok(unit) => {
            // Nobody has to read it.
            let _ = io::stdout().write_all(unit.as_bytes());
            ExitCode::SUCCESS
        }
        Err(error) => {
            complain(format_args!("{error}"));
            ExitCode::FAILURE
        }
    }
}

/// Why there is no unit (blame: the command line).
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
enum UnitError {
    #[error("not an address that a display can open: http:// or https://, without a login")]
    Address,
    #[error("not a display: :0, :1.0 or wayland")]
    Display,
    #[error("not a program: an absolute path without line breaks")]
    Program,
}

/// Flags of Chromium that a display needs, each with its reason.
const CHROMIUM: [(&str, &str); 14] = [
    ("--kiosk", "the whole screen, without the browser's bars"),
    ("--no-first-run", "no questions at the first start"),
    ("--noerrdialogs", "no dialogs over the page"),
    ("--disable-session-crashed-bubble", "no question after a power cut"),
    ("--hide-crash-restore-bubble", "likewise, since Chromium 104"),
    ("--disable-infobars", "no bars over the page"),
    ("--disable-features=Translate", "no offer to translate the page"),
    ("--disable-pinch", "no zoom by two fingers"),
    ("--overscroll-history-navigation=0", "no going back by a swipe"),
    ("--disable-component-update", "no downloads of its own"),
    ("--check-for-update-interval=31536000", "no question about updates"),
    ("--simulate-outdated-no-au=Tue, 31 Dec 2099 23:59:59 GMT", "no bubble that says it is old"),
    ("--password-store=basic", "no question of a keyring"),
    ("--autoplay-policy=no-user-gesture-required", "a sound of an alarm needs no touch"),
];

fn unit(args: &KioskArgs) -> Result<String, UnitError> {
    let url = Url::parse(args.url.expose()).map_err(|_| UnitError::Address)?;
    let is_plain = url.username().is_empty() && url.password().is_none();
    if !matches!(url.scheme(), "http" | "https") || !is_plain {
        return Err(UnitError::Address);
    }
    let screen = screen(&args.display)?;
    let (default, profile) = match args.browser {
        KioskBrowser::Chromium => ("/usr/bin/chromium", "--user-data-dir=%S/mullion-kiosk/chromium"),
        KioskBrowser::Cog => ("/usr/bin/cog", ""),
        KioskBrowser::Firefox => ("/usr/bin/firefox-esr", "--profile %S/mullion-kiosk/firefox"),
    };
    let program = program(args.program.as_deref(), default)?;
    let mut command = program;
    let mut reasons = String::new();
    match args.browser {
        KioskBrowser::Chromium => {
            for (flag, reason) in CHROMIUM {
                let _ = writeln!(reasons, "# {flag}: {reason}");
                let _ = write!(command, " \\\n  {}", quoted(flag));
            }
            let platform = if args.display == "wayland" { "wayland" } else { "x11" };
            let _ = write!(command, " \\\n  --ozone-platform={platform} \\\n  {profile}");
        }
        KioskBrowser::Firefox => {
            reasons += "# --kiosk: the whole screen, without the browser's bars\n\
                        # Firefox restores nothing in a new profile; user.js of the profile turns its questions off\n\
                        # (docs/KIOSK.md).\n";
            let _ = write!(command, " \\\n  --kiosk \\\n  --no-remote \\\n  {profile}");
        }
        KioskBrowser::Cog => {
            reasons += "# --webprocess-failure=restart: another renderer in place of a dead one\n";
            command += " \\\n  --webprocess-failure=restart";
        }
    }
    let address = quoted(url.as_str());
    let _ = write!(command, " \\\n  {address}");
    Ok(format!(
        "# ~/.config/systemd/user/mullion-kiosk.service: Mullion on the screen of this account, which logs in by itself.\n\
         #   systemctl --user daemon-reload && systemctl --user enable --now mullion-kiosk\n\
         {reasons}\
         [Unit]\n\
         Description=Mullion on the screen\n\
         # For ever: a display that gave up would need a person.\n\
         StartLimitIntervalSec=0\n\
         \n\
         [Service]\n\
         Environment={screen}\n\
         StateDirectory=mullion-kiosk\n\
         # Two minutes for the gateway to answer, whatever it answers: no error page of the browser's. Then the page\n\
         # starts from the browser's own store, if it has been there before.\n\
         TimeoutStartSec=180\n\
         ExecStartPre=-/usr/bin/curl --silent --output /dev/null --max-time 5 --retry 60 --retry-delay 2 \\\n  \
           --retry-max-time 120 --retry-all-errors {address}\n\
         ExecStart={command}\n\
         Restart=always\n\
         RestartSec=5\n\
         # More memory than a display needs: the browser is started again before the machine stands still.\n\
         MemoryMax=75%\n\
         OOMPolicy=stop\n\
         \n\
         [Install]\n\
         WantedBy=default.target\n"
    ))
}

/// The variables of a screen.
fn screen(display: &str) -> Result<String, UnitError> {
    if display == "wayland" {
        return Ok("WAYLAND_DISPLAY=wayland-0".to_owned());
    }
    let number = display.strip_prefix(':').ok_or(UnitError::Display)?;
    let is_plain = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if number.len() > 8 || !number.split('.').all(is_plain) {
        return Err(UnitError::Display);
    }
    Ok(format!("DISPLAY={display} XAUTHORITY=%h/.Xauthority"))
}

fn program(given: Option<&Path>, default: &str) -> Result<String, UnitError> {
    let Some(given) = given else { return Ok(default.to_owned()) };
    let text = given.to_str().ok_or(UnitError::Program)?;
    if !given.is_absolute() || text.chars().any(char::is_control) {
        return Err(UnitError::Program);
    }
    Ok(quoted(text))
}

/// A word of `ExecStart=` (systemd.service, "Command lines"): `%` and `$` stand for themselves.
fn quoted(word: &str) -> String {
    let escaped = word.replace('\\', "\\\\").replace('"', "\\\"").replace('%', "%%").replace('$', "$$");
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=%@+,".contains(c);
    if escaped.chars().all(is_plain) { escaped } else { format!("\"{escaped}\"") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn args(words: &[&str]) -> KioskArgs {
        let words = ["mullion", "kiosk"].iter().chain(words).map(std::ffi::OsString::from);
        match crate::cli::Cli::of_words(words).unwrap().command {
            crate::cli::Command::Kiosk(args) => args,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_unit_starts_the_browser_at_the_address_for_ever() {
        let unit = unit(&args(&["http://gateway:8080/?kiosk=hall&x=%20$HOME"])).unwrap();
        assert!(unit.contains("Restart=always") && unit.contains("StartLimitIntervalSec=0"), "{unit}");
        assert!(unit.contains("--kiosk \\\n"), "{unit}");
        assert!(unit.contains("\"http://gateway:8080/?kiosk=hall&x=%%20$$HOME\"\n"), "{unit}");
        assert!(unit.contains("\"--simulate-outdated-no-au=Tue, 31 Dec 2099 23:59:59 GMT\""), "{unit}");
    }

    #[test]
    fn nothing_of_the_command_line_becomes_a_line_of_its_own() {
        let url = "http://gateway/?a=\"\nExecStartPre=/bin/evil";
        let unit = unit(&args(&[url])).unwrap();
        assert!(!unit.contains("\nExecStartPre=/bin/evil"), "{unit}");
        for wrong in ["gateway", "file:///etc/passwd", "javascript:alert(1)", "http://u:p@gateway/"] {
            assert_eq!(super::unit(&args(&[wrong])).unwrap_err(), UnitError::Address, "{wrong}");
        }
        for wrong in ["0", ":", ":0\nUser=root", "wayland-1"] {
            let args = args(&["http://gateway/", "--display", wrong]);
            assert_eq!(super::unit(&args).unwrap_err(), UnitError::Display, "{wrong}");
        }
        let args = args(&["http://gateway/", "--program", "chromium"]);
        assert_eq!(super::unit(&args).unwrap_err(), UnitError::Program);
    }

    #[test]
    fn each_browser_has_its_own_flags() {
        for (browser, flag) in [
            ("chromium", "--ozone-platform=wayland"),
            ("firefox", "--no-remote"),
            ("cog", "--webprocess-failure=restart"),
        ] {
            let unit = unit(&args(&["https://g/", "--browser", browser, "--display", "wayland"])).unwrap();
            assert!(unit.contains(flag) && unit.contains("WAYLAND_DISPLAY"), "{unit}");
        }
    }
}

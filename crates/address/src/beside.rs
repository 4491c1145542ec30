//! The login that stands beside an address: in a command line (`curl -u user:password URL`) or in
//! lines of settings.

use super::words::words;
use super::{Login, MAX_LENGTH};

/// A login beside an address, and the address where the text is a command line.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Beside {
    pub(super) address: Option<String>,
    pub(super) login: Login,
}

/// The login beside the address in a text.
pub(super) fn read(text: &str) -> Option<Beside> {
    if text.len() > MAX_LENGTH {
        return None;
    }
    command(text).or_else(|| settings(text))
}

/// A program whose command line may hold an address and a login.
struct Program {
    name: &'static str,
    /// The short option for `user:password`.
    pair: Option<char>,
    /// Short options that have a value.
    valued: &'static str,
}

/// Sources: the manuals of curl, Wget, HTTPie, aria2, MPlayer and GStreamer (souphttpsrc).
const PROGRAMS: [Program; 9] = [
    Program { name: "curl", pair: Some('u'), valued: "AbcCdDeEFHKmoPQrtTUwxXyYz" },
    Program { name: "wget", pair: None, valued: "aABDeiIlOoPQRtTUwX" },
    Program { name: "http", pair: Some('a'), valued: "Aops" },
    Program { name: "https", pair: Some('a'), valued: "Aops" },
    Program { name: "xh", pair: Some('a'), valued: "Aops" },
    Program { name: "xhs", pair: Some('a'), valued: "Aops" },
    Program { name: "aria2c", pair: None, valued: "dijklosx" },
    Program { name: "mplayer", pair: None, valued: "" },
    Program { name: "gst-launch-1.0", pair: None, valued: "" },
];

/// The value that follows a long option.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Value {
    Address,
    Header,
    /// A name, or `user:password`.
    User,
    Password,
    /// Something else that may look like an address.
    Other,
}

/// Long options with a value that matters here, without dashes.
const OPTIONS: [(&str, Value); 27] = [
    ("auth", Value::User),
    ("cookie", Value::Other),
    ("data", Value::Other),
    ("data-raw", Value::Other),
    ("header", Value::Header),
    ("http-passwd", Value::Password),
    ("http-password", Value::Password),
    ("http-proxy", Value::Other),
    ("http-user", Value::User),
    ("location", Value::Address),
    ("max-time", Value::Other),
    ("output", Value::Other),
    ("output-document", Value::Other),
    ("passwd", Value::Password),
    ("password", Value::Password),
    ("preproxy", Value::Other),
    ("proxy", Value::Other),
    ("proxy-user", Value::Other),
    ("referer", Value::Other),
    ("request", Value::Other),
    ("resolve", Value::Other),
    ("url", Value::Address),
    ("user", Value::User),
    ("user-agent", Value::Other),
    ("user-id", Value::User),
    ("user-pw", Value::Password),
    ("write-out", Value::Other),
];

/// The contents of a command line.
#[derive(Default)]
struct Said {
    user: Option<String>,
    password: Option<String>,
    /// Of a header field.
    basic: Option<Login>,
    address: Option<String>,
    /// Words that are no options.
    bare: Vec<String>,
}

fn command(text: &str) -> Option<Beside> {
    let words = words(text)?;
    let at =
        words.iter().take_while(|word| !word.contains("://")).position(|word| program(word).is_some())?;
    let program = program(&words[at])?;
    let mut said = Said::default();
    let mut words = words.into_iter().skip(at + 1);
    while let Some(word) = words.next() {
        // Typesetting programs make one long dash of two.
        let long = word.strip_prefix("--").or_else(|| word.strip_prefix(['–', '—']));
        let named = long.unwrap_or_else(|| word.trim_start_matches('-'));
        let (name, value) = named.split_once('=').map_or((named, None), |(name, value)| (name, Some(value)));
        let is_option = word.starts_with(['-', '–', '—']);
        match OPTIONS.iter().find(|(option, _)| *option == name).filter(|_| is_option || value.is_some()) {
            // curl's --location has no value.
            Some((_, Value::Address)) if value.is_none() && name == "location" => {}
            Some(&(_, kind)) => {
                if let Some(value) = value.map(str::to_owned).or_else(|| words.next()) {
                    said.take(kind, value);
                }
            }
            None if is_option && (long.is_none() || named.chars().count() == 1) => {
                said.take_short(program, named, &mut words);
            }
            None if is_option => {}
            None => said.bare.push(word),
        }
    }
    let address = said.address();
    Some(Beside { login: said.login()?, address: Some(address?) })
}

impl Said {
    fn take(&mut self, kind: Value, value: String) {
        match kind {
            Value::Address => self.address = Some(value),
            Value::Header => self.basic = basic(&value).or_else(|| self.basic.take()),
            Value::User => self.user = Some(value),
            Value::Password => self.password = Some(value),
            Value::Other => {}
        }
    }

    /// Short options in one word: `-sSu user:password`, `-uuser:password`.
    fn take_short(&mut self, program: &Program, letters: &str, words: &mut impl Iterator<Item = String>) {
        for (at, letter) in letters.char_indices() {
            let kind = match letter {
                letter if program.pair == Some(letter) => Value::User,
                'H' if program.valued.contains('H') => Value::Header,
                letter if program.valued.contains(letter) => Value::Other,
                _ => continue,
            };
            let attached = &letters[at + letter.len_utf8()..];
            let value = if attached.is_empty() { words.next() } else { Some(attached.to_owned()) };
            if let Some(value) = value {
                self.take(kind, value);
            }
            return;
        }
    }

    fn address(&mut self) -> Option<String> {
        let is_method = |word: &String| word.bytes().all(|b| b.is_ascii_uppercase());
        let written = self.bare.iter().find(|word| word.contains("://"));
        let found = written.or_else(|| self.bare.iter().find(|word| !is_method(word)));
        self.address.take().or_else(|| found.cloned())
    }

    fn login(self) -> Option<Login> {
        match (self.user, self.password) {
            (None, None) => self.basic,
            (Some(user), None) => pair(user),
            (user, password) => Login::new(user.unwrap_or_default(), password),
        }
    }
}

fn program(word: &str) -> Option<&'static Program> {
    let file = word.rsplit(['/', '\\']).next().unwrap_or_default().to_ascii_lowercase();
    let name = file.strip_suffix(".exe").unwrap_or(&file);
    PROGRAMS.iter().find(|program| program.name == name)
}

/// `user:password`, without escapes.
fn pair(text: String) -> Option<Login> {
    match text.split_once(':') {
        Some((user, password)) => Login::new(user.to_owned(), Some(password.to_owned())),
        None => Login::new(text, None),
    }
}

/// The login of a header field for Basic (RFC 7617).
fn basic(field: &str) -> Option<Login> {
    let (name, value) = field.split_once(':')?;
    let (scheme, code) = value.trim().split_once(' ')?;
    let is_basic = name.trim().eq_ignore_ascii_case("authorization") && scheme.eq_ignore_ascii_case("basic");
    pair(String::from_utf8(base64(code.trim()).filter(|_| is_basic)?).ok()?)
}

/// Decodes Base64 (RFC 4648 section 4).
fn base64(text: &str) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    let (mut bits, mut count) = (0_u32, 0);
    for byte in text.trim_end_matches('=').bytes() {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        bits = (bits << 6) | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            out.push((bits >> count).to_le_bytes()[0]);
        }
    }
    Some(out)
}

/// The login in lines such as `username: root`, as YAML, INI files and Motion have them.
fn settings(text: &str) -> Option<Beside> {
    let (mut user, mut password) = (None, None);
    for line in text.lines() {
        let line = line.trim().trim_start_matches("- ");
        let Some((key, value)) = line.split_once([':', '=', ' ']) else { continue };
        let value = value.trim_start_matches([':', '=', ' ']).trim_end().trim_end_matches(',');
        let quoted = ['"', '\''].iter().find_map(|&quote| value.strip_prefix(quote)?.strip_suffix(quote));
        let value = quoted.unwrap_or(value);
        // `!secret name` is a reference of YAML.
        if value.is_empty() || quoted.is_none() && value.starts_with('!') {
            continue;
        }
        match key.trim().trim_matches('"').to_ascii_lowercase().as_str() {
            "username" | "user" => user = Some(value.to_owned()),
            "password" | "pass" => password = Some(value.to_owned()),
            "netcam_userpass" => return pair(value.to_owned()).map(|login| Beside { login, address: None }),
            _ => {}
        }
    }
    let login = Login::new(user?, Some(password?))?;
    Some(Beside { login, address: None })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<(String, String, String)> {
        let Beside { address, login } = super::read(text)?;
        Some((address.unwrap_or_default(), login.user().to_owned(), login.password().to_owned()))
    }

    #[test]
    fn commands_say_address_and_login() {
        for text in [
            "curl -u root:pass http://cam/x",
            "$ curl -u 'root:pass' \"http://cam/x\"",
            "curl http://cam/x --user root:pass --digest -o out.mjpg",
            "curl --user=root:pass --url http://cam/x",
            "sudo /usr/bin/curl -sSuroot:pass -L http://cam/x",
            "curl.exe -ku root:pass --location http://cam/x",
            "curl \\\n  -x http://proxy:3128 \\\n  -e http://page/ -u root:pass \\\n  http://cam/x",
            "curl ^\"http://cam/x^\" ^\n  -u ^\"root:pass^\"",
            "curl 'http://cam/x' -H 'Referer: http://page/' -H 'Authorization: Basic cm9vdDpwYXNz'",
            "curl –user root:pass http://cam/x",
            "curl -u “root:pass” http://cam/x",
            "curl $'http://cam/x' -u $'root:p\\u0061ss'",
            "wget --user=root --password=pass http://cam/x",
            "wget -qO- --http-user root --http-password 'pass' http://cam/x",
            "wget --http-user=root --http-passwd=pass -O out http://cam/x",
            "http -a root:pass GET http://cam/x",
            "xh --auth=root:pass http://cam/x",
            "mplayer -user root -passwd pass http://cam/x",
            "gst-launch-1.0 souphttpsrc location=http://cam/x user-id=root user-pw=pass ! fakesink",
        ] {
            let expected = ("http://cam/x".to_owned(), "root".to_owned(), "pass".to_owned());
            assert_eq!(read(text), Some(expected), "{text}");
        }
        let (address, ..) = read("curl -u root:pass 192.168.1.5/mjpg/video.mjpg").unwrap();
        assert_eq!(address, "192.168.1.5/mjpg/video.mjpg");
    }

    #[test]
    fn passwords_are_taken_as_the_shell_takes_them() {
        for (text, password) in [
            ("curl -u 'root:a b$c\"d\\e' http://cam/", "a b$c\"d\\e"),
            ("curl -u \"root:a'b\\\"c\\d\" http://cam/", "a'b\"c\\d"),
            ("curl -u root:a\\ b%41 http://cam/", "a b%41"),
            ("curl -u 'root:a'\\''b' http://cam/", "a'b"),
            ("curl -u root:a:b@c http://cam/", "a:b@c"),
            ("wget --user root --password 'a:b' http://cam/", "a:b"),
        ] {
            assert_eq!(read(text).unwrap().2, password, "{text}");
        }
        let login = super::read("curl -u root http://cam/").unwrap().login;
        assert!(!login.has_password());
    }

    #[test]
    fn settings_say_the_login() {
        for text in [
            "- platform: mjpeg\n  mjpeg_url: http://cam/x\n  username: root\n  password: \"pass\"",
            "netcam_url http://cam/x\nnetcam_userpass root:pass",
            "url = http://cam/x\nuser = root\npass = 'pass'\n",
            "\"url\": \"http://cam/x\",\n\"username\": \"root\",\n\"password\": \"pass\"",
        ] {
            assert_eq!(read(text), Some((String::new(), "root".to_owned(), "pass".to_owned())), "{text}");
        }
    }

    #[test]
    fn other_texts_say_none() {
        for text in [
            "http://root:pass@cam/x",
            "curl http://cam/x",
            "curl -u root:pass",
            "curl -U root:pass -x http://proxy/ http://cam/x",
            "With curl it's fine: http://cam/x",
            "http://cam/curl -u root:pass",
            "mjpeg_url: http://cam/x\nusername: root\npassword: !secret cam",
            "http //cam/x",
            "",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}

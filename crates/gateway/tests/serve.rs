//! `mullion serve`, the program as it is called.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use support::{mullion, part, picture, tcp};

/// A running `mullion serve`. It is killed with the test.
struct Program {
    child: Child,
    /// What the program says on its standard output, up to the address.
    address: String,
}

impl Program {
    fn start(arguments: &[&str]) -> Self {
        let mut command = mullion();
        command.arg("serve").args(["--listen", "127.0.0.1:0"]).args(arguments);
        command.env("RUST_LOG", "trace").stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        let address =
            line.trim_end().strip_prefix("Mullion is at http://").unwrap().strip_suffix('/').unwrap();
        Self { address: address.to_owned(), child }
    }

    /// A request as it is, and its answer up to the end of the connection.
    fn ask(&self, target: &str) -> String {
        self.ask_with(target, "Accept: */*")
    }

    fn ask_with(&self, target: &str, field: &str) -> String {
        let mut stream = self.open(target, field);
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        String::from_utf8_lossy(&answer).into_owned()
    }

    fn open(&self, target: &str, field: &str) -> TcpStream {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let request = format!(
            "GET {target} HTTP/1.1\r\nHost: {}\r\n{field}\r\nConnection: close\r\n\r\n",
            self.address
        );
        stream.write_all(request.as_bytes()).unwrap();
        stream
    }

    /// Ends the program in good order; gives its log.
    fn end(mut self) -> String {
        let id = self.child.id().to_string();
        assert!(Command::new("sh").args(["-c", &format!("kill -TERM {id}")]).status().unwrap().success());
        let mut log = String::new();
        self.child.stderr.take().unwrap().read_to_string(&mut log).unwrap();
        assert_eq!(self.child.wait().unwrap().code(), Some(0), "{log}");
        log
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // It has ended, if the test went well.
        let _ = self.child.kill();
    }
}

/// A settings file of its own for a test.
fn settings(name: &str, text: &str, mode: u32) -> PathBuf {
    let path = std::env::temp_dir().join(format!("mullion-{name}-{}.toml", std::process::id()));
    std::fs::write(&path, text).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
    path
}

#[test]
fn relays_a_stream_until_it_is_told_to_end() {
    let (camera, _) = tcp::serve(|_, stream| {
        stream
            .write_all(b"HTTP/1.1 200 OK\r\nContent-Type: multipart/x-mixed-replace; boundary=b\r\n\r\n")?;
        stream.write_all(&part(&picture()))?;
        tcp::hold(stream);
        Ok(())
    });
    let program = Program::start(&["--camera", &format!("yard=http://{camera}/")]);
    assert!(program.ask("/api/cameras").ends_with(r#"[{"id":"yard","name":"yard"}]"#));
    let mut viewer = program.open("/cameras/yard/mjpg/video.mjpg", "Accept: */*");
    let mut some = [0; 15];
    viewer.read_exact(&mut some).unwrap();
    assert_eq!(&some, b"HTTP/1.1 200 OK");
    let log = program.end();
    let mut rest = Vec::new();
    viewer.read_to_end(&mut rest).unwrap();
    assert!(rest.ends_with(b"0\r\n\r\n"), "the stream ended in good order");
    assert!(log.contains("the gateway shuts down"), "{log}");
}

#[test]
fn tells_no_secret_to_anyone() {
    let challenge =
        "HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\nWWW-Authenticate: Basic realm=\"AXIS\"\r\n\r\n";
    let (camera, requests) = tcp::fixed(challenge);
    let file = settings(
        "secrets",
        &format!(
            "[[camera]]\nid = \"yard\"\nurl = \"http://{camera}\"\nuser = \"joe\"\npassword = \"hunter2\"\n\
             [proxy]\nhosts = [\"127.0.0.1\"]\n"
        ),
        0o600,
    );
    let door = format!("door=http://jane:swordfish@{camera}/");
    let program = Program::start(&["--config", file.to_str().unwrap(), "--camera", &door]);
    let mut said = String::new();
    for id in ["yard", "door"] {
        said += &program.ask(&format!("/cameras/{id}/axis-cgi/mjpg/video.cgi?resolution=1x1"));
    }
    said += &program.ask("/api/cameras");
    assert!(said.contains("camera-login-failed"), "{said}");
    // A person's own login at a camera that the proxy fetches, in the field and by mistake in the address.
    let own = "Sec-Fetch-Site: same-origin\r\nAuthorization: Basic bWF4OmNvcnJlY3Rob3JzZQ==";
    let proxied = program.ask_with(&format!("/proxy/http://{camera}/mjpg/video.mjpg?pwd=batterystaple"), own);
    assert!(proxied.contains("x-mullion-www-authenticate: Basic realm=\"AXIS\""), "{proxied}");
    said += &proxied;
    said += &program.ask_with(&format!("/proxy/http://max:correcthorse@{camera}/"), own);
    said += &program.ask_with("/proxy/http://not.listed/?pwd=batterystaple", own);
    said += &program.end();
    std::fs::remove_file(file).unwrap();
    // The camera, and nobody else, was told: Basic joe:hunter2.
    assert!(requests.lock().unwrap().iter().any(|head| head.contains("am9lOmh1bnRlcjI=")));
    assert!(requests.lock().unwrap().iter().any(|head| head.contains("bWF4OmNvcnJlY3Rob3JzZQ==")));
    for secret in [
        "correcthorse",
        "bWF4OmNvcnJlY3Rob3JzZQ",
        "batterystaple",
        "hunter2",
        "swordfish",
        "joe",
        "jane",
        "am9lOmh1bnRlcjI",
        "others can read it",
    ] {
        assert!(!said.contains(secret), "{secret} in\n{said}");
    }
}

#[test]
fn warns_of_a_file_that_others_can_read() {
    let text =
        "[[camera]]\nid = \"yard\"\nurl = \"http://127.0.0.1:9\"\nuser = \"joe\"\npassword = \"hunter2\"\n";
    let file = settings("readable", text, 0o644);
    let program = Program::start(&["--config", file.to_str().unwrap()]);
    let log = program.end();
    std::fs::remove_file(file).unwrap();
    assert!(log.contains("others can read it"), "{log}");
}

#[test]
fn a_scheme_that_checks_no_certificate_elsewhere_is_noted_for_the_cameras_of_file_and_command_line() {
    let text = "[[camera]]\nid = \"yard\"\nurl = \"httpx://jane:swordfish@127.0.0.1:9\"\n";
    let file = settings("noted", text, 0o600);
    let arguments = ["--config", file.to_str().unwrap(), "--camera", "door=httpx://127.0.0.1:9/"];
    let log = Program::start(&arguments).end();
    std::fs::remove_file(file).unwrap();
    let notes: Vec<&str> = log.lines().filter(|line| line.contains("Mullion does")).collect();
    assert!(notes.len() == 2 && notes[0].contains("yard") && notes[1].contains("door"), "{log}");
    assert!(!log.contains("swordfish"), "{log}");
}

/// What the program says when it does not start.
fn fails(arguments: &[&str]) -> String {
    let output = mullion().arg("serve").args(arguments).output().unwrap();
    let reason = String::from_utf8(output.stderr).unwrap();
    assert_eq!((output.status.code(), output.stdout.len()), (Some(1), 0), "{reason}");
    reason
}

#[test]
fn says_why_it_does_not_start() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let reason = fails(&["--listen", &address]);
    assert!(reason.contains(&format!("cannot listen on {address}: the port is taken")), "{reason}");

    let file = settings("mistake", "\n[limits]\nstraems = 5 # hunter2\n", 0o600);
    let reason = fails(&["--config", file.to_str().unwrap()]);
    std::fs::remove_file(&file).unwrap();
    assert!(
        reason.starts_with(&format!("mullion: {}:3: straems: unknown field", file.display())),
        "{reason}"
    );
    assert!(!reason.contains("hunter2"), "{reason}");

    assert!(fails(&["--config", "/nonesuch.toml"]).contains("/nonesuch.toml: No such file"));
    assert!(fails(&["--camera", "http://joe:hunter2@cam"]).contains("must be ID=URL"));
    let file =
        settings("ca", "[[camera]]\nid = \"a\"\nurl = \"https://cam\"\nca_file = \"nonesuch.pem\"\n", 0o600);
    let reason = fails(&["--listen", "127.0.0.1:0", "--config", file.to_str().unwrap()]);
    std::fs::remove_file(&file).unwrap();
    assert!(reason.contains("cannot read certificates from") && reason.contains("nonesuch.pem"), "{reason}");
}

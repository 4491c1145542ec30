//! Limits of the system that the gateway finds when it starts.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};

/// The gateway in a shell that has set `limit`, and its address.
fn limited(limit: &str) -> (Child, String) {
    let program = env!("CARGO_BIN_EXE_mullion");
    let line = format!("ulimit {limit} && exec {program} serve --listen 127.0.0.1:0");
    let mut command = Command::new("sh");
    command.args(["-c", &line]).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.current_dir(std::env::temp_dir()).spawn().unwrap();
    let mut first = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut first).unwrap();
    let address = first.split("http://").nth(1).unwrap().split('/').next().unwrap().to_owned();
    (child, address)
}

#[test]
fn more_viewers_connect_than_the_soft_limit_of_open_files_allows() {
    let (mut gateway, address) = limited("-Sn 50");
    let mut viewers = Vec::new();
    for _ in 0..100 {
        let mut viewer = TcpStream::connect(&address).unwrap();
        viewer.write_all(b"GET /api/cameras HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
        let mut begin = [0; 15];
        viewer.read_exact(&mut begin).unwrap();
        assert_eq!(&begin, b"HTTP/1.1 200 OK");
        viewers.push(viewer);
    }
    gateway.kill().unwrap();
    gateway.wait().unwrap();
}

#[test]
fn too_low_a_limit_is_told_with_its_cure() {
    let (mut gateway, _) = limited("-n 100");
    gateway.kill().unwrap();
    let mut said = String::new();
    gateway.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    gateway.wait().unwrap();
    assert!(said.contains("the system allows 100 open files") && said.contains("LimitNOFILE="), "{said}");
}

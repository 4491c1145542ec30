//! `mullion probe`, the program as it is called.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use std::io::{Read as _, Write as _};
use std::path::PathBuf;
use std::process::{Output, Stdio};

use serde_json::Value;
use support::{corpus, lines, manifest, mullion, of_type, part, picture, run, tcp};

const MULTIPART: &str =
    "HTTP/1.1 200 OK\r\nServer: Boa\r\nContent-Type: multipart/x-mixed-replace; boundary=b\r\n\r\n";

/// Every capture of the corpus gives the frames of its manifest: as a body with its Content-Type,
/// as an answer with its head, and as it was on the wire.
#[test]
fn the_corpus_gives_its_frames() {
    let mut captures = 0;
    for folder in [corpus(), corpus().join("synth")] {
        let mut manifests: Vec<PathBuf> =
            std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        manifests.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
        manifests.sort();
        for path in manifests {
            captures += 1;
            let expected = Expected::new(&manifest(&path));
            let read = |extension: &str| std::fs::read(path.with_extension(extension)).ok();
            let (head, body) = (read("head").unwrap_or_default(), read("body").unwrap());
            let file = path.with_extension("body");
            let mut arguments = vec!["probe", "--json", file.to_str().unwrap()];
            let content_type = content_type(&head);
            if let Some(content_type) = &content_type {
                arguments.extend(["--content-type", content_type]);
            }
            expected.check(&run(&arguments, b""), &path, "file");
            if !head.is_empty() {
                let whole = [&head[..], &body].concat();
                expected.check(&run(&["probe", "--json", "-"], &whole), &path, "head and body");
                if let Some(raw) = read("raw") {
                    let whole = [&head[..], &raw].concat();
                    expected.check(&run(&["probe", "--json", "-"], &whole), &path, "head and wire");
                }
            }
        }
    }
    assert!(captures > 130, "the corpus is incomplete: {captures} captures");
}

/// The frames that a manifest accepts: hash (beginning) and size.
struct Expected(Vec<Vec<(String, u64)>>);

impl Expected {
    fn new(manifest: &Value) -> Self {
        if manifest["expect"].is_array() {
            let mut accepted = vec![pairs(&manifest["expect"])];
            accepted.extend(manifest["alternatives"].as_array().unwrap().iter().map(pairs));
            return Self(accepted);
        }
        let frames = zip(&manifest["sha256"], &manifest["sizes"]);
        let mut accepted = vec![frames.clone()];
        // A part that is no whole JPEG has null there.
        if manifest["jpeg_sha256"].as_array().unwrap().iter().all(Value::is_string) {
            accepted.push(zip(&manifest["jpeg_sha256"], &manifest["jpeg_sizes"]));
        }
        let last = &manifest["tail"]["complete_jpeg_at_eof"];
        if last.is_object() {
            let last = (last["sha256"].as_str().unwrap().to_owned(), last["bytes"].as_u64().unwrap());
            accepted.push(frames.into_iter().chain([last]).collect());
        }
        Self(accepted)
    }

    fn check(&self, output: &Output, path: &std::path::Path, form: &str) {
        let lines = lines(output);
        let frames = of_type(&lines, "frame");
        let given = |hash: &str, size: &str| {
            let or = |frame: &Value, key: &str, other: &str| {
                if frame[key].is_null() { frame[other].clone() } else { frame[key].clone() }
            };
            let pair = |frame: &&Value| {
                let hash = or(frame, hash, "sha256").as_str().unwrap()[..16].to_owned();
                (hash, or(frame, size, "size").as_u64().unwrap())
            };
            frames.iter().map(pair).collect::<Vec<_>>()
        };
        let (delivered, pictures) = (given("sha256", "size"), given("jpeg_sha256", "jpeg_size"));
        let name = path.display();
        assert!(
            self.0.contains(&delivered) || self.0.contains(&pictures),
            "{name} as {form}: {} frames, expected {}",
            frames.len(),
            self.0[0].len()
        );
        assert_eq!(output.status.code(), Some(if frames.is_empty() { 2 } else { 0 }), "{name} as {form}");
        let summary = lines.last().unwrap();
        assert_eq!(
            (&summary["type"], &summary["frames"]),
            (&"summary".into(), &frames.len().into()),
            "{name}"
        );
        let named: Vec<&Value> = of_type(&lines, "quirk").iter().map(|quirk| &quirk["name"]).collect();
        assert_eq!(summary["quirks"].as_array().unwrap().iter().collect::<Vec<_>>(), named, "{name}");
    }
}

fn pairs(list: &Value) -> Vec<(String, u64)> {
    let pair = |pair: &Value| (pair[0].as_str().unwrap().to_owned(), pair[1].as_u64().unwrap());
    list.as_array().unwrap().iter().map(pair).collect()
}

fn zip(hashes: &Value, sizes: &Value) -> Vec<(String, u64)> {
    let (hashes, sizes) = (hashes.as_array().unwrap().iter(), sizes.as_array().unwrap().iter());
    hashes
        .zip(sizes)
        .map(|(hash, size)| (hash.as_str().unwrap().to_owned(), size.as_u64().unwrap()))
        .collect()
}

fn content_type(head: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(head).into_owned();
    let field = |line: &str| {
        let (name, value) = line.split_once(':')?;
        name.trim().eq_ignore_ascii_case("content-type").then(|| value.trim().to_owned())
    };
    head.lines().find_map(field)
}

#[test]
fn a_stream_is_described_for_programs() {
    let (address, _) = tcp::fixed([MULTIPART.as_bytes(), &part(&picture()), &part(&picture())].concat());
    let output = run(&["probe", "--json", &format!("http://{address}/video")], b"");
    let lines = lines(&output);
    let frame = of_type(&lines, "frame")[1];
    assert_eq!((&frame["index"], &frame["size"]), (&1.into(), &picture().len().into()));
    assert_eq!((&frame["width"], &frame["height"]), (&320.into(), &240.into()));
    assert_eq!(frame["sha256"].as_str().unwrap().len(), 64);
    assert!(frame["arrival"].is_f64(), "a camera's frames have a time of arrival");
    let summary = lines.last().unwrap();
    assert_eq!((&summary["server"], &summary["boundary"]), (&"Boa".into(), &"b".into()));
    assert_eq!(summary["source"], format!("http://{address}/video"));
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn a_stream_is_described_for_people() {
    let (address, _) = tcp::fixed([MULTIPART.as_bytes(), &part(&picture()), &part(&picture())].concat());
    let output = run(&["probe", &format!("http://{address}/video")], b"");
    let text = String::from_utf8(output.stdout).unwrap();
    for expected in
        ["HTTP/1.1 200 OK", "Boa", "boundary      b", "320x240, 4:2:0, quality", "frames        2"]
    {
        assert!(text.contains(expected), "{expected:?} is missing in:\n{text}");
    }
}

#[test]
fn a_file_has_no_times() {
    let body = [part(&picture()), part(&picture())].concat();
    let output = run(&["probe", "--json", "-"], &body);
    let lines = lines(&output);
    assert_eq!(of_type(&lines, "frame").len(), 2);
    assert!(lines.iter().all(|line| line["arrival"].is_null() && line["fps"].is_null()));
}

#[test]
fn an_endless_stream_ends_with_the_frames_asked_for() {
    let (address, _) = tcp::serve(|_, stream| {
        stream.write_all(MULTIPART.as_bytes())?;
        loop {
            stream.write_all(&part(&picture()))?;
        }
    });
    let output = run(&["probe", "--json", "--frames", "3", &format!("http://{address}/")], b"");
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(lines(&output).last().unwrap()["frames"], 3);
    // A file is cut short in the same way.
    let body = part(&picture()).repeat(5);
    assert_eq!(lines(&run(&["probe", "--json", "--frames", "2", "-"], &body)).last().unwrap()["frames"], 2);
}

#[test]
fn a_silent_camera_is_left_after_the_time_asked_for() {
    let (address, _) = tcp::serve(|_, stream| {
        stream.write_all(MULTIPART.as_bytes())?;
        tcp::hold(stream);
        Ok(())
    });
    let output = run(&["probe", "--json", "--seconds", "0.2", &format!("http://{address}/")], b"");
    assert_eq!(output.status.code(), Some(2), "no frame");
    assert_eq!(lines(&output).last().unwrap()["frames"], 0);
}

#[test]
fn an_answer_without_video_is_quoted() {
    let (address, _) = tcp::fixed(
        "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html><body>Please log in</body></html>",
    );
    let output = run(&["probe", "--json", &format!("http://{address}/")], b"");
    assert_eq!(output.status.code(), Some(2));
    let lines = lines(&output);
    let error = of_type(&lines, "error")[0];
    assert!(error["message"].as_str().unwrap().contains("Please log in"), "{error}");
    assert_eq!((&error["code"], &error["blame"]), (&"not-video".into(), &"camera".into()));
}

/// Runs a probe that has to fail; gives its standard error.
fn refused(arguments: &[&str], blame: &str) -> String {
    let output = run(&[&["probe"], arguments].concat(), b"");
    let reason = String::from_utf8(output.stderr.clone()).unwrap();
    assert_eq!(output.status.code(), Some(1), "{reason}");
    assert!(reason.contains(&format!("(to blame: {blame})")), "{reason}");
    assert!(output.stdout.is_empty(), "{}", String::from_utf8_lossy(&output.stdout));
    // For programs, the reason is an object, and the summary closes the list all the same.
    let json = run(&[&["probe", "--json"], arguments].concat(), b"");
    let lines = lines(&json);
    assert_eq!((&lines[0]["type"], &lines[0]["blame"]), (&"error".into(), &blame.into()));
    assert_eq!((&lines[1]["type"], &lines[1]["frames"], lines.len()), (&"summary".into(), &0.into(), 2));
    reason
}

#[test]
fn a_refusal_names_its_reason() {
    let (address, _) = tcp::fixed("HTTP/1.0 503 Service Unavailable\r\n\r\n<h1>Too many viewers</h1>");
    let reason = refused(&[&format!("http://{address}/")], "camera");
    assert!(reason.contains("503") && reason.contains("Too many viewers"), "{reason}");

    let echo = "<title>403 Forbidden</title><h1>403 Forbidden</h1>Not for you";
    let (address, _) = tcp::fixed(format!("HTTP/1.0 403 Forbidden\r\nContent-Type: text/html\r\n\r\n{echo}"));
    let reason = refused(&[&format!("http://{address}/")], "camera");
    assert!(reason.contains("answers 403 Forbidden: Not for you"), "{reason}");

    let (address, _) =
        tcp::fixed("HTTP/1.0 401 Unauthorized\r\nWWW-Authenticate: Basic realm=\"AXIS\"\r\n\r\n");
    let reason = refused(&[&format!("http://{address}/")], "settings");
    assert!(reason.contains("asks for a login (Basic, realm \"AXIS\")"), "{reason}");

    let (address, _) = tcp::fixed("220 mail.example ESMTP\r\n");
    let reason = refused(&[&format!("http://{address}/")], "camera");
    assert!(reason.contains("not HTTP"), "{reason}");

    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let reason = refused(&[&format!("http://{closed}/")], "network");
    assert!(reason.contains("refused") && !reason.contains("os error"), "{reason}");

    let reason = refused(&["nonesuch.body"], "settings");
    assert!(reason.contains("nonesuch.body") && reason.contains("http://"), "{reason}");
    assert!(!reason.contains("os error"), "{reason}");
    refused(&[env!("CARGO_MANIFEST_DIR")], "settings");
    refused(&["rtsp://127.0.0.1/"], "settings");

    let saved = run(&["probe", "-"], b"HTTP/1.1 404 Not Found\r\n\r\nno such page");
    assert_eq!(saved.status.code(), Some(1));
}

const DIGEST: &str = "HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\nConnection: close\r\n\
    WWW-Authenticate: Basic realm=\"AXIS\"\r\nWWW-Authenticate: Digest realm=\"AXIS\", nonce=\"n1\", \
    algorithm=MD5, qop=\"auth\"\r\n\r\n";

/// A camera that shows its picture to whoever answers its Digest challenge.
fn guarded(head: &str, stream: &mut std::net::TcpStream) -> std::io::Result<()> {
    match field(head, "authorization") {
        Some(login) if login.contains("username=\"joe\"") => {
            stream.write_all(&[MULTIPART.as_bytes(), &part(&picture())].concat())
        }
        _ => stream.write_all(DIGEST.as_bytes()),
    }
}

fn field<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    head.lines()
        .find_map(|line| line.split_once(": ").filter(|(key, _)| key.eq_ignore_ascii_case(name)))
        .map(|(_, value)| value)
}

#[test]
fn logs_in_and_keeps_the_password_to_itself() {
    let (address, requests) = tcp::serve(guarded);
    let url = format!("http://joe:hunter2@{address}/video?fps=5&pwd=hunter2");
    let from_url = run(&["probe", "--json", &url], b"");
    let mut with_user = mullion();
    with_user.args(["probe", "--user", "joe", &format!("http://{address}/video?fps=5")]);
    let from_environment = with_user.env("MULLION_PASSWORD", "hunter2").output().unwrap();
    let mut in_address = mullion();
    in_address.args(["probe", &format!("http://joe@{address}/video?fps=5")]);
    let from_both = in_address.env("MULLION_PASSWORD", "hunter2").output().unwrap();
    for output in [&from_url, &from_environment, &from_both] {
        assert_eq!(output.status.code(), Some(0));
        for text in [&output.stdout, &output.stderr] {
            let text = String::from_utf8_lossy(text);
            assert!(!text.contains("hunter2") && !text.contains("joe"), "{text}");
        }
    }
    let requests = requests.lock().unwrap();
    assert_eq!(requests.len(), 6, "one challenge, one answer, three times");
    assert!(requests[1].contains("uri=\"/video?fps=5&pwd=hunter2\""), "the target as sent: {}", requests[1]);
    assert!(requests[3].contains("Digest "), "Digest is preferred to Basic: {}", requests[3]);
}

#[test]
fn a_password_of_any_characters_reaches_the_camera_and_nothing_else() {
    let (address, requests) = tcp::serve(guarded);
    for password in [
        r"hunter2\x",
        "hunter2`x",
        "<hunter2>",
        "hunter2\"'x",
        "hunter2/#?x",
        "hunter2](x)",
        "hunter2 x",
        "hunter2.,;",
    ] {
        let output = run(&["probe", &format!("http://joe:{password}@{address}/live@2?a=b@c")], b"");
        assert_eq!(output.status.code(), Some(0), "{password}: {}", String::from_utf8_lossy(&output.stderr));
        let said = [output.stdout, output.stderr].concat();
        assert!(!String::from_utf8_lossy(&said).contains("hunter2"), "{password}");
    }
    let asked = requests.lock().unwrap();
    assert!(asked.iter().all(|request| request.starts_with("GET /live@2?a=b@c ")), "{asked:?}");
}

#[cfg(target_os = "linux")]
#[test]
fn an_address_with_the_loopback_interface_leads_to_this_machine() {
    let listener = std::net::TcpListener::bind("[::1]:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for stream in listener.incoming().take(1) {
            let mut stream = stream.unwrap();
            let mut head = [0; 4096];
            let length = stream.read(&mut head).unwrap();
            assert!(head[..length].windows(6).any(|window| window == b"[::1]:"), "the zone is not sent");
            stream.write_all(&[MULTIPART.as_bytes(), &part(&picture())].concat()).unwrap();
        }
    });
    let output = run(&["probe", &format!("http://[::1%lo]:{port}/x"), "--frames", "1"], b"");
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let missing = refused(&["http://[::1%nosuch0]/"], "settings");
    assert!(missing.contains("this machine has no interface nosuch0"), "{missing}");
}

#[test]
fn a_pasted_line_is_an_address_with_its_login_and_no_option() {
    let (address, _) = tcp::serve(guarded);
    for line in [
        "- ffmpeg:http://joe:hunter2@ADDRESS/video#video=h264",
        "- url: http://joe:hunter2@ADDRESS/video",
        "curl -u joe:hunter2 --digest http://ADDRESS/video",
        "wget --user=joe --password=hunter2 http://ADDRESS/video",
    ] {
        let line = line.replace("ADDRESS", &address.to_string());
        for arguments in [["probe", &line, "--json"], ["probe", "--json", &line]] {
            let output = run(&arguments, b"");
            assert_eq!(output.status.code(), Some(0), "{arguments:?}");
            assert!(output.stdout.starts_with(b"{"), "--json stays an option");
        }
    }
    for arguments in [
        ["probe", "--jsn", "http://cam/"],
        ["probe", "http://cam/", "--jsn"],
        ["record", "--jsn", "http://cam/"],
    ] {
        let output = run(&arguments, b"");
        assert_eq!(output.status.code(), Some(64), "{arguments:?}");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(said.contains("unexpected argument '--jsn'"), "{arguments:?}: {said}");
    }
}

#[test]
fn a_wrong_password_is_tried_once() {
    let (address, requests) = tcp::serve(guarded);
    let reason = refused(&[&format!("http://jane:hunter2@{address}/")], "settings");
    assert!(
        reason.contains("refuses the user name or the password") && !reason.contains("hunter2"),
        "{reason}"
    );
    assert_eq!(requests.lock().unwrap().len(), 4, "two runs of two requests");
}

#[test]
fn credentials_follow_a_redirect_to_the_same_origin_only() {
    let (address, _) = tcp::serve(|head, stream| match head.starts_with("GET /v ") {
        true => guarded(head, stream),
        false => stream.write_all(b"HTTP/1.1 302 Found\r\nLocation: /v\r\nContent-Length: 0\r\n\r\n"),
    });
    let output = run(&["probe", &format!("http://joe:hunter2@{address}/")], b"");
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));

    let (target, requests) = tcp::serve(guarded);
    for host in ["127.0.0.1", "localhost"] {
        let to = format!("http://{host}:{}/v", target.port());
        let (other, _) =
            tcp::fixed(format!("HTTP/1.1 302 Found\r\nLocation: {to}\r\nContent-Length: 0\r\n\r\n"));
        refused(&[&format!("http://joe:hunter2@{other}/")], "settings");
    }
    let requests = requests.lock().unwrap();
    assert!(!requests.is_empty() && requests.iter().all(|head| field(head, "authorization").is_none()));

    let (endless, _) = tcp::fixed("HTTP/1.1 302 Found\r\nLocation: /again\r\nContent-Length: 0\r\n\r\n");
    refused(&[&format!("http://{endless}/")], "camera");
}

#[test]
fn a_stream_that_breaks_keeps_its_frames() {
    let cut = &part(&picture())[..2000];
    let chunk = |bytes: &[u8]| [format!("{:x}\r\n", bytes.len()).as_bytes(), bytes, b"\r\n"].concat();
    let head = "HTTP/1.1 200 OK\r\nContent-Type: multipart/x-mixed-replace; boundary=b\r\n\
        Transfer-Encoding: chunked\r\n\r\n";
    let (address, _) = tcp::fixed([head.as_bytes(), &chunk(&part(&picture())), &chunk(cut)].concat());
    let output = run(&["probe", "--json", &format!("http://{address}/")], b"");
    let lines = lines(&output);
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(lines.last().unwrap()["frames"], 1);
    let error = of_type(&lines, "error").pop().unwrap();
    assert_eq!((&error["code"], &error["blame"]), (&"connection-broken".into(), &"network".into()));
}

#[test]
fn a_reader_that_leaves_is_no_failure() {
    let mut child = mullion()
        .args(["probe", "--json", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let mut first = [0; 1];
    stdin.write_all(&part(&picture()).repeat(2)).unwrap();
    let mut stdout = child.stdout.take().unwrap();
    stdout.read_exact(&mut first).unwrap();
    drop(stdout);
    // Each write is a new chunk, and so a new line for a reader who has gone.
    while stdin.write_all(&part(&picture())).is_ok() {}
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), output.stderr.len()), (Some(0), 0));
}

#[cfg(unix)]
#[test]
fn an_interrupt_ends_with_the_summary() {
    let (address, _) = tcp::serve(|_, stream| {
        stream.write_all(&[MULTIPART.as_bytes(), &part(&picture())].concat())?;
        tcp::hold(stream);
        Ok(())
    });
    let mut command = mullion();
    command.args(["probe", "--json", "--frames", "0", &format!("http://{address}/")]).stdout(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut stdout = std::io::BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    std::io::BufRead::read_line(&mut stdout, &mut line).unwrap();
    assert!(line.contains("\"frame\""), "{line}");
    // The shell has it built in; a program of that name is not on every machine.
    let interrupt =
        std::process::Command::new("sh").args(["-c", &format!("kill -INT {}", child.id())]).status();
    assert!(interrupt.unwrap().success());
    line.clear();
    std::io::BufRead::read_line(&mut stdout, &mut line).unwrap();
    assert!(line.contains("\"summary\"") && line.contains("\"frames\":1"), "{line}");
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
fn wrong_usage_is_told_from_a_stream_without_frames() {
    assert_eq!(run(&["probe"], b"").status.code(), Some(64));
    assert_eq!(run(&["probe", "--seconds", "-1", "-"], b"").status.code(), Some(64));
    assert_eq!(run(&["--version"], b"").status.code(), Some(0));
    assert_eq!(run(&["probe", "-"], b"").status.code(), Some(2));
}

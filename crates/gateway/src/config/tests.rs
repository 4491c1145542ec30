use std::time::Duration;

use super::*;
use crate::cli::{Cli, Command};
use crate::http::Check;
use crate::proxy::HostList;
use clap::Parser as _;

const FULL: &str = r#"
listen = "0.0.0.0:9000"
app = "dist"
base = "cams"
hosts = ["cams.example"]
allow_origins = ["https://dashboard.example"]
frame_ancestors = ["'self'", "https://dashboard.example"]

[limits]
connections = 100
connections_per_address = 50
mux_sessions = 9
mux_streams = 10
streams = 32
streams_per_camera = 4
requests_per_camera = 2
connect_seconds = 3
answer_seconds = 4
idle_seconds = 5
viewer_seconds = 6
request_seconds = 7

[proxy]
hosts = ["192.168.0.0/24", "cam.example:8080", "*.cams.example"]
tls = "accept"

[[camera]]
id = "yard"
name = "The yard"
url = "http://192.168.0.90"
user = "viewer"
password = "hunter2"
ptz = true

[[camera]]
id = "door-2"
url = "https://cam.example/behind/axis-cgi/mjpg/video.cgi?fps=5"
user = "viewer"
password_env = "DOOR"
ca_file = "door.pem"

[[camera]]
id = "gate"
url = "https://gate.example"
tls = "pin"
pin = "sha256:0101010101010101010101010101010101010101010101010101010101010101"

[[camera]]
id = "shed"
url = "https://shed.example"
tls = "accept"
"#;

fn environment(name: &str) -> Option<String> {
    (name == "DOOR").then(|| "from the environment".to_owned())
}

fn parse(text: &str) -> Result<Config, ConfigError> {
    Config::parse(Path::new("/etc/mullion/mullion.toml"), text, &environment)
}

fn load(arguments: &[&str]) -> Result<Config, ConfigError> {
    let cli = Cli::try_parse_from([&["mullion", "serve"], arguments].concat()).unwrap();
    let Command::Serve(args) = cli.command else { panic!() };
    Config::load(&args, &environment)
}

#[test]
fn reads_every_key() {
    let config = parse(FULL).unwrap();
    assert_eq!(config.listen.to_string(), "0.0.0.0:9000");
    assert_eq!(config.app.as_deref(), Some(Path::new("/etc/mullion/dist")));
    assert_eq!((config.site.base.as_str(), config.site.hosts), ("/cams/", vec!["cams.example".to_owned()]));
    assert_eq!(config.site.frame_ancestors, "'self' https://dashboard.example");
    assert_eq!(config.limits.streams_per_camera, 4);
    assert_eq!((config.limits.mux_sessions, config.limits.mux_streams), (9, 10));
    assert_eq!(config.limits.connections_per_address, 50);
    assert_eq!(config.limits.viewer, Duration::from_secs(6));
    assert_eq!(config.limits.request, Duration::from_secs(7));
    let entries = ["192.168.0.0/24", "cam.example:8080", "*.cams.example"];
    let hosts = HostList::new(entries.iter().map(|entry| entry.parse().unwrap()).collect());
    assert_eq!(config.proxy, ProxySettings { hosts, accept_any_certificate: true });
    let [yard, door, gate, shed] = &config.cameras[..] else { panic!() };
    assert_eq!(
        (yard.name.as_str(), yard.base.as_str(), yard.ptz),
        ("The yard", "http://192.168.0.90/", true)
    );
    assert_eq!((door.name.as_str(), door.base.as_str()), ("door-2", "https://cam.example/behind/"));
    let login = door.credentials.as_ref().unwrap();
    assert_eq!((login.user.as_str(), login.password.expose()), ("viewer", "from the environment"));
    assert_eq!(door.trust.ca_file.as_deref(), Some(Path::new("/etc/mullion/door.pem")));
    let pin = format!("sha256:{}", "01".repeat(32)).parse().unwrap();
    let checks = [yard, door, gate, shed].map(|camera| camera.trust.check);
    assert_eq!(checks, [Check::Verify, Check::Verify, Check::Pin(pin), Check::Accept]);
}

#[test]
fn the_example_shows_the_defaults() {
    let example = include_str!("../../../../docs/mullion.toml.example");
    let environment = |name: &str| (name == "YARD_PASSWORD").then(|| "hunter2".to_owned());
    let mut config = Config::parse(Path::new("mullion.toml"), example, &environment).unwrap();
    assert_eq!(config.cameras.len(), 1);
    config.cameras.clear();
    assert_eq!(config, Config::default());
    // What is commented out is right as well.
    let uncommented = example.replace("\n# [[", "\n[[").replace("\n# app", "\napp");
    let record = ["[camera.record", "folder", "when", "container", "stream", "segment_", "keep_"];
    let uncommented = [&["ptz", "id", "url", "user", "password", "ca_file", "tls", "pin"][..], &record]
        .concat()
        .iter()
        .fold(uncommented, |text, key| text.replace(&format!("\n# {key}"), &format!("\n{key}")));
    let config = Config::parse(Path::new("mullion.toml"), &uncommented, &environment).unwrap();
    let record = config.cameras[0].record.clone().unwrap();
    let least = "[[camera]]\nid = \"yard\"\nurl = \"http://cam\"\n[camera.record]\nfolder = \"/var/lib/mullion/yard\"";
    let default = parse(least).unwrap().cameras[0].record.clone().unwrap();
    assert_eq!(Record { keep: None, ..record }, default);
    assert!(config.app.is_some() && config.cameras[0].ptz && config.cameras[1].trust.check != Check::Verify);
}

#[test]
fn everything_has_a_default() {
    assert_eq!(parse("").unwrap(), Config::default());
    assert!(Config::default().listen.ip().is_loopback());
}

#[test]
fn a_mistake_is_named_with_file_line_and_key() {
    let camera = "[[camera]]\nid = \"yard\"\nurl = \"http://cam\"\n";
    let cases = [
        (
            "listen = \"127.0.0.1:1\"\nlisten_port = 5\n",
            "2: listen_port: unknown field `listen_port`, expected one of",
        ),
        ("[limits]\nstraems = 5\n", "2: straems: unknown field `straems`"),
        (&format!("{camera}pasword = \"hunter2\"\n"), "4: pasword: unknown field `pasword`"),
        ("listen = 8080\n", "1: listen: invalid"),
        ("listen = \"localhost\"\n", "1: listen: invalid socket address"),
        ("listen = \"127.0.0.1:1\n", "1: "),
        ("[limits]\n\nstreams = 0\n", "3: streams: must be 1 to 65536"),
        ("[limits]\nidle_seconds = 90000\n", "2: idle_seconds: must be 1 to 3600"),
        ("base = \"a b\"\n", "1: base: must be a path"),
        ("hosts = [\"http://x\"]\n", "1: hosts: must be a host name"),
        ("allow_origins = [\n  \"https://x/\",\n]\n", "2: must be an origin"),
        ("frame_ancestors = [\"'self'; script-src *\"]\n", "1: frame_ancestors: must be"),
        ("[[camera]]\nid = \"a/b\"\nurl = \"http://cam\"\n", "2: id: an id is"),
        (
            "[[camera]]\nid = \"a\"\nurl = \"cam:hunter2\"\n",
            "3: url: The text after the colon of “cam” is not a port",
        ),
        (
            "[[camera]]\nid = \"a\"\nurl = \"httpd://joe:hunter2@cam\"\n",
            "3: url: “httpd://” may be meant for",
        ),
        ("[[camera]]\nid = \"a\"\nurl = \"http://cam/?hunter2\"\n", "3: url: must be the camera's address"),
        ("[[camera]]\nid = \"a\"\n", "1: missing field `url`"),
        (&format!("{camera}{camera}"), "5: id: there are two cameras yard"),
        (&format!("{camera}user = \"u\"\n"), "4: user: needs password"),
        (&format!("{camera}password = \"hunter2\"\n"), "2: id: has a password but no user"),
        (
            &format!("{camera}user = \"u\"\npassword_env = \"NO\"\n"),
            "5: password_env: the variable NO is not set",
        ),
        (&format!("{camera}user = \"u\"\npassword = 271828\n"), "5: password: must be a string in quotes"),
        (
            &format!("{camera}user = \"u\"\npassword = \"hunter2\"\npassword_env = \"DOOR\"\n"),
            "6: password_env: not together with password",
        ),
        (
            "[[camera]]\nid = \"a\"\nurl = \"http://u:hunter2@cam\"\nuser = \"u\"\npassword = \"hunter2\"",
            "3: url: has a user already",
        ),
        (
            "[proxy]\nhosts = [\n  \"192.168.0.90\",\n  \"192.168.0.90/24\",\n]\n",
            "4: \"192.168.0.90/24\" must be written 192.168.0.0/24",
        ),
        ("[proxy]\nhosts = [\"*\"]\n", "2: hosts: \"*\" has a * that is not in front of a name"),
        ("[proxy]\nhosts = [\"http://u:hunter2@cam\"]\n", "2: hosts: an entry must be a host only"),
        ("[proxy]\nhosts = [\"u:hunter2@cam\"]\n", "2: hosts: an entry must be a host only"),
        ("[proxy]\ntls = \"pin\"\n", "2: tls: must be \"verify\" or \"accept\""),
        ("[proxy]\nhost = []\n", "2: host: unknown field `host`"),
        (&format!("{camera}any_certificate = true\n"), "4: any_certificate: is called tls = \"accept\" now"),
        (&format!("{camera}tls = \"none\"\n"), "4: tls: must be \"verify\", \"pin\" or \"accept\""),
        (&format!("{camera}tls = \"pin\"\n"), "4: tls: needs pin = \"sha256:…\" beside it"),
        (&format!("{camera}pin = \"01:02\"\n"), "4: pin: must be sha256: and 64 hexadecimal digits"),
        (
            &format!("{camera}tls = \"accept\"\npin = \"sha256:{}\"\n", "01".repeat(32)),
            "5: pin: goes with tls = \"pin\" only",
        ),
        (
            &format!("{camera}tls = \"accept\"\nca_file = \"x\"\n"),
            "5: ca_file: goes with tls = \"verify\" only",
        ),
    ];
    for (text, expected) in cases {
        let error = parse(text).unwrap_err();
        let (shown, debug) = (error.to_string(), format!("{error:?}"));
        let beginning = format!("/etc/mullion/mullion.toml:{expected}");
        assert!(shown.starts_with(&beginning), "{shown}\nfor\n{text}");
        for secret in ["hunter2", "271828"] {
            assert!(!shown.contains(secret) && !debug.contains(secret), "{debug}");
        }
    }
}

#[test]
fn broken_syntax_shows_no_password() {
    let camera = "[[camera]]\nid = \"a\"\nurl = \"http://cam\"\nuser = \"u\"\n";
    for line in [
        "password = \"hunter2",
        "password = hunter2",
        "password = 'hunter2\" x",
        "password: hunter2",
        "hunter2",
    ] {
        let error = parse(&format!("{camera}{line}\n")).unwrap_err();
        assert!(error.to_string().starts_with("/etc/mullion/mullion.toml:5: "), "{error}");
        assert!(!format!("{error} {error:?}").contains("hunter2"), "{error}");
    }
}

#[test]
fn the_command_line_goes_before_the_file() {
    let folder = std::env::temp_dir().join(format!("mullion-config-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join("settings.toml");
    std::fs::write(&file, FULL).unwrap();
    let file = file.to_str().unwrap();
    let config =
        load(&["--config", file, "--listen", "127.0.0.1:0", "--camera", "barn=http://u:p@barn:81/"]).unwrap();
    assert_eq!(config.listen.to_string(), "127.0.0.1:0");
    assert_eq!(config.cameras[4].base.as_str(), "http://barn:81/");
    assert_eq!(config.cameras[4].credentials.as_ref().unwrap().password.expose(), "p");
    let twice = load(&["--config", file, "--camera", "yard=http://cam"]).unwrap_err();
    assert_eq!(twice.to_string(), "there are two cameras yard");
    std::fs::remove_dir_all(&folder).unwrap();
    let missing = load(&["--config", file]).unwrap_err();
    assert!(missing.to_string().starts_with(&format!("{file}: No such file")), "{missing}");
}

#[test]
fn a_camera_of_the_command_line_is_checked() {
    for (argument, expected) in [
        ("http://joe:hunter2@cam", "--camera: must be ID=URL"),
        ("a b=http://cam", "--camera: an id is"),
        ("yard=joe:hunter2@cam:port", "--camera: yard: The text after the colon"),
        ("yard=ftp://joe:hunter2@cam", "--camera: yard: No browser can play “ftp://”."),
    ] {
        let error = load(&["--camera", argument]).unwrap_err();
        assert!(error.to_string().starts_with(expected), "{error}");
        assert!(!format!("{error:?}").contains("hunter2"), "{error:?}");
    }
}

#[test]
fn nothing_of_the_settings_prints_a_secret() {
    let printed =
        format!("{:?} {:?}", parse(FULL).unwrap(), load(&["--camera", "a=http://joe:hunter2@cam"]).unwrap());
    for secret in ["hunter2", "joe", "from the environment"] {
        assert!(!printed.contains(secret), "{printed}");
    }
}

#[test]
fn recordings_are_read() {
    let config = parse(
        "[[camera]]\nid = \"yard\"\nurl = \"http://cam\"\n[camera.record]\nfolder = \"recordings/yard\"\n\
         container = \"zip\"\nwhen = \"on-demand\"\nstream = \"/mjpg/video.mjpg?fps=5\"\n\
         segment_seconds = 60\nsegment_megabytes = 20\nkeep_megabytes = 40\nkeep_hours = 24\n",
    );
    let expected = Record {
        folder: PathBuf::from("/etc/mullion/recordings/yard"),
        container: recording::Container::Zip,
        when: When::OnDemand,
        stream: "/mjpg/video.mjpg?fps=5".parse().unwrap(),
        segment: Duration::from_secs(60),
        segment_bytes: 20_000_000,
        keep_bytes: 40_000_000,
        keep: Some(Duration::from_secs(24 * 3600)),
    };
    assert_eq!(config.unwrap().cameras[0].record, Some(expected));
}

#[test]
fn a_mistake_in_the_settings_of_recordings_is_named() {
    let camera = |id: &str, folder: &str, further: &str| {
        format!(
            "[[camera]]\nid = \"{id}\"\nurl = \"http://cam\"\n[camera.record]\nfolder = \"{folder}\"\n{further}\n"
        )
    };
    for (text, line, key, message) in [
        (camera("yard", "", ""), 5, "folder", "must be the path of a folder"),
        (camera("yard", "x", "when = \"never\""), 6, "when", "must be \"always\" or"),
        (camera("yard", "x", "container = \"mp4\""), 6, "container", "must be \"matroska\", \"avi\" or"),
        (camera("yard", "x", "stream = \"axis-cgi/param.cgi\""), 6, "stream", "must be a stream"),
        (camera("yard", "x", "stream = \"mjpg/video.mjpg?duration=5\""), 6, "stream", "must be a stream"),
        (camera("yard", "x", "stream = \"http://other/mjpg/video.mjpg\""), 6, "stream", "must be a stream"),
        (camera("yard", "x", "segment_seconds = 0"), 6, "segment_seconds", "must be 1 to 86400"),
        (camera("yard", "x", "segment_megabytes = 2001"), 6, "segment_megabytes", "must be 1 to 2000"),
        (camera("yard", "x", "keep_megabytes = 511"), 6, "keep_megabytes", "is too small: it must hold two"),
        (camera("yard", "x", "keep_hours = 0"), 6, "keep_hours", "must be 1 to"),
        (format!("app = \"x\"\n{}", camera("yard", "x/y", "")), 6, "folder", "lies in the folder of the app"),
        (
            [camera("yard", "x", ""), camera("door", "y/../x/.", "")].concat(),
            11,
            "folder",
            "is the folder of camera yard already",
        ),
    ] {
        let error = parse(&text).unwrap_err().to_string();
        let place = format!("mullion.toml:{line}: {key}: ");
        assert!(error.contains(&place) && error.contains(message), "{text}\n{error}");
    }
    // No camera is recorded without a folder.
    assert!(parse("[[camera]]\nid = \"yard\"\nurl = \"http://cam\"\n[camera.record]\n").is_err());
}

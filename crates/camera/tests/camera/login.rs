//! Logging in, with clients that are not ours.

use std::process::Stdio;
use std::time::Duration;

use camera::{AuthPolicy, DigestAlgorithms, Options, User};
use http_auth::{PasswordClient, PasswordParams};
use vapix::Role;

use crate::client::{Reply, Running, start, within};

const IMAGE: &str = "/axis-cgi/jpg/image.cgi?resolution=160x90&x=a%20b";

fn guarded(auth: AuthPolicy) -> Options {
    Options::default()
        .with_user(User::new("root", "pass", Role::Admin))
        .with_user(User::new("guest", "word", Role::Viewer))
        .with_auth(auth)
}

/// Answers the challenges of a reply.
fn credentials(reply: &Reply, method: &str, target: &str, user: (&str, &str)) -> String {
    let challenges = reply.headers("www-authenticate").join(", ");
    let mut client = PasswordClient::try_from(challenges.as_str()).unwrap();
    let answer = client.respond(&PasswordParams {
        username: user.0,
        password: user.1,
        uri: target,
        method,
        body: Some(&[]),
    });
    format!("Authorization: {}", answer.unwrap())
}

/// Asks, is challenged, asks again with credentials.
async fn log_in(camera: &Running, target: &str, user: (&str, &str)) -> Reply {
    let refused = camera.get(target).await;
    assert_eq!(refused.status, 401);
    camera.get_with(target, &credentials(&refused, "GET", target, user)).await
}

#[tokio::test]
async fn each_policy_lets_the_right_password_in() {
    use DigestAlgorithms::{Both, Md5, Sha256};
    for policy in [
        AuthPolicy::Basic,
        AuthPolicy::Digest(Md5),
        AuthPolicy::Digest(Sha256),
        AuthPolicy::Digest(Both),
        AuthPolicy::Both(Both),
    ] {
        let camera = start(guarded(policy)).await;
        let reply = log_in(&camera, IMAGE, ("guest", "word")).await;
        assert_eq!((reply.status, reply.header("content-type")), (200, Some("image/jpeg")), "{policy:?}");
        assert_eq!(log_in(&camera, IMAGE, ("guest", "wrong")).await.status, 401, "{policy:?}");
        assert_eq!(log_in(&camera, IMAGE, ("nobody", "word")).await.status, 401, "{policy:?}");
        assert_eq!(camera.handle.snapshot().unauthorized, 5, "{policy:?}");
    }
}

#[tokio::test]
async fn a_challenge_is_that_of_an_axis_camera() {
    let camera = start(guarded(AuthPolicy::Digest(DigestAlgorithms::Md5))).await;
    let reply = camera.get(IMAGE).await;
    let challenge = reply.header("www-authenticate").unwrap();
    assert!(challenge.starts_with("Digest realm=\"AXIS_ACCC8E000001\", nonce=\""), "{challenge}");
    assert!(challenge.ends_with("\", algorithm=MD5, qop=\"auth\""), "{challenge}");
    assert_eq!(reply.header("content-type"), Some("text/html; charset=iso-8859-1"));
}

#[tokio::test]
async fn an_old_nonce_is_stale_and_a_new_one_comes_with_the_refusal() {
    let options =
        Options { nonce_lifetime: Duration::ZERO, ..guarded(AuthPolicy::Digest(DigestAlgorithms::Md5)) };
    let camera = start(options).await;
    let stale = log_in(&camera, IMAGE, ("guest", "word")).await;
    assert_eq!(stale.status, 401);
    assert!(stale.header("www-authenticate").unwrap().ends_with(", stale=true"));
    let wrong = log_in(&camera, IMAGE, ("guest", "wrong")).await;
    assert!(!wrong.header("www-authenticate").unwrap().contains("stale"));
}

#[tokio::test]
async fn credentials_are_good_once_and_for_one_target() {
    let camera = start(guarded(AuthPolicy::Digest(DigestAlgorithms::Sha256))).await;
    let refused = camera.get(IMAGE).await;
    let header = credentials(&refused, "GET", IMAGE, ("guest", "word"));
    assert_eq!(
        camera.get_with("/axis-cgi/usergroup.cgi", &header).await.status,
        401,
        "signed for another target"
    );
    assert_eq!(camera.get_with(&IMAGE.replace("%20", "+"), &header).await.status, 401, "byte for byte");
    assert_eq!(camera.get_with(IMAGE, &header).await.status, 200);
    let replayed = camera.get_with(IMAGE, &header).await;
    assert_eq!(replayed.status, 401);
    assert!(replayed.header("www-authenticate").unwrap().contains("stale=true"));
}

#[tokio::test]
async fn a_count_that_goes_up_is_good_again() {
    let camera = start(guarded(AuthPolicy::Digest(DigestAlgorithms::Md5))).await;
    let refused = camera.get(IMAGE).await;
    let mut client = PasswordClient::try_from(refused.header("www-authenticate").unwrap()).unwrap();
    for _ in 0..3 {
        let parameters =
            PasswordParams { username: "guest", password: "word", uri: IMAGE, method: "GET", body: None };
        let header = format!("Authorization: {}", client.respond(&parameters).unwrap());
        assert_eq!(camera.get_with(IMAGE, &header).await.status, 200);
    }
}

#[tokio::test]
async fn roles_decide_what_a_user_may() {
    let options = guarded(AuthPolicy::Basic)
        .with_user(User::new("op", "op", Role::Operator))
        .with_user(User::new("pilot", "pilot", Role::Ptz));
    let camera = start(options).await;
    let update = "/axis-cgi/param.cgi?action=update&Image.I0.Appearance.Compression=44";
    let update_protected = "/axis-cgi/param.cgi?action=update&Image.TriggerDataEnabled=yes";
    for (user, groups, ptz, may_update, may_administrate) in [
        (("guest", "word"), "viewer", 403, false, 403),
        (("pilot", "pilot"), "viewer ptz", 204, false, 403),
        (("op", "op"), "operator viewer ptz", 204, true, 403),
        (("root", "pass"), "admin operator viewer ptz", 204, true, 200),
    ] {
        let groups = format!("{}\r\n{groups}\r\n", user.0);
        assert_eq!(log_in(&camera, "/axis-cgi/usergroup.cgi", user).await.text(), groups);
        let steered = log_in(&camera, "/axis-cgi/com/ptz.cgi?move=stop", user).await;
        assert_eq!(steered.status, ptz, "{user:?}");
        assert_eq!(log_in(&camera, update, user).await.text() == "OK\r\n", may_update, "{user:?}");
        let is_admin = may_administrate == 200;
        assert_eq!(log_in(&camera, update_protected, user).await.text() == "OK\r\n", is_admin, "{user:?}");
        let headers = log_in(&camera, "/axis-cgi/customhttpheader.cgi", user).await;
        assert_eq!(headers.status, may_administrate, "{user:?}");
    }
    let stored = camera.get_with(IMAGE, "Authorization: Basic Z3Vlc3Q6d29yZA==").await;
    let quality = mjpeg::jpeg::Facts::read(&stored.body).unwrap().quality;
    assert_eq!(quality, Some(56), "the stored compression counts from the update on");
}

#[tokio::test]
async fn anonymous_viewing_is_for_viewing() {
    let options = Options { anonymous: true, ..guarded(AuthPolicy::Digest(DigestAlgorithms::Md5)) };
    let camera = start(options).await;
    assert_eq!(camera.get(IMAGE).await.status, 200);
    assert_eq!(camera.get("/axis-cgi/usergroup.cgi").await.text(), "anonymous\r\nviewer\r\n");
    assert_eq!(camera.get("/axis-cgi/com/ptz.cgi?move=up").await.status, 401);
    assert_eq!(camera.get("/axis-cgi/customhttpheader.cgi").await.status, 401);
    let wrong = camera.get_with(IMAGE, "Authorization: Digest nonsense").await;
    assert_eq!(wrong.status, 401, "a wrong login is not taken for none");
}

#[tokio::test]
async fn curl_logs_in() {
    for (policy, flag) in [
        (AuthPolicy::Digest(DigestAlgorithms::Md5), "--digest"),
        (AuthPolicy::Digest(DigestAlgorithms::Both), "--digest"),
        (AuthPolicy::Basic, "--basic"),
        (AuthPolicy::Both(DigestAlgorithms::Both), "--anyauth"),
    ] {
        let camera = start(guarded(policy)).await;
        let target = "/axis-cgi/mjpg/video.cgi?resolution=160x90&nbrofframes=3&text=a%20b";
        let curl = tokio::process::Command::new("curl")
            .args(["--silent", "--show-error", "--fail", "--max-time", "50", "--user", "guest:word", flag])
            .arg(format!("http://{}{target}", camera.address))
            .stdin(Stdio::null())
            .output();
        let output = match within("curl", curl).await {
            Ok(output) => output,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                eprintln!("curl is not installed: nothing tested with it");
                return;
            }
            Err(error) => panic!("{error}"),
        };
        assert!(output.status.success(), "{policy:?}: {}", String::from_utf8_lossy(&output.stderr));
        let delimiters = output.stdout.windows(13).filter(|bytes| bytes == b"--myboundary\r").count();
        assert_eq!(delimiters, 3, "{policy:?}");
    }
}

//! What a camera asks for, what it is answered, and what it is never answered.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use authentication::{
    Challenge, Credentials, Demand, Policy, Refusal, Request, Session, Signature, Strength, challenges,
    is_clear,
};
use proptest::prelude::*;

const WHO: Credentials<'_> = Credentials { user: "viewer", password: "secret" };
const GET: Request<'_> = Request { method: "GET", target: "/video?fps=5", body: b"" };
const BASIC: &str = "Basic dmlld2VyOnNlY3JldA==";

fn open() -> Session {
    Session::new(Policy::new(Demand::Any, true))
}

fn challenge(session: &mut Session, signature: &Signature, field: &str) -> Result<(), Refusal> {
    session.challenged(signature, [field.as_bytes()], false, "c0ffee", 0)
}

/// What a session says to this challenge.
fn answer(field: &str) -> Result<String, Refusal> {
    answer_to(&[field.as_bytes()])
}

fn answer_to(fields: &[&[u8]]) -> Result<String, Refusal> {
    let mut session = open();
    let unsigned = session.sign(WHO, &GET, 0).unwrap();
    session.challenged(&unsigned, fields.iter().copied(), false, "c0ffee", 0)?;
    let answer = session.sign(WHO, &GET, 0)?.authorization.unwrap();
    Ok(answer.iter().map(|byte| char::from(*byte)).collect())
}

/// `name="value"` or `name=value` in an answer.
fn part(answer: &str, name: &str) -> Option<String> {
    let (_, rest) = answer.split_once(&format!(" {name}="))?;
    Some(match rest.strip_prefix('"') {
        Some(rest) => rest.split('"').next().unwrap().to_owned(),
        None => rest.split(',').next().unwrap().to_owned(),
    })
}

#[test]
fn basic_needs_nothing_but_its_scheme() {
    for field in [
        "Basic",
        "basic",
        "Basic realm=IP Camera",
        "Basic realm",
        "Basic realm=",
        "Basic, realm=\"x\"",
        "Basic  realm=\"IP Camera\"",
        "\tBasic\trealm = \"IP Camera\"",
        "Basic realm=\"B\u{fc}ro\"",
        "Basic realm=\"open",
        "Basic realm=\"a \\\" quote, and a comma\"",
        "Negotiate TlRMTVNTUAAB==, Basic realm=\"x\"",
        "Negotiate TlRM/TVN+UAAB= Basic realm=\"x\"",
        "NTLM, Basic",
        "Digest realm=\"no nonce\", Basic realm=\"x\"",
    ] {
        assert_eq!(answer(field).as_deref(), Ok(BASIC), "{field}");
    }
    assert_eq!(answer_to(&[b"Basic realm=\"B\xfcro \xff\""]).as_deref(), Ok(BASIC));
}

#[test]
fn digest_is_understood_wherever_realm_and_nonce_can_be_made_out() {
    for field in [
        r#"Digest realm="IP Camera", nonce="n1", qop="auth""#,
        r#"digest REALM="IP Camera",NONCE="n1",QOP="AUTH""#,
        r#"Digest  realm="IP Camera", nonce="n1", qop="auth""#,
        r#"Digest realm="IP Camera" qop="auth" nonce="n1""#,
        r#"Digest realm="IP Camera"nonce="n1"qop="auth""#,
        r#"Digest realm="IP Camera"; nonce="n1"; qop="auth""#,
        "Digest realm=IP Camera, nonce=n1, qop=auth",
        "Digest realm=IP Camera nonce=n1 qop=auth",
        "Digest qop=auth,auth-int, realm=IP Camera, nonce=n1",
        "Digest qop=auth,auth-int realm=IP Camera nonce=n1",
        r#"Digest qop="auth-int auth" , nonce = "n1", realm="IP Camera", opaque="", stale=FALSE"#,
        r#"Digest realm="IP Camera", domain="/ /axis-cgi", nonce="n1", qop="auth", charset=UTF-8, userhash=false"#,
        r#"Negotiate TlRMTVNTUAAB==, Digest realm="IP Camera", nonce="n1", qop="auth""#,
        r#"Negotiate TlRMTVNTUAAB== Digest realm="IP Camera", nonce="n1", qop="auth""#,
        r#"Negotiate, NTLM, Digest realm="IP Camera", nonce="n1", qop="auth""#,
        r#"Bearer realm="x", error="invalid_token", Digest realm="IP Camera", nonce="n1", qop="auth""#,
        r#"Basic realm="IP Camera" Digest realm="IP Camera", nonce="n1", qop="auth""#,
        r#"Basic realm=IP Camera Digest realm="IP Camera", nonce="n1", qop="auth""#,
        r#"Digest realm="IP Camera", nonce="n1", qop="auth", Basic realm="IP Camera""#,
        r#"Digest realm="IP Camera", nonce="n1", qop="auth", Negotiate"#,
        r#"Digest realm="IP Camera", nonce="n1", algorithm="MD5", qop="auth""#,
        r#", , Digest realm="IP Camera", nonce="n1", qop="auth","#,
        r#"Digest realm="IP Camera", something, nonce="n1", qop="auth""#,
        r#"X-Odd a=b=c, Digest realm="IP Camera", nonce="n1", qop="auth""#,
    ] {
        let answer = answer(field).unwrap_or_else(|refusal| panic!("{refusal:?}: {field}"));
        let get = |name| part(&answer, name).unwrap_or_default();
        assert_eq!(
            (get("realm"), get("nonce"), get("qop"), get("nc")),
            ("IP Camera".into(), "n1".into(), "auth".into(), "00000001".into()),
            "{field}: {answer}"
        );
        // printf %s 'viewer:IP Camera:secret' | md5sum, and so on.
        assert_eq!(get("response"), "f18e5054c269502fd70a08471eb78314", "{field}");
    }
}

#[test]
fn several_fields_are_one_list() {
    let digest = br#"Digest realm="cam", nonce="n1", qop="auth""#;
    for fields in [[&b"Basic realm=cam"[..], digest], [digest, b"Basic realm=cam"], [b"Negotiate", digest]] {
        assert!(answer_to(&fields).unwrap().starts_with("Digest "));
    }
}

#[test]
fn a_realm_is_hashed_and_repeated_byte_by_byte() {
    let hash = |field: &[u8]| part(&answer_to(&[field]).unwrap(), "response").unwrap();
    assert_ne!(
        hash(b"Digest realm=\"B\xfcro\", nonce=n"),
        hash("Digest realm=\"B\u{fc}ro\", nonce=n".as_bytes()),
        "the same letter in two encodings"
    );
    let quoted = answer(r#"Digest realm="the \"best\" \\ camera", nonce="n""#).unwrap();
    assert!(quoted.contains(r#"realm="the \"best\" \\ camera""#), "{quoted}");
}

#[test]
fn the_strongest_is_answered_and_of_equal_ones_the_first() {
    let sha = r#"Digest realm="x", nonce="s", algorithm=SHA-256, qop="auth""#;
    let md5 = r#"Digest realm="x", nonce="m", algorithm=MD5, qop="auth""#;
    let old = r#"Digest realm="x", nonce="o""#;
    for (field, nonce) in [
        (format!("{md5}, {sha}, Basic realm=x"), "s"),
        (format!("Basic realm=x, {old}, {md5}"), "m"),
        (format!("{md5}, {}", md5.replace("\"m\"", "\"second\"")), "m"),
        (format!("{old}, Digest realm=x, nonce=y, algorithm=SHA-999, qop=auth"), "o"),
    ] {
        assert_eq!(part(&answer(&field).unwrap(), "nonce").as_deref(), Some(nonce), "{field}");
    }
}

#[test]
fn what_is_not_known_is_not_answered() {
    for field in
        ["", " ", "Negotiate", "Digest realm=x", "Digest realm=x, nonce=n, algorithm=SHA-999", "Bearer"]
    {
        assert_eq!(answer(field), Err(Refusal::NotUnderstood), "{field}");
    }
}

#[test]
fn the_camera_gets_its_algorithm_and_opaque_back_and_nothing_else() {
    let answer =
        answer(r#"Digest realm="cam", nonce="n", algorithm="SHA-256", opaque="", stale="FALSE""#).unwrap();
    assert!(answer.ends_with(r#"opaque="", algorithm=SHA-256"#), "{answer}");
    assert!(!answer.contains("cnonce") && !answer.contains("nc=") && !answer.contains("qop"), "{answer}");
    let spelled = self::answer(r#"Digest realm="cam", nonce="n", algorithm=md5, opaque="o""#).unwrap();
    assert!(spelled.ends_with(r#"opaque="o", algorithm=md5"#), "{spelled}");
    let unnamed = self::answer(r#"Digest realm="cam", nonce="n""#).unwrap();
    assert!(!unnamed.contains("algorithm") && !unnamed.contains("opaque"), "{unnamed}");
}

#[test]
fn the_examples_of_the_standards_come_out() {
    let example = |user, password, cnonce: &str, field: &str| {
        let mut session = open();
        let (who, request) =
            (Credentials { user, password }, Request { method: "GET", target: "/dir/index.html", body: b"" });
        let unsigned = session.sign(who, &request, 0).unwrap();
        session.challenged(&unsigned, [field.as_bytes()], false, cnonce, 0).unwrap();
        String::from_utf8(session.sign(who, &request, 0).unwrap().authorization.unwrap()).unwrap()
    };
    // RFC 7616, 3.9.1.
    for (algorithm, response) in [
        ("MD5", "8ca523f5e9506fed4657c9700eebdbec"),
        ("SHA-256", "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"),
    ] {
        let field = format!(
            "Digest realm=\"http-auth@example.org\", qop=\"auth, auth-int\", algorithm={algorithm}, \
             nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\", \
             opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\""
        );
        let cnonce = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ";
        let answer = example("Mufasa", "Circle of Life", cnonce, &field);
        assert_eq!(part(&answer, "response").as_deref(), Some(response), "{answer}");
    }
    // RFC 2617, 3.5 without qop, as RFC 2069 has it.
    let field = "Digest realm=\"testrealm@host.com\", nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\"";
    let answer = example("Mufasa", "Circle Of Life", "0a4f113b", field);
    assert_eq!(part(&answer, "response").as_deref(), Some("670fd8c2df070c60b045671b8b24ff02"), "{answer}");
}

#[test]
fn the_body_is_signed_only_where_nothing_else_is_offered() {
    for (offered, expected) in [("auth", "auth"), ("auth-int, auth", "auth"), ("auth-int", "auth-int")] {
        let answer = answer(&format!("Digest realm=x, nonce=n, qop=\"{offered}\"")).unwrap();
        assert_eq!(part(&answer, "qop").as_deref(), Some(expected), "{answer}");
    }
}

#[test]
fn a_user_name_makes_no_second_header_field() {
    let mut session = open();
    let who = Credentials { user: "a\r\nX: y", password: "" };
    let unsigned = session.sign(who, &GET, 0).unwrap();
    challenge(&mut session, &unsigned, "Digest realm=x, nonce=n").unwrap();
    assert_eq!(session.sign(who, &GET, 0), Err(Refusal::NotUnderstood));
    let quotes = Credentials { user: "a\"b\\c", password: "" };
    let answer = String::from_utf8(session.sign(quotes, &GET, 0).unwrap().authorization.unwrap()).unwrap();
    assert!(answer.starts_with(r#"Digest username="a\"b\\c", "#), "{answer}");
}

#[test]
fn a_camera_that_spoke_digest_gets_no_password_for_basic() {
    let digest = "Digest realm=x, nonce=n, qop=auth";
    for later in ["Basic realm=x", "Basic", "Basic realm=x, Negotiate"] {
        // After a login that worked.
        let mut session = open();
        let unsigned = session.sign(WHO, &GET, 0).unwrap();
        challenge(&mut session, &unsigned, digest).unwrap();
        let signed = session.sign(WHO, &GET, 0).unwrap();
        session.accepted(&signed);
        let signed = session.sign(WHO, &GET, 0).unwrap();
        assert_eq!(challenge(&mut session, &signed, later), Err(Refusal::Weaker), "{later}");
        // In the midst of one.
        let mut session = open();
        let unsigned = session.sign(WHO, &GET, 0).unwrap();
        challenge(&mut session, &unsigned, digest).unwrap();
        let signed = session.sign(WHO, &GET, 0).unwrap();
        assert_eq!(challenge(&mut session, &signed, later), Err(Refusal::Weaker), "{later}");
        // What was never refused is still good for the camera itself.
        assert!(session.sign(WHO, &GET, 0).unwrap().authorization.unwrap().starts_with(b"Digest "));
        // A person's wish to try again does not change it.
        session.forgive();
        let unsigned = session.sign(WHO, &GET, 0).unwrap();
        assert_eq!(challenge(&mut session, &unsigned, later), Err(Refusal::Weaker), "{later}");
    }
    let mut policy = Policy::new(Demand::Any, true);
    policy.choose(&challenges([&b"Digest realm=x, nonce=n, algorithm=SHA-256"[..]]), false).unwrap();
    let md5 = challenges([&b"Digest realm=x, nonce=n"[..]]);
    assert_eq!(policy.choose(&md5, false), Err(Refusal::Weaker), "a weaker hash is weaker too");
}

#[test]
fn what_is_demanded_is_answered_and_nothing_else() {
    let both = challenges([&b"Basic realm=x, Digest realm=x, nonce=n"[..]]);
    let (basic, digest) = (&both[..1], &both[1..]);
    let strength = |demand, offered: &[Challenge]| {
        Policy::new(demand, false).choose(offered, true).map(Challenge::strength)
    };
    assert_eq!(strength(Demand::Digest, &both), Ok(Some(Strength::Md5)));
    assert_eq!(strength(Demand::Digest, basic), Err(Refusal::NotOffered));
    assert_eq!(strength(Demand::Basic, &both), Ok(Some(Strength::Basic)));
    assert_eq!(strength(Demand::Basic, digest), Err(Refusal::NotOffered));
}

#[test]
fn a_password_goes_over_plain_http_only_where_that_is_allowed() {
    let basic = challenges([&b"Basic realm=x"[..]]);
    assert_eq!(Policy::new(Demand::Any, false).choose(&basic, true), Err(Refusal::InClear));
    assert!(Policy::new(Demand::Any, false).choose(&basic, false).is_ok());
    assert!(Policy::new(Demand::Any, true).choose(&basic, true).is_ok());
    for url in [
        "http://cam/",
        "http://10.0.0.5:80/x",
        "HTTP://cam",
        "http://127.evil.example/",
        "http://[::2]/",
        "cam",
    ] {
        assert!(is_clear(url), "{url}");
    }
    for trick in
        ["http://127.0.0.1@cam/", "http://localhost.cam/", "http://cam\\@127.0.0.1/", "http://cam?@localhost"]
    {
        assert!(is_clear(trick), "{trick}");
    }
    for url in [
        "https://cam/",
        "http://127.0.0.1:81/",
        "http://localhost",
        "http://a.LOCALHOST.:81/",
        "http://[::1]:8080/",
    ] {
        assert!(!is_clear(url), "{url}");
    }
}

/// Signs and is refused until the camera is left in peace; gives for how long.
fn refuse(session: &mut Session, now: u64) -> u64 {
    let mut signature = session.sign(WHO, &GET, now).unwrap();
    for _ in 0..3 {
        match session.challenged(&signature, [&b"Basic"[..]], false, "c", now) {
            Ok(()) => signature = session.sign(WHO, &GET, now).unwrap(),
            Err(Refusal::Refused { wait, .. }) => return wait,
            Err(other) => panic!("{other:?}"),
        }
    }
    panic!("never refused");
}

#[test]
fn a_wrong_password_is_tried_more_and_more_rarely() {
    let (mut session, mut now) = (open(), 0);
    for seconds in [60, 300, 1800, 3600, 3600] {
        let wait = refuse(&mut session, now);
        assert_eq!(wait, seconds * 1000);
        let half = Refusal::Refused { wait: wait / 2, has_worked: false };
        assert_eq!(session.sign(WHO, &GET, now + wait / 2), Err(half), "nobody hurries it");
        now += wait;
    }
}

#[test]
fn a_login_that_has_worked_is_tried_again_soon() {
    let mut session = open();
    let unsigned = session.sign(WHO, &GET, 0).unwrap();
    challenge(&mut session, &unsigned, "Basic").unwrap();
    let signed = session.sign(WHO, &GET, 0).unwrap();
    session.accepted(&signed);
    let mut now = 8 * 3_600_000;
    for seconds in [10, 60, 300, 1800] {
        assert_eq!(refuse(&mut session, now), seconds * 1000);
        now += seconds * 1000;
    }
    // And counts from the beginning when it works again.
    let unsigned = session.sign(WHO, &GET, now).unwrap();
    challenge(&mut session, &unsigned, "Basic").unwrap();
    let signed = session.sign(WHO, &GET, now).unwrap();
    session.accepted(&signed);
    assert_eq!(refuse(&mut session, now), 10_000);
}

#[test]
fn an_old_nonce_costs_one_request() {
    let mut session = open();
    let unsigned = session.sign(WHO, &GET, 0).unwrap();
    challenge(&mut session, &unsigned, "Digest realm=x, nonce=one, qop=auth").unwrap();
    let first = session.sign(WHO, &GET, 0).unwrap();
    // The very first answer, but the camera says that only the nonce is wrong.
    challenge(&mut session, &first, "Digest realm=x, nonce=two, qop=auth, stale=true").unwrap();
    session.sign(WHO, &GET, 0).unwrap();
    let second = session.sign(WHO, &GET, 0).unwrap();
    assert!(second.authorization.clone().unwrap().ends_with(b"qop=auth, nc=00000002"));
    // The nonce has served before: it has grown old, though the camera does not say so.
    challenge(&mut session, &second, "Digest realm=x, nonce=three, qop=auth").unwrap();
}

#[test]
fn requests_at_the_same_time_share_one_challenge() {
    let mut session = open();
    let (one, two) = (session.sign(WHO, &GET, 0).unwrap(), session.sign(WHO, &GET, 0).unwrap());
    challenge(&mut session, &one, "Digest realm=x, nonce=one").unwrap();
    challenge(&mut session, &two, "Digest realm=x, nonce=two").unwrap();
    let signed = session.sign(WHO, &GET, 0).unwrap().authorization.unwrap();
    assert!(String::from_utf8(signed).unwrap().contains("nonce=\"one\""));
}

#[test]
fn nothing_prints_a_password() {
    let mut session = open();
    let unsigned = session.sign(WHO, &GET, 0).unwrap();
    challenge(&mut session, &unsigned, "Basic").unwrap();
    let printed = format!("{WHO:?} {session:?} {:?}", session.sign(WHO, &GET, 0).unwrap());
    assert!(!printed.contains("secret") && !printed.contains(&BASIC[6..]), "{printed}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, failure_persistence: None, ..ProptestConfig::default() })]

    /// Any bytes are challenges or none, and an answer to them is one line of a header.
    #[test]
    fn any_bytes_are_answered_in_one_line(
        fields in proptest::collection::vec(
            r#"([dD]igest|Basic|Negotiate|realm|nonce|qop|algorithm|stale|auth|MD5|[=,; "\\]|[ -~]|\PC){0,24}"#, 0..4),
    ) {
        let mut session = open();
        let unsigned = session.sign(WHO, &GET, 0).unwrap();
        if session.challenged(&unsigned, fields.iter().map(String::as_bytes), false, "c", 0).is_ok()
            && let Ok(Signature { authorization: Some(answer), .. }) = session.sign(WHO, &GET, 0)
        {
            prop_assert!(answer.starts_with(b"Basic ") || answer.starts_with(b"Digest "));
            prop_assert!(answer.iter().all(|byte| *byte >= b' ' && *byte != 0x7f));
        }
    }

    /// However a camera with Digest spells it, the same is read.
    #[test]
    fn spelling_does_not_matter(
        realm in "[a-zA-Z]{1,8}( [a-zA-Z]{1,8}){0,2}",
        nonce in "[a-f0-9]{1,16}",
        blanks in " {1,3}",
        quotes in any::<bool>(),
        before in proptest::sample::select(vec!["", "Negotiate, ", "Negotiate YWJj==, ", "Basic realm=\"x\", "]),
        between in proptest::sample::select(vec![", ", ",", " , ", "; ", " "]),
    ) {
        let quote = if quotes { "\"" } else { "" };
        let field = format!(
            "{before}Digest{blanks}realm={quote}{realm}{quote}{between}nonce={quote}{nonce}{quote}{between}qop=\"auth\""
        );
        let answer = answer(&field).map_err(|refusal| TestCaseError::fail(format!("{refusal:?}: {field}")))?;
        prop_assert_eq!(part(&answer, "realm"), Some(realm), "{}", field);
        prop_assert_eq!(part(&answer, "nonce"), Some(nonce), "{}", field);
    }
}

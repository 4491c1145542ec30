//! What holds for any text.

use proptest::prelude::*;

use super::*;

/// Pieces that addresses and their slips are made of, in any order.
fn pasted() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => prop::sample::select(vec![
            "http", "https", "rtsp", "htttp", ":", "/", "//", "://", "@", "?", "#", "&", "&amp;", "=", ".", ",", ";",
            " ", "\n", "\\", "\"", "'", "<", ">", "(", ")", "[", "]", "](", "<img src=", "%", "%2F", "%40", "cam",
            "192.168.1.5", "fe80::1", "::", ":8080", ":81", ":8081", ":1984", "root", "pass", "axis-cgi/mjpg/video.cgi",
            "mjpg/video.mjpg", "jpg/2/image.jpg", "axis-media/media.amp", "view/view.shtml", "?action=stream", "stream",
            "snapshot", "api/stream.mjpeg?src=", "Streaming/Channels/101", "camera=1", "resolution=640x480", "token=x",
            "mjpeg+", "gate", "cameras/gate", "host/app/", "?src=", "tür", "\u{200b}", "{", "..", "*", "+",
                "curl -u ", "wget --user=root --password=", "username: root\npassword: ", "`", "\\", ";pwd=", "&lt;",
        ]).prop_map(str::to_owned),
        1 => any::<char>().prop_map(String::from),
        1 => "[a-z0-9.:/?&=@%-]{0,12}",
    ];
    prop::collection::vec(piece, 0..14).prop_map(|pieces| pieces.concat())
}

/// A slip of the keyboard.
#[derive(Debug, Clone)]
enum Slip {
    None,
    Lost(usize),
    Doubled(usize),
    Swapped(usize),
    Mistyped(usize, char),
    Added(usize, char),
    Capital(usize),
}

impl Slip {
    fn of(&self, word: &str) -> String {
        let mut letters: Vec<char> = word.chars().collect();
        let count = letters.len();
        match *self {
            Self::None => {}
            Self::Lost(at) => drop(letters.remove(at % count)),
            Self::Doubled(at) => letters.insert(at % count, letters[at % count]),
            Self::Swapped(at) => letters.swap(at % count, (at + 1) % count),
            Self::Mistyped(at, c) => letters[at % count] = c,
            Self::Added(at, c) => letters.insert(at % count, c),
            Self::Capital(at) => letters[at % count] = letters[at % count].to_ascii_uppercase(),
        }
        letters.into_iter().collect()
    }
}

fn slip() -> impl Strategy<Value = Slip> {
    let at = 0..16_usize;
    let letter = prop::char::range('a', 'z');
    prop_oneof![
        Just(Slip::None),
        at.clone().prop_map(Slip::Lost),
        at.clone().prop_map(Slip::Doubled),
        at.clone().prop_map(Slip::Swapped),
        (at.clone(), letter.clone()).prop_map(|(at, c)| Slip::Mistyped(at, c)),
        (at.clone(), letter).prop_map(|(at, c)| Slip::Added(at, c)),
        at.prop_map(Slip::Capital),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_understood_or_refused(text in pasted()) {
        let cameras = ["gate".to_owned()];
        for here in [Here::default(), Here { page: "http://host/app/", cameras: &cameras }] {
            if let Err(error) = understand(&text, &here) {
                prop_assert!(!error.to_string().is_empty() && !error.remedy().is_empty());
            }
        }
    }

    #[test]
    fn what_was_understood_is_understood_the_same_again(text in pasted()) {
        let cameras = ["gate".to_owned()];
        let here = Here { page: "http://host/app/", cameras: &cameras };
        let Ok(first) = understand(&text, &here) else { return Ok(()) };
        let again = understand(first.source.as_str(), &here);
        if first.source.as_str().starts_with("http://host/app/?src=") {
            // What was left of a command, or of an address without its secrets, is by chance a link
            // of this page.
            return Ok(());
        }
        prop_assert!(again.is_ok(), "{} from {text:?}: {again:?}", first.source);
        let again = again.unwrap().with_arguments(first.arguments());
        prop_assert_eq!(&again.source, &first.source);
        // What was known by an argument that holds a secret as well is not known by the rest.
        if !first.notes.iter().any(|note| matches!(note, Note::Secret(_))) {
            prop_assert_eq!(&again.target, &first.target, "{:?}", text);
        }
        // An argument may end in a full stop, which at the end of a text is taken for that of a
        // sentence.
        if matches!(first.target, Target::Axis(_)) && !first.url.ends_with(['.', ',', ';']) {
            prop_assert_eq!(&again.url, &first.url);
            let url = understand(&first.url, &here).unwrap();
            prop_assert_eq!((url.url, url.source), (first.url, first.source));
        }
    }

    #[test]
    fn a_url_is_well_formed_and_holds_no_login(text in pasted()) {
        let Ok(read) = understand(&text, &Here::default()) else { return Ok(()) };
        let rest = read.url.strip_prefix("http://").or_else(|| read.url.strip_prefix("https://"));
        let authority = rest.unwrap().split('/').next().unwrap();
        prop_assert!(!authority.is_empty() && !authority.contains('@'), "{}", read.url);
        let is_foreign = |c: char| c.is_whitespace() || c.is_control() || "\"<>#".contains(c);
        prop_assert!(!read.url.contains(is_foreign), "{}", read.url);
    }

    /// Whatever is done to the beginning, a password that was meant for TLS is never asked for
    /// in clear text.
    #[test]
    fn what_says_tls_is_never_read_as_clear_text(
        scheme in prop::sample::select(vec!["https", "httpx", "rtsps", "rtspx", "https+insecure", "mjpeg+https"]),
        slip in slip(),
        separator in prop::sample::select(vec!["://", ":/", "//", ";//", ":///", " ://", ":// "]),
        before in prop::sample::select(vec![
            "", "- ", "ffmpeg:", "url: ", "\"", "http://", "- ffmpeg:", "mjpeg+", "vlc://", "<img src=\"",
        ]),
        path in prop::sample::select(vec![
            "/", "/axis-media/media.amp", "/x.mjpg", ":8443/capture", "/Streaming/Channels/101", "",
        ]),
    ) {
        let text = format!("{before}{}{separator}root:s3cret@cam.local{path}", slip.of(scheme));
        for (url, login) in [
            understand(&text, &Here::default()).ok().map(|read| (read.url, read.login)),
            exact(&text).ok().map(|read| (read.url, read.login)),
        ].into_iter().flatten() {
            prop_assert!(!url.contains("s3cret"), "{text:?} is {url}");
            let is_clear = url.starts_with("http://") && login.is_some();
            // One letter of the beginning that is lost so that nothing says TLS any more is no
            // guess.
            let says_tls = !["http", "rtsp", "rtspt", "rtspu", "mjpeg+http"].contains(&slip.of(scheme).as_str());
            prop_assert!(!(is_clear && says_tls), "{text:?} is {url}");
        }
    }

    /// No secret survives in a link, in what is shown, or in a second reading of either.
    #[test]
    fn no_secret_survives(
        name in prop::sample::select(vec![
            "_sid", "StmKey", "u", "p", "userpwd", "usr", "authToken", "pwd", "PASSWORD", "loginuse", "token", "key",
            "-pwd", "p%77d", "session", "X-Amz-Signature", "url", "src",
        ]),
        wrap in 0..6_usize,
        host in prop::sample::select(vec!["cam", "192.168.1.5:8080", "[fe80::1]"]),
    ) {
        let secret = "Zq9s3cretZq9";
        let inner = match wrap {
            0 if !matches!(name, "url" | "src") => format!("{name}={secret}"),
            1 if !matches!(name, "url" | "src") => format!("{name}=%22{secret}%22"),
            2 => format!("url=http://root:{secret}@inner/"),
            3 => format!("x=1&src=http%3A%2F%2Froot%3A{secret}%40inner%2F&y=2"),
            4 => format!("url=http%3A%2F%2Finner%2F%3Fpwd%3D{secret}"),
            _ => format!("a=1&token={secret}&b=2"),
        };
        for text in [
            format!("http://{host}/video.cgi?fps=5&{inner}"),
            format!("http://root:{secret}@{host}/video.cgi?{inner}#{secret}"),
            format!("mjpeg+http://{host}/?{inner}"),
            format!("http://{host}/user=joe_password={secret}_channel=1.jpg"),
            format!("http://{host}/proxy/http://root:{secret}@inner/x.mjpg?{inner}"),
        ] {
            let read = understand(&text, &Here::default()).unwrap();
            let link = read.source.as_str();
            prop_assert!(!link.contains(secret), "{link} of {text}");
            let notes: String = read.notes.iter().map(ToString::to_string).collect();
            prop_assert!(!format!("{notes} {read:?}").contains(secret), "{notes}");
            for shown in [secret::shown(&text), secret::shown(&read.url)] {
                prop_assert!(!shown.contains(secret), "{shown} of {text}");
                prop_assert_eq!(secret::shown(&shown), shown);
            }
            let again = understand(link, &Here::default()).unwrap();
            prop_assert_eq!(again.source, read.source);
        }
    }

    #[test]
    fn what_a_program_reads_it_reads_the_same_again(text in pasted()) {
        let Ok(first) = exact(&text) else { return Ok(()) };
        let again = exact(&first.url);
        prop_assert_eq!(again.map(|again| again.url), Ok(first.url), "{:?}", text);
    }

    /// Whatever stands around a password, no error, note, link or path repeats it.
    #[test]
    fn nothing_repeats_a_password(
        before in prop::sample::select(vec![
            "", "\"", "<", "`", "(", "- ", "url: ", "see ", "curl -u x:y ", "curl -s ", "[a](", "<img src=", "{\"url\":\"",
        ]),
        scheme in prop::sample::select(vec!["http://", "https://", "rtsp://", "http:\\\\", "htp://", "http:", "", "rtmp://", "mjpeg+http://"]),
        start in "[ -~&&[^@]]{0,4}",
        end in "[ -~&&[^@]]{0,4}",
        host in prop::sample::select(vec!["cam", "192.168.1.5:81", "[fe80::1]", "c{m}", "", "cam:99999", "192.168.1.500"]),
        after in prop::sample::select(vec!["", "/", "/x.mjpg", "\"", ">", "`", ")", ", more", "\",\"mail\":\"a@b\"}"]),
    ) {
        // What is closed after `http://root:?…` was an address with a query, whose arguments are shown.
        let closing = match before.chars().last() {
            Some('<') => '>',
            Some('(') => ')',
            mark => mark.unwrap_or(' '),
        };
        prop_assume!(!(end.contains(closing) && start.contains(['/', '?', '#', '\\'])));
        // Among words, a space ends an address, as it does in a shell.
        let space = if before.is_empty() { " " } else { "_" };
        let (start, end) = (start.replace(' ', space), end.replace(' ', space));
        let text = format!("{before}{scheme}root:{start}Zq9s3cret{end}@{host}{after}");
        let said = match understand(&text, &Here::default()) {
            Ok(read) => format!("{} {} {:?}", read.source, read.url, read.notes),
            Err(error) => format!("{error} {error:?}"),
        };
        prop_assert!(!said.contains("Zq9s3cret"), "{:?}: {}", text, said);
    }

    /// Whatever a password is made of, it is read whole and does not get into the URL, the link
    /// or the notes.
    #[test]
    fn a_password_stays_out(password in "[ -~]{1,10}", before in "[a-z]{0,3}", is_ip: bool) {
        let marked = format!("{before}Zq{password}Zq");
        // With a host name, an `@` before a slash ends the login, as browsers read it.
        let host = if is_ip { "192.168.1.5" } else { "cam.local" };
        let ends = marked.contains('@') && marked.contains(['/', '?', '#']);
        prop_assume!(!ends || is_ip && !marked.contains(['.', ':', '[']));
        let is_ambiguous = marked.contains("://") || marked.contains('@') && marked.contains(' ');
        prop_assume!(!is_ambiguous);
        let text = format!("http://root:{marked}@{host}/axis-cgi/mjpg/video.cgi?camera=1");
        for text in [text.clone(), format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))] {
            let read = match understand(&text, &Here::default()) {
                // It may be another address, and its login must not go out in clear by a guess.
                Err(AddressError::Scheme(_)) if marked.contains(':') && marked.contains(['/', '\\']) => continue,
                read => read.unwrap(),
            };
            prop_assert_eq!(read.url, format!("http://{host}/axis-cgi/mjpg/video.cgi?camera=1"));
            let login = read.login.unwrap();
            let told = vapix::query::decode(&marked.replace('+', "%2B"));
            prop_assert_eq!((login.user(), login.password()), ("root", told.as_str()), "{}", text);
            prop_assert_eq!(exact(&text).unwrap().login, Some(login));
        }
    }
}

//! What holds for every stream.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, reason = "what the tests make up is sound")]

#[path = "support/oracle.rs"]
mod oracle;
#[path = "support/streams.rs"]
mod streams;
mod support;

use mjpeg::{Limits, Parser};
use proptest::prelude::*;
use streams::{Content, Length, Part, bad_part, body, cut, cuts, good_part};
use support::{Seen, frames, hash, parse, parse_whole};

const TYPE: Option<&str> = Some("multipart/x-mixed-replace; boundary=foo");

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_cut_gives_the_same_events(
        parts in proptest::collection::vec(prop_oneof![good_part(), bad_part()], 0..6),
        cuts in cuts(),
        typed in any::<bool>(),
        tail in any::<prop::sample::Index>(),
    ) {
        let whole = body("foo", &parts, "\r\n");
        let whole = &whole[..tail.index(whole.len() + 1)];
        let content_type = TYPE.filter(|_| typed);
        let seen = parse(content_type, Limits::default(), cut(whole, &cuts));
        prop_assert_eq!(seen, parse_whole(content_type, whole), "{}", whole.escape_ascii());
    }

    #[test]
    fn any_cut_of_anything_gives_the_same_events(
        pieces in proptest::collection::vec(piece(), 0..40),
        cuts in cuts(),
        typed in any::<bool>(),
    ) {
        let whole = pieces.concat();
        let content_type = TYPE.filter(|_| typed);
        let limits = Limits::default().with_part(200).with_header_block(60).with_look_ahead(100);
        let at_once = parse(content_type, limits, [&whole[..]]);
        prop_assert_eq!(&parse(content_type, limits, cut(&whole, &cuts)), &at_once, "{}", whole.escape_ascii());
        prop_assert_eq!(&parse(content_type, limits, whole.chunks(1)), &at_once, "{}", whole.escape_ascii());
    }

    #[test]
    fn a_proper_stream_gives_what_the_naive_parser_finds(
        parts in proptest::collection::vec(good_part(), 0..8),
        cuts in cuts(),
    ) {
        let whole = body("foo", &parts, "\r\n");
        let expected: Vec<_> =
            oracle::pictures(&whole, "foo").iter().map(|picture| (hash(picture), picture.len())).collect();
        let found = frames(&parse(TYPE, Limits::default(), cut(&whole, &cuts)));
        prop_assert_eq!(found, expected);
    }

    #[test]
    fn line_feeds_alone_do_as_well(parts in proptest::collection::vec(good_part(), 1..6)) {
        let parts: Vec<_> = parts.into_iter().map(|part| Part { gap: b"\n", ..part }).collect();
        let expected: Vec<_> = parts.iter().filter_map(|part| part.good_picture()).map(hash).collect();
        let seen = parse_whole(TYPE, &body("foo", &parts, "\n"));
        let found: Vec<_> = frames(&seen).into_iter().map(|(hash, _)| hash).collect();
        prop_assert_eq!(found, expected);
    }

    #[test]
    fn a_bad_part_never_costs_a_good_one(
        mut parts in proptest::collection::vec(bad_part(), 1..6),
        good in proptest::collection::vec(good_part(), 1..6),
        boundary in prop_oneof![Just("foo"), Just("myboundary"), Just("a b--c")],
    ) {
        parts.extend(good);
        let whole = body(boundary, &parts, "\r\n");
        let announced = format!("multipart/x-mixed-replace; boundary={boundary}");
        let seen = parse_whole(Some(&announced), &whole);
        let found: Vec<_> = seen.iter().filter_map(|seen| match seen {
            Seen::Frame { jpeg, .. } => Some(jpeg.as_str()),
            _ => None,
        }).collect();
        for part in &parts {
            let Content::Picture(picture) = &part.content else { continue };
            // With padding inside its length a frame is more than its picture.
            if part.length == Length::Right || part.length == Length::Missing {
                prop_assert!(found.contains(&hash(picture).as_str()), "lost in {seen:#?} of {}", whole.escape_ascii());
            }
        }
    }

    #[test]
    fn memory_stays_within_the_limits(
        pieces in proptest::collection::vec(piece(), 0..200),
        cuts in cuts(),
    ) {
        let whole = pieces.concat();
        let limits = Limits::default().with_part(500).with_header_block(100).with_look_ahead(300);
        let mut parser = Parser::new(TYPE, limits);
        let mut largest = 0;
        for chunk in cut(&whole, &cuts) {
            largest = largest.max(chunk.len());
            parser.push(chunk);
            while parser.next_event().is_some() {}
        }
        prop_assert!(parser.memory() <= 2 * (500 + 100 + 4096 + 2 * largest), "{}", parser.memory());
    }
}

/// What parsers stumble over.
fn piece() -> impl Strategy<Value = Vec<u8>> {
    let known: [&[u8]; 20] = [
        b"--foo\r\n",
        b"--foo",
        b"foo\r\n",
        b"--bar\n",
        b"--",
        b"-",
        b"\r\n",
        b"\n",
        b"\r",
        b"\r\n\r\n",
        b"Content-Type: image/jpeg\r\n",
        b"Content-Length: 9\r\n\r\n",
        b"content-length:0\n",
        b"X-A: b\r\n",
        b"\xff\xd8\xff",
        b"\xff\xd9",
        b"\xff\xd8\xff\xda\x00\x02ab\xff\xd9",
        b"\xff\xd8\xff\xe0\x00\x10",
        b"\0\0\0",
        b"--foo--\r\n",
    ];
    prop_oneof![
        8 => proptest::sample::select(known.to_vec()).prop_map(<[u8]>::to_vec),
        1 => proptest::collection::vec(any::<u8>(), 0..60),
    ]
}

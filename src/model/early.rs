//! The picture that comes before the app: `static/boot.js` asks for it by names of the app's, which
//! have to be the same there.

use vapix::{Argument, Endpoint};

use super::options::Options;
use super::settings::{NAME, VERSION, WORKED};

const BOOT: &str = include_str!("../../static/boot.js");

/// What stands between `start` and `end` in the script.
fn between(start: &str, end: &str) -> &'static str {
    let (_, rest) = BOOT.split_once(start).unwrap_or_else(|| panic!("no {start}"));
    rest.split_once(end).unwrap().0
}

/// The text with that name.
fn text(name: &str) -> &'static str {
    between(&format!("const {name} = \""), "\";")
}

/// Names and patterns in the table with that name.
fn table(name: &str) -> Vec<(&'static str, &'static str)> {
    let rows = between(&format!("const {name} = {{"), "};").split("/,");
    let rows = rows.map(|row| row.trim().trim_start_matches("__proto__: null,").trim());
    rows.filter(|row| !row.is_empty()).map(|row| row.split_once(": /").unwrap()).collect()
}

#[test]
fn the_early_picture_asks_at_the_addresses_of_the_app() {
    assert_eq!(text("STREAM"), Endpoint::Video.path());
    assert_eq!(text("PICTURE"), Endpoint::Image.path());
}

#[test]
fn the_early_picture_reads_what_the_app_remembers() {
    assert_eq!(text("SETTINGS"), VERSION);
    assert!(BOOT.contains(&format!("camera.get(\"{WORKED}\")")));
    assert!(BOOT.contains(&format!("name !== \"{NAME}\"")));
}

#[test]
fn the_early_picture_gives_a_camera_its_arguments_as_the_app_does() {
    let image = table("IMAGE");
    assert!(!image.is_empty());
    let place = |name| Argument::ALL.iter().position(|argument| argument.name() == name);
    let places: Vec<_> = image.iter().map(|(name, _)| place(*name).expect(name)).collect();
    assert!(places.is_sorted(), "{image:?}");
}

#[test]
fn the_early_picture_knows_options_of_the_app_only_and_values_that_it_takes() {
    let playing = table("PLAYING");
    assert!(!playing.is_empty());
    for (name, pattern) in playing {
        let words = pattern.strip_prefix("^(").and_then(|words| words.strip_suffix(")$"));
        for value in words.map_or(vec!["30"], |words| words.split('|').collect()) {
            let read = Options::default().set(name, value);
            assert_eq!(read, Some(Ok(())), "{name}={value}");
        }
    }
    for name in between("const LOOK = [", "];").split(',') {
        let name = name.trim().trim_matches('"');
        assert!(Options::default().set(name, "").is_some(), "{name}");
    }
}

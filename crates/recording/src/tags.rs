//! Names and values that describe the recording as a whole. Those before the pictures determine,
//! together with the pictures and the totals, every byte of the file.

use crate::Container;
use crate::date::Date;
use crate::evidence::Seal;
use crate::writer::About;

/// The tag that says that there is evidence, and its version.
pub(crate) const EVIDENCE: &str = "MULLION_EVIDENCE";
/// Version 2: the seal covers the totals, and what is in the file follows from what it covers.
pub(crate) const VERSION: &str = "2";
/// The tag with the seal.
pub(crate) const SEAL: &str = "MULLION_SEAL";
const FRAMES: &str = "MULLION_FRAMES";
const LOST: &str = "MULLION_LOST";
const GAPS: &str = "MULLION_GAPS";
const ENDED: &str = "MULLION_ENDED";
const PROGRAM: &str = "MULLION_VERSION";
const LAYOUT: &str = "MULLION_LAYOUT";
const SOURCE: &str = "MULLION_SOURCE";
const SERIAL: &str = "MULLION_CAMERA_SERIAL";
const FIRMWARE: &str = "MULLION_CAMERA_FIRMWARE";
const BEGUN: &str = "DATE_RECORDED";

/// Tags of ours that stand before the pictures, and after them.
pub(crate) const FIRST_NAMES: [&str; 6] = [EVIDENCE, PROGRAM, LAYOUT, SOURCE, SERIAL, FIRMWARE];
/// See [`FIRST_NAMES`].
pub(crate) const LAST_NAMES: [&str; 5] = [FRAMES, LOST, GAPS, ENDED, SEAL];

/// Most characters of a tag's text.
const CHARACTERS: usize = 2000;

/// Names and values, in the order of the file.
pub(crate) type Tags = Vec<(String, String)>;

/// Everything that a file is determined by, but pictures and totals.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Setup {
    /// Version of the program that writes the file.
    pub(crate) program: String,
    pub(crate) container: Container,
    /// Width and height of the pictures.
    pub(crate) size: (u16, u16),
    pub(crate) clusters: Clusters,
    pub(crate) archive: Archive,
    pub(crate) about: About,
}

/// Where Matroska's clusters end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Clusters {
    pub(crate) milliseconds: u64,
    pub(crate) bytes: u64,
}

/// How an archive names pictures, and the columns of its table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Archive {
    /// By the camera's date, whatever it is, and without the camera's words: as archives were at
    /// first.
    First,
    /// By the camera's date where that is credible, with the camera's words.
    #[default]
    Credible,
}

/// The word for [`Archive::Credible`].
const CREDIBLE: &str = "credible";

/// The tags that stand before the pictures.
pub(crate) fn first(setup: &Setup) -> Tags {
    let mut tags = vec![(EVIDENCE.to_owned(), VERSION.to_owned())];
    let mut add = |name: &str, value: &str| {
        // One line each: so they stand in AVI and ZIP.
        let line = value
            .chars()
            .take(CHARACTERS)
            .map(|character| if character.is_control() { ' ' } else { character });
        tags.push((name.to_owned(), line.collect()));
    };
    let Setup { program, container, size: (width, height), clusters, archive, about } = setup;
    add(PROGRAM, program);
    let mut layout = format!("{} {width}x{height}", word(*container));
    if *container == Container::Matroska {
        layout += &format!(" {} {}", clusters.milliseconds, clusters.bytes);
    }
    if (*container, *archive) == (Container::Zip, Archive::Credible) {
        layout.extend([" ", CREDIBLE]);
    }
    add(LAYOUT, &layout);
    add(SOURCE, &about.source);
    if let Some(serial) = &about.serial {
        add(SERIAL, serial);
    }
    if let Some(firmware) = &about.firmware {
        add(FIRMWARE, firmware);
    }
    add(BEGUN, &Date::new(about.begun).to_string());
    tags
}

/// What [`first`] was given. What it would not have written may be read as something else: compare.
pub(crate) fn setup(tags: &[(String, String)]) -> Option<Setup> {
    let mut words = value(tags, LAYOUT)?.split(' ');
    let word_read = words.next()?;
    let container = Container::ALL.into_iter().find(|container| word(*container) == word_read)?;
    let (width, height) = words.next()?.split_once('x')?;
    let clusters = match container {
        Container::Matroska => {
            Clusters { milliseconds: words.next()?.parse().ok()?, bytes: words.next()?.parse().ok()? }
        }
        Container::Avi | Container::Zip => Clusters::default(),
    };
    let archive = match container {
        Container::Zip if words.next() != Some(CREDIBLE) => Archive::First,
        Container::Zip | Container::Matroska | Container::Avi => Archive::Credible,
    };
    let about = About {
        source: value(tags, SOURCE)?.to_owned(),
        serial: value(tags, SERIAL).map(str::to_owned),
        firmware: value(tags, FIRMWARE).map(str::to_owned),
        begun: Date::parse(value(tags, BEGUN)?)?,
    };
    let size = (width.parse().ok()?, height.parse().ok()?);
    Some(Setup { program: value(tags, PROGRAM)?.to_owned(), container, size, clusters, archive, about })
}

/// Whether a layout is named as this version does. Another version has to name it otherwise.
pub(crate) fn has_layout(tags: &[(String, String)]) -> bool {
    value(tags, LAYOUT).is_some()
}

fn word(container: Container) -> &'static str {
    match container {
        Container::Matroska => "matroska",
        Container::Avi => "avi",
        Container::Zip => "zip",
    }
}

/// The facts known at the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Totals {
    pub(crate) frames: u64,
    pub(crate) lost: u64,
    pub(crate) gaps: u64,
    /// In milliseconds since 1970.
    pub(crate) ended: u64,
}

/// The tags that stand after the pictures, without the seal, which covers them and comes last.
pub(crate) fn last(totals: &Totals) -> Tags {
    vec![
        (FRAMES.to_owned(), totals.frames.to_string()),
        (LOST.to_owned(), totals.lost.to_string()),
        (GAPS.to_owned(), totals.gaps.to_string()),
        (ENDED.to_owned(), Date::new(totals.ended).to_string()),
    ]
}

/// What [`last`] was given, and the seal. What it would not have written may be read as something
/// else: compare.
pub(crate) fn totals(tags: &[(String, String)]) -> Option<(Totals, Seal)> {
    let number = |name| value(tags, name)?.parse().ok();
    let ended = Date::parse(value(tags, ENDED)?)?;
    let totals = Totals { frames: number(FRAMES)?, lost: number(LOST)?, gaps: number(GAPS)?, ended };
    Some((totals, value(tags, SEAL)?.parse().ok()?))
}

/// The first tag of this name.
pub(crate) fn value<'a>(tags: &'a [(String, String)], name: &str) -> Option<&'a str> {
    tags.iter().find(|(given, _)| given == name).map(|(_, value)| value.as_str())
}

/// Tags as lines of `NAME=value`.
pub(crate) fn lines(tags: &[(String, String)]) -> String {
    let mut text = String::new();
    for (name, value) in tags {
        text.extend([name, "=", value, "\n"]);
    }
    text
}

/// Reads what [`lines`] gives.
pub(crate) fn from_lines(text: &str) -> Option<Tags> {
    text.lines()
        .map(|line| line.split_once('=').map(|(name, value)| (name.to_owned(), value.to_owned())))
        .collect()
}

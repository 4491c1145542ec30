//! Progress and result of a recording, as the writing program reports them.

use serde::{Deserialize, Serialize};

use crate::Container;

/// The folder in the browser's storage where recordings are.
pub const STORED_IN: &str = "recordings";

/// How a recording goes.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct RecordingProgress {
    /// When its first picture arrived, milliseconds since 1970; 0 before there is one.
    pub begun_ms: f64,
    /// Milliseconds from its first picture to its last one.
    pub length_ms: f64,
    /// Bytes of all its files.
    pub bytes: u64,
    /// Pictures in them.
    pub frames: u64,
    /// Pictures that are known to be missing.
    pub lost: u64,
    /// Whether a crash of the browser would leave what is recorded so far; otherwise it is in
    /// memory only.
    pub durable: bool,
}

/// A file that is whole, or as whole as the disk let it be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordedFile {
    /// The camera's name in file names.
    pub camera: String,
    /// Suffix of its name, without a dot.
    pub extension: String,
    /// When its first picture arrived, milliseconds since 1970.
    pub begun_ms: u64,
    /// Which file of the recording it is, from 1.
    pub part: u32,
    /// Bytes.
    pub bytes: u64,
    /// Pictures in it; `None` for one that was found.
    pub frames: Option<u64>,
    /// Pictures that are known to be missing in it.
    pub lost: u64,
}

/// Why a recording ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum RecordingEnd {
    /// As was wanted.
    Done,
    /// Another camera, or another of its views, was asked for. The next recording is under its own
    /// name.
    OtherSource,
    /// There is no room on the disk, or the browser gives no more of it.
    DiskFull,
    /// As much as may be kept in memory is recorded.
    MemoryFull,
    /// The recorder could not be loaded, or has stopped.
    NoRecorder,
    /// The browser's words.
    Failed(String),
}

/// News of recordings. A file that the browser holds comes beside them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Told {
    /// How it goes.
    Going(RecordingProgress),
    /// A file is whole: beside this, or in the folder that was picked, under this name.
    Recorded(RecordedFile, Option<String>),
    /// The folder that was picked cannot be written to.
    FolderFailed(RecordingEnd),
    /// There is no recording any more, and why.
    Ended(RecordingProgress, RecordingEnd),
    /// An earlier visit has left a file.
    Left(RecordedFile),
}

impl Told {
    /// As bytes. Empty if there is no memory for them.
    pub fn to_bytes(&self) -> Vec<u8> {
        postcard::to_allocvec(self).unwrap_or_default()
    }

    /// Reads [`to_bytes`](Self::to_bytes). `None` for anything else.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        postcard::from_bytes(bytes).ok()
    }
}

impl RecordedFile {
    /// Its name for a person: `front-gate_2026-11-22_14-03-09-250.mkv`,
    /// `front-gate_2026-11-22_14-05-00-000_part2.mkv`. `stem` names the camera and the time when it
    /// begins.
    #[must_use]
    pub fn name(&self, stem: &str) -> String {
        match self.part {
            1 => [stem, ".", &self.extension].concat(),
            part => [stem, "_part", &part.to_string(), ".", &self.extension].concat(),
        }
    }

    /// Its name in the browser's own storage.
    pub fn stored_name(&self) -> String {
        let part = self.part.to_string();
        [&self.camera, "~", &self.begun_ms.to_string(), "~", &part, ".", &self.extension].concat()
    }

    /// Reads a [`stored_name`](Self::stored_name).
    pub fn from_stored(name: &str, bytes: u64) -> Option<Self> {
        let (name, extension) = name.rsplit_once('.')?;
        let (name, part) = name.rsplit_once('~')?;
        let (camera, begun) = name.rsplit_once('~')?;
        Container::from_extension(extension)?;
        Some(Self {
            camera: camera.to_owned(),
            extension: extension.to_owned(),
            begun_ms: begun.parse().ok()?,
            part: part.parse().ok()?,
            bytes,
            frames: None,
            lost: 0,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(part: u32) -> RecordedFile {
        RecordedFile {
            camera: "hof-süd.example".into(),
            extension: "mkv".into(),
            begun_ms: 1_795_366_800_123,
            part,
            bytes: 77,
            frames: None,
            lost: 0,
        }
    }

    #[test]
    fn recordings_are_named_by_their_part_too() {
        let stem = "hof-süd.example_2026-11-02_04-03-09-005";
        assert_eq!(file(1).name(stem), "hof-süd.example_2026-11-02_04-03-09-005.mkv");
        assert_eq!(file(2).name(stem), "hof-süd.example_2026-11-02_04-03-09-005_part2.mkv");
    }

    #[test]
    fn a_stored_name_tells_what_it_is() {
        let file = file(2);
        assert_eq!(file.stored_name(), "hof-süd.example~1795366800123~2.mkv");
        assert_eq!(RecordedFile::from_stored(&file.stored_name(), 77), Some(file));
        for other in ["", "x.mkv", "a~1~2.mkv.saved", "a~b~2.mkv", "a~1~2.txt"] {
            assert_eq!(RecordedFile::from_stored(other, 1), None, "{other}");
        }
    }

    #[test]
    fn news_are_read_as_they_were_written() {
        let progress = RecordingProgress { frames: 3, durable: true, ..RecordingProgress::default() };
        for told in [
            Told::Going(progress),
            Told::Recorded(file(1), Some("a.mkv".into())),
            Told::FolderFailed(RecordingEnd::DiskFull),
            Told::Ended(progress, RecordingEnd::Failed("no".into())),
            Told::Left(file(2)),
        ] {
            assert_eq!(Told::from_bytes(&told.to_bytes()), Some(told));
        }
        assert_eq!(Told::from_bytes(&[]), None);
        assert_eq!(Told::from_bytes(&[99, 1]), None);
    }
}

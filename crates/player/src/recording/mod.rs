//! Recording: which pictures go into which file, and what page and worker tell each other of it. No clock, and of the
//! browser only the `Blob` that a finished file is handed over as.

mod queue;

use serde::{Deserialize, Serialize};

use crate::LocalTime;

pub use recording::Container;

pub(crate) use queue::Queue;

/// What is to be recorded, and into what.
#[derive(Debug, Clone, PartialEq)]
pub struct RecordingOptions {
    /// The kind of file.
    pub container: Container,
    /// The arrival it begins with, milliseconds since 1970 by this device's clock, as far as pictures are kept
    /// ([`ReplayLimits`](crate::ReplayLimits)); `None` for those to come only.
    pub from_ms: Option<f64>,
    /// For a clip of what is kept: the arrival it ends with. `None`: goes on until it is stopped.
    pub until_ms: Option<f64>,
    /// What the camera is called in file names: letters, digits, dashes and dots.
    pub camera: String,
    /// The camera's address for the evidence. The caller takes the secrets off.
    pub source: String,
}

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
    /// Whether a crash of the browser would leave what is recorded so far; otherwise it is in memory only.
    pub durable: bool,
}

/// A file that is whole, or as whole as the disk let it be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordedFile {
    /// What the camera is called in file names.
    pub camera: String,
    /// What its name ends in, without a dot.
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
    /// Another camera, or another of its views, was asked for. The next recording is under its own name.
    OtherSource,
    /// There is no room on the disk, or the browser gives no more of it.
    DiskFull,
    /// As much as may be kept in memory is recorded.
    MemoryFull,
    /// The browser's words.
    Failed(String),
}

/// What is told of recordings.
#[derive(Debug, Clone)]
pub enum RecordingNews {
    /// Four times a second.
    Going(RecordingProgress),
    /// A file is whole, and where it is.
    Recorded(RecordedFile, Place),
    /// The folder that was picked cannot be written to, for this reason. What is recorded goes on without it.
    FolderFailed(RecordingEnd),
    /// The recording is over; its files came before.
    Ended(RecordingProgress, RecordingEnd),
    /// An earlier visit has left a file, as a crash of the browser does. It is good up to its last whole picture.
    Left(RecordedFile),
}

/// Where a recorded file is.
#[derive(Debug, Clone)]
pub enum Place {
    /// With the browser, on the disk where that could be: to be saved.
    Browser(web_sys::Blob),
    /// In the folder that was picked, under this name.
    Folder(String),
}

impl RecordedFile {
    /// What a file is called that a person gets: `front-gate_2026-11-22_14-03-09-250.mkv`,
    /// `front-gate_2026-11-22_14-05-00-000_part2.mkv`. `time` is when it begins.
    #[must_use]
    pub fn name(&self, time: LocalTime) -> String {
        let stem = time.file_stem(&self.camera);
        match self.part {
            1 => [&stem, ".", &self.extension].concat(),
            part => [&stem, "_part", &part.to_string(), ".", &self.extension].concat(),
        }
    }

    /// As it is called in the browser's own storage.
    pub(crate) fn stored_name(&self) -> String {
        let part = self.part.to_string();
        [&self.camera, "~", &self.begun_ms.to_string(), "~", &part, ".", &self.extension].concat()
    }

    /// Reads a [`stored_name`](Self::stored_name).
    pub(crate) fn from_stored(name: &str, bytes: u64) -> Option<Self> {
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
    use super::RecordedFile;
    use crate::LocalTime;

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
        let (year, month, day) = (2026, 11, 2);
        let time = LocalTime { year, month, day, hour: 4, minute: 3, second: 9, millisecond: 5 };
        assert_eq!(file(1).name(time), "hof-süd.example_2026-11-02_04-03-09-005.mkv");
        assert_eq!(file(2).name(time), "hof-süd.example_2026-11-02_04-03-09-005_part2.mkv");
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
}

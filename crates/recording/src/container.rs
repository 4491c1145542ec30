//! The kinds of files.

/// A kind of file that pictures are recorded into.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Container {
    /// Matroska (RFC 9559): each picture has a time of its own.
    #[default]
    Matroska,
    /// AVI, for players that want it: times in steps of 10 ms.
    Avi,
    /// The pictures as files of their own in a ZIP archive.
    Zip,
}

impl Container {
    /// All, the usual one first.
    pub const ALL: [Self; 3] = [Self::Matroska, Self::Avi, Self::Zip];

    /// Suffix of such a file's name, without a dot.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Matroska => "mkv",
            Self::Avi => "avi",
            Self::Zip => "zip",
        }
    }

    /// The media type of such a file.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Matroska => "video/matroska",
            Self::Avi => "video/vnd.avi",
            Self::Zip => "application/zip",
        }
    }

    /// The container that a file name's extension (without a dot, in any case) stands for.
    pub fn from_extension(extension: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|container| container.extension().eq_ignore_ascii_case(extension))
    }
}

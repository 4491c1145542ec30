//! Faults of a camera that the parser corrects.

use std::fmt;

/// A leniency that the parser needed, reported the first time it does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quirk {
    /// Which.
    pub kind: QuirkKind,
    /// Place and detail, in a few words.
    pub detail: String,
}

macro_rules! quirks {
    ($($(#[doc = $doc:literal])+ $variant:ident = $name:literal,)+) => {
        /// The kinds of [`Quirk`], with stable names.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum QuirkKind { $($(#[doc = $doc])+ $variant,)+ }

        impl QuirkKind {
            /// Every kind.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// The stable name, in kebab case.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            /// One sentence for a person.
            pub fn description(self) -> &'static str {
                match self { $(Self::$variant => concat!($($doc),+).trim_ascii(),)+ }
            }
        }
    };
}

quirks! {
    /// The delimiter's text differs from the announced boundary in upper and lower case.
    BoundaryCase = "boundary-case",
    /// The announced boundary already has the leading dashes of the delimiter.
    BoundaryDashes = "boundary-dashes",
    /// The Content-Type announces no boundary; it was read from the first delimiter.
    BoundaryMissing = "boundary-missing",
    /// The delimiter is another than the Content-Type announced.
    BoundaryMismatch = "boundary-mismatch",
    /// The Content-Type of the response is not multipart although the body is.
    ContentTypeNotMultipart = "content-type-not-multipart",
    /// A Content-Length is not a sensible number and was ignored.
    ContentLengthInvalid = "content-length-invalid",
    /// A Content-Length does not fit the picture; its end was found by reading it.
    ContentLengthWrong = "content-length-wrong",
    /// Delimiters lack their two dashes, or have more.
    DelimiterDashes = "delimiter-dashes",
    /// A delimiter comes twice in a row.
    DelimiterDoubled = "delimiter-doubled",
    /// No line end stands before a delimiter.
    DelimiterGlued = "delimiter-glued",
    /// The first header field follows the delimiter on the same line.
    DelimiterNoLineEnd = "delimiter-no-line-end",
    /// No delimiter stands before the first part.
    FirstDelimiterMissing = "first-delimiter-missing",
    /// A blank line stands between the delimiter and the header fields.
    HeaderBlankLine = "header-blank-line",
    /// A header line has no colon.
    HeaderMalformed = "header-malformed",
    /// No blank line stands between the header fields and the picture.
    HeaderUnterminated = "header-unterminated",
    /// Bytes that belong to nothing stand between two parts.
    JunkBetweenParts = "junk-between-parts",
    /// Lines end in LF alone.
    LineFeedOnly = "line-feed-only",
    /// Pictures follow one another without delimiters.
    NoDelimiters = "no-delimiters",
    /// Parts have no Content-Length; the end of each picture was found by reading it.
    NoContentLength = "no-content-length",
    /// The part's Content-Type is not image/jpeg although it holds a JPEG.
    PartType = "part-type",
    /// A picture's markers are not as the standard has them, which decoders forgive: bytes between
    /// segments, or a segment whose length cannot be.
    PictureMarkers = "picture-markers",
    /// Bytes before the picture's first or after its last marker are counted as the picture's.
    PicturePadded = "picture-padded",
    /// A picture has no end marker: cut off, or the camera never writes one.
    PictureUnterminated = "picture-unterminated",
    /// Text or other bytes come before the first part.
    Preamble = "preamble",
    /// The address gives one picture, not a stream.
    SinglePicture = "single-picture",
    /// A part has no bytes.
    ZeroLengthPart = "zero-length-part",
}

impl fmt::Display for QuirkKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

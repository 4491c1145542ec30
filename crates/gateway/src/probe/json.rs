//! A probe's findings, one JSON object a line.

use std::fmt::Write as _;
use std::io::{self, Write};

use mjpeg::jpeg::AxisProduct;
use mjpeg::{Frame, OtherPart, Quirk};
use serde::Serialize;
use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};

use super::report::Report;
use super::source::{Source, SourceError};
use super::summary::{FrameFacts, Summary};
use crate::http::Mended;
use crate::terminal::unnumbered;

/// Writes lines of JSON.
#[derive(Debug)]
pub(super) struct Json<W> {
    out: W,
    source: SourceLine,
}

/// The answer, as the summary tells it.
#[derive(Debug, Default, Serialize)]
struct SourceLine {
    source: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    server: Option<String>,
    content_type: Option<String>,
}

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "lowercase")]
enum Line<'a> {
    Frame(FrameLine<'a>),
    Part { content_type: Option<&'a str>, size: usize, text: Option<String> },
    Quirk { name: &'static str, detail: &'a str, description: &'static str },
    Error { code: &'static str, blame: &'static str, message: String },
    Summary(SummaryLine<'a>),
}

#[derive(Serialize)]
struct FrameLine<'a> {
    index: u64,
    /// Bytes of the picture as delivered.
    size: usize,
    sha256: String,
    width: Option<u16>,
    height: Option<u16>,
    /// Where the picture begins in the body.
    offset: u64,
    complete: bool,
    /// The picture without the junk around it, where there is any.
    #[serde(skip_serializing_if = "Option::is_none")]
    jpeg_size: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    jpeg_sha256: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    quality: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sampling: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    huffman_tables: Option<bool>,
    /// Seconds since 1970 by the camera's clock.
    #[serde(skip_serializing_if = "Option::is_none")]
    camera_time: Option<f64>,
    /// Seconds since the request.
    #[serde(skip_serializing_if = "Option::is_none")]
    arrival: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    trigger: Option<&'a str>,
    /// Header fields beside Content-Type and Content-Length.
    #[serde(skip_serializing_if = "Map::is_empty")]
    headers: Map<String, Value>,
}

#[derive(Serialize)]
struct SummaryLine<'a> {
    frames: u64,
    /// Bytes of the body that were read.
    bytes: u64,
    quirks: Vec<&'static str>,
    frame_bytes: u64,
    incomplete: u64,
    parts: u64,
    errors: u64,
    closed: bool,
    #[serde(flatten)]
    source: &'a SourceLine,
    boundary: Option<&'a str>,
    sizes: Vec<[u16; 2]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fps: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    camera_fps: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    jitter_ms: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    longest_gap_ms: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    bits_per_second: Option<f64>,
    /// How long nothing had come at the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    silence_ms: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    clock_ahead_ms: Option<f64>,
    clock_jumps: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    serial: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    firmware: Option<String>,
}

impl<W: Write> Json<W> {
    /// Writes to `out` about the source of that name.
    pub(super) fn new(out: W, source: String) -> Self {
        Self { out, source: SourceLine { source, ..SourceLine::default() } }
    }

    fn line(&mut self, line: &Line<'_>) -> io::Result<()> {
        serde_json::to_writer(&mut self.out, line)?;
        self.out.write_all(b"\n")
    }
}

impl<W: Write> Report for Json<W> {
    fn opened(&mut self, source: &Source, content_type: Option<&str>) -> io::Result<()> {
        self.source = SourceLine {
            source: source.name.clone(),
            status: source.head.status.map(|status| status.as_u16()),
            server: source.head.server.clone(),
            content_type: content_type.map(str::to_owned),
        };
        Ok(())
    }

    fn frame(&mut self, frame: &Frame<'_>, known: &FrameFacts) -> io::Result<()> {
        let (payload, jpeg) = (frame.payload(), frame.jpeg());
        let facts = known.facts.as_ref();
        let trimmed = jpeg.len() != payload.len();
        self.line(&Line::Frame(FrameLine {
            index: frame.index(),
            size: payload.len(),
            sha256: sha256(payload),
            width: facts.map(|facts| facts.width),
            height: facts.map(|facts| facts.height),
            offset: frame.offset(),
            complete: frame.is_complete(),
            jpeg_size: trimmed.then_some(jpeg.len()),
            jpeg_sha256: trimmed.then(|| sha256(jpeg)),
            quality: facts.and_then(|facts| facts.quality),
            sampling: facts.and_then(|facts| facts.sampling).map(mjpeg::jpeg::Sampling::name),
            huffman_tables: facts.map(|facts| facts.has_huffman_tables),
            camera_time: known.camera_time.map(|milliseconds| milliseconds / 1000.0),
            arrival: known.arrival.map(|arrival| arrival.as_secs_f64()),
            trigger: facts.and_then(|facts| facts.axis_trigger.as_deref()),
            headers: further_headers(frame),
        }))
    }

    fn part(&mut self, part: &OtherPart<'_>) -> io::Result<()> {
        let content_type = part.headers().get("content-type");
        self.line(&Line::Part { content_type, size: part.body().len(), text: part.text() })
    }

    fn quirk(&mut self, quirk: &Quirk) -> io::Result<()> {
        let Quirk { kind, detail } = quirk;
        self.line(&Line::Quirk { name: kind.name(), detail, description: kind.description() })
    }

    fn mended(&mut self, mended: Mended) -> io::Result<()> {
        self.line(&Line::Quirk { name: mended.name(), detail: "", description: mended.description() })
    }

    fn parser_error(&mut self, error: &mjpeg::Error) -> io::Result<()> {
        self.line(&Line::Error { code: code(error), blame: "camera", message: error.to_string() })
    }

    fn source_error(&mut self, error: &SourceError) -> io::Result<()> {
        self.line(&Line::Error {
            code: error.code(),
            blame: error.blame(),
            message: unnumbered(&error.to_string()),
        })
    }

    fn summary(&mut self, summary: &Summary) -> io::Result<()> {
        let source = std::mem::take(&mut self.source);
        let product = summary.product.as_ref();
        self.line(&Line::Summary(SummaryLine {
            frames: summary.frames,
            bytes: summary.bytes,
            quirks: summary.quirk_names().collect(),
            frame_bytes: summary.frame_bytes,
            incomplete: summary.incomplete,
            parts: summary.other_parts,
            errors: summary.errors,
            closed: summary.closed,
            source: &source,
            boundary: summary.boundary.as_deref(),
            sizes: summary.sizes.keys().map(|&(width, height)| [width, height]).collect(),
            fps: summary.fps(),
            camera_fps: summary.camera_fps(),
            jitter_ms: summary.jitter(),
            longest_gap_ms: summary.longest_gap(),
            bits_per_second: summary.bit_rate(),
            silence_ms: summary.silence(),
            clock_ahead_ms: summary.clock_ahead,
            clock_jumps: summary.clock_jumps,
            serial: product.map(AxisProduct::serial),
            firmware: product.map(AxisProduct::firmware),
        }))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// The stable name of a parser's error, in kebab case.
pub(super) fn code(error: &mjpeg::Error) -> &'static str {
    match error {
        mjpeg::Error::HeaderBlockTooLong { .. } => "header-block-too-long",
        mjpeg::Error::NotAPicture { .. } => "not-a-picture",
        mjpeg::Error::NotVideo { .. } => "not-video",
        mjpeg::Error::PartTooLong { .. } => "part-too-long",
        mjpeg::Error::Truncated { .. } => "truncated",
        mjpeg::Error::Unrecognised { .. } => "unrecognised",
        _ => "stream",
    }
}

fn further_headers(frame: &Frame<'_>) -> Map<String, Value> {
    let usual =
        |name: &str| ["content-type", "content-length"].iter().any(|usual| name.eq_ignore_ascii_case(usual));
    let fields = frame.headers();
    fields
        .iter()
        .filter(|(name, _)| !usual(name))
        .map(|(name, value)| (name.to_owned(), value.into()))
        .collect()
}

fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut text, byte| {
        // Writing to a string does not fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

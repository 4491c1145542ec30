//! Recordings of a camera, `[camera.record]` in the file.

use std::path::{Component, Path, PathBuf};
use std::time::Duration;

use axum::http::Uri;
use recording::Container;
use toml::Spanned;

use super::error::{ConfigError, Text};
use super::file;
use crate::relay;

/// Settings of a camera's recording and of its ring of files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// The folder of its files, and of no other camera's.
    pub folder: PathBuf,
    /// The kind of files. Default Matroska.
    pub container: Container,
    /// When it is recorded. Default always.
    pub when: When,
    /// Path and query of the stream, below the camera's base. Viewers of the same share its
    /// connection. Default `axis-cgi/mjpg/video.cgi`.
    pub stream: Uri,
    /// After this time the next file begins. Default 10 minutes.
    pub segment: Duration,
    /// Before a file has more bytes than this, the next one begins. Default 256 MB.
    pub segment_bytes: u64,
    /// Bytes of all files of this camera. Default 10 GB: beyond it the oldest are deleted.
    pub keep_bytes: u64,
    /// How long ago a file may have ended before it is deleted. Default no limit.
    pub keep: Option<Duration>,
}

/// When a camera is recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum When {
    /// While the gateway runs.
    #[default]
    Always,
    /// When a viewer starts it.
    OnDemand,
}

const MEGABYTE: u64 = 1_000_000;
const STREAM: &str = "/axis-cgi/mjpg/video.cgi";

impl Record {
    pub(super) fn read(record: &file::Record, text: &Text<'_>) -> Result<Self, ConfigError> {
        let at = |span, message: &str| text.error(Some(span), message);
        let folder = record.folder.get_ref().clone();
        if folder.as_os_str().is_empty() {
            return Err(at(record.folder.span(), "must be the path of a folder"));
        }
        let container = match &record.container {
            None => Container::default(),
            Some(given) => match given.get_ref().as_str() {
                "matroska" => Container::Matroska,
                "avi" => Container::Avi,
                "zip" => Container::Zip,
                _ => return Err(at(given.span(), "must be \"matroska\", \"avi\" or \"zip\"")),
            },
        };
        let when = match &record.when {
            None => When::default(),
            Some(given) => match given.get_ref().as_str() {
                "always" => When::Always,
                "on-demand" => When::OnDemand,
                _ => return Err(at(given.span(), "must be \"always\" or \"on-demand\"")),
            },
        };
        let stream = match &record.stream {
            None => Uri::from_static(STREAM),
            Some(given) => stream(given.get_ref()).ok_or_else(|| {
                at(
                    given.span(),
                    "must be a stream such as \"axis-cgi/mjpg/video.cgi?resolution=640x480\", without duration, \
                     nbrofframes and audio",
                )
            })?,
        };
        let seconds = number(record.segment_seconds.as_ref(), 1..=86_400, 600, text)?;
        let segment = number(record.segment_megabytes.as_ref(), 1..=2000, 256, text)?;
        let keep = number(record.keep_megabytes.as_ref(), 2..=1_000_000_000, 10_000, text)?;
        if keep < 2 * segment {
            let span =
                record.keep_megabytes.as_ref().or(record.segment_megabytes.as_ref()).map(Spanned::span);
            let message = format!(
                "keep_megabytes ({keep}) is too small: it must hold two segments of segment_megabytes ({segment})"
            );
            return Err(text.error(span, message));
        }
        let hours = match &record.keep_hours {
            None => None,
            some => Some(number(some.as_ref(), 1..=1_000_000, 0, text)?),
        };
        Ok(Self {
            folder,
            container,
            when,
            stream,
            segment: Duration::from_secs(seconds),
            segment_bytes: segment * MEGABYTE,
            keep_bytes: keep * MEGABYTE,
            keep: hours.map(|hours| Duration::from_secs(hours * 3600)),
        })
    }
}

/// Whether `folder` is `within` another, or the same, as far as their spelling tells.
pub(super) fn is_within(folder: &Path, within: &Path) -> bool {
    plain(folder).starts_with(plain(within))
}

/// A path without `.` and, where the spelling tells, without `..`.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    let whole = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    for component in whole.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => drop(plain.pop()),
            other => plain.push(other),
        }
    }
    plain
}

fn stream(text: &str) -> Option<Uri> {
    let uri: Uri = format!("/{}", text.trim_start_matches('/')).parse().ok()?;
    relay::is_shareable(&uri).then_some(uri)
}

fn number(
    given: Option<&Spanned<u64>>,
    bounds: std::ops::RangeInclusive<u64>,
    default: u64,
    text: &Text<'_>,
) -> Result<u64, ConfigError> {
    let Some(given) = given else { return Ok(default) };
    if !bounds.contains(given.get_ref()) {
        let message = format!("must be {} to {}", bounds.start(), bounds.end());
        return Err(text.error(Some(given.span()), message));
    }
    Ok(*given.get_ref())
}

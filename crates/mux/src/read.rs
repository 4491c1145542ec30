//! Requests as the gateway reads them.

use std::collections::HashSet;

use serde::Deserialize;

use crate::{IdError, REQUEST_BYTES, Request, Source, StreamRequest, VERSION};

/// Why a request is refused (blame: the viewer). The text names the field, and quotes at most a
/// few words of the request.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RequestError {
    /// It is longer than [`REQUEST_BYTES`].
    #[error("a request may have at most {REQUEST_BYTES} bytes")]
    TooLong,
    /// It is no JSON, or has a field that is unknown, missing or of another type.
    #[error("{0}")]
    Json(String),
    /// It is of another version.
    #[error("version {0} is unknown: this is version {VERSION}")]
    Version(u32),
    /// It has more streams than one response may carry.
    #[error("streams: {number} are more than the {most} that one response carries")]
    TooMany {
        /// So many it has.
        number: usize,
        /// So many are allowed.
        most: usize,
    },
    /// A stream has no valid id.
    #[error("streams[{0}].id: {IdError}")]
    Id(usize),
    /// A stream has the id of another one.
    #[error("streams[{0}].id: another stream has this id")]
    SameId(usize),
    /// A stream has no source.
    #[error("streams[{0}].source: must be CAMERA/PATH?ARGUMENTS, as below /cameras/")]
    Source(usize),
    /// A priority is out of range.
    #[error("streams[{0}].priority: must be 0 to {first}", first = Request::FIRST)]
    Priority(usize),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RequestJson<'a> {
    #[serde(default)]
    version: Option<u32>,
    #[serde(default)]
    revision: u64,
    #[serde(borrow)]
    streams: Vec<StreamJson<'a>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StreamJson<'a> {
    #[serde(borrow)]
    id: std::borrow::Cow<'a, str>,
    #[serde(borrow)]
    source: std::borrow::Cow<'a, str>,
    #[serde(default)]
    priority: u8,
}

/// Letters of a message about JSON: it may quote the name of a field, which may be anything.
const MESSAGE: usize = 200;

impl Request {
    /// Reads JSON with at most `most` streams.
    pub fn read(json: &[u8], most: usize) -> Result<Self, RequestError> {
        if json.len() > REQUEST_BYTES {
            return Err(RequestError::TooLong);
        }
        let read: RequestJson<'_> = serde_json::from_slice(json).map_err(|error| {
            let visible = |letter: char| if letter.is_control() { ' ' } else { letter };
            RequestError::Json(error.to_string().chars().take(MESSAGE).map(visible).collect())
        })?;
        match read.version {
            None | Some(VERSION) => {}
            Some(other) => return Err(RequestError::Version(other)),
        }
        if read.streams.len() > most {
            return Err(RequestError::TooMany { number: read.streams.len(), most });
        }
        let mut ids = HashSet::new();
        let mut streams = Vec::with_capacity(read.streams.len());
        for (index, stream) in read.streams.iter().enumerate() {
            if !ids.insert(&*stream.id) {
                return Err(RequestError::SameId(index));
            }
            if stream.priority > Self::FIRST {
                return Err(RequestError::Priority(index));
            }
            streams.push(StreamRequest {
                id: stream.id.parse().map_err(|_| RequestError::Id(index))?,
                source: Source::parse(&stream.source).ok_or(RequestError::Source(index))?,
                priority: stream.priority,
            });
        }
        Ok(Self { revision: read.revision, streams })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(json: &str) -> String {
        Request::read(json.as_bytes(), 2).unwrap_err().to_string()
    }

    #[test]
    fn what_is_written_is_read() {
        let stream = |id: u32, source| StreamRequest {
            id: id.into(),
            source: Source::parse(source).unwrap(),
            priority: 9,
        };
        let streams = vec![stream(1, r#"yard/v?x="\"#), stream(u32::MAX, "door/v?a=b&c=d")];
        let request = Request { revision: 1 << 53, streams };
        assert_eq!(Request::read(request.to_json().as_bytes(), 2), Ok(request));
        let short = Request::read(br#"{"streams":[{"id":"a","source":"yard\/v"}]}"#, 2).unwrap();
        assert_eq!((short.revision, short.streams[0].priority), (0, 0));
        assert_eq!(short.streams[0].source.as_str(), "yard/v");
    }

    #[test]
    fn a_refusal_names_the_field() {
        assert!(refused(r#"{"streams":[],"fps":1}"#).starts_with("unknown field `fps`"));
        assert!(
            refused(r#"{"streams":[{"id":"a","source":"y/v","size":1}]}"#)
                .starts_with("unknown field `size`")
        );
        assert!(refused("{}").starts_with("missing field `streams`"));
        assert!(refused(r#"{"streams":[],"streams":[]}"#).starts_with("duplicate field `streams`"));
        assert!(refused(r#"{"streams":[{"id":"a"}]}"#).starts_with("missing field `source`"));
        assert_eq!(refused(r#"{"version":2,"streams":[]}"#), "version 2 is unknown: this is version 1");
        let two = r#"{"id":"a","source":"y/v"},{"id":"b","source":"y/v"}"#;
        let three = format!(r#"{{"streams":[{two},{{"id":"c","source":"y/v"}}]}}"#);
        assert_eq!(refused(&three), "streams: 3 are more than the 2 that one response carries");
        let one =
            |fields: &str| refused(&format!(r#"{{"streams":[{{"id":"a","source":"y/v"}},{{{fields}}}]}}"#));
        assert!(one(r#""id":"a b","source":"y/v""#).starts_with("streams[1].id: an id has"));
        assert_eq!(one(r#""id":"a","source":"y/v""#), "streams[1].id: another stream has this id");
        assert!(one(r#""id":"b","source":"yard""#).starts_with("streams[1].source:"));
        assert_eq!(one(r#""id":"b","source":"y/v","priority":10"#), "streams[1].priority: must be 0 to 9");
    }

    #[test]
    fn a_refusal_is_short_whatever_is_sent() {
        let long = "x".repeat(10_000);
        assert!(refused(&format!(r#"{{"{long}":1}}"#)).len() <= MESSAGE);
        assert!(!refused(r#"{"a\r\nb":1}"#).contains('\n'));
        let huge = vec![b' '; REQUEST_BYTES + 1];
        assert_eq!(Request::read(&huge, 2), Err(RequestError::TooLong));
        let deep = "[".repeat(100_000);
        assert!(matches!(Request::read(deep.as_bytes(), 2), Err(RequestError::Json(_))));
    }

    #[cfg(not(target_arch = "wasm32"))]
    mod properties {
        use proptest::prelude::*;

        use super::*;

        proptest! {
            #[test]
            fn any_bytes_are_read_to_an_end(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
                let _ = Request::read(&bytes, 8);
            }

            #[test]
            fn every_request_comes_through(
                revision in 0..=1u64 << 53,
                streams in prop::collection::btree_map("[A-Za-z0-9_-]{1,32}", ("[!-.0-9A-Za-z]{1,9}/[!-~&&[^#]]{0,40}", 0..=9u8), 0..8),
            ) {
                let streams = streams.into_iter().filter_map(|(id, (source, priority))| {
                    Some(StreamRequest { id: id.parse().ok()?, source: Source::parse(&source)?, priority })
                });
                let request = Request { revision, streams: streams.collect() };
                prop_assert_eq!(Request::read(request.to_json().as_bytes(), 8), Ok(request));
            }
        }
    }
}

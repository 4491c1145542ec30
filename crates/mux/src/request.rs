//! A viewer's request: always the complete list of its streams.

use crate::{Source, StreamId, VERSION};

/// The streams that a viewer wants from now on. The first one opens a session, each further one
/// replaces the list of the one before.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Request {
    /// Grows with each request of a session: a request that arrives late changes nothing.
    pub revision: u64,
    /// The streams, each with a different id.
    pub streams: Vec<StreamRequest>,
}

/// One stream of a [`Request`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StreamRequest {
    /// Names the stream in the response. A stream that has ended stays ended: its id has to leave
    /// the list before it can be used again.
    pub id: StreamId,
    /// Its source. If this differs from the previous request, the stream starts again.
    pub source: Source,
    /// 0 to 9. When the viewer cannot take everything, higher ones go first.
    pub priority: u8,
}

impl Request {
    /// The highest priority.
    pub const FIRST: u8 = 9;

    /// The request as JSON.
    pub fn to_json(&self) -> String {
        let mut json =
            ["{\"version\":", &VERSION.to_string(), ",\"revision\":", &self.revision.to_string()].concat();
        json.push_str(",\"streams\":[");
        for (index, stream) in self.streams.iter().enumerate() {
            json.push_str(if index > 0 { ",{\"id\":\"" } else { "{\"id\":\"" });
            json.push_str(stream.id.as_str());
            json.push_str("\",\"source\":\"");
            for letter in stream.source.as_str().chars() {
                if matches!(letter, '"' | '\\') {
                    json.push('\\');
                }
                json.push(letter);
            }
            json.push_str("\",\"priority\":");
            json.push(char::from(b'0' + stream.priority.min(Self::FIRST)));
            json.push('}');
        }
        json.push_str("]}");
        json
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_json() {
        let stream = |id: &str, source, priority| StreamRequest {
            id: id.parse().unwrap(),
            source: Source::parse(source).unwrap(),
            priority,
        };
        let request = Request {
            revision: 7,
            streams: vec![stream("a", r#"yard/v?x="\"#, 0), stream("b", "door/v", 9)],
        };
        assert_eq!(
            request.to_json(),
            r#"{"version":1,"revision":7,"streams":[{"id":"a","source":"yard/v?x=\"\\","priority":0},{"id":"b","source":"door/v","priority":9}]}"#
        );
        assert_eq!(Request::default().to_json(), r#"{"version":1,"revision":0,"streams":[]}"#);
    }
}

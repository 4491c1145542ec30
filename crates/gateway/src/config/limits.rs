//! How much the gateway takes on, and for how long it waits.

use std::time::Duration;

use super::error::{ConfigError, Text};
use super::file;

/// Bounds of the gateway, `[limits]` in the file. Past a number, a viewer gets 503 and `Retry-After`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Connections of viewers at one time. Default 2048.
    pub connections: usize,
    /// Connections of one address (of IPv6, one network of 64 bits) at one time. Default 128.
    /// Behind a proxy all viewers have the proxy's address.
    pub connections_per_address: usize,
    /// Sessions of `/mux` at one time. Default 128.
    pub mux_sessions: usize,
    /// The same of one address. `None`: see [`Limits::mux_sessions_per_address`].
    pub mux_sessions_of_address: Option<usize>,
    /// Streams in one session of `/mux`. Default 128.
    pub mux_streams: usize,
    /// Viewers of streams at one time, each stream of a session counted. Default 2048.
    pub streams: usize,
    /// The same of one address. `None`: see [`Limits::streams_per_address`].
    pub streams_of_address: Option<usize>,
    /// Connections for streams to one camera at one time, whatever the number of viewers. Default
    /// 8: cameras allow 10 to 20, and others may watch too.
    pub streams_per_camera: usize,
    /// Other requests to one camera at one time. Default 8.
    pub requests_per_camera: usize,
    /// For a connection to a camera. Default 5 s.
    pub connect: Duration,
    /// For a camera's answer to begin, logging in included. Default 10 s.
    pub answer: Duration,
    /// For a camera's next bytes. Default 30 s. A stream has no other end.
    pub idle: Duration,
    /// For the next viewer of a stream that nobody watches any more. Default 10 s: longer than a
    /// page takes to load anew. It ends sooner if the camera is asked for something else.
    pub linger: Duration,
    /// For a viewer to take the next bytes, of a stream or of a file. Default 30 s: one that takes
    /// none for that long has gone without saying so, or only keeps others out.
    pub viewer: Duration,
    /// For a request's head to arrive, and for the next request on an open connection. Default 30 s.
    pub request: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 2048,
            connections_per_address: 128,
            mux_sessions: 128,
            mux_sessions_of_address: None,
            mux_streams: 128,
            streams: 2048,
            streams_of_address: None,
            streams_per_camera: 8,
            requests_per_camera: 8,
            connect: Duration::from_secs(5),
            answer: Duration::from_secs(10),
            idle: Duration::from_secs(30),
            linger: Duration::from_secs(10),
            viewer: Duration::from_secs(30),
            request: Duration::from_secs(30),
        }
    }
}

/// Where nothing else is set an address has one of so many parts of all places, so that it cannot
/// take them all.
const SHARE: usize = 2;
/// And at least so many sessions.
const SESSIONS: usize = 16;

impl Limits {
    /// Viewers of streams that one address may have at one time, each stream of a session counted:
    /// as set, else half of all; at least as many as it may have connections, or one session
    /// streams.
    pub fn streams_per_address(&self) -> usize {
        let share = (self.streams / SHARE).max(self.connections_per_address).max(self.mux_streams);
        self.streams_of_address.unwrap_or(share)
    }

    /// Sessions of `/mux` that one address may have at one time: as set, else half of all.
    /// All if one address may have all connections: then it is that of a server in front.
    pub fn mux_sessions_per_address(&self) -> usize {
        let is_server = self.connections_per_address >= self.connections;
        let share = if is_server { self.mux_sessions } else { (self.mux_sessions / SHARE).max(SESSIONS) };
        self.mux_sessions_of_address.unwrap_or(share)
    }

    pub(super) fn read(file: &file::Limits, text: &Text<'_>) -> Result<Self, ConfigError> {
        let mut limits = Self::default();
        let numbers = [
            (&file.connections, &mut limits.connections),
            (&file.connections_per_address, &mut limits.connections_per_address),
            (&file.mux_sessions, &mut limits.mux_sessions),
            (&file.mux_streams, &mut limits.mux_streams),
            (&file.streams, &mut limits.streams),
            (&file.streams_per_camera, &mut limits.streams_per_camera),
            (&file.requests_per_camera, &mut limits.requests_per_camera),
        ];
        for (given, limit) in numbers {
            if let Some(number) = bounded(given.as_ref(), 1..=65536, text)? {
                *limit = number as usize;
            }
        }
        for (given, limit) in [
            (&file.mux_sessions_per_address, &mut limits.mux_sessions_of_address),
            (&file.streams_per_address, &mut limits.streams_of_address),
        ] {
            *limit = bounded(given.as_ref(), 1..=65536, text)?.map(|number| number as usize);
        }
        let times = [
            (&file.connect_seconds, &mut limits.connect),
            (&file.answer_seconds, &mut limits.answer),
            (&file.idle_seconds, &mut limits.idle),
            (&file.viewer_seconds, &mut limits.viewer),
            (&file.request_seconds, &mut limits.request),
        ];
        for (given, limit) in times {
            if let Some(seconds) = bounded(given.as_ref(), 1..=3600, text)? {
                *limit = Duration::from_secs(u64::from(seconds));
            }
        }
        if let Some(seconds) = bounded(file.linger_seconds.as_ref(), 0..=3600, text)? {
            limits.linger = Duration::from_secs(u64::from(seconds));
        }
        Ok(limits)
    }
}

fn bounded(
    given: Option<&toml::Spanned<u32>>,
    bounds: std::ops::RangeInclusive<u32>,
    text: &Text<'_>,
) -> Result<Option<u32>, ConfigError> {
    let Some(given) = given else { return Ok(None) };
    let number = *given.get_ref();
    if !bounds.contains(&number) {
        let message = format!("must be {} to {}", bounds.start(), bounds.end());
        return Err(text.error(Some(given.span()), message));
    }
    Ok(Some(number))
}

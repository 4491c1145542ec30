//! `mullion.toml` as it is written. [`super::Config`] has its meaning.

use std::net::SocketAddr;
use std::path::PathBuf;

use serde::Deserialize;
use toml::Spanned;

use crate::secret::Secret;

/// The file. Unknown keys are refused: a misspelt limit would be no limit.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct File {
    pub(super) listen: Option<SocketAddr>,
    pub(super) app: Option<PathBuf>,
    pub(super) base: Option<Spanned<String>>,
    pub(super) hosts: Vec<Spanned<String>>,
    pub(super) allow_origins: Vec<Spanned<String>>,
    pub(super) frame_ancestors: Option<Vec<Spanned<String>>>,
    pub(super) limits: Limits,
    pub(super) tls: Option<Tls>,
    pub(super) proxy: Proxy,
    pub(super) displays: Option<Displays>,
    pub(super) configuration: Option<Spanned<toml::Value>>,
    #[serde(rename = "camera", alias = "cameras")]
    pub(super) cameras: Vec<Camera>,
}

/// The table `[limits]`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Limits {
    pub(super) connections: Option<Spanned<u32>>,
    pub(super) connections_per_address: Option<Spanned<u32>>,
    pub(super) mux_sessions: Option<Spanned<u32>>,
    pub(super) mux_sessions_per_address: Option<Spanned<u32>>,
    pub(super) mux_streams: Option<Spanned<u32>>,
    pub(super) streams: Option<Spanned<u32>>,
    pub(super) streams_per_address: Option<Spanned<u32>>,
    pub(super) streams_per_camera: Option<Spanned<u32>>,
    pub(super) requests_per_camera: Option<Spanned<u32>>,
    pub(super) connect_seconds: Option<Spanned<u32>>,
    pub(super) answer_seconds: Option<Spanned<u32>>,
    pub(super) idle_seconds: Option<Spanned<u32>>,
    pub(super) linger_seconds: Option<Spanned<u32>>,
    pub(super) viewer_seconds: Option<Spanned<u32>>,
    pub(super) request_seconds: Option<Spanned<u32>>,
}

/// The table `[tls]`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Tls {
    pub(super) certificate: PathBuf,
    pub(super) key: PathBuf,
}

/// The table `[proxy]`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Proxy {
    pub(super) hosts: Vec<Spanned<String>>,
    pub(super) tls: Option<Spanned<String>>,
}

/// The table `[displays]`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Displays {
    pub(super) most: Option<Spanned<u32>>,
    pub(super) choose: bool,
}

/// One table `[[camera]]`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Camera {
    pub(super) id: Spanned<String>,
    pub(super) name: Option<Spanned<String>>,
    /// A secret as long as it may hold a password.
    pub(super) url: Spanned<Secret>,
    pub(super) user: Option<Spanned<String>>,
    pub(super) password: Option<Spanned<Secret>>,
    pub(super) password_env: Option<Spanned<String>>,
    pub(super) auth: Option<Spanned<String>>,
    #[serde(default)]
    pub(super) ptz: bool,
    pub(super) max_encodings: Option<Spanned<u32>>,
    pub(super) ca_file: Option<Spanned<PathBuf>>,
    pub(super) tls: Option<Spanned<String>>,
    pub(super) pin: Option<Spanned<String>>,
    pub(super) record: Option<Record>,
    /// An old key. The error names the new one.
    pub(super) any_certificate: Option<Spanned<toml::Value>>,
}

/// The table `[camera.record]`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Record {
    pub(super) folder: Spanned<PathBuf>,
    pub(super) container: Option<Spanned<String>>,
    pub(super) when: Option<Spanned<String>>,
    pub(super) stream: Option<Spanned<String>>,
    pub(super) segment_seconds: Option<Spanned<u64>>,
    pub(super) segment_megabytes: Option<Spanned<u64>>,
    pub(super) keep_megabytes: Option<Spanned<u64>>,
    pub(super) keep_hours: Option<Spanned<u64>>,
}

//! The Axis image API (VAPIX) as types, without browser or sockets.
//!
//! Three things: what can be asked of a camera ([`ImageArguments`], with [`Argument`] to describe
//! each argument to a person), where to ask it ([`BaseUrl`], [`Endpoint`], and the same request as
//! a [`command`] line), and what the camera answers ([`Parameters`] and the small readers beside
//! it).
//!
//! # Example: a request
//!
//! ```
//! use vapix::{BaseUrl, Endpoint, ImageArguments, Percent};
//!
//! let camera = BaseUrl::parse("http://192.168.0.90").unwrap();
//! let arguments = ImageArguments {
//!     resolution: Some("1280x720".parse().unwrap()),
//!     compression: Percent::new(30),
//!     ..ImageArguments::default()
//! };
//! assert_eq!(
//!     camera.image_url(Endpoint::Video, &arguments),
//!     "http://192.168.0.90/axis-cgi/mjpg/video.cgi?resolution=1280x720&compression=30"
//! );
//! ```
//!
//! # Example: what the camera offers
//!
//! ```
//! let answer = "root.Properties.Image.Resolution=1280x720,640x480\r\nroot.Brand.ProdNbr=M1065-L\r\n";
//! let parameters = vapix::Parameters::parse(answer);
//! assert_eq!(parameters.resolutions(None).len(), 2);
//! assert_eq!(parameters.get("Brand.ProdNbr"), Some("M1065-L"));
//! ```
//!
//! # Design
//!
//! Cameras and firmwares differ, so nothing here refuses what it does not know: unknown arguments
//! of a pasted URL are carried along, unknown parameters stay readable, and an answer that is an
//! error in disguise comes out as a [`CameraMessage`]. The crate keeps small in a browser: no
//! regular expressions and no general URL parser.
#![forbid(unsafe_code)]

mod answers;
mod argument;
mod arguments;
mod aspect;
mod base;
pub mod command;
mod endpoint;
mod firmware;
mod parameters;
pub mod query;
mod resolution;
mod table;
mod value;
mod values;

pub use answers::{
    ApiAnswer, ApiError, CameraMessage, DeviceInfo, PropertyList, Role, UserGroup, image_size, message_text,
};
pub use argument::{Kind, Section};
pub use arguments::InvalidValue;
pub use aspect::{Aspect, group_by_aspect};
pub use base::{BaseUrl, BaseUrlError, ImageRequest};
pub use endpoint::Endpoint;
pub use firmware::Firmware;
pub use parameters::{Parameters, StreamProfile, ViewInfo};
pub use resolution::{InvalidResolution, Resolution, ResolutionName, ResolutionSetting};
pub use table::{Argument, ImageArguments};
pub use values::{
    InvalidChoice, OverlayPosition, Overlays, Percent, Rotation, TextBackground, TextColor, TextPosition,
    View,
};

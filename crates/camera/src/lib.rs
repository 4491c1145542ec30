//! A simulated Axis network camera, for demonstrations and tests.
//!
//! Real HTTP/1.1 over TCP; real baseline JPEGs of a moving scene, with a running clock and the
//! frame number burnt in, and the comments that Axis cameras write; the CGIs of VAPIX that a viewer
//! uses; Basic and Digest; and on demand everything that goes wrong in the field ([`Fault`]).
//!
//! # Example: a camera for a test
//!
//! ```
//! use camera::{Camera, Fault, Options};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> std::io::Result<()> {
//! let camera = Camera::bind(Options::default().with_control()).await?;
//! let stream = format!("http://{}/axis-cgi/mjpg/video.cgi?resolution=320x180", camera.local_addr()?);
//! let handle = camera.handle();
//! let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
//! let served = tokio::spawn(camera.serve(async {
//!     let _ = stopped.await;
//! }));
//! // Here something would watch the stream, and the test would wait for what the camera sees of it:
//! // handle.wait_for(|now| now.streams == 1).await;
//! handle.set_fault(Fault::Stall { after: 0 });
//! assert_eq!(handle.snapshot().streams, 0);
//! # let _ = (stream, stop.send(()));
//! # served.await?
//! # }
//! ```
//!
//! # What it answers
//!
//! | path | answer |
//! |---|---|
//! | `/axis-cgi/mjpg/video.cgi`, `/mjpg/video.mjpg` | a stream; every current image argument counts |
//! | `/axis-cgi/jpg/image.cgi`, `/jpg/image.jpg` | a picture |
//! | `/axis-cgi/imagesize.cgi` | the size that a request would give |
//! | `/axis-cgi/param.cgi` | `action=list`, `listdefinitions` (flat), `update` |
//! | `/axis-cgi/usergroup.cgi` | name and groups; `anonymous` and `viewer` without a login |
//! | `/axis-cgi/basicdeviceinfo.cgi` | JSON |
//! | `/axis-cgi/com/ptz.cgi` | steers the first view; its queries |
//! | `/axis-cgi/customhttpheader.cgi` | JSON; what is set counts at once |
//! | `/mullion/fault` | the fault for all ([`Options::control`]): GET, PUT (`?fault=` or body), DELETE |
//!
//! There are four views: `camera=1` can be steered, 2 to 4 are parts of the same scene, `quad`
//! shows all. The sensor is 16:9; other aspects are cut from its picture. Arguments that died with
//! AXIS OS 10.6 are ignored, as is `palette`. Where the documents do not say what a camera answers,
//! this one answers as follows: an image request for what it does not have gets status 200 and text
//! (as `imagesize.cgi` is documented to), a stream ends without a closing delimiter, a request
//! without the right role gets 403, the times in comments and on the picture are UTC.
//!
//! # Frames
//!
//! The sensor takes [`Options::fps`] frames a second and numbers them from the start. A number is
//! one moment of the scene in every setting. Each setting that is watched is encoded once, for all
//! its viewers; its encoder stops with the last of them. A viewer that is slow skips frames.
//! Programs can read the number from a picture: see [`strip`]. [`Handle::sent`] knows the hashes of
//! the frames given out last.
//!
//! # Limits
//!
//! Viewers, encoders, connections and times are limited by [`Options`]. A request's head may have
//! 16 KiB and 64 fields, its body 64 KiB; 1024 nonces and 32 added header fields are known at a
//! time.
#![forbid(unsafe_code)]

mod auth;
mod camera;
mod cgi;
mod clock;
mod connection;
mod device;
mod encoders;
mod fault;
mod handle;
mod http;
mod options;
mod picture;
mod renderer;
mod scene;
mod setting;
mod stream;

pub use camera::Camera;
pub use fault::{BoundaryFault, Fault, InvalidFault, StatusFault};
pub use handle::{Handle, SentFrame, Snapshot};
pub use options::{AuthPolicy, DigestAlgorithms, Options, User};
pub use picture::strip;

//! Many cameras on one screen.
//!
//! [`Arranger`] places tiles by a [`Layout`], [`neighbour`] finds the tile that an arrow key moves
//! to, [`TileRequests`] decides what a tile requests from its camera, within a [`Budget`] for all of
//! them, [`share`] divides a browser's connections among tiles, a [`Timeline`] holds them all at one
//! moment, and a [`Tour`] shows tiles in turn. None of them knows a browser, a socket or a clock.
//!
//! ```
//! use wall::{Arranger, Layout, Size};
//!
//! let mut arranger = Arranger::new(Layout::Auto, 3);
//! arranger.set_aspect(2, 9.0 / 16.0); // A camera in a corridor.
//! let tiles = arranger.arrange(Size { width: 1920, height: 1080 }, 4);
//! assert_eq!(tiles.len(), 3);
//! assert!(tiles[2].height > tiles[2].width);
//! ```
#![forbid(unsafe_code)]

mod arranger;
mod budget;
mod layout;
mod moment;
mod navigation;
mod rectangle;
mod request;
mod share;
mod sight;
mod size;
mod stills;
mod tour;

pub use arranger::Arranger;
pub use budget::{Budget, RateChange, TileRate};
pub use layout::{Layout, UnknownLayout};
pub use moment::{HeldPicture, NoCapture, PictureTime, TileTimes, TimeSource, Timeline};
pub use navigation::{Step, neighbour};
pub use rectangle::{Rectangle, Size};
pub use request::{Allowed, TileRequest, TileRequests, Wanted, Why};
pub use share::{Service, TileLink, share};
pub use sight::{TileSight, TileView};
pub use size::{SizeChooser, TileSize, device_size, of_shape};
pub use stills::{StillEffect, StillInput, Stills};
pub use tour::{Tour, TourEffect, TourInput, TourPage, TourTimes};

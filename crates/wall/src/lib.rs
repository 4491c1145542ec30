//! Many cameras on one screen.
//!
//! [`Arranger`] places tiles by a [`Layout`], [`neighbour`] finds the tile that an arrow key moves
//! to, [`SizeChooser`] picks the resolution that a tile requests from its camera, [`share`] divides
//! a browser's connections among tiles, and a [`Tour`] shows tiles in turn. None of them knows a
//! browser, a socket or a clock.
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
mod layout;
mod navigation;
mod rectangle;
mod share;
mod size;
mod tour;

pub use arranger::Arranger;
pub use layout::{Layout, UnknownLayout};
pub use navigation::{Step, neighbour};
pub use rectangle::{Rectangle, Size};
pub use share::{Service, StillsTurn, TileLink, share};
pub use size::{SizeChooser, TileSize, device_size};
pub use tour::{Tour, TourEffect, TourInput, TourPage, TourTimes};

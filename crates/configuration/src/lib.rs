//! `mullion.json`: cameras, walls, tours and kiosks as a person writes them.
//!
//! One bad value costs only itself: [`read`] names it with its path and uses the rest. A
//! configuration holds no secrets: a login in an address is left out when it is read, so it can
//! be exported, put into a link or shown as a QR code. `docs/mullion.schema.json` is the schema of
//! the file ([`schema`]); editors complete and check by it.
//!
//! ```
//! use configuration::GatewayCameras;
//!
//! let (configuration, problems) = configuration::read(
//!     r#"{
//!         "cameras": { "yard": { "src": "http://root:pass@192.0.2.7" } },
//!         "walls": { "lobby": { "tiles": ["yard"], "layout": "circle" } }
//!     }"#,
//!     GatewayCameras::Known(&[]),
//! )?;
//! assert_eq!(configuration.walls["lobby"].tiles.len(), 1);
//! assert!(!configuration.to_json().contains("pass"));
//! let paths: Vec<_> = problems.iter().map(|problem| problem.path.as_str()).collect();
//! assert_eq!(paths, ["walls.lobby.layout", "cameras.yard.src"]);
//! # Ok::<(), configuration::NotJson>(())
//! ```
#![forbid(unsafe_code)]

mod check;
mod edit;
mod file;
pub mod link;
mod name;
mod open;
mod read;
mod values;

pub use file::{
    Camera, Configuration, DayHours, Dimming, Kiosk, Limits, Palette, Show, Tile, Tour, TourStep, Wall,
};
pub use link::{KioskLink, Link, Wanted};
pub use name::{InvalidName, Name};
pub use open::{Found, Opened, Origin, open};
pub use read::{GatewayCameras, MAX_LENGTH, NotJson, Problem, read, read_value};
pub use values::{InvalidTime, OptionValue, Pin, TileRequest, TimeOfDay, WallLayout, Within};

/// The JSON Schema of the file, as pretty-printed JSON with sorted keys.
#[cfg(not(target_arch = "wasm32"))]
#[must_use]
pub fn schema() -> String {
    let mut schema = schemars::schema_for!(Configuration).to_value();
    schema.sort_all_objects();
    // It consists of plain JSON values, which can always be written.
    serde_json::to_string_pretty(&schema).unwrap_or_default()
}

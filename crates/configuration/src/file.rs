//! The file as it is written.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::name::Name;
use crate::values::{OptionValue, Pin, TileRequest, TimeOfDay, WallLayout, Within};

/// Everything that a `mullion.json` says.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(default)]
pub struct Configuration {
    /// The address of the schema, for editors.
    #[serde(rename = "$schema", skip_serializing_if = "Option::is_none")]
    pub schema: Option<String>,
    /// Cameras by name. Those of the gateway need no entry.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub cameras: BTreeMap<Name, Camera>,
    /// Walls by name: `/?wall=lobby` opens the wall lobby.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub walls: BTreeMap<Name, Wall>,
    /// Tours by name: `/?tour=night`.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub tours: BTreeMap<Name, Tour>,
    /// Displays by name: `/?kiosk=hall`.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub kiosks: BTreeMap<Name, Kiosk>,
    /// Bounds for every wall of the page.
    #[serde(skip_serializing_if = "is_default")]
    pub limits: Limits,
}

/// A camera.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct Camera {
    /// Its address, as a person would paste it, without a login.
    pub src: String,
    /// Its title on the screen. By default its name here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Parameters of a link to it, such as `"fit": "fill"` or `"resolution": "640x480"`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub options: BTreeMap<String, OptionValue>,
}

/// Cameras beside each other.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(default)]
pub struct Wall {
    /// Its title on the screen. By default its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// How the tiles share the screen.
    #[serde(skip_serializing_if = "is_default")]
    pub layout: WallLayout,
    /// Its tiles, in order. A camera may have several.
    pub tiles: Vec<Tile>,
    /// CSS pixels between tiles. Default 4.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gap: Option<Within<0, 64>>,
    /// Megabits a second that all tiles together may receive. By default no bound.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub megabits: Option<Within<1, 100_000>>,
    /// A tile that has not been live for so many seconds sounds. By default none does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alarm_seconds: Option<Within<2, 86_400>>,
}

/// One camera of a wall: its name, or an object that says more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tile {
    /// Name of a camera of this file or of the gateway.
    pub camera: Name,
    /// The resolution that the tile requests.
    pub resolution: TileRequest,
}

/// Pages of cameras, shown in turn.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(default)]
pub struct Tour {
    /// Its title on the screen. By default its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// How the tiles of a page share the screen.
    #[serde(skip_serializing_if = "is_default")]
    pub layout: WallLayout,
    /// Its pages, in order.
    pub pages: Vec<TourStep>,
    /// Tiles that are on every page.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub pinned: Vec<Tile>,
    /// For how many seconds a touch holds the page. Default 60.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hold_seconds: Option<Within<1, 86_400>>,
}

/// One page of a tour.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct TourStep {
    /// Its tiles.
    pub tiles: Vec<Tile>,
    /// How long it is shown. Default 20.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seconds: Option<Within<2, 86_400>>,
}

/// A display without a keyboard.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct Kiosk {
    /// What it shows.
    pub show: Show,
    /// Keeps the screen on, where the browser can.
    #[serde(default, skip_serializing_if = "is_default")]
    pub wake_lock: bool,
    /// Moves the picture by a few pixels now and then, against burn-in.
    #[serde(default, skip_serializing_if = "is_default")]
    pub pixel_shift: bool,
    /// Shows the time of day.
    #[serde(default, skip_serializing_if = "is_default")]
    pub clock: bool,
    /// Its colours.
    #[serde(default, skip_serializing_if = "is_default")]
    pub palette: Palette,
    /// Hours of the day palette, in place of `palette`; the others have that of the night.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub day: Option<DayHours>,
    /// Opens its settings: the hash that `mullion pin` makes. Without it, it has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pin: Option<Pin>,
    /// Hours in which the screen is darker.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub dimming: Vec<Dimming>,
}

/// What a kiosk shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Show {
    /// One camera.
    Camera(Name),
    /// A wall.
    Wall(Name),
    /// A tour.
    Tour(Name),
}

/// The colours around pictures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Palette {
    /// As the system has them.
    #[default]
    Auto,
    /// Bright.
    Day,
    /// Dark.
    Night,
}

/// Hours in which a screen is darker. They may pass midnight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct Dimming {
    /// From this time,
    pub from: TimeOfDay,
    /// to this one.
    pub to: TimeOfDay,
    /// Brightness that is left.
    pub percent: Within<5, 100>,
}

/// Hours in which a screen has the colours of the day. They may pass midnight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct DayHours {
    /// From this time,
    pub from: TimeOfDay,
    /// to this one.
    pub to: TimeOfDay,
}

/// Bounds for every wall of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(default)]
pub struct Limits {
    /// Connections to one host, where its cameras are read directly. Default 6, as browsers have.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub connections: Option<Within<1, 256>>,
    /// MiB of pictures that all tiles together keep to be looked at again. Default 256.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub history_mib: Option<Within<1, 16_384>>,
}

impl Configuration {
    /// The file, pretty-printed. [`read`](crate::read) reads it again without a problem.
    #[must_use]
    pub fn to_json(&self) -> String {
        // Text, numbers and maps with text for keys can always be written.
        serde_json::to_string_pretty(self).unwrap_or_default()
    }
}

impl Configuration {
    /// The file on one line, for a link.
    #[must_use]
    pub fn to_compact_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}

impl Kiosk {
    /// A display without settings of its own.
    #[must_use]
    pub fn of(show: Show) -> Self {
        Self {
            show,
            wake_lock: false,
            pixel_shift: false,
            clock: false,
            palette: Palette::default(),
            day: None,
            pin: None,
            dimming: Vec::new(),
        }
    }
}

impl Tile {
    /// The tile of a camera that requests the size of the tile.
    #[must_use]
    pub fn of(camera: Name) -> Self {
        Self { camera, resolution: TileRequest::default() }
    }
}

/// A tile that says more than its camera's name.
#[derive(Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename = "TileObject")]
struct FullTile {
    /// Name of a camera of this file or of the gateway.
    camera: Name,
    /// The resolution that the tile requests. Default match.
    #[serde(default)]
    resolution: TileRequest,
}

impl Serialize for Tile {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        if self.resolution == TileRequest::default() {
            self.camera.serialize(to)
        } else {
            FullTile { camera: self.camera.clone(), resolution: self.resolution }.serialize(to)
        }
    }
}

impl<'de> Deserialize<'de> for Tile {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Visitor;

        impl<'de> serde::de::Visitor<'de> for Visitor {
            type Value = Tile;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("the name of a camera, or an object with camera and resolution")
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Tile, E> {
                Name::try_from(text.to_owned()).map(Tile::of).map_err(E::custom)
            }

            fn visit_map<A: serde::de::MapAccess<'de>>(self, map: A) -> Result<Tile, A::Error> {
                let tile = FullTile::deserialize(serde::de::value::MapAccessDeserializer::new(map))?;
                Ok(Tile { camera: tile.camera, resolution: tile.resolution })
            }
        }

        from.deserialize_any(Visitor)
    }
}

#[cfg(not(target_arch = "wasm32"))]
impl schemars::JsonSchema for Tile {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Tile".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let (name, full) = (generator.subschema_for::<Name>(), generator.subschema_for::<FullTile>());
        schemars::json_schema!({
            "description": "The name of a camera of this file or of the gateway, or an object that says more.",
            "anyOf": [name, full]
        })
    }
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

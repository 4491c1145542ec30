//! How a picture comes from its bytes to the screen: by which decoder, and on what.

use serde::{Deserialize, Serialize};

/// A decoder: turns the camera's bytes into a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Decoding {
    /// `createImageBitmap`, which every browser has on every page.
    Bitmap,
    /// `ImageDecoder` (WebCodecs), which Chromium and Firefox give to secure contexts. It costs
    /// less.
    Decoder,
    /// Our own program, for pictures that are shown at half their size or less. Others are left to
    /// `createImageBitmap`.
    Wasm,
}

/// The element that shows pictures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Sink {
    /// A canvas, whose pixels can be had.
    Canvas,
    /// A video element, fed through a track (secure contexts of Chromium). It costs least, and gets
    /// only live, unchanged pictures.
    Video,
}

/// The requested paths; `None` chooses the best on this page and machine.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Paths {
    /// The decoder. Another replaces one that the browser lacks or that fails.
    pub decoding: Option<Decoding>,
    /// The sink. Pictures that a video cannot show always go to the canvas.
    pub sink: Option<Sink>,
}

impl Decoding {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Bitmap, Self::Decoder, Self::Wasm];

    /// The stable name, as in `data-decode`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Bitmap => "bitmap",
            Self::Decoder => "decoder",
            Self::Wasm => "wasm",
        }
    }

    /// The decoder of that [`name`](Self::name).
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }
}

impl Sink {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Canvas, Self::Video];

    /// The stable name, as in `data-sink`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Canvas => "canvas",
            Self::Video => "video",
        }
    }

    /// The sink of that [`name`](Self::name).
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }
}

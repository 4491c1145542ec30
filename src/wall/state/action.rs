//! What changes the wall.

use wall::{Layout, Step};

use super::{Beginning, Glance, TileId};
use crate::stage::Size;

/// Everything that can happen.
#[derive(Debug)]
pub enum Action {
    /// All is known that the page begins with.
    Begin(Box<Beginning>),
    /// The room for tiles in CSS pixels, and device pixels in each.
    Measured(Size, f64),
    /// What a tile's viewer says, at this moment of the page's clock.
    Told(TileId, Box<Glance>, f64),
    /// The tiles take the shapes of the pictures that have come meanwhile.
    Settle,
    /// Another layout.
    SetLayout(Layout),
    /// The keyboard is on this tile.
    Focus(TileId),
    /// An arrow key moves the focus.
    Step(Step),
    /// An arrow key moves the tile in focus.
    Move(Step),
    /// These two tiles change places.
    Exchange(TileId, TileId),
    /// A pointer has begun to move a tile.
    Grab(TileId),
    /// It is over this place of the wall, CSS pixels.
    Drag(f64, f64),
    /// It lets go there.
    Drop,
    /// It gives up.
    Cancel,
    /// A tile takes the whole screen.
    Open(TileId),
    /// The wall comes back.
    Back,
    /// Cameras as a person wrote or dropped them, one a line.
    Add(String),
    /// A tile goes.
    Remove(TileId),
    /// The next tiles, or those before, where the layout shows a part of them.
    Turn(i32),
    /// A sheet is opened, or closed.
    Show(Option<Sheet>),
    /// A message has been seen.
    Forget(u32),
}

/// A modal dialog of the wall.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sheet {
    /// Add cameras.
    Add,
    /// What is wrong in the configuration.
    Problems,
    /// Keys.
    Help,
}

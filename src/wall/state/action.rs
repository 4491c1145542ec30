//! What changes the wall.

use std::rc::Rc;

use configuration::Show;
use wall::{Layout, Step, Wanted};

use super::{Beginning, Figures, Glance, Held, Scene, TileId};
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
    /// Time has passed, or something has changed that concerns requests; at this moment of the page's
    /// clock, with what is measured of the tiles.
    Serve(f64, Vec<(TileId, Figures)>),
    /// A person wants a tile in another resolution.
    Want(TileId, Wanted),
    /// A person sets how many megabits a second all tiles may receive.
    SetMegabits(Option<u32>),
    /// All tiles are held at a moment, or no longer.
    Held(Option<Held>),
    /// Another page of the tour.
    Scene(Rc<Scene>),
    /// Somebody has chosen what this display shows, or, if `None`, leaves it to its configuration.
    Choose(Option<Show>),
    /// Something is to be said; it has failed if true.
    Tell(String, bool),
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
    /// What the tiles request, and why.
    Requests,
    /// Keys.
    Help,
}

//! A tour that is made of a wall: its tiles in order, so many on a page.

use configuration::{Show, Tile, Tour, TourStep, Within};

use super::Editor;

/// Tiles on a page, unless a person says otherwise.
pub const PAGE: usize = 4;
/// How long a page is shown, likewise.
pub const SECONDS: u32 = 20;

/// Tiles on a page and seconds of each, if the wall's tour is as [`set`] makes it. One that was
/// written by hand is left alone.
pub(super) fn made_of(editor: &Editor) -> Option<(usize, u32)> {
    let tour = editor.draft.tours.get(editor.wall.as_ref()?)?;
    let first = tour.pages.first();
    let size = first.map_or(PAGE, |page| page.tiles.len()).max(1);
    let seconds = first.and_then(|page| page.seconds).map_or(SECONDS, Within::get);
    let is_made = tour.pinned.is_empty() && tour.pages == pages(editor.tiles(), size, seconds);
    is_made.then_some((size, seconds))
}

/// Makes the tour of the wall anew, or takes it away.
pub(super) fn set(editor: &mut Editor, wanted: Option<(usize, u32)>) {
    let Some(name) = editor.wall.clone() else { return };
    let Some(wall) = editor.draft.walls.get(&name) else { return };
    match wanted {
        Some((size, seconds)) => {
            let tour = editor.draft.tours.get(&name).cloned().unwrap_or_default();
            let pages = pages(&wall.tiles, size.max(1), seconds);
            let (title, layout) = (wall.title.clone(), wall.layout);
            editor.draft.tours.insert(name.clone(), Tour { title, layout, pages, ..tour });
        }
        None => drop(editor.draft.tours.remove(&name)),
    }
    let (from, to) = match wanted {
        Some(_) => (Show::Wall(name.clone()), Show::Tour(name.clone())),
        None => (Show::Tour(name.clone()), Show::Wall(name.clone())),
    };
    for kiosk in editor.draft.kiosks.values_mut().filter(|kiosk| kiosk.show == from) {
        kiosk.show = to.clone();
    }
}

fn pages(tiles: &[Tile], size: usize, seconds: u32) -> Vec<TourStep> {
    let seconds = Within::nearest(seconds);
    let page = |tiles: &[Tile]| TourStep { tiles: tiles.to_vec(), seconds: Some(seconds) };
    tiles.chunks(size).map(page).collect()
}

//! What is drawn of a wall.

mod add_sheet;
mod all_bar;
mod bar;
mod list_keys;
mod requests_sheet;
mod sheets;
mod tile;
mod tile_marks;
mod wall_page;

pub use wall_page::WallPage;

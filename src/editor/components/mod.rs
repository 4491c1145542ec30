//! The page of the editor.

mod cameras;
mod field;
mod keep;
mod page;
mod picture;
mod qr;
mod share;
mod stage;
mod wall;

pub use page::EditorPage;

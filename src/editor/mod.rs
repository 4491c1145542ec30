//! The editor of configurations: a program of its own (`src/bin/editor.rs`), not part of the viewer.

mod components;
pub mod state;

pub use components::EditorPage;

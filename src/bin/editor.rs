//! The editor of configurations.

fn main() {
    viewer::start::<viewer::editor::EditorPage>();
}

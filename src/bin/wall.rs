//! The page of many cameras.

fn main() {
    viewer::start::<viewer::wall::WallPage>();
}

//! The page of one camera.

fn main() {
    viewer::start::<viewer::components::App>();
}

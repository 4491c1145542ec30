//! The program that runs in the worker: see `player::worker`.

fn main() {
    player::worker::start();
}

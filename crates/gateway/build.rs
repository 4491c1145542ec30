//! Makes a build follow the app in `dist`, which is embedded in the program.

fn main() {
    let dist = "../../dist";
    // Cargo runs a build script anew each time if a path that it names is missing. There may be no
    // app yet, and a read-only checkout is no reason to fail.
    let _ = std::fs::create_dir_all(dist);
    println!("cargo::rerun-if-changed={dist}");
    println!("cargo::rerun-if-changed=build.rs");
}

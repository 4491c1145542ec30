//! Names this build, so that the player recognises the file of an older one.

fn main() -> std::io::Result<()> {
    fingerprint::name_build("FEATURE_BUILD")
}

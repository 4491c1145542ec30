//! Names this build, so that the page notices a worker from an older one, and the worker a feature's
//! program.

fn main() -> std::io::Result<()> {
    fingerprint::name_build("PLAYER_BUILD")?;
    fingerprint::name_build_of("features/enhance", "ENHANCE_BUILD")?;
    fingerprint::name_build_of("features/login", "LOGIN_BUILD")?;
    fingerprint::name_build_of("features/record", "RECORD_BUILD")?;
    fingerprint::name_build_of("features/small", "SMALL_BUILD")
}

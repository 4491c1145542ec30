//! The gateway under load, beside its rivals: `cargo xtask bench gateway`.
//!
//! Three processes on loopback: a camera, a relay, and a load client. All relays get the same
//! pictures, one relay after the other, in one run; ratios are what travels from one machine to
//! another. All is bounded in count and time.

#[cfg(target_os = "linux")]
mod child;
#[cfg(target_os = "linux")]
mod load;
#[cfg(target_os = "linux")]
mod measure;
#[cfg(target_os = "linux")]
mod options;
#[cfg(target_os = "linux")]
mod orders;
#[cfg(target_os = "linux")]
mod pictures;
#[cfg(target_os = "linux")]
mod process;
#[cfg(target_os = "linux")]
mod relays;
#[cfg(target_os = "linux")]
mod source;
#[cfg(target_os = "linux")]
mod stamp;
#[cfg(target_os = "linux")]
mod table;

#[cfg(target_os = "linux")]
fn main() -> anyhow::Result<()> {
    use options::{Command, Options};

    raise_limit();
    match Options::read().command {
        Some(Command::Source { folder }) => source::run(&folder),
        Some(Command::Load) => load::run(),
        None => measure::run(&Options::read()),
    }
}

/// Of files that a process may have open: each viewer is one here, and two at a rival.
#[cfg(target_os = "linux")]
fn raise_limit() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

    let limit = getrlimit(Resource::Nofile);
    // Without it fewer viewers fit, which the figures show.
    let _ = setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, ..limit });
}

#[cfg(not(target_os = "linux"))]
fn main() {
    println!("the bench of the gateway is for Linux");
}

//! `cargo xtask demo`: a wall of simulated cameras, of which one fails now and then.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::process::Command;
use std::thread;
use std::time::Duration;

use anyhow::{Context as _, Result};

use crate::app;
use crate::process::run;
use crate::serve::Stopped;
use crate::workspace::Workspace;

/// The gateway's settings, which name both cameras and the wall.
const SETTINGS: &str = "xtask/demo.toml";
/// Where the cameras are, as the settings have it.
const CAMERAS: [&str; 2] = ["127.0.0.1:8181", "127.0.0.1:8182"];
/// Pauses between two looks at the programs: the system can tell of the end of one of them only.
const LOOK: Duration = Duration::from_millis(200);
/// Of so many looks, the second camera stands still for the last [`STILL`].
const ROUND: u32 = 300;
/// See there.
const STILL: u32 = 50;

/// Builds app and program, and shows the wall; with `arguments`, runs `mullion serve` with them.
pub(crate) fn demo(workspace: &Workspace, arguments: &[String]) -> Result<()> {
    // An app that is too heavy can be shown all the same.
    app::build(workspace)?;
    let mullion = |arguments: &[&str]| {
        let mut command = workspace.cargo();
        command.args(["run", "--quiet", "--release", "--package", "gateway", "--"]).args(arguments);
        command
    };
    if !arguments.is_empty() {
        let mut serve = mullion(&["serve"]);
        serve.args(arguments);
        return become_program(serve);
    }
    run(workspace.cargo().args(["build", "--release", "--package", "gateway"]))?;
    let camera = |listen| ["camera", "--faults", "--listen", listen, "--seed"];
    let mut programs = [
        Stopped::spawn(mullion(&camera(CAMERAS[0])).arg("1"), "the first camera")?,
        Stopped::spawn(mullion(&camera(CAMERAS[1])).arg("2"), "the second camera")?,
        Stopped::spawn(&mut mullion(&["serve", "--config", SETTINGS]), "the gateway")?,
    ];
    println!("The wall:   http://127.0.0.1:8080/?wall=demo");
    println!("One camera: http://127.0.0.1:8080/?src=town");
    println!("A tour:     http://127.0.0.1:8080/?tour=demo&kiosk=1");
    // Ctrl-C reaches all of them; anything else that ends one ends the others.
    for look in (0..ROUND).cycle() {
        programs.iter_mut().try_for_each(Stopped::check)?;
        let order = match look {
            0 => Some("DELETE"),
            look if look == ROUND - STILL => Some("PUT"),
            _ => None,
        };
        if let Some(method) = order {
            // It may not listen yet; then it fails in the next round.
            let _ = misbehave(method);
        }
        thread::sleep(LOOK);
    }
    Ok(())
}

/// Has the second camera stand still (`PUT`), or go on (`DELETE`).
fn misbehave(method: &str) -> Result<()> {
    let host = CAMERAS[1];
    let mut camera = TcpStream::connect(host)?;
    camera.set_read_timeout(Some(LOOK))?;
    write!(
        camera,
        "{method} /mullion/fault?fault=stall@0 HTTP/1.1\r\nHost: {host}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    )?;
    let mut answer = [0; 16];
    camera.read(&mut answer).context("the camera does not answer")?;
    Ok(())
}

/// Replaces this process, so that signals and the exit status are the program's own.
#[cfg(unix)]
fn become_program(mut command: Command) -> Result<()> {
    use std::os::unix::process::CommandExt as _;
    Err(command.exec()).context("cannot start cargo")
}

#[cfg(not(unix))]
fn become_program(mut command: Command) -> Result<()> {
    run(&mut command)
}

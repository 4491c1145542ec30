//! `mullion camera`: the simulated camera by itself.

use std::io::{self, Write as _};
use std::time::Duration;

use camera::{AuthPolicy, Camera, DigestAlgorithms, Options, User};
use tokio_util::sync::CancellationToken;
use tracing::warn;
use vapix::Role;

use crate::cli::{CameraArgs, Scheme};
use crate::signals;

/// Why there is no camera.
#[derive(Debug, thiserror::Error)]
pub enum SimulateError {
    /// The camera does not listen, or its options make no sense.
    #[error("the camera does not start: {0}")]
    Camera(#[from] io::Error),
    /// A user is malformed. The error does not repeat the text.
    #[error(
        "--user: must be NAME:PASSWORD or NAME:PASSWORD:ROLE, with a role of viewer, ptz, operator or admin"
    )]
    User,
}

/// Simulates a camera until a signal ends it.
pub async fn run(args: CameraArgs) -> Result<(), SimulateError> {
    let camera = Camera::bind(options(&args)?).await?;
    let shutdown = CancellationToken::new();
    tokio::spawn(signals::cancel_on_signal(shutdown.clone()));
    let address = camera.local_addr()?;
    let mut out = io::stdout().lock();
    // Nobody has to read it.
    let _ = writeln!(out, "The camera is at http://{address}/").and_then(|()| {
        writeln!(out, "Its stream is http://{address}/axis-cgi/mjpg/video.cgi")?;
        out.flush()
    });
    drop(out);
    if args.faults && !address.ip().is_loopback() {
        warn!("anybody who reaches {address} can make the camera misbehave");
    }
    camera.serve(shutdown.cancelled_owned()).await?;
    Ok(())
}

fn options(args: &CameraArgs) -> Result<Options, SimulateError> {
    let users = args.user.iter().map(|text| user(text.expose())).collect::<Result<Vec<_>, _>>()?;
    Ok(Options {
        listen: args.listen,
        anonymous: args.anonymous || users.is_empty(),
        users,
        auth: match args.auth {
            Scheme::Basic => AuthPolicy::Basic,
            Scheme::Both => AuthPolicy::Both(DigestAlgorithms::Md5),
            Scheme::Digest => AuthPolicy::Digest(DigestAlgorithms::Md5),
            Scheme::DigestSha256 => AuthPolicy::Digest(DigestAlgorithms::Sha256),
        },
        nonce_lifetime: Duration::from_secs_f64(args.nonce_seconds),
        cors_origin: args.cors.clone(),
        max_viewers: args.max_viewers,
        fps: args.fps,
        seed: args.seed,
        http10_streams: args.http10,
        control: args.faults,
        ..Options::default()
    })
}

/// `name:password:role`; a password may hold colons if the role is given.
fn user(text: &str) -> Result<User, SimulateError> {
    let (name, rest) = text.split_once(':').ok_or(SimulateError::User)?;
    let (password, role) = match rest.rsplit_once(':') {
        Some((password, role)) => (password, role),
        None => (rest, "viewer"),
    };
    let role = match role {
        "viewer" => Role::Viewer,
        "ptz" => Role::Ptz,
        "operator" => Role::Operator,
        "admin" => Role::Admin,
        _ => return Err(SimulateError::User),
    };
    Ok(User::new(name, password, role))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_users() {
        let read = |text: &str| user(text).map(|user| (user.name, user.password, user.role)).ok();
        let expected = |name: &str, password: &str, role| Some((name.to_owned(), password.to_owned(), role));
        assert_eq!(read("joe:hunter2"), expected("joe", "hunter2", Role::Viewer));
        assert_eq!(read("joe:hunter2:admin"), expected("joe", "hunter2", Role::Admin));
        assert_eq!(read("joe:hun:ter2:ptz"), expected("joe", "hun:ter2", Role::Ptz));
        assert_eq!((read("joe"), read("joe:hunter2:king")), (None, None));
    }
}

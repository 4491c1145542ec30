//! The answer of `usergroup.cgi` without the name of the gateway's account.

use std::time::Duration;

use tokio::time::timeout;
use vapix::UserGroup;

use super::RelayError;
use crate::http::Response;

/// Longer answers are none.
const ANSWER: usize = 4 << 10;

/// What stands in the place of the name, so that the answer still reads as one.
const NAME: &str = "gateway";

/// The groups that the camera tells, written as the camera would.
pub(super) async fn read(mut camera: Response, time: Duration) -> Result<String, RelayError> {
    let mut answer = Vec::new();
    let reading = async {
        while let Ok(Some(chunk)) = camera.chunk().await {
            answer.extend_from_slice(&chunk);
            if answer.len() > ANSWER {
                break;
            }
        }
    };
    timeout(time, reading).await.map_err(|_| RelayError::CameraTimeout)?;
    groups(&answer).ok_or(RelayError::CameraUnreadable)
}

fn groups(answer: &[u8]) -> Option<String> {
    if answer.len() > ANSWER {
        return None;
    }
    let account = UserGroup::parse(std::str::from_utf8(answer).ok()?).ok()?;
    // Only roles that are known by name: cameras list the account itself as one of its groups.
    let roles: Vec<&str> = account.roles.iter().map(|role| role.as_str()).collect();
    Some(format!("{NAME}\r\n{}\r\n", roles.join(" ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_accounts_name_stays_here() {
        let answer = groups(b"joe\r\njoe operator ptz viewer\r\n").unwrap();
        assert_eq!(answer, "gateway\r\noperator ptz viewer\r\n");
        assert!(UserGroup::parse(&answer).is_ok());
        for other in [&b"joe"[..], b"joe\r\njoe\r\n", b"<html>joe</html>", b"\xff\r\nviewer\r\n", b""] {
            assert_eq!(groups(other), None);
        }
        assert_eq!(groups(&[b"joe\r\nviewer\r\n", &b" "[..]].concat().repeat(400)), None);
    }
}

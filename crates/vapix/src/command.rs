//! The same request as a command line, to be copied into a POSIX shell.
//!
//! No line holds a secret: where a login is needed, curl asks for the password.

/// Whether the camera wants a login.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Login {
    /// Anyone may watch.
    None,
    /// A user name and password, by Digest.
    Needed,
}

/// Saves the stream, or a picture, as the camera sends it.
pub fn curl(url: &str, login: Login, file: &str) -> String {
    format!("curl{}{} --output {}", credentials(login), quote(url), quote(file))
}

/// Records the stream without encoding it again, with the times at which the pictures came.
///
/// FFmpeg would take a password only within the command line; so where a login is needed, curl
/// reads the camera.
pub fn ffmpeg(url: &str, login: Login, file: &str) -> String {
    let (reader, input) = match login {
        Login::None => (String::new(), quote(url)),
        Login::Needed => {
            (format!("curl --silent --no-buffer{}{} | ", credentials(login), quote(url)), "-".to_owned())
        }
    };
    format!("{reader}ffmpeg -f mpjpeg -use_wallclock_as_timestamps 1 -i {input} -c copy {}", quote(file))
}

fn credentials(login: Login) -> &'static str {
    match login {
        Login::None => " ",
        Login::Needed => " --digest --user NAME ",
    }
}

/// Single quotes keep everything but a single quote; plain words stay as they are.
fn quote(word: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=@%+,".contains(c);
    if !word.is_empty() && !word.starts_with('-') && word.chars().all(is_plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const URL: &str = "http://cam/axis-cgi/mjpg/video.cgi?fps=5&camera=1";

    #[test]
    fn lines_without_login() {
        assert_eq!(curl(URL, Login::None, "camera.mjpg"), format!("curl '{URL}' --output camera.mjpg"));
        assert_eq!(
            ffmpeg(URL, Login::None, "camera.mkv"),
            format!("ffmpeg -f mpjpeg -use_wallclock_as_timestamps 1 -i '{URL}' -c copy camera.mkv")
        );
    }

    #[test]
    fn lines_with_login_hold_no_secret() {
        assert_eq!(
            curl(URL, Login::Needed, "a.mjpg"),
            format!("curl --digest --user NAME '{URL}' --output a.mjpg")
        );
        assert_eq!(
            ffmpeg(URL, Login::Needed, "a.mkv"),
            format!(
                "curl --silent --no-buffer --digest --user NAME '{URL}' | ffmpeg -f mpjpeg \
                 -use_wallclock_as_timestamps 1 -i - -c copy a.mkv"
            )
        );
    }

    #[test]
    fn a_shell_reads_back_what_was_quoted() {
        for word in ["plain.jpg", "it's; rm -rf ~ $(x) `y` \"z\" \\ \n", "", "-o", "*"] {
            let line = format!("printf %s {}", quote(word));
            let printed = std::process::Command::new("sh").args(["-c", &line]).output().unwrap();
            assert_eq!(String::from_utf8(printed.stdout).unwrap(), word);
        }
    }
}

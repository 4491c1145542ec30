//! The answer of `imagesize.cgi`: two lines, `image width = W` and `image height = H`.

use super::CameraMessage;
use crate::Resolution;

/// The size in an answer of `imagesize.cgi`, with or without spaces round `=`.
///
/// # Errors
/// The camera's message, which it sends with status 200.
pub fn image_size(body: &str) -> Result<Resolution, CameraMessage> {
    let side = |name: &str| {
        body.lines().find_map(|line| {
            let (key, value) = line.split_once('=')?;
            key.trim().eq_ignore_ascii_case(name).then(|| value.trim().parse::<u16>().ok()).flatten()
        })
    };
    side("image width")
        .zip(side("image height"))
        .and_then(|(width, height)| Resolution::new(width, height))
        .ok_or_else(|| CameraMessage::of(body))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_documented_spellings_are_read() {
        for body in ["image width = 352\r\nimage height = 240\r\n", "image width=352\nimage height=240\n"] {
            assert_eq!(image_size(body).unwrap().to_string(), "352x240");
        }
    }

    #[test]
    fn a_message_is_an_error() {
        let error = image_size("<!-- Camera 9 not available. -->").unwrap_err();
        assert_eq!(error.to_string(), "the camera says: Camera 9 not available.");
        assert!(image_size("image width = 0\nimage height = 240").is_err());
        assert!(image_size("image width = 352").is_err());
    }
}

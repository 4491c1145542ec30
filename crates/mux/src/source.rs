//! The camera and setting that a stream shows.

/// The camera, path and arguments of a stream: its address below `/cameras/`, such as
/// `yard/axis-cgi/mjpg/video.cgi?resolution=320x240`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    text: Box<str>,
    camera: usize,
    path: usize,
}

/// Longer addresses are no sources.
const LONGEST: usize = 4608;

impl Source {
    /// Reads an address below `/cameras/`. `None` if it names no camera or holds anything but
    /// visible ASCII, as in a request line. The gateway checks camera, path and arguments as it
    /// does for a single stream.
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() > LONGEST || !text.bytes().all(|byte| byte.is_ascii_graphic()) || text.contains('#') {
            return None;
        }
        let path = text.find('?').unwrap_or(text.len());
        let camera = text.get(..path)?.find('/')?;
        (camera > 0).then(|| Self { text: text.into(), camera, path })
    }

    /// The whole address.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The id of the camera.
    pub fn camera(&self) -> &str {
        &self.text[..self.camera]
    }

    /// The path at the camera, without a slash before it.
    pub fn path(&self) -> &str {
        &self.text[self.camera + 1..self.path]
    }

    /// The arguments, without a question mark before them.
    pub fn query(&self) -> &str {
        self.text.get(self.path + 1..).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_names_camera_path_and_arguments() {
        let parts = |text| {
            let source = Source::parse(text)?;
            Some((source.camera().to_owned(), source.path().to_owned(), source.query().to_owned()))
        };
        let given = |camera: &str, path: &str, query: &str| Some((camera.into(), path.into(), query.into()));
        assert_eq!(parts("yard/mjpg/video.mjpg"), given("yard", "mjpg/video.mjpg", ""));
        assert_eq!(parts("yard/a?b=c/d?e"), given("yard", "a", "b=c/d?e"));
        assert_eq!(parts("yard/?"), given("yard", "", ""));
        for text in ["", "yard", "/yard/a", "yard?a/b", "yard/a b", "yard/ä", "yard/a#b", "yard/a\r\nb"] {
            assert_eq!(parts(text), None, "{text:?}");
        }
        assert_eq!(parts(&format!("yard/{}", "x".repeat(LONGEST))), None);
    }
}

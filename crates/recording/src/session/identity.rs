//! Whether two addresses show the same view, so that one recording may hold both.

/// Arguments of an address that choose how pictures come and not of what (VAPIX video and image requests).
const QUALITY: [&str; 10] = [
    "resolution",
    "compression",
    "fps",
    "color",
    "colorlevel",
    "duration",
    "nbrofframes",
    "videokeyframeinterval",
    "videobitrate",
    "dummy",
];

/// Whether the addresses of two streams differ only in how pictures come: size, compression, rate.
/// Any other difference may be another camera, or another of its lenses.
pub fn is_same_picture(one: &str, other: &str) -> bool {
    let (one, one_query) = one.split_once('?').unwrap_or((one, ""));
    let (other, other_query) = other.split_once('?').unwrap_or((other, ""));
    one == other && identifying(one_query).eq(identifying(other_query))
}

fn identifying(query: &str) -> impl Iterator<Item = &str> {
    query.split('&').filter(|pair| {
        let name = pair.split('=').next().unwrap_or_default();
        !name.is_empty() && !QUALITY.iter().any(|quality| quality.eq_ignore_ascii_case(name))
    })
}

#[cfg(test)]
mod tests {
    use super::is_same_picture;

    #[test]
    fn size_and_rate_make_no_other_camera_and_all_else_may() {
        let yard = "http://yard/axis-cgi/mjpg/video.cgi";
        for (one, other, same) in [
            (yard.to_owned(), yard.to_owned(), true),
            (yard.to_owned(), format!("{yard}?resolution=640x480&fps=5"), true),
            (format!("{yard}?camera=1&fps=5"), format!("{yard}?compression=30&camera=1"), true),
            (format!("{yard}?camera=1"), format!("{yard}?camera=2"), false),
            (yard.to_owned(), format!("{yard}?camera=2"), false),
            (yard.to_owned(), yard.replace("yard/", "gate/"), false),
            (yard.to_owned(), yard.replace("http:", "https:"), false),
            (yard.to_owned(), yard.replace("video", "other"), false),
            ("http://zm/?monitor=1".to_owned(), "http://zm/?monitor=2".to_owned(), false),
        ] {
            assert_eq!(is_same_picture(&one, &other), same, "{one} {other}");
        }
    }
}

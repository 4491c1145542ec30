//! Addresses of Axis cameras: streams, pictures, other requests, and pages of their web site.

use vapix::{BaseUrl, Endpoint, ImageArguments, ImageRequest, View};

use super::url::Url;
use super::{Note, rtsp};

/// The stream of the Axis camera that an address names. `None` if the address is not clearly one of
/// Axis.
pub(super) fn find(url: &Url, notes: &mut Vec<Note>) -> Option<ImageRequest> {
    request(url, notes)
        .or_else(|| numbered(url, notes))
        .or_else(|| media(url, notes))
        .or_else(|| page(url, notes))
}

/// The stream of a camera of which only the host is known.
pub(super) fn at_root(url: &Url, notes: &mut Vec<Note>) -> Option<ImageRequest> {
    let arguments = ImageArguments::from_query(url.query());
    if url.path != "/" || !arguments.other.is_empty() {
        return None;
    }
    notes.push(Note::AxisAssumed);
    Some(ImageRequest { base: base(url, "")?, endpoint: Endpoint::Video, arguments })
}

/// A stream or picture under its documented path.
fn request(url: &Url, notes: &mut Vec<Note>) -> Option<ImageRequest> {
    let mut request = ImageRequest::parse(&url.to_string())?;
    if !request.endpoint.is_stream() {
        notes.push(Note::StreamForSnapshot);
        request.endpoint = request.endpoint.counterpart();
    }
    Some(request)
}

/// `/mjpg/2/video.mjpg` and `/jpg/2/image.jpg`: the older way to name a view.
fn numbered(url: &Url, notes: &mut Vec<Note>) -> Option<ImageRequest> {
    let path = url.path.as_str();
    let is_picture = path.ends_with("/image.jpg");
    let rest = path.strip_suffix("/video.mjpg").or_else(|| path.strip_suffix("/image.jpg"))?;
    let (rest, number) = rest.rsplit_once('/')?;
    let number: u16 = number.parse().ok().filter(|&number| number > 0)?;
    let prefix = rest.strip_suffix(if is_picture { "/jpg" } else { "/mjpg" })?;
    if is_picture {
        notes.push(Note::StreamForSnapshot);
    }
    let mut arguments = ImageArguments::from_query(url.query());
    arguments.camera = arguments.camera.or(Some(View::Number(number)));
    Some(ImageRequest { base: base(url, prefix)?, endpoint: Endpoint::Video, arguments })
}

/// A path of RTSP, with those of its arguments that HTTP knows.
fn media(url: &Url, notes: &mut Vec<Note>) -> Option<ImageRequest> {
    if !rtsp::is_axis(&url.lower_path()) {
        return None;
    }
    let arguments = known_arguments(url.query(), Some(notes));
    Some(ImageRequest { base: base(url, "")?, endpoint: Endpoint::Video, arguments })
}

/// Any other request, and the pages of the web sites that Axis cameras have had.
fn page(url: &Url, notes: &mut Vec<Note>) -> Option<ImageRequest> {
    const FOLDERS: [&str; 8] =
        ["/axis-cgi/", "/view/", "/camera/", "/aca/", "/operator/", "/admin/", "/axis-media/", "/mjpg/"];
    let path = url.lower_path();
    let folder = FOLDERS.iter().filter_map(|folder| path.find(folder)).min();
    let last = path.rsplit('/').next().unwrap_or_default();
    let is_page = last.is_empty() || last.ends_with(".shtml") || last.ends_with(".html");
    let prefix = match folder {
        Some(at) if path[at..].starts_with("/axis-cgi/") || is_page => &url.path[..at],
        None if last.ends_with(".shtml") || matches!(last, "index.html" | "index.htm") => {
            url.path[..url.path.len() - last.len()].trim_end_matches('/')
        }
        _ => return None,
    };
    notes.push(Note::Page("an Axis camera"));
    let arguments = known_arguments(url.query(), None);
    Some(ImageRequest { base: base(url, prefix)?, endpoint: Endpoint::Video, arguments })
}

/// The image arguments of a query that was meant for something else.
fn known_arguments(query: &str, notes: Option<&mut Vec<Note>>) -> ImageArguments {
    let mut arguments = ImageArguments::from_query(query);
    let left_out: Vec<String> = arguments
        .other
        .drain(..)
        .flat_map(|pair| vapix::query::pairs(&pair).map(|(name, _)| name).collect::<Vec<_>>())
        .collect();
    if let Some(notes) = notes.filter(|_| !left_out.is_empty()) {
        notes.push(Note::ArgumentsLeftOut(left_out.join(", ")));
    }
    arguments
}

fn base(url: &Url, prefix: &str) -> Option<BaseUrl> {
    BaseUrl::parse(&format!("{}{prefix}", url.origin())).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stream(address: &str) -> Option<String> {
        let (url, _) = Url::parse(address, &mut Vec::new()).unwrap();
        find(&url, &mut Vec::new()).map(|request| request.url())
    }

    #[test]
    fn requests_become_their_stream() {
        for (address, url) in [
            ("http://h/axis-cgi/mjpg/video.cgi?fps=5&x=1", "http://h/axis-cgi/mjpg/video.cgi?fps=5&x=1"),
            ("http://h/p/axis-cgi/jpg/image.cgi?camera=2", "http://h/p/axis-cgi/mjpg/video.cgi?camera=2"),
            ("http://h/mjpg/video.mjpg?fps=5", "http://h/mjpg/video.mjpg?fps=5"),
            ("http://h/jpg/image.jpg", "http://h/mjpg/video.mjpg"),
            ("http://h/mjpg/2/video.mjpg", "http://h/axis-cgi/mjpg/video.cgi?camera=2"),
            ("http://h/jpg/3/image.jpg?camera=1", "http://h/axis-cgi/mjpg/video.cgi?camera=1"),
            ("http://h/axis-cgi/param.cgi?action=list", "http://h/axis-cgi/mjpg/video.cgi"),
            ("http://h/Axis-CGI/mjpg/video.cgi?fps=5", "http://h/axis-cgi/mjpg/video.cgi?fps=5"),
            (
                "http://h/axis-media/media.amp?videocodec=h264&resolution=640x480&audio=1",
                "http://h/axis-cgi/mjpg/video.cgi?resolution=640x480",
            ),
            ("http://h/mpeg4/1/media.amp", "http://h/axis-cgi/mjpg/video.cgi"),
        ] {
            assert_eq!(stream(address).as_deref(), Some(url), "{address}");
        }
    }

    #[test]
    fn pages_become_the_stream() {
        for (address, base) in [
            ("http://h/view/viewer_index.shtml?id=1", "http://h"),
            ("http://h/view/", "http://h"),
            ("http://h/camera/index.html", "http://h"),
            ("http://h/p/camera/index.html", "http://h/p"),
            ("http://h/aca/index.html", "http://h"),
            ("http://h/indexFrame.shtml", "http://h"),
            ("http://h/index.html", "http://h"),
        ] {
            assert_eq!(stream(address), Some(format!("{base}/axis-cgi/mjpg/video.cgi")), "{address}");
        }
    }

    #[test]
    fn others_are_left_alone() {
        for address in
            ["http://h/", "http://h/stream", "http://h/mjpg/gate/video.mjpg", "http://h/camera/gate"]
        {
            assert_eq!(stream(address), None, "{address}");
        }
    }
}

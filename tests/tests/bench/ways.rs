//! The ways that are compared.

use e2e::PlainPage;

/// One way to show a stream.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Way {
    /// Of a path, `DECODE+SINK`.
    pub(crate) name: &'static str,
    page: Where,
}

#[derive(Clone, Copy, Debug)]
enum Where {
    /// A page beside the stream.
    Plain(&'static str),
    /// The viewer, with these options behind its source.
    Viewer(&'static str),
}

/// What the others are compared with.
pub(crate) const IMG: Way = Way { name: "img", page: Where::Plain("/img.html") };
/// What most copies in JavaScript do.
pub(crate) const BLOB: Way = Way { name: "blob", page: Where::Plain("/blob.html") };
/// The viewer as a person has it: all controls, the last 30 seconds kept.
pub(crate) const MULLION: Way = Way { name: "mullion", page: Where::Viewer("") };
/// The viewer as a kiosk has it, by the path that it takes by itself.
pub(crate) const KIOSK: Way = Way { name: "kiosk", page: Where::Viewer("&controls=0") };
/// The paths: how a picture is decoded and where it is drawn. As `KIOSK` but for that.
const BITMAP_CANVAS: Way =
    Way { name: "bitmap+canvas", page: Where::Viewer("&controls=0&decode=bitmap&sink=canvas") };
const DECODER_CANVAS: Way =
    Way { name: "decoder+canvas", page: Where::Viewer("&controls=0&decode=decoder&sink=canvas") };
const DECODER_VIDEO: Way =
    Way { name: "decoder+video", page: Where::Viewer("&controls=0&decode=decoder&sink=video") };

/// All of them. `img` comes first.
pub(crate) const ALL: &[Way] = &[IMG, BLOB, MULLION, KIOSK, BITMAP_CANVAS, DECODER_CANVAS, DECODER_VIDEO];
/// Those whose picture fills the page, so that its number can be read from the screen.
pub(crate) const BARE: &[Way] = &[IMG, BLOB, KIOSK, BITMAP_CANVAS, DECODER_CANVAS, DECODER_VIDEO];
/// Those at sizes other than the main one.
pub(crate) const OTHER_SIZES: &[Way] = &[IMG, BITMAP_CANVAS, DECODER_CANVAS, DECODER_VIDEO];

impl Way {
    /// The name in tables.
    pub(crate) fn title(&self) -> &'static str {
        match self.name {
            "img" => "`<img>`",
            "blob" => "blob URL into `<img>`",
            "mullion" => "Mullion, all controls, 30 s kept",
            "kiosk" => "Mullion, `controls=0`, its own choice",
            "bitmap+canvas" => "Mullion, `createImageBitmap`, canvas",
            "decoder+canvas" => "Mullion, `ImageDecoder`, canvas",
            "decoder+video" => "Mullion, `ImageDecoder`, video track",
            other => other,
        }
    }

    /// Whether it is one of those that show that the bench works.
    pub(crate) fn is_in_smoke(&self) -> bool {
        [IMG.name, MULLION.name, KIOSK.name].contains(&self.name)
    }

    /// The path that the viewer is told to take.
    pub(crate) fn path(&self) -> Option<(&'static str, &'static str)> {
        self.name.split_once('+')
    }

    /// What the browser opens.
    pub(crate) fn url(&self, camera: &str, gateway: &str) -> String {
        match self.page {
            Where::Plain(path) => format!("{camera}{path}"),
            Where::Viewer(options) => {
                format!("{gateway}/?src={camera}/axis-cgi/mjpg/video.cgi&transport=fetch{options}")
            }
        }
    }

    /// Whether it is ours.
    pub(crate) fn is_viewer(&self) -> bool {
        matches!(self.page, Where::Viewer(_))
    }
}

/// What is served beside the stream.
pub(crate) const PAGES: &[PlainPage] = &[
    PlainPage { path: "/img.html", html: IMG_PAGE },
    PlainPage { path: "/blob.html", html: BLOB_PAGE },
    PlainPage { path: "/blank.html", html: BLANK_PAGE },
];

const BLANK_PAGE: &str = "<!doctype html><title>blank</title><body>blank</body>";

const IMG_PAGE: &str = "<!doctype html><title>img</title><style>body { margin: 0; background: #000 }
    img { width: 100vw; height: 100vh; object-fit: contain; display: block }</style><img src=/stream>";

/// Looks for the length in each head, cuts the picture out, and gives it to an `<img>` by an object
/// URL, which is given back when the picture is there.
const BLOB_PAGE: &str = r#"<!doctype html><title>blob</title><style>body { margin: 0; background: #000 }
    img { width: 100vw; height: 100vh; object-fit: contain; display: block }</style><img><script type=module>
const image = document.querySelector('img');
const show = bytes => {
    const url = URL.createObjectURL(new Blob([bytes], { type: 'image/jpeg' }));
    const old = image.src;
    image.onload = () => { if (old) URL.revokeObjectURL(old); };
    image.src = url;
};
const reader = (await fetch('/stream')).body.getReader();
let head = '', length = 0, picture = null, filled = 0;
for (;;) {
    const { value, done } = await reader.read();
    if (done) break;
    for (let index = 0; index < value.length; index++) {
        if (!picture) {
            head += String.fromCharCode(value[index]);
            if (head.endsWith('\r\n\r\n')) {
                length = Number(/content-length: *(\d+)/i.exec(head)[1]);
                picture = new Uint8Array(length);
                filled = 0;
                head = '';
            }
        } else {
            picture[filled++] = value[index];
            if (filled === length) { show(picture); picture = null; }
        }
    }
}
</script>"#;

//! The subject of a diagnosis: a camera, the way to it, and the program that asks.

use causes::Blame;

/// A camera, the way to it, and the program that wants its picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// The absolute address that is asked for the stream. For [`Route::Gateway`] it is the
    /// gateway's.
    pub address: String,
    /// The make of the camera or its server, if known.
    pub make: Option<Make>,
    /// The asking program.
    pub asker: Asker,
    /// The way the bytes take.
    pub route: Route,
    /// The login that goes with the request.
    pub login: Login,
    /// Whether a gateway serves the page, so that it could relay this camera.
    pub has_gateway: bool,
    /// Whether one picture is asked for, not a stream.
    pub wants_picture: bool,
    /// The player's view of the stream now.
    pub seen: Seen,
    /// What the player has found out and a request cannot: the pictures cannot be decoded, or come
    /// too late. It is the diagnosis if the probes find nothing.
    pub told: Option<Told>,
}

/// The player's own report of a stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// The stable name of the cause.
    pub code: String,
    /// The party that must act.
    pub blame: Blame,
    /// The problem.
    pub cause: String,
    /// The remedy.
    pub cure: String,
}

/// The program that wants the picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asker {
    /// A page in a browser.
    Page(Page),
    /// A program with sockets. It may ask on behalf of a page, whose origin this is.
    Shell(Option<String>),
}

/// A page, and its browser's abilities.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// `https://viewer.example`, or `null` for a page without one.
    pub origin: String,
    /// Whether it is a secure context.
    pub is_secure: bool,
    /// Whether `fetch` gives pages the body of a multipart answer. WebKit does not.
    pub reads_multipart: bool,
    /// Whether the browser has connections to spare for another name of the same server; see
    /// [`Probe::Alias`](crate::Probe::Alias). WebKit's requests share theirs.
    pub counts_by_name: bool,
}

/// The way the bytes take.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Route {
    /// From the camera itself.
    #[default]
    Direct,
    /// By the gateway, which knows the camera by this id.
    Gateway(String),
    /// By a proxy, asked at this address for the [`Subject::address`].
    Proxy(String),
}

/// The login that goes with the request. The diagnosis never needs to know it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Login {
    /// None.
    #[default]
    None,
    /// What the browser keeps for that host (`credentials: include`).
    Browser,
    /// A user name and password or a token. In a page the player has sent it, and the probes do
    /// not: cameras lock accounts. A 401 is then a refusal of it.
    Header,
    /// The same, but the camera did not let the player send it: it refused the preflight.
    Unsent,
}

/// The player's view of the stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Seen {
    /// No connection.
    #[default]
    Nothing,
    /// The picture is live.
    Live,
    /// The picture is live, and one picture is all there is at the address: it is asked for again
    /// and again.
    LivePicture,
    /// The connection stands, but no picture comes.
    Stalled,
}

/// The make of a camera or its server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Make {
    /// An Axis camera, or one that answers like it.
    Axis,
    /// camera-streamer.
    CameraStreamer,
    /// An ESP32 board.
    Esp32,
    /// go2rtc.
    Go2rtc,
    /// Home Assistant.
    HomeAssistant,
    /// Motion.
    Motion,
    /// motionEye, which runs Motion.
    MotionEye,
    /// mjpg-streamer, alone or with OctoPrint.
    MjpgStreamer,
    /// uStreamer.
    UStreamer,
    /// A server that answers its own pages only, such as ZoneMinder, and is put behind a reverse
    /// proxy for others.
    SameOriginOnly,
}

impl Subject {
    /// A camera that is asked directly, about which nothing else is known.
    pub fn new(address: &str, asker: Asker) -> Self {
        Self {
            address: address.trim().to_owned(),
            make: None,
            asker,
            route: Route::Direct,
            login: Login::None,
            has_gateway: false,
            wants_picture: false,
            seen: Seen::Nothing,
            told: None,
        }
    }

    /// The page that asks.
    pub(crate) fn page(&self) -> Option<&Page> {
        match &self.asker {
            Asker::Page(page) => Some(page),
            Asker::Shell(_) => None,
        }
    }

    /// The origin of the page that asks or is asked for, to be written into a camera's settings.
    pub(crate) fn origin(&self) -> &str {
        match &self.asker {
            Asker::Page(page) if !page.is_file() => &page.origin,
            Asker::Shell(Some(origin)) => origin,
            Asker::Page(_) | Asker::Shell(None) => "https://your-viewer.example",
        }
    }
}

impl Default for Page {
    fn default() -> Self {
        Self { origin: String::new(), is_secure: false, reads_multipart: true, counts_by_name: true }
    }
}

impl Page {
    /// Whether it came over https.
    pub(crate) fn is_https(&self) -> bool {
        self.origin.starts_with("https:")
    }

    /// Whether it came from a file.
    pub(crate) fn is_file(&self) -> bool {
        self.origin == "null" || self.origin.starts_with("file:")
    }
}

impl Make {
    /// The make by its usual name, as a page's address reader or a person gives it.
    pub fn from_name(name: &str) -> Option<Self> {
        const NAMES: [(&str, Make); 15] = [
            ("axis", Make::Axis),
            ("camera-streamer", Make::CameraStreamer),
            ("esp32-cam", Make::Esp32),
            ("go2rtc", Make::Go2rtc),
            ("home assistant", Make::HomeAssistant),
            ("motion", Make::Motion),
            ("motioneye", Make::MotionEye),
            ("mjpg-streamer", Make::MjpgStreamer),
            ("octoprint", Make::MjpgStreamer),
            ("ustreamer", Make::UStreamer),
            ("zoneminder", Make::SameOriginOnly),
            ("blue iris", Make::SameOriginOnly),
            ("pikvm", Make::SameOriginOnly),
            ("frigate", Make::SameOriginOnly),
            ("tasmota", Make::Esp32),
        ];
        let found = NAMES.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, make)| *make)
    }

    /// The make by the `Server` field of an answer, such as `MJPG-Streamer/0.2`.
    pub(crate) fn from_server(server: &str) -> Option<Self> {
        Self::from_name(server.split('/').next().unwrap_or_default().trim())
    }
}

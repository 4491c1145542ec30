//! Probes and their findings.

use causes::Row;

use crate::content::essence;

/// A question about the camera. A limit of about three seconds for each keeps the whole short.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Probe {
    /// Whether this device has a network (`navigator.onLine`). Gives [`Finding::Online`].
    Online,
    /// What the browser does about the local network (`navigator.permissions`). It must not ask
    /// anybody. Gives [`Finding::Permission`].
    Permission,
    /// The request for the stream just as the player makes it, but for a login of
    /// [`Login::Header`](crate::Login); closed after the first bytes. Gives [`Finding::Answer`] or
    /// [`Finding::Failed`].
    Ask,
    /// The same without what the browser keeps for that host. Gives [`Finding::Answer`] or
    /// [`Finding::Failed`].
    AskWithoutLogin,
    /// The same without reading (`mode: "no-cors"`, no credentials). Gives [`Finding::Answered`] or
    /// [`Finding::Failed`].
    Reach,
    /// The same server for something small, without reading; see
    /// [`address::beside`](crate::address::beside). Gives [`Finding::Answered`] or
    /// [`Finding::Failed`].
    Beside,
    /// The same over connections that the stream does not wait for: at the page's own server
    /// without credentials, elsewhere under another name; see
    /// [`address::alias`](crate::address::alias). Gives [`Finding::Answered`] or
    /// [`Finding::Failed`].
    Alias,
    /// The stream in an `<img>`, which needs no permission of the camera's.
    /// Gives [`Finding::Shown`] or [`Finding::Failed`].
    Picture,
    /// The question (OPTIONS) that a browser asks before it sends a login for a page: for a shell,
    /// which knows all else from [`Probe::Ask`]. Gives [`Finding::Answered`] if the camera agrees,
    /// and [`Finding::Failed`] if not.
    Preflight,
    /// The address with http instead of https, without reading: whether anything answers at all.
    /// Gives [`Finding::Answered`] or [`Finding::Failed`]. See
    /// [`address::without_tls`](crate::address::without_tls).
    WithoutTls,
}

/// The result of a probe.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finding {
    /// Whether the device says that it has a network.
    Online(bool),
    /// The browser's permission for the local network.
    Permission(Permission),
    /// An answer that can be read.
    Answer(Answer),
    /// An answer that cannot be read.
    Answered,
    /// A picture was shown.
    Shown,
    /// No answer.
    Failed(Failure),
}

/// A browser's permission for requests into the local network (Local Network Access).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Permission {
    /// It was allowed.
    Granted,
    /// It asks when it comes to it.
    Prompt,
    /// It was denied.
    Denied,
    /// This browser knows no such permission.
    Unknown,
}

/// Why there is no answer. A browser only knows the first three.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// The browser says no more.
    Rejected,
    /// Nothing within the time allowed.
    TimedOut,
    /// A Content-Security-Policy forbids it.
    Policy,
    /// The name has no address.
    NoSuchHost,
    /// Nothing listens there.
    Refused,
    /// The certificate is not trusted, in the words of the program that checked it.
    Certificate(String),
    /// The answer is not HTTP. Contains its beginning.
    NotHttp(String),
    /// A cause that the asker has found itself, and what is particular to this case, in the words
    /// of who met it.
    Known(&'static Row, String),
    /// The connection broke, in the system's words.
    Broken(String),
}

/// An answer that can be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// Where redirects have led, if anywhere.
    pub redirected_to: Option<String>,
    /// `Content-Type`, as the camera gave it.
    pub content_type: Option<String>,
    /// `Server`, where it can be read.
    pub server: Option<String>,
    /// `WWW-Authenticate`, where it can be read.
    pub challenges: Challenges,
    /// `Retry-After`, as it stands.
    pub retry_after: Option<String>,
    /// Known to a shell: the origin that the answer allows to read it, empty for none. `None` in a
    /// browser.
    pub allow_origin: Option<String>,
    /// Whether the gateway says so itself (`X-Mullion-Error`), and is no camera or foreign proxy
    /// that speaks as it does.
    pub is_gateways: bool,
    /// The body.
    pub body: Body,
}

/// Demands for a login, as far as they can be read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Challenges {
    /// The field may be there, but this asker may not read it.
    #[default]
    Unreadable,
    /// These, one for each field; empty if there are none.
    Read(Vec<String>),
}

/// The first bytes of an answer's body.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Body {
    /// They were not waited for.
    #[default]
    Unread,
    /// The engine refuses to give them.
    Refused,
    /// None came in time.
    Silent,
    /// The body ended without any.
    Empty,
    /// It broke off before any.
    Broken,
    /// These; some kilobytes are plenty.
    Bytes(Vec<u8>),
    /// The asker has found a fault in it that keeps pictures away, and what is particular to this
    /// case.
    Faulty(&'static Row, String),
    /// These, and bytes go on coming, but in all the time allowed no picture was whole.
    NoPicture(Vec<u8>),
    /// A stream whose parts are no JPEGs; see [`Parts`](crate::Parts).
    Part {
        /// The `Content-Type` of the part that tells most, in lower case.
        kind: String,
        /// Its first bytes.
        bytes: Vec<u8>,
    },
}

impl Answer {
    /// An answer with nothing but a status.
    pub fn new(status: u16) -> Self {
        Self {
            status,
            redirected_to: None,
            content_type: None,
            server: None,
            challenges: Challenges::default(),
            retry_after: None,
            allow_origin: None,
            is_gateways: false,
            body: Body::default(),
        }
    }

    /// The first bytes; none if there are none.
    pub(crate) fn bytes(&self) -> &[u8] {
        match &self.body {
            Body::Bytes(bytes) | Body::NoPicture(bytes) | Body::Part { bytes, .. } => bytes,
            _ => &[],
        }
    }

    /// The kind of content in lower case, without its parameters.
    pub(crate) fn kind(&self) -> String {
        essence(self.content_type.as_deref().unwrap_or_default())
    }
}

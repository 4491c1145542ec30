//! Reads what a person pastes as the address of a camera, and says what was understood.
//!
//! People paste a bare address, a page of the camera's web site, a line of a configuration file,
//! half a URL. [`understand`] finds the stream that is meant: cleaning (`clean`), reading (`url`),
//! then recognising (`axis`, `known`, `rtsp`). Whatever was mended or assumed is a [`Note`]; what
//! cannot be read is an [`AddressError`] with a remedy.
//!
//! A password never stays in a URL: [`Understood::login`] holds it apart, and [`Source`] is free of
//! secrets, fit for links and for storage.
//!
//! A program with sockets asks for what it was told, and can reach more than a browser: [`exact`]
//! reads for it.
//!
//! [`secret`] knows the secret parts of an address; print addresses with [`secret::shown`].
//!
//! This is no general URL parser. It reads addresses of cameras, more leniently than any URL parser
//! may, and leaves the last word to the browser, which parses the result again.

mod authority;
mod axis;
mod beside;
mod clean;
mod command;
mod error;
mod known;
mod login;
mod markup;
mod note;
mod parts;
mod rtsp;
mod scheme;
pub mod secret;
mod text;
mod url;
mod words;

use std::fmt;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC};
use vapix::{BaseUrl, Endpoint, ImageArguments, ImageRequest};

pub use error::AddressError;
pub use login::Login;
pub use note::Note;
pub use parts::{Parts, parts};

use beside::Beside;
use known::Found;
use scheme::AS_IT_STANDS;
use url::{Read, Url};

/// Bytes of a text beyond which it is no address.
pub const MAX_LENGTH: usize = 8192;

/// The context of the text: this page and its gateway.
#[derive(Debug, Clone, Copy, Default)]
pub struct Here<'a> {
    /// The absolute address of the folder that this page lies in, `http://host/folder/`. Empty if
    /// unknown.
    pub page: &'a str,
    /// The ids of the gateway's cameras.
    pub cameras: &'a [String],
}

/// The meaning of a pasted text.
#[derive(Clone, PartialEq)]
pub struct Understood {
    /// The text for a link or a list: it leads here again, without secrets and without image
    /// arguments.
    pub source: Source,
    /// The exact address to ask, absolute, without login. It may hold a secret among its arguments
    /// where the camera wants it there, so it is not for links or storage.
    pub url: String,
    /// The camera or stream there.
    pub target: Target,
    /// The name and password that stood in the address.
    pub login: Option<Login>,
    /// Corrections and assumptions, in order.
    pub notes: Vec<Note>,
}

/// Which camera, as a link names it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Source {
    /// A camera of the gateway, by its id.
    Camera(String),
    /// An address. With `mjpeg+` in front, a stream to be taken as it stands.
    Url(String),
}

/// The camera or stream at an address.
#[derive(Clone, PartialEq)]
pub enum Target {
    /// A camera that speaks VAPIX, asked for its stream.
    Axis(ImageRequest),
    /// A stream of another make, or of none that is known.
    Stream {
        /// The maker or program.
        make: Option<&'static str>,
    },
    /// A single picture.
    Snapshot {
        /// The maker or program.
        make: Option<&'static str>,
    },
}

/// Finds the stream that a text means.
///
/// # Errors
/// If the text names no camera, or none that can be shown here.
pub fn understand(pasted: &str, here: &Here<'_>) -> Result<Understood, AddressError> {
    let Cleaned { address, beside, mut notes } = cleaned(pasted)?;
    if let Some(camera) = named_camera(&address, here) {
        return Ok(camera.noted(notes));
    }
    let Read { mut url, login, zone, as_it_stands } = Url::read(&address, &mut notes)?;
    let login = Login::of_both(beside, login);
    if zone.is_some() {
        return Err(AddressError::Zone);
    }
    if as_it_stands {
        command::check(&url)?;
        let source = Source::Url(format!("{AS_IT_STANDS}{}", url.without_secrets()));
        return Ok(Understood { source, ..Understood::new(untouched(&url)?, &url, login, notes) });
    }
    if let Some(camera) = relayed_camera(&url, here) {
        return Ok(camera.noted(notes));
    }
    if let Some(own) = own_link(&url, here) {
        notes.push(Note::OwnLink);
        return own.map(|understood| understood.noted(notes));
    }
    if is_bare_word(&address) && !here.cameras.is_empty() {
        notes.push(Note::TakenForHost(url.host.clone()));
    }
    notes.extend(secret::names(url.query()).into_iter().take(1).map(Note::Secret));
    let target = recognise(&mut url, &mut notes)?;
    if !matches!(target, Target::Axis(_)) {
        command::check(&url)?;
    }
    Ok(Understood::new(target, &url, login, notes))
}

/// An address that is asked for as it stands, by a program with sockets.
#[derive(Clone, PartialEq, Eq)]
pub struct Exact {
    /// `http://` or `https://`, absolute, without login, fragment and zone. It may hold a secret
    /// among its arguments.
    pub url: String,
    /// The interface that an IPv6 address of the link is on (RFC 4007 section 11): its name or
    /// number.
    pub zone: Option<String>,
    /// The name and password that stood in the address.
    pub login: Option<Login>,
    /// Corrections and assumptions, in order.
    pub notes: Vec<Note>,
}

/// Reads what a program with sockets was told to ask for. Nothing is looked for behind it, except
/// that an RTSP address leads to the HTTP stream of the same camera where that is known.
///
/// # Errors
/// If the text is no address, or one that cannot be asked for over HTTP.
pub fn exact(pasted: &str) -> Result<Exact, AddressError> {
    let Cleaned { address, beside, mut notes } = cleaned(pasted)?;
    let Read { mut url, login, zone, .. } = Url::read(&address, &mut notes)?;
    let login = Login::of_both(beside, login);
    if url.scheme.is_rtsp()
        && let Target::Axis(request) = recognise(&mut url, &mut notes)?
    {
        return Ok(Exact { url: request.url(), zone, login, notes });
    }
    command::check(&url)?;
    Ok(Exact { url: url.to_string(), zone, login, notes })
}

/// The address in a text, and the login beside it.
struct Cleaned {
    address: String,
    beside: Option<Login>,
    notes: Vec<Note>,
}

fn cleaned(pasted: &str) -> Result<Cleaned, AddressError> {
    let Some(Beside { address: written, login }) = beside::read(pasted) else {
        let (address, notes) = clean::clean(pasted)?;
        return Ok(Cleaned { address, beside: None, notes });
    };
    let (address, mut notes) = clean::clean(written.as_deref().unwrap_or(pasted))?;
    if !notes.contains(&Note::TakenOut) {
        notes.insert(0, Note::TakenOut);
    }
    notes.push(Note::LoginTakenOut);
    Ok(Cleaned { address, beside: Some(login), notes })
}

impl fmt::Debug for Exact {
    /// Leaves out parts that may contain secrets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Exact")
            .field("url", &secret::shown(&self.url))
            .field("zone", &self.zone)
            .field("notes", &self.notes)
            .finish_non_exhaustive()
    }
}

impl Understood {
    /// The image arguments in the address; none but for an Axis camera.
    #[must_use]
    pub fn arguments(&self) -> ImageArguments {
        match &self.target {
            Target::Axis(request) => request.arguments.clone(),
            Target::Stream { .. } | Target::Snapshot { .. } => ImageArguments::default(),
        }
    }

    /// The camera's address if it speaks VAPIX: where its parameters can be asked for.
    #[must_use]
    pub fn base(&self) -> Option<&BaseUrl> {
        match &self.target {
            Target::Axis(request) => Some(&request.base),
            Target::Stream { .. } | Target::Snapshot { .. } => None,
        }
    }

    /// The address of a single picture of the same camera, where the maker's is known.
    #[must_use]
    pub fn picture(&self) -> Option<String> {
        let (url, _) = Url::parse(&self.url, &mut Vec::new()).ok()?;
        known::picture_of(&url).map(|picture| picture.to_string())
    }

    /// The same camera asked for something else. Only an Axis camera takes arguments; others stay
    /// as they are.
    #[must_use]
    pub fn with_arguments(mut self, arguments: ImageArguments) -> Self {
        if let Target::Axis(request) = &mut self.target {
            request.arguments = arguments;
            self.url = request.url();
        }
        self
    }

    fn new(target: Target, url: &Url, login: Option<Login>, notes: Vec<Note>) -> Self {
        let (source, url) = match &target {
            Target::Axis(request) => (axis_source(request), request.url()),
            _ => (plain_source(url), url.to_string()),
        };
        Self { source: Source::Url(source), url, target, login, notes }
    }

    /// With the notes that came before.
    fn noted(mut self, mut notes: Vec<Note>) -> Self {
        notes.append(&mut self.notes);
        Self { notes, ..self }
    }
}

impl fmt::Debug for Understood {
    /// Leaves out parts that may contain secrets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { source, target, notes, .. } = self;
        f.debug_struct("Understood")
            .field("source", source)
            .field("target", target)
            .field("notes", notes)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Axis(request) => {
                f.debug_tuple("Axis").field(&request.base.as_str()).field(&request.endpoint).finish()
            }
            Self::Stream { make } => f.debug_tuple("Stream").field(make).finish(),
            Self::Snapshot { make } => f.debug_tuple("Snapshot").field(make).finish(),
        }
    }
}

impl fmt::Display for Target {
    /// A name for a person: `Axis stream`, `stream of Motion`, `picture`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Axis(_) => f.write_str("Axis stream"),
            Self::Stream { make: Some(make) } => write!(f, "stream of {make}"),
            Self::Stream { make: None } => f.write_str("stream"),
            Self::Snapshot { make: Some(make) } => write!(f, "single picture of {make}"),
            Self::Snapshot { make: None } => f.write_str("single picture"),
        }
    }
}

impl Source {
    /// Reads what [`as_str`](Self::as_str) gave. For what a person wrote, see [`understand`].
    #[must_use]
    pub fn read(text: &str) -> Self {
        if text.contains("://") { Self::Url(text.to_owned()) } else { Self::Camera(text.to_owned()) }
    }

    /// The text for a link: the id, or the address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Camera(text) | Self::Url(text) => text,
        }
    }
}

impl Source {
    /// Host and port of an address; `None` for a camera of the gateway.
    #[must_use]
    pub fn host(&self) -> Option<&str> {
        let Self::Url(url) = self else { return None };
        let rest = url.split_once("://").map_or(url.as_str(), |(_, rest)| rest);
        Some(rest.split(['/', '?', '#']).next().unwrap_or(rest))
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The camera or stream at an address. The address becomes that of the stream.
fn recognise(url: &mut Url, notes: &mut Vec<Note>) -> Result<Target, AddressError> {
    if url.scheme.is_rtsp() {
        *url = rtsp::over_http(url, notes)?;
    }
    if let Some(request) = axis::find(url, notes) {
        return Ok(Target::Axis(request));
    }
    if let Some((found, stream)) = known::find(url, notes)? {
        *url = stream;
        return Ok(match found {
            Found::Stream(make) => Target::Stream { make },
            Found::Snapshot(make) => Target::Snapshot { make },
        });
    }
    if let Some(request) = axis::at_root(url, notes) {
        return Ok(Target::Axis(request));
    }
    notes.push(Note::UnknownPath);
    Ok(Target::Stream { make: None })
}

/// The base address if that alone leads here again, else the stream's.
fn axis_source(request: &ImageRequest) -> String {
    let bare = |text: &str| {
        let mut notes = Vec::new();
        let (mut url, _) = Url::parse(text, &mut notes).ok()?;
        recognise(&mut url, &mut notes).ok()
    };
    let again = Target::Axis(ImageRequest { arguments: ImageArguments::default(), ..request.clone() });
    let base = request.base.as_str();
    if bare(base) == Some(again) { base.to_owned() } else { request.base.url(request.endpoint, "") }
}

/// The address without secrets, marked if it would otherwise be taken for something else.
fn plain_source(url: &Url) -> String {
    let url = url.without_secrets();
    if unchanged(&url).is_some() { url.to_string() } else { format!("{AS_IT_STANDS}{url}") }
}

/// The target of an address that is requested unchanged.
fn untouched(url: &Url) -> Result<Target, AddressError> {
    if url.scheme.is_rtsp() {
        return Err(AddressError::Rtsp);
    }
    Ok(unchanged(url).unwrap_or(Target::Stream { make: None }))
}

/// What an address is recognised as, if that is at this very address and no camera with arguments.
fn unchanged(url: &Url) -> Option<Target> {
    let mut again = url.clone();
    let target = recognise(&mut again, &mut Vec::new()).ok()?;
    (again == *url && !matches!(target, Target::Axis(_))).then_some(target)
}

/// A camera of the gateway, named by its id, perhaps with arguments.
fn named_camera(address: &str, here: &Here<'_>) -> Option<Understood> {
    let (id, query) = address.split_once('?').unwrap_or((address, ""));
    let known = here.cameras.iter().any(|known| known == id);
    known.then(|| relayed(id, ImageArguments::from_query(&url::escaped_query(query)), here)).flatten()
}

/// A camera of the gateway, named by the address that the gateway relays it at.
fn relayed_camera(url: &Url, here: &Here<'_>) -> Option<Understood> {
    let below = url.path.strip_prefix(page(here)?.path.as_str()).filter(|_| is_this_host(url, here))?;
    let id = vapix::query::decode(&below.strip_prefix("cameras/")?.split('/').next()?.replace('+', "%2B"));
    let known = here.cameras.contains(&id);
    known.then(|| relayed(&id, ImageArguments::from_query(url.query()), here)).flatten()
}

/// A camera of the gateway.
fn relayed(id: &str, arguments: ImageArguments, here: &Here<'_>) -> Option<Understood> {
    if id.chars().all(|c| c == '.') {
        return None;
    }
    let page = page(here)?;
    let id_escaped = percent_encoding::utf8_percent_encode(id, ID);
    let base = BaseUrl::parse(&format!("{}{}cameras/{id_escaped}", page.origin(), page.path)).ok()?;
    let request = ImageRequest { base, endpoint: Endpoint::Video, arguments };
    Some(Understood {
        source: Source::Camera(id.to_owned()),
        url: request.url(),
        target: Target::Axis(request),
        login: None,
        notes: Vec::new(),
    })
}

/// Whether an id may stand in a path unescaped.
const ID: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// The folder of this page, with its last slash.
fn page(here: &Here<'_>) -> Option<Url> {
    let text = here.page.split(['?', '#']).next().unwrap_or_default();
    let folder = &text[..=text.rfind('/')?];
    // A path alone, or `file:`, is nowhere that a gateway could be.
    let (url, _) = Url::parse(folder, &mut Vec::new()).ok().filter(|_| folder.starts_with("http"))?;
    Some(url)
}

fn is_this_host(url: &Url, here: &Here<'_>) -> bool {
    page(here).is_some_and(|page| page.origin() == url.origin())
}

/// What a link to this viewer names. It is read without a page, so a link in a link is not
/// followed.
fn own_link(url: &Url, here: &Here<'_>) -> Option<Result<Understood, AddressError>> {
    let file = url.path.strip_prefix(page(here)?.path.as_str())?;
    if !is_this_host(url, here) || !matches!(file, "" | "index.html") {
        return None;
    }
    let source = vapix::query::pairs(url.query()).find(|(name, _)| name == "src").map(|(_, value)| value)?;
    let arguments = ImageArguments { other: Vec::new(), ..ImageArguments::from_query(url.query()) };
    let inner = match named_camera(&source, here) {
        Some(camera) => Ok(camera),
        None => understand(&source, &Here::default()),
    };
    Some(inner.map(|understood| {
        let all = arguments.or(&understood.arguments());
        understood.with_arguments(all)
    }))
}

/// A word that could have been meant as the id of a camera.
fn is_bare_word(address: &str) -> bool {
    !address.contains(|c: char| c.is_ascii_punctuation() && !matches!(c, '-' | '_'))
}

#[cfg(test)]
mod tests;

//! A camera of the settings.

use url::Url;

use super::error::{ConfigError, Text};
use super::file;
use super::record::Record;
use crate::address::Address;
use crate::cli::RawAddress;
use crate::http::{Check, Trust};
use crate::login::Demand;
use crate::secret::{Credentials, Secret};

/// A camera to relay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Camera {
    /// Its name in URLs: 1 to 64 letters, digits, `-` and `_`.
    pub id: String,
    /// Its name for people.
    pub name: String,
    /// Where its paths begin; ends in `/`, has no query.
    pub base: Url,
    /// How the gateway logs in. Viewers never learn it.
    pub credentials: Option<Credentials>,
    /// How it has to ask for the login.
    pub auth: Demand,
    /// Whether viewers may move it.
    pub ptz: bool,
    /// How its certificate is checked.
    pub trust: Trust,
    /// Different settings of its stream that it may be asked for at one time: each is an encoding
    /// of its own. Default 4.
    pub max_encodings: usize,
    /// Settings of its recording. Not recorded by default.
    pub record: Option<Record>,
}

/// Of cameras without a setting of their own.
const MAX_ENCODINGS: usize = 4;

/// Looks up a variable of the environment.
pub(super) type Environment<'a> = &'a dyn Fn(&str) -> Option<String>;

impl Camera {
    /// A camera of the file.
    pub(super) fn from_file(
        camera: file::Camera,
        text: &Text<'_>,
        environment: Environment<'_>,
    ) -> Result<Self, ConfigError> {
        let id = camera.id.get_ref().clone();
        check_id(&id).map_err(|message| text.error(Some(camera.id.span()), message))?;
        let (base, in_url) = Address::parse(camera.url.get_ref().expose())
            .map_err(|error| error.to_string())
            .and_then(|address| base(&id, address))
            .map_err(|message| text.error(Some(camera.url.span()), message))?;
        let credentials = credentials(&camera, text, environment)?;
        if let (Some(_), Some(_)) = (&in_url, &credentials) {
            let message = "has a user already: give the login in one place";
            return Err(text.error(Some(camera.url.span()), message));
        }
        let trust = trust(&camera, text)?;
        let auth = auth(&camera, text)?;
        if auth == Demand::Basic && authentication::is_clear(base.as_str()) {
            tracing::warn!(
                camera = id,
                "the password goes over the network in clear text, as auth = \"basic\" allows"
            );
        }
        let max_encodings = max_encodings(&camera, text)?;
        let record = camera.record.as_ref().map(|record| Record::read(record, text)).transpose()?;
        let name = camera.name.map_or_else(|| id.clone(), toml::Spanned::into_inner);
        let (credentials, ptz) = (credentials.or(in_url), camera.ptz);
        Ok(Self { id, name, base, credentials, auth, ptz, trust, max_encodings, record })
    }

    /// A camera of the command line, `id=url`.
    pub(super) fn from_argument(argument: &RawAddress) -> Result<Self, ConfigError> {
        let failed = |message: String| ConfigError::Argument(format!("--camera: {message}"));
        let Some((id, url)) = argument.expose().split_once('=') else {
            return Err(failed("must be ID=URL, such as yard=http://192.168.0.90".to_owned()));
        };
        check_id(id).map_err(|message| failed(message.to_owned()))?;
        let (base, credentials) = Address::of_command_line(url)
            .map_err(|error| error.to_string())
            .and_then(|address| base(id, address))
            .map_err(|message| failed(format!("{id}: {message}")))?;
        let (id, name) = (id.to_owned(), id.to_owned());
        let (auth, trust) = (Demand::default(), Trust::default());
        let max_encodings = MAX_ENCODINGS;
        Ok(Self { id, name, base, credentials, auth, ptz: false, trust, max_encodings, record: None })
    }
}

fn check_id(id: &str) -> Result<(), &'static str> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
    if (1..=64).contains(&id.len()) && id.bytes().all(plain) {
        return Ok(());
    }
    Err("an id is 1 to 64 letters, digits, - and _")
}

/// Where a camera's paths begin. An address of its stream is taken for the camera's. What was
/// mended in it is logged.
fn base(id: &str, address: Address) -> Result<(Url, Option<Credentials>), String> {
    let Address { url: mut base, credentials, notes } = address;
    notes.iter().for_each(|note| tracing::warn!(camera = id, "{note}"));
    let known =
        ["axis-cgi/", "mjpg/", "jpg/"].iter().filter_map(|path| base.path().find(&format!("/{path}"))).min();
    if let Some(position) = known {
        let path = base.path()[..=position].to_owned();
        base.set_path(&path);
    } else if base.query().is_some() {
        return Err("must be the camera's address, without ?".to_owned());
    }
    base.set_query(None);
    if !base.path().ends_with('/') {
        let path = format!("{}/", base.path());
        base.set_path(&path);
    }
    Ok((base, credentials))
}

fn credentials(
    camera: &file::Camera,
    text: &Text<'_>,
    environment: Environment<'_>,
) -> Result<Option<Credentials>, ConfigError> {
    let password = match (&camera.password, &camera.password_env) {
        (Some(password), None) => Some(password.get_ref().clone()),
        (None, Some(variable)) => {
            let value = environment(variable.get_ref());
            let missing = || format!("the variable {} is not set", variable.get_ref());
            Some(Secret::from(value.ok_or_else(|| text.error(Some(variable.span()), missing()))?))
        }
        (Some(_), Some(variable)) => {
            return Err(text.error(Some(variable.span()), "not together with password"));
        }
        (None, None) => None,
    };
    match (&camera.user, password) {
        (Some(user), Some(password)) => Ok(Some(Credentials { user: user.get_ref().clone(), password })),
        (Some(user), None) => Err(text.error(Some(user.span()), "needs password or password_env beside it")),
        (None, Some(_)) => Err(text.error(Some(camera.id.span()), "has a password but no user")),
        (None, None) => Ok(None),
    }
}

fn max_encodings(camera: &file::Camera, text: &Text<'_>) -> Result<usize, ConfigError> {
    let Some(given) = &camera.max_encodings else { return Ok(MAX_ENCODINGS) };
    match *given.get_ref() {
        number @ 1..=64 => Ok(number as usize),
        _ => Err(text.error(Some(given.span()), "must be 1 to 64")),
    }
}

fn auth(camera: &file::Camera, text: &Text<'_>) -> Result<Demand, ConfigError> {
    let Some(auth) = &camera.auth else { return Ok(Demand::Any) };
    match auth.get_ref().as_str() {
        "digest" => Ok(Demand::Digest),
        "basic" => Ok(Demand::Basic),
        _ => Err(text.error(Some(auth.span()), "must be \"digest\" or \"basic\"")),
    }
}

fn trust(camera: &file::Camera, text: &Text<'_>) -> Result<Trust, ConfigError> {
    if let Some(old) = &camera.any_certificate {
        let message = "is called tls = \"accept\" now; tls = \"pin\" is safer";
        return Err(text.error(Some(old.span()), message));
    }
    let tls = camera.tls.as_ref().map(|tls| (tls.get_ref().as_str(), tls.span()));
    let check = match (tls, &camera.pin) {
        (Some(("verify", _)) | None, None) => Check::Verify,
        (Some(("accept", _)), None) => Check::Accept,
        (Some(("pin", _)) | None, Some(pin)) => {
            let parsed = pin.get_ref().parse();
            Check::Pin(parsed.map_err(|error| text.error(Some(pin.span()), format!("{error}")))?)
        }
        (Some(("pin", span)), None) => {
            let message = "needs pin = \"sha256:…\" beside it: mullion probe URL tells what the camera shows";
            return Err(text.error(Some(span), message));
        }
        (Some(("verify" | "accept", _)), Some(pin)) => {
            return Err(text.error(Some(pin.span()), "goes with tls = \"pin\" only"));
        }
        (Some((_, span)), _) => {
            return Err(text.error(Some(span), "must be \"verify\", \"pin\" or \"accept\""));
        }
    };
    match &camera.ca_file {
        Some(file) if check != Check::Verify => {
            Err(text.error(Some(file.span()), "goes with tls = \"verify\" only"))
        }
        file => Ok(Trust { check, ca_file: file.as_ref().map(|file| file.get_ref().clone()) }),
    }
}

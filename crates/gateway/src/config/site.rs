//! How the gateway appears to browsers: under which path and names, and to which other sites.

use axum::http::HeaderValue;
use toml::Spanned;
use url::{Host, Url};

use super::error::{ConfigError, Text};

/// Path, names and friends of the gateway.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    /// The path that everything is served under; begins and ends in `/`. Default `/`.
    pub base: String,
    /// Further names under which the gateway may be asked, in lower case. It always answers to IP
    /// addresses, `localhost`, names without a dot, names below `.local`, and the machine's own
    /// name.
    pub hosts: Vec<String>,
    /// The machine's own name, in lower case, if it can be learned. It is no setting.
    pub own_name: Option<String>,
    /// Origins of other sites whose scripts may read cameras. Default none.
    pub allow_origins: Vec<HeaderValue>,
    /// Origins that may show the viewer in a frame, as in Content-Security-Policy. Default
    /// `'self'`.
    pub frame_ancestors: String,
}

impl Default for Site {
    fn default() -> Self {
        Self {
            base: "/".to_owned(),
            hosts: Vec::new(),
            own_name: None,
            allow_origins: Vec::new(),
            frame_ancestors: "'self'".to_owned(),
        }
    }
}

impl Site {
    pub(super) fn read(
        base: Option<Spanned<String>>,
        hosts: &[Spanned<String>],
        allow_origins: &[Spanned<String>],
        frame_ancestors: Option<Vec<Spanned<String>>>,
        text: &Text<'_>,
    ) -> Result<Self, ConfigError> {
        let default = Self::default();
        Ok(Self {
            base: base.map(|base| checked(&base, text, path)).transpose()?.unwrap_or(default.base),
            hosts: all(hosts, text, host)?,
            own_name: default.own_name,
            allow_origins: all(allow_origins, text, origin)?,
            frame_ancestors: match frame_ancestors {
                None => default.frame_ancestors,
                Some(sources) if sources.is_empty() => "'none'".to_owned(),
                Some(sources) => all(&sources, text, source)?.join(" "),
            },
        })
    }
}

impl Site {
    /// Whether the settings name this host, which is in lower case.
    pub(crate) fn knows(&self, host: &str) -> bool {
        let host = host.strip_suffix('.').unwrap_or(host);
        self.hosts.iter().any(|known| known == host)
    }
}

type Reading<T> = fn(&str) -> Result<T, &'static str>;

fn checked<T>(given: &Spanned<String>, text: &Text<'_>, read: Reading<T>) -> Result<T, ConfigError> {
    read(given.get_ref()).map_err(|message| text.error(Some(given.span()), message))
}

fn all<T>(given: &[Spanned<String>], text: &Text<'_>, read: Reading<T>) -> Result<Vec<T>, ConfigError> {
    given.iter().map(|one| checked(one, text, read)).collect()
}

fn path(text: &str) -> Result<String, &'static str> {
    let inner = text.trim_matches('/');
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_./~".contains(&byte);
    if !inner.bytes().all(plain)
        || inner.split('/').any(|part| matches!(part, "." | ".."))
        || inner.contains("//")
    {
        return Err("must be a path such as /cameras/, of letters, digits, - _ . ~");
    }
    Ok(if inner.is_empty() { "/".to_owned() } else { format!("/{inner}/") })
}

fn host(text: &str) -> Result<String, &'static str> {
    match Host::parse(text) {
        Ok(host) if !text.contains(':') => Ok(host.to_string().trim_end_matches('.').to_owned()),
        _ => Err("must be a host name, without scheme and port"),
    }
}

fn origin(text: &str) -> Result<HeaderValue, &'static str> {
    const WRONG: &str = "must be an origin such as https://dashboard.example";
    let url = Url::parse(text).map_err(|_| WRONG)?;
    let origin = url.origin();
    if !origin.is_tuple() || origin.ascii_serialization() != text {
        return Err(WRONG);
    }
    HeaderValue::from_str(text).map_err(|_| WRONG)
}

fn source(text: &str) -> Result<String, &'static str> {
    let keyword = matches!(text, "'self'" | "'none'" | "*");
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-.:/*[]".contains(&byte);
    if keyword || (!text.is_empty() && text.bytes().all(plain)) {
        return Ok(text.to_owned());
    }
    Err("must be 'self', 'none', * or an origin such as https://dashboard.example")
}

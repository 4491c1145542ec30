//! Settings of the proxy, `[proxy]` in the file.

use super::error::{ConfigError, Text};
use super::file;
use crate::proxy::{Entry, HostList, InvalidEntry, ProxySettings};

pub(super) fn read(file: &file::Proxy, text: &Text<'_>) -> Result<ProxySettings, ConfigError> {
    let entry = |given: &toml::Spanned<String>| {
        let parsed = given.get_ref().parse::<Entry>();
        parsed.map_err(|error| text.error(Some(given.span()), message(given.get_ref(), &error)))
    };
    let hosts = HostList::new(file.hosts.iter().map(entry).collect::<Result<_, _>>()?);
    let accept_any_certificate = match file.tls.as_ref().map(|tls| (tls.get_ref().as_str(), tls.span())) {
        None | Some(("verify", _)) => false,
        Some(("accept", _)) => true,
        Some((_, span)) => return Err(text.error(Some(span), "must be \"verify\" or \"accept\"")),
    };
    Ok(ProxySettings { hosts, accept_any_certificate })
}

/// Names the entry, unless it could hold a password.
fn message(entry: &str, error: &InvalidEntry) -> String {
    if *error == InvalidEntry::NotAHost { format!("an entry {error}") } else { format!("{entry:?} {error}") }
}

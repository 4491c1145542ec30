//! The hosts that the proxy may reach.
//!
//! An entry is a name (`cam.example`), the names below one (`*.cams.example`), an address (`192.168.0.90`,
//! `fd00::90`) or a range of addresses (`192.168.0.0/24`, `fd00::/8`), and after any of them a port
//! (`cam.example:8080`, `[fd00::/8]:80`); without one, all ports.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use ipnet::IpNet;
use url::Host;

use super::special::{Special, is_mapped, special};

/// Hosts that the proxy may reach. None by default.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HostList(Vec<Entry>);

/// One entry of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pattern: Pattern,
    port: Option<u16>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Pattern {
    Name(String),
    /// Names that end in a dot and this.
    Below(String),
    Range(IpNet),
}

/// Why a text is no entry.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidEntry {
    /// Nothing is there.
    #[error("is empty")]
    Empty,
    /// A star that is not the first of several labels.
    #[error("has a * that is not in front of a name, as in *.cams.example")]
    Star,
    /// A URL or a path.
    #[error("must be a host only, without scheme, user or path")]
    NotAHost,
    /// No name and no address.
    #[error("is not a name, address or range of addresses")]
    Malformed,
    /// Not 1 to 65535.
    #[error("has a port that is not 1 to 65535")]
    Port,
    /// An address in an unusual form.
    #[error("must be written {0}")]
    Spelling(String),
}

/// Why an address may not be reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Forbidden {
    /// It is for something else than cameras.
    Special(Special),
    /// It is not on the list.
    Unlisted,
}

impl HostList {
    /// A list of these entries.
    pub fn new(entries: Vec<Entry>) -> Self {
        Self(entries)
    }

    /// Whether nothing may be reached at all.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether the list has this name, as the URL library writes it.
    pub(super) fn has_name(&self, name: &str, port: u16) -> bool {
        let name = name.strip_suffix('.').unwrap_or(name);
        self.at(port).any(|pattern| match pattern {
            Pattern::Name(listed) => listed == name,
            Pattern::Below(domain) => {
                name.strip_suffix(domain.as_str()).is_some_and(|rest| rest.ends_with('.'))
            }
            Pattern::Range(_) => false,
        })
    }

    /// Whether a name that is not on the list could have addresses that are: else there is no use in asking.
    pub(super) fn has_ranges(&self, port: u16) -> bool {
        self.at(port).any(|pattern| matches!(pattern, Pattern::Range(_)))
    }

    /// Whether an address may be reached. `is_named`: it is that of a name on the list.
    pub(super) fn check(&self, address: IpAddr, port: u16, is_named: bool) -> Result<(), Forbidden> {
        let mut ranges = self.at(port).filter_map(|pattern| match pattern {
            Pattern::Range(range) if range.contains(&address) => Some(range),
            _ => None,
        });
        match special(address) {
            // Nobody who lists a name or 0.0.0.0/0 means this machine.
            Some(special) if !ranges.any(|range| special.range.contains(range)) => {
                Err(Forbidden::Special(special))
            }
            None if !is_named && ranges.next().is_none() => Err(Forbidden::Unlisted),
            _ => Ok(()),
        }
    }

    fn at(&self, port: u16) -> impl Iterator<Item = &Pattern> {
        let fits = move |entry: &&Entry| entry.port.is_none_or(|listed| listed == port);
        self.0.iter().filter(fits).map(|entry| &entry.pattern)
    }
}

impl FromStr for Entry {
    type Err = InvalidEntry;

    fn from_str(text: &str) -> Result<Self, InvalidEntry> {
        if text.is_empty() {
            return Err(InvalidEntry::Empty);
        }
        if text.contains("://") || text.contains(['@', '?', '#', '\\']) {
            return Err(InvalidEntry::NotAHost);
        }
        let (host, port) = parts(text)?;
        let port = port.map(read_port).transpose()?;
        let pattern = match host.strip_prefix("*.") {
            Some(domain) => Pattern::Below(name(domain)?),
            None if host.contains('*') => return Err(InvalidEntry::Star),
            None if host.contains('/') || host.contains(':') => Pattern::Range(range(host)?),
            None => match Host::parse(host).map_err(|_| InvalidEntry::Malformed)? {
                Host::Ipv4(address) if address.to_string() != host => {
                    return Err(InvalidEntry::Spelling(address.to_string()));
                }
                Host::Ipv4(address) => Pattern::Range(IpNet::from(IpAddr::V4(address))),
                Host::Ipv6(address) => Pattern::Range(range(&address.to_string())?),
                Host::Domain(_) => Pattern::Name(name(host)?),
            },
        };
        Ok(Self { pattern, port })
    }
}

/// Host or range without brackets, and what stands after its colon.
fn parts(text: &str) -> Result<(&str, Option<&str>), InvalidEntry> {
    if let Some(rest) = text.strip_prefix('[') {
        let (host, rest) = rest.split_once(']').ok_or(InvalidEntry::Malformed)?;
        return match rest.strip_prefix(':') {
            Some(port) if host.contains(':') => Ok((host, Some(port))),
            None if host.contains(':') && rest.is_empty() => Ok((host, None)),
            _ => Err(InvalidEntry::Malformed),
        };
    }
    match text.split_once(':') {
        // An IPv6 address has two at least.
        Some((_, rest)) if rest.contains(':') => Ok((text, None)),
        Some((host, port)) => Ok((host, Some(port))),
        None => Ok((text, None)),
    }
}

fn read_port(text: &str) -> Result<u16, InvalidEntry> {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|&port| digits && port > 0).ok_or(InvalidEntry::Port)
}

fn name(text: &str) -> Result<String, InvalidEntry> {
    let Ok(Host::Domain(name)) = Host::parse(text.strip_suffix('.').unwrap_or(text)) else {
        return Err(InvalidEntry::Malformed);
    };
    if name.split('.').any(str::is_empty) {
        return Err(InvalidEntry::Malformed);
    }
    // Some characters that look like a star become one.
    if name.contains('*') { Err(InvalidEntry::Star) } else { Ok(name) }
}

fn range(text: &str) -> Result<IpNet, InvalidEntry> {
    let range = match text.split_once('/') {
        Some((host, _)) if host.parse::<IpAddr>().is_err() => return Err(InvalidEntry::NotAHost),
        Some(_) => text.parse::<IpNet>().map_err(|_| InvalidEntry::Malformed)?,
        None => IpNet::from(text.parse::<IpAddr>().map_err(|_| InvalidEntry::Malformed)?),
    };
    if is_mapped(&range) {
        let IpNet::V6(mapped) = range else { return Err(InvalidEntry::Malformed) };
        let plain = mapped.addr().to_ipv4_mapped().map(|address| address.to_string());
        return Err(InvalidEntry::Spelling(plain.unwrap_or_default()));
    }
    if range.trunc() != range {
        return Err(InvalidEntry::Spelling(range.trunc().to_string()));
    }
    Ok(range)
}

impl fmt::Display for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let whole = |range: &IpNet| range.prefix_len() == range.max_prefix_len();
        let host = match &self.pattern {
            Pattern::Name(name) => name.clone(),
            Pattern::Below(domain) => format!("*.{domain}"),
            Pattern::Range(range) if whole(range) => range.addr().to_string(),
            Pattern::Range(range) => range.to_string(),
        };
        match self.port {
            Some(port) if host.contains(':') => write!(f, "[{host}]:{port}"),
            Some(port) => write!(f, "{host}:{port}"),
            None => f.write_str(&host),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn list(entries: &[&str]) -> HostList {
        HostList::new(entries.iter().map(|entry| entry.parse().unwrap()).collect())
    }

    #[test]
    fn an_entry_is_written_as_it_is_read() {
        for entry in [
            "cam.example",
            "cam.example:8080",
            "*.cams.example",
            "*.cams.example:81",
            "192.168.0.90",
            "192.168.0.90:8080",
            "192.168.0.0/24",
            "192.168.0.0/24:8080",
            "fd00::90",
            "[fd00::90]:8080",
            "fd00::/8",
            "[fd00::/8]:80",
        ] {
            assert_eq!(entry.parse::<Entry>().unwrap().to_string(), entry);
        }
        assert_eq!("[fd00::90]".parse::<Entry>().unwrap().to_string(), "fd00::90");
        assert_eq!("CAM.Example.".parse::<Entry>().unwrap().to_string(), "cam.example");
    }

    #[test]
    fn a_wrong_entry_is_explained() {
        use InvalidEntry as E;
        let written = |text: &str| E::Spelling(text.to_owned());
        for (entry, expected) in [
            ("", E::Empty),
            ("*", E::Star),
            ("cam*.example", E::Star),
            ("\u{fe61}", E::Star),
            ("*.*.example", E::Star),
            ("*.", E::Malformed),
            ("http://cam.example", E::NotAHost),
            ("joe@cam.example", E::NotAHost),
            ("cam.example/video", E::NotAHost),
            ("cam.example/24", E::NotAHost),
            ("..", E::Malformed),
            (".example", E::Malformed),
            ("cam..example", E::Malformed),
            ("cam example", E::Malformed),
            (" cam.example", E::Malformed),
            ("192.168.0.0/33", E::Malformed),
            ("192.168.0.0/", E::Malformed),
            ("192.168.0.90:0", E::Port),
            ("192.168.0.90:65536", E::Port),
            ("cam.example:", E::Port),
            ("cam.example:+80", E::Port),
            ("[cam.example]:80", E::Malformed),
            ("[fd00::90", E::Malformed),
            ("[fd00::90]80", E::Malformed),
            ("fd00::zz", E::Malformed),
            ("192.168.0.90/24", written("192.168.0.0/24")),
            ("fd00::90/8", written("fd00::/8")),
            ("2130706433", written("127.0.0.1")),
            ("0x7f.1", written("127.0.0.1")),
            ("0300.0250.0.0132", written("192.168.0.90")),
            ("::ffff:192.168.0.90", written("192.168.0.90")),
            ("*.127.0.0.1", E::Malformed),
        ] {
            assert_eq!(entry.parse::<Entry>(), Err(expected), "{entry}");
        }
    }

    #[test]
    fn names_are_whole_labels() {
        let list = list(&["cam.example:8080", "*.cams.example"]);
        assert!(list.has_name("cam.example", 8080) && list.has_name("cam.example.", 8080));
        assert!(!list.has_name("cam.example", 80), "another port");
        assert!(!list.has_name("a.cam.example", 8080) && !list.has_name("xcam.example", 8080));
        assert!(list.has_name("a.cams.example", 1) && list.has_name("b.a.cams.example", 80));
        assert!(!list.has_name("cams.example", 80) && !list.has_name("xcams.example", 80));
    }

    #[test]
    fn ranges_have_their_addresses() {
        let list = list(&["192.168.0.0/24", "10.0.0.9:81", "[fd00::/8]:80"]);
        let check = |address: &str, port| list.check(address.parse().unwrap(), port, false);
        assert_eq!(check("192.168.0.255", 1234), Ok(()));
        assert_eq!(check("192.168.1.0", 80), Err(Forbidden::Unlisted));
        assert_eq!((check("10.0.0.9", 81), check("10.0.0.9", 80)), (Ok(()), Err(Forbidden::Unlisted)));
        assert_eq!((check("fd12::1", 80), check("fe12::1", 80)), (Ok(()), Err(Forbidden::Unlisted)));
        assert_eq!(list.check("10.0.0.8".parse().unwrap(), 80, true), Ok(()), "the address of a listed name");
        assert!(list.has_ranges(81) && !HostList::default().has_ranges(80));
    }

    #[test]
    fn nothing_but_its_own_entry_opens_a_special_address() {
        let wide = list(&["0.0.0.0/0", "::/0", "localhost", "*.example"]);
        for address in
            ["127.0.0.1", "0.0.0.0", "169.254.169.254", "224.0.0.1", "::1", "::ffff:10.0.0.1", "2002:a00:1::"]
        {
            for is_named in [false, true] {
                let checked = wide.check(address.parse().unwrap(), 80, is_named);
                assert!(matches!(checked, Err(Forbidden::Special(_))), "{address}");
            }
        }
        let narrow = list(&["127.0.0.1:8081", "169.254.0.0/16", "::1", "64:ff9b::/96"]);
        let check = |address: &str, port| narrow.check(address.parse().unwrap(), port, false).is_ok();
        assert!(check("127.0.0.1", 8081) && !check("127.0.0.1", 80) && !check("127.0.0.2", 8081));
        assert!(
            check("169.254.7.7", 80) && !check("169.254.169.254", 80),
            "metadata has its own entry or none"
        );
        assert!(check("::1", 80) && check("64:ff9b::c0a8:5a", 80));
        assert!(list(&["169.254.169.254"]).check("169.254.169.254".parse().unwrap(), 80, false).is_ok());
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 4000, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn any_text_is_an_entry_that_reads_the_same_again_or_an_error(
            text in r"[\*\[\]a-f0-9xé:./@ -]{0,24}|\PC{0,24}",
        ) {
            if let Ok(entry) = text.parse::<Entry>() {
                prop_assert_eq!(entry.to_string().parse::<Entry>(), Ok(entry));
            }
        }

        #[test]
        fn a_range_opens_what_is_in_it_and_nothing_else(
            base: u32, prefix in 0u8..=32, other: u32, port in 1u16.., listed_port: Option<u16>,
        ) {
            let net = ipnet::Ipv4Net::new(base.into(), prefix).unwrap().trunc();
            let address = std::net::Ipv4Addr::from(other);
            let list = HostList::new(vec![Entry { pattern: Pattern::Range(net.into()), port: listed_port }]);
            let is_inside = net.contains(&address) && listed_port.is_none_or(|listed| listed == port);
            let is_open = list.check(address.into(), port, false).is_ok();
            prop_assert!(is_inside || !is_open);
            prop_assert!(is_open || !is_inside || special(address.into()).is_some());
        }
    }
}

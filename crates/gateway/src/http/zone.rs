//! IPv6 addresses of the link with the interface that they are on (RFC 4007 section 11): `[fe80::1%eth0]`.
//!
//! URLs have no place for a zone (URL standard, "host parsing"), and so have the HTTP libraries.
//! Inside of the program a name stands for such an address, which [`resolve`] resolves; outside of
//! it, in what is sent and shown, the address itself stands.

use std::fmt::Write as _;
use std::net::{Ipv6Addr, SocketAddr};
use std::path::PathBuf;

use url::{Host, Url};

/// The end of the names that stand for addresses (RFC 2606: no such name exists).
const END: &str = ".zone.invalid";

/// An address and its zone.
#[derive(Debug, PartialEq, Eq)]
struct Zoned {
    address: Ipv6Addr,
    zone: String,
}

/// Puts a zone to the IPv6 address that is the host of `url`. Any other host stays.
pub(crate) fn put(url: &mut Url, zone: &str) {
    let Some(Host::Ipv6(address)) = url.host() else { return };
    let groups: Vec<String> = address.segments().iter().map(|group| format!("{group:x}")).collect();
    let mut name = groups.join("-") + ".";
    for byte in zone.bytes() {
        // Writing to a string does not fail.
        let _ = write!(name, "{byte:02x}");
    }
    // The name is well-formed: hexadecimal digits, dashes and dots.
    let _ = url.set_host(Some(&(name + END)));
}

/// The URL as a person writes it, the zone escaped (RFC 6874).
pub(crate) fn written(url: &Url) -> String {
    match (url.host_str(), of(url)) {
        (Some(host), Some(Zoned { address, zone })) => {
            url.as_str().replacen(host, &format!("[{address}%25{zone}]"), 1)
        }
        _ => url.as_str().to_owned(),
    }
}

/// The address that the host of `url` stands for, without the zone: it means something on this
/// machine only (RFC 6874 section 3), so a camera is not told.
pub(super) fn address(url: &Url) -> Option<Ipv6Addr> {
    of(url).map(|zoned| zoned.address)
}

/// The remedy for a link-local address without its zone, to which no system can connect.
pub(crate) fn missing(url: &Url) -> Option<String> {
    let Some(Host::Ipv6(address)) = url.host() else { return None };
    address.is_unicast_link_local().then(|| format!("[{address}%eth0], if that is eth0"))
}

/// Whether the host of `url` stands for an address with a zone.
pub(crate) fn is_in(url: &Url) -> bool {
    of(url).is_some()
}

fn of(url: &Url) -> Option<Zoned> {
    match url.host()? {
        Host::Domain(name) => read(name),
        Host::Ipv4(_) | Host::Ipv6(_) => None,
    }
}

fn read(name: &str) -> Option<Zoned> {
    let (groups, zone) = name.strip_suffix(END)?.split_once('.')?;
    let address = groups.replace('-', ":").parse().ok()?;
    let bytes =
        zone.as_bytes().chunks(2).map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok());
    let zone = String::from_utf8(bytes.collect::<Option<_>>()?).ok()?;
    Some(Zoned { address, zone })
}

/// Where the host of `url` is if it stands for an address with a zone. The error is in words.
pub(super) async fn resolve(url: &Url) -> Option<Result<Vec<SocketAddr>, String>> {
    let Zoned { address, zone } = of(url)?;
    let port = url.port_or_known_default().unwrap_or_default();
    // The system's resolver knows its interfaces by name and number, but reads their names behind
    // addresses of the link only (glibc). Every other address leads to its interface by itself.
    let on_link = if address.is_unicast_link_local() { address } else { LINK };
    let found = tokio::net::lookup_host((format!("{on_link}%{zone}"), port)).await;
    let found = found.map_err(|_| ()).and_then(|found| if is_missing(&zone) { Err(()) } else { Ok(found) });
    Some(match found {
        Ok(found) if address == on_link => Ok(found.collect()),
        Ok(_) => Ok(vec![SocketAddr::new(address.into(), port)]),
        Err(_) => Err(format!("this machine has no interface {zone}")),
    })
}

/// Whether a zone is the number of no interface: the system's resolver takes any. Only Linux tells.
fn is_missing(zone: &str) -> bool {
    let Ok(interfaces) = std::fs::read_dir("/sys/class/net") else { return false };
    let number = |path: PathBuf| std::fs::read_to_string(path.join("ifindex")).ok();
    let has = |text: String| text.trim() == zone;
    zone.parse::<u32>().is_ok()
        && !interfaces.flatten().filter_map(|interface| number(interface.path())).any(has)
}

/// Any address of the link.
const LINK: Ipv6Addr = Ipv6Addr::new(0xfe80, 0, 0, 0, 0, 0, 0, 1);

#[cfg(test)]
mod tests {
    use super::*;

    fn zoned(text: &str, zone: &str) -> Url {
        let mut url = Url::parse(text).unwrap();
        put(&mut url, zone);
        url
    }

    #[test]
    fn a_name_stands_for_the_address_inside_and_the_address_outside() {
        let url = zoned("https://[fe80::fc5c:44ff:febf:6974]:8443/x?y", "eth0.5");
        assert!(is_in(&url));
        assert_eq!(written(&url), "https://[fe80::fc5c:44ff:febf:6974%25eth0.5]:8443/x?y");
        assert_eq!(address(&url), Some("fe80::fc5c:44ff:febf:6974".parse().unwrap()));
    }

    #[cfg(target_os = "linux")]
    #[tokio::test]
    async fn the_loopback_interface_leads_to_this_machine() {
        let found = |text: &str, zone: &str| {
            let url = zoned(text, zone);
            async move { resolve(&url).await.unwrap() }
        };
        assert_eq!(found("http://[::1]:81/", "lo").await, Ok(vec!["[::1]:81".parse().unwrap()]));
        assert_eq!(found("http://[::1]:81/", "1").await, Ok(vec!["[::1]:81".parse().unwrap()]));
        let missing = Err("this machine has no interface nosuch0".to_owned());
        assert_eq!(found("http://[::1]:81/", "nosuch0").await, missing);
        assert_eq!(found("http://[fe80::1]:81/", "nosuch0").await, missing);
        let missing = Err("this machine has no interface 99999".to_owned());
        assert_eq!(found("http://[fe80::1]:81/", "99999").await, missing);
        let SocketAddr::V6(on_link) = found("http://[fe80::1]:81/", "lo").await.unwrap()[0] else { panic!() };
        assert_eq!((on_link.ip().to_string().as_str(), on_link.scope_id()), ("fe80::1", 1));
    }

    #[test]
    fn other_hosts_are_left_alone() {
        for text in
            ["http://cam.zone.invalid/", "http://1.2.3.4/", "http://[fe80::1]/", "http://zone.invalid/"]
        {
            let url = Url::parse(text).unwrap();
            assert!(!is_in(&url), "{text}");
            assert_eq!(written(&url), text);
        }
        assert!(missing(&Url::parse("http://[fe80::1]/").unwrap()).unwrap().contains("[fe80::1%eth0]"));
        assert_eq!(missing(&Url::parse("http://[fd00::1]/").unwrap()), None);
    }
}

//! Addresses that mean something else than a camera: this machine, its network's metadata, or an IPv4 address
//! in the clothes of IPv6.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::{IpNet, Ipv4Net, Ipv6Net};

/// A range of addresses that no name and no wide range opens: an entry of the list must lie within it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Special {
    pub(crate) range: IpNet,
    /// What it is for, as in "an address for ...".
    pub(crate) purpose: &'static str,
}

/// The special range that an address is in, the narrowest one.
pub(crate) fn special(address: IpAddr) -> Option<Special> {
    ranges().find(|special| special.range.contains(&address))
}

/// Whether an IPv6 address is an IPv4 address written so (RFC 4291 section 2.5.5.2).
pub(crate) fn is_mapped(range: &IpNet) -> bool {
    matches!(range, IpNet::V6(range) if range.addr().to_ipv4_mapped().is_some())
}

type V4 = ([u8; 4], u8, &'static str);
type V6 = ([u16; 8], u8, &'static str);

const METADATA: &str = "a cloud's metadata";
const LOOPBACK: &str = "this machine alone";
const LINK: &str = "this link alone";
const NONE: &str = "no machine";
const GROUPS: &str = "groups of machines";
const WRAPPED: &str = "IPv4 in IPv6";

/// Narrow ranges first. IANA's registries of special-purpose addresses (RFC 6890); the metadata services are
/// those that clouds document.
const V4: [V4; 10] = [
    ([169, 254, 169, 254], 32, METADATA),
    ([169, 254, 170, 2], 32, METADATA),
    ([100, 100, 100, 200], 32, METADATA),
    ([168, 63, 129, 16], 32, METADATA),
    ([255, 255, 255, 255], 32, GROUPS),
    ([0, 0, 0, 0], 8, NONE),
    ([127, 0, 0, 0], 8, LOOPBACK),
    ([169, 254, 0, 0], 16, LINK),
    ([224, 0, 0, 0], 4, GROUPS),
    ([240, 0, 0, 0], 4, NONE),
];

const V6: [V6; 12] = [
    ([0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254], 128, METADATA),
    ([0, 0, 0, 0, 0, 0, 0, 0], 128, NONE),
    ([0, 0, 0, 0, 0, 0, 0, 1], 128, LOOPBACK),
    ([0, 0, 0, 0, 0, 0xffff, 0, 0], 96, WRAPPED),
    ([0, 0, 0, 0, 0, 0, 0, 0], 96, WRAPPED),
    ([0, 0, 0, 0, 0xffff, 0, 0, 0], 96, WRAPPED),
    ([0x64, 0xff9b, 0, 0, 0, 0, 0, 0], 96, WRAPPED),
    ([0x64, 0xff9b, 1, 0, 0, 0, 0, 0], 48, WRAPPED),
    ([0x2001, 0, 0, 0, 0, 0, 0, 0], 32, WRAPPED),
    ([0x2002, 0, 0, 0, 0, 0, 0, 0], 16, WRAPPED),
    ([0xfe80, 0, 0, 0, 0, 0, 0, 0], 10, LINK),
    ([0xff00, 0, 0, 0, 0, 0, 0, 0], 8, GROUPS),
];

fn ranges() -> impl Iterator<Item = Special> {
    let v4 = V4.iter().map(|&(address, prefix, purpose)| {
        (Ipv4Net::new(Ipv4Addr::from(address), prefix).ok().map(IpNet::V4), purpose)
    });
    let v6 = V6.iter().map(|&(address, prefix, purpose)| {
        (Ipv6Net::new(Ipv6Addr::from(address), prefix).ok().map(IpNet::V6), purpose)
    });
    v4.chain(v6).filter_map(|(range, purpose)| Some(Special { range: range?, purpose }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_range_of_the_tables_counts() {
        assert_eq!(ranges().count(), V4.len() + V6.len());
        assert!(ranges().all(|special| special.range == special.range.trunc()));
    }

    #[test]
    fn knows_what_is_no_camera() {
        for (address, purpose) in [
            ("127.0.0.1", LOOPBACK),
            ("127.255.255.254", LOOPBACK),
            ("0.0.0.0", NONE),
            ("0.1.2.3", NONE),
            ("169.254.169.254", METADATA),
            ("169.254.1.1", LINK),
            ("224.0.0.1", GROUPS),
            ("255.255.255.255", GROUPS),
            ("250.1.1.1", NONE),
            ("::1", LOOPBACK),
            ("::", NONE),
            ("::ffff:127.0.0.1", WRAPPED),
            ("::ffff:192.168.0.90", WRAPPED),
            ("::127.0.0.1", WRAPPED),
            ("::ffff:0:127.0.0.1", WRAPPED),
            ("64:ff9b::7f00:1", WRAPPED),
            ("64:ff9b:1::7f00:1", WRAPPED),
            ("2002:7f00:1::", WRAPPED),
            ("2001:0:7f00:1::", WRAPPED),
            ("fe80::1", LINK),
            ("ff02::1", GROUPS),
            ("fd00:ec2::254", METADATA),
        ] {
            let special = special(address.parse().unwrap());
            assert_eq!(special.map(|special| special.purpose), Some(purpose), "{address}");
        }
        for address in ["192.168.0.90", "10.0.0.1", "172.16.1.1", "198.51.100.7", "fd12::1", "2001:db8::1"] {
            assert_eq!(special(address.parse().unwrap()), None, "{address}");
        }
    }
}

//! How many connections an address has.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Arc, Mutex};

use crate::lock::lock;

/// Connections of each address that has any.
#[derive(Debug)]
pub(super) struct Peers {
    most: usize,
    counts: Mutex<HashMap<IpAddr, usize>>,
}

/// A connection's place. It is free again when this is dropped.
#[derive(Debug)]
pub(super) struct Peer {
    peers: Arc<Peers>,
    key: IpAddr,
}

impl Peers {
    /// At most so many connections for each address.
    pub(super) fn new(most: usize) -> Arc<Self> {
        Arc::new(Self { most, counts: Mutex::default() })
    }

    /// A place for one more connection of this address, if it may have one.
    pub(super) fn enter(self: &Arc<Self>, address: IpAddr) -> Option<Peer> {
        let key = key(address);
        // The map is whole between any two statements: a panic elsewhere does not spoil it.
        let mut counts = lock(&self.counts);
        let count = counts.entry(key).or_insert(0);
        if *count >= self.most {
            return None;
        }
        *count += 1;
        Some(Peer { peers: Arc::clone(self), key })
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        let mut counts = lock(&self.peers.counts);
        if let Some(count) = counts.get_mut(&self.key) {
            *count -= 1;
            if *count == 0 {
                counts.remove(&self.key);
            }
        }
    }
}

/// What counts as one address: of IPv6 the network of 64 bits, of which a machine may use any address.
fn key(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => IpAddr::V4(address),
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & (u128::MAX << 64))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_so_many_places_and_gets_them_back() {
        let peers = Peers::new(2);
        let enter = |address: &str| peers.enter(address.parse().unwrap());
        let first = enter("192.168.0.5").unwrap();
        let _second = enter("::ffff:192.168.0.5").unwrap();
        assert!(enter("192.168.0.5").is_none());
        let _other = enter("192.168.0.6").unwrap();
        drop(first);
        let _third = enter("192.168.0.5").unwrap();
        assert!(enter("192.168.0.5").is_none());
    }

    #[test]
    fn a_network_of_ipv6_counts_as_one_and_is_forgotten_when_it_has_gone() {
        let peers = Peers::new(1);
        let one = peers.enter("2001:db8::1".parse().unwrap()).unwrap();
        assert!(peers.enter("2001:db8::2".parse().unwrap()).is_none());
        assert!(peers.enter("2001:db8:0:1::2".parse().unwrap()).is_some());
        drop(one);
        assert!(peers.counts.lock().unwrap().is_empty());
    }
}

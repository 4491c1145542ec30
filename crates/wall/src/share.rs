//! A browser's connections, divided among the tiles of a wall.
//!
//! Browsers open six connections to a host over HTTP/1.1. A stream holds one for as long as it
//! plays, so a seventh tile of one host would wait in silence. Here it is told that it waits, and
//! gets still pictures in turn with the others that wait ([`Stills`](crate::Stills)).

use std::cmp::Reverse;
use std::collections::BTreeMap;

/// A tile, as far as connections depend on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TileLink<'a> {
    /// Scheme, host and port: tiles of one host share its connections. `None` if the tile takes none of
    /// its own, because one response carries many streams.
    pub host: Option<&'a str>,
    /// Streams go to the highest first, and to the first of equals. A tile opened large or in focus
    /// has a high one.
    pub priority: u8,
    /// Whether it can be seen. A tile that nobody sees lets go of its camera.
    pub is_visible: bool,
    /// It has a stream now. It keeps that while others of its priority wait.
    pub is_streaming: bool,
    /// The camera offers single pictures.
    pub has_stills: bool,
}

/// How a tile gets its pictures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Service {
    /// Its own stream.
    Stream,
    /// Single pictures, in turn with the other tiles of this host that wait.
    Stills,
    /// Nothing until a connection is free.
    Waiting,
    /// Nothing, because nobody sees it.
    Released,
}

/// Divides `connections` to each host among its tiles. While tiles of a host wait, one of its
/// connections is left for their still pictures.
#[must_use]
pub fn share(tiles: &[TileLink<'_>], connections: usize) -> Vec<Service> {
    let mut services = vec![Service::Released; tiles.len()];
    let mut hosts: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (index, tile) in tiles.iter().enumerate().filter(|(_, tile)| tile.is_visible) {
        match tile.host {
            Some(host) => hosts.entry(host).or_default().push(index),
            None => services[index] = Service::Stream,
        }
    }
    for mut waiting in hosts.into_values() {
        // A stable sort: equals stay in their order.
        waiting.sort_by_key(|index| Reverse((tiles[*index].priority, tiles[*index].is_streaming)));
        let is_enough = waiting.len() <= connections;
        let streams = if is_enough { waiting.len() } else { connections.saturating_sub(1) };
        for (place, index) in waiting.into_iter().enumerate() {
            services[index] = match () {
                () if place < streams => Service::Stream,
                () if tiles[index].has_stills && connections > 0 => Service::Stills,
                () => Service::Waiting,
            };
        }
    }
    services
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tile(host: &str) -> TileLink<'_> {
        TileLink { host: Some(host), priority: 0, is_visible: true, is_streaming: false, has_stills: true }
    }

    #[test]
    fn six_tiles_of_a_host_stream() {
        assert_eq!(share(&vec![tile("a"); 6], 6), [Service::Stream; 6]);
    }

    #[test]
    fn of_seven_tiles_five_stream_and_two_get_stills() {
        let services = share(&vec![tile("a"); 7], 6);
        assert_eq!(services[..5], [Service::Stream; 5]);
        assert_eq!(services[5..], [Service::Stills; 2]);
    }

    #[test]
    fn hosts_do_not_share() {
        let tiles = [vec![tile("a"); 6], vec![tile("b"); 6]].concat();
        assert_eq!(share(&tiles, 6), [Service::Stream; 12]);
    }

    #[test]
    fn a_tile_that_is_opened_large_streams_at_once() {
        let mut tiles = vec![tile("a"); 9];
        tiles[8].priority = 1;
        let services = share(&tiles, 6);
        assert_eq!(services[8], Service::Stream);
        assert_eq!(services.iter().filter(|service| **service == Service::Stream).count(), 5);
    }

    #[test]
    fn a_tile_that_nobody_sees_leaves_its_connection_to_others() {
        let mut tiles = vec![tile("a"); 7];
        tiles[0].is_visible = false;
        let services = share(&tiles, 6);
        assert_eq!(services[0], Service::Released);
        assert_eq!(services[1..], [Service::Stream; 6]);
    }

    #[test]
    fn a_camera_without_stills_waits() {
        let mut tiles = vec![tile("a"); 7];
        tiles[6].has_stills = false;
        assert_eq!(share(&tiles, 6)[6], Service::Waiting);
    }

    #[test]
    fn a_tile_that_streams_goes_on_while_equals_wait() {
        let mut tiles = vec![tile("a"); 9];
        tiles[8].priority = 1;
        for (tile, service) in share(&tiles, 6).into_iter().enumerate() {
            tiles[tile].is_streaming = service == Service::Stream;
        }
        tiles[8].priority = 0;
        let services = share(&tiles, 6);
        assert_eq!(services[8], Service::Stream);
        assert_eq!(services[4], Service::Stills);
    }

    #[test]
    fn tiles_that_share_one_response_all_stream() {
        let tiles = vec![TileLink { host: None, ..tile("a") }; 40];
        assert_eq!(share(&tiles, 6), [Service::Stream; 40]);
    }
}

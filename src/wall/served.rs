//! How a tile is served: by a stream, by stills in turn, or not now; and what its source becomes by that.

use player::{Route, Source, Transport};
use vapix::{Argument, ImageRequest};
use wall::{Size, TileRequest};

use crate::model::routes::share_response;

/// How a tile is served.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Serving {
    /// Nothing is decided yet: it does not connect.
    #[default]
    Undecided,
    /// It streams. `None` leaves the request as the address has it.
    Stream(Option<TileRequest>),
    /// It waits for a connection, and it is its turn to get a still picture, requested like this.
    Still(Option<TileRequest>),
    /// It waits for a connection.
    Waiting {
        /// It gets still pictures in turn.
        has_stills: bool,
    },
    /// Nobody sees it: it has let go of its camera.
    Released,
}

impl Serving {
    /// Whether it is its turn to get a still picture.
    #[must_use]
    pub fn is_still(&self) -> bool {
        matches!(self, Self::Still(_))
    }

    /// Why a tile does not stream although a person sees it; `None` if it does.
    #[must_use]
    pub fn words(&self) -> Option<&'static str> {
        match self {
            Self::Still(_) | Self::Waiting { has_stills: true } => {
                Some("Stills in turn: all connections to this host are taken")
            }
            Self::Waiting { has_stills: false } => Some("Waiting: all connections to this host are taken"),
            Self::Undecided | Self::Stream(_) | Self::Released => None,
        }
    }
}

/// What a tile's player plays: `source`, as `serving` has it. `None` while it plays nothing.
#[must_use]
pub fn served(source: Option<Source>, serving: &Serving) -> Option<Source> {
    let mut source = source?;
    share_response(&mut source.stream.routes);
    match serving {
        Serving::Stream(None) => {}
        Serving::Stream(Some(request)) => request_of(&mut source, request),
        Serving::Still(request) => {
            if let Some(request) = request {
                request_of(&mut source, request);
            }
            source.stream.routes.retain(|route| route.transport == Transport::Snapshots);
            source.stream.worked = None;
            // It is played until the first picture comes.
            source.stream.fps = Some(1);
            if source.stream.routes.is_empty() {
                return None;
            }
        }
        Serving::Undecided | Serving::Waiting { .. } | Serving::Released => return None,
    }
    Some(source)
}

/// Whether the address names a resolution, which is then kept.
#[must_use]
pub fn names_size(source: &Source) -> bool {
    let request = source.stream.routes.first().and_then(|route| ImageRequest::parse(&route.url));
    request.is_some_and(|request| request.arguments.resolution.is_some())
}

/// Whether a resolution can be requested: the camera understands image arguments.
#[must_use]
pub fn has_arguments(source: &Source) -> bool {
    source.stream.routes.first().is_some_and(|route| ImageRequest::parse(&route.url).is_some())
}

fn request_of(source: &mut Source, request: &TileRequest) {
    for route in &mut source.stream.routes {
        *route = requested(route, request);
    }
}

fn requested(route: &Route, request: &TileRequest) -> Route {
    let Some(mut camera) = ImageRequest::parse(&route.url) else { return route.clone() };
    let mut set = |argument: Argument, value: Option<String>| {
        if let Some(value) = value {
            // A camera's own sizes are sizes.
            let _ = camera.arguments.set(argument, &value);
        }
    };
    set(Argument::Resolution, request.size.map(|Size { width, height }| format!("{width}x{height}")));
    set(Argument::Compression, request.compression.map(|compression| compression.to_string()));
    if route.transport != Transport::Snapshots {
        set(Argument::Fps, request.fps.map(|fps| fps.to_string()));
    }
    let url = camera.url();
    let via = route.via.as_ref().map(|via| via.replace(&route.url, &url));
    Route { url, via, ..route.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wall::Why;

    fn source() -> Source {
        let mut source = Source::new(Transport::Fetch, "http://cam/axis-cgi/mjpg/video.cgi?camera=2");
        source.stream.routes.push(Route {
            transport: Transport::Snapshots,
            url: "http://cam/axis-cgi/jpg/image.cgi?camera=2".into(),
            via: None,
        });
        source
    }

    fn urls(source: Option<Source>) -> Vec<String> {
        source
            .map(|source| source.stream.routes.into_iter().map(|route| route.url).collect())
            .unwrap_or_default()
    }

    #[test]
    fn the_request_of_a_tile_is_in_the_addresses_it_plays() {
        let size = Some(Size { width: 640, height: 360 });
        let request = TileRequest { size, fps: Some(5), compression: None, why: Why::Chosen };
        assert_eq!(
            urls(served(Some(source()), &Serving::Stream(Some(request)))),
            [
                "http://cam/axis-cgi/mjpg/video.cgi?camera=2&resolution=640x360&fps=5",
                "http://cam/axis-cgi/jpg/image.cgi?camera=2&resolution=640x360",
            ]
        );
        assert_eq!(served(Some(source()), &Serving::Stream(None)), Some(source()));
        assert_eq!(
            urls(served(Some(source()), &Serving::Still(Some(request)))),
            ["http://cam/axis-cgi/jpg/image.cgi?camera=2&resolution=640x360"]
        );
    }

    #[test]
    fn tiles_of_the_gateway_share_a_response_from_the_first_one_on() {
        let transports = |source: Source| {
            let served = served(Some(source), &Serving::Stream(None)).unwrap();
            served.stream.routes.iter().map(|route| route.transport).collect::<Vec<_>>()
        };
        let mut relayed = source();
        relayed.stream.routes[0].transport = Transport::Relay;
        assert_eq!(transports(relayed.clone()), [Transport::Mux, Transport::Relay, Transport::Snapshots]);
        // The only way that a person wants.
        relayed.stream.routes.truncate(1);
        assert_eq!(transports(relayed), [Transport::Relay]);
    }

    #[test]
    fn a_tile_that_waits_plays_stills_or_nothing() {
        assert_eq!(
            urls(served(Some(source()), &Serving::Still(None))),
            ["http://cam/axis-cgi/jpg/image.cgi?camera=2"]
        );
        for none in [Serving::Undecided, Serving::Released, Serving::Waiting { has_stills: true }] {
            assert_eq!(served(Some(source()), &none), None);
        }
        let stream = Source::new(Transport::Fetch, "http://pi:8080/?action=stream");
        assert_eq!(served(Some(stream.clone()), &Serving::Still(None)), None);
        assert!(!has_arguments(&stream) && has_arguments(&source()));
        assert!(!names_size(&source()));
    }
}

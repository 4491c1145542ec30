//! What each tile requests from its camera, and which of them stream.

use std::rc::Rc;
use std::time::Duration;

use wall::{
    Allowed, Budget, RateChange, Service, Size, StillEffect, StillInput, Stills, TileLink, TileRate,
    TileRequest, TileRequests, TileSight, TileSize, TileView, Wanted, device_size, share,
};

use super::{Sheet, Tile, TileCamera, TileId, Wall};
use crate::wall::served::Serving;

/// Connections that browsers open to a host over HTTP/1.1.
const CONNECTIONS: usize = 6;
/// A tile waits so long for its camera's list of sizes before it connects without, milliseconds.
const PATIENCE_MS: f64 = 1000.0;

/// What the page measures of a tile.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Figures {
    /// Scheme, host and port whose connections it takes; `None` if one response carries its stream
    /// with others.
    pub host: Option<String>,
    /// There are single pictures.
    pub has_stills: bool,
    /// There is a camera, and a person has not stopped it.
    pub is_wanted: bool,
    /// Bits that it receives a second.
    pub bits: f64,
    /// Frames that it receives a second.
    pub fps: f64,
    /// When the picture that it shows arrived, milliseconds since 1970.
    pub arrived_ms: Option<f64>,
    /// The sizes that its camera offers.
    pub sizes: Sizes,
    /// Its address names a size, which is kept.
    pub names_size: bool,
}

/// What is known of the sizes that a camera offers.
#[derive(Clone, Debug, PartialEq, Default)]
pub enum Sizes {
    /// It is not asked, because its address has no arguments, or it did not tell.
    #[default]
    Unknown,
    /// It is being asked.
    Asking,
    /// These.
    Told(Rc<[Size]>),
}

/// How the wall serves a tile.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Served {
    /// What the tile may do now.
    pub serving: Serving,
    /// The sizes that its camera offers, as far as known.
    pub sizes: Sizes,
    /// The resolution that a person wants for it; at first that of the configuration.
    pub wanted: Wanted,
    /// Its address names a size, which is kept.
    pub names_size: bool,
    /// Bits that it receives a second, while somebody looks at them.
    pub bits: f64,
    requests: Option<TileRequests>,
    sight: TileSight,
    /// When the page heard of it first, milliseconds of its clock.
    begun_ms: Option<f64>,
    /// When the picture arrived that it showed before its turn for a still picture.
    before_ms: Option<f64>,
}

/// What the tiles share.
#[derive(Clone, Debug, PartialEq, Default)]
pub(super) struct Sharing {
    budget: Budget,
    stills: Stills,
}

impl Tile {
    /// Whether the camera turns its picture to the side.
    fn is_turned(&self) -> bool {
        let (width, height) = self.glance.picture;
        let Sizes::Told(sizes) = &self.served.sizes else { return false };
        let is_wide = |size: &Size| size.width > size.height;
        width != height && sizes.last().is_some_and(|size| is_wide(size) != (width > height))
    }
}

impl Served {
    /// Of a tile that nothing is known of yet.
    pub(super) fn new(camera: &TileCamera) -> Self {
        let wanted = match camera.resolution {
            configuration::TileRequest::Match => Wanted::Match,
            configuration::TileRequest::Full => Wanted::Full,
            configuration::TileRequest::Fixed(size) => Wanted::Fixed(size),
        };
        let mut served = Self::default();
        served.want(wanted);
        served
    }

    fn want(&mut self, wanted: Wanted) {
        self.wanted = wanted;
        if let Some(requests) = &mut self.requests {
            requests.want(wanted);
        } else if wanted != Wanted::Match {
            // It can be requested although the camera tells no sizes.
            self.learn([], Allowed::default());
        }
    }

    fn learn(&mut self, sizes: impl IntoIterator<Item = Size>, allowed: Allowed) {
        let mut requests = TileRequests::new(sizes, allowed);
        requests.want(self.wanted);
        self.requests = Some(requests);
    }
}

impl Wall {
    /// The tiles' requests follow their sizes, their connections are shared, and those that nobody sees let
    /// go. Called twice a second, and at once when something has changed that concerns it.
    pub(super) fn serve(&mut self, now_ms: f64, figures: &[(TileId, Figures)]) {
        let now = Duration::from_secs_f64(now_ms.clamp(0.0, 1e15) / 1000.0);
        let unknown = Figures::default();
        let figures: Vec<&Figures> = self
            .tiles
            .iter()
            .map(|tile| {
                figures.iter().find(|(id, _)| *id == tile.id).map_or(&unknown, |(_, figures)| figures)
            })
            .collect();
        self.take_sizes(now_ms, &figures);
        let services = self.share_connections(now, &figures);
        self.keep_budget(now, &figures);
        for (index, service) in services.iter().enumerate() {
            match service {
                Service::Stream => self.stream(now_ms, now, index, figures[index]),
                Service::Released => self.tiles[index].served.serving = Serving::Released,
                Service::Waiting => {
                    self.tiles[index].served.serving = Serving::Waiting { has_stills: false };
                }
                Service::Stills => {
                    let serving = &mut self.tiles[index].served.serving;
                    if !serving.is_still() {
                        *serving = Serving::Waiting { has_stills: true };
                    }
                }
            }
        }
    }

    /// A person wants a tile in another resolution.
    pub(super) fn want(&mut self, id: TileId, wanted: Wanted) {
        let Some(tile) = self.tiles.iter_mut().find(|tile| tile.id == id) else { return };
        tile.served.want(wanted);
    }

    /// A person sets the bits that all tiles may receive.
    pub(super) fn set_megabits(&mut self, megabits: Option<u32>) {
        self.megabits = megabits;
        self.sharing.budget.set(megabits);
    }

    /// Whether the tiles receive more than they may, although nothing can be lowered any more.
    #[must_use]
    pub fn is_over_budget(&self) -> bool {
        self.is_over_budget
    }

    fn take_sizes(&mut self, now_ms: f64, figures: &[&Figures]) {
        let is_looked_at = self.sheet == Some(Sheet::Requests);
        for (tile, figures) in self.tiles.iter_mut().zip(figures) {
            let served = &mut tile.served;
            if figures.is_wanted {
                served.begun_ms.get_or_insert(now_ms);
            }
            served.names_size = figures.names_size;
            served.bits = if is_looked_at { figures.bits } else { 0.0 };
            if served.sizes == figures.sizes {
                continue;
            }
            served.sizes = figures.sizes.clone();
            if let Sizes::Told(sizes) = &served.sizes {
                let sizes = Rc::clone(sizes);
                served.learn(sizes.iter().copied(), self.allowed);
            }
        }
    }

    fn share_connections(&mut self, now: Duration, figures: &[&Figures]) -> Vec<Service> {
        let views: Vec<_> = self.tiles.iter().map(|tile| self.view(tile.id)).collect();
        let (large, held) = (self.large, self.held.is_some());
        let mut links = Vec::with_capacity(self.tiles.len());
        for ((tile, figures), view) in self.tiles.iter_mut().zip(figures).zip(views) {
            // A held wall keeps what it has, and so does a tile that is recorded.
            let is_kept = tile.served.sight.keeps(now, view) || tile.glance.is_recording || held;
            links.push(TileLink {
                host: figures.host.as_deref(),
                priority: u8::from(large == Some(tile.id)),
                is_visible: is_kept && figures.is_wanted,
                is_streaming: matches!(tile.served.serving, Serving::Stream(_)),
                has_stills: figures.has_stills,
            });
        }
        let services = share(&links, CONNECTIONS);
        let mut inputs = vec![StillInput::Tick];
        for (index, figures) in figures.iter().enumerate() {
            let served = &self.tiles[index].served;
            if served.serving.is_still() && figures.arrived_ms.is_some_and(|at| Some(at) != served.before_ms)
            {
                inputs.push(StillInput::Done(index));
            }
        }
        for input in inputs {
            for effect in self.sharing.stills.handle(now, &links, &services, input) {
                match effect {
                    StillEffect::Begin(index) => {
                        let still = Serving::Still(self.request(now, index, figures[index]));
                        let served = &mut self.tiles[index].served;
                        (served.serving, served.before_ms) = (still, figures[index].arrived_ms);
                    }
                    StillEffect::End(index) => {
                        self.tiles[index].served.serving = Serving::Waiting { has_stills: true };
                    }
                }
            }
        }
        services
    }

    fn keep_budget(&mut self, now: Duration, figures: &[&Figures]) {
        let (large, focus) = (self.large, self.focus);
        let rates: Vec<_> = self
            .tiles
            .iter()
            .zip(figures)
            .map(|(tile, figures)| {
                let requests = tile.served.requests.as_ref().filter(|_| !figures.names_size);
                let streams = matches!(tile.served.serving, Serving::Stream(_));
                TileRate {
                    bits: if streams { figures.bits } else { 0.0 },
                    is_focused: large.or(focus) == Some(tile.id),
                    lower: requests.and_then(|requests| requests.lower_factor(Some(figures.fps))),
                    raise: requests.and_then(TileRequests::raise_factor),
                }
            })
            .collect();
        let can_lower = rates.iter().any(|rate| rate.lower.is_some());
        self.is_over_budget = self.sharing.budget.is_exceeded(&rates) && !can_lower;
        if self.held.is_some() {
            return;
        }
        for change in self.sharing.budget.adjust(now, &rates) {
            let (RateChange::Lower(index) | RateChange::Raise(index)) = change;
            if let Some(requests) = &mut self.tiles[index].served.requests {
                match change {
                    RateChange::Lower(_) => requests.lower(),
                    RateChange::Raise(_) => requests.raise(),
                }
            }
        }
    }

    fn stream(&mut self, now_ms: f64, now: Duration, index: usize, figures: &Figures) {
        let tile = &self.tiles[index];
        let is_frozen = self.held.is_some() || tile.glance.is_recording;
        let streams = matches!(tile.served.serving, Serving::Stream(_));
        let waits = tile.served.begun_ms.is_some_and(|begun| now_ms - begun < PATIENCE_MS);
        if figures.sizes == Sizes::Asking && !streams && waits || is_frozen && streams {
            return;
        }
        let request = self.request(now, index, figures);
        self.tiles[index].served.serving = Serving::Stream(request);
    }

    /// What a tile requests at its present size. `None` leaves that to its address.
    fn request(&mut self, now: Duration, index: usize, figures: &Figures) -> Option<TileRequest> {
        let tile = &self.tiles[index];
        let size = self.device_size(tile.id).map(|size| {
            // A camera lists its sizes as they are before it turns them.
            if tile.is_turned() { Size { width: size.height, height: size.width } } else { size }
        });
        // A tile that nobody sees keeps what it has for as long as it has a camera.
        let is_moving = self.drag.is_some() || self.unsettled || size.is_none();
        let size = size.unwrap_or(Size { width: 0, height: 0 });
        let requests = self.tiles[index].served.requests.as_mut().filter(|_| !figures.names_size)?;
        Some(requests.request(now, TileSize { size, is_moving }))
    }

    fn view(&self, id: TileId) -> TileView {
        match self.large {
            Some(large) if large == id => TileView::Shown,
            _ if self.place(id).is_none() => TileView::Out,
            Some(_) => TileView::Covered,
            None => TileView::Shown,
        }
    }

    /// The size of a tile on the screen, as far as it matters for its picture.
    fn device_size(&self, id: TileId) -> Option<Size> {
        let (screen, ratio) = self.screen;
        if self.large == Some(id) {
            return Some(device_size(screen.width, screen.height, ratio, 1));
        }
        let place = self.place(id).filter(|_| self.large.is_none())?;
        let css = |length: u32| f64::from(length) / ratio;
        Some(device_size(css(place.width), css(place.height), ratio, self.places.len()))
    }
}

#[cfg(test)]
mod tests;

//! The picture that a tile requests from its camera, and the reason for it.

use std::time::Duration;

use crate::size::next_smaller;
use crate::{Size, SizeChooser, TileSize};

/// Frame rates to which a tile is lowered, one after the other.
const RATES: [u32; 2] = [10, 5];
/// Compression to which a tile is lowered. An Axis camera's own is 30.
const COMPRESSION: u32 = 50;
/// Part of its bits that a stream keeps at that compression, roughly.
const COMPRESSED: f64 = 0.65;
/// Frame rate of a camera that is not known yet.
const USUAL_RATE: f64 = 25.0;

/// The resolution that a person wants for a tile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Wanted {
    /// The camera's size that fits the tile.
    #[default]
    Match,
    /// The camera's own size.
    Full,
    /// This size.
    Fixed(Size),
}

/// What a wall may change besides the size.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Allowed {
    /// The frame rate.
    pub fps: bool,
    /// The compression.
    pub compression: bool,
}

/// Arguments of a tile's request. What is `None` is left to the address and the camera.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TileRequest {
    /// Resolution.
    pub size: Option<Size>,
    /// The most frames a second.
    pub fps: Option<u32>,
    /// Compression, 0 to 100.
    pub compression: Option<u32>,
    /// The reason for the size.
    pub why: Why,
}

/// The reason for a requested size.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// It fits the tile, which has so many device pixels.
    Fits(Size),
    /// It is the largest of the camera's; the tile has so many device pixels.
    Largest(Size),
    /// A larger one would fit, but all tiles together may not receive more.
    Budget {
        /// The one that would fit.
        fits: Size,
    },
    /// A person has chosen it.
    Chosen,
    /// A person has chosen the camera's own size.
    Full,
    /// The camera does not say which sizes it has.
    NoSizes,
    /// The address names a size, and keeps it.
    Address,
}

/// Decides what a tile requests.
#[derive(Debug, Clone, PartialEq)]
pub struct TileRequests {
    chooser: SizeChooser,
    allowed: Allowed,
    wanted: Wanted,
    /// By so many steps the tile is lowered for the budget.
    lowered: u8,
    /// The last request without lowering.
    chosen: Option<Size>,
}

impl TileRequests {
    /// For a camera that offers these sizes.
    #[must_use]
    pub fn new(offered: impl IntoIterator<Item = Size>, allowed: Allowed) -> Self {
        let chooser = SizeChooser::new(offered);
        Self { chooser, allowed, wanted: Wanted::Match, lowered: 0, chosen: None }
    }

    /// A person wants another resolution.
    pub fn want(&mut self, wanted: Wanted) {
        self.wanted = wanted;
    }

    /// The resolution that a person wants.
    #[must_use]
    pub fn wanted(&self) -> Wanted {
        self.wanted
    }

    /// The sizes that the camera offers, smallest first.
    #[must_use]
    pub fn offered(&self) -> &[Size] {
        self.chooser.offered()
    }

    /// The request for a tile of this size.
    pub fn request(&mut self, now: Duration, tile: TileSize) -> TileRequest {
        self.chosen = self.chooser.choose(now, tile);
        let (mut size, mut why) = match (self.wanted, self.chosen) {
            (Wanted::Full, _) => (None, Why::Full),
            (Wanted::Fixed(size), _) => (Some(size), Why::Chosen),
            (Wanted::Match, None) => (None, Why::NoSizes),
            (Wanted::Match, Some(size)) => {
                let is_smaller = size.width < tile.size.width && size.height < tile.size.height;
                let is_short = is_smaller && self.offered().last() == Some(&size);
                (Some(size), if is_short { Why::Largest(tile.size) } else { Why::Fits(tile.size) })
            }
        };
        let lowered = self.lowering();
        if let (Some(fits), Wanted::Match, Some(smaller)) = (size, self.wanted, lowered.size)
            && smaller != fits
        {
            (size, why) = (Some(smaller), Why::Budget { fits });
        }
        TileRequest { size, fps: lowered.fps, compression: lowered.compression, why }
    }

    /// Lowers the request by one step, if [`lower_factor`](Self::lower_factor) says that there is one.
    pub fn lower(&mut self) {
        if self.lower_factor(None).is_some() {
            self.lowered += 1;
        }
    }

    /// Takes back one step.
    pub fn raise(&mut self) {
        self.lowered = self.lowered.saturating_sub(1);
    }

    /// By how many steps the request is lowered.
    #[must_use]
    pub fn lowered(&self) -> u8 {
        self.lowered
    }

    /// Part of its bits that the stream would keep, roughly, if its request were lowered by one more
    /// step. `fps` is its measured frame rate. `None` if there is no further step.
    #[must_use]
    pub fn lower_factor(&self, fps: Option<f64>) -> Option<f64> {
        let (now, next) = (self.after(self.lowered), self.after(self.lowered.checked_add(1)?));
        (now != next).then(|| self.weight(&next, fps) / self.weight(&now, fps))
    }

    /// By which factor the stream's bits would grow, roughly, if one step were taken back. `None` if its
    /// request is not lowered.
    #[must_use]
    pub fn raise_factor(&self) -> Option<f64> {
        let (before, now) = (self.after(self.lowered.checked_sub(1)?), self.after(self.lowered));
        Some(self.weight(&before, None) / self.weight(&now, None).max(f64::MIN_POSITIVE))
    }

    fn lowering(&self) -> Lowered {
        self.after(self.lowered)
    }

    /// The request after so many steps: first the frame rate, then the compression, then the size.
    fn after(&self, steps: u8) -> Lowered {
        let mut steps = usize::from(steps);
        let mut lowered = Lowered { size: self.chosen, fps: None, compression: None };
        if self.allowed.fps {
            let taken = steps.min(RATES.len());
            lowered.fps = taken.checked_sub(1).and_then(|last| RATES.get(last)).copied();
            steps -= taken;
        }
        if self.allowed.compression && steps > 0 {
            lowered.compression = Some(COMPRESSION);
            steps -= 1;
        }
        if self.wanted == Wanted::Match {
            for _ in 0..steps {
                let Some(smaller) = lowered.size.and_then(|size| next_smaller(self.offered(), size)) else {
                    break;
                };
                lowered.size = Some(smaller);
            }
        }
        lowered
    }

    /// What a stream's bits are in proportion to.
    fn weight(&self, lowered: &Lowered, fps: Option<f64>) -> f64 {
        let area = lowered.size.map_or(1.0, |size| size.area() as f64);
        let own = fps.filter(|fps| *fps > 0.0).unwrap_or(USUAL_RATE);
        let rate = lowered.fps.map_or(own, |fps| f64::from(fps).min(own));
        area * rate * if lowered.compression.is_some() { COMPRESSED } else { 1.0 }
    }
}

/// A lowered request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Lowered {
    size: Option<Size>,
    fps: Option<u32>,
    compression: Option<u32>,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const fn size(width: u32, height: u32) -> Size {
        Size { width, height }
    }

    const OFFERED: [Size; 4] = [size(320, 180), size(640, 360), size(1280, 720), size(1920, 1080)];

    fn tile(width: u32, height: u32) -> TileSize {
        TileSize { size: size(width, height), is_moving: false }
    }

    fn requests(allowed: Allowed) -> TileRequests {
        let mut requests = TileRequests::new(OFFERED, allowed);
        requests.request(Duration::ZERO, tile(1280, 720));
        requests
    }

    #[test]
    fn a_request_says_why_it_is_as_it_is() {
        let ask = |wanted, offered: &[Size], at| {
            let mut requests = TileRequests::new(offered.iter().copied(), Allowed::default());
            requests.want(wanted);
            let TileRequest { size, why, fps, compression } = requests.request(Duration::ZERO, at);
            assert_eq!((fps, compression), (None, None));
            (size, why)
        };
        let small = tile(480, 270);
        assert_eq!(ask(Wanted::Match, &OFFERED, small), (Some(size(640, 360)), Why::Fits(small.size)));
        let huge = tile(3840, 2160);
        assert_eq!(ask(Wanted::Match, &OFFERED, huge), (Some(size(1920, 1080)), Why::Largest(huge.size)));
        assert_eq!(ask(Wanted::Match, &[], small), (None, Why::NoSizes));
        assert_eq!(ask(Wanted::Full, &OFFERED, small), (None, Why::Full));
        let fixed = size(800, 600);
        assert_eq!(ask(Wanted::Fixed(fixed), &OFFERED, small), (Some(fixed), Why::Chosen));
    }

    #[test]
    fn a_tile_over_the_budget_loses_frames_first_and_then_pixels() {
        let mut requests = requests(Allowed { fps: true, compression: true });
        let mut seen = Vec::new();
        while requests.lower_factor(Some(25.0)).is_some() {
            requests.lower();
            let TileRequest { size, fps, compression, .. } =
                requests.request(Duration::ZERO, tile(1280, 720));
            seen.push((size.unwrap().width, fps, compression));
        }
        let (ten, five, fifty) = (Some(10), Some(5), Some(50));
        let expected = [
            (1280, ten, None),
            (1280, five, None),
            (1280, five, fifty),
            (640, five, fifty),
            (320, five, fifty),
        ];
        assert_eq!(seen, expected);
        let why = requests.request(Duration::ZERO, tile(1280, 720)).why;
        assert_eq!(why, Why::Budget { fits: size(1280, 720) });
        for _ in 0..9 {
            requests.raise();
        }
        assert_eq!(requests.request(Duration::ZERO, tile(1280, 720)).why, Why::Fits(size(1280, 720)));
    }

    #[test]
    fn what_is_not_allowed_is_not_requested() {
        let mut requests = requests(Allowed::default());
        assert_eq!(requests.lower_factor(Some(25.0)), Some(0.25));
        requests.lower();
        let request = requests.request(Duration::ZERO, tile(1280, 720));
        assert_eq!((request.size, request.fps, request.compression), (Some(size(640, 360)), None, None));
        assert_eq!(requests.raise_factor(), Some(4.0));
    }

    #[test]
    fn a_size_that_a_person_has_chosen_is_kept() {
        let mut requests = requests(Allowed::default());
        requests.want(Wanted::Fixed(size(1920, 1080)));
        assert_eq!(requests.lower_factor(None), None);
        requests.lower();
        assert_eq!(requests.request(Duration::ZERO, tile(320, 180)).size, Some(size(1920, 1080)));
        assert_eq!(requests.lowered(), 0);
    }

    proptest! {
        #[test]
        fn every_step_down_has_fewer_bits_and_ends(
            fps in any::<bool>(), compression in any::<bool>(), rate in prop::option::of(0.1_f64..60.0),
        ) {
            let mut requests = requests(Allowed { fps, compression });
            let mut steps = 0;
            while let Some(factor) = requests.lower_factor(rate) {
                prop_assert!(factor > 0.0 && factor <= 1.0, "{}", factor);
                requests.lower();
                prop_assert!(requests.raise_factor().is_some_and(|factor| factor >= 1.0));
                steps += 1;
                prop_assert!(steps < 10);
            }
        }
    }
}

//! One moment for all tiles: which picture each of them shows while a wall is held.
//!
//! Pictures are placed on one axis by the time at which their cameras took them. A camera that tells
//! no time, or whose clock disagrees with those of the others, is placed by arrival instead, and
//! [`Timeline::source`] says why.
//!
//! ```
//! use wall::{HeldPicture, PictureTime, TileTimes, Timeline};
//!
//! let every = |begin: f64| (0..10).map(move |number| PictureTime {
//!     number,
//!     arrived: begin + 100.0 * number as f64,
//!     captured: None,
//! });
//! let tiles = [TileTimes::new(every(0.0), true), TileTimes::new(every(50.0), true)];
//! let timeline = Timeline::new(&tiles);
//! let moment = timeline.newest(960.0).unwrap_or_default();
//! assert!(matches!(timeline.held(0, moment), HeldPicture::Shown { number: 9, .. }));
//! assert_eq!(timeline.before(moment), Some(900.0));
//! ```

/// Clocks that differ by no more than this many milliseconds are taken for one.
const AGREEING: f64 = 2000.0;
/// A picture stands for the time until the next one, but no longer than this many milliseconds, or
/// [`USUAL`] times its camera's usual interval if that is longer.
const LASTING: f64 = 2000.0;
/// See [`LASTING`].
const USUAL: f64 = 3.0;
/// Pictures from whose delays the delay of the next one is expected.
const RECENT: usize = 100;
/// Two moments that differ by less than this many milliseconds are one.
const SAME: f64 = 0.01;
/// The most pictures of a tile that are remembered, as many as a player keeps.
const MOST: usize = 36_000;

/// When a picture that a tile keeps was taken, and when it arrived.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PictureTime {
    /// Its number. Numbers grow from picture to picture.
    pub number: u64,
    /// When it arrived, milliseconds since 1970 by the clock of this device.
    pub arrived: f64,
    /// When it was taken, milliseconds since 1970 by the camera's clock, if the camera tells.
    pub captured: Option<f64>,
}

/// The pictures that a tile keeps.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TileTimes {
    pictures: Vec<PictureTime>,
    is_live: bool,
}

/// The axis on which a tile's pictures are placed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum TimeSource {
    /// The camera's clock.
    Capture,
    /// Their arrival, for this reason.
    Arrival(NoCapture),
}

/// The reason why a tile's pictures are placed by arrival.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum NoCapture {
    /// The camera tells no time.
    Untold,
    /// The camera tells one time for many pictures.
    Coarse,
    /// The camera's clock goes back.
    Unsteady,
    /// The camera's clock is ahead of the others by so many milliseconds, or behind if negative.
    Apart(f64),
}

/// A tile's picture at a moment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum HeldPicture {
    /// Its picture of that moment.
    Shown {
        /// See [`PictureTime::number`].
        number: u64,
        /// When it was taken, on the wall's axis.
        taken: f64,
    },
    /// It has no picture of that moment, because none came for a while. This is the last one before.
    Gap {
        /// See [`PictureTime::number`].
        number: u64,
        /// When it was taken, on the wall's axis.
        taken: f64,
    },
    /// Its pictures begin later.
    NotYet {
        /// When the first one was taken, on the wall's axis.
        begin: f64,
    },
    /// It keeps no pictures.
    Nothing,
}

/// The pictures of all tiles of a wall on one axis: milliseconds since 1970 by the clock on which most
/// cameras agree, or by that of this device if none tells its own.
#[derive(Debug, Clone, PartialEq)]
pub struct Timeline {
    tracks: Vec<Track>,
    /// How far that clock is ahead of this device's, less the time that the quickest picture takes.
    ahead: f64,
}

/// One tile's pictures.
#[derive(Debug, Clone, PartialEq)]
struct Track {
    source: TimeSource,
    is_live: bool,
    /// Numbers, and when they were taken on the wall's axis, oldest first.
    pictures: Vec<(u64, f64)>,
    /// How long a picture stands for its time.
    lasting: f64,
    /// How much longer than the quickest a picture takes.
    delay: f64,
}

impl TileTimes {
    /// Pictures in the order of their numbers. `is_live` says whether more are coming: others do not
    /// hold back [`Timeline::newest`].
    #[must_use]
    pub fn new(pictures: impl IntoIterator<Item = PictureTime>, is_live: bool) -> Self {
        let mut times = Self::default();
        times.extend(pictures, is_live);
        times
    }

    /// Adds the pictures that are newer than those known. Others are remembered although the tile may
    /// have dropped them, so the moment that is shown does not change.
    pub fn extend(&mut self, pictures: impl IntoIterator<Item = PictureTime>, is_live: bool) {
        self.is_live = is_live;
        for picture in pictures {
            let is_new = self.pictures.last().is_none_or(|last| picture.number > last.number);
            let is_sound = picture.arrived.is_finite() && picture.captured.is_none_or(f64::is_finite);
            if is_new && is_sound {
                self.pictures.push(picture);
            }
        }
        let excess = self.pictures.len().saturating_sub(MOST);
        self.pictures.drain(..excess);
    }
}

impl Timeline {
    /// Places the pictures of these tiles.
    #[must_use]
    pub fn new(tiles: &[TileTimes]) -> Self {
        let clocks: Vec<_> = tiles.iter().map(|tile| clock(&tile.pictures)).collect();
        let told: Vec<_> = clocks.iter().filter_map(|clock| clock.ok()).collect();
        let ahead = common(&told);
        let track = |(tile, clock): (&TileTimes, Result<f64, NoCapture>)| {
            let source = match clock {
                Ok(own) if (own - ahead).abs() <= AGREEING => TimeSource::Capture,
                Ok(own) => TimeSource::Arrival(NoCapture::Apart(own - ahead)),
                Err(why) => TimeSource::Arrival(why),
            };
            Track::new(tile, source, ahead)
        };
        Self { tracks: tiles.iter().zip(clocks).map(track).collect(), ahead }
    }

    /// The newest moment of which the picture of each live tile is known, if it was asked for at `now`
    /// (milliseconds since 1970 by the clock of this device). `None` if no tile keeps a picture.
    #[must_use]
    pub fn newest(&self, now: f64) -> Option<f64> {
        let known = |track: &Track| {
            let last = track.last()?;
            Some(last.max(now + self.ahead - track.delay))
        };
        let live = self.tracks.iter().filter(|track| track.is_live).filter_map(known);
        let any = self.tracks.iter().filter_map(Track::last);
        live.min_by(f64::total_cmp).or_else(|| any.max_by(f64::total_cmp))
    }

    /// The picture of a tile at a moment.
    #[must_use]
    pub fn held(&self, tile: usize, moment: f64) -> HeldPicture {
        let Some(track) = self.tracks.get(tile) else { return HeldPicture::Nothing };
        let Some((_, begin)) = track.pictures.first().copied() else { return HeldPicture::Nothing };
        let after = track.after(moment);
        let Some((number, taken)) = after.checked_sub(1).and_then(|last| track.pictures.get(last)).copied()
        else {
            return HeldPicture::NotYet { begin };
        };
        // A picture stands for its time until the next one comes, unless that is long.
        let next = track.pictures.get(after).map_or(moment, |(_, taken)| *taken);
        if next - taken <= track.lasting {
            HeldPicture::Shown { number, taken }
        } else {
            HeldPicture::Gap { number, taken }
        }
    }

    /// The next moment at which any tile's picture changes.
    #[must_use]
    pub fn after(&self, moment: f64) -> Option<f64> {
        let next = |track: &Track| Some(track.pictures.get(track.after(moment + SAME))?.1);
        self.tracks.iter().filter_map(next).min_by(f64::total_cmp)
    }

    /// The last moment before the picture shown last at `moment` came up.
    #[must_use]
    pub fn before(&self, moment: f64) -> Option<f64> {
        let last = |before: f64| {
            let of = |track: &Track| Some(track.pictures.get(track.after(before).checked_sub(1)?)?.1);
            self.tracks.iter().filter_map(of).max_by(f64::total_cmp)
        };
        let current = last(moment)?;
        last(current - SAME)
    }

    /// `moment`, or the nearest one of which some tile has a picture.
    #[must_use]
    pub fn within(&self, moment: f64) -> f64 {
        let begin = self.tracks.iter().filter_map(|track| track.pictures.first()).map(|(_, taken)| *taken);
        let begin = begin.fold(f64::INFINITY, f64::min);
        let end = self.tracks.iter().filter_map(Track::last).fold(f64::NEG_INFINITY, f64::max);
        if begin <= end { moment.clamp(begin, end) } else { moment }
    }

    /// How a tile's pictures are placed.
    #[must_use]
    pub fn source(&self, tile: usize) -> TimeSource {
        self.tracks.get(tile).map_or(TimeSource::Arrival(NoCapture::Untold), |track| track.source)
    }

    /// Whether the axis is the cameras' clock, and not that of this device.
    #[must_use]
    pub fn is_of_cameras(&self) -> bool {
        self.tracks.iter().any(|track| track.source == TimeSource::Capture)
    }
}

impl Track {
    fn new(tile: &TileTimes, source: TimeSource, ahead: f64) -> Self {
        let mut pictures = Vec::with_capacity(tile.pictures.len());
        let mut last = f64::NEG_INFINITY;
        for PictureTime { number, arrived, captured } in tile.pictures.iter().copied() {
            let captured = captured.filter(|_| source == TimeSource::Capture);
            // This device's clock may have been set back, and then a later picture is not an earlier one.
            last = captured.unwrap_or(arrived + ahead).max(last);
            pictures.push((number, last));
        }
        let recent = tile.pictures.iter().zip(&pictures).rev().take(RECENT);
        let delay = recent.map(|(picture, (_, taken))| picture.arrived + ahead - taken).fold(0.0, f64::max);
        let mut intervals: Vec<f64> =
            pictures.windows(2).rev().take(RECENT).map(|pair| pair[1].1 - pair[0].1).collect();
        intervals.sort_by(f64::total_cmp);
        let usual = intervals.get(intervals.len() / 2).copied().unwrap_or_default();
        Self { source, is_live: tile.is_live, pictures, lasting: (USUAL * usual).max(LASTING), delay }
    }

    fn last(&self) -> Option<f64> {
        self.pictures.last().map(|(_, taken)| *taken)
    }

    /// Index of the first picture after a moment.
    fn after(&self, moment: f64) -> usize {
        self.pictures.partition_point(|(_, taken)| *taken <= moment)
    }
}

/// How far a camera's clock is ahead of this device's, less the time that its quickest picture takes.
fn clock(pictures: &[PictureTime]) -> Result<f64, NoCapture> {
    let told: Option<Vec<_>> = pictures.iter().map(|picture| picture.captured).collect();
    let told = told.filter(|told| !told.is_empty()).ok_or(NoCapture::Untold)?;
    if !told.is_sorted() {
        return Err(NoCapture::Unsteady);
    }
    let same = told.windows(2).filter(|pair| pair[1] - pair[0] < SAME).count();
    if same * 2 > told.len() {
        return Err(NoCapture::Coarse);
    }
    let ahead = pictures.iter().zip(told).map(|(picture, captured)| captured - picture.arrived);
    Ok(ahead.fold(f64::NEG_INFINITY, f64::max))
}

/// The clock on which most agree; of several, the one nearest to this device's. 0 if there is none.
fn common(clocks: &[f64]) -> f64 {
    let agreeing = |clock: f64| clocks.iter().filter(|other| (**other - clock).abs() <= AGREEING).count();
    let better = |one: &&f64, other: &&f64| {
        let by_number = agreeing(**one).cmp(&agreeing(**other));
        by_number.then(other.abs().total_cmp(&one.abs()))
    };
    clocks.iter().max_by(better).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests;

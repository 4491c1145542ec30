//! Pages of tiles, shown one after the other.
//!
//! The next page is prepared before its time comes, so its cameras are connected and have drawn a
//! picture when it is shown. A page that is not ready in time is waited for, while the present page
//! stays; after a while it is left out of this round. A page whose cameras are all dead therefore
//! never darkens the screen, and is tried again in every round.

use std::collections::BTreeSet;
use std::time::Duration;

/// One page of a tour.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TourPage {
    /// Numbers of its tiles, as the wall counts them.
    pub tiles: Vec<usize>,
    /// How long it is shown.
    pub dwell: Duration,
}

/// The times of a tour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TourTimes {
    /// How long before its time a page is prepared.
    pub ahead: Duration,
    /// How long after its time a page is waited for.
    pub patience: Duration,
    /// How long a touch holds the present page.
    pub hold: Duration,
}

/// Happens to a tour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TourInput {
    /// Time passes.
    Tick,
    /// This tile has drawn a picture.
    Ready(usize),
    /// This tile has lost its picture.
    Lost(usize),
    /// A person touches the screen, or an event happens: the present page stays for
    /// [`TourTimes::hold`].
    Hold,
    /// A person wants the next page, or the one before, as soon as it is ready.
    Next,
    /// See [`TourInput::Next`].
    Previous,
}

/// The tour wants this done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TourEffect {
    /// Connect these tiles, out of sight.
    Prepare(Vec<usize>),
    /// Show these tiles instead of those shown until now.
    Show(Vec<usize>),
    /// Let go of the cameras of these tiles.
    Release(Vec<usize>),
}

/// A tour. Pinned tiles are on every page.
#[derive(Debug, Clone)]
pub struct Tour {
    pages: Vec<TourPage>,
    pinned: Vec<usize>,
    times: TourTimes,
    current: usize,
    /// When the present page was shown.
    shown: Duration,
    held_until: Duration,
    next: Option<Coming>,
    /// Tiles that have a picture.
    ready: BTreeSet<usize>,
}

/// The page that is prepared.
#[derive(Debug, Clone, Copy)]
struct Coming {
    page: usize,
    /// A person asked for it.
    is_wanted: bool,
    since: Duration,
}

impl Tour {
    /// A tour that begins with the first page, and the effects that show it. `None` without pages.
    #[must_use]
    pub fn new(
        pages: Vec<TourPage>,
        pinned: Vec<usize>,
        times: TourTimes,
        now: Duration,
    ) -> Option<(Self, Vec<TourEffect>)> {
        if pages.is_empty() {
            return None;
        }
        let tour = Self {
            pages,
            pinned,
            times,
            current: 0,
            shown: now,
            held_until: now,
            next: None,
            ready: BTreeSet::new(),
        };
        let tiles = tour.tiles(0);
        Some((tour, vec![TourEffect::Prepare(tiles.clone()), TourEffect::Show(tiles)]))
    }

    /// Number of the page that is shown.
    #[must_use]
    pub fn page(&self) -> usize {
        self.current
    }

    /// Number of the page that is prepared, if one is.
    #[must_use]
    pub fn coming(&self) -> Option<usize> {
        self.next.map(|next| next.page)
    }

    /// Part of its time for which the present page has been shown, 0 to 1.
    #[must_use]
    pub fn progress(&self, now: Duration) -> f64 {
        let dwell = self.dwell();
        if dwell.is_zero() { 1.0 } else { now.saturating_sub(self.shown).div_duration_f64(dwell).min(1.0) }
    }

    /// Takes an event, and returns what to do.
    pub fn handle(&mut self, now: Duration, input: TourInput) -> Vec<TourEffect> {
        let mut effects = Vec::new();
        match input {
            TourInput::Tick => {}
            TourInput::Ready(tile) => {
                self.ready.insert(tile);
            }
            TourInput::Lost(tile) => {
                self.ready.remove(&tile);
            }
            TourInput::Hold => self.held_until = now + self.times.hold,
            TourInput::Next => self.want(now, 1, &mut effects),
            TourInput::Previous => self.want(now, self.pages.len() - 1, &mut effects),
        }
        self.advance(now, &mut effects);
        effects
    }

    fn advance(&mut self, now: Duration, effects: &mut Vec<TourEffect>) {
        if self.pages.len() == 1 {
            return;
        }
        let due = self.due();
        let Some(coming) = self.next else {
            if now + self.times.ahead >= due {
                self.prepare(self.after(self.current), false, now, effects);
            }
            return;
        };
        let asked = if coming.is_wanted { coming.since } else { due.max(coming.since) };
        if now < asked {
            return;
        }
        let tiles = self.tiles(coming.page);
        if tiles.iter().all(|tile| self.ready.contains(tile)) {
            return self.show(coming.page, now, effects);
        }
        if now < asked + self.times.patience {
            return;
        }
        // Some cameras are dead. A page that shows others, and says why these are not there, is worth
        // showing; a page of dead cameras is not.
        let own = &self.pages[coming.page].tiles;
        if own.iter().any(|tile| self.ready.contains(tile)) {
            return self.show(coming.page, now, effects);
        }
        let page = self.after(coming.page);
        self.leave(coming.page, effects);
        self.next = None;
        if page == self.current {
            // No other page has a picture: this one has another turn.
            self.shown = now;
        } else {
            self.prepare(page, false, now, effects);
        }
    }

    fn want(&mut self, now: Duration, steps: usize, effects: &mut Vec<TourEffect>) {
        let page = (self.current + steps) % self.pages.len();
        if page == self.current {
            return;
        }
        // A person who turns the pages no longer wants this one to stay.
        self.held_until = now;
        match &mut self.next {
            Some(coming) if coming.page == page => {
                (coming.is_wanted, coming.since) = (true, now);
            }
            Some(coming) => {
                let before = coming.page;
                self.leave(before, effects);
                self.prepare(page, true, now, effects);
            }
            None => self.prepare(page, true, now, effects),
        }
    }

    fn prepare(&mut self, page: usize, is_wanted: bool, now: Duration, effects: &mut Vec<TourEffect>) {
        let shown = self.tiles(self.current);
        let tiles: Vec<_> = self.tiles(page).into_iter().filter(|tile| !shown.contains(tile)).collect();
        self.next = Some(Coming { page, is_wanted, since: now });
        if !tiles.is_empty() {
            effects.push(TourEffect::Prepare(tiles));
        }
    }

    fn show(&mut self, page: usize, now: Duration, effects: &mut Vec<TourEffect>) {
        let before = self.current;
        (self.current, self.shown, self.next) = (page, now, None);
        effects.push(TourEffect::Show(self.tiles(page)));
        self.leave(before, effects);
    }

    /// Lets go of the tiles of a page that are not shown.
    fn leave(&mut self, page: usize, effects: &mut Vec<TourEffect>) {
        let shown = self.tiles(self.current);
        let tiles: Vec<_> = self.tiles(page).into_iter().filter(|tile| !shown.contains(tile)).collect();
        for tile in &tiles {
            self.ready.remove(tile);
        }
        if !tiles.is_empty() {
            effects.push(TourEffect::Release(tiles));
        }
    }

    /// When the present page has had its time.
    fn due(&self) -> Duration {
        (self.shown + self.dwell()).max(self.held_until)
    }

    fn dwell(&self) -> Duration {
        self.pages[self.current].dwell
    }

    fn after(&self, page: usize) -> usize {
        (page + 1) % self.pages.len()
    }

    /// Its own tiles and the pinned ones, each once.
    fn tiles(&self, page: usize) -> Vec<usize> {
        let own = self.pages[page].tiles.iter().filter(|tile| !self.pinned.contains(tile));
        self.pinned.iter().chain(own).copied().collect()
    }
}

#[cfg(test)]
mod tests;

//! Which kept picture is displayed when. Times are arrivals by the stream's clock, milliseconds.

use super::{Entry, ReplayCommand, ReplayMode, Ring, Speed};

/// Replay shortens pauses longer than this.
const LONG: f64 = 2000.0;
/// The length of a shortened pause, in the stream's time.
const HOLD: f64 = 1000.0;
/// Two marks closer than this are no loop.
const SHORT: f64 = 50.0;

/// Decides which kept picture is displayed when.
#[derive(Debug, Default)]
pub struct Playback {
    mode: Mode,
    speed: Speed,
    marks: [Option<f64>; 2],
    looping: bool,
}

#[derive(Debug, Default, Clone, Copy, PartialEq)]
enum Mode {
    #[default]
    Live,
    Paused(Position),
    /// The position at the moment `since`.
    Playing {
        from: Position,
        since: f64,
    },
}

/// A picture and a time at which it was the newest.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Position {
    /// Number of the picture.
    pub number: u64,
    /// Arrival, by the stream's clock.
    pub time: f64,
}

/// The picture that the screen should show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlaybackTarget {
    /// Each new picture.
    Live,
    /// The present one, which is no longer kept.
    Hold,
    /// The picture with that number.
    Show(u64),
}

impl Playback {
    /// The displayed picture.
    pub fn mode(&self) -> ReplayMode {
        match self.mode {
            Mode::Live => ReplayMode::Live,
            Mode::Paused(_) => ReplayMode::Paused,
            Mode::Playing { .. } => ReplayMode::Playing,
        }
    }

    /// The playback speed, also while paused.
    pub fn speed(&self) -> Speed {
        self.speed
    }

    /// Whether it plays between the marks only.
    pub fn is_looping(&self) -> bool {
        self.looping
    }

    /// The marks, the earlier first, as far as they are within what is kept.
    pub fn marks<T>(&self, ring: &Ring<T>) -> [Option<f64>; 2] {
        let oldest = ring.oldest().map_or(f64::INFINITY, |entry| entry.arrived);
        match self.marks {
            [Some(one), Some(other)] if one.max(other) < oldest => [None, None],
            [Some(one), Some(other)] => [Some(one.min(other).max(oldest)), Some(one.max(other))],
            marks => marks.map(|mark| mark.filter(|mark| *mark >= oldest)),
        }
    }

    /// The stream's clock stood still for this long.
    pub fn slept(&mut self, milliseconds: f64) {
        match &mut self.mode {
            Mode::Live => {}
            Mode::Paused(position) | Mode::Playing { from: position, .. } => position.time -= milliseconds,
        }
        for mark in self.marks.iter_mut().flatten() {
            *mark -= milliseconds;
        }
    }

    /// Executes `command` at `now`, while the screen shows `shown`. Without pictures it does
    /// nothing.
    pub fn command<T>(&mut self, now: f64, command: ReplayCommand, shown: Option<Position>, ring: &Ring<T>) {
        // Playback has moved on since the last call.
        self.look(now, ring);
        let (Some(oldest), Some(newest)) = (ring.oldest(), ring.newest()) else {
            self.mode = Mode::Live;
            return;
        };
        let live = shown.unwrap_or(position(newest));
        let here = self.position(now).unwrap_or(live);
        match command {
            ReplayCommand::Pause => {
                // While paused, the time of the held picture counts.
                let own = ring.get(here.number).map(position);
                self.mode = Mode::Paused(own.unwrap_or(here));
            }
            ReplayCommand::Resume => {
                if let Mode::Paused(from) = self.mode {
                    if self.speed.is_backwards() && from.time <= oldest.arrived {
                        self.speed = Speed::NORMAL;
                    }
                    self.mode = Mode::Playing { from, since: now };
                }
            }
            ReplayCommand::Live => {
                self.mode = Mode::Live;
                self.speed = Speed::NORMAL;
            }
            ReplayCommand::Step(steps) => {
                if (self.mode != Mode::Live || steps < 0)
                    && let Some(entry) = ring.step(here.number, steps.into())
                {
                    self.mode = Mode::Paused(position(entry));
                }
            }
            ReplayCommand::Jump(milliseconds) => self.jump(now, milliseconds, here, ring),
            ReplayCommand::Show(number) => {
                if let Some(entry) = ring.get(number) {
                    self.mode = Mode::Paused(position(entry));
                }
            }
            ReplayCommand::Seek(time) => self.seek(now, time, ring),
            ReplayCommand::Oldest => self.seek(now, oldest.arrived, ring),
            ReplayCommand::SetSpeed(speed) => {
                self.speed = speed;
                if let Mode::Playing { .. } = self.mode {
                    self.mode = Mode::Playing { from: here, since: now };
                }
            }
            ReplayCommand::Shuttle(backwards) => {
                let playing = matches!(self.mode, Mode::Playing { .. });
                if self.mode == Mode::Live && !backwards {
                    return;
                }
                let again = playing && self.speed.is_backwards() == backwards;
                self.speed = if again { self.speed.doubled() } else { Speed::new(0, backwards) };
                self.mode = Mode::Playing { from: here, since: now };
            }
            ReplayCommand::Mark(second) => {
                let mark = &mut self.marks[usize::from(second)];
                *mark = if *mark == Some(here.time) { None } else { Some(here.time) };
            }
            ReplayCommand::Loop(on) => self.looping = on,
        }
        self.look(now, ring);
    }

    /// Returns the picture that the screen should show at `now`.
    pub fn look<T>(&mut self, now: f64, ring: &Ring<T>) -> PlaybackTarget {
        match self.mode {
            Mode::Live => PlaybackTarget::Live,
            Mode::Paused(Position { number, .. }) => match ring.get(number) {
                Some(_) => PlaybackTarget::Show(number),
                None => PlaybackTarget::Hold,
            },
            Mode::Playing { .. } => self.play(now, ring),
        }
    }

    /// Milliseconds until the next picture is due, while playing.
    pub fn due<T>(&self, now: f64, ring: &Ring<T>) -> Option<f64> {
        let Mode::Playing { .. } = self.mode else { return None };
        let time = self.position(now)?.time;
        let speed = self.speed.times().abs();
        let wait = if self.speed.is_backwards() {
            // After the arrival of the displayed picture.
            time - ring.at(time)?.arrived + 1.0
        } else {
            ring.after(time).map_or(0.0, |entry| entry.arrived - time)
        };
        Some((wait.min(HOLD) / speed).max(0.0))
    }

    /// The picture that will be shown after that with `number`, while playing.
    pub fn next<'r, T>(&self, number: u64, ring: &'r Ring<T>) -> Option<&'r Entry<T>> {
        let Mode::Playing { .. } = self.mode else { return None };
        let step = if self.speed.is_backwards() { -1 } else { 1 };
        ring.step(number, step).filter(|entry| entry.number != number)
    }

    fn play<T>(&mut self, now: f64, ring: &Ring<T>) -> PlaybackTarget {
        let (Some(position), Some(oldest), Some(newest)) = (self.position(now), ring.oldest(), ring.newest())
        else {
            self.mode = Mode::Live;
            return PlaybackTarget::Live;
        };
        let backwards = self.speed.is_backwards();
        let mut time = position.time;
        let bounds = match self.marks(ring) {
            [Some(first), Some(last)] if self.looping && last - first >= SHORT => Some((first, last)),
            _ => None,
        };
        if let Some((first, last)) = bounds {
            if time < first || time > last {
                time = if backwards { last } else { first };
            }
        } else if !backwards && time >= newest.arrived {
            self.mode = Mode::Live;
            self.speed = Speed::NORMAL;
            return PlaybackTarget::Live;
        } else if backwards && time <= oldest.arrived {
            self.mode = Mode::Paused(self::position(oldest));
            return PlaybackTarget::Show(oldest.number);
        }
        time = time.max(oldest.arrived);
        let entry = ring.at(time).unwrap_or(newest);
        if let Some(after) = ring.after(time)
            && after.arrived - entry.arrived > LONG
        {
            if !backwards && time - entry.arrived >= HOLD {
                time = after.arrived;
            } else if backwards && after.arrived - time >= HOLD {
                time = time.min(entry.arrived);
            }
        }
        let number = ring.at(time).map_or(entry.number, |entry| entry.number);
        self.mode = Mode::Playing { from: Position { number, time }, since: now };
        PlaybackTarget::Show(number)
    }

    fn jump<T>(&mut self, now: f64, milliseconds: f64, here: Position, ring: &Ring<T>) {
        if self.mode == Mode::Live && milliseconds >= 0.0 {
            return;
        }
        let time = here.time + milliseconds;
        let Some(entry) = ring.at(time) else { return };
        if let Mode::Paused(_) = self.mode {
            // If pictures are rarer than that, to the next one.
            let step = if milliseconds < 0.0 { -1 } else { 1 };
            let entry = if entry.number == here.number { ring.step(here.number, step) } else { Some(entry) };
            self.mode = entry.map_or(self.mode, |entry| Mode::Paused(position(entry)));
        } else {
            let from = Position { number: entry.number, time: time.max(entry.arrived) };
            self.mode = Mode::Playing { from, since: now };
        }
    }

    fn seek<T>(&mut self, now: f64, time: f64, ring: &Ring<T>) {
        let Some(entry) = ring.at(time) else { return };
        self.mode = match self.mode {
            Mode::Playing { .. } => {
                let newest = ring.newest().map_or(time, |newest| newest.arrived);
                // Not `clamp`, whose panic brings the printing of floating-point numbers: 12 kB.
                let time = time.min(newest).max(entry.arrived);
                Mode::Playing { from: Position { number: entry.number, time }, since: now }
            }
            Mode::Live | Mode::Paused(_) => Mode::Paused(position(entry)),
        };
    }

    /// The position at `now`; `None` while live.
    fn position(&self, now: f64) -> Option<Position> {
        match self.mode {
            Mode::Live => None,
            Mode::Paused(position) => Some(position),
            Mode::Playing { from, since } => {
                let time = from.time + (now - since) * self.speed.times();
                Some(Position { number: from.number, time })
            }
        }
    }
}

fn position<T>(entry: &Entry<T>) -> Position {
    Position { number: entry.number, time: entry.arrived }
}

#[cfg(test)]
mod tests;

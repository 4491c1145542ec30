//! The timeline of the buffer, and the commands for it. No browser and no clock in here.

use player::{ReplayCommand, ReplayMode, ReplayReport, Speed};

use crate::figures;
use crate::keys::Command;
use crate::snapshot::LocalTime;

/// From here to its end the timeline means live.
const LIVE: f64 = 0.995;

/// The times between which a timeline stands, milliseconds since 1970.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Axis {
    begin: f64,
    end: f64,
}

impl Axis {
    /// From the oldest picture kept to the newest.
    #[must_use]
    pub fn new(replay: &ReplayReport) -> Self {
        Self { begin: replay.begin_ms, end: replay.end_ms.max(replay.begin_ms + 1.0) }
    }

    /// Where a time lies: 0 at the left, 1 at the right.
    #[must_use]
    pub fn part(&self, time: f64) -> f64 {
        ((time - self.begin) / (self.end - self.begin)).clamp(0.0, 1.0)
    }

    /// The time there.
    #[must_use]
    pub fn time(&self, part: f64) -> f64 {
        self.begin + (self.end - self.begin) * part.clamp(0.0, 1.0)
    }

    /// The command for releasing the slider there.
    #[must_use]
    pub fn let_go(&self, part: f64) -> ReplayCommand {
        if part >= LIVE { ReplayCommand::Live } else { ReplayCommand::Seek(self.time(part)) }
    }

    /// Where a time lies, for a drawing: `37.5%`.
    #[must_use]
    pub fn percent(&self, time: f64) -> String {
        percent(self.part(time))
    }

    /// How far it is from one time to another, for a drawing.
    #[must_use]
    pub fn width(&self, from: f64, to: f64) -> String {
        percent((self.part(to) - self.part(from)).max(0.0))
    }
}

fn percent(part: f64) -> String {
    format!("{}%", figures::fixed(part * 100.0, 2))
}

/// Where the picture shown stands.
#[must_use]
pub fn position(replay: &ReplayReport) -> f64 {
    if replay.mode == ReplayMode::Live { replay.end_ms } else { replay.position_ms }
}

/// The replay command for `command`, if pictures are buffered. `None` for all other commands.
#[must_use]
pub fn command(command: Command, mode: ReplayMode, is_looping: bool) -> Option<ReplayCommand> {
    Some(match command {
        Command::PauseOrResume if mode == ReplayMode::Paused => ReplayCommand::Resume,
        Command::PauseOrResume | Command::Hold => ReplayCommand::Pause,
        Command::StepBack => ReplayCommand::Step(-1),
        Command::StepForward => ReplayCommand::Step(1),
        Command::Jump(seconds) => ReplayCommand::Jump(f64::from(seconds) * 1000.0),
        Command::ShuttleBack => ReplayCommand::Shuttle(true),
        Command::ShuttleForward => ReplayCommand::Shuttle(false),
        Command::Oldest => ReplayCommand::Oldest,
        Command::GoLive => ReplayCommand::Live,
        Command::MarkA => ReplayCommand::Mark(false),
        Command::MarkB => ReplayCommand::Mark(true),
        Command::Loop => ReplayCommand::Loop(!is_looping),
        _ => return None,
    })
}

/// The meaning of `command` if nothing is buffered: stop and play, and the arrows pan.
#[must_use]
pub fn without_replay(command: Command) -> Command {
    match command {
        Command::PauseOrResume => Command::PlayOrStop,
        Command::Jump(-5) => Command::Left,
        Command::Jump(5) => Command::Right,
        other => other,
    }
}

/// `1/4×`, `2×`, `−8×`.
#[must_use]
pub fn speed(speed: Speed) -> String {
    let sign = if speed.is_backwards() { "−" } else { "" };
    let octave = speed.octave();
    let times = 1 << octave.unsigned_abs();
    if octave < 0 { format!("{sign}1/{times}×") } else { format!("{sign}{times}×") }
}

/// A time of day with tenths: `17:03:09.2`.
#[must_use]
pub fn time_of_day(time: LocalTime) -> String {
    format!("{}.{}", time.time_of_day(), time.millisecond / 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn axis() -> Axis {
        Axis::new(&ReplayReport { begin_ms: 1000.0, end_ms: 31_000.0, ..ReplayReport::default() })
    }

    #[test]
    fn times_and_places_agree() {
        let axis = axis();
        assert_eq!((axis.part(16_000.0), axis.time(0.5)), (0.5, 16_000.0));
        assert_eq!(
            (axis.part(0.0), axis.part(1e9), axis.time(-1.0), axis.time(2.0)),
            (0.0, 1.0, 1000.0, 31_000.0)
        );
        assert_eq!(axis.percent(12_250.0), "37.50%");
        assert_eq!(axis.width(1000.0, 4000.0), "10.00%");
        assert_eq!(axis.width(4000.0, 1000.0), "0.00%");
        let single = Axis::new(&ReplayReport { begin_ms: 5.0, end_ms: 5.0, ..ReplayReport::default() });
        assert_eq!(single.part(5.0), 0.0, "one picture is no division by zero");
    }

    #[test]
    fn the_right_end_is_live() {
        assert_eq!(axis().let_go(1.0), ReplayCommand::Live);
        assert_eq!(axis().let_go(0.5), ReplayCommand::Seek(16_000.0));
    }

    #[test]
    fn the_space_bar_holds_and_plays_on() {
        let space = |mode| command(Command::PauseOrResume, mode, false);
        assert_eq!(space(ReplayMode::Live), Some(ReplayCommand::Pause));
        assert_eq!(space(ReplayMode::Playing), Some(ReplayCommand::Pause));
        assert_eq!(space(ReplayMode::Paused), Some(ReplayCommand::Resume));
        assert_eq!(command(Command::Snapshot, ReplayMode::Live, false), None);
        assert_eq!(without_replay(Command::PauseOrResume), Command::PlayOrStop);
    }

    #[test]
    fn speeds_and_times_are_written_as_people_do() {
        let written: Vec<_> = [(-4, false), (0, false), (3, true), (-1, true)]
            .map(|(octave, backwards)| speed(Speed::new(octave, backwards)))
            .into();
        assert_eq!(written, ["1/16×", "1×", "−8×", "−1/2×"]);
        let (year, month, day) = (2026, 11, 2);
        let time = LocalTime { year, month, day, hour: 4, minute: 3, second: 9, millisecond: 250 };
        assert_eq!(time_of_day(time), "04:03:09.2");
    }
}

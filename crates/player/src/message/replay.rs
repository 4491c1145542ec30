//! Replay commands as a word and a number.

use crate::{ReplayCommand, Speed};

/// Added to the octave of a speed that goes backwards.
const BACKWARDS: f64 = 100.0;

pub(super) fn to_words(command: ReplayCommand) -> (&'static str, f64) {
    let flag = |on: bool| f64::from(u8::from(on));
    match command {
        ReplayCommand::Pause => ("pause", 0.0),
        ReplayCommand::Resume => ("resume", 0.0),
        ReplayCommand::Live => ("live", 0.0),
        ReplayCommand::Step(pictures) => ("step", pictures.into()),
        ReplayCommand::Jump(milliseconds) => ("jump", milliseconds),
        ReplayCommand::Seek(time) => ("seek", time),
        ReplayCommand::Show(number) => ("show", number as f64),
        ReplayCommand::Oldest => ("oldest", 0.0),
        ReplayCommand::SetSpeed(speed) => {
            ("speed", f64::from(speed.octave()) + flag(speed.is_backwards()) * BACKWARDS)
        }
        ReplayCommand::Shuttle(backwards) => ("shuttle", flag(backwards)),
        ReplayCommand::Mark(second) => ("mark", flag(second)),
        ReplayCommand::Loop(on) => ("loop", flag(on)),
    }
}

/// Nothing if they mean nothing.
pub(super) fn from_words(name: &str, value: f64) -> Option<ReplayCommand> {
    let flag = value > 0.0;
    Some(match name {
        _ if !value.is_finite() => return None,
        "pause" => ReplayCommand::Pause,
        "resume" => ReplayCommand::Resume,
        "live" => ReplayCommand::Live,
        "step" => ReplayCommand::Step(value as i32),
        "jump" => ReplayCommand::Jump(value),
        "seek" => ReplayCommand::Seek(value),
        "show" => ReplayCommand::Show(value as u64),
        "oldest" => ReplayCommand::Oldest,
        "speed" => {
            let backwards = value > BACKWARDS / 2.0;
            let octave = if backwards { value - BACKWARDS } else { value };
            ReplayCommand::SetSpeed(Speed::new(octave as i8, backwards))
        }
        "shuttle" => ReplayCommand::Shuttle(flag),
        "mark" => ReplayCommand::Mark(flag),
        "loop" => ReplayCommand::Loop(flag),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::{from_words, to_words};
    use crate::{ReplayCommand, Speed};

    #[test]
    fn every_command_is_understood() {
        let speeds = Speed::all(false).chain(Speed::all(true)).map(ReplayCommand::SetSpeed);
        let others = [
            ReplayCommand::Pause,
            ReplayCommand::Resume,
            ReplayCommand::Live,
            ReplayCommand::Step(-1),
            ReplayCommand::Jump(-10_000.0),
            ReplayCommand::Seek(1.795e12),
            ReplayCommand::Show(17),
            ReplayCommand::Oldest,
            ReplayCommand::Shuttle(true),
            ReplayCommand::Shuttle(false),
            ReplayCommand::Mark(true),
            ReplayCommand::Mark(false),
            ReplayCommand::Loop(true),
            ReplayCommand::Loop(false),
        ];
        for command in speeds.chain(others) {
            let (name, value) = to_words(command);
            assert_eq!(from_words(name, value), Some(command));
        }
        assert_eq!((from_words("fly", 0.0), from_words("seek", f64::NAN)), (None, None));
    }
}

//! Every mark on the page that says how the picture is: pill, badge, card, the word beside the
//! timeline, the play button, the title, the recording mark. All come from one state, so that none
//! can contradict another. No browser in here.

use player::{PlayerError, Problem, ReplayMode, Report, State};

use crate::keys::Command;
use crate::status::{Status, status, without_player};

/// All marks of one moment.
#[derive(Clone, Debug, PartialEq)]
pub struct Marks {
    /// The state that they show.
    pub standing: Standing,
    /// Their colour.
    pub tone: Tone,
    /// The words of pill, badge and card.
    pub status: Status,
    /// The word at the end of the timeline, which leads there.
    pub timeline: TimelineMark,
    /// The play button. There is one.
    pub play: Play,
    /// The stop button works: something is under way, or will be by itself.
    pub can_stop: bool,
    /// The title of the page.
    pub title: String,
    /// Whether a recording gets frames now.
    pub records_frames: bool,
}

/// How the picture is: which one is shown, and how its stream does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Which picture.
    pub shown: Shown,
    /// Its stream.
    pub stream: Stream,
}

/// Which picture is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// The newest.
    Newest,
    /// An earlier one, held.
    Held,
    /// Earlier ones, one after the other.
    Replayed,
}

/// How the stream does: the player's [`State`], and whether a person stopped it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stream {
    /// Nothing is asked for yet.
    Idle,
    /// A person stopped it.
    Stopped,
    /// The first attempt is under way.
    Connecting,
    /// New pictures come.
    Live,
    /// Pictures may come; nobody can know.
    Unverified,
    /// The connection stands, no picture comes.
    Stalled,
    /// The connection is lost and made again.
    Reconnecting,
    /// The camera ended it as it was asked to.
    Ended,
    /// A person is needed.
    Error,
}

/// A colour that means something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Green: live.
    Live,
    /// Blue: the first picture is awaited.
    Waiting,
    /// Amber: the picture is not live, or nobody knows.
    Stale,
    /// Red: there will be no picture by itself.
    Failed,
    /// Grey: nothing is wanted of the camera.
    Resting,
}

/// The word at the end of the timeline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimelineMark {
    /// The word.
    pub word: &'static str,
    /// Its colour.
    pub tone: Tone,
    /// Pressing it leads to the newest picture.
    pub leads_there: bool,
}

/// The look and the action of the play button.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Play {
    /// Plays the stream, or the buffer.
    Play(Command),
    /// Holds the picture.
    Pause,
    /// Nothing: the camera is awaited.
    Waiting,
    /// Nothing: the picture moves, but none is kept that could be held.
    NothingKept,
}

/// The marks for `report` about the camera `name`. `stopped`: a person stopped it. `has_picture`:
/// there is something on the stage, perhaps from before this connection.
#[must_use]
pub fn marks(report: &Report, name: &str, stopped: bool, has_picture: bool) -> Marks {
    let standing = Standing::of(report, stopped);
    let keeps = report.replay.is_some();
    let marks = of(standing, keeps, name, status(report, name, stopped, has_picture));
    Marks { can_stop: !stopped && goes_on(report), ..marks }
}

/// Whether something is under way, or will be by itself: another attempt, or another player in
/// place of a dead one.
fn goes_on(report: &Report) -> bool {
    let is_over = matches!(report.state, State::Ended | State::Error);
    !is_over || report.retry_in_ms.is_some() || is_dead(report)
}

/// Whether the player's worker has died and no other has come.
#[must_use]
pub fn is_dead(report: &Report) -> bool {
    report.problem.as_ref().is_some_and(Problem::is_end_of_worker)
}

/// The marks of a page that could not make its player.
#[must_use]
pub fn marks_without_player(error: &PlayerError, name: &str) -> Marks {
    let standing = Standing { shown: Shown::Newest, stream: Stream::Error };
    of(standing, false, name, without_player(error))
}

fn of(standing: Standing, keeps: bool, name: &str, status: Status) -> Marks {
    let title = if standing.is_live() {
        format!("{name} · Mullion")
    } else {
        format!("{} · {name} · Mullion", status.word())
    };
    Marks {
        standing,
        tone: standing.tone(),
        timeline: standing.timeline(),
        play: standing.play(keeps),
        can_stop: false,
        records_frames: matches!(standing.stream, Stream::Live | Stream::Unverified),
        status,
        title,
    }
}

impl Standing {
    fn of(report: &Report, stopped: bool) -> Self {
        let stream = match report.state {
            _ if stopped => Stream::Stopped,
            State::Idle => Stream::Idle,
            State::Connecting => Stream::Connecting,
            State::Live | State::Replay => Stream::Live,
            State::Unverified => Stream::Unverified,
            State::Stalled => Stream::Stalled,
            State::Reconnecting => Stream::Reconnecting,
            State::Ended => Stream::Ended,
            State::Error => Stream::Error,
        };
        let shown = match report.replay.as_ref().map(|replay| replay.mode) {
            Some(ReplayMode::Paused) => Shown::Held,
            Some(ReplayMode::Playing) => Shown::Replayed,
            // Live pictures are about to replace the replay.
            _ if report.state == State::Replay && !stopped => Shown::Replayed,
            _ => Shown::Newest,
        };
        Self { shown, stream }
    }

    /// Whether the picture may be called live. Nothing else is green.
    #[must_use]
    pub fn is_live(self) -> bool {
        self.tone() == Tone::Live
    }

    /// Whether nothing is under way: pressing play asks the camera.
    fn is_resting(self) -> bool {
        matches!(self.stream, Stream::Idle | Stream::Stopped | Stream::Ended | Stream::Error)
    }

    fn tone(self) -> Tone {
        match (self.shown, self.stream) {
            (_, Stream::Error) => Tone::Failed,
            (Shown::Held | Shown::Replayed, _) => Tone::Stale,
            (_, Stream::Live) => Tone::Live,
            (_, Stream::Unverified | Stream::Stalled | Stream::Reconnecting) => Tone::Stale,
            (_, Stream::Connecting) => Tone::Waiting,
            (_, Stream::Idle | Stream::Stopped | Stream::Ended) => Tone::Resting,
        }
    }

    fn timeline(self) -> TimelineMark {
        let is_newest = self.shown == Shown::Newest;
        let (word, tone) = match self.stream {
            Stream::Live if is_newest => ("Live", Tone::Live),
            Stream::Live => ("Go live", Tone::Stale),
            // The end of the timeline is the last picture, and it is not live.
            _ if !is_newest => ("Newest", Tone::Resting),
            Stream::Unverified => ("Not verified", Tone::Resting),
            Stream::Idle | Stream::Connecting => ("Waiting", Tone::Resting),
            Stream::Stopped => ("Stopped", Tone::Resting),
            Stream::Ended => ("Ended", Tone::Resting),
            Stream::Stalled | Stream::Reconnecting | Stream::Error => ("Lost", Tone::Resting),
        };
        TimelineMark { word, tone, leads_there: !is_newest }
    }

    /// `keeps`: the last pictures are kept, so that one can be held.
    fn play(self, keeps: bool) -> Play {
        match (self.shown, self.stream) {
            (Shown::Held, _) => Play::Play(Command::PauseOrResume),
            (Shown::Replayed, _) => Play::Pause,
            _ if self.is_resting() => Play::Play(Command::Play),
            (_, Stream::Live) if keeps => Play::Pause,
            (_, Stream::Live | Stream::Unverified) => Play::NothingKept,
            // No pause sign beside a picture that stands still already.
            _ => Play::Waiting,
        }
    }
}

impl Tone {
    /// For the style sheets.
    #[must_use]
    pub fn class(self) -> &'static str {
        match self {
            Self::Live => "tone-live",
            Self::Waiting => "tone-waiting",
            Self::Stale => "tone-stale",
            Self::Failed => "tone-failed",
            Self::Resting => "tone-resting",
        }
    }
}

impl Play {
    /// Its label.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Play(_) | Self::Waiting => "Play",
            Self::Pause | Self::NothingKept => "Pause",
        }
    }

    /// Its action, which is also that of the space bar.
    #[must_use]
    pub fn command(self) -> Command {
        match self {
            Self::Play(command) => command,
            Self::Pause | Self::Waiting | Self::NothingKept => Command::PauseOrResume,
        }
    }

    /// Why it cannot be pressed, if it cannot.
    #[must_use]
    pub fn obstacle(self) -> Option<&'static str> {
        match self {
            Self::Play(_) | Self::Pause => None,
            Self::Waiting => Some("Waiting for the camera"),
            Self::NothingKept => Some("No frames are buffered here, so playback cannot pause"),
        }
    }
}

#[cfg(test)]
mod tests {
    use player::ReplayReport;

    use super::*;
    use crate::status::Notice;

    /// Every state of the fault table, by its name there.
    const STATES: [(&str, State, bool); 10] = [
        ("idle", State::Idle, false),
        ("connecting", State::Connecting, false),
        ("live", State::Live, false),
        ("replay", State::Replay, false),
        ("unverified", State::Unverified, false),
        ("stalled", State::Stalled, false),
        ("reconnecting", State::Reconnecting, false),
        ("ended", State::Ended, false),
        ("error", State::Error, false),
        ("stopped", State::Idle, true),
    ];

    fn some_problem() -> Problem {
        let (blame, code) = (player::Blame::Camera, String::new());
        Problem { blame, code, message: "No.".into(), hint: String::new() }
    }

    fn replaying(mode: ReplayMode) -> Option<ReplayReport> {
        Some(ReplayReport { mode, behind_ms: 12_400.0, ..ReplayReport::default() })
    }

    fn at(state: State, stopped: bool, replay: Option<ReplayReport>) -> Marks {
        let report = Report { state, age_ms: Some(4_200.0), replay, ..Report::default() };
        marks(&report, "yard", stopped, true)
    }

    #[test]
    fn every_mark_says_the_same_in_every_state() {
        // Tone, pill, card, word at the timeline, play button, title, recording.
        let rows = STATES.map(|(name, state, stopped)| {
            let mode = if state == State::Replay { ReplayMode::Paused } else { ReplayMode::Live };
            let marks = at(state, stopped, replaying(mode));
            let card = match &marks.status.notice {
                Some(Notice::Card { title, .. }) => title.as_str(),
                Some(Notice::Waiting { .. }) => "waiting",
                None => "",
            };
            let (tone, title) = (marks.tone, marks.title.trim_end_matches("yard · Mullion"));
            let timeline = (marks.timeline.word, marks.timeline.tone);
            let play = format!("{}{}", marks.play.label(), marks.play.obstacle().map_or("", |_| " off"));
            let row = format!(
                "{name}: {tone:?}, {:?}, {card:?}, {timeline:?}, {play}, {title:?}, {}, {}",
                marks.status.label, marks.status.stale, marks.records_frames
            );
            row.replace("\\u{202f}", " ")
        });
        assert_eq!(
            rows,
            [
                r#"idle: Resting, "Waiting", "", ("Waiting", Resting), Play, "Waiting · ", true, false"#,
                r#"connecting: Waiting, "Connecting", "", ("Waiting", Resting), Play off, "Connecting · ", true, false"#,
                r#"live: Live, "Live", "", ("Live", Live), Pause, "", false, true"#,
                r#"replay: Stale, "Paused", "", ("Go live", Stale), Play, "Paused · ", false, true"#,
                r#"unverified: Stale, "Not verified", "", ("Not verified", Resting), Pause off, "Not verified · ", false, true"#,
                r#"stalled: Stale, "Stalled", "No new picture for 4 s", ("Lost", Resting), Play off, "Stalled · ", true, false"#,
                r#"reconnecting: Stale, "Reconnecting", "No new picture for 4 s", ("Lost", Resting), Play off, "Reconnecting · ", true, false"#,
                r#"ended: Resting, "Ended", "", ("Ended", Resting), Play, "Ended · ", false, false"#,
                r#"error: Failed, "No picture", "There is no picture, and no cause is known.", ("Lost", Resting), Play, "No picture · ", true, false"#,
                r#"stopped: Resting, "Stopped", "", ("Stopped", Resting), Play, "Stopped · ", true, false"#,
            ]
        );
    }

    #[test]
    fn only_the_newest_picture_of_a_live_stream_is_marked_live_anywhere() {
        let modes = [None, Some(ReplayMode::Live), Some(ReplayMode::Paused), Some(ReplayMode::Playing)];
        for (name, state, stopped) in STATES {
            for mode in modes {
                let marks = at(state, stopped, mode.and_then(replaying));
                let is_newest = matches!(mode, None | Some(ReplayMode::Live));
                let is_live = name == "live" && is_newest;
                let said = [
                    marks.standing.is_live(),
                    marks.tone == Tone::Live,
                    marks.timeline.tone == Tone::Live,
                    marks.timeline.word == "Live",
                    marks.status.label == "Live",
                    marks.title == "yard · Mullion",
                ];
                assert_eq!(said, [is_live; 6], "{name}, {mode:?}: {marks:?}");
                let looks_moving = marks.play.label() == "Pause";
                assert!(!(marks.status.stale && looks_moving), "{name}, {mode:?}: {marks:?}");
            }
        }
    }

    #[test]
    fn a_stream_that_is_lost_is_told_beside_a_picture_that_is_held() {
        let lost = at(State::Reconnecting, false, replaying(ReplayMode::Paused));
        assert_eq!((lost.status.word(), lost.timeline.word), ("Paused, reconnecting", "Newest"));
        assert!(lost.timeline.leads_there && !lost.records_frames);
        assert_eq!(at(State::Error, false, replaying(ReplayMode::Paused)).tone, Tone::Failed);
    }

    #[test]
    fn the_play_button_does_what_it_shows() {
        let play = |state, stopped, mode: ReplayMode| at(state, stopped, replaying(mode)).play;
        assert_eq!(play(State::Live, false, ReplayMode::Live).command(), Command::PauseOrResume);
        assert_eq!(play(State::Replay, false, ReplayMode::Paused).command(), Command::PauseOrResume);
        assert_eq!(play(State::Live, true, ReplayMode::Live).command(), Command::Play);
        assert_eq!(play(State::Error, false, ReplayMode::Live).command(), Command::Play);
        // Space holds the last picture of a stream that is lost, to look at those before it.
        assert_eq!(play(State::Stalled, false, ReplayMode::Live), Play::Waiting);
        assert_eq!(Play::Waiting.command(), Command::PauseOrResume);
        for state in [State::Live, State::Unverified] {
            assert_eq!(at(state, false, None).play, Play::NothingKept);
        }
    }

    #[test]
    fn stop_works_wherever_something_is_under_way_or_will_be_tried_again() {
        let with = |state, stopped, retry_in_ms, problem: Option<&str>| {
            let problem = problem.map(|code| Problem { code: code.into(), ..some_problem() });
            let report = Report { state, retry_in_ms, problem, ..Report::default() };
            marks(&report, "yard", stopped, true)
        };
        for (name, state, stopped) in STATES {
            let is_over = ["ended", "error", "stopped"].contains(&name);
            for mode in [None, Some(ReplayMode::Paused)] {
                assert_eq!(
                    at(state, stopped, mode.and_then(replaying)).can_stop,
                    !is_over,
                    "{name}, {mode:?}"
                );
            }
            let waiting = with(state, stopped, Some(4_000.0), Some(Problem::LOGIN_REFUSED));
            assert_eq!(waiting.can_stop, !stopped, "{name}, and it will be tried again");
            let dead = with(State::Error, stopped, None, Some(Problem::WORKER_FAILED));
            assert_eq!(dead.can_stop, !stopped, "{name}, and the player will be replaced");
            // The stop button works exactly if the card announces another attempt.
            let says = format!("{:?}", waiting.status).contains("Trying again");
            assert!(!says || waiting.can_stop, "{name}: {waiting:?}");
        }
        assert!(!marks_without_player(&PlayerError::Unsupported("OffscreenCanvas"), "yard").can_stop);
    }

    #[test]
    fn a_page_without_a_player_is_red() {
        let marks = marks_without_player(&PlayerError::Unsupported("OffscreenCanvas"), "yard");
        assert_eq!((marks.tone, marks.timeline.tone), (Tone::Failed, Tone::Resting));
        assert!(marks.title.starts_with("No picture"));
    }
}

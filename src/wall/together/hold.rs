//! Holds all tiles at one moment, and steps them together.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use gloo::timers::callback::Timeout;
use player::ReplayCommand;
use wall::{HeldPicture, PictureTime, TileTimes, Timeline};
use yew::prelude::Callback;

use super::members::Members;
use crate::wall::state::{Held, HeldTile, TileId};

/// A player that has not answered by then is left out, milliseconds.
const PATIENCE_MS: u32 = 1_500;

/// A direction in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Direction {
    Forwards,
    Backwards,
}

/// What is to be done when the players have answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Then {
    /// Show the newest moment.
    Hold,
    /// Show the next moment.
    Step,
    /// Say again how the tiles stand to this moment.
    Look,
}

/// Asks the players, and remembers what they have answered.
#[derive(Clone)]
pub(crate) struct Holder(Rc<RefCell<State>>);

struct State {
    members: Members,
    told: Callback<Option<Held>>,
    /// The pictures that the tiles keep, or kept when the wall was held.
    times: BTreeMap<TileId, TileTimes>,
    /// Number of the oldest picture that each keeps.
    oldest: BTreeMap<TileId, u64>,
    timeline: Option<Timeline>,
    moment: Option<f64>,
    /// The pictures that the players were asked for last.
    shown: BTreeMap<TileId, u64>,
    question: Option<Question>,
    questions: u32,
}

struct Question {
    number: u32,
    then: Then,
    /// When it was asked, milliseconds since 1970.
    asked_ms: f64,
    waits_for: Vec<TileId>,
    _patience: Timeout,
}

impl Holder {
    /// `told` hears of the moment that is held, and of none.
    pub(crate) fn new(members: Members, told: Callback<Option<Held>>) -> Self {
        Self(Rc::new(RefCell::new(State {
            members,
            told,
            times: BTreeMap::new(),
            oldest: BTreeMap::new(),
            timeline: None,
            moment: None,
            shown: BTreeMap::new(),
            question: None,
            questions: 0,
        })))
    }

    /// Holds all tiles at the newest moment of which all live ones have a picture.
    pub(crate) fn hold(&self) {
        let members = {
            let mut state = self.0.borrow_mut();
            state.times.clear();
            state.oldest.clear();
            state.shown.clear();
            (state.timeline, state.moment) = (None, None);
            state.members.all()
        };
        for (_, member) in members {
            member.player.replay(ReplayCommand::Pause);
        }
        self.ask(Then::Hold);
    }

    /// Steps to the next moment at which any picture changes, or to the one before.
    pub(crate) fn step(&self, direction: Direction) {
        let (next, is_held) = {
            let state = self.0.borrow();
            let is_held = state.moment.is_some();
            let next =
                state.timeline.as_ref().zip(state.moment).and_then(|(timeline, moment)| match direction {
                    Direction::Forwards => timeline.after(moment),
                    Direction::Backwards => timeline.before(moment),
                });
            (next, is_held)
        };
        match (next, direction) {
            (Some(next), _) => {
                self.show(next);
                // What was kept a while ago may be kept no more.
                self.ask(Then::Look);
            }
            (None, Direction::Forwards) if is_held => self.ask(Then::Step),
            _ => {}
        }
    }

    /// All tiles go live.
    pub(crate) fn release(&self) {
        let (members, told) = {
            let mut state = self.0.borrow_mut();
            (state.timeline, state.moment, state.question) = (None, None, None);
            (state.members.all(), state.told.clone())
        };
        for (_, member) in members {
            member.player.replay(ReplayCommand::Live);
        }
        told.emit(None);
    }

    /// Asks all players when their pictures were taken and arrived.
    fn ask(&self, then: Then) {
        let (number, members) = {
            let mut state = self.0.borrow_mut();
            if then == Then::Look && state.question.is_some() {
                return;
            }
            state.questions = state.questions.wrapping_add(1);
            let number = state.questions;
            let members: Vec<_> =
                state.members.all().into_iter().filter(|(_, member)| member.player.is_there()).collect();
            let this = self.weak();
            let patience = Timeout::new(PATIENCE_MS, move || {
                if let Some(this) = this() {
                    this.answered(number);
                }
            });
            state.question = Some(Question {
                number,
                then,
                asked_ms: js_sys::Date::now(),
                waits_for: members.iter().map(|(id, _)| *id).collect(),
                _patience: patience,
            });
            (number, members)
        };
        for (id, member) in members {
            let (this, is_live) = (self.weak(), member.is_live());
            member.player.times(move |pictures| {
                if let Some(this) = this() {
                    this.take(number, id, pictures, is_live);
                }
            });
        }
    }

    fn take(&self, number: u32, id: TileId, pictures: Vec<player::PictureTime>, is_live: bool) {
        let is_last = {
            let mut state = self.0.borrow_mut();
            let Some(question) = state.question.as_mut().filter(|question| question.number == number) else {
                return;
            };
            question.waits_for.retain(|waits| *waits != id);
            let is_last = question.waits_for.is_empty();
            if let Some(oldest) = pictures.first() {
                state.oldest.insert(id, oldest.number);
            }
            let pictures = pictures.into_iter().map(|picture| PictureTime {
                number: picture.number,
                arrived: picture.arrived_ms,
                captured: picture.captured_ms,
            });
            // Once held, no tile holds back the others any more.
            state.times.entry(id).or_default().extend(pictures, is_live);
            is_last
        };
        if is_last {
            self.answered(number);
        }
    }

    /// All have answered, or are left out.
    fn answered(&self, number: u32) {
        let moment = {
            let mut state = self.0.borrow_mut();
            let Some(question) = state.question.take_if(|question| question.number == number) else { return };
            let times: Vec<_> = state.times.values().cloned().collect();
            let timeline = Timeline::new(&times);
            let moment = match question.then {
                Then::Hold => timeline.newest(question.asked_ms),
                Then::Step => state.moment.map(|moment| timeline.after(moment).unwrap_or(moment)),
                Then::Look => state.moment,
            };
            state.timeline = Some(timeline);
            moment
        };
        match moment {
            Some(moment) => self.show(moment),
            // No tile keeps a picture.
            None => self.release(),
        }
    }

    fn show(&self, moment: f64) {
        let (told, held, wanted) = {
            let mut state = self.0.borrow_mut();
            let state = &mut *state;
            let Some(timeline) = &state.timeline else { return };
            state.moment = Some(moment);
            let (mut tiles, mut wanted) = (Vec::new(), Vec::new());
            for (index, id) in state.times.keys().copied().enumerate() {
                let picture = timeline.held(index, moment);
                let mut is_dropped = false;
                if let HeldPicture::Shown { number, .. } | HeldPicture::Gap { number, .. } = picture
                    && state.shown.get(&id) != Some(&number)
                {
                    is_dropped = state.oldest.get(&id).is_some_and(|oldest| number < *oldest);
                    if !is_dropped {
                        state.shown.insert(id, number);
                        wanted.extend(state.members.get(id).map(|member| (member.player, number)));
                    }
                }
                tiles.push((id, HeldTile { picture, source: timeline.source(index), is_dropped }));
            }
            let is_of_cameras = timeline.is_of_cameras();
            (state.told.clone(), Held { moment_ms: moment, is_of_cameras, tiles: tiles.into() }, wanted)
        };
        for (player, number) in wanted {
            player.replay(ReplayCommand::Show(number));
        }
        told.emit(Some(held));
    }

    /// What waits for an answer does not keep it.
    fn weak(&self) -> impl Fn() -> Option<Self> + use<> {
        let this = Rc::downgrade(&self.0);
        move || this.upgrade().map(Self)
    }
}

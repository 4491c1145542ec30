//! Commands for all tiles, and the tick by which the wall serves them.

use std::rc::Rc;

use gloo::timers::callback::{Interval, Timeout};
use yew::prelude::{
    Callback, UseReducerDispatcher, UseReducerHandle, hook, use_callback, use_effect_with, use_memo,
    use_mut_ref,
};

use super::hold::{Direction, Holder};
use super::members::Members;
use super::{record, snapshot};
use crate::hooks::use_save;
use crate::wall::hooks::now_ms;
use crate::wall::state::{Action, Wall};

/// How often requests, connections and budget are looked at, milliseconds.
const TICK_MS: u32 = 500;

/// A command for all tiles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum All {
    /// Holds them at one moment; or if they are held, lets them go live.
    HoldOrLive,
    /// The next moment at which a picture changes.
    Forwards,
    /// The one before.
    Backwards,
    /// Saves all pictures into one archive.
    Snapshot,
    /// Begins or ends a recording of each.
    Record,
}

/// The tiles, and what is done with all of them.
#[derive(Clone, PartialEq)]
pub(crate) struct Together {
    /// The tiles as the page has them.
    pub(crate) members: Members,
    /// Carries out commands.
    pub(crate) commanded: Callback<All>,
    /// Has the wall look at once how it serves its tiles.
    pub(crate) look: Callback<()>,
}

impl All {
    /// The command of a key that is pressed on a tile.
    pub(crate) fn of_key(key: &str) -> Option<Self> {
        Some(match key {
            "h" | "H" => Self::HoldOrLive,
            "." => Self::Forwards,
            "," => Self::Backwards,
            "S" => Self::Snapshot,
            "N" => Self::Record,
            _ => return None,
        })
    }
}

/// Commands for all tiles of `wall`.
#[hook]
pub(crate) fn use_together(wall: &UseReducerHandle<Wall>) -> Together {
    let dispatch = wall.dispatcher();
    let members = use_memo((), |()| Members::default());
    let saver = use_save();
    let holder = {
        let (members, dispatch) = ((*members).clone(), dispatch.clone());
        use_memo((), move |()| {
            let told = Callback::from(move |held| dispatch.dispatch(Action::Held(held)));
            Holder::new(members, told)
        })
    };
    let handles = (Rc::clone(&members), wall.title.clone(), wall.held.is_some(), dispatch.clone());
    let commanded =
        use_callback(handles, move |command, (members, title, is_held, dispatch)| match command {
            All::HoldOrLive if *is_held => holder.release(),
            All::HoldOrLive => holder.hold(),
            All::Forwards if *is_held => holder.step(Direction::Forwards),
            All::Backwards if *is_held => holder.step(Direction::Backwards),
            // A step begins with a moment.
            All::Forwards | All::Backwards => holder.hold(),
            All::Snapshot => {
                let dispatch = dispatch.clone();
                snapshot::save_all(members, title, &saver, move |saved| {
                    let failed = saved.is_err();
                    dispatch.dispatch(Action::Tell(saved.unwrap_or_else(|why| why), failed));
                });
            }
            All::Record => dispatch.dispatch(match record::toggle(members) {
                (0, _) => Action::Tell("No recording: no tile is live.".to_owned(), true),
                (count, true) => Action::Tell(format!("Recording {count} cameras, a file each"), false),
                (count, false) => Action::Tell(format!("Ended the recordings of {count} cameras"), false),
            }),
        });
    let look = use_serving(wall, &members, &dispatch);
    Together { members: (*members).clone(), commanded, look }
}

/// Has the wall serve its tiles twice a second, and at once when something has changed. Emit the callback when a
/// tile has changed.
#[hook]
fn use_serving(
    wall: &UseReducerHandle<Wall>,
    members: &Rc<Members>,
    dispatch: &UseReducerDispatcher<Wall>,
) -> Callback<()> {
    let soon = use_mut_ref(|| None::<Timeout>);
    let tick = use_callback((Rc::clone(members), dispatch.clone()), |(), (members, dispatch)| {
        dispatch.dispatch(Action::Serve(now_ms(), members.figures()));
    });
    use_effect_with(tick.clone(), |tick| {
        let tick = tick.clone();
        let interval = Interval::new(TICK_MS, move || tick.emit(()));
        move || drop(interval)
    });
    let changes =
        (wall.large, wall.layout, Rc::clone(&wall.places), wall.first, wall.held.is_some(), wall.megabits);
    use_effect_with(changes, {
        let tick = tick.clone();
        move |_| tick.emit(())
    });
    use_callback(tick, move |(), tick: &Callback<()>| {
        let (tick, over) = (tick.clone(), Rc::downgrade(&soon));
        let is_planned = soon.borrow().is_some();
        if !is_planned {
            let timer = Timeout::new(0, move || {
                if let Some(over) = over.upgrade() {
                    over.borrow_mut().take();
                }
                tick.emit(());
            });
            soon.replace(Some(timer));
        }
    })
}

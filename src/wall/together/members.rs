//! The tiles as the page has them.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use player::{Report, Source, State, Transport};
use yew::prelude::{Callback, hook, use_effect_with};

use crate::hooks::PlayerHandle;
use crate::keys::Command;
use crate::model::routes::origin;
use crate::wall::served::names_size;
use crate::wall::state::{Figures, Sizes, TileId};

/// What the page has of a tile.
#[derive(Clone)]
pub(crate) struct Member {
    /// Its player.
    pub(crate) player: PlayerHandle,
    /// What that said last.
    pub(crate) report: Rc<Report>,
    /// What it would play by itself.
    pub(crate) source: Option<Source>,
    /// The sizes that its camera offers.
    pub(crate) sizes: Sizes,
    /// Its name for a person.
    pub(crate) name: String,
    /// Whether it is recorded.
    pub(crate) is_recording: bool,
    /// Does to it what a key would.
    pub(crate) commanded: Callback<Command>,
}

/// All of them. Handles are equal if they are of one page.
#[derive(Clone, Default)]
pub(crate) struct Members(Rc<RefCell<BTreeMap<TileId, Member>>>);

impl PartialEq for Members {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Members {
    /// All tiles as they are now.
    pub(crate) fn all(&self) -> Vec<(TileId, Member)> {
        self.0.borrow().iter().map(|(id, member)| (*id, member.clone())).collect()
    }

    /// One tile as it is now.
    pub(crate) fn get(&self, id: TileId) -> Option<Member> {
        self.0.borrow().get(&id).cloned()
    }

    /// What is measured of all tiles.
    pub(crate) fn figures(&self) -> Vec<(TileId, Figures)> {
        self.0.borrow().iter().map(|(id, member)| (*id, member.figures())).collect()
    }
}

impl Member {
    /// Whether its pictures are live.
    pub(crate) fn is_live(&self) -> bool {
        self.report.state == State::Live
    }

    fn figures(&self) -> Figures {
        let statistics = &self.report.statistics;
        let routes = self.source.as_ref().map(|source| source.stream.routes.as_slice()).unwrap_or_default();
        let first = routes.first();
        // A gateway sends many streams in one response, unless it is known not to.
        let is_relayed = first.is_some_and(|route| route.transport == Transport::Relay);
        let takes_own = match self.report.transport {
            Some(Transport::Mux) => false,
            Some(Transport::Relay) => true,
            _ => !is_relayed,
        };
        Figures {
            host: first.filter(|_| takes_own).and_then(|route| origin(route.asked()).map(str::to_owned)),
            has_stills: routes.iter().any(|route| route.transport == Transport::Snapshots),
            is_wanted: self.source.is_some(),
            bits: statistics.bits_per_second,
            fps: statistics.fps_received,
            arrived_ms: self.report.arrived_ms,
            sizes: self.sizes.clone(),
            names_size: self.source.as_ref().is_some_and(names_size),
        }
    }
}

/// Keeps a tile among the members for as long as it is there.
#[hook]
pub(crate) fn use_member(members: &Members, id: TileId, member: Member) {
    members.0.borrow_mut().insert(id, member);
    use_effect_with((members.clone(), id), |(members, id)| {
        let (members, id) = (members.clone(), *id);
        move || {
            members.0.borrow_mut().remove(&id);
        }
    });
}

//! A recording of all tiles: each into a file of its own, by its own viewer.

use super::members::Members;
use crate::keys::Command;

/// Begins a recording of every tile, or ends all of them if any tile is recorded. Returns how many tiles it
/// concerns, and whether they begin.
pub(super) fn toggle(members: &Members) -> (usize, bool) {
    let all = members.all();
    let begins = !all.iter().any(|(_, member)| member.is_recording);
    let concerned: Vec<_> = all
        .into_iter()
        .filter(|(_, member)| if begins { member.is_live() } else { member.is_recording })
        .collect();
    for (_, member) in &concerned {
        member.commanded.emit(Command::Record);
    }
    (concerned.len(), begins)
}

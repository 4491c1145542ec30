//! Displays that live: each says so from time to time, and is told what somebody chose for it.
//!
//! Everything is bounded: the number of displays, what each may say, and how often.

mod error;

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::time::Duration;

use kiosk::{Beat, Choice, Order, is_name};
use serde::{Deserialize, Serialize};
use tokio::time::Instant;

pub(crate) use error::DisplayError;

use crate::config::DisplaySettings;
use crate::lock::lock;

/// A display that has been silent for longer does not live.
const SILENT: Duration = Duration::from_secs(100);
/// A display that has been silent for so long gives its place to another one.
const FORGOTTEN: Duration = Duration::from_secs(24 * 60 * 60);
/// Between two heartbeats of a display, on average.
const APART: Duration = Duration::from_secs(2);
/// Heartbeats that may come at once: a display that is loaded again says so.
const BURST: u32 = 5;

/// The displays of the gateway.
#[derive(Debug)]
pub struct Displays {
    settings: DisplaySettings,
    known: Mutex<BTreeMap<String, Display>>,
}

/// What somebody wants of a display: the body of `POST /api/displays/NAME/order`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Wish {
    /// To show this, or, if null, what its own configuration says.
    #[serde(deserialize_with = "given")]
    show: Option<Option<Choice>>,
    /// To load its page again.
    reload: bool,
}

/// All displays, as the list tells them.
#[derive(Debug, Serialize)]
pub(crate) struct Told {
    displays: Vec<ToldDisplay>,
    /// Whether a browser may choose what they show.
    may_choose: bool,
    /// The build that the gateway serves.
    #[serde(skip_serializing_if = "Option::is_none")]
    build: Option<String>,
}

#[derive(Debug, Serialize)]
struct ToldDisplay {
    name: String,
    is_live: bool,
    /// Since its last heartbeat. A display that was only chosen for has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    silent_seconds: Option<u64>,
    /// What somebody has chosen for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    chosen: Option<Choice>,
    #[serde(flatten)]
    beat: Beat,
}

#[derive(Debug)]
struct Display {
    beat: Beat,
    seen: Instant,
    /// When its next heartbeat would be one too many, less [`BURST`] times [`APART`].
    full: Instant,
    chosen: Option<Choice>,
    reloads: u64,
}

impl Displays {
    /// None yet.
    pub fn new(settings: DisplaySettings) -> Self {
        Self { settings, known: Mutex::default() }
    }

    /// Takes a heartbeat.
    pub(crate) fn beat(
        &self,
        name: &str,
        beat: Beat,
        build: Option<String>,
        now: Instant,
    ) -> Result<Order, DisplayError> {
        let most = self.settings.most.ok_or(DisplayError::Off)?;
        if !is_name(name) {
            return Err(DisplayError::Name);
        }
        let mut known = lock(&self.known);
        if !known.contains_key(name) && known.len() >= most {
            let silent = known.iter().min_by_key(|(_, display)| display.seen);
            let oldest = silent.filter(|(_, display)| now.duration_since(display.seen) > FORGOTTEN);
            let oldest = oldest.map(|(name, _)| name.clone()).ok_or(DisplayError::TooMany)?;
            known.remove(&oldest);
        }
        let display = known.entry(name.to_owned()).or_insert_with(|| {
            tracing::info!(display = name, "display seen for the first time");
            Display { beat: Beat::default(), seen: now, full: now, chosen: None, reloads: 0 }
        });
        let full = display.full.max(now) + APART;
        if full > now + APART * BURST {
            return Err(DisplayError::TooOften);
        }
        let beat = beat.bounded();
        if let Some(report) =
            beat.report.as_ref().filter(|report| Some(*report) != display.beat.report.as_ref())
        {
            tracing::warn!(display = name, "{report}");
        }
        (display.full, display.seen, display.beat) = (full, now, beat);
        let show = display.chosen.clone().filter(|_| self.settings.choose);
        Ok(Order { build, show, reloads: display.reloads })
    }

    /// Tells a display that it has to show or do something, with its next heartbeat.
    pub(crate) fn order(&self, name: &str, wish: Wish) -> Result<(), DisplayError> {
        if self.settings.most.is_none() {
            return Err(DisplayError::Off);
        }
        if !self.settings.choose {
            return Err(DisplayError::NoChoice);
        }
        if wish.show.as_ref().is_some_and(|show| show.as_ref().is_some_and(|choice| !choice.is_name())) {
            return Err(DisplayError::Request);
        }
        let mut known = lock(&self.known);
        let display = known.get_mut(name).ok_or(DisplayError::Unknown)?;
        if let Some(show) = wish.show {
            tracing::info!(display = name, show = ?show, "chosen");
            display.chosen = show;
        }
        display.reloads += u64::from(wish.reload);
        Ok(())
    }

    /// All of them, by name.
    pub(crate) fn told(&self, build: Option<String>, now: Instant) -> Result<Told, DisplayError> {
        if self.settings.most.is_none() {
            return Err(DisplayError::Off);
        }
        let known = lock(&self.known);
        let displays = known.iter().map(|(name, display)| {
            let silent = now.saturating_duration_since(display.seen);
            ToldDisplay {
                name: name.clone(),
                is_live: silent < SILENT,
                silent_seconds: Some(silent.as_secs()),
                chosen: display.chosen.clone(),
                beat: display.beat.clone(),
            }
        });
        Ok(Told { displays: displays.collect(), may_choose: self.settings.choose, build })
    }
}

/// A field that is there, even with null.
fn given<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Option<Option<Choice>>, D::Error> {
    Option::deserialize(from).map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn displays(most: usize, choose: bool) -> Displays {
        Displays::new(DisplaySettings { most: Some(most), choose })
    }

    #[test]
    fn a_display_is_listed_and_goes_silent() {
        let (displays, start) = (displays(4, false), Instant::now());
        displays.beat("hall", Beat { tiles: 9, ..Beat::default() }, None, start).unwrap();
        let told = displays.told(None, start + SILENT / 2).unwrap();
        assert!(told.displays[0].is_live && told.displays[0].beat.tiles == 9);
        assert!(!displays.told(None, start + SILENT).unwrap().displays[0].is_live);
    }

    #[test]
    fn there_is_room_for_so_many_and_a_dead_one_gives_its_place_after_a_day() {
        let (displays, start) = (displays(2, false), Instant::now());
        let beat = |name: &str, at: Duration| displays.beat(name, Beat::default(), None, start + at);
        assert!(beat("a", Duration::ZERO).is_ok() && beat("b", APART).is_ok());
        assert_eq!(beat("c", FORGOTTEN).unwrap_err(), DisplayError::TooMany);
        assert!(beat("a", FORGOTTEN).is_ok() && beat("b", FORGOTTEN).is_ok());
        assert!(beat("b", FORGOTTEN * 2).is_ok());
        assert!(beat("c", FORGOTTEN * 2 + APART).is_ok());
        let names: Vec<_> = lock(&displays.known).keys().cloned().collect();
        assert_eq!(names, ["b", "c"]);
    }

    #[test]
    fn a_display_that_beats_too_often_is_held_back() {
        let (displays, start) = (displays(2, false), Instant::now());
        let beat = |at: Duration| displays.beat("a", Beat::default(), None, start + at);
        let taken = (0..100).filter(|_| beat(Duration::ZERO).is_ok()).count();
        assert_eq!(taken, BURST as usize);
        assert!(beat(APART).is_ok());
        assert_eq!(beat(APART), Err(DisplayError::TooOften));
        assert_eq!((1..=100).filter(|&number| beat(APART * (number + 10)).is_ok()).count(), 100);
    }

    #[test]
    fn a_choice_reaches_the_display_and_null_takes_it_back() {
        let (displays, start) = (displays(2, true), Instant::now());
        let beat = |at: u32| displays.beat("a", Beat::default(), None, start + APART * at).unwrap();
        let order = |json: &str| displays.order("a", serde_json::from_str(json).unwrap());
        assert_eq!(order(r#"{"reload":true}"#), Err(DisplayError::Unknown));
        beat(0);
        order(r#"{"show":{"wall":"lobby"}}"#).unwrap();
        assert_eq!(beat(1).show, Some(Choice::Wall("lobby".to_owned())));
        order(r#"{"reload":true}"#).unwrap();
        let told = beat(2);
        assert_eq!((told.show, told.reloads), (Some(Choice::Wall("lobby".to_owned())), 1));
        order(r#"{"show":null}"#).unwrap();
        assert_eq!(beat(3).show, None);
        assert_eq!(order(r#"{"show":{"wall":"//evil.example"}}"#), Err(DisplayError::Request));
    }

    #[test]
    fn nothing_is_known_or_chosen_unless_configured() {
        let off = Displays::new(DisplaySettings::default());
        let now = Instant::now();
        assert_eq!(off.beat("a", Beat::default(), None, now), Err(DisplayError::Off));
        assert!(off.told(None, now).is_err());
        let closed = displays(2, false);
        closed.beat("a", Beat::default(), None, now).unwrap();
        assert_eq!(closed.order("a", Wish { reload: true, ..Wish::default() }), Err(DisplayError::NoChoice));
    }
}

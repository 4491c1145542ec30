//! What protects a screen and suits it to the hour: dimming, pixel shift, palette, clock.

use std::time::Duration;

use ::kiosk::{DimHours, brightness, pixel_shift};
use configuration::{Kiosk, Palette};
use web_sys::{Element, HtmlElement};

/// The elements that change.
#[derive(Debug, Default)]
pub(super) struct Screen {
    /// The whole page of the wall.
    pub(super) root: Option<HtmlElement>,
    /// Its tiles, which are moved.
    pub(super) tiles: Option<HtmlElement>,
    /// A dark glass over everything.
    pub(super) glass: Option<HtmlElement>,
    pub(super) clock: Option<Element>,
}

/// Shows what this minute of the day asks for. `running`: since the page was loaded.
pub(super) fn show(screen: &Screen, kiosk: &Kiosk, minute: u16, running: Duration) {
    let hours: Vec<DimHours> = kiosk
        .dimming
        .iter()
        .map(|hours| DimHours {
            from: hours.from.minutes(),
            to: hours.to.minutes(),
            percent: u8::try_from(hours.percent.get()).unwrap_or(100),
        })
        .collect();
    let left = brightness(&hours, minute);
    // Style objects fail only if they are read-only.
    if let Some(glass) = &screen.glass {
        let _ = glass.style().set_property("opacity", &format!("{}", f64::from(100 - left) / 100.0));
    }
    if let Some(tiles) = &screen.tiles {
        let (x, y) = if kiosk.pixel_shift { pixel_shift(running) } else { (0, 0) };
        let _ = tiles.style().set_property("translate", &format!("{x}px {y}px"));
    }
    if let Some(root) = &screen.root {
        let palette = match palette(kiosk, minute) {
            Palette::Auto => root.remove_attribute("data-palette"),
            Palette::Day => root.set_attribute("data-palette", "day"),
            Palette::Night => root.set_attribute("data-palette", "night"),
        };
        let _ = palette.and_then(|()| root.set_attribute("data-brightness", &left.to_string()));
    }
    if let Some(clock) = &screen.clock {
        let text = format!("{:02}:{:02}", minute / 60, minute % 60);
        if clock.text_content().as_deref() != Some(&text) {
            clock.set_text_content(Some(&text));
        }
    }
}

/// The colours of this minute of the day.
pub(super) fn palette(kiosk: &Kiosk, minute: u16) -> Palette {
    let Some(day) = kiosk.day else { return kiosk.palette };
    let (from, to) = (day.from.minutes(), day.to.minutes());
    let is_day = if from < to { (from..to).contains(&minute) } else { minute >= from || minute < to };
    if is_day { Palette::Day } else { Palette::Night }
}

/// The minute of the day where the page is.
pub(super) fn minute_now() -> u16 {
    let date = js_sys::Date::new_0();
    u16::try_from(date.get_hours() * 60 + date.get_minutes()).unwrap_or(0)
}

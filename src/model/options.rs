//! How a camera's picture is shown: the one type behind links, embedding and stored settings.

use player::{Decoding, Enhancements, Paths, ReplayLimits, Sink, Transport};
use vapix::query;

use crate::stage::{Mode, Orientation};

/// How the picture is shown. A page that embeds the viewer sets these as parameters of its address,
/// each under the name given here; what is left out is as in [`Options::default`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Options {
    /// `fit=fit`: the whole picture, as large as your frame allows. `fit=fill`: no border; what
    /// stands over is cut off. `fit=1:1`: one pixel of the screen for each of the picture. Default
    /// `fit`.
    pub fit: Mode,
    /// `rotate=90`, `180`, `270`: turned clockwise by the page, at no cost to the camera (which
    /// `rotation=` asks). `flip=h`: mirrored left to right before turning; `flip=v`: top to bottom;
    /// `flip=hv`: both. Default neither.
    pub orientation: Orientation,
    /// `zoom=2` or `zoom=2,0.25,0.75`: enlarged so many times, with this point of the picture (0 to
    /// 1 from the left and the top) in the middle. Default 1.
    pub zoom: Zoom,
    /// `stats=1`: figures over the picture. Default 0.
    pub stats: bool,
    /// `controls=0`: nothing but the picture and, when it is not live, the reason; for kiosks and
    /// dashboards. Default 1.
    pub controls: bool,
    /// `badge=corner`: while the bars are hidden, a small badge in the corner says how the picture
    /// is. `badge=none`: it does not while the picture is live; anything else is said all the same.
    /// Default `corner`.
    pub badge: Badge,
    /// `keep=1`: keeps the camera's connection while nobody can see the picture. By default it is
    /// closed three seconds after the page was hidden or the viewer scrolled out of sight, and made
    /// again when it can be seen.
    pub keep: bool,
    /// `stall=10`: for so many seconds, 2 to 3600, the last picture is called live although nothing
    /// new comes. By default two, or four times the stream's own pauses if that is longer.
    pub stall: Option<u32>,
    /// `replay=60`: the last so many seconds, 0 to 600, can be looked at again; `replaymb=512`: in
    /// at most so many MiB, 1 to 2048, of the browser's memory. With `replay=0`, and with
    /// `controls=0`, nothing is kept. Default 30 and 256.
    pub replay: ReplayLimits,
    /// `decode=bitmap`, `decode=decoder`, `decode=wasm`: what decodes pictures (see
    /// [`player::Decoding`]); `sink=canvas`, `sink=video`: what shows them. What cannot be on this
    /// page gives place to another. Default `auto`: the decoder that costs least here, and the
    /// canvas.
    pub paths: Paths,
    /// `enhance=gamma:180,invert:1`: what is done to the picture here, each by its
    /// [name](player::Setting::name). Default nothing.
    pub enhance: Enhancements,
    /// `transport=fetch`, `relay`, `mux`, `proxy`, `img` or `snapshots`: only this way to the
    /// camera. `transport=auto`: the best that works, tried from the first to the last. Default
    /// `auto`.
    pub transport: Option<Transport>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            fit: Mode::Fit,
            orientation: Orientation::default(),
            zoom: Zoom::NONE,
            stats: false,
            controls: true,
            badge: Badge::Corner,
            keep: false,
            stall: None,
            replay: ReplayLimits::default(),
            paths: Paths::default(),
            enhance: Enhancements::default(),
            transport: None,
        }
    }
}

/// Where the state of the picture is shown while the bars are not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Badge {
    /// In a corner of the picture.
    #[default]
    Corner,
    /// Nowhere while the picture is live.
    None,
}

/// An enlargement about a point of the picture, as exact as links write it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Zoom {
    /// Hundredths, from 100 to [`MOST`](Self::MOST).
    factor: u16,
    /// Thousandths of the picture from the left and the top.
    centre: (u16, u16),
}

impl Zoom {
    /// As the mode gives it, in the middle.
    pub const NONE: Self = Self { factor: 100, centre: (500, 500) };
    /// The most that a link may ask for, hundredths.
    const MOST: u16 = 6400;

    /// The nearest that can be written. A factor below 1 is 1, and then the middle is in the middle.
    #[must_use]
    pub fn new(factor: f64, centre: (f64, f64)) -> Self {
        let part = |value: f64| (value.clamp(0.0, 1.0) * 1000.0).round() as u16;
        let factor = (factor * 100.0).round().clamp(100.0, f64::from(Self::MOST)) as u16;
        if factor == 100 { Self::NONE } else { Self { factor, centre: (part(centre.0), part(centre.1)) } }
    }

    /// Times what the mode gives, at least 1.
    #[must_use]
    pub fn factor(self) -> f64 {
        f64::from(self.factor) / 100.0
    }

    /// The point in the middle: parts of the picture from the left and the top, 0 to 1.
    #[must_use]
    pub fn centre(self) -> (f64, f64) {
        (f64::from(self.centre.0) / 1000.0, f64::from(self.centre.1) / 1000.0)
    }

    fn parse(text: &str) -> Option<Self> {
        let mut numbers = text.split(',').map(str::trim);
        let factor = fixed(numbers.next()?, 2).filter(|&factor| factor >= 100)?;
        let part = |text| fixed(text, 3).and_then(|part| u16::try_from(part.clamp(0, 1000)).ok());
        let centre = match (numbers.next(), numbers.next()) {
            (None, _) => Self::NONE.centre,
            (Some(x), Some(y)) => (part(x)?, part(y)?),
            _ => return None,
        };
        let factor = u16::try_from(factor).unwrap_or(Self::MOST).min(Self::MOST);
        numbers.next().is_none().then_some(if factor == 100 { Self::NONE } else { Self { factor, centre } })
    }

    fn text(self) -> String {
        let mut text = decimal(self.factor, 100);
        if self.centre != Self::NONE.centre {
            text = format!("{text},{},{}", decimal(self.centre.0, 1000), decimal(self.centre.1, 1000));
        }
        text
    }
}

/// A decimal number as a whole number of its last place, the rest cut off: `2.5` with two places is
/// 250. Reading floating-point numbers would bring tables of 10 kB into the page.
fn fixed(text: &str, places: usize) -> Option<i32> {
    let (sign, digits) = text.strip_prefix('-').map_or((1, text), |digits| (-1, digits));
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let all_digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if (whole.is_empty() && part.is_empty()) || !all_digits(whole) || !all_digits(part) {
        return None;
    }
    let places = part.bytes().chain(std::iter::repeat(b'0')).take(places);
    let number = whole
        .bytes()
        .chain(places)
        .fold(0_i32, |number, digit| number.saturating_mul(10).saturating_add(i32::from(digit - b'0')));
    Some(sign * number)
}

/// A number of parts of `unit`, which is a power of ten, without needless zeros.
fn decimal(parts: u16, unit: u16) -> String {
    let (whole, mut part, mut unit) = (parts / unit, parts % unit, unit);
    if part == 0 {
        return whole.to_string();
    }
    while part % 10 == 0 {
        (part, unit) = (part / 10, unit / 10);
    }
    let places = unit.ilog10() as usize;
    format!("{whole}.{part:0places$}")
}

/// A parameter whose value cannot be right.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{name}” is ignored: it must be {expected}.")]
pub struct InvalidOption {
    /// Its name.
    pub name: String,
    /// The expected values, in words.
    pub expected: &'static str,
}

impl Options {
    /// Sets the option `name`. `None` if there is no such option.
    pub(super) fn set(&mut self, name: &str, value: &str) -> Option<Result<(), InvalidOption>> {
        let expected = match name {
            "fit" => match value {
                "fit" | "contain" => return done(&mut self.fit, Mode::Fit),
                "fill" | "cover" => return done(&mut self.fit, Mode::Fill),
                "1:1" | "actual" => return done(&mut self.fit, Mode::Actual),
                _ => "fit, fill or 1:1",
            },
            "rotate" => match value.parse::<i32>() {
                // Added to the half turn that flip=v is, whichever comes first.
                Ok(degrees) if degrees % 90 == 0 => {
                    let turned = self.turned(degrees, self.orientation.mirrored());
                    return done(&mut self.orientation, turned);
                }
                _ => "0, 90, 180 or 270",
            },
            "flip" => match flipped(value) {
                Some((horizontally, vertically)) => {
                    // Top to bottom is left to right and half a turn.
                    let turned = self.turned(if vertically { 180 } else { 0 }, horizontally != vertically);
                    return done(&mut self.orientation, turned);
                }
                None => "h, v or hv",
            },
            "zoom" => match Zoom::parse(value) {
                Some(zoom) => return done(&mut self.zoom, zoom),
                None => "a number from 1, or 2,0.5,0.5 with the centre",
            },
            "transport" => match Transport::from_name(value) {
                None if value == "auto" => return done(&mut self.transport, None),
                None => "auto, fetch, relay, proxy, img or snapshots",
                transport => return done(&mut self.transport, transport),
            },
            "decode" => match Decoding::from_name(value) {
                None if value == "auto" => return done(&mut self.paths.decoding, None),
                None => "auto, bitmap, decoder or wasm",
                decoding => return done(&mut self.paths.decoding, decoding),
            },
            "sink" => match Sink::from_name(value) {
                None if value == "auto" => return done(&mut self.paths.sink, None),
                None => "auto, canvas or video",
                sink => return done(&mut self.paths.sink, sink),
            },
            "enhance" => match Enhancements::parse(value) {
                Some(enhancements) => return done(&mut self.enhance, enhancements),
                None => "names and whole numbers, such as gamma:180,invert:1",
            },
            "stall" => match value.parse() {
                Ok(seconds @ 2..=3600) => return done(&mut self.stall, Some(seconds)),
                _ => "2 to 3600 seconds",
            },
            "replay" => match value.parse() {
                Ok(seconds @ 0..=ReplayLimits::MOST_SECONDS) => {
                    return done(&mut self.replay.seconds, seconds);
                }
                _ => "0 to 600 seconds",
            },
            "replaymb" => match value.parse() {
                Ok(mebibytes @ 1..=ReplayLimits::MOST_MEBIBYTES) => {
                    return done(&mut self.replay.mebibytes, mebibytes);
                }
                _ => "1 to 2048 MiB",
            },
            "badge" => match value {
                "corner" => return done(&mut self.badge, Badge::Corner),
                "none" => return done(&mut self.badge, Badge::None),
                _ => "corner or none",
            },
            "stats" | "controls" | "keep" => match switch(value) {
                Some(on) if name == "stats" => return done(&mut self.stats, on),
                Some(on) if name == "controls" => return done(&mut self.controls, on),
                Some(on) => return done(&mut self.keep, on),
                None => "0 or 1",
            },
            _ => return None,
        };
        Some(Err(InvalidOption { name: name.to_owned(), expected }))
    }

    fn turned(&self, degrees: i32, mirrored: bool) -> Orientation {
        Orientation::new(i32::from(self.orientation.degrees()) + degrees % 360, mirrored)
    }

    /// Adds the options that differ from the default to a query.
    pub(super) fn push(&self, text: &mut String) {
        let Self {
            fit,
            orientation,
            zoom,
            stats,
            controls,
            badge,
            keep,
            stall,
            replay,
            paths,
            enhance,
            transport,
        } = *self;
        match fit {
            Mode::Fit => {}
            Mode::Fill => query::push(text, "fit", "fill"),
            Mode::Actual => query::push(text, "fit", "1:1"),
        }
        if orientation.degrees() > 0 {
            query::push(text, "rotate", &orientation.degrees().to_string());
        }
        if orientation.mirrored() {
            query::push(text, "flip", "h");
        }
        if zoom != Zoom::NONE {
            query::push(text, "zoom", &zoom.text());
        }
        for (name, on, default) in
            [("stats", stats, false), ("controls", controls, true), ("keep", keep, false)]
        {
            if on != default {
                query::push(text, name, if on { "1" } else { "0" });
            }
        }
        if badge == Badge::None {
            query::push(text, "badge", "none");
        }
        if enhance != Enhancements::default() {
            query::push(text, "enhance", &enhance.to_text());
        }
        if let Some(stall) = stall {
            query::push(text, "stall", &stall.to_string());
        }
        let default = ReplayLimits::default();
        for (name, value, default) in
            [("replay", replay.seconds, default.seconds), ("replaymb", replay.mebibytes, default.mebibytes)]
        {
            if value != default {
                query::push(text, name, &value.to_string());
            }
        }
        let (decoding, sink) = (paths.decoding.map(Decoding::name), paths.sink.map(Sink::name));
        for (name, value) in [("decode", decoding), ("sink", sink)] {
            if let Some(value) = value {
                query::push(text, name, value);
            }
        }
        if let Some(transport) = transport {
            query::push(text, "transport", transport.name());
        }
    }
}

fn done<T>(place: &mut T, value: T) -> Option<Result<(), InvalidOption>> {
    *place = value;
    Some(Ok(()))
}

/// Left to right, top to bottom.
fn flipped(value: &str) -> Option<(bool, bool)> {
    match value {
        "h" | "1" => Some((true, false)),
        "v" => Some((false, true)),
        "hv" | "vh" => Some((true, true)),
        "0" => Some((false, false)),
        _ => None,
    }
}

/// A parameter that is named without a value is on.
fn switch(value: &str) -> Option<bool> {
    match value {
        "" | "1" | "true" | "yes" | "on" => Some(true),
        "0" | "false" | "no" | "off" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(query: &str) -> Options {
        let mut options = Options::default();
        for (name, value) in query::pairs(query) {
            options.set(&name, &value).unwrap().unwrap();
        }
        options
    }

    fn written(options: Options) -> String {
        let mut text = String::new();
        options.push(&mut text);
        text
    }

    #[test]
    fn defaults_are_not_written() {
        assert_eq!(written(Options::default()), "");
        assert_eq!(
            written(read(
                "fit=fit&rotate=0&flip=0&zoom=1&stats=0&controls=1&badge=corner&keep=0&replay=30&replaymb=256"
            )),
            ""
        );
    }

    #[test]
    fn options_are_written_as_they_are_read() {
        for query in [
            "fit=fill",
            "fit=1:1&rotate=270&flip=h&zoom=2.5,0.25,0.75&stats=1&controls=0&keep=1",
            "zoom=1.01",
            "transport=snapshots",
            "keep=1&stall=30",
            "controls=0&badge=none",
            "enhance=contrast:150,invert:1",
            "replay=0",
            "replay=600&replaymb=2048",
            "decode=bitmap&sink=video",
            "decode=wasm",
            "decode=decoder&sink=canvas&transport=fetch",
            "rotate=180",
        ] {
            assert_eq!(written(read(query)), query);
        }
    }

    #[test]
    fn other_spellings_have_one_meaning() {
        for (query, normal) in [
            ("fit=cover", "fit=fill"),
            ("rotate=-90", "rotate=270"),
            ("rotate=360", ""),
            ("flip=v", "rotate=180&flip=h"),
            ("flip=hv", "rotate=180"),
            ("rotate=90&flip=v", "rotate=270&flip=h"),
            ("flip=v&rotate=90", "rotate=270&flip=h"),
            ("stats&keep=true&controls=off", "stats=1&controls=0&keep=1"),
            ("zoom=3,0.5,0.5", "zoom=3"),
            ("zoom=1,0.2,0.2", ""),
            ("zoom=1000,-1,2", "zoom=64,0,1"),
            ("zoom=99999999999,0.0509,.25", "zoom=64,0.05,0.25"),
            ("zoom=2.50,0.500,0.5", "zoom=2.5"),
            ("transport=img&transport=auto", ""),
            ("decode=bitmap&sink=video&decode=auto&sink=auto", ""),
        ] {
            assert_eq!(written(read(query)), normal, "{query}");
        }
    }

    #[test]
    fn what_cannot_be_right_is_told_and_changes_nothing() {
        let mut options = Options::default();
        for (name, value) in [
            ("fit", "big"),
            ("rotate", "45"),
            ("rotate", "x"),
            ("flip", "x"),
            ("zoom", "0.5"),
            ("zoom", "nan"),
            ("zoom", "1e3"),
            ("zoom", "-2"),
            ("zoom", "."),
            ("zoom", "2,0.5"),
            ("zoom", "2,0,0,0"),
            ("zoom", ""),
            ("stats", "2"),
            ("badge", "1"),
            ("transport", "carrier-pigeon"),
            ("enhance", "glow:3"),
            ("stall", "1"),
            ("stall", "4000"),
            ("stall", "soon"),
            ("replay", "601"),
            ("replay", "-1"),
            ("replaymb", "0"),
            ("replaymb", "4096"),
            ("decode", "gpu"),
            ("sink", "drain"),
        ] {
            let error = options.set(name, value).unwrap().unwrap_err();
            assert!(error.to_string().starts_with(&format!("“{name}” is ignored")), "{error}");
        }
        assert_eq!(options, Options::default());
        assert_eq!(options.set("resolution", "640x480"), None);
    }
}

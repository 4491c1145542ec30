//! Pan, tilt and zoom: where the first view looks, as a function of time.

use tokio::time::Instant;

use super::views::centered;
use crate::scene::{HEIGHT, WIDTH, Window};

/// Width of the view at no zoom, in units of the world.
const WIDEST: f64 = 2240.0;
/// Units of the world to a degree.
const UNITS_PER_DEGREE: f64 = 32.0;
/// Magnification at the end of the zoom.
const MAGNIFICATION: f64 = 8.0;
/// Degrees a second at full speed.
const FASTEST_TURN: f64 = 90.0;
/// Steps of zoom a second at full speed.
const FASTEST_ZOOM: f64 = 8000.0;

/// Least and most pan, in degrees.
pub(crate) const PAN: (f64, f64) = (-60.0, 60.0);
/// Least and most tilt.
pub(crate) const TILT: (f64, f64) = (-33.0, 33.0);
/// Least and most zoom, in the steps of VAPIX.
pub(crate) const ZOOM: (f64, f64) = (1.0, 9999.0);

/// One way to move.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Axis {
    Pan,
    Tilt,
    Zoom,
}

/// How to move.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Move {
    /// To a place.
    To(f64),
    /// By a distance.
    By(f64),
    /// On and on, at -100 to 100 percent of full speed.
    At(f64),
}

/// Where the view looks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct PtzState {
    /// Degrees to the right.
    pub(crate) pan: f64,
    /// Degrees up.
    pub(crate) tilt: f64,
    /// 1 to 9999.
    pub(crate) zoom: f64,
}

/// The drives.
#[derive(Debug)]
pub(crate) struct Ptz {
    pan: Drive,
    tilt: Drive,
    zoom: Drive,
    /// Percent of full speed for moves to a place.
    speed: f64,
    pub(crate) autofocus: bool,
    pub(crate) autoiris: bool,
}

/// A value that moves at a steady speed until it is where it should be.
#[derive(Debug, Clone, Copy)]
struct Drive {
    from: f64,
    since: Instant,
    target: f64,
    /// A second.
    speed: f64,
}

impl Ptz {
    pub(crate) fn new() -> Self {
        let still = |value| Drive { from: value, since: Instant::now(), target: value, speed: 0.0 };
        Self {
            pan: still(0.0),
            tilt: still(0.0),
            zoom: still(1.0),
            speed: 100.0,
            autofocus: true,
            autoiris: true,
        }
    }

    /// Percent of full speed, 1 to 100, for moves to a place.
    pub(crate) fn speed(&self) -> f64 {
        self.speed
    }

    pub(crate) fn set_speed(&mut self, percent: f64) {
        self.speed = percent.clamp(1.0, 100.0);
    }

    /// Moves one axis.
    pub(crate) fn start(&mut self, axis: Axis, how: Move, now: Instant) {
        let at = self.state(now);
        let (value, range, fastest) = match axis {
            Axis::Pan => (at.pan, PAN, FASTEST_TURN),
            Axis::Tilt => (at.tilt, TILT, FASTEST_TURN),
            Axis::Zoom => (at.zoom, ZOOM, FASTEST_ZOOM),
        };
        let (target, percent) = match how {
            Move::To(target) => (target, self.speed),
            Move::By(distance) => (value + distance, self.speed),
            Move::At(0.0) => (value, 0.0),
            Move::At(percent) => (if percent > 0.0 { range.1 } else { range.0 }, percent.abs().min(100.0)),
        };
        let drive = Drive {
            from: value,
            since: now,
            target: target.clamp(range.0, range.1),
            speed: fastest * percent / 100.0,
        };
        match axis {
            Axis::Pan => self.pan = drive,
            Axis::Tilt => self.tilt = drive,
            Axis::Zoom => self.zoom = drive,
        }
    }

    pub(crate) fn stop(&mut self, now: Instant) {
        for axis in [Axis::Pan, Axis::Tilt, Axis::Zoom] {
            self.start(axis, Move::At(0.0), now);
        }
    }

    /// Where the view looks at a time. It never looks beyond the scene: the wider it is, the less
    /// it can turn.
    pub(crate) fn state(&self, now: Instant) -> PtzState {
        let zoom = self.zoom.value(now);
        let width = view_width(zoom);
        let reach = |world: usize, view: f64| (world as f64 - view).max(0.0) / 2.0 / UNITS_PER_DEGREE;
        let (pan, tilt) = (reach(WIDTH, width), reach(HEIGHT, width * 9.0 / 16.0));
        PtzState {
            pan: self.pan.value(now).clamp(-pan, pan),
            tilt: self.tilt.value(now).clamp(-tilt, tilt),
            zoom,
        }
    }
}

impl PtzState {
    /// The visible part, in units of the world.
    pub(crate) fn window(&self) -> Window {
        let x = WIDTH as f64 / 2.0 + self.pan * UNITS_PER_DEGREE;
        let y = HEIGHT as f64 / 2.0 - self.tilt * UNITS_PER_DEGREE;
        centered((x as f32, y as f32), view_width(self.zoom) as f32)
    }

    /// Field of view from left to right, in degrees.
    pub(crate) fn field(&self) -> f64 {
        view_width(self.zoom) / UNITS_PER_DEGREE
    }

    /// Where to look to have a point of the world in the middle.
    pub(crate) fn aim(x: f32, y: f32) -> (f64, f64) {
        let pan = (f64::from(x) - WIDTH as f64 / 2.0) / UNITS_PER_DEGREE;
        let tilt = (HEIGHT as f64 / 2.0 - f64::from(y)) / UNITS_PER_DEGREE;
        (pan, tilt)
    }

    /// The zoom that magnifies so many times as much as this one.
    pub(crate) fn magnified(&self, factor: f64) -> f64 {
        let magnification = (WIDEST / view_width(self.zoom) * factor).clamp(1.0, MAGNIFICATION);
        ZOOM.0 + (magnification - 1.0) / (MAGNIFICATION - 1.0) * (ZOOM.1 - ZOOM.0)
    }
}

/// Field of view at the ends of the zoom, in degrees.
pub(crate) fn field_range() -> (f64, f64) {
    (view_width(ZOOM.1) / UNITS_PER_DEGREE, view_width(ZOOM.0) / UNITS_PER_DEGREE)
}

fn view_width(zoom: f64) -> f64 {
    WIDEST / (1.0 + (zoom - ZOOM.0) / (ZOOM.1 - ZOOM.0) * (MAGNIFICATION - 1.0))
}

impl Drive {
    fn value(&self, now: Instant) -> f64 {
        let moved = now.saturating_duration_since(self.since).as_secs_f64() * self.speed;
        let distance = self.target - self.from;
        self.from + distance.signum() * moved.min(distance.abs())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    fn after(seconds: f64, start: Instant) -> Instant {
        start + Duration::from_secs_f64(seconds)
    }

    #[tokio::test]
    async fn a_move_takes_its_time_and_ends() {
        let (mut ptz, start) = (Ptz::new(), Instant::now());
        ptz.start(Axis::Zoom, Move::To(9999.0), start);
        let start = after(10.0, start);
        ptz.start(Axis::Pan, Move::To(-45.0), start);
        assert_eq!(ptz.state(start).pan, 0.0);
        assert!((ptz.state(after(0.25, start)).pan + 22.5).abs() < 1e-6);
        assert_eq!(ptz.state(after(9.0, start)).pan, -45.0);
    }

    #[tokio::test]
    async fn continuous_moves_go_on_until_stopped() {
        let (mut ptz, start) = (Ptz::new(), Instant::now());
        ptz.start(Axis::Zoom, Move::At(50.0), start);
        assert!((ptz.state(after(1.0, start)).zoom - 4001.0).abs() < 1e-6);
        ptz.stop(after(1.0, start));
        assert!((ptz.state(after(5.0, start)).zoom - 4001.0).abs() < 1e-6);
        ptz.start(Axis::Zoom, Move::At(-100.0), after(5.0, start));
        assert_eq!(ptz.state(after(9.0, start)).zoom, 1.0);
    }

    #[tokio::test]
    async fn the_view_stays_within_the_world() {
        let (mut ptz, start) = (Ptz::new(), Instant::now());
        ptz.start(Axis::Pan, Move::To(180.0), start);
        ptz.start(Axis::Tilt, Move::By(-360.0), start);
        for zoom in [1.0, 500.0, 9999.0] {
            ptz.start(Axis::Zoom, Move::To(zoom), start);
            let window = ptz.state(after(60.0, start)).window();
            assert!(window.left >= 0.0 && window.left + window.width <= WIDTH as f32 + 0.01, "{window:?}");
            assert!(window.top >= 0.0 && window.top + window.height <= HEIGHT as f32 + 0.01, "{window:?}");
        }
    }

    #[test]
    fn zoom_magnifies() {
        let wide = PtzState { pan: 0.0, tilt: 0.0, zoom: 1.0 };
        assert_eq!(wide.window().width, 2240.0);
        let near = PtzState { zoom: wide.magnified(2.0), ..wide };
        assert!((near.window().width - 1120.0).abs() < 0.01);
        assert_eq!(near.magnified(100.0), 9999.0);
        assert_eq!(near.magnified(0.01), 1.0);
        assert_eq!(PtzState::aim(1920.0, 1080.0), (0.0, 0.0));
        assert_eq!(field_range(), (8.75, 70.0));
    }
}

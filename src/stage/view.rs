//! The chosen view of the picture, and its changes by wheel, fingers and keys.

use super::{Orientation, Placement, Size};

/// The most device pixels a picture pixel is enlarged to by zooming.
const LARGEST_PIXEL: f64 = 16.0;
/// A picture already larger than that can still be enlarged by this much.
const LEAST_ENLARGEMENT: f64 = 4.0;
/// Magnification of a double click, if 1:1 would not enlarge more.
const DOUBLE_CLICK: f64 = 2.5;
/// Scales nearer to each other than this are the same to the eye.
const SAME: f64 = 0.005;

/// A position relative to the stage's centre, CSS pixels.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Point {
    /// To the right.
    pub x: f64,
    /// Downwards.
    pub y: f64,
}

impl Point {
    /// The stage's centre.
    pub const CENTRE: Self = Self { x: 0.0, y: 0.0 };

    /// A position.
    #[must_use]
    pub fn new(x: f64, y: f64) -> Self {
        Self { x, y }
    }
}

/// Sizes of the stage and of its picture.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Viewport {
    /// CSS pixels.
    pub stage: Size,
    /// The picture's own pixels, as delivered.
    pub picture: Size,
    /// Device pixels for each CSS pixel.
    pub pixel_ratio: f64,
}

/// How the picture is put on the stage before any zoom.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// All of it, as large as the stage allows.
    #[default]
    Fit,
    /// No empty border; the rest is cut off.
    Fill,
    /// One device pixel for each picture pixel.
    Actual,
}

impl Mode {
    /// The mode after this one, for a button that goes through them.
    #[must_use]
    pub fn next(self) -> Self {
        match self {
            Self::Fit => Self::Fill,
            Self::Fill => Self::Actual,
            Self::Actual => Self::Fit,
        }
    }
}

/// The chosen view.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct View {
    /// Where zooming starts from.
    pub mode: Mode,
    /// How it is turned and flipped.
    pub orientation: Orientation,
    /// Times the scale the mode gives.
    zoom: f64,
    /// The point of the picture (as seen, 0 to 1 in each direction) at the stage's centre.
    centre: (f64, f64),
}

impl Default for View {
    fn default() -> Self {
        Self::new(Mode::Fit, Orientation::default())
    }
}

impl View {
    /// Not zoomed, in the middle.
    #[must_use]
    pub fn new(mode: Mode, orientation: Orientation) -> Self {
        Self { mode, orientation, zoom: 1.0, centre: (0.5, 0.5) }
    }

    /// Enlarged `zoom` times what the mode gives, with the point `centre` in the middle of the stage.
    #[must_use]
    pub fn zoomed_to(self, zoom: f64, centre: (f64, f64)) -> Self {
        Self { zoom, centre, ..self }
    }

    /// Times the scale the mode gives.
    #[must_use]
    pub fn zoom(&self) -> f64 {
        self.zoom
    }

    /// The point of the picture at the stage's centre: parts of it, as seen, from the left and the top.
    #[must_use]
    pub fn centre(&self) -> (f64, f64) {
        self.centre
    }

    /// In another mode, the zoom undone.
    #[must_use]
    pub fn in_mode(self, mode: Mode) -> Self {
        Self::new(mode, self.orientation)
    }

    /// Turned and flipped in another way, about the middle.
    #[must_use]
    pub fn oriented(self, orientation: Orientation) -> Self {
        Self { orientation, centre: (0.5, 0.5), ..self }
    }

    /// Enlarged `factor` times; what is at `at` stays there.
    #[must_use]
    pub fn zoomed(self, factor: f64, at: Point, viewport: &Viewport) -> Self {
        let Some(now) = Scaled::of(&self, viewport) else { return self };
        let scale = now.limited(now.scale * factor, viewport);
        let next = Self { zoom: scale / now.base, ..self };
        let (before, after) = (now.shown(now.scale), now.shown(scale));
        let centre = (
            now.centre.0 + at.x / before.width - at.x / after.width,
            now.centre.1 + at.y / before.height - at.y / after.height,
        );
        Self { centre, ..next }.settled(viewport)
    }

    /// Moved with a finger or the pointer by `dx` and `dy` CSS pixels.
    #[must_use]
    pub fn moved(self, dx: f64, dy: f64, viewport: &Viewport) -> Self {
        let Some(now) = Scaled::of(&self, viewport) else { return self };
        let shown = now.shown(now.scale);
        let centre = (now.centre.0 - dx / shown.width, now.centre.1 - dy / shown.height);
        Self { centre, ..self }.settled(viewport)
    }

    /// What a double click at `at` does: closer, or back to what the mode gives.
    #[must_use]
    pub fn toggled(self, at: Point, viewport: &Viewport) -> Self {
        let Some(now) = Scaled::of(&self, viewport) else { return self };
        if (self.zoom - 1.0).abs() > SAME {
            return self.in_mode(self.mode);
        }
        let own = 1.0 / viewport.pixel_ratio / now.scale;
        self.zoomed(own.max(DOUBLE_CLICK), at, viewport)
    }

    /// Where that puts the picture. `None` while there is no picture or no stage.
    #[must_use]
    pub fn placed(&self, viewport: &Viewport) -> Option<Placement> {
        let now = Scaled::of(self, viewport)?;
        let shown = now.shown(now.scale);
        let stage = viewport.stage;
        let ratio = viewport.pixel_ratio;
        // The visible corner goes to a whole device pixel, so that 1:1 is exactly that.
        let corner =
            |stage: f64, shown: f64, centre: f64| ((stage / 2.0 - shown * centre) * ratio).round() / ratio;
        let left = corner(stage.width, shown.width, now.centre.0);
        let top = corner(stage.height, shown.height, now.centre.1);
        Some(Placement {
            x: left + (shown.width - viewport.picture.width) / 2.0,
            y: top + (shown.height - viewport.picture.height) / 2.0,
            scale: now.scale,
            pixel_ratio: ratio,
            orientation: self.orientation,
            overflows: shown.width > stage.width + 0.5 || shown.height > stage.height + 0.5,
            zoomed: (self.zoom - 1.0).abs() > SAME,
        })
    }

    /// The same, its centre within what can be seen.
    fn settled(self, viewport: &Viewport) -> Self {
        let centre = Scaled::of(&self, viewport).map_or((0.5, 0.5), |scaled| scaled.centre);
        Self { centre, ..self }
    }
}

/// A view in figures: scales, and a centre that leaves no needless border.
struct Scaled {
    /// The whole picture, as seen, at a scale of 1.
    size: Size,
    /// The mode's own scale.
    base: f64,
    scale: f64,
    centre: (f64, f64),
}

impl Scaled {
    fn of(view: &View, viewport: &Viewport) -> Option<Self> {
        let known =
            viewport.stage.is_visible() && viewport.picture.is_visible() && viewport.pixel_ratio > 0.0;
        if !known {
            return None;
        }
        let size = viewport.picture.turned(view.orientation);
        let base = match view.mode {
            Mode::Fit => fit(size, viewport.stage),
            Mode::Fill => (viewport.stage.width / size.width).max(viewport.stage.height / size.height),
            Mode::Actual => 1.0 / viewport.pixel_ratio,
        };
        let mut scaled = Self { size, base, scale: base, centre: view.centre };
        scaled.scale = scaled.limited(base * view.zoom, viewport);
        let shown = scaled.shown(scaled.scale);
        scaled.centre = (
            visible(view.centre.0, viewport.stage.width, shown.width),
            visible(view.centre.1, viewport.stage.height, shown.height),
        );
        Some(scaled)
    }

    fn shown(&self, scale: f64) -> Size {
        Size::new(self.size.width * scale, self.size.height * scale)
    }

    /// `scale` within what zooming allows: from all of the picture to single pixels.
    fn limited(&self, scale: f64, viewport: &Viewport) -> f64 {
        let all = fit(self.size, viewport.stage);
        let most = (LARGEST_PIXEL / viewport.pixel_ratio).max(self.base.max(all) * LEAST_ENLARGEMENT);
        within(scale, all.min(self.base), most)
    }
}

fn fit(size: Size, stage: Size) -> f64 {
    (stage.width / size.width).min(stage.height / size.height)
}

/// `f64::clamp` has a message for bounds that are wrong, and it alone would bring the printing of
/// floating-point numbers onto the page.
fn within(value: f64, least: f64, most: f64) -> f64 {
    value.max(least).min(most)
}

/// The centre nearest to `centre` at which a picture of `shown` leaves no border on a stage of
/// `stage`; the middle where it is smaller than the stage.
fn visible(centre: f64, stage: f64, shown: f64) -> f64 {
    let half = stage / 2.0 / shown;
    if half >= 0.5 || centre.is_nan() { 0.5 } else { within(centre, half, 1.0 - half) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn viewport() -> Viewport {
        Viewport { stage: Size::new(1280.0, 800.0), picture: Size::new(640.0, 480.0), pixel_ratio: 1.0 }
    }

    /// The stage position (from its top left corner) of the picture's point `at`, 0 to 1, picture not turned.
    fn on_stage(view: &View, viewport: &Viewport, at: (f64, f64)) -> (f64, f64) {
        let placed = view.placed(viewport).unwrap();
        let middle = (placed.x + viewport.picture.width / 2.0, placed.y + viewport.picture.height / 2.0);
        (
            middle.0 + (at.0 - 0.5) * viewport.picture.width * placed.scale,
            middle.1 + (at.1 - 0.5) * viewport.picture.height * placed.scale,
        )
    }

    fn near((ax, ay): (f64, f64), (bx, by): (f64, f64)) -> bool {
        (ax - bx).abs() <= 1.0 && (ay - by).abs() <= 1.0
    }

    #[test]
    fn fit_shows_all_of_it_in_the_middle() {
        let view = View::default();
        assert!(near(on_stage(&view, &viewport(), (0.0, 0.0)), (106.7, 0.0)));
        assert!(near(on_stage(&view, &viewport(), (1.0, 1.0)), (1173.3, 800.0)));
        assert!(!view.placed(&viewport()).unwrap().overflows);
    }

    #[test]
    fn fill_leaves_no_border() {
        let view = View::default().in_mode(Mode::Fill);
        let placed = view.placed(&viewport()).unwrap();
        assert!(near(on_stage(&view, &viewport(), (0.0, 0.0)), (0.0, -80.0)));
        assert!(placed.overflows && !placed.zoomed);
    }

    #[test]
    fn actual_is_one_device_pixel_on_a_whole_one() {
        let viewport = Viewport { pixel_ratio: 2.0, picture: Size::new(641.0, 479.0), ..viewport() };
        let view = View::default().in_mode(Mode::Actual);
        let placed = view.placed(&viewport).unwrap();
        assert_eq!(placed.percent(), 100);
        let (left, top) = on_stage(&view, &viewport, (0.0, 0.0));
        assert!((left * 2.0).fract().abs() < 1e-9 && (top * 2.0).fract().abs() < 1e-9);
    }

    #[test]
    fn turned_sideways_it_fits_by_its_height() {
        let view = View::default().oriented(Orientation::new(90, false));
        let placed = view.placed(&viewport()).unwrap();
        assert!((placed.scale - 800.0 / 640.0).abs() < 1e-9);
    }

    #[test]
    fn zooming_keeps_the_point_under_the_pointer() {
        let viewport = viewport();
        let start = View::default().zoomed(3.0, Point::CENTRE, &viewport);
        let at = Point::new(150.0, -90.0);
        let pointed = (640.0 + at.x, 400.0 + at.y);
        let placed = start.placed(&viewport).unwrap();
        let under = {
            let (left, top) = on_stage(&start, &viewport, (0.0, 0.0));
            ((pointed.0 - left) / (640.0 * placed.scale), (pointed.1 - top) / (480.0 * placed.scale))
        };
        let closer = start.zoomed(1.7, at, &viewport);
        assert!(near(on_stage(&closer, &viewport, under), pointed));
        let back = closer.zoomed(1.0 / 1.7, at, &viewport);
        assert!(near(on_stage(&back, &viewport, under), pointed));
    }

    #[test]
    fn moving_follows_the_finger_and_stops_at_the_edge() {
        let viewport = viewport();
        let zoomed = View::default().zoomed(4.0, Point::CENTRE, &viewport);
        let (x, y) = on_stage(&zoomed, &viewport, (0.5, 0.5));
        let moved = zoomed.moved(40.0, -25.0, &viewport);
        assert!(near(on_stage(&moved, &viewport, (0.5, 0.5)), (x + 40.0, y - 25.0)));
        let far = zoomed.moved(1e7, 1e7, &viewport);
        assert!(near(on_stage(&far, &viewport, (0.0, 0.0)), (0.0, 0.0)));
        // Nothing is left over from beyond the edge.
        assert!(near(on_stage(&far.moved(-10.0, 0.0, &viewport), &viewport, (0.0, 0.0)), (-10.0, 0.0)));
    }

    #[test]
    fn a_picture_that_fits_does_not_move() {
        let viewport = viewport();
        let view = View::default();
        assert_eq!(view.moved(50.0, 50.0, &viewport).placed(&viewport), view.placed(&viewport));
    }

    #[test]
    fn zoom_ends_at_the_whole_picture_and_at_single_pixels() {
        let viewport = viewport();
        let out = View::default().in_mode(Mode::Fill).zoomed(1e-9, Point::CENTRE, &viewport);
        assert!((out.placed(&viewport).unwrap().scale - 800.0 / 480.0).abs() < 1e-9);
        let closest = View::default().zoomed(1e9, Point::CENTRE, &viewport).placed(&viewport).unwrap();
        assert_eq!(closest.percent(), 1600);
        // A thumbnail on a wall is enlarged beyond that by fitting alone, and still zooms.
        let wall =
            Viewport { stage: Size::new(3840.0, 2160.0), picture: Size::new(80.0, 60.0), pixel_ratio: 1.0 };
        let fitted = View::default().placed(&wall).unwrap().scale;
        let closer = View::default().zoomed(1e9, Point::CENTRE, &wall).placed(&wall).unwrap().scale;
        assert!((closer / fitted - 4.0).abs() < 1e-9);
    }

    #[test]
    fn a_double_click_goes_closer_and_back() {
        let viewport = Viewport { picture: Size::new(3840.0, 2160.0), ..viewport() };
        let close = View::default().toggled(Point::new(100.0, 0.0), &viewport);
        assert_eq!(close.placed(&viewport).unwrap().percent(), 100);
        assert_eq!(close.toggled(Point::CENTRE, &viewport), View::default());
    }

    #[test]
    fn a_resized_stage_keeps_what_is_in_the_middle() {
        let small = viewport();
        let large = Viewport { stage: Size::new(1920.0, 1080.0), ..small };
        let view = View::default().zoomed(4.0, Point::new(200.0, 100.0), &small);
        let (x, y) = on_stage(&view, &small, view.centre);
        assert!(near((x, y), (640.0, 400.0)));
        assert!(near(on_stage(&view, &large, view.centre), (960.0, 540.0)));
    }

    #[test]
    fn without_a_picture_nothing_is_placed() {
        let empty = Viewport { picture: Size::default(), ..viewport() };
        assert_eq!(View::default().placed(&empty), None);
        assert_eq!(View::default().zoomed(2.0, Point::CENTRE, &empty), View::default());
        assert_eq!(View::default().placed(&Viewport::default()), None);
    }
}

//! The views of the unit: the first can be steered, the others are parts of the scene.

use crate::scene::{HEIGHT, WIDTH, Window};

/// Names of the views, in order.
pub(crate) const VIEWS: [&str; 4] = ["Town", "Tower", "Road", "Panorama"];

/// Width by height of the sensor.
const SENSOR_ASPECT: f32 = 16.0 / 9.0;

/// The window of a view that cannot be steered, counted from 1.
pub(crate) fn fixed_window(view: u16) -> Option<Window> {
    match view {
        2 => Some(centered((2400.0, 1000.0), 1000.0)),
        3 => Some(centered((1900.0, 1490.0), 1000.0)),
        4 => Some(centered((WIDTH as f32 / 2.0, HEIGHT as f32 / 2.0), WIDTH as f32)),
        _ => None,
    }
}

/// A window of the sensor's aspect.
pub(super) fn centered((x, y): (f32, f32), width: f32) -> Window {
    let height = width / SENSOR_ASPECT;
    Window { left: x - width / 2.0, top: y - height / 2.0, width, height }
}

/// The part of the sensor's picture for another aspect ratio: the middle.
pub(crate) fn cropped(window: Window, width: f32, height: f32) -> Window {
    let aspect = width / height;
    let (new_width, new_height) = if aspect < window.width / window.height {
        (window.height * aspect, window.height)
    } else {
        (window.width, window.width / aspect)
    };
    Window {
        left: window.left + (window.width - new_width) / 2.0,
        top: window.top + (window.height - new_height) / 2.0,
        width: new_width,
        height: new_height,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_aspect_is_cut_from_the_middle() {
        let window = Window { left: 100.0, top: 50.0, width: 160.0, height: 90.0 };
        assert_eq!(cropped(window, 1280.0, 720.0), window);
        let narrow = Window { left: 120.0, top: 50.0, width: 120.0, height: 90.0 };
        assert_eq!(cropped(window, 640.0, 480.0), narrow);
        let flat = Window { left: 100.0, top: 55.0, width: 160.0, height: 80.0 };
        assert_eq!(cropped(window, 200.0, 100.0), flat);
    }

    #[test]
    fn fixed_views_lie_within_the_world() {
        for view in 2..=4 {
            let window = fixed_window(view).unwrap();
            assert!(window.left >= 0.0 && window.left + window.width <= WIDTH as f32, "{view}");
            assert!(window.top >= 0.0 && window.top + window.height <= HEIGHT as f32, "{view}");
        }
        assert!(fixed_window(1).is_none() && fixed_window(5).is_none());
    }
}

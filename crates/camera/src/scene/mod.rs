//! The scene: a landscape with traffic, larger than any view of it.

mod actors;
mod brush;
mod landscape;
mod noise;
mod world;

use std::fmt;
use std::sync::Arc;

pub(crate) use brush::Window;
pub(crate) use world::{HEIGHT, WIDTH};

use crate::clock::Timestamp;
use crate::picture::raster::Picture;
use brush::Brush;
use world::World;

/// The scene.
#[derive(Clone)]
pub(crate) struct Scene {
    world: Arc<World>,
}

/// A moment in the scene.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Moment {
    /// Seconds since the camera started.
    pub(crate) seconds: f64,
    /// The camera's time.
    pub(crate) time: Timestamp,
}

/// Draws a view of the scene frame after frame, keeping what stands still while the view does.
pub(crate) struct Painter {
    scene: Scene,
    background: Option<(Window, Picture)>,
}

impl Scene {
    pub(crate) fn new(seed: u64) -> Self {
        Self { world: World::shared(seed) }
    }
}

impl fmt::Debug for Scene {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scene").finish_non_exhaustive()
    }
}

impl Painter {
    pub(crate) fn new(scene: Scene) -> Self {
        Self { scene, background: None }
    }

    /// Draws the window at a moment into a picture of this size.
    pub(crate) fn paint(&mut self, window: Window, width: usize, height: usize, moment: Moment) -> Picture {
        let is_known = self.background.as_ref().is_some_and(|(known, picture)| {
            *known == window && picture.width() == width && picture.height() == height
        });
        let mut picture = match self.background.take() {
            Some((_, picture)) if is_known => picture,
            _ => self.scene.world.view(window, width, height),
        };
        let background = picture.clone();
        actors::draw(&mut Brush::new(&mut picture, window), moment.seconds, moment.time);
        self.background = Some((window, background));
        picture
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WINDOW: Window = Window { left: 960.0, top: 640.0, width: 1920.0, height: 1080.0 };

    fn moment(seconds: f64) -> Moment {
        Moment { seconds, time: Timestamp { seconds: 1_700_000_000 + seconds as u32, hundredths: 0 } }
    }

    #[test]
    fn a_moment_is_one_picture_and_time_moves_it() {
        let mut painter = Painter::new(Scene::new(1));
        let first = painter.paint(WINDOW, 320, 180, moment(10.0));
        let later = painter.paint(WINDOW, 320, 180, moment(10.04));
        assert_ne!(first, later);
        assert_eq!(first, painter.paint(WINDOW, 320, 180, moment(10.0)));
        assert_eq!(first, Painter::new(Scene::new(1)).paint(WINDOW, 320, 180, moment(10.0)));
    }

    #[test]
    fn another_window_is_another_picture() {
        let mut painter = Painter::new(Scene::new(1));
        let first = painter.paint(WINDOW, 320, 180, moment(10.0));
        let moved = painter.paint(Window { left: 0.0, ..WINDOW }, 320, 180, moment(10.0));
        assert_ne!(first, moved);
        assert_eq!(first, painter.paint(WINDOW, 320, 180, moment(10.0)));
        assert_eq!(painter.paint(WINDOW, 161, 91, moment(10.0)).width(), 161);
    }
}

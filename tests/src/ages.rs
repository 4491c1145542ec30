//! How old the pictures of simulated cameras are, by the numbers on them.

use std::time::Duration;

use camera::Handle;

/// Cameras, one after the other, whose pictures one viewer may show.
#[derive(Clone, Debug)]
pub struct Ages {
    /// The newest last.
    cameras: Vec<Handle>,
}

impl Ages {
    /// Pictures come from this camera.
    #[must_use]
    pub fn new(camera: Handle) -> Self {
        Self { cameras: vec![camera] }
    }

    /// Pictures may come from this camera, too. Of many the last three count.
    pub fn also(&mut self, camera: Handle) {
        self.cameras.push(camera);
        let spare = self.cameras.len().saturating_sub(REMEMBERED);
        self.cameras.drain(..spare);
    }

    /// How old the picture of that number was at a time since 1970. Numbers begin anew after 65536 and with
    /// each camera: the latest picture of that number counts.
    #[must_use]
    pub fn age(&self, at: Duration, number: u16) -> Option<Duration> {
        let age = |camera: &Handle| {
            // One frame ahead: the clocks of pages tick in milliseconds.
            let newest = camera.number_at(at) + 1;
            let behind = newest.wrapping_sub(u64::from(number)) & 0xffff;
            Some(at.saturating_sub(camera.taken(newest.checked_sub(behind)?)))
        };
        self.cameras.iter().filter_map(age).min()
    }
}

const REMEMBERED: usize = 3;

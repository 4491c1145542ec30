//! One encoder for each setting that is being watched, shared by its viewers.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{Semaphore, watch};
use tokio::task;

use crate::handle::{Counted, Handle};
use crate::picture::Frame;
use crate::renderer::{Renderer, Studio};
use crate::setting::Setting;

/// Single pictures that are made at the same time.
const STILLS: usize = 2;

/// The latest frame of a setting; `None` before the first.
pub(crate) type Frames = watch::Receiver<Option<Arc<Frame>>>;

/// The encoders that run.
#[derive(Debug)]
pub(crate) struct Encoders {
    studio: Arc<Studio>,
    handle: Handle,
    limit: usize,
    running: Mutex<HashMap<Setting, watch::Sender<Option<Arc<Frame>>>>>,
    stills: Semaphore,
}

/// The camera encodes as many settings as it can.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("too many different streams")]
pub(crate) struct TooManyEncoders;

impl Encoders {
    pub(crate) fn new(studio: Arc<Studio>, handle: Handle, limit: usize) -> Arc<Self> {
        Arc::new(Self { studio, handle, limit, running: Mutex::default(), stills: Semaphore::new(STILLS) })
    }

    /// The frames of a setting. Its encoder runs until the last receiver is dropped.
    pub(crate) fn watch(self: &Arc<Self>, setting: &Setting) -> Result<Frames, TooManyEncoders> {
        let mut running = self.running();
        if let Some(frames) = running.get(setting) {
            return Ok(frames.subscribe());
        }
        if running.len() >= self.limit {
            return Err(TooManyEncoders);
        }
        let (sender, frames) = watch::channel(None);
        running.insert(setting.clone(), sender.clone());
        let renderer = Renderer::new(Arc::clone(&self.studio), setting.clone());
        task::spawn(Arc::clone(self).run(setting.clone(), sender, renderer));
        Ok(frames)
    }

    /// The frame that has just been taken.
    pub(crate) async fn still(&self, setting: &Setting) -> Option<Arc<Frame>> {
        let number = self.studio.clock.now();
        let watched = self.running().get(setting).and_then(|frames| frames.borrow().clone());
        if let Some(frame) = watched.filter(|frame| frame.number >= number) {
            return Some(frame);
        }
        let _turn = self.stills.acquire().await.ok()?;
        let mut renderer = Renderer::new(Arc::clone(&self.studio), setting.clone());
        let frame = task::spawn_blocking(move || renderer.frame(number)).await.ok()?.ok()?;
        Some(Arc::new(frame))
    }

    async fn run(
        self: Arc<Self>,
        setting: Setting,
        frames: watch::Sender<Option<Arc<Frame>>>,
        mut renderer: Renderer,
    ) {
        let _counted = Counted::new(&self.handle, |snapshot| &mut snapshot.encoders);
        let clock = self.studio.clock;
        let mut last = None;
        loop {
            let number = clock.next(last, setting.fps);
            tokio::select! {
                () = tokio::time::sleep_until(clock.instant(number)) => {}
                () = frames.closed() => {}
            }
            // Under the lock, so that nobody can come while the last one's leaving is acted upon.
            let is_watched = {
                let mut running = self.running();
                let is_watched = frames.receiver_count() > 0;
                if !is_watched {
                    running.remove(&setting);
                }
                is_watched
            };
            if !is_watched {
                return;
            }
            let drawn = task::spawn_blocking(move || (renderer.frame(number), renderer)).await;
            let Ok((Ok(frame), returned)) = drawn else { break };
            renderer = returned;
            last = Some(number);
            frames.send_replace(Some(Arc::new(frame)));
        }
        // Drawing failed: viewers see their sender go.
        self.running().remove(&setting);
    }

    fn running(&self) -> MutexGuard<'_, HashMap<Setting, watch::Sender<Option<Arc<Frame>>>>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

//! A browser, a gateway and a wire, used for row after row, and a camera for each.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use camera::Options;
use e2e::{AppCopy, Browser, Engine, Gateway, Page, Relayed, RunningCamera, Sample, State, Watch, Wire, now};

use crate::judge::{Finding, Judge};
use crate::scene::{Row, Scene, Way};

/// Stages that nobody plays on.
#[derive(Default)]
pub(crate) struct Stages(Mutex<Vec<Stage>>);

/// Dropped in this order: the browser first.
#[derive(Debug)]
pub(crate) struct Stage {
    pub(crate) browser: Browser,
    pub(crate) gateway: Gateway,
    pub(crate) wire: Wire,
    pub(crate) engine: Engine,
}

/// A row under way.
pub(crate) struct Play<'a> {
    pub(crate) stage: &'a mut Stage,
    pub(crate) page: Page,
    pub(crate) watch: Watch,
    /// The camera that there is, and those that there were.
    pub(crate) camera: RunningCamera,
    pub(crate) judge: Judge,
    /// Live pictures before this count for nothing: the fault had not shown itself.
    pub(crate) not_before: Duration,
    options: Options,
    url: String,
    /// The app that is served in place of the real one.
    app: Option<AppCopy>,
}

impl Stages {
    /// One that is free, or a new one.
    pub(crate) async fn take(&self, engine: Engine) -> Result<Stage> {
        let free = {
            let mut stages = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            let place = stages.iter().position(|stage| stage.engine == engine);
            place.map(|place| stages.swap_remove(place))
        };
        match free {
            Some(stage) => Ok(stage),
            None => Stage::start(engine).await,
        }
    }

    /// For the next row.
    pub(crate) fn give_back(&self, stage: Stage) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(stage);
    }

    /// Ends all browsers.
    pub(crate) fn end(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

impl Stage {
    async fn start(engine: Engine) -> Result<Self> {
        let wire = Wire::new().await?;
        let gateway = Gateway::start(&cameras(&wire)).await?;
        let browser = Browser::start(engine).await?;
        Ok(Self { browser, gateway, wire, engine })
    }

    /// The cameras of its gateway.
    pub(crate) fn cameras(&self) -> Vec<Relayed> {
        cameras(&self.wire)
    }

    /// Plays a row and tells what was found.
    pub(crate) async fn play(&mut self, row: &Row) -> Result<Finding> {
        let options = match row.way {
            Way::Direct => Options { history: 0, ..Options::default() }.with_cors_origin(self.gateway.url()),
            Way::Relay => RunningCamera::guarded(),
        };
        let camera = RunningCamera::start(options.clone()).await?;
        self.wire.restore();
        self.wire.lead_to(camera.address());
        let source = match row.way {
            Way::Direct => format!("{}/axis-cgi/mjpg/video.cgi", self.wire.url()),
            Way::Relay => CAMERA.to_owned(),
        };
        let url = format!("{}/?src={source}&resolution=320x240", self.gateway.url());
        let page = self.browser.open(&url).await?;
        page.wait_until_live().await.context("before the fault")?;
        let watch = Watch::begin(&page).await?;
        let judge = Judge::new(camera.handle().clone(), row.oldest_live);
        let mut play = Play {
            stage: self,
            page,
            watch,
            camera,
            judge,
            not_before: Duration::ZERO,
            options,
            url,
            app: None,
        };
        play.wait_for("a numbered picture", Duration::ZERO, |one| one.number.is_some()).await?;
        let begun = now();
        let ended = play.run(&row.scene).await.with_context(|| format!("during {:?}", row.fault))?;
        let result = play.recover(begun, ended).await;
        // The page is left while its camera still is there: the next row begins with an empty log.
        play.stage.browser.open("about:blank").await?;
        if play.app.is_some() {
            let cameras = play.stage.cameras();
            play.stage.gateway.restart(&cameras, None).await?;
        }
        result
    }
}

impl Play<'_> {
    /// Waits for something noted since then.
    pub(crate) async fn wait_for(
        &mut self,
        description: &str,
        since: Duration,
        wanted: impl Fn(&Sample) -> bool,
    ) -> Result<Sample> {
        self.watch.wait_for(description, since, wanted).await
    }

    /// Waits until the viewer has been in one of `states` since `since`.
    pub(crate) async fn wait_for_state(&mut self, since: Duration, states: &[State]) -> Result<Sample> {
        let description = format!("the viewer to be {states:?}");
        self.wait_for(&description, since, |one| states.contains(&one.state)).await
    }

    /// Waits until so many more frames have been drawn.
    pub(crate) async fn wait_for_frames(&mut self, count: u64) -> Result<()> {
        let before = self.page.number("frames-drawn").await?.unwrap_or_default();
        let description = format!("{count} more frames");
        self.page.wait_for_number("frames-drawn", &description, |drawn| drawn >= before + count).await?;
        Ok(())
    }

    /// Opens the page anew, on another app.
    pub(crate) async fn start_over_with(&mut self, app: AppCopy) -> Result<()> {
        let cameras = self.stage.cameras();
        self.stage.gateway.restart(&cameras, Some(&app)).await?;
        self.app = Some(app);
        self.page = self.stage.browser.open(&self.url).await?;
        self.page.wait_until_live().await.context("with an app of the test's own")?;
        self.watch = Watch::begin(&self.page).await?;
        self.wait_for("a numbered picture", Duration::ZERO, |one| one.number.is_some()).await?;
        Ok(())
    }

    /// An error if the viewer was anything but live.
    pub(crate) async fn ensure_live_since(&mut self, begun: Duration) -> Result<()> {
        let samples = self.watch.look().await?;
        let other = samples.iter().find(|one| one.at >= begun && one.state != State::Live);
        ensure!(other.is_none(), "the picture moves on, but was {other:?}");
        Ok(())
    }

    /// Another camera takes the place of the one that ended.
    pub(crate) async fn replace_camera(&mut self) -> Result<()> {
        self.camera = RunningCamera::start(self.options.clone()).await?;
        self.judge.also(self.camera.handle().clone());
        self.stage.wire.lead_to(self.camera.address());
        Ok(())
    }

    async fn run(&mut self, scene: &Scene) -> Result<Duration> {
        let begun = now();
        match scene {
            Scene::Until(fault, states) => {
                self.camera.handle().set_fault(*fault);
                self.wait_for_state(begun, states).await?;
                self.camera.handle().clear_fault();
                Ok(now())
            }
            Scene::Through(fault) => {
                self.camera.handle().set_fault(*fault);
                self.wait_for_frames(THROUGH).await?;
                self.camera.handle().clear_fault();
                let ended = now();
                self.ensure_live_since(begun).await?;
                Ok(ended)
            }
            Scene::Own(script) => script(self).await,
        }
    }

    /// Waits for a live picture that was taken after the fault, and looks back at what was shown.
    async fn recover(&mut self, begun: Duration, ended: Duration) -> Result<Finding> {
        let judge = self.judge.clone();
        let first = self
            .wait_for("a live picture from after the fault", ended.max(self.not_before), |one| {
                one.state == State::Live && judge.taken_after(one, ended)
            })
            .await?;
        // For as long as it takes to see whether it stays.
        self.wait_for_frames(10).await?;
        let samples = self.watch.look().await?;
        judge.find(samples, begun, ended, &first)
    }
}

const CAMERA: &str = "yard";
/// Frames of a faulty stream that are looked at: over a second of a good one.
const THROUGH: u64 = 40;

fn cameras(wire: &Wire) -> Vec<Relayed> {
    vec![Relayed::guarded(CAMERA, &wire.url())]
}

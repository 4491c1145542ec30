//! Whether what a viewer showed was true, and how soon it was well again.

use std::time::Duration;

use anyhow::{Result, bail};
use camera::Handle;
use e2e::{Ages, Sample, State};

/// Knows when each picture was taken, and how old one may be.
#[derive(Clone, Debug)]
pub(crate) struct Judge {
    ages: Ages,
    oldest_live: Duration,
}

/// What a row has shown.
#[derive(Clone, Debug)]
pub(crate) struct Finding {
    /// The states from the begin of the fault to the first live picture after it, in order, each
    /// once in a row.
    pub(crate) shown: Vec<State>,
    /// Seconds from the end of the fault to the next live picture.
    pub(crate) seconds: f64,
    /// Pictures that the camera took after the fault and before that one.
    pub(crate) lost: u64,
    /// The oldest picture that was called live, milliseconds.
    pub(crate) oldest_live: u64,
}

impl Judge {
    pub(crate) fn new(camera: Handle, oldest_live: u64) -> Self {
        Self { ages: Ages::new(camera), oldest_live: Duration::from_millis(oldest_live) }
    }

    /// Pictures may come from this camera, too.
    pub(crate) fn also(&mut self, camera: Handle) {
        self.ages.also(camera);
    }

    /// Whether the picture of a sample was taken after a time. Up to a frame before counts: it is the one
    /// that a new viewer is given first.
    pub(crate) fn taken_after(&self, sample: &Sample, time: Duration) -> bool {
        self.age(sample).is_some_and(|age| sample.at.saturating_sub(age) + FRAME >= time)
    }

    fn age(&self, sample: &Sample) -> Option<Duration> {
        self.ages.age(sample.at, sample.number?)
    }

    /// Looks at everything that was shown.
    pub(crate) fn find(
        &self,
        samples: &[Sample],
        begun: Duration,
        ended: Duration,
        first: &Sample,
    ) -> Result<Finding> {
        let oldest = self.honesty(samples)?;
        dimness(samples)?;
        let mut shown: Vec<State> = Vec::new();
        for sample in samples.iter().filter(|one| (begun..=first.at).contains(&one.at)) {
            if shown.last() != Some(&sample.state) {
                shown.push(sample.state);
            }
        }
        let seconds = first.at.saturating_sub(ended).as_secs_f64();
        let taken = first.at.saturating_sub(self.age(first).unwrap_or_default());
        let lost = taken.saturating_sub(ended).as_millis() / FRAME.as_millis();
        Ok(Finding {
            shown,
            seconds,
            lost: u64::try_from(lost)?,
            oldest_live: u64::try_from(oldest.as_millis())?,
        })
    }

    /// Gives the age of the oldest picture that was called live. An error if one was so for longer than a
    /// page may need to hear of it.
    pub(crate) fn honesty(&self, samples: &[Sample]) -> Result<Duration> {
        let mut oldest = Duration::ZERO;
        let mut lie: Option<&Sample> = None;
        for sample in samples {
            let age = self.age(sample).filter(|_| sample.state == State::Live);
            oldest = oldest.max(age.unwrap_or_default());
            match (age, lie) {
                (Some(age), Some(first)) if age > self.oldest_live => {
                    if sample.at.saturating_sub(first.at) > GRACE {
                        bail!("a picture {} ms old is called live: {sample:?}", age.as_millis());
                    }
                }
                (Some(age), None) if age > self.oldest_live => lie = Some(sample),
                _ => lie = None,
            }
        }
        Ok(oldest)
    }
}

/// A picture that is not live must not look it: an error if one did for longer than a style takes.
fn dimness(samples: &[Sample]) -> Result<()> {
    let mut bright: Option<&Sample> = None;
    for sample in samples {
        let is_bright = STALE.contains(&sample.state) && sample.number.is_some() && !sample.dimmed;
        match bright {
            Some(first) if is_bright && sample.at.saturating_sub(first.at) > GRACE => {
                bail!("a picture that is not live looks like one: {sample:?}");
            }
            Some(_) if is_bright => {}
            _ => bright = is_bright.then_some(sample),
        }
    }
    Ok(())
}

/// States in which a picture must not look live.
const STALE: [State; 3] = [State::Stalled, State::Reconnecting, State::Error];
/// From one picture of the camera to the next.
const FRAME: Duration = Duration::from_millis(40);
/// Between the canvas, the page's script and the attribute on a busy machine.
const GRACE: Duration = Duration::from_millis(500);

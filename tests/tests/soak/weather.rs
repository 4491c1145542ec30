//! Faults at random.

use std::collections::BTreeMap;
use std::time::Duration;

use anyhow::Result;
use camera::{Fault, StatusFault};
use tokio::time::Instant;

use crate::random::Random;
use crate::site::Site;

/// What the weather is at each camera.
#[derive(Debug)]
pub(crate) struct Weather {
    random: Random,
    /// Seconds from the end of one fault to the next, on average.
    pause: f64,
    cameras: Vec<Sky>,
    told: BTreeMap<&'static str, u64>,
}

#[derive(Debug)]
struct Sky {
    until: Instant,
    fault: Option<Trouble>,
    /// Faults so far.
    seen: u32,
}

/// What goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Trouble {
    Camera(Fault),
    Dead,
    Dark,
    Cut,
}

const TROUBLES: [(&str, Trouble); 20] = [
    ("dead", Trouble::Dead),
    ("dark", Trouble::Dark),
    ("cut", Trouble::Cut),
    ("cut", Trouble::Cut),
    ("stall", Trouble::Camera(Fault::Stall { after: 0 })),
    ("stall", Trouble::Camera(Fault::Stall { after: 0 })),
    ("cut in a picture", Trouble::Camera(Fault::Cut { after: 15 })),
    ("cut in a header", Trouble::Camera(Fault::CutHead { after: 15 })),
    ("reset", Trouble::Camera(Fault::Reset { after: 15 })),
    ("garbage", Trouble::Camera(Fault::Garbage { bytes: 5000 })),
    ("truncated", Trouble::Camera(Fault::Truncate { every: 3 })),
    ("undecodable", Trouble::Camera(Fault::Undecodable { every: 2 })),
    ("wrong length", Trouble::Camera(Fault::LengthWrong { by: -100 })),
    ("no length", Trouble::Camera(Fault::LengthMissing)),
    HUGE,
    ("web page", Trouble::Camera(Fault::Html)),
    ("busy", Trouble::Camera(Fault::Status(StatusFault::Unavailable))),
    ("one frame a second", Trouble::Camera(Fault::FrameRate { fps: 1, after: 0 })),
    ("another size", Trouble::Camera(Fault::Resize { after: 0 })),
    ("endless header", Trouble::Camera(Fault::EndlessPart { after: 10 })),
];

/// Larger than the parser keeps.
const HUGE: (&str, Trouble) = ("huge part", Trouble::Camera(Fault::Huge { bytes: 40 << 20, after: 10 }));
/// For the pages to load.
const FIRST: Duration = Duration::from_secs(5);

impl Weather {
    pub(crate) fn new(random: Random, speed: f64) -> Self {
        Self { random, pause: 20.0 / speed.max(0.01), cameras: Vec::new(), told: BTreeMap::new() }
    }

    /// Brings on and ends what is due.
    pub(crate) async fn change(&mut self, site: &mut Site) -> Result<()> {
        for number in 0..site.cameras.len() {
            if self.cameras.len() <= number {
                // One after the other: a part that is larger than all before is no matter for all at once.
                let until =
                    Instant::now() + FIRST + Duration::from_secs_f64(self.pause * number as f64 / 16.0);
                self.cameras.push(Sky { until, fault: None, seen: 0 });
            }
            if Instant::now() < self.cameras[number].until {
                continue;
            }
            match self.cameras[number].fault.take() {
                Some(trouble) => {
                    end(site, number, trouble).await?;
                    self.cameras[number].until = self.after(self.pause);
                }
                None => {
                    // The first that each meets is the one that takes the most memory, once and for all.
                    let any = self.random.below(TROUBLES.len());
                    let (name, trouble) = if self.cameras[number].seen == 0 { HUGE } else { TROUBLES[any] };
                    *self.told.entry(name).or_default() += 1;
                    begin(site, number, trouble).await?;
                    let (until, seen) = (self.after(LASTS), self.cameras[number].seen + 1);
                    self.cameras[number] = Sky { until, fault: Some(trouble), seen };
                }
            }
        }
        Ok(())
    }

    /// Ends everything.
    pub(crate) async fn clear(&mut self, site: &mut Site) -> Result<()> {
        for (number, sky) in self.cameras.iter_mut().enumerate() {
            if let Some(trouble) = sky.fault.take() {
                end(site, number, trouble).await?;
            }
        }
        Ok(())
    }

    /// How often there was what.
    pub(crate) fn told(&self) -> BTreeMap<&'static str, u64> {
        self.told.clone()
    }

    /// A time that is so many seconds away, on average.
    fn after(&mut self, seconds: f64) -> Instant {
        Instant::now() + Duration::from_secs_f64(seconds * (0.25 + 1.5 * self.random.unit()))
    }
}

/// Seconds that a fault lasts, on average.
const LASTS: f64 = 5.0;

async fn begin(site: &mut Site, number: usize, trouble: Trouble) -> Result<()> {
    let watched = &mut site.cameras[number];
    match trouble {
        Trouble::Camera(fault) => {
            watched.camera.handle().set_fault(fault);
            // What a response begins with strikes only who asks anew.
            if matches!(fault, Fault::Html | Fault::Status(_)) {
                watched.wire.cut();
            }
        }
        Trouble::Dead => watched.die().await?,
        Trouble::Dark => watched.wire.darken(),
        Trouble::Cut => watched.wire.cut(),
    }
    Ok(())
}

async fn end(site: &mut Site, number: usize, trouble: Trouble) -> Result<()> {
    let watched = &mut site.cameras[number];
    match trouble {
        Trouble::Camera(_) => watched.camera.handle().clear_fault(),
        Trouble::Dead => watched.revive().await?,
        Trouble::Dark => watched.wire.restore(),
        Trouble::Cut => {}
    }
    Ok(())
}

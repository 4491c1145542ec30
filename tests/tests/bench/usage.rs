//! Processors and memory that a browser takes for a while.

use std::time::Duration;

use e2e::{Browser, Processes, Taken};
use tokio::time::{Instant, sleep};

use crate::machine::Ticks;
use crate::record::Cell;

/// Before the kind of process, or that and the name of a thread, in the names of figures.
pub(crate) const CORES_OF: &str = "cores of ";

/// From a moment on.
#[derive(Debug)]
pub(crate) struct Usage {
    processes: Processes,
    ticks: Ticks,
    before: Taken,
    begun: Instant,
}

impl Usage {
    pub(crate) fn begin(browser: &Browser) -> Self {
        let processes = Processes::of(browser);
        let (ticks, before) = (Ticks::now(), processes.taken());
        Self { processes, ticks, before, begun: Instant::now() }
    }

    /// Notes what was taken since; gives the seconds.
    pub(crate) fn end(self, cell: &mut Cell) -> f64 {
        let after = self.processes.taken();
        let elapsed = self.begun.elapsed().as_secs_f64();
        let cores = (after.all_seconds() - self.before.all_seconds()) / elapsed;
        cell.meanwhile = self.ticks.since(Some(cores));
        cell.set("cores", cores);
        for (before, after) in
            [(&self.before.seconds, &after.seconds), (&self.before.threads, &after.threads)]
        {
            for (name, seconds) in after {
                let earlier = before.get(name).copied().unwrap_or_default();
                cell.set(format!("{CORES_OF}{name}"), (seconds - earlier).max(0.0) / elapsed);
            }
        }
        cell.set("memory_mb", after.all_memory() as f64 / 1e6);
        elapsed
    }

    /// For so long from now on.
    pub(crate) async fn during(browser: &Browser, duration: Duration, cell: &mut Cell) -> f64 {
        let usage = Self::begin(browser);
        sleep(duration).await;
        usage.end(cell)
    }
}

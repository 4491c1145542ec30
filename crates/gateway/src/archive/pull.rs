//! Keeps the connection that a recording comes over.

use std::sync::Arc;
use std::time::Duration;

use causes::Retry;
use diagnosis::Backoff;
use tokio::time::{Instant, sleep};
use tokio_util::sync::CancellationToken;

use super::Recorder;
use super::board::Why;
use super::intake::Intake;
use crate::record::random;
use crate::relay::{Relay, Sink};

/// A connection that lasted this long was good.
const GOOD: Duration = Duration::from_secs(5);

/// Connects whenever a recording is wanted, until `shutdown`.
pub(super) async fn pull(relay: &Relay, recorder: &Recorder, shutdown: CancellationToken) {
    let mut wanted = recorder.wanted.subscribe();
    let work = async {
        // The sender lives as long as this.
        while wanted.wait_for(|wanted| *wanted).await.is_ok() {
            recorder.intake.start();
            tokio::select! {
                () = connect(relay, recorder) => {}
                _ = wanted.wait_for(|wanted| !wanted) => {}
            }
            recorder.intake.stop();
        }
    };
    tokio::select! {
        () = work => {}
        () = shutdown.cancelled() => {}
    }
    recorder.intake.close();
}

async fn connect(relay: &Relay, recorder: &Recorder) {
    let mut backoff = Backoff::default();
    let sink: Arc<dyn Sink> = Arc::<Intake>::clone(&recorder.intake);
    loop {
        let begun = Instant::now();
        let mut retry = Retry::Soon;
        match relay.spool(&recorder.id, &recorder.settings.stream, &sink).await {
            Ok(spooling) => {
                recorder.board.state().set_camera(None);
                spooling.over().await;
                if begun.elapsed() >= GOOD {
                    backoff.reset();
                }
            }
            Err(error) => {
                let (cause, detail) = (error.cause(), error.into_detail().into_owned());
                retry = cause.retry;
                recorder.board.state().set_camera(Some(Why::new(cause, detail)));
            }
        }
        recorder.intake.disconnected();
        let wait = match retry {
            Retry::Slowly => backoff.next_slow(random()),
            _ => backoff.next(random()),
        };
        sleep(Duration::from_secs_f64(wait / 1000.0)).await;
    }
}

//! Waiting for something to become true.

use std::time::Duration;

use anyhow::{Context as _, Result, anyhow};
use tokio::time::{Instant, sleep};

/// How long a test waits for what should happen soon. Not a measure of speed: a busy machine with a
/// debug build must pass, and only a failing test waits this long.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// Calls `condition` until it gives a value, which is handed back.
///
/// # Errors
/// After `limit`, naming `description`; at once when `condition` itself fails.
pub async fn wait_for<T, F>(limit: Duration, description: &str, mut condition: F) -> Result<T>
where
    F: AsyncFnMut() -> Result<Option<T>>,
{
    let deadline = Instant::now() + limit;
    loop {
        let now = condition().await.with_context(|| format!("while waiting for {description}"))?;
        if let Some(value) = now {
            return Ok(value);
        }
        if Instant::now() >= deadline {
            return Err(anyhow!("waited {} s in vain for {description}", limit.as_secs()));
        }
        sleep(INTERVAL).await;
    }
}

/// Between two looks at a page; each is a round trip to the driver.
const INTERVAL: Duration = Duration::from_millis(30);

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_value_is_that_of_the_first_look_that_has_one() {
        let mut looks = 0;
        let value = wait_for(PATIENCE, "the third look", async || {
            looks += 1;
            Ok((looks == 3).then_some(looks))
        });
        assert_eq!(value.await.unwrap(), 3);
    }

    #[tokio::test]
    async fn waiting_in_vain_names_what_did_not_come() {
        let never = wait_for(Duration::ZERO, "a miracle", async || Ok(None::<()>)).await;
        assert!(never.unwrap_err().to_string().contains("a miracle"));
    }
}

//! Nonces: given out, dated, and good for each count once.

use std::collections::{HashMap, VecDeque};
use std::fmt;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};
use tokio::time::Instant;

/// Most nonces that are known at once. An older one is stale, which costs its client one more request.
const KNOWN: usize = 1024;

/// The nonces that are known.
pub(super) struct Nonces {
    lifetime: Duration,
    secret: [u8; 32],
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    issued: u64,
    known: HashMap<String, Nonce>,
    order: VecDeque<String>,
}

struct Nonce {
    issued: Instant,
    /// Highest count seen.
    highest: u32,
    /// Bit `i`: whether the count `highest - i` has been seen.
    seen: u128,
}

impl Nonces {
    /// Nonces that cannot be guessed without the secret.
    pub(super) fn new(lifetime: Duration, secret: [u8; 32]) -> Self {
        Self { lifetime, secret, state: Mutex::default() }
    }

    /// A new nonce.
    pub(super) fn issue(&self) -> String {
        let mut state = self.lock();
        state.issued += 1;
        let hash =
            Sha256::new().chain_update(self.secret).chain_update(state.issued.to_be_bytes()).finalize();
        let nonce = URL_SAFE_NO_PAD.encode(hash);
        if state.order.len() >= KNOWN
            && let Some(oldest) = state.order.pop_front()
        {
            state.known.remove(&oldest);
        }
        state.order.push_back(nonce.clone());
        state.known.insert(nonce.clone(), Nonce { issued: Instant::now(), highest: 0, seen: 0 });
        nonce
    }

    /// Whether this nonce is good with this count, which is then used up. Counts may come out of order, as
    /// a browser's connections send them, within 128.
    pub(super) fn take(&self, nonce: &str, count: u32) -> bool {
        let mut state = self.lock();
        let Some(known) = state.known.get_mut(nonce) else { return false };
        known.issued.elapsed() <= self.lifetime && known.take(count)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Nonce {
    fn take(&mut self, count: u32) -> bool {
        if count == 0 {
            return false;
        }
        if count > self.highest {
            let step = count - self.highest;
            self.seen = self.seen.checked_shl(step).unwrap_or(0) | 1;
            self.highest = count;
            return true;
        }
        let Some(bit) = 1u128.checked_shl(self.highest - count) else { return false };
        let is_new = self.seen & bit == 0;
        self.seen |= bit;
        is_new
    }
}

impl fmt::Debug for Nonces {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Nonces").field("lifetime", &self.lifetime).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::super::FOREVER;
    use super::*;

    #[tokio::test]
    async fn a_count_is_good_once_in_any_order() {
        let nonces = Nonces::new(FOREVER, [7; 32]);
        let nonce = nonces.issue();
        assert!(nonces.take(&nonce, 1));
        assert!(!nonces.take(&nonce, 1));
        assert!(nonces.take(&nonce, 5));
        assert!(nonces.take(&nonce, 3));
        assert!(!nonces.take(&nonce, 3));
        assert!(!nonces.take(&nonce, 0));
        assert!(nonces.take(&nonce, u32::MAX));
        assert!(!nonces.take(&nonce, 6), "too far back to know");
        assert!(!nonces.take("another", 1));
    }

    #[tokio::test(start_paused = true)]
    async fn a_nonce_grows_old() {
        let nonces = Nonces::new(Duration::from_secs(10), [7; 32]);
        let nonce = nonces.issue();
        tokio::time::advance(Duration::from_secs(10)).await;
        assert!(nonces.take(&nonce, 1));
        tokio::time::advance(Duration::from_millis(1)).await;
        assert!(!nonces.take(&nonce, 2));
    }

    #[tokio::test]
    async fn few_are_known_at_once() {
        let nonces = Nonces::new(FOREVER, [7; 32]);
        let first = nonces.issue();
        let second = nonces.issue();
        assert_ne!(first, second);
        for _ in 2..=KNOWN {
            nonces.issue();
        }
        assert!(!nonces.take(&first, 1));
        assert!(nonces.take(&second, 1));
        assert_eq!(nonces.lock().known.len(), KNOWN);
    }
}

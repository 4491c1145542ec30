//! What a program has printed.

use std::sync::{Arc, Mutex, PoisonError};

use tokio::io::{AsyncBufReadExt as _, AsyncRead, BufReader};

/// The lines of a running program, to be read while it goes on.
#[derive(Clone, Debug, Default)]
pub(crate) struct Log(Arc<Mutex<String>>);

impl Log {
    /// Takes in what comes from `output` until that ends.
    pub(crate) fn keep(&self, output: impl AsyncRead + Send + Unpin + 'static) {
        let log = self.clone();
        let mut lines = BufReader::new(output).lines();
        tokio::spawn(async move {
            while let Ok(Some(line)) = lines.next_line().await {
                log.add(&line);
            }
        });
    }

    /// One line more. Past [`MOST`] it is dropped.
    pub(crate) fn add(&self, line: &str) {
        let mut text = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if text.len() < MOST {
            text.push_str(line);
            text.push('\n');
        }
    }

    /// All of it until now.
    pub(crate) fn text(&self) -> String {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Bytes kept.
const MOST: usize = 16 << 20;

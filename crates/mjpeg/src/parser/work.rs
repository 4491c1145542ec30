//! Counts the bytes that the parser looks at, so that tests can check that its work grows linearly.

#[cfg(test)]
std::thread_local! {
    static STEPS: std::cell::Cell<u64> = const { std::cell::Cell::new(0) };
}

/// `bytes` were looked at.
#[inline]
pub(super) fn done(bytes: usize) {
    #[cfg(test)]
    STEPS.with(|steps| steps.set(steps.get() + bytes as u64));
    #[cfg(not(test))]
    let _ = bytes;
}

/// Bytes looked at by this thread since the last call; one that was looked at twice counts twice.
#[cfg(test)]
pub(super) fn take() -> u64 {
    STEPS.with(|steps| steps.replace(0))
}

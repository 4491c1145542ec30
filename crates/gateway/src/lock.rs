//! Locks that a panic does not close.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// The value behind `mutex`, also after a task has panicked with it: one viewer's task must not end
/// the others, and no value is left half changed where something can panic.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

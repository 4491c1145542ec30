//! The Mullion viewer.

//! A simulated Axis network camera, for demonstrations and tests.

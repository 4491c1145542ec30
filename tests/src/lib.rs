//! End-to-end tests: real gateway, simulated camera, real browsers.

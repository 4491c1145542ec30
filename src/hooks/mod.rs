//! Hooks: everything that listens, waits or talks to the browser, released when its component goes.

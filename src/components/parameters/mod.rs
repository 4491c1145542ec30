//! The panel of VAPIX arguments.

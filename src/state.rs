//! The state of the page: plain data, changed by named actions.

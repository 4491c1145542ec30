//! The program mullion: serves the viewer, relays cameras, probes streams.

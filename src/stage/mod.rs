//! Where the picture stands on the stage: pure geometry.

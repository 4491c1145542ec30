//! Parts of the player that are loaded when they are first used.

use causes::Feature;
use serde::{Deserialize, Serialize};

use super::problem;
use crate::Problem;
use crate::message::FeatureState;

/// News of such a part.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum FeatureNews {
    /// It is being loaded, and that takes longer than a moment.
    Loading(Feature),
    /// It cannot be loaded, or has stopped. The pictures go on.
    Failed(Problem),
}

impl From<FeatureState> for FeatureNews {
    fn from(state: FeatureState) -> Self {
        match state {
            FeatureState::Loading(feature) => Self::Loading(feature),
            FeatureState::Failed(cause) => Self::Failed(problem(&cause)),
        }
    }
}

//! Readers for the camera's small answers.

mod device_info;
mod image_size;
mod message;
mod user_group;

pub use device_info::{ApiAnswer, ApiError, DeviceInfo, PropertyList};
pub use image_size::image_size;
pub use message::{CameraMessage, message_text};
pub use user_group::{Role, UserGroup};

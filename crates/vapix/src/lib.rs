//! The Axis image API as types: arguments, URLs and the camera's text answers.

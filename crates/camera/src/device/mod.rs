//! The state of the unit: parameters, direction, and added header fields.

mod parameters;
mod ptz;
mod views;

use std::sync::{Mutex, MutexGuard, PoisonError};

use vapix::Parameters;

pub(crate) use parameters::{ParameterStore, is_offered};
pub(crate) use ptz::{Axis, Move, PAN, Ptz, PtzState, TILT, ZOOM, field_range};
pub(crate) use views::{VIEWS, cropped, fixed_window};

use crate::Options;

/// Most header fields that can be added to answers.
pub(crate) const CUSTOM_HEADERS: usize = 32;

/// The unit.
#[derive(Debug)]
pub(crate) struct Device {
    parameters: Mutex<ParameterStore>,
    ptz: Mutex<Ptz>,
    headers: Mutex<Vec<(String, String)>>,
}

impl Device {
    pub(crate) fn new(options: &Options) -> Self {
        Self {
            parameters: Mutex::new(ParameterStore::new(options)),
            ptz: Mutex::new(Ptz::new()),
            headers: Mutex::new(cors_headers(options)),
        }
    }

    pub(crate) fn parameters(&self) -> MutexGuard<'_, ParameterStore> {
        self.parameters.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The parameters as a client with all rights sees them.
    pub(crate) fn settings(&self) -> Parameters {
        self.parameters().settings()
    }

    pub(crate) fn ptz(&self) -> MutexGuard<'_, Ptz> {
        self.ptz.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Header fields that are added to every answer.
    pub(crate) fn headers(&self) -> MutexGuard<'_, Vec<(String, String)>> {
        self.headers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Header fields that an administrator adds for a viewer on another origin.
fn cors_headers(options: &Options) -> Vec<(String, String)> {
    let Some(origin) = &options.cors_origin else { return Vec::new() };
    let mut headers = vec![
        ("Access-Control-Allow-Origin".to_owned(), origin.clone()),
        ("Access-Control-Allow-Headers".to_owned(), "authorization, content-type".to_owned()),
        ("Access-Control-Allow-Methods".to_owned(), "GET, POST, OPTIONS".to_owned()),
        ("Access-Control-Expose-Headers".to_owned(), "WWW-Authenticate".to_owned()),
    ];
    if origin != "*" {
        headers.push(("Access-Control-Allow-Credentials".to_owned(), "true".to_owned()));
    }
    headers
}

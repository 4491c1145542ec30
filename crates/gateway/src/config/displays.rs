//! Which displays the gateway knows, `[displays]` in the file.

use super::error::{ConfigError, Text};
use super::file;

/// Displays that say that they live. By default the gateway knows none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct DisplaySettings {
    /// How many at most. `None`: the gateway takes no heartbeats. With the table, default 64.
    pub most: Option<usize>,
    /// Whether everybody who may open the viewer may choose what a display shows. Default no.
    pub choose: bool,
}

const MOST: usize = 64;

pub(super) fn read(file: Option<&file::Displays>, text: &Text<'_>) -> Result<DisplaySettings, ConfigError> {
    let Some(file) = file else { return Ok(DisplaySettings::default()) };
    let most = match &file.most {
        None => MOST,
        Some(most) => match *most.get_ref() {
            number @ 1..=1024 => number as usize,
            _ => return Err(text.error(Some(most.span()), "must be 1 to 1024")),
        },
    };
    Ok(DisplaySettings { most: Some(most), choose: file.choose })
}

//! Names of saved pictures.

pub use player::LocalTime;

/// A time of the camera’s clock further than this from the browser's says nothing about when, milliseconds.
const CREDIBLE_MS: f64 = 3_600_000.0;

/// The moment that a picture is named after, milliseconds since 1970: when it was captured, if the
/// camera's clock can be believed, else when it arrived.
#[must_use]
pub fn moment(captured_ms: Option<f64>, arrived_ms: f64) -> f64 {
    captured_ms.filter(|captured| (captured - arrived_ms).abs() < CREDIBLE_MS).unwrap_or(arrived_ms)
}

/// `front-gate_2026-11-22_14-03-09-250.jpg`: sorts by camera, then by time, and is a valid name everywhere.
#[must_use]
pub fn file_name(camera: &str, time: LocalTime) -> String {
    [&time.file_stem(&plain(camera)), ".jpg"].concat()
}

/// Name of the file with the view, beside the one called `name`: `…_enhanced.png`.
#[must_use]
pub fn enhanced_name(name: &str) -> String {
    [name.strip_suffix(".jpg").unwrap_or(name), "_enhanced.png"].concat()
}

/// Letters and digits, and what is not ASCII: which of that are letters would take the tables of
/// Unicode. Everything else becomes one dash.
#[must_use]
pub fn plain(name: &str) -> String {
    let mut plain = String::new();
    for character in name.chars().take(60) {
        let foreign = !character.is_ascii() && !character.is_control() && !character.is_whitespace();
        if foreign || character.is_ascii_alphanumeric() || character == '.' && !plain.is_empty() {
            plain.push(character.to_ascii_lowercase());
        } else if !plain.ends_with('-') && !plain.is_empty() {
            plain.push('-');
        }
    }
    let trimmed = plain.trim_end_matches(['-', '.']);
    if trimmed.is_empty() { "camera".into() } else { trimmed.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TIME: LocalTime =
        LocalTime { year: 2026, month: 11, day: 2, hour: 4, minute: 3, second: 9, millisecond: 5 };

    #[test]
    fn names_are_valid_everywhere_and_sort_by_time() {
        assert_eq!(file_name("Front gate / east", TIME), "front-gate-east_2026-11-02_04-03-09-005.jpg");
        assert_eq!(file_name("192.168.0.90:8080", TIME), "192.168.0.90-8080_2026-11-02_04-03-09-005.jpg");
        assert_eq!(file_name("../..", TIME), "camera_2026-11-02_04-03-09-005.jpg");
        assert!(file_name("Hof Süd", TIME).starts_with("hof-süd_"));
    }

    #[test]
    fn what_was_seen_stands_beside_the_original() {
        assert_eq!(enhanced_name(&file_name("gate", TIME)), "gate_2026-11-02_04-03-09-005_enhanced.png");
    }

    #[test]
    fn a_clock_that_is_far_off_is_not_believed() {
        assert_eq!(moment(Some(1_000.0), 1_200.0), 1_000.0);
        assert_eq!(moment(Some(0.0), 1e12), 1e12);
        assert_eq!(moment(None, 5.0), 5.0);
    }
}

//! Figures as a person reads them. The narrow no-break space keeps a unit with its number.

/// A number of bytes: `742 B`, `15.2 kB`, `1.4 MB`, `3.07 GB`.
#[must_use]
pub fn bytes(count: f64) -> String {
    scaled(count, &["B", "kB", "MB", "GB", "TB"])
}

/// Bits a second: `1.84 Mbit/s`.
#[must_use]
pub fn bit_rate(bits_per_second: f64) -> String {
    scaled(bits_per_second, &["bit/s", "kbit/s", "Mbit/s", "Gbit/s"])
}

/// Frames a second: `25.0`, `0.20`.
#[must_use]
pub fn rate(per_second: f64) -> String {
    if !per_second.is_finite() || per_second <= 0.0 {
        "0".into()
    } else if per_second < 1.0 {
        fixed(per_second, 2)
    } else {
        fixed(per_second, 1)
    }
}

/// A short time: `0.4 ms`, `12 ms`, `1.3 s`; with its sign, since two clocks may disagree.
#[must_use]
pub fn milliseconds(ms: f64) -> String {
    let size = ms.abs();
    if !ms.is_finite() {
        "unknown".into()
    } else if size < 9.95 {
        format!("{}\u{202f}ms", fixed(ms, 1))
    } else if size < 1000.0 {
        format!("{}\u{202f}ms", fixed(ms, 0))
    } else if size < 100_000.0 {
        format!("{}\u{202f}s", fixed(ms / 1000.0, 1))
    } else if ms < 0.0 {
        format!("−{}", age(size))
    } else {
        age(size)
    }
}

/// An age that is watched while it grows: `0.1 s`, `12 s`, `3 min 05 s`, `2 h 07 min`, `4 d 3 h`.
/// Never rounded up: a picture is not called older, nor a minute full, before it is.
#[must_use]
pub fn age(ms: f64) -> String {
    let tenths = (ms.max(0.0) / 100.0) as u64;
    let seconds = tenths / 10;
    match seconds {
        0..10 => format!("{seconds}.{}\u{202f}s", tenths % 10),
        10..60 => format!("{seconds}\u{202f}s"),
        60..3600 => format!("{}\u{202f}min {:02}\u{202f}s", seconds / 60, seconds % 60),
        3600..86_400 => format!("{}\u{202f}h {:02}\u{202f}min", seconds / 3600, seconds / 60 % 60),
        _ => format!("{}\u{202f}d {}\u{202f}h", seconds / 86_400, seconds / 3600 % 24),
    }
}

/// How far a clock is from ours: `7 h 13 min ahead`, `3 s behind`. A clock a year away has never been set.
#[must_use]
pub fn clock_offset(ms: f64) -> String {
    const YEAR: f64 = 366.0 * 86_400_000.0;
    let size = ms.abs();
    if size >= YEAR || !ms.is_finite() {
        "not set".into()
    } else if size < 1000.0 {
        "in step".into()
    } else {
        format!("{} {}", whole_age(size), if ms > 0.0 { "ahead" } else { "behind" })
    }
}

/// An age of a second or more, without tenths.
#[must_use]
pub fn whole_age(ms: f64) -> String {
    let seconds = (ms.max(0.0) / 1000.0) as u64;
    if seconds < 10 { format!("{seconds}\u{202f}s") } else { age(ms) }
}

/// The time that is left, rounded up so that it ends with 1: `3 s`.
#[must_use]
pub fn countdown(ms: f64) -> String {
    let seconds = (ms.max(0.0) / 1000.0).ceil();
    if seconds < 60.0 { format!("{}\u{202f}s", fixed(seconds.max(1.0), 0)) } else { age(seconds * 1000.0) }
}

/// A count with its thousands apart: `1 234 567`.
#[must_use]
pub fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::with_capacity(digits.len() * 2);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push('\u{202f}');
        }
        grouped.push(digit);
    }
    grouped
}

/// A number with so many decimals, rounded. The standard library does this exactly for any number,
/// which costs a page more bytes than all the figures on it.
#[must_use]
pub fn fixed(value: f64, decimals: u32) -> String {
    let unit = 10_u64.pow(decimals);
    // Saturates; what is not a number is 0.
    let scaled = (value.abs() * unit as f64).round() as u64;
    let sign = if value < 0.0 && scaled > 0 { "−" } else { "" };
    let (whole, part) = (scaled / unit, scaled % unit);
    if decimals == 0 {
        format!("{sign}{whole}")
    } else {
        format!("{sign}{whole}.{part:0width$}", width = decimals as usize)
    }
}

/// Three significant digits and a unit.
fn scaled(value: f64, units: &[&str]) -> String {
    let mut value = if value.is_finite() { value.max(0.0) } else { 0.0 };
    let mut unit = 0;
    while value >= 999.5 && unit + 1 < units.len() {
        value /= 1000.0;
        unit += 1;
    }
    let digits = match value {
        _ if unit == 0 => 0,
        v if v < 9.995 => 2,
        v if v < 99.95 => 1,
        _ => 0,
    };
    format!("{}\u{202f}{}", fixed(value, digits), units.get(unit).copied().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: &str) -> String {
        text.replace('\u{202f}', " ")
    }

    #[test]
    fn sizes_keep_three_digits() {
        for (value, text) in [
            (0.0, "0 B"),
            (742.0, "742 B"),
            (15_235.0, "15.2 kB"),
            (999_700.0, "1.00 MB"),
            (3.07e9, "3.07 GB"),
        ] {
            assert_eq!(plain(&bytes(value)), text);
        }
        assert_eq!(plain(&bit_rate(1_843_000.0)), "1.84 Mbit/s");
        assert_eq!(plain(&bit_rate(f64::NAN)), "0 bit/s");
    }

    #[test]
    fn ages_are_never_rounded_up() {
        for (ms, text) in [
            (0.0, "0.0 s"),
            (-5.0, "0.0 s"),
            (190.0, "0.1 s"),
            (9_999.0, "9.9 s"),
            (59_999.0, "59 s"),
            (185_000.0, "3 min 05 s"),
            (7_620_000.0, "2 h 07 min"),
            (356_400_000.0, "4 d 3 h"),
        ] {
            assert_eq!(plain(&age(ms)), text, "{ms}");
        }
        assert_eq!(plain(&whole_age(4_900.0)), "4 s");
    }

    #[test]
    fn a_countdown_ends_with_one() {
        assert_eq!(plain(&countdown(2_001.0)), "3 s");
        assert_eq!(plain(&countdown(1.0)), "1 s");
        assert_eq!(plain(&countdown(0.0)), "1 s");
        assert_eq!(plain(&countdown(61_000.0)), "1 min 01 s");
    }

    #[test]
    fn short_times_keep_their_sign() {
        assert_eq!(plain(&milliseconds(4.31)), "4.3 ms");
        assert_eq!(plain(&milliseconds(-120.4)), "−120 ms");
        assert_eq!(plain(&milliseconds(1_340.0)), "1.3 s");
        assert_eq!(plain(&milliseconds(-7_200_000.0)), "−2 h 00 min");
    }

    #[test]
    fn decimals_are_rounded_and_filled() {
        for (value, decimals, text) in [
            (1.05, 2, "1.05"),
            (0.999, 2, "1.00"),
            (-0.004, 2, "0.00"),
            (-1.5, 1, "−1.5"),
            (7.6, 0, "8"),
            (12.05, 3, "12.050"),
        ] {
            assert_eq!(fixed(value, decimals), text);
        }
        assert_eq!(fixed(f64::NAN, 1), "0.0");
    }

    #[test]
    fn counts_are_grouped() {
        assert_eq!(plain(&count(1_234_567)), "1 234 567");
        assert_eq!(plain(&count(999)), "999");
    }

    #[test]
    fn rates_have_the_digits_that_matter() {
        assert_eq!(rate(24.96), "25.0");
        assert_eq!(rate(0.2), "0.20");
        assert_eq!(rate(f64::NAN), "0");
    }
}

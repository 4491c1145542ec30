//! Moments as the reader's clock on the wall has them, and files that are named after one.

use std::fmt;

/// A moment in the reader's own time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LocalTime {
    /// Four digits.
    pub year: u32,
    /// 1 to 12.
    pub month: u32,
    /// 1 to 31.
    pub day: u32,
    /// 0 to 23.
    pub hour: u32,
    /// 0 to 59.
    pub minute: u32,
    /// 0 to 59.
    pub second: u32,
    /// 0 to 999.
    pub millisecond: u32,
}

impl LocalTime {
    /// That of `at_ms`, milliseconds since 1970. In a browser only.
    #[must_use]
    pub fn at(at_ms: f64) -> Self {
        let date = js_sys::Date::new(&at_ms.into());
        Self {
            year: date.get_full_year(),
            month: date.get_month() + 1,
            day: date.get_date(),
            hour: date.get_hours(),
            minute: date.get_minutes(),
            second: date.get_seconds(),
            millisecond: date.get_milliseconds(),
        }
    }

    /// Without the date, `17:03:09`.
    #[must_use]
    pub fn time_of_day(&self) -> String {
        [self.hour, self.minute, self.second].map(|number| digits(number, 2)).join(":")
    }

    /// `front-gate_2026-11-22_14-03-09-250`: sorts by camera, then by time, and is a valid name
    /// everywhere if `camera` is.
    #[must_use]
    pub fn file_stem(&self, camera: &str) -> String {
        let time = [(self.hour, 2), (self.minute, 2), (self.second, 2), (self.millisecond, 3)];
        let time = time.map(|(number, width)| digits(number, width)).join("-");
        [camera, "_", &self.date(), "_", &time].concat()
    }

    fn date(&self) -> String {
        [(self.year, 4), (self.month, 2), (self.day, 2)]
            .map(|(number, width)| digits(number, width))
            .join("-")
    }
}

impl fmt::Display for LocalTime {
    /// `2026-11-22 17:03:09`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&[self.date(), self.time_of_day()].join(" "))
    }
}

/// A number with zeros before it. (`format!` with a width would make the programs 1 kB larger.)
fn digits(number: u32, width: usize) -> String {
    let digits = number.to_string();
    ["0".repeat(width.saturating_sub(digits.len())), digits].concat()
}

#[cfg(test)]
mod tests {
    use super::LocalTime;

    #[test]
    fn times_are_written_as_people_do() {
        let (year, month, day) = (2026, 11, 2);
        let time = LocalTime { year, month, day, hour: 4, minute: 3, second: 9, millisecond: 5 };
        assert_eq!(
            (time.time_of_day().as_str(), time.to_string().as_str()),
            ("04:03:09", "2026-11-02 04:03:09")
        );
        assert_eq!(time.file_stem("gate"), "gate_2026-11-02_04-03-09-005");
    }
}

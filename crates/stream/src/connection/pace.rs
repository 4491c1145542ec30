//! How often single pictures are requested.

/// Pictures a second, unless the source sets fewer.
const MOST: f64 = 10.0;
/// Pause after an answer, as a fraction of the time that the camera took: a busy camera needs a
/// rest.
const REST: f64 = 0.25;

/// Milliseconds to wait after an answer before the next request. The last one was sent at `begun`.
pub fn wait(begun: f64, now: f64, wanted: Option<u32>) -> i32 {
    let rate = wanted.map_or(MOST, |wanted| f64::from(wanted.max(1)).min(MOST * 3.0));
    let taken = (now - begun).max(0.0);
    let rest = (1000.0 / rate - taken).max(taken * REST).min(60_000.0);
    rest as i32
}

/// `url` with a unique argument, because the browser's display cannot bypass its cache.
pub fn fresh(url: &str, now: f64) -> String {
    let url = url.split('#').next().unwrap_or_default();
    let sign = if url.contains('?') { '&' } else { '?' };
    format!("{url}{sign}_={}", now as u64)
}

#[cfg(test)]
mod tests {
    use super::{fresh, wait};

    #[test]
    fn pictures_come_as_often_as_wanted() {
        assert_eq!(wait(0.0, 0.0, None), 100);
        assert_eq!(wait(1000.0, 1020.0, Some(5)), 180);
        assert_eq!(wait(0.0, 0.0, Some(0)), 1000);
        assert_eq!(wait(0.0, 0.0, Some(u32::MAX)), 33);
    }

    #[test]
    fn a_slow_camera_is_left_a_rest() {
        assert_eq!(wait(0.0, 2000.0, Some(10)), 500);
        assert_eq!(wait(0.0, 1e9, None), 60_000);
        assert_eq!(wait(10.0, 0.0, None), 100, "a clock that went back");
    }

    #[test]
    fn each_address_is_new() {
        assert_eq!(fresh("http://cam/x.jpg", 12.7), "http://cam/x.jpg?_=12");
        assert_eq!(fresh("http://cam/x?a=b#c", 13.0), "http://cam/x?a=b&_=13");
    }
}

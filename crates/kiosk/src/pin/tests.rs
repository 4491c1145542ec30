use super::*;

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// RFC 7914, section 11: PBKDF2-HMAC-SHA-256 of "Password", "NaCl", 80000, its first 32 bytes.
#[test]
fn the_derivation_is_pbkdf2() {
    let hash = derive("Password", b"NaCl", 80_000).finish();
    let expected = "4ddcd8f60b98be21830cee5ef22701f9641a4418d04c0414aeff08876b34ab56";
    assert_eq!(hash, bytes::<32>(expected).unwrap());
}

#[test]
fn the_right_pin_is_accepted_however_the_work_is_cut() {
    // Few rounds: this is a debug build.
    let hash = PinHash { rounds: 10_000, salt: [7; 16], hash: derive("2580", &[7; 16], 10_000).finish() };
    for slice in [1, 999, 100_000] {
        for (pin, is_right) in [("2580", true), ("2581", false), ("", false), ("25800", false)] {
            let mut check = hash.check(pin);
            while !check.advance(slice) {}
            assert_eq!(hash.accepts(check), is_right, "{pin}");
        }
    }
}

#[test]
fn a_hash_is_read_as_it_was_written_and_holds_no_pin() {
    let hash = PinHash { rounds: 600_000, salt: [0xab; 16], hash: [0x12; 32] };
    let text = hash.to_string();
    assert_eq!(text.parse(), Ok(hash.clone()));
    assert_eq!(serde_json::from_str::<PinHash>(&serde_json::to_string(&hash).unwrap()).unwrap(), hash);
    let (salt, sum) = ("ab".repeat(16), "12".repeat(32));
    for wrong in [
        String::new(),
        "1234".to_owned(),
        format!("pbkdf2-sha256$1${salt}${sum}"),
        format!("pbkdf2-sha256$99999999${salt}${sum}"),
        format!("pbkdf2-sha256$600000${salt}$"),
        format!("pbkdf2-sha256$600000${salt}${sum}$"),
        format!("pbkdf2-sha256$600000${salt}\u{e9}${sum}"),
        format!("md5$600000${salt}${sum}"),
    ] {
        assert_eq!(wrong.parse::<PinHash>(), Err(NoPinHash), "{wrong}");
    }
}

#[test]
fn only_digits_make_a_pin() {
    for wrong in ["", "123", "12345678901234567", "12a4", "12 4", "\u{661}\u{662}\u{663}\u{664}"] {
        assert_eq!(PinHash::of(wrong, [0; 16]), Err(InvalidPin), "{wrong}");
    }
}

#[test]
fn wrong_pins_slow_down_further_ones() {
    let mut guard = PinGuard::default();
    let mut waits = Vec::new();
    let mut now = seconds(1_000_000);
    for _ in 0..12 {
        guard.fail(now);
        waits.push(guard.wait(now).as_secs());
        now += guard.wait(now);
        assert_eq!(guard.wait(now), Duration::ZERO);
    }
    assert_eq!(waits, [0, 0, 15, 30, 60, 120, 240, 480, 900, 900, 900, 900]);
    guard.succeed();
    assert_eq!(guard, PinGuard::default());
}

#[test]
fn loading_the_page_again_does_not_shorten_the_wait() {
    let mut guard = PinGuard::default();
    (0..5).for_each(|_| guard.fail(seconds(500)));
    let again = PinGuard::from_text(&guard.to_text());
    assert_eq!(again.wait(seconds(520)), seconds(40));
    for text in ["", "x", "1", "-1 5", "99999999999999999999 1"] {
        assert_eq!(PinGuard::from_text(text), PinGuard::default(), "{text}");
    }
}

#[test]
fn a_clock_that_is_set_back_locks_nobody_out_for_longer_than_the_pause() {
    let mut guard = PinGuard::default();
    (0..4).for_each(|_| guard.fail(seconds(1_000_000)));
    assert_eq!(guard.wait(seconds(10)), seconds(30));
    guard.fail(seconds(10));
    assert_eq!(guard.wait(seconds(10)), seconds(60));
}

#[test]
fn wrong_pins_of_yesterday_are_forgotten() {
    let mut guard = PinGuard::default();
    (0..9).for_each(|_| guard.fail(seconds(0)));
    guard.fail(seconds(2 * 24 * 60 * 60));
    assert_eq!(guard.wait(seconds(2 * 24 * 60 * 60)), Duration::ZERO);
}

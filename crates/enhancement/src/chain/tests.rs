//! Each setting does what its formula says.

use super::*;

/// RGBA of a picture that has every step of brightness, colours and edges.
fn picture(width: usize, height: usize) -> Vec<u8> {
    let of = |x: usize, y: usize| {
        let step = if (x / 8 + y / 8).is_multiple_of(2) { 40 } else { 0 };
        [(x * 255 / width) as u8, (y * 200 / height) as u8 + step, ((x * y) % 251) as u8, 255]
    };
    (0..height).flat_map(|y| (0..width).flat_map(move |x| of(x, y))).collect()
}

fn enhanced(settings: &[(Setting, i16)], original: &[u8], width: usize) -> Vec<u8> {
    let enhancements =
        settings.iter().fold(Enhancements::default(), |all, &(setting, value)| all.with(setting, value));
    let pixels = Pixels { original, mean: None, width, height: original.len() / 4 / width };
    let mut out = vec![0; original.len()];
    Work::new(Chain::from(&enhancements), pixels).rows(0..pixels.height, &mut out);
    out
}

/// Checks that every component becomes what `formula` makes of it, to within rounding.
fn each(setting: Setting, value: i16, formula: impl Fn(f64) -> f64) {
    let original = picture(64, 48);
    let result = enhanced(&[(setting, value)], &original, 64);
    for (before, after) in original.chunks(4).zip(result.chunks(4)) {
        for (&before, &after) in before[..3].iter().zip(after) {
            let wanted = formula(f64::from(before) / 255.0).clamp(0.0, 1.0) * 255.0;
            assert!(
                (wanted - f64::from(after)).abs() <= 0.51,
                "{setting:?}: {before} is {after}, not {wanted}"
            );
        }
        assert_eq!(after[3], 255);
    }
}

#[test]
fn nothing_is_changed_by_neutral_settings() {
    let original = picture(64, 48);
    assert_eq!(enhanced(&[], &original, 64), original);
}

#[test]
fn brightness_is_added() {
    each(Setting::Brightness, 20, |c| c + 0.2);
    each(Setting::Brightness, -35, |c| c - 0.35);
}

#[test]
fn contrast_is_about_the_middle() {
    each(Setting::Contrast, 250, |c| (c - 0.5) * 2.5 + 0.5);
    each(Setting::Contrast, 0, |_| 0.5);
}

#[test]
fn gamma_is_a_power() {
    each(Setting::Gamma, 220, |c| c.powf(1.0 / 2.2));
    each(Setting::Gamma, 50, |c| c * c);
}

#[test]
fn invert_is_the_negative() {
    each(Setting::Invert, 1, |c| 1.0 - c);
}

#[test]
fn saturation_keeps_the_brightness() {
    let original = picture(64, 48);
    for pixel in enhanced(&[(Setting::Saturation, 0)], &original, 64).chunks(4).zip(original.chunks(4)) {
        let (gray, colour) = pixel;
        let luma =
            0.2126 * f64::from(colour[0]) + 0.7152 * f64::from(colour[1]) + 0.0722 * f64::from(colour[2]);
        assert!(gray[..3].iter().all(|&c| (f64::from(c) - luma).abs() <= 0.51), "{gray:?} of {colour:?}");
    }
    // Gray has no colour to gain.
    let gray = [90, 90, 90, 255].repeat(16);
    assert_eq!(enhanced(&[(Setting::Saturation, 300)], &gray, 4), gray);
}

#[test]
fn sharpness_steepens_an_edge_and_leaves_the_plain() {
    // Columns of 100 and of 150.
    let row: Vec<u8> = (0..8).flat_map(|x| [if x < 4 { 100 } else { 150 }, 0, 0, 255]).collect();
    let result = enhanced(&[(Setting::Sharpness, 100)], &row.repeat(8), 8);
    let red: Vec<u8> = result[4 * 8 * 3..].chunks(4).take(8).map(|pixel| pixel[0]).collect();
    // Beside the edge a quarter of the blurred pixel comes from across: 100 + (100 − 112.5).
    assert_eq!(red, [100, 100, 100, 88, 163, 150, 150, 150]);
}

#[test]
fn edges_are_white_where_black_meets_white() {
    let row: Vec<u8> = (0..8).flat_map(|x| if x < 4 { [0, 0, 0, 255] } else { [255; 4] }).collect();
    let result = enhanced(&[(Setting::Edges, 1)], &row.repeat(8), 8);
    let middle: Vec<u8> = result[4 * 8 * 3..].chunks(4).take(8).map(|pixel| pixel[1]).collect();
    assert_eq!(middle, [0, 0, 0, 255, 255, 0, 0, 0]);
}

#[test]
fn local_contrast_lifts_what_is_flat() {
    // A faint checker on a slope: its own contrast grows, the slope's hardly.
    let (width, height) = (256, 128);
    let of = |x: usize, y: usize| {
        let value = (60 + x / 4 + if (x / 8 + y / 8).is_multiple_of(2) { 6 } else { 0 }) as u8;
        [value, value, value, 255]
    };
    let original: Vec<u8> = (0..height).flat_map(|y| (0..width).flat_map(move |x| of(x, y))).collect();
    let result = enhanced(&[(Setting::LocalContrast, 200)], &original, width);
    let at = |pixels: &[u8], x: usize| i32::from(pixels[(64 * width + x) * 4]);
    let faint = |pixels: &[u8]| (at(pixels, 132) - at(pixels, 140)).abs();
    assert!(faint(&original) <= 8 && faint(&result) >= 3 * faint(&original) - 8, "{}", faint(&result));
    let slope = |pixels: &[u8]| at(pixels, 196) - at(pixels, 68);
    assert!((slope(&result) - slope(&original)).abs() <= 8, "{} was {}", slope(&result), slope(&original));
    // What has no detail stays as it is.
    let plain = [90, 120, 30, 255].repeat(64 * 64);
    assert_eq!(enhanced(&[(Setting::LocalContrast, 300)], &plain, 64), plain);
}

#[test]
fn the_original_stays_left_of_the_split() {
    let original = picture(64, 48);
    let result = enhanced(&[(Setting::Invert, 1), (Setting::Split, 250)], &original, 64);
    for (index, (before, after)) in original.chunks(4).zip(result.chunks(4)).enumerate() {
        let wanted = if index % 64 < 16 { before[0] } else { 255 - before[0] };
        assert_eq!(after[0], wanted, "column {}", index % 64);
    }
}

#[test]
fn rows_come_out_the_same_however_they_are_cut() {
    let original = picture(40, 70);
    let all = [
        (Setting::Sharpness, 150),
        (Setting::LocalContrast, 80),
        (Setting::Gamma, 160),
        (Setting::Saturation, 170),
    ];
    let whole = enhanced(&all, &original, 40);
    let enhancements =
        all.iter().fold(Enhancements::default(), |e, &(setting, value)| e.with(setting, value));
    let pixels = Pixels { original: &original, mean: None, width: 40, height: 70 };
    let work = Work::new(Chain::from(&enhancements), pixels);
    let mut parts = Vec::new();
    for begin in (0..70).step_by(16) {
        let rows = begin..(begin + 16).min(70);
        let mut out = vec![0; rows.len() * 40 * 4];
        work.rows(rows, &mut out);
        parts.extend(out);
    }
    assert_eq!(parts, whole);
}

#[test]
fn a_mean_has_steps_between_those_of_a_picture() {
    // Half a step, ten times as large, is five steps.
    let original = [128, 128, 128, 255].repeat(2);
    let mean = [128 * 256, 128 * 256, 128 * 256, 128 * 256 + 128, 128 * 256 + 128, 128 * 256 + 128];
    let pixels = Pixels { original: &original, mean: Some(&mean), width: 2, height: 1 };
    let mut out = [0; 8];
    let enhancements = Enhancements::default().with(Setting::Contrast, 400);
    Work::new(Chain::from(&enhancements), pixels).rows(0..1, &mut out);
    assert_eq!(out[4] - out[0], 2);
}

#[test]
fn any_settings_and_any_size_stay_within_bounds() {
    for (width, height) in [(1, 1), (1, 40), (33, 1), (65, 34)] {
        let original = picture(width, height);
        for setting in Setting::ALL {
            for value in [setting.range().0, setting.range().1] {
                let result = enhanced(&[(setting, value), (Setting::LocalContrast, 300)], &original, width);
                assert_eq!(result.len(), original.len());
            }
        }
    }
}

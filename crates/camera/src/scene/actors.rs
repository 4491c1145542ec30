//! Moving things. Their places depend on the time only, so each frame number has one picture.

use std::f32::consts::TAU;

use super::brush::Brush;
use super::landscape::place;
use super::noise::Random;
use super::world::WIDTH;
use crate::clock::{Civil, Timestamp};
use crate::picture::raster::Color;

/// Draws everything that moves. `seconds` is the time since the camera started.
pub(super) fn draw(brush: &mut Brush<'_>, seconds: f64, time: Timestamp) {
    balloons(brush, seconds);
    birds(brush, seconds);
    turbines(brush, seconds);
    glints(brush, seconds);
    boats(brush, seconds);
    tower_clock(brush, time);
    traffic(brush, seconds);
    walkers(brush, seconds);
}

/// A place that moves at `speed` and comes back on the other side of a way of `length`.
fn along(seconds: f64, speed: f64, start: f64, length: f64) -> f32 {
    (start + seconds * speed).rem_euclid(length) as f32
}

/// An angle that turns so many times a second.
fn turning(seconds: f64, turns: f64, start: f64) -> f32 {
    ((seconds * turns + start).rem_euclid(1.0) * f64::from(TAU)) as f32
}

fn balloons(brush: &mut Brush<'_>, seconds: f64) {
    let length = WIDTH as f64 + 300.0;
    for (start, speed, height, size, color) in [
        (1700.0, 16.0, 560.0, 1.0, Color::rgb(206, 62, 48)),
        (2500.0, 11.0, 420.0, 0.7, Color::rgb(238, 178, 44)),
        (300.0, 13.0, 480.0, 0.8, Color::rgb(58, 118, 190)),
    ] {
        let x = along(seconds, speed, start, length) - 150.0;
        let y = height + 14.0 * turning(seconds, 0.07, start / 1000.0).sin();
        brush.polygon(
            &[(x - 34.0 * size, y + 34.0 * size), (x + 34.0 * size, y + 34.0 * size), (x, y + 84.0 * size)],
            color,
        );
        brush.ellipse(x, y, 48.0 * size, 52.0 * size, color);
        brush.ellipse(x, y, 15.0 * size, 52.0 * size, Color::rgb(246, 240, 226));
        brush.rectangle(
            x - 9.0 * size,
            y + 84.0 * size,
            x + 9.0 * size,
            y + 98.0 * size,
            Color::rgb(112, 78, 46),
        );
    }
}

fn birds(brush: &mut Brush<'_>, seconds: f64) {
    let dark = Color::rgb(48, 50, 58);
    for bird in 0..7u8 {
        let offset = f64::from(bird);
        let x = along(seconds, 70.0, 900.0 - offset * 46.0, WIDTH as f64);
        let y = 650.0 + f32::from(bird % 3) * 26.0 + 12.0 * turning(seconds, 0.2, offset / 7.0).sin();
        let wing = 9.0 * turning(seconds, 2.2, offset / 5.0).sin();
        brush.line((x, y), (x - 14.0, y - wing), 3.0, dark);
        brush.line((x, y), (x + 14.0, y - wing), 3.0, dark);
    }
}

fn turbines(brush: &mut Brush<'_>, seconds: f64) {
    let white = Color::rgb(240, 241, 243);
    for (index, (x, y, length)) in place::TURBINES.into_iter().enumerate() {
        for blade in 0..3u8 {
            let angle = turning(seconds, 0.16, index as f64 * 0.13 + f64::from(blade) / 3.0);
            let (dx, dy) = (angle.sin(), -angle.cos());
            let (tip, root) = ((x + dx * length, y + dy * length), (-dy * 5.0, dx * 5.0));
            brush.polygon(&[(x + root.0, y + root.1), tip, (x - root.0, y - root.1)], white);
        }
        brush.ellipse(x, y, 6.0, 6.0, white);
    }
}

/// Light on the water: other places three times a second.
fn glints(brush: &mut Brush<'_>, seconds: f64) {
    let mut random = Random::new((seconds * 3.0) as u64);
    let (middle_x, middle_y, half_width, half_height) = place::LAKE;
    for _ in 0..60 {
        let angle = random.between(0.0, TAU);
        let distance = random.unit().sqrt() * 0.95;
        let x = middle_x + angle.cos() * distance * half_width;
        let y = middle_y + angle.sin() * distance * half_height;
        brush.rectangle(x, y, x + random.between(8.0, 26.0), y + 2.0, Color::rgb(206, 222, 232));
    }
}

fn boats(brush: &mut Brush<'_>, seconds: f64) {
    let (middle_x, middle_y, half_width, _) = place::LAKE;
    for (start, turns, depth, size) in [(0.1, 0.008, -24.0, 0.8), (0.6, 0.011, 20.0, 1.1)] {
        let angle = turning(seconds, turns, start);
        let x = middle_x + angle.cos() * half_width * 0.7;
        let y = middle_y + depth + 2.0 * turning(seconds, 0.4, start).sin();
        let sail = [(x, y - 62.0 * size), (x + 30.0 * size, y - 10.0 * size), (x, y - 10.0 * size)];
        brush.polygon(&sail, Color::rgb(250, 248, 242));
        let jib =
            [(x - 3.0, y - 54.0 * size), (x - 3.0, y - 10.0 * size), (x - 22.0 * size, y - 10.0 * size)];
        brush.polygon(&jib, Color::rgb(214, 74, 58));
        let hull = [
            (x - 28.0 * size, y - 7.0 * size),
            (x + 34.0 * size, y - 7.0 * size),
            (x + 24.0 * size, y + 4.0 * size),
            (x - 20.0 * size, y + 4.0 * size),
        ];
        brush.polygon(&hull, Color::rgb(122, 76, 46));
    }
}

/// The clock on the tower tells the camera's time.
fn tower_clock(brush: &mut Brush<'_>, time: Timestamp) {
    let (x, y, radius) = place::TOWER_CLOCK;
    let civil = Civil::from_seconds(u64::from(time.seconds));
    let second = f32::from(civil.second) + f32::from(time.hundredths) / 100.0;
    let minute = f32::from(civil.minute) + second / 60.0;
    let hour = f32::from(civil.hour % 12) + minute / 60.0;
    let dark = Color::rgb(30, 30, 34);
    for (turn, reach, width, color) in [
        (hour / 12.0, 0.55, 5.0, dark),
        (minute / 60.0, 0.8, 3.5, dark),
        (second / 60.0, 0.9, 1.5, Color::rgb(190, 40, 36)),
    ] {
        let angle = turn * TAU;
        let tip = (x + angle.sin() * radius * reach, y - angle.cos() * radius * reach);
        brush.line((x, y), tip, width, color);
    }
}

fn traffic(brush: &mut Brush<'_>, seconds: f64) {
    const COLORS: [(u8, u8, u8); 6] =
        [(188, 36, 40), (36, 84, 160), (226, 226, 228), (42, 44, 48), (238, 190, 40), (60, 122, 84)];
    let (top, bottom) = place::ROAD;
    let length = WIDTH as f64 + 600.0;
    for car in 0..6u8 {
        let start = f64::from(car) * 740.0 + f64::from(car % 3) * 90.0;
        let x = length as f32 - along(seconds, 250.0, start, length) - 300.0;
        vehicle(brush, x, top + 88.0, -1.0, COLORS[usize::from(car) % COLORS.len()], car == 4, seconds);
    }
    for car in 0..6u8 {
        let start = f64::from(car) * 735.0 + f64::from(car % 4) * 70.0;
        let x = along(seconds, 210.0, start, length) - 300.0;
        let color = COLORS[usize::from(car + 3) % COLORS.len()];
        vehicle(brush, x, bottom - 28.0, 1.0, color, car == 1, seconds);
    }
}

/// A car, or a bus, whose wheels stand at `ground`. `way` is 1 to the right and -1 to the left.
fn vehicle(
    brush: &mut Brush<'_>,
    x: f32,
    ground: f32,
    way: f32,
    (r, g, b): (u8, u8, u8),
    is_bus: bool,
    seconds: f64,
) {
    let (half, height) = if is_bus { (150.0, 104.0) } else { (84.0, 34.0) };
    let paint = Color::rgb(r, g, b);
    let glass = Color::rgb(46, 60, 76);
    brush.ellipse(x, ground + 2.0, half + 8.0, 8.0, Color::rgb(58, 58, 62));
    let top = ground - 12.0 - height;
    if is_bus {
        brush.rectangle(x - half, top, x + half, ground - 10.0, paint);
        for pane in 0..6u8 {
            let left = x - half + 12.0 + f32::from(pane) * 47.0;
            brush.rectangle(left, top + 16.0, left + 39.0, top + 54.0, glass);
        }
    } else {
        let cabin =
            [(x - 56.0, top + 4.0), (x - 32.0, top - 26.0), (x + 30.0, top - 26.0), (x + 50.0, top + 4.0)];
        brush.polygon(&cabin.map(|(corner, y)| (x + (corner - x) * way, y)), paint);
        let window = [(x - 46.0, top), (x - 28.0, top - 20.0), (x + 26.0, top - 20.0), (x + 40.0, top)];
        brush.polygon(&window.map(|(corner, y)| (x + (corner - x) * way, y)), glass);
        brush.rectangle(x - 3.0, top - 24.0, x + 3.0, top + 2.0, paint);
        brush.rectangle(x - half, top, x + half, ground - 10.0, paint);
    }
    let lamp = x + way * (half - 5.0);
    brush.ellipse(lamp, ground - 30.0, 5.0, 6.0, Color::rgb(255, 246, 200));
    brush.ellipse(x - way * (half - 4.0), ground - 30.0, 4.0, 6.0, Color::rgb(208, 30, 30));
    for axle in [-0.58, 0.58] {
        wheel(brush, x + axle * half, ground - 13.0, turning(seconds, f64::from(way) * 2.3, 0.0));
    }
}

fn wheel(brush: &mut Brush<'_>, x: f32, y: f32, angle: f32) {
    brush.ellipse(x, y, 15.0, 15.0, Color::rgb(26, 26, 28));
    brush.ellipse(x, y, 8.0, 8.0, Color::rgb(168, 170, 174));
    let (dx, dy) = (angle.cos() * 8.0, angle.sin() * 8.0);
    brush.line((x - dx, y - dy), (x + dx, y + dy), 2.5, Color::rgb(70, 72, 76));
}

fn walkers(brush: &mut Brush<'_>, seconds: f64) {
    const COATS: [(u8, u8, u8); 5] =
        [(196, 70, 62), (58, 92, 150), (232, 196, 92), (84, 132, 96), (140, 92, 150)];
    let (top, bottom) = place::PAVEMENT;
    let length = WIDTH as f64 + 100.0;
    for walker in 0..12u8 {
        let offset = f64::from(walker);
        let way = if walker % 2 == 0 { 1.0 } else { -1.0 };
        let speed = way * (38.0 + 6.0 * f64::from(walker % 4));
        let x = along(seconds, speed, offset * 331.0, length) - 50.0;
        let feet = f32::midpoint(top, bottom) + f32::from(walker % 3) * 12.0;
        let step = 11.0 * turning(seconds, 1.0, offset / 12.0).sin();
        let (r, g, b) = COATS[usize::from(walker) % COATS.len()];
        let trousers = Color::rgb(52, 54, 66);
        brush.ellipse(x, feet, 16.0, 4.0, Color::rgb(116, 112, 104));
        brush.line((x, feet - 32.0), (x + step, feet), 7.0, trousers);
        brush.line((x, feet - 32.0), (x - step, feet), 7.0, trousers);
        brush.ellipse(x, feet - 48.0, 11.0, 22.0, Color::rgb(r, g, b));
        brush.line((x, feet - 58.0), (x - step, feet - 34.0), 5.0, Color::rgb(r / 2, g / 2, b / 2));
        brush.ellipse(x, feet - 77.0, 8.0, 9.0, Color::rgb(222, 178, 146));
    }
}

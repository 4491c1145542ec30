//! The landscape: sky and hills, a lake, a town, a road and a park.

use std::thread;

use super::brush::{Brush, Window};
use super::noise::{Noise, Random, smooth_step};
use super::world::{HEIGHT, WIDTH};
use crate::picture::raster::{Color, Picture};

/// Where things stand, in the units of the world.
pub(super) mod place {
    /// The lake: middle, and half its width and height.
    pub(in crate::scene) const LAKE: (f32, f32, f32, f32) = (1150.0, 1120.0, 720.0, 78.0);
    /// The road, from its upper to its lower edge.
    pub(in crate::scene) const ROAD: (f32, f32) = (1430.0, 1640.0);
    /// The pavement below the road.
    pub(in crate::scene) const PAVEMENT: (f32, f32) = (1640.0, 1710.0);
    /// The foot of the town's houses.
    pub(in crate::scene) const STREET: f32 = 1330.0;
    /// The tower clock: middle and radius.
    pub(in crate::scene) const TOWER_CLOCK: (f32, f32, f32) = (2400.0, 935.0, 34.0);
    /// Hubs of the wind turbines and the lengths of their blades.
    pub(in crate::scene) const TURBINES: [(f32, f32, f32); 3] =
        [(640.0, 690.0, 105.0), (905.0, 745.0, 80.0), (3300.0, 700.0, 100.0)];
}

/// Draws the landscape of a seed.
pub(super) fn draw(seed: u64, width: usize, height: usize) -> Picture {
    let mut picture = ground(seed, width, height);
    let whole = Window { left: 0.0, top: 0.0, width: WIDTH as f32, height: HEIGHT as f32 };
    let mut brush = Brush::new(&mut picture, whole);
    let mut random = Random::new(seed);
    turbine_masts(&mut brush);
    town(&mut brush, &mut random);
    road_marks(&mut brush);
    park(&mut brush, &mut random);
    picture
}

type Rgb = [f32; 3];

/// Sky, hills, water and grass, pixel by pixel. Rows are shared out among threads.
fn ground(seed: u64, width: usize, height: usize) -> Picture {
    let noise = Noise::new(seed);
    let ridges: Vec<Ridges> = (0..width).map(|x| Ridges::at(&noise, x as f32)).collect();
    let mut picture = Picture::new(width, height, Color::BLACK);
    let workers = thread::available_parallelism().map_or(1, usize::from);
    // An even number of rows each, so that no two share a row of chroma.
    let rows = height.div_ceil(workers).next_multiple_of(2);
    let [cb, cr] = picture.chroma.each_mut();
    let (half_width, half_rows) = (width.div_ceil(2), rows / 2);
    let luma = picture.luma.samples.chunks_mut(rows * width);
    let chroma =
        cb.samples.chunks_mut(half_rows * half_width).zip(cr.samples.chunks_mut(half_rows * half_width));
    thread::scope(|scope| {
        for (index, (luma, (cb, cr))) in luma.zip(chroma).enumerate() {
            let (noise, ridges) = (&noise, &ridges);
            scope.spawn(move || {
                for (place, sample) in luma.iter_mut().enumerate() {
                    let (x, y) = (place % width, place / width);
                    let color = point(noise, ridges[x], x as f32, (index * rows + y) as f32);
                    let [r, g, b] = color.map(|value| value as u8);
                    let color = Color::rgb(r, g, b);
                    *sample = color.y;
                    if x % 2 == 0 && y % 2 == 0 {
                        let half = y / 2 * half_width + x / 2;
                        (cb[half], cr[half]) = (color.cb, color.cr);
                    }
                }
            });
        }
    });
    picture
}

/// Where the hills of a column begin.
#[derive(Clone, Copy)]
struct Ridges {
    far: f32,
    near: f32,
}

impl Ridges {
    fn at(noise: &Noise, x: f32) -> Self {
        Self {
            far: 800.0 + 150.0 * noise.fractal(x / 420.0, 3.0, 4),
            near: 900.0 + 110.0 * noise.fractal(x / 300.0, 90.0, 5),
        }
    }
}

fn point(noise: &Noise, ridges: Ridges, x: f32, y: f32) -> Rgb {
    let (road_top, _) = place::ROAD;
    let (pavement_top, pavement_bottom) = place::PAVEMENT;
    if y < ridges.far {
        sky(noise, x, y)
    } else if y < ridges.near {
        let grain = noise.fractal(x / 40.0, y / 24.0, 4);
        shade([96.0, 116.0, 140.0], 0.82 + 0.36 * grain)
    } else if is_lake(x, y) {
        let ripple = noise.fractal(x / 30.0, y / 3.0, 3);
        shade([66.0, 104.0, 134.0], 0.8 + 0.45 * ripple)
    } else if y < road_top {
        let fields = noise.fractal(x / 190.0, y / 60.0, 2);
        let grain = noise.fractal(x / 9.0, y / 6.0, 3);
        let base = blend([92.0, 118.0, 58.0], [148.0, 138.0, 78.0], smooth_step(0.4, 0.65, fields));
        shade(base, 0.7 + 0.6 * grain)
    } else if y < pavement_top {
        let grain = noise.fractal(x / 3.0, y / 3.0, 2);
        shade([92.0, 93.0, 97.0], 0.84 + 0.32 * grain)
    } else if y < pavement_bottom {
        let joint = x % 48.0 < 2.0 || (y - pavement_top) % 35.0 < 2.0;
        let grain = noise.fractal(x / 5.0, y / 5.0, 2);
        shade([168.0, 162.0, 150.0], if joint { 0.65 } else { 0.86 + 0.28 * grain })
    } else {
        let patches = noise.fractal(x / 140.0, y / 90.0, 3);
        let grain = noise.fractal(x / 5.0, y / 9.0, 3);
        let base = blend([66.0, 110.0, 44.0], [104.0, 132.0, 60.0], patches);
        shade(base, 0.58 + 0.84 * grain)
    }
}

fn sky(noise: &Noise, x: f32, y: f32) -> Rgb {
    let base = blend([70.0, 122.0, 196.0], [196.0, 214.0, 232.0], (y / 900.0).powf(1.4));
    let cloud = noise.fractal(x / 340.0, y / 130.0 + 40.0, 5);
    let cover = smooth_step(0.48, 0.72, cloud) * 0.9;
    blend(base, [244.0, 245.0, 247.0], cover)
}

fn is_lake(x: f32, y: f32) -> bool {
    let (middle_x, middle_y, half_width, half_height) = place::LAKE;
    let (dx, dy) = ((x - middle_x) / half_width, (y - middle_y) / half_height);
    dx * dx + dy * dy < 1.0
}

fn shade(color: Rgb, light: f32) -> Rgb {
    color.map(|value| (value * light).clamp(0.0, 255.0))
}

fn blend(a: Rgb, b: Rgb, share: f32) -> Rgb {
    let share = share.clamp(0.0, 1.0);
    [0, 1, 2].map(|channel| a[channel] + (b[channel] - a[channel]) * share)
}

fn turbine_masts(brush: &mut Brush<'_>) {
    let white = Color::rgb(232, 234, 236);
    for (x, y, blade) in place::TURBINES {
        let foot = y + 2.6 * blade;
        brush.polygon(&[(x - 3.0, y), (x + 3.0, y), (x + 6.0, foot), (x - 6.0, foot)], white);
    }
}

fn town(brush: &mut Brush<'_>, random: &mut Random) {
    const WALLS: [(u8, u8, u8); 6] =
        [(214, 202, 178), (186, 108, 84), (226, 216, 200), (154, 162, 172), (202, 170, 122), (170, 84, 74)];
    tower(brush);
    let mut x = 1940.0;
    while x < 3700.0 {
        let width = random.between(90.0, 190.0);
        let height = random.between(110.0, 300.0);
        let (r, g, b) = WALLS[(random.next() % WALLS.len() as u64) as usize];
        let top = place::STREET - height;
        brush.rectangle(x, top, x + width, place::STREET, Color::rgb(r, g, b));
        // The side that lies in shadow.
        let dark = Color::rgb(r / 4 * 3, g / 4 * 3, b / 4 * 3);
        brush.rectangle(x + width * 0.86, top, x + width, place::STREET, dark);
        roof(brush, random, x, top, width);
        windows(brush, random, (x, top, width * 0.86, height));
        x += width + random.between(-4.0, 30.0);
    }
}

fn roof(brush: &mut Brush<'_>, random: &mut Random, x: f32, top: f32, width: f32) {
    if random.unit() < 0.6 {
        let peak = top - random.between(24.0, 60.0);
        let tiles = Color::rgb(134, 66, 52);
        brush.polygon(&[(x - 6.0, top), (x + width / 2.0, peak), (x + width + 6.0, top)], tiles);
    } else {
        brush.rectangle(x - 3.0, top - 8.0, x + width + 3.0, top, Color::rgb(88, 88, 92));
    }
}

fn windows(brush: &mut Brush<'_>, random: &mut Random, (x, top, width, height): (f32, f32, f32, f32)) {
    let (columns, rows) = ((width / 26.0) as usize, (height / 34.0) as usize);
    for row in 0..rows {
        for column in 0..columns {
            let left = x + 8.0 + column as f32 * 26.0;
            let above = top + 12.0 + row as f32 * 34.0;
            let glass = if random.unit() < 0.2 { Color::rgb(244, 220, 150) } else { Color::rgb(58, 72, 92) };
            brush.rectangle(left - 1.5, above - 1.5, left + 13.5, above + 19.5, Color::rgb(236, 234, 228));
            brush.rectangle(left, above, left + 12.0, above + 18.0, glass);
        }
    }
}

fn tower(brush: &mut Brush<'_>) {
    let (x, y, radius) = place::TOWER_CLOCK;
    let stone = Color::rgb(196, 184, 160);
    brush.rectangle(x - 52.0, y - 70.0, x + 52.0, place::STREET, stone);
    brush.rectangle(x + 34.0, y - 70.0, x + 52.0, place::STREET, Color::rgb(150, 140, 122));
    let copper = Color::rgb(92, 140, 122);
    brush.polygon(&[(x - 60.0, y - 70.0), (x, y - 200.0), (x + 60.0, y - 70.0)], copper);
    brush.ellipse(x, y, radius + 5.0, radius + 5.0, Color::rgb(60, 56, 50));
    brush.ellipse(x, y, radius, radius, Color::rgb(244, 240, 228));
    for hour in 0..12 {
        let angle = hour as f32 * std::f32::consts::TAU / 12.0;
        let (dx, dy) = (angle.sin() * radius * 0.84, angle.cos() * radius * 0.84);
        brush.ellipse(x + dx, y + dy, 2.4, 2.4, Color::rgb(40, 40, 44));
    }
}

fn road_marks(brush: &mut Brush<'_>) {
    let (top, bottom) = place::ROAD;
    let white = Color::rgb(222, 222, 218);
    brush.rectangle(0.0, top + 8.0, WIDTH as f32, top + 13.0, white);
    brush.rectangle(0.0, bottom - 13.0, WIDTH as f32, bottom - 8.0, white);
    let middle = f32::midpoint(top, bottom);
    for dash in 0..WIDTH / 96 {
        let left = dash as f32 * 96.0;
        brush.rectangle(left, middle - 3.0, left + 52.0, middle + 3.0, white);
    }
    let kerb = Color::rgb(132, 130, 126);
    brush.rectangle(0.0, bottom - 3.0, WIDTH as f32, bottom + 3.0, kerb);
}

fn park(brush: &mut Brush<'_>, random: &mut Random) {
    for _ in 0..30 {
        let x = random.between(0.0, WIDTH as f32);
        let y = random.between(1345.0, 1405.0);
        let size = random.between(0.5, 0.85);
        tree(brush, random, x, y, size);
    }
    let mut feet: Vec<(f32, f32)> =
        (0..26).map(|_| (random.between(0.0, WIDTH as f32), random.between(1830.0, 2150.0))).collect();
    // Nearer trees stand before farther ones.
    feet.sort_by(|a, b| a.1.total_cmp(&b.1));
    for (x, y) in feet {
        tree(brush, random, x, y, 0.9 + (y - 1830.0) / 320.0);
    }
}

fn tree(brush: &mut Brush<'_>, random: &mut Random, x: f32, y: f32, size: f32) {
    brush.ellipse(x, y, 60.0 * size, 9.0 * size, Color::rgb(46, 66, 34));
    let trunk = Color::rgb(84, 62, 44);
    brush.polygon(
        &[
            (x - 7.0 * size, y),
            (x - 4.0 * size, y - 90.0 * size),
            (x + 4.0 * size, y - 90.0 * size),
            (x + 7.0 * size, y),
        ],
        trunk,
    );
    for _ in 0..150 {
        let angle = random.between(0.0, std::f32::consts::TAU);
        let distance = random.unit().sqrt();
        let leaf_x = x + angle.cos() * distance * 58.0 * size;
        let leaf_y = y - 122.0 * size + angle.sin() * distance * 62.0 * size;
        // Light from above and from the left.
        let light =
            0.62 + 0.5 * random.unit() - 0.25 * angle.sin() * distance - 0.12 * angle.cos() * distance;
        let [r, g, b] = shade([62.0, 104.0, 40.0], light).map(|value| value as u8);
        let radius = random.between(6.0, 13.0) * size;
        brush.ellipse(leaf_x, leaf_y, radius, radius * 0.8, Color::rgb(r, g, b));
    }
}

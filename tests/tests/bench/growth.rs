//! Memory over a minute, after what is kept for replay has filled.

use std::time::Duration;

use anyhow::Result;
use e2e::{Browser, Engine, Gateway, Looped, Processes};
use tokio::time::{Instant, sleep, sleep_until};

use crate::cost;
use crate::machine::Ticks;
use crate::options::{MAIN, Options};
use crate::pictures::{FEW, Grain, Pictures};
use crate::record::{Cell, Record};
use crate::ways::{self, IMG, KIOSK, MULLION};

pub(crate) const PART: &str = "growth";
/// Longer than the 30 s that are kept.
const FILLING: Duration = Duration::from_secs(34);

/// The ways side by side in browsers of their own, for memory does not mind; each with a picture of 1080p.
pub(crate) async fn measure(options: &Options, record: &mut Record) -> Result<()> {
    println!("growth of memory, {} s", options.growth);
    let gateway = Gateway::start(&[]).await?;
    let pictures = Pictures::take(MAIN, FEW, Grain::Clean).await?;
    // All of them at full rate would be more than a small machine does.
    let camera = Looped::start(&pictures.jpegs, cost::RATE / 2.0, ways::PAGES).await?;
    let mut browsers = Vec::new();
    for way in options.ways(&[IMG, MULLION, KIOSK]) {
        let browser = Browser::start(Engine::Chromium).await?;
        browser.open(&way.url(&camera.url(), gateway.url())).await?;
        browsers.push((way, browser));
    }
    let ticks = Ticks::now();
    if !options.smoke {
        sleep(FILLING).await;
    }
    let mut seen: Vec<Vec<(f64, f64)>> = vec![Vec::new(); browsers.len()];
    let begun = Instant::now();
    let steps = 12;
    for step in 0..=steps {
        sleep_until(begun + Duration::from_secs_f64(options.growth * f64::from(step) / f64::from(steps)))
            .await;
        for ((_, browser), seen) in browsers.iter().zip(&mut seen) {
            let memory = Processes::of(browser).taken().all_memory() as f64 / 1e6;
            seen.push((begun.elapsed().as_secs_f64() / 60.0, memory));
        }
    }
    let meanwhile = ticks.since(None);
    for ((way, _), seen) in browsers.iter().zip(&seen) {
        let mut cell = Cell { meanwhile, ..Cell::default() };
        cell.set("memory_mb", seen.iter().map(|(_, memory)| memory).sum::<f64>() / seen.len() as f64);
        let (slope, noise) = slope(seen);
        cell.set("growth_mb_a_minute", slope);
        cell.set("noise_mb_a_minute", noise);
        cell.set("growth_beyond_noise", (slope - noise).max(0.0));
        cell.samples.insert("memory_mb".to_owned(), seen.iter().map(|(_, memory)| *memory).collect());
        record.add(Cell::at(PART, MAIN, way.name, 1), Ok(cell), &[]);
    }
    Ok(())
}

/// Of the line that fits best (least squares), and two standard errors of it.
fn slope(points: &[(f64, f64)]) -> (f64, f64) {
    let count = points.len() as f64;
    let mean = |of: fn(&(f64, f64)) -> f64| points.iter().map(of).sum::<f64>() / count;
    let (x, y) = (mean(|point| point.0), mean(|point| point.1));
    let spread: f64 = points.iter().map(|point| (point.0 - x).powi(2)).sum();
    if spread <= 0.0 || points.len() < 3 {
        return (0.0, 0.0);
    }
    let slope = points.iter().map(|point| (point.0 - x) * (point.1 - y)).sum::<f64>() / spread;
    let rest: f64 = points.iter().map(|point| (point.1 - y - slope * (point.0 - x)).powi(2)).sum();
    (slope, 2.0 * (rest / (count - 2.0) / spread).sqrt())
}

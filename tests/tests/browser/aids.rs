//! What helps looking lies upon the picture, where it says it is.

use anyhow::{Context as _, Result, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use e2e::{Engine, Page, Picture, Rig, State};
use serde_json::Value;

e2e::browser_test!(crosshair_grid_time_and_magnifier_are_true);
async fn crosshair_grid_time_and_magnifier_are_true(engine: Engine) -> Result<()> {
    let rig = Rig::start(engine).await?;
    let page = rig.open("src=yard&resolution=640x480&nbrofframes=12").await?;
    page.wait_for_state(&[State::Ended]).await?;
    page.wait_for_size(640, 480).await?;
    let last = rig.camera.handle().sent().last().context("nothing was sent")?.number as u16;
    let picture = page
        .wait("the last picture", async || {
            Ok(Some(page.picture().await?).filter(|picture| picture.frame_number() == Some(last)))
        })
        .await?;
    for key in ["u", "#", "t", "z"] {
        page.key(key).await?;
    }

    // Both span the picture, and are as large as it.
    for lines in [".aid-crosshair", ".aid-grid"] {
        let places = page.wait(lines, async || places(&page, lines).await).await?;
        let [canvas, lines_at] = places;
        let apart = canvas.iter().zip(lines_at).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
        ensure!(apart < 2.0, "{lines} at {lines_at:?}, the picture at {canvas:?}");
    }
    page.wait_for_text("Grid ").await?;
    page.wait_for_text("taken 20").await?;

    // The middle at first, then what the pointer is on.
    let [[left, top, width, height], _] = places(&page, ".aid-grid").await?.context("no grid")?;
    enlarged(&page, &picture, (320.0, 240.0)).await?;
    let (x, y) = ((left + width / 4.0).round(), (top + height / 3.0).round());
    rig.browser.session().action_chain().move_to(x as i64, y as i64).perform().await?;
    enlarged(&page, &picture, ((x - left) / width * 640.0, (y - top) / height * 480.0)).await
}

/// Left, top, width and height of the canvas and of those lines.
async fn places(page: &Page, lines: &str) -> Result<Option<[[f64; 4]; 2]>> {
    let places = page.run(PLACES, vec![lines.into()]).await?;
    Ok(serde_json::from_value::<Option<[[f64; 4]; 2]>>(places)?)
}

/// Waits until the middle of the magnifier shows that place of the picture, each of its pixels
/// several times as large.
async fn enlarged(page: &Page, picture: &Picture, (x, y): (f64, f64)) -> Result<()> {
    page.wait(&format!("{x:.1}, {y:.1} to be enlarged"), async || {
        let Value::String(png) = page.run(LENS, vec![]).await? else { return Ok(None) };
        let lens = Picture::from_png(&STANDARD.decode(png)?)?;
        let middle = lens.width() / 2;
        let same = |at: (usize, usize), own: [u8; 3]| {
            lens.pixel(at.0, at.1).is_some_and(|found| found.iter().zip(own).all(|(a, b)| a.abs_diff(b) <= 2))
        };
        // The pixel there, or one beside it: the pointer may be at an edge of two.
        let beside = |offset: f64, at: f64| (at + offset).max(0.0) as usize;
        let offsets = [-0.5, 0.0, 0.5];
        let own: Vec<_> = offsets
            .iter()
            .flat_map(|dx| offsets.map(|dy| picture.pixel(beside(*dx, x), beside(dy, y))))
            .flatten()
            .collect();
        Ok(own.iter().any(|own| same((middle, middle), *own)).then_some(()))
    })
    .await
}

const PLACES: &str = "
    const lines = document.querySelector(arguments[0] + ' path');
    if (!lines) return null;
    const canvas = document.querySelector('[data-state] canvas').getBoundingClientRect();
    // Without the breadth of the lines, which browsers count differently.
    const { left, top } = lines.ownerSVGElement.getBoundingClientRect();
    const { x, y, width, height } = lines.getBBox();
    return [[canvas.left, canvas.top, canvas.width, canvas.height], [left + x, top + y, width, height]];
";

/// The magnifier, a PNG in base64.
const LENS: &str = "
    const lens = document.querySelector('.magnifier');
    return lens?.width ? lens.toDataURL('image/png').split(',')[1] : null;
";

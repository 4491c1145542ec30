//! How many pictures one thread decodes: what the rate of drawing is compared with.

use std::fs;
use std::process::Stdio;

use anyhow::{Context as _, Result};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use e2e::{Browser, Engine, Looped};
use serde_json::json;
use tokio::process::Command;

use crate::options::{MAIN, Options};
use crate::pictures::{FEW, Grain, Pictures};
use crate::record::{Cell, Record};
use crate::ways;

pub(crate) const PART: &str = "decoding";
/// libjpeg-turbo's own bench, to planar YUV.
pub(crate) const TURBO: &str = "libjpeg-turbo";
/// The browser's decoders, one picture after the other, nothing drawn.
pub(crate) const BROWSER: [&str; 2] = ["ImageDecoder", "createImageBitmap"];

/// Of the main size.
pub(crate) async fn measure(options: &Options, record: &mut Record) -> Result<()> {
    let pictures = Pictures::take(MAIN, FEW, Grain::Clean).await?;
    let jpeg = pictures.jpegs.first().context("no picture")?;
    let camera = Looped::start(&pictures.jpegs, 1.0, ways::PAGES).await?;
    for round in 1..=options.rounds.min(3) {
        println!("decoding, {MAIN}, round {round}");
        match turbo(jpeg, options.seconds / 2.0).await {
            Ok(Some(rate)) => record.add(Cell::at(PART, MAIN, TURBO, round), figure(rate), &[]),
            // It need not be installed.
            Ok(None) => {}
            Err(error) => record.add(Cell::at(PART, MAIN, TURBO, round), Err(error), &[]),
        }
        let rates = in_browser(&camera, jpeg, options.seconds / 2.0).await;
        for (index, name) in BROWSER.into_iter().enumerate() {
            let rate = match &rates {
                Ok(rates) => figure(rates[index]),
                Err(error) => Err(anyhow::anyhow!("{error:#}")),
            };
            record.add(Cell::at(PART, MAIN, name, round), rate, &[]);
        }
    }
    Ok(())
}

fn figure(rate: f64) -> Result<Cell> {
    let mut cell = Cell::default();
    cell.set("decoded", rate);
    Ok(cell)
}

/// `None` where it is not installed.
async fn turbo(jpeg: &[u8], seconds: f64) -> Result<Option<f64>> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("picture.jpg");
    fs::write(&path, jpeg)?;
    let mut command = Command::new("tjbench");
    command.arg(&path).args(["-yuv", "-nowrite", "-benchtime", &seconds.to_string()]);
    let Ok(output) = command.stdin(Stdio::null()).output().await else { return Ok(None) };
    let text = String::from_utf8_lossy(&output.stdout);
    let (_, rest) = text.split_once("Decomp to YUV").context("tjbench says something else")?;
    let word = rest.split_once("Frame rate:").and_then(|(_, rest)| rest.split_whitespace().next());
    Ok(Some(word.context("tjbench tells no rate")?.parse()?))
}

async fn in_browser(camera: &Looped, jpeg: &[u8], seconds: f64) -> Result<[f64; 2]> {
    let browser = Browser::start(Engine::Chromium).await?;
    let page = browser.open(&format!("{}/blank.html", camera.url())).await?;
    let arguments = vec![json!(STANDARD.encode(jpeg)), json!(seconds * 1000.0)];
    let rates = page.run(DECODE, arguments).await?;
    let rate = |index: usize| rates.get(index).and_then(serde_json::Value::as_f64).context("no rate");
    Ok([rate(0)?, rate(1)?])
}

const DECODE: &str = r#"
    const bytes = Uint8Array.from(atob(arguments[0]), (letter) => letter.charCodeAt(0));
    const blob = new Blob([bytes], { type: 'image/jpeg' });
    const once = [
        async () => {
            const decoder = new ImageDecoder({ data: bytes, type: 'image/jpeg' });
            (await decoder.decode()).image.close();
            decoder.close();
        },
        async () => (await createImageBitmap(blob)).close(),
    ];
    const rate = async (decode, limit) => {
        await decode();
        const begun = performance.now();
        let count = 0;
        let now = begun;
        for (; now - begun < limit; now = performance.now()) {
            await decode();
            count += 1;
        }
        return count / (now - begun) * 1000;
    };
    const limit = arguments[1];
    return (async () => [await rate(once[0], limit), await rate(once[1], limit)])();
"#;

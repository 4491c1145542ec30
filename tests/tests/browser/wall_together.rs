//! The tiles of a wall together: what they request from their cameras, and what is done with all of
//! them at once.

use std::io::{Cursor, Read as _};
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use camera::{Options, SentFrame, Snapshot};
use e2e::{Browser, Engine, Gateway, Page, Relayed, Role, RunningCamera};
use sha2::{Digest as _, Sha256};
use zip::ZipArchive;

const STREAM: &str = "/axis-cgi/mjpg/video.cgi";

/// Cameras of the gateway, and its page of these on one wall.
struct WallRig {
    browser: Browser,
    // Named, so that it lives as long as the page.
    _gateway: Gateway,
    cameras: Vec<RunningCamera>,
    page: Page,
}

impl WallRig {
    const NAMES: [&str; 3] = ["yard", "gate", "hall"];

    async fn start(engine: Engine, cameras: Vec<Options>) -> Result<Self> {
        let mut running = Vec::new();
        for options in cameras {
            running.push(RunningCamera::start(options).await?);
        }
        let names = Self::NAMES.iter().zip(&running);
        let relayed: Vec<_> = names.map(|(name, camera)| Relayed::camera(name, camera)).collect();
        let gateway = Gateway::start(&relayed).await?;
        let browser = Browser::start(engine).await?;
        let sources: Vec<_> =
            Self::NAMES.iter().take(running.len()).map(|name| format!("src={name}")).collect();
        let page = browser.open(&format!("{}/?{}", gateway.url(), sources.join("&"))).await?;
        wait_for_live_tiles(&page, running.len()).await?;
        Ok(Self { browser, _gateway: gateway, cameras: running, page })
    }

    async fn press(&self, name: &str) -> Result<()> {
        self.page.press(Role::Button, name).await
    }
}

async fn wait_for_live_tiles(page: &Page, count: usize) -> Result<()> {
    page.wait(&format!("{count} live tiles"), async || {
        let live =
            page.run("return document.querySelectorAll('[data-tile] [data-state=live]').length", vec![]);
        Ok((live.await?.as_u64() == Some(count as u64)).then_some(()))
    })
    .await
}

/// As by a double click, which no bar is in the way of.
async fn open_large(page: &Page, tile: u32) -> Result<()> {
    let script = "document.querySelector(`[data-tile=\"${arguments[0]}\"]`)
        .dispatchEvent(new MouseEvent('dblclick', { bubbles: true }))";
    page.run(script, vec![tile.into()]).await?;
    Ok(())
}

/// The widths that streams were requested with, each once until another follows.
fn requested_widths(snapshot: &Snapshot) -> Vec<u32> {
    let streams = snapshot.recent.iter().filter(|request| request.contains(STREAM));
    let width = |request: &String| {
        let (_, resolution) = request.split_once("resolution=")?;
        resolution.split('x').next()?.parse().ok()
    };
    let mut widths: Vec<u32> = streams.filter_map(width).collect();
    // A request may be repeated with a login.
    widths.dedup();
    widths
}

e2e::browser_test!(a_tile_requests_its_own_size_and_a_larger_one_while_it_has_the_whole_screen);
async fn a_tile_requests_its_own_size_and_a_larger_one_while_it_has_the_whole_screen(
    engine: Engine,
) -> Result<()> {
    let rig = WallRig::start(engine, vec![RunningCamera::guarded(), RunningCamera::guarded()]).await?;
    let [yard, gate] = rig.cameras.as_slice() else { anyhow::bail!("two cameras") };
    // Where style sheets come late, the first one is for a tile that is smaller still.
    yard.wait_for("a request in a tile's size", |camera| !requested_widths(camera).is_empty()).await?;

    open_large(&rig.page, 0).await?;
    let is_large = |width: &u32| *width >= 1280;
    yard.wait_for("a larger request", |camera| requested_widths(camera).iter().any(is_large)).await?;
    // Nobody sees the other one any more.
    gate.wait_for("the hidden tile to let go of its camera", |camera| camera.streams == 0).await?;

    rig.press("Back to the wall").await?;
    gate.wait_for("the tile to come back", |camera| camera.streams == 1).await?;
    let last = yard
        .wait_for("the smaller request", |camera| {
            requested_widths(camera).last().is_some_and(|last| !is_large(last))
        })
        .await?;
    let changes = requested_widths(&last);
    ensure!(changes.len() <= 4, "it changed more often than its tile: {changes:?}");
    Ok(())
}

e2e::browser_test!(all_tiles_are_held_at_one_moment_and_saved_as_the_cameras_sent_them);
async fn all_tiles_are_held_at_one_moment_and_saved_as_the_cameras_sent_them(engine: Engine) -> Result<()> {
    let rates = [25, 10, 5];
    let cameras = rates.map(|fps| Options { fps, ..RunningCamera::guarded() });
    let rig = WallRig::start(engine, cameras.to_vec()).await?;
    rig.press("Hold all at one moment (H)").await?;
    rig.page.wait_for_text("by the cameras’ clocks").await?;
    for _ in 0..3 {
        rig.press("Step all back (,)").await?;
    }
    rig.press("Snapshot of all (⇧ S)").await?;
    let archive = rig.browser.downloaded("zip").await?;
    let mut archive = ZipArchive::new(Cursor::new(archive))?;
    ensure!(archive.len() == rates.len(), "{} pictures", archive.len());
    let mut taken = Vec::new();
    for (name, camera) in WallRig::NAMES.iter().zip(&rig.cameras) {
        let mut names = archive.file_names().map(|file| file.map(|file| file.into_owned()));
        let file = names
            .find_map(|file| file.ok().filter(|file| file.starts_with(name)))
            .with_context(|| format!("no picture of {name}"))?;
        drop(names);
        let mut bytes = Vec::new();
        archive.by_name(&file)?.read_to_end(&mut bytes)?;
        let hash: [u8; 32] = Sha256::digest(&bytes).into();
        let SentFrame { number, .. } =
            camera.handle().find_sent(&hash).with_context(|| format!("{name} never sent these bytes"))?;
        taken.push(camera.handle().taken(number));
    }
    // Each is the last one before the moment, and the slowest camera takes one every 200 ms. The clock in the
    // pictures counts hundredths.
    let spread = taken.iter().max().zip(taken.iter().min()).map(|(last, first)| *last - *first);
    ensure!(spread.is_some_and(|spread| spread <= Duration::from_millis(220)), "{taken:?}");

    rig.press("All live (H)").await?;
    wait_for_live_tiles(&rig.page, rates.len()).await
}

e2e::browser_test!(of_eight_tiles_of_one_host_some_get_stills_in_turn_and_say_so in chromium, firefox);
/// WebKit reads no multipart.
async fn of_eight_tiles_of_one_host_some_get_stills_in_turn_and_say_so(engine: Engine) -> Result<()> {
    let gateway = Gateway::start(&[Relayed::address("elsewhere", "http://127.0.0.1:9")]).await?;
    let camera = RunningCamera::start(Options::default().with_cors_origin(gateway.url())).await?;
    let browser = Browser::start(engine).await?;
    let sources: Vec<_> = (0..8).map(|_| format!("src={}{STREAM}", camera.url())).collect();
    let page = browser.open(&format!("{}/?{}", gateway.url(), sources.join("&"))).await?;
    page.wait_for_text("Stills in turn").await?;
    page.wait("a picture in every tile", async || {
        let drawn = "return [...document.querySelectorAll('[data-tile] [data-state]')]
            .filter((tile) => +tile.dataset.width > 0).length";
        Ok((page.run(drawn, vec![]).await?.as_u64() == Some(8)).then_some(()))
    })
    .await?;
    let streams = camera.handle().snapshot().streams_peak;
    ensure!(streams == 5, "{streams} streams");

    // One that waits is opened large: it streams at once.
    open_large(&page, 7).await?;
    page.wait("the large tile to be live", async || {
        let state = "return document.querySelector('[data-tile=\"7\"] [data-state]').dataset.state";
        Ok((page.run(state, vec![]).await?.as_str() == Some("live")).then_some(()))
    })
    .await
}

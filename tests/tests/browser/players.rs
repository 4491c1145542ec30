//! The player without the app: several on a page of somebody else's, by its JavaScript interface.

use anyhow::{Result, ensure};
use e2e::{AppCopy, Engine, Page, Relayed, Rig};
use serde_json::json;

const PAGE: &str = "<!doctype html><meta charset=utf-8><title>Players</title>
    <div></div><div></div><div></div><section></section><output></output><script type=module src=wall.js></script>";

const SCRIPT: &str = "
    import { Player } from './player.js';
    const url = 'cameras/yard/axis-cgi/mjpg/video.cgi?resolution=320x240&fps=10';
    // For whoever reads why a test failed.
    const events = [];
    addEventListener('mullion-state', ({ detail }) => {
        events.unshift(`${detail.state} ${detail.message ?? ''}`);
        document.querySelector('output').textContent = events.slice(0, 8).join(' | ');
    });
    window.players = [...document.querySelectorAll('div')].map((container) => {
        const player = new Player(container);
        player.play({ routes: [{ transport: 'relay', url }] });
        return player;
    });
";

/// What the workers do beside playing: what a test tells them.
const OBEY: &str = "new BroadcastChannel('e2e').onmessage = ({ data }) => {
    if (data === 'end') self.close();
    if (data === 'trap') setTimeout(() => wasm.__wbindgen_malloc(0xffffffff, 1));
};";

/// A page with three players, and its files.
async fn wall(engine: Engine) -> Result<(Rig, Page, AppCopy)> {
    let mut rig = Rig::start(engine).await?;
    let app = AppCopy::new()?;
    app.in_workers(OBEY)?;
    app.write("wall.html", PAGE)?;
    app.write("wall.js", SCRIPT)?;
    rig.gateway.restart(&[Relayed::camera(Rig::CAMERA, &rig.camera)], Some(&app)).await?;
    let page = rig.browser.open(&format!("{}/wall.html", rig.gateway.url())).await?;
    wait_for(&page, "three live players", THREE_LIVE).await?;
    Ok((rig, page, app))
}

async fn wait_for(page: &Page, what: &str, script: &str) -> Result<()> {
    page.wait(what, async || Ok(page.run(script, vec![]).await?.as_bool().filter(|&is_so| is_so)))
        .await
        .map(drop)
}

const THREE_LIVE: &str = "return document.querySelectorAll('div[data-state=live]').length === 3";

e2e::browser_test!(players_whose_worker_ends_or_traps_all_play_again);
async fn players_whose_worker_ends_or_traps_all_play_again(engine: Engine) -> Result<()> {
    let (_rig, page, _app) = wall(engine).await?;
    for order in ["end", "trap"] {
        page.run(
            "window.canvases = [...document.querySelectorAll('canvas')];
             new BroadcastChannel('e2e').postMessage(arguments[0])",
            vec![json!(order)],
        )
        .await?;
        wait_for(
            &page,
            "three other canvases",
            "return [...document.querySelectorAll('canvas')].filter((one) => !canvases.includes(one)).length === 3",
        )
        .await?;
        wait_for(&page, "three live players", THREE_LIVE).await?;
        let count = page.run("return document.querySelectorAll('canvas').length", vec![]).await?;
        ensure!(count == 3, "{count} canvases after {order}");
    }
    Ok(())
}

e2e::browser_test!(a_player_that_moves_keeps_its_stream_and_one_that_closes_ends_it);
async fn a_player_that_moves_keeps_its_stream_and_one_that_closes_ends_it(engine: Engine) -> Result<()> {
    let (rig, page, _app) = wall(engine).await?;
    let served = rig.camera.handle().snapshot().streams_served;
    page.run("players[0].place(document.querySelector('section'))", vec![]).await?;
    let drawn = "return +document.querySelector('section').dataset.framesDrawn > arguments[0]";
    let now = page.run("return +document.querySelector('section').dataset.framesDrawn", vec![]).await?;
    page.wait("it goes on", async || {
        Ok(page.run(drawn, vec![now.clone()]).await?.as_bool().filter(|&is_so| is_so))
    })
    .await?;
    let left = page.run("return document.querySelectorAll('div')[0].children.length", vec![]).await?;
    ensure!(left == 0, "{left} elements stay behind");
    ensure!(rig.camera.handle().snapshot().streams_served == served, "it asked again");

    page.run("players.forEach((player) => player.close())", vec![]).await?;
    rig.camera.wait_for("no streams", |now| now.streams == 0).await?;
    let left = page.run("return document.querySelectorAll('canvas').length", vec![]).await?;
    ensure!(left == 0, "{left} canvases stay");
    Ok(())
}

e2e::browser_test!(a_page_gets_a_snapshot_and_the_state_with_its_reason);
async fn a_page_gets_a_snapshot_and_the_state_with_its_reason(engine: Engine) -> Result<()> {
    let (_rig, page, _app) = wall(engine).await?;
    let snapshot = page
        .run_long(
            "a snapshot",
            "return players[1].snapshot().then(({ bytes, width, height }) => [bytes[0], bytes[1], width, height])",
        )
        .await?;
    ensure!(snapshot == json!([0xff, 0xd8, 320, 240]), "{snapshot}");
    page.run(
        "addEventListener('mullion-state', ({ detail }) => { if (detail.cause) window.told = detail; });
         players[2].play({ routes: [{ transport: 'relay', url: 'cameras/nobody/axis-cgi/mjpg/video.cgi' }] })",
        vec![],
    )
    .await?;
    page.wait("a reason", async || {
        let told = page.run("return window.told", vec![]).await?;
        Ok(told["message"].as_str().filter(|message| !message.is_empty()).map(str::to_owned))
    })
    .await?;
    Ok(())
}

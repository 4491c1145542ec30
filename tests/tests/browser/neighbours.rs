//! Many cameras on one page: they share one worker, and one that misbehaves takes nothing from the
//! others.

use anyhow::{Result, ensure};
use e2e::{AppCopy, Engine, Page, Rig, RunningCamera};
use serde_json::json;

use ::camera::Options;

const PAGE: &str = "<!doctype html><meta charset=utf-8><title>Neighbours</title>
    <body><output></output><script type=module src=neighbours.js></script>";

const SCRIPT: &str = "
    import { Player } from './player.js';
    window.workers = new Set();
    window.channel = new BroadcastChannel('neighbours');
    channel.onmessage = ({ data }) => workers.add(data);
    // For whoever reads why a test failed.
    const events = [];
    addEventListener('mullion-state', ({ target, detail }) => {
        const index = [...document.querySelectorAll('article')].indexOf(target);
        events.unshift(`${index} ${detail.state} ${detail.message ?? ''}`);
        document.querySelector('output').textContent = events.slice(0, 30).join(' | ');
    });
    const urls = decodeURIComponent(location.hash.slice(1)).split(' ');
    window.players = urls.map((url) => {
        const container = document.body.appendChild(document.createElement('article'));
        const player = new Player(container);
        player.play({ routes: [{ transport: 'fetch', url }] });
        return player;
    });
";

/// Each worker says who it is, or ends, if it is told to.
const OBEY: &str = "{
    const channel = new BroadcastChannel('neighbours');
    const name = Math.random();
    channel.onmessage = ({ data }) => {
        if (data === 'who') channel.postMessage(name);
        if (data === 'end') self.close();
    };
}";

/// Streams that a browser opens to one address.
const EACH: usize = 4;

/// A page of many cameras, and all that has to be there meanwhile.
struct Wall {
    page: Page,
    _rig: Rig,
    _app: AppCopy,
    _cameras: Vec<RunningCamera>,
}

/// A page with a player for each of these queries of a stream, whose cameras are several.
async fn page_with(engine: Engine, queries: &[&str]) -> Result<Wall> {
    let mut rig = Rig::start(engine).await?;
    let app = AppCopy::new()?;
    app.in_workers(OBEY)?;
    app.write("neighbours.html", PAGE)?;
    app.write("neighbours.js", SCRIPT)?;
    rig.gateway.restart(&[], Some(&app)).await?;
    let (mut cameras, mut urls) = (Vec::new(), Vec::new());
    for queries in queries.chunks(EACH) {
        let camera = RunningCamera::start(Options::default().with_cors_origin(rig.gateway.url())).await?;
        let url = camera.url();
        urls.extend(queries.iter().map(|query| format!("{url}/axis-cgi/mjpg/video.cgi?{query}")));
        cameras.push(camera);
    }
    let hash = urls.join("%20");
    let page = rig.browser.open(&format!("{}/neighbours.html#{hash}", rig.gateway.url())).await?;
    Ok(Wall { page, _rig: rig, _app: app, _cameras: cameras })
}

async fn wait_for(page: &Page, what: &str, script: &str, count: usize) -> Result<()> {
    page.wait(what, async || Ok(page.run(script, vec![json!(count)]).await?.as_bool().filter(|&is_so| is_so)))
        .await
        .map(drop)
}

/// Whether the first so many are live.
const LIVE: &str = "return [...document.querySelectorAll('article')].slice(0, arguments[0])
    .filter((one) => one.dataset.state === 'live').length === arguments[0]";

/// Whether the first so many have drawn ten more frames than when this was first asked.
const GO_ON: &str = "const drawn = [...document.querySelectorAll('article')].slice(0, arguments[0])
        .map((one) => +one.dataset.framesDrawn);
    window.before ??= drawn;
    return drawn.filter((now, index) => now >= before[index] + 10).length === arguments[0]";

const GOOD: &str = "resolution=160x90&fps=5";

e2e::browser_test!(sixty_four_viewers_play_on_one_page_in_one_worker in chromium);
async fn sixty_four_viewers_play_on_one_page_in_one_worker(engine: Engine) -> Result<()> {
    let wall = page_with(engine, &[GOOD; 64]).await?;
    let page = &wall.page;
    wait_for(page, "64 live players", LIVE, 64).await?;
    wait_for(page, "ten more frames of each", GO_ON, 64).await?;
    for _ in 0..3 {
        page.run("workers.clear(); channel.postMessage('who')", vec![]).await?;
        wait_for(page, "a worker's name", "return workers.size > 0", 0).await?;
    }
    let workers = page.run("return workers.size", vec![]).await?;
    ensure!(workers == json!(1), "{workers} workers");
    Ok(())
}

// WebKit gives pages no multipart body, and a relay of so many needs more connections to one address.
e2e::browser_test!(fifteen_cameras_stay_live_beside_four_that_misbehave in chromium, firefox);
async fn fifteen_cameras_stay_live_beside_four_that_misbehave(engine: Engine) -> Result<()> {
    let mut queries = vec![GOOD; 15];
    queries.extend([
        // It floods, it drips, it sends parts of 100 MB, and no decoder takes its pictures.
        "resolution=1280x720&fps=60",
        "resolution=640x360&fault=slow:300@1",
        "resolution=160x90&fps=5&fault=huge:100000000@3",
        "resolution=160x90&fps=15&fault=undecodable:1",
    ]);
    let wall = page_with(engine, &queries).await?;
    let page = &wall.page;
    wait_for(page, "fifteen live players", LIVE, 15).await?;
    wait_for(page, "ten more frames of each", GO_ON, 15).await?;
    wait_for(page, "that they are live", LIVE, 15).await?;
    // Nor is the one that floods left without.
    wait_for(page, "sixteen live players", LIVE, 16).await?;
    page.run("channel.postMessage('end'); delete window.before", vec![]).await?;
    wait_for(
        page,
        "another worker",
        "return [...document.querySelectorAll('article')].slice(0, arguments[0])
            .some((one) => one.dataset.state !== 'live')",
        16,
    )
    .await?;
    wait_for(page, "sixteen live players again", LIVE, 16).await?;
    wait_for(page, "ten more frames of each again", GO_ON, 15).await?;
    Ok(())
}

//! Many cameras on one page.

use anyhow::{Context as _, Result, ensure};
use camera::{Fault, Options};
use e2e::{
    AppCopy, Browser, Engine, Flaw, Front, Gateway, Page, Relayed, Role, RunningCamera, StaticSite, Treatment,
};
use serde_json::json;

use crate::site::VIDEO;

/// The key codes of WebDriver's keyboard actions.
const ESCAPE: &str = "\u{e00c}";
const ENTER: &str = "\u{e007}";
const RIGHT: &str = "\u{e014}";

/// Cameras behind a gateway, each named and relayed once, and a browser.
// Dropped in this order: the browser first.
struct Site {
    browser: Browser,
    gateway: Gateway,
    cameras: Vec<RunningCamera>,
}

impl Site {
    async fn start(engine: Engine, ids: &[&str]) -> Result<Self> {
        let mut cameras = Vec::new();
        for _ in ids {
            cameras.push(RunningCamera::start(RunningCamera::guarded()).await?);
        }
        let relayed: Vec<_> =
            ids.iter().zip(&cameras).map(|(id, camera)| Relayed::camera(id, camera)).collect();
        Ok(Self { gateway: Gateway::start(&relayed).await?, browser: Browser::start(engine).await?, cameras })
    }

    /// Presses a key where the focus is.
    async fn key(&self, key: &str) -> Result<()> {
        Ok(self.browser.session().active_element().await?.send_keys(key).await?)
    }

    async fn open(&self, query: &str, tiles: u64) -> Result<Page> {
        let page = self.browser.open(&format!("{}/?{query}", self.gateway.url())).await?;
        live(&page, tiles).await?;
        Ok(page)
    }
}

async fn is_so(page: &Page, what: &str, script: &str) -> Result<()> {
    page.wait(what, async || Ok(page.run(script, vec![]).await?.as_bool().filter(|&is_so| is_so))).await?;
    Ok(())
}

async fn live(page: &Page, tiles: u64) -> Result<()> {
    let count = "return document.querySelectorAll('.tile [data-state=live]').length";
    page.wait(&format!("{tiles} live tiles"), async || {
        Ok(page.run(count, vec![]).await?.as_u64().filter(|&live| live == tiles))
    })
    .await?;
    Ok(())
}

/// The names of the tiles in their order, with a space between them.
async fn order(page: &Page) -> Result<String> {
    let names = page
        .run(
            "return [...document.querySelectorAll('[role=listitem]')]
                .sort((a, b) => a.ariaPosInSet - b.ariaPosInSet || a.getAttribute('aria-posinset') - b.getAttribute('aria-posinset'))
                .map((tile) => tile.querySelector('.tile-name').textContent).join(' ')",
            vec![],
        )
        .await?;
    names.as_str().map(ToOwned::to_owned).context("no tiles")
}

async fn wait_for_order(page: &Page, wanted: &str) -> Result<()> {
    page.wait(wanted, async || Ok((order(page).await? == wanted).then_some(()))).await
}

/// Takes hold of a tile in its middle and lets it go in the middle of another.
const DRAG: &str = "
    const [from, to] = [...arguments].map((name) => [...document.querySelectorAll('.tile')]
        .find((tile) => tile.querySelector('.tile-name').textContent === name));
    const middle = (tile) => {
        const { left, top, width, height } = tile.getBoundingClientRect();
        return { clientX: left + width / 2, clientY: top + height / 2 };
    };
    const send = (name, at) => from.dispatchEvent(new PointerEvent(name, {
        bubbles: true, cancelable: true, isPrimary: true, pointerId: 1, pointerType: 'mouse', button: 0, ...at,
    }));
    const [begin, end] = [middle(from), middle(to)];
    send('pointerdown', begin);
    send('pointermove', { clientX: begin.clientX + 20, clientY: begin.clientY });
    send('pointermove', end);
    send('pointerup', end);
";

e2e::browser_test!(sixteen_cameras_come_through_the_gateway_in_one_response);
async fn sixteen_cameras_come_through_the_gateway_in_one_response(engine: Engine) -> Result<()> {
    let camera = RunningCamera::start(Options { max_viewers: 64, ..RunningCamera::guarded() }).await?;
    let ids: Vec<String> = (1..=16).map(|number| format!("camera-{number}")).collect();
    let relayed: Vec<_> = ids.iter().map(|id| Relayed::camera(id, &camera)).collect();
    let gateway = Gateway::start(&relayed).await?;
    let browser = Browser::start(engine).await?;
    let sources: Vec<String> = ids.iter().map(|id| format!("src={id}")).collect();
    let query = format!("{}&layout=4x4&fps=5&resolution=320x240", sources.join("&"));
    let page = browser.open(&format!("{}/?{query}", gateway.url())).await?;
    live(&page, 16).await?;
    is_so(
        &page,
        "all of them in one response",
        "return [...document.querySelectorAll('.tile .viewer')].every((one) => one.dataset.transport === 'mux')",
    )
    .await
}

e2e::browser_test!(tiles_whose_shared_response_a_server_breaks_come_one_by_one);
async fn tiles_whose_shared_response_a_server_breaks_come_one_by_one(engine: Engine) -> Result<()> {
    let ids = ["gate", "barn", "yard", "dock"];
    let site = Site::start(engine, &ids).await?;
    let query = format!("src={}&fps=5&resolution=320x240", ids.join("&src="));
    for treatment in [Treatment::Refuses("404 Not Found"), Treatment::HoldsBack] {
        let front = Front::start(&site.gateway.url(), treatment).await?;
        let page = site.browser.open(&format!("{}/?{query}", front.url())).await?;
        live(&page, 4).await?;
        is_so(
            &page,
            "each of them in a response of its own",
            "return [...document.querySelectorAll('.tile .viewer')].every((one) => one.dataset.transport === 'relay')",
        )
        .await?;
    }
    Ok(())
}

e2e::browser_test!(tiles_change_places_by_keys_and_by_a_pointer_and_the_address_follows);
async fn tiles_change_places_by_keys_and_by_a_pointer_and_the_address_follows(engine: Engine) -> Result<()> {
    let site = Site::start(engine, &["gate", "barn", "yard"]).await?;
    let page = site.open("src=gate&src=barn&src=yard&layout=2x2", 3).await?;
    wait_for_order(&page, "gate barn yard").await?;
    page.run("document.querySelector('.tile').focus()", vec![]).await?;
    site.key(RIGHT).await?;
    is_so(
        &page,
        "the focus on the next tile",
        "return document.activeElement.querySelector('.tile-name')?.textContent === 'barn'",
    )
    .await?;
    page.run(DRAG, vec![json!("gate"), json!("yard")]).await?;
    wait_for_order(&page, "yard barn gate").await?;
    page.wait_for_url("src=yard&src=barn&src=gate&layout=2x2").await?;
    page.choose("Layout", "Automatic").await?;
    page.wait_for_url("?src=yard&src=barn&src=gate").await?;
    live(&page, 3).await
}

e2e::browser_test!(a_tile_takes_the_whole_screen_and_comes_back_with_its_history);
async fn a_tile_takes_the_whole_screen_and_comes_back_with_its_history(engine: Engine) -> Result<()> {
    let site = Site::start(engine, &["gate", "barn"]).await?;
    let page = site.open("src=gate&src=barn", 2).await?;
    let kept = "return Number(document.querySelector('.tile .viewer').dataset.replayPicture)";
    page.wait("some kept pictures", async || {
        Ok(page.run(kept, vec![]).await?.as_u64().filter(|&kept| kept > 10))
    })
    .await?;
    page.run("document.querySelector('.tile').focus()", vec![]).await?;
    site.key(ENTER).await?;
    is_so(
        &page,
        "the bars of the viewer",
        "return !!document.querySelector('.tile.large .chrome .transport')",
    )
    .await?;
    let large = page.run(kept, vec![]).await?.as_u64().unwrap_or_default();
    ensure!(large > 10, "its history began again: {large}");
    page.press(Role::Button, "Pause").await?;
    is_so(
        &page,
        "a held picture",
        "return document.querySelector('.tile .viewer').dataset.replay === 'paused'",
    )
    .await?;
    page.key(ESCAPE).await?;
    is_so(&page, "the wall", "return !document.querySelector('.tile.large')").await?;
    is_so(
        &page,
        "the picture that was held",
        "return document.querySelector('.tile .viewer').dataset.replay === 'paused'",
    )
    .await
}

e2e::browser_test!(the_title_counts_the_cameras_that_are_not_live);
async fn the_title_counts_the_cameras_that_are_not_live(engine: Engine) -> Result<()> {
    let site = Site::start(engine, &["gate", "barn"]).await?;
    let page = site.open("src=gate&src=barn", 2).await?;
    site.cameras[1].handle().set_fault(Fault::Stall { after: 0 });
    is_so(&page, "the count", "return document.title.startsWith('1 not live')").await?;
    is_so(&page, "a tile that says so", "return !!document.querySelector('.tile.not-live .tile-state')")
        .await?;
    site.cameras[1].handle().clear_fault();
    is_so(&page, "a title without it", "return !document.title.includes('not live')").await
}

e2e::browser_test!(a_file_of_walls_that_is_partly_wrong_costs_only_that);
async fn a_file_of_walls_that_is_partly_wrong_costs_only_that(engine: Engine) -> Result<()> {
    let camera = RunningCamera::start(Options::default().with_cors_origin("*")).await?;
    let app = AppCopy::new()?;
    let src = format!("{}{VIDEO}", camera.url());
    let file = json!({
        "cameras": {
            "gate": { "src": src, "title": "<img src=x onerror=document.title='owned'>" },
            "evil": { "src": "javascript:document.title='owned'" },
        },
        "walls": { "lobby": { "title": "Lobby", "tiles": ["gate", "evil", "nowhere"], "layout": "circle" } },
        "nonsense": 7,
    });
    app.write("mullion.json", &file.to_string())?;
    let site = StaticSite::start(app, Flaw::default()).await?;
    let browser = Browser::start(engine).await?;
    let page = browser.open(&format!("{}/?wall=lobby", site.url())).await?;
    is_so(
        &page,
        "the camera that is right",
        "return ['live', 'unverified'].includes(document.querySelector('.tile .viewer')?.dataset.state)",
    )
    .await?;
    page.press(Role::Button, "Problems in mullion.json").await?;
    for path in ["walls.lobby.layout", "nonsense"] {
        page.wait_for_text(path).await?;
    }
    let title = page.run("return document.title", vec![]).await?;
    ensure!(title.as_str().is_some_and(|title| title.contains("Lobby")), "{title}");
    Ok(())
}

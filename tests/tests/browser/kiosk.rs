//! Displays that nobody looks after: tours, words without a network, a PIN, and what the gateway has them show.

use std::time::Duration;

use anyhow::{Result, ensure};
use camera::Options;
use e2e::{Browser, Engine, Gateway, Page, Region, Relayed, Role, RunningCamera, Settings, client};
use serde_json::json;

use crate::offline::wait_until_kept;

/// Three cameras, a tour of two pages with the first camera on both, and displays.
const TOML: &str = r#"
    [displays]
    choose = true
    [configuration.walls.lobby]
    tiles = ["gate"]
    [configuration.tours.round]
    pinned = ["yard"]
    layout = "columns-2"
    pages = [{ tiles = ["barn"], seconds = 2 }, { tiles = ["gate"], seconds = 2 }]
    [configuration.kiosks.hall]
    show = { tour = "round" }
    pixel_shift = true
    clock = true
    pin = "PIN"
"#;

/// The hash of 2580, quick to check.
const PIN: &str = "pbkdf2-sha256$10000$07070707070707070707070707070707$53c06a0d5177d9d4798e1f3f6474e54714f08944b3e77d02dec5b07ea2d2d082";

// Dropped in this order: the browser first.
struct Display {
    browser: Browser,
    gateway: Gateway,
    _cameras: Vec<RunningCamera>,
}

impl Display {
    async fn start(engine: Engine) -> Result<Self> {
        let mut cameras = Vec::new();
        for _ in 0..3 {
            cameras.push(RunningCamera::start(Options::default()).await?);
        }
        let names = ["yard", "barn", "gate"];
        let relayed: Vec<_> =
            names.iter().zip(&cameras).map(|(name, camera)| Relayed::address(name, &camera.url())).collect();
        let toml = TOML.replace("PIN\"", &format!("{PIN}\""));
        let gateway = Gateway::start_with(&relayed, Settings { toml: &toml, verbose: false }).await?;
        let browser = Browser::start(engine).await?;
        Ok(Self { browser, gateway, _cameras: cameras })
    }

    async fn open(&self, query: &str) -> Result<Page> {
        self.browser.open(&format!("{}/?{query}", self.gateway.url())).await
    }
}

/// Names of the cameras that are on the screen, in order.
const SHOWN: &str = "
    return [...document.querySelectorAll('.tile:not(.coming)')].filter((tile) => !tile.hidden)
        .map((tile) => tile.getAttribute('aria-label')).sort();
";

async fn wait_for_tiles(page: &Page, labels: &[&str], limit: Duration) -> Result<()> {
    page.wait_at_most(limit, &format!("{labels:?} on the screen"), async || {
        let shown = page.run(SHOWN, vec![]).await?;
        Ok((shown == json!(labels)).then_some(()))
    })
    .await
}

e2e::browser_test!(a_tour_turns_its_pages_with_a_pinned_tile_and_never_a_black_one);
async fn a_tour_turns_its_pages_with_a_pinned_tile_and_never_a_black_one(engine: Engine) -> Result<()> {
    let display = Display::start(engine).await?;
    let page = display.open("kiosk=1&tour=round").await?;
    let limit = Duration::from_secs(60);
    wait_for_tiles(&page, &["barn, Live", "yard, Live"], limit).await?;
    // Both tiles stand still while the cameras in the second one change.
    let places = "return [...document.querySelectorAll('.tile:not(.coming)')].map((tile) => {
        const { x, y, width, height } = tile.getBoundingClientRect();
        return [x, y, width, height].map((side) => Math.round(side * devicePixelRatio));
    })";
    let places = page.run(places, vec![]).await?;
    let middle = |place: &serde_json::Value| {
        let side = |index: usize| usize::try_from(place[index].as_u64().unwrap_or(0)).unwrap_or(0);
        let (width, height) = (side(2) / 2, side(3) / 2);
        Region { x: side(0) + width / 2, y: side(1) + height / 2, width, height }
    };
    let regions: Vec<Region> = places.as_array().into_iter().flatten().map(middle).collect();
    ensure!(regions.len() == 2 && regions.iter().all(|region| region.width > 0), "{places}");
    let (mut turns, mut last) = (0, json!(null));
    for _ in 0..400 {
        let picture = page.screenshot().await?;
        for region in &regions {
            let (_, brightest) = picture.extremes(*region)?;
            ensure!(brightest > 60, "a black tile after {turns} turns: {region:?}");
        }
        let shown = page.run("return document.querySelector('.tour-mark').dataset.page", vec![]).await?;
        if shown != last {
            (turns, last) = (turns + 1, shown);
        }
        if turns > 4 {
            return Ok(());
        }
    }
    anyhow::bail!("the tour turned {turns} times only")
}

e2e::browser_test!(a_touch_holds_the_page_of_a_tour in chromium, firefox);
async fn a_touch_holds_the_page_of_a_tour(engine: Engine) -> Result<()> {
    let display = Display::start(engine).await?;
    let page = display.open("kiosk=1&tour=round").await?;
    let number = "return document.querySelector('.tour-mark')?.dataset.page ?? null";
    page.wait("the second page", async || Ok((page.run(number, vec![]).await? == json!("2")).then_some(())))
        .await?;
    page.run("document.dispatchEvent(new PointerEvent('pointerdown'))", vec![]).await?;
    let progress = "return Number(document.querySelector('.tour-mark').style.getPropertyValue('--progress'))";
    // Its time is over, and it stays.
    page.wait("the page's time to be over", async || {
        Ok((page.run(progress, vec![]).await?.as_f64() == Some(1.0)).then_some(()))
    })
    .await?;
    for _ in 0..20 {
        ensure!(page.run(number, vec![]).await? == json!("2"), "the page was turned");
    }
    Ok(())
}

e2e::browser_test!(a_kiosk_starts_without_network_and_gateway_and_says_so_until_they_come);
async fn a_kiosk_starts_without_network_and_gateway_and_says_so_until_they_come(
    engine: Engine,
) -> Result<()> {
    let mut display = Display::start(engine).await?;
    let app = crate::offline::build("one")?;
    display.gateway.restart(&[], Some(&app)).await?;
    let page = display.open("kiosk=hall").await?;
    wait_until_kept(&page).await?;
    display.gateway.kill().await?;
    let page = display.open("kiosk=hall").await?;
    page.wait_for_text("No connection to the cameras").await?;
    page.wait_for_text("The picture comes by itself").await?;
    let loaded = "return performance.getEntriesByType('navigation')[0].loadEventEnd > 0";
    ensure!(page.run(loaded, vec![]).await? == json!(true), "the page is still loading");
    display.gateway.restart(&[], Some(&app)).await?;
    page.wait_at_most(Duration::from_secs(60), "a live tile", async || {
        let live =
            page.run("return document.querySelectorAll('.tile[aria-label$=Live]').length", vec![]).await?;
        Ok(live.as_u64().filter(|live| *live > 0).map(drop))
    })
    .await?;
    page.wait("the words to go", async || {
        Ok((page.run("return document.querySelector('.kiosk-words')", vec![]).await? == json!(null))
            .then_some(()))
    })
    .await
}

e2e::browser_test!(a_kiosk_has_no_controls_and_no_cursor);
async fn a_kiosk_has_no_controls_and_no_cursor(engine: Engine) -> Result<()> {
    let display = Display::start(engine).await?;
    for query in ["kiosk=1&src=yard", "kiosk=1&wall=lobby", "kiosk=hall"] {
        let page = display.open(query).await?;
        page.wait("a live tile", async || {
            let live =
                page.run("return document.querySelector('.tile[aria-label$=Live]') !== null", vec![]).await?;
            Ok(live.as_bool().filter(|live| *live))
        })
        .await?;
        let seen = "return [...document.querySelectorAll('button, select, input, a')]
            .filter((control) => control.checkVisibility?.({ visibilityProperty: true, opacityProperty: true })
                ?? control.offsetParent !== null).length";
        ensure!(page.run(seen, vec![]).await? == json!(0), "{query}");
        let cursor = "return getComputedStyle(document.querySelector('main')).cursor";
        ensure!(page.run(cursor, vec![]).await? == json!("none"), "{query}");
        let query = page.run("return location.search", vec![]).await?;
        ensure!(query.as_str().is_some_and(|query| query.contains("kiosk=")), "{query}");
    }
    Ok(())
}

e2e::browser_test!(the_settings_of_a_kiosk_open_by_their_pin_and_wrong_ones_slow_it_down);
async fn the_settings_of_a_kiosk_open_by_their_pin_and_wrong_ones_slow_it_down(engine: Engine) -> Result<()> {
    let display = Display::start(engine).await?;
    let page = display.open("kiosk=hall").await?;
    let ask = async |page: &Page| {
        page.wait("the PIN to be asked for", async || {
            page.key("\u{e00c}").await?;
            Ok(page
                .run("return document.querySelector('.pin-keys') !== null", vec![])
                .await?
                .as_bool()
                .filter(|&is| is))
        })
        .await
    };
    let enter = async |page: &Page, pin: &str| {
        for digit in pin.chars() {
            page.press(Role::Button, &digit.to_string()).await?;
        }
        page.press(Role::Button, "OK").await
    };
    ask(&page).await?;
    for number in 1..=3 {
        enter(&page, "1111").await?;
        let counted = json!(number.to_string());
        let tried = "return localStorage.getItem('mullion-kiosk-pin')?.split(' ')[0] ?? null";
        page.wait("the try to be counted", async || {
            Ok((page.run(tried, vec![]).await? == counted).then_some(()))
        })
        .await?;
        page.wait_for_text("Wrong PIN").await?;
    }
    // Loading the page again does not help.
    let page = display.open("kiosk=hall").await?;
    ask(&page).await?;
    enter(&page, "2580").await?;
    page.wait_for_text("Too many tries").await?;
    page.run("localStorage.removeItem('mullion-kiosk-pin')", vec![]).await?;
    enter(&page, "2580").await?;
    page.control(Role::Button, "Leave the kiosk").await?;
    Ok(())
}

e2e::browser_test!(a_display_is_listed_and_shows_the_wall_that_somebody_chooses_for_it);
async fn a_display_is_listed_and_shows_the_wall_that_somebody_chooses_for_it(engine: Engine) -> Result<()> {
    let display = Display::start(engine).await?;
    let page = display.open("kiosk=hall").await?;
    let limit = Duration::from_secs(60);
    wait_for_tiles(&page, &["barn, Live", "yard, Live"], limit).await?;
    let list = format!("{}/api/displays", display.gateway.url());
    let client = client()?;
    page.wait("the display in the gateway's list", async || {
        let list = client.get(&list).send().await?.text().await?;
        Ok((list.contains("\"name\":\"hall\"") && list.contains("\"is_live\":true")).then_some(()))
    })
    .await?;

    let sheet = display.browser.open(&format!("{}/displays.html", display.gateway.url())).await?;
    sheet.choose("Shown on hall", "Wall lobby").await?;
    sheet.wait_for_text("hall follows").await?;
    let page = display.open("kiosk=hall").await?;
    wait_for_tiles(&page, &["gate, Live"], limit).await
}

//! A person makes a wall in the editor, passes it on, and it opens.

use std::{env, fs};

use anyhow::{Context as _, Result, ensure};
use e2e::{Browser, Engine, Gateway, Page, Relayed, Role, RunningCamera};
use serde_json::{Value, json};

use ::camera::Options;

use crate::accessibility::CHECK;

/// Two cameras at a gateway, its page, and a third camera that the page may read.
struct House {
    browser: Browser,
    gateway: Gateway,
    other: RunningCamera,
    _cameras: [RunningCamera; 2],
}

impl House {
    async fn start(engine: Engine) -> Result<Self> {
        // Few pictures a second: three large streams are too many for a browser beside others on two processors.
        let options = || Options { fps: 3, ..RunningCamera::guarded() };
        let cameras = [RunningCamera::start(options()).await?, RunningCamera::start(options()).await?];
        let relayed = [Relayed::camera("yard", &cameras[0]), Relayed::camera("dock", &cameras[1])];
        let gateway = Gateway::start(&relayed).await?;
        let other = RunningCamera::start(Options::default().with_cors_origin(gateway.url())).await?;
        let browser = Browser::start(engine).await?;
        Ok(Self { browser, gateway, other, _cameras: cameras })
    }

    async fn edit(&self) -> Result<Page> {
        let page = self.browser.open(&format!("{}/?edit=1", self.gateway.url())).await?;
        until(&page, "the editor", "return document.querySelector('main.editor[data-loaded]') !== null")
            .await?;
        Ok(page)
    }

    /// A wall of all three.
    async fn make(&self) -> Result<Page> {
        let page = self.edit().await?;
        let address = format!("{}/axis-cgi/mjpg/video.cgi?resolution=320x240&fps=5", self.other.url());
        page.control(Role::TextField, "Address of a camera").await?.send_keys(&address).await?;
        page.press(Role::Button, "Add").await?;
        page.press(Role::Button, "Add dock").await?;
        page.press(Role::Button, "Add yard").await?;
        let name = page.control(Role::TextField, "Name of the wall").await?;
        name.clear().await?;
        name.send_keys("Lobby East").await?;
        until(
            &page,
            "three pictures",
            // WebKit does not let the page read a camera's own stream, and displays it.
            "return document.querySelectorAll('.editor-canvas:is([data-state=live], [data-state=unverified])').length === 3",
        )
        .await?;
        Ok(page)
    }
}

async fn until(page: &Page, what: &str, script: &str) -> Result<()> {
    page.wait(what, async || Ok((page.run(script, vec![]).await?.as_bool() == Some(true)).then_some(())))
        .await
}

async fn kept(page: &Page) -> Result<Value> {
    let text = page.run("return localStorage.getItem('mullion-configuration')", vec![]).await?;
    Ok(serde_json::from_str(text.as_str().context("nothing is kept")?)?)
}

fn tiles(configuration: &Value) -> Vec<&str> {
    let tiles = configuration["walls"]["lobby-east"]["tiles"].as_array().into_iter().flatten();
    tiles.filter_map(Value::as_str).collect()
}

const LINK: &str = "return document.querySelector('.copy-field code')?.textContent ?? ''";

/// The link, once it holds what is shown now.
async fn link(page: &Page) -> Result<String> {
    page.wait("the link", async || {
        let link = page.run(LINK, vec![]).await?.as_str().unwrap_or_default().to_owned();
        Ok(link.contains("wall=lobby-east#config=").then_some(link))
    })
    .await
}

e2e::browser_test!(a_wall_is_made_in_the_editor_and_opens_from_its_link_elsewhere);
async fn a_wall_is_made_in_the_editor_and_opens_from_its_link_elsewhere(engine: Engine) -> Result<()> {
    let house = House::start(engine).await?;
    let page = house.make().await?;
    let made = kept(&page).await?;
    let other = tiles(&made).first().copied().unwrap_or_default().to_owned();
    ensure!(tiles(&made) == [other.as_str(), "dock", "yard"], "{made}");
    let link = link(&page).await?;
    // A second screen: nothing is kept there.
    page.run("localStorage.clear()", vec![]).await?;
    let wall = house.browser.open("about:blank").await.and(house.browser.open(&link).await)?;
    until(
        &wall,
        "three tiles",
        "return document.querySelectorAll(':is([data-state=live], [data-state=unverified])').length === 3",
    )
    .await
}

e2e::browser_test!(a_configuration_goes_out_as_a_file_and_a_link_and_comes_in_the_same);
async fn a_configuration_goes_out_as_a_file_and_a_link_and_comes_in_the_same(engine: Engine) -> Result<()> {
    let house = House::start(engine).await?;
    let page = house.make().await?;
    let made = kept(&page).await?;
    page.press(Role::Button, "Export mullion.json").await?;
    let file = house.browser.downloaded("json").await?;
    ensure!(serde_json::from_slice::<Value>(&file)? == made, "{}", String::from_utf8_lossy(&file));
    let link = link(&page).await?;
    for text in [String::from_utf8(file)?, link] {
        page.run("localStorage.clear()", vec![]).await?;
        let page = house.edit().await?;
        page.run("document.querySelector('details').open = true", vec![]).await?;
        let paste = "
            const field = document.querySelector('.editor-paste textarea');
            field.value = arguments[0];
            field.form.requestSubmit();
        ";
        page.run(paste, vec![json!(text)]).await?;
        page.wait_for_text("Imported.").await?;
        page.wait("the same to be kept", async || {
            Ok(kept(&page).await.ok().filter(|kept| *kept == made).map(drop))
        })
        .await?;
    }
    Ok(())
}

e2e::browser_test!(tiles_are_arranged_by_keys_and_by_dragging_and_a_mistake_is_undone);
async fn tiles_are_arranged_by_keys_and_by_dragging_and_a_mistake_is_undone(engine: Engine) -> Result<()> {
    let house = House::start(engine).await?;
    let page = house.make().await?;
    let made = kept(&page).await?;
    let first = tiles(&made)[0].to_owned();
    page.choose("Layout", "Three columns").await?;
    page.run("document.querySelector('[data-tile=\"0\"]').focus()", vec![]).await?;
    // Enter, right, Enter.
    for code in ["\u{e007}", "\u{e014}", "\u{e007}"] {
        house.browser.session().action_chain().send_keys(code).perform().await?;
    }
    until(
        &page,
        "the tile in its new place with the focus",
        "return document.activeElement.dataset.tile === '1'",
    )
    .await?;
    let now = kept(&page).await?;
    ensure!(tiles(&now) == ["dock", first.as_str(), "yard"], "{now}");
    drag(&page, 2, 0).await?;
    let now = kept(&page).await?;
    ensure!(tiles(&now) == ["yard", "dock", first.as_str()], "{now}");
    page.press(Role::Button, "Take off").await?;
    ensure!(tiles(&kept(&page).await?).len() == 2);
    page.press(Role::Button, "Undo").await?;
    page.wait_for_text("It is back.").await?;
    ensure!(tiles(&kept(&page).await?) == ["yard", "dock", first.as_str()]);
    Ok(())
}

/// As a pointer does it. Drivers differ in what they make of a drag.
async fn drag(page: &Page, from: usize, to: usize) -> Result<()> {
    let script = "
        const middle = (tile) => {
            const { x, y, width, height } = document.querySelector(`[data-tile='${tile}']`).getBoundingClientRect();
            return { clientX: x + width / 2, clientY: y + height / 2 };
        };
        const [from, to] = [middle(arguments[0]), middle(arguments[1])];
        const send = (type, at) => document.querySelector(`[data-tile='${arguments[0]}']`).dispatchEvent(
            new PointerEvent(type, { ...at, bubbles: true, button: 0, pointerId: 1, isPrimary: true }));
        return new Promise((done) => {
            send('pointerdown', from);
            setTimeout(() => {
                send('pointermove', to);
                setTimeout(() => { send('pointerup', to); setTimeout(done, 100); }, 100);
            }, 100);
        });
    ";
    page.run(script, vec![json!(from), json!(to)]).await.map(drop)
}

e2e::browser_test!(the_editor_has_no_barrier_that_axe_knows in chromium);
/// Style sheets and markup are the same in every engine.
async fn the_editor_has_no_barrier_that_axe_knows(engine: Engine) -> Result<()> {
    let axe = env::var("AXE").context("AXE has to name axe.min.js, as `cargo xtask test` does")?;
    let house = House::start(engine).await?;
    let page = house.make().await?;
    page.run("for (const box of [...document.querySelectorAll('.editor-check input')]) box.click()", vec![])
        .await?;
    page.run("for (const details of document.querySelectorAll('details')) details.open = true", vec![])
        .await?;
    page.run(&fs::read_to_string(axe)?, vec![]).await?;
    for scheme in ["light", "dark"] {
        let features = json!({ "features": [
            { "name": "prefers-color-scheme", "value": scheme },
            { "name": "prefers-reduced-motion", "value": "reduce" },
        ] });
        house.browser.session().cdp().send_raw("Emulation.setEmulatedMedia", features).await?;
        let found = page.run(CHECK, vec![]).await?;
        ensure!(found == json!([]), "{scheme}: {found:#}");
    }
    Ok(())
}

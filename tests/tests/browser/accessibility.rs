//! Nothing that axe-core knows of keeps anybody from using the page.

use std::{env, fs};

use anyhow::{Context as _, Result, ensure};
use e2e::{Engine, Page, Rig};
use serde::Deserialize;
use serde_json::json;

/// What opens each part of the page, the part, and what closes it.
const PARTS: [(&str, &str, &str); 10] = [
    ("", ".chrome", ""),
    ("m", ".menu", "m"),
    ("i", ".statistics", "i"),
    ("p", ".panel", "p"),
    ("e", ".panel", "e"),
    ("o", "dialog", ESCAPE),
    ("c", "dialog", ESCAPE),
    ("N", "dialog", ESCAPE),
    ("w", "dialog", ESCAPE),
    ("?", "dialog", ESCAPE),
];

/// The key code of Escape (WebDriver, keyboard actions).
const ESCAPE: &str = "\u{e00c}";

e2e::browser_test!(no_part_of_the_page_has_a_barrier_that_axe_knows in chromium);
/// Style sheets and markup are the same in every engine.
async fn no_part_of_the_page_has_a_barrier_that_axe_knows(engine: Engine) -> Result<()> {
    let axe = env::var("AXE").context("AXE has to name axe.min.js, as `cargo xtask test` does")?;
    let axe = fs::read_to_string(axe)?;
    let rig = Rig::start(engine).await?;
    let page = rig.watch("resolution=640x480").await?;
    page.run(&axe, vec![]).await?;
    for scheme in ["light", "dark"] {
        let features = json!({ "features": [
            { "name": "prefers-color-scheme", "value": scheme },
            { "name": "prefers-reduced-motion", "value": "reduce" },
        ] });
        rig.browser.session().cdp().send_raw("Emulation.setEmulatedMedia", features).await?;
        for (key, part, close) in PARTS {
            if !key.is_empty() {
                page.key(key).await?;
            }
            there(&page, part, true).await?;
            let found: Vec<Violation> = serde_json::from_value(page.run(CHECK, vec![]).await?)?;
            ensure!(found.is_empty(), "{part} by {key:?}, {scheme}: {found:#?}");
            if !close.is_empty() {
                page.key(close).await?;
                there(&page, part, false).await?;
            }
        }
    }
    Ok(())
}

e2e::browser_test!(no_part_of_a_wall_has_a_barrier_that_axe_knows in chromium);
async fn no_part_of_a_wall_has_a_barrier_that_axe_knows(engine: Engine) -> Result<()> {
    let axe = env::var("AXE").context("AXE has to name axe.min.js, as `cargo xtask test` does")?;
    let axe = fs::read_to_string(axe)?;
    let rig = Rig::start(engine).await?;
    let page = rig.open("src=yard&src=yard&resolution=320x240").await?;
    there(&page, ".tile.tone-live", true).await?;
    page.run(&axe, vec![]).await?;
    for (key, part) in [("", ".wall-bar"), ("a", "dialog"), ("?", "dialog")] {
        page.run("document.querySelector('.tile').focus()", vec![]).await?;
        if !key.is_empty() {
            rig.browser.session().active_element().await?.send_keys(key).await?;
        }
        there(&page, part, true).await?;
        let found: Vec<Violation> = serde_json::from_value(page.run(CHECK, vec![]).await?)?;
        ensure!(found.is_empty(), "{part} by {key:?}: {found:#?}");
        if !key.is_empty() {
            page.key(ESCAPE).await?;
            there(&page, part, false).await?;
        }
    }
    Ok(())
}

async fn there(page: &Page, part: &str, wanted: bool) -> Result<()> {
    let script = "return document.querySelector(arguments[0]) !== null";
    page.wait(part, async || {
        Ok((page.run(script, vec![part.into()]).await?.as_bool() == Some(wanted)).then_some(()))
    })
    .await
}

#[derive(Debug, Deserialize)]
#[allow(dead_code, reason = "for whoever reads why a test failed")]
struct Violation {
    id: String,
    nodes: Vec<String>,
}

/// What axe finds, once nothing fades and no colour changes any more.
pub(crate) const CHECK: &str = "
    const moving = document.getAnimations().filter(({ effect }) => Number.isFinite(effect?.getComputedTiming().endTime));
    return Promise.allSettled(moving.map(({ finished }) => finished))
        .then(() => axe.run(document, { rules: { 'label-content-name-mismatch': { enabled: true } } }))
        .then(({ violations }) => violations.map(({ id, nodes }) =>
            ({ id, nodes: nodes.map(({ html, failureSummary }) => html + ' ' + failureSummary) })));
";

//! A `mullion.json` beside the page: a good one is used, and one that was made to harm does none.

use anyhow::{Result, ensure};
use e2e::{AppCopy, Engine, Page, Relayed, Rig};
use serde_json::json;

/// A page whose folder has this file, at this query.
async fn open(rig: &mut Rig, app: &AppCopy, file: &str, query: &str) -> Result<Page> {
    app.write("mullion.json", file)?;
    let camera = Relayed::camera(Rig::CAMERA, &rig.camera);
    rig.gateway.restart(&[camera], Some(app)).await?;
    rig.open(query).await
}

async fn until(page: &Page, what: &str, script: &str) -> Result<()> {
    page.wait(what, async || Ok((page.run(script, vec![]).await?.as_bool() == Some(true)).then_some(())))
        .await
}

const THREE_LIVE: &str = "return document.querySelectorAll('[data-state=live]').length === 3";
const EDITOR: &str = "return document.querySelector('main.editor[data-loaded]') !== null";

/// Three tiles are good, one of them once its size is left out; the rest was made to harm.
fn hostile() -> String {
    json!({
        "__proto__": { "polluted": true },
        "constructor": { "prototype": { "polluted": true } },
        "cameras": {
            "script": { "src": "javascript:window.harmed=1" },
            "data": { "src": "data:text/html,<script>window.harmed=1</script>" },
            "file": { "src": "file:///etc/passwd" },
            "login": { "src": "http://root:hunter2@192.0.2.1/", "title": "<img src=x onerror=window.harmed=1>" },
            "../up": { "src": "192.0.2.1" }
        },
        "walls": {
            "lobby": {
                "title": "<img src=x onerror=window.harmed=1>",
                "layout": "9999x9999",
                "gap": 1e300,
                "tiles": [Rig::CAMERA, "nowhere", "script", 7, { "camera": Rig::CAMERA, "resolution": "1x1" }, Rig::CAMERA]
            },
            "__proto__": { "tiles": [Rig::CAMERA] }
        },
        "tours": { "a": { "pages": [{ "tour": "a" }] } },
        "kiosks": { "k": { "show": { "kiosk": "k" } } }
    })
    .to_string()
}

e2e::browser_test!(a_file_made_to_harm_is_named_value_by_value_and_the_rest_of_it_opens);
async fn a_file_made_to_harm_is_named_value_by_value_and_the_rest_of_it_opens(engine: Engine) -> Result<()> {
    let (mut rig, app) = (Rig::start(engine).await?, AppCopy::new()?);
    let page = open(&mut rig, &app, &hostile(), "wall=lobby").await?;
    until(&page, "the good tiles", THREE_LIVE).await?;
    let harmed = "return window.harmed === undefined && ({}).polluted === undefined
        && document.querySelector('[onerror]') === null";
    ensure!(page.run(harmed, vec![]).await? == json!(true), "it does harm");
    let page = rig.open("edit=1").await?;
    until(&page, "the editor", EDITOR).await?;
    let said = page.run("return document.querySelector('.editor-problems').textContent", vec![]).await?;
    let said = said.as_str().unwrap_or_default();
    for path in [
        "__proto__:",
        "cameras.script.src:",
        "cameras.data.src:",
        "cameras.file.src:",
        "cameras.login.src:",
        "walls.lobby.layout:",
        "walls.lobby.gap:",
        "walls.lobby.tiles.1:",
        "walls.lobby.tiles.3:",
        "walls.lobby.tiles.4.resolution:",
        "kiosks.k",
    ] {
        ensure!(said.contains(path), "{path} is not named: {said}");
    }
    ensure!(!said.contains("hunter2"), "{said}");
    ensure!(page.run(harmed, vec![]).await? == json!(true), "it does harm");
    Ok(())
}

e2e::browser_test!(a_file_that_is_too_long_or_too_deep_is_named_and_the_page_goes_on);
async fn a_file_that_is_too_long_or_too_deep_is_named_and_the_page_goes_on(engine: Engine) -> Result<()> {
    let (mut rig, app) = (Rig::start(engine).await?, AppCopy::new()?);
    let long = format!(r#"{{ "x": "{}" }}"#, "a".repeat(20 << 20));
    let deep = format!(r#"{{ "walls": {}"#, "[".repeat(200_000));
    for (file, why) in [(long, "longer than 1 MiB"), (deep, "no JSON"), ("<html>".to_owned(), "no JSON")] {
        let page = open(&mut rig, &app, &file, "edit=1").await?;
        until(&page, "the editor", EDITOR).await?;
        page.wait_for_text(why).await?;
    }
    Ok(())
}

//! What is said when the page cannot start, and that it starts wherever it can.

use anyhow::Result;
use camera::Options;
use e2e::{AppCopy, Browser, Engine, Flaw, RunningCamera, State, StaticSite};
use serde_json::json;

use crate::site::VIDEO;

e2e::browser_test!(what_a_browser_lacks_is_said);
async fn what_a_browser_lacks_is_said(engine: Engine) -> Result<()> {
    let browser = Browser::start(engine).await?;
    for (feature, said) in [
        ("WebAssembly", "Mullion needs WebAssembly"),
        ("Worker", "Mullion needs web workers"),
        ("OffscreenCanvas", "Mullion needs OffscreenCanvas"),
    ] {
        let app = AppCopy::new()?;
        let boot = app.name_of("boot-", ".js")?;
        app.change(&boot, |boot| format!("delete globalThis.{feature};\n{boot}"))?;
        let site = StaticSite::start(app, Flaw::default()).await?;
        browser.open(&site.url()).await?.wait_for_text(said).await?;
    }
    let app = AppCopy::new()?;
    let page = browser.open(&format!("file://{}/index.html", app.path().display())).await?;
    page.wait_for_text("Mullion needs a web server").await?;
    Ok(())
}

e2e::browser_test!(what_a_server_does_wrong_is_said);
async fn what_a_server_does_wrong_is_said(engine: Engine) -> Result<()> {
    let browser = Browser::start(engine).await?;
    let scripts = "script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval'";
    for (flaw, said) in [
        (
            Flaw { policy: Some("script-src 'self' 'unsafe-inline'"), ..Flaw::default() },
            "does not allow WebAssembly",
        ),
        (
            Flaw {
                policy: Some("script-src 'unsafe-inline' 'wasm-unsafe-eval' 'self'; worker-src 'none'"),
                ..Flaw::default()
            },
            "worker-src",
        ),
        (Flaw { policy: Some("script-src 'self' 'wasm-unsafe-eval'"), ..Flaw::default() }, "does not allow"),
        (Flaw { wrong_type: Some(("app-", ".js", "text/plain")), policy: Some(scripts) }, "another type"),
    ] {
        let app = AppCopy::new()?;
        let site = StaticSite::start(app, flaw).await?;
        browser
            .open(&format!("{}/?src=http://127.0.0.1:9{VIDEO}", site.url()))
            .await?
            .wait_for_text(said)
            .await?;
    }
    Ok(())
}

e2e::browser_test!(wasm_of_a_wrong_type_runs_all_the_same);
async fn wasm_of_a_wrong_type_runs_all_the_same(engine: Engine) -> Result<()> {
    let camera = RunningCamera::start(Options::default().with_cors_origin("*")).await?;
    let flaw = Flaw { wrong_type: Some(("", ".wasm", "application/octet-stream")), ..Flaw::default() };
    let site = StaticSite::start(AppCopy::new()?, flaw).await?;
    let browser = Browser::start(engine).await?;
    let page = browser.open(&format!("{}/?src={}{VIDEO}", site.url(), camera.url())).await?;
    // WebKit reads no multipart of a camera itself, and displays it.
    page.wait_for_state(&[State::Live, State::Unverified]).await?;
    Ok(())
}

e2e::browser_test!(the_worker_begins_with_the_page_and_there_is_one);
async fn the_worker_begins_with_the_page_and_there_is_one(engine: Engine) -> Result<()> {
    let camera = RunningCamera::start(Options::default().with_cors_origin("*")).await?;
    let app = AppCopy::new()?;
    let boot = app.name_of("boot-", ".js")?;
    app.change(&boot, |boot| format!("{COUNT_WORKERS}\n{boot}\nglobalThis.begun = globalThis.made;"))?;
    let site = StaticSite::start(app, Flaw::default()).await?;
    let browser = Browser::start(engine).await?;
    let page = browser.open(&format!("{}/?src={}{VIDEO}", site.url(), camera.url())).await?;
    page.wait_for_state(&[State::Live, State::Unverified]).await?;
    let counted = page.run("return [begun, made, typeof mullionWorker]", vec![]).await?;
    assert_eq!(counted, json!([1, 1, "undefined"]));
    Ok(())
}

const COUNT_WORKERS: &str = "
    globalThis.made = 0;
    globalThis.Worker = class extends Worker { constructor(...all) { super(...all); globalThis.made += 1; } };
";

//! What is said when the page cannot start, and that it starts wherever it can.

use anyhow::{Context as _, Result};
use camera::{Fault, Options};
use e2e::{AppCopy, Browser, Engine, Flaw, RunningCamera, State, StaticSite, Thief};
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
    let scripts = "script-src 'self' 'wasm-unsafe-eval'";
    for (flaw, said) in [
        (Flaw { policy: Some("script-src 'self'"), ..Flaw::default() }, "does not allow WebAssembly"),
        (
            Flaw {
                policy: Some("script-src 'wasm-unsafe-eval' 'self'; worker-src 'none'"),
                ..Flaw::default()
            },
            "worker-src",
        ),
        // Nothing wrong: the page says what is wrong with the camera.
        (Flaw { policy: Some(scripts), ..Flaw::default() }, "127.0.0.1:9"),
        (Flaw { wrong_type: Some(("app-", ".js", "text/plain")), policy: Some(scripts) }, "a wrong type"),
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

e2e::browser_test!(a_page_with_one_player_has_one_worker);
async fn a_page_with_one_player_has_one_worker(engine: Engine) -> Result<()> {
    let camera = RunningCamera::start(Options::default().with_cors_origin("*")).await?;
    let app = AppCopy::new()?;
    let boot = app.name_of("boot-", ".js")?;
    app.change(&boot, |boot| format!("{COUNT_WORKERS}\n{boot}"))?;
    let site = StaticSite::start(app, Flaw::default()).await?;
    let browser = Browser::start(engine).await?;
    let page = browser.open(&format!("{}/?src={}{VIDEO}", site.url(), camera.url())).await?;
    page.wait_for_state(&[State::Live, State::Unverified]).await?;
    assert_eq!(page.run("return made", vec![]).await?, json!(1));
    Ok(())
}

e2e::browser_test!(without_the_app_the_picture_is_live_and_the_page_says_what_is_missing in chromium, firefox);
async fn without_the_app_the_picture_is_live_and_the_page_says_what_is_missing(engine: Engine) -> Result<()> {
    let camera = RunningCamera::start(Options::default().with_cors_origin("*")).await?;
    let app = AppCopy::new()?;
    std::fs::remove_file(app.path().join(app.name_of("app-", "_bg.wasm")?))?;
    let site = StaticSite::start(app, Flaw::default()).await?;
    let browser = Browser::start(engine).await?;
    let page = browser.open(&format!("{}/?src={}{VIDEO}", site.url(), camera.url())).await?;
    page.wait_for_text("Mullion could not start").await?;
    page.wait_for_state(&[State::Live]).await?;
    page.wait("a picture of the camera's", async || Ok(page.picture().await?.frame_number())).await?;
    // What is not live does not look it.
    camera.handle().set_fault(Fault::Stall { after: 0 });
    page.wait_for_state(&[State::Stalled, State::Reconnecting]).await?;
    let filter = "return getComputedStyle(document.querySelector('#picture > canvas')).filter";
    assert_ne!(page.run(filter, vec![]).await?, json!("none"));
    Ok(())
}

e2e::browser_test!(the_app_takes_over_the_picture_that_came_before_it in chromium, firefox);
async fn the_app_takes_over_the_picture_that_came_before_it(engine: Engine) -> Result<()> {
    let camera = RunningCamera::start(Options::default().with_cors_origin("*")).await?;
    let app = AppCopy::new()?;
    let boot = app.name_of("boot-", ".js")?;
    app.change(&boot, |boot| format!("{NOTE_FIRST}\n{boot}"))?;
    let site = StaticSite::start(app, Flaw::default()).await?;
    let browser = Browser::start(engine).await?;
    let queries = ["", "&controls=0", "&resolution=320x240&fps=10&fit=fill", ""];
    for (visit, query) in (1..).zip(queries) {
        let page = browser.open(&format!("{}/?src={}{VIDEO}{query}", site.url(), camera.url())).await?;
        page.wait_until_live().await.with_context(|| format!("visit {visit}"))?;
        // The app has the page's address by then, and asks for nothing else.
        page.wait("the app", async || {
            let is_first = "return document.querySelector('main canvas') === window.first";
            Ok(page.run(is_first, vec![]).await?.as_bool().filter(|&is_first| is_first))
        })
        .await?;
        let drawn = page.number("frames-drawn").await?.unwrap_or_default();
        page.wait_for_number("frames-drawn", "more frames", |now| now > drawn + 5).await?;
        assert_eq!(camera.handle().snapshot().streams_served, visit, "{query}");
    }
    Ok(())
}

e2e::browser_test!(an_early_picture_asks_for_nothing_that_the_app_asks_a_person_about in chromium, firefox);
async fn an_early_picture_asks_for_nothing_that_the_app_asks_a_person_about(engine: Engine) -> Result<()> {
    let thief = Thief::start().await?;
    let camera = RunningCamera::start(Options::default().with_cors_origin("*")).await?;
    // Without the app nothing but the early picture asks.
    let app = AppCopy::new()?;
    std::fs::remove_file(app.path().join(app.name_of("app-", "_bg.wasm")?))?;
    let site = StaticSite::start(app, Flaw::default()).await?;
    let browser = Browser::start(engine).await?;
    let (bad, port) = (thief.url(), thief.url().rsplit(':').next().unwrap_or_default().to_owned());
    let good = camera.url();
    for query in [
        format!("src={good}{VIDEO}&proxy={bad}/?u={{url}}"),
        format!("src={good}{VIDEO}&%70roxy={bad}/?u={{url}}"),
        format!("src={good}{VIDEO}&transport=proxy&proxy={bad}/"),
        // Several cameras are a wall's.
        format!("src=&src={bad}{VIDEO}"),
        format!("src=http://root:pass@127.0.0.1:{port}{VIDEO}"),
        format!("src=http://camera@127.0.0.1:{port}{VIDEO}"),
        format!("src=http:%2F%2F127.0.0.1:{port}{VIDEO}"),
        format!("src=http://127.0.0.%31:{port}{VIDEO}"),
        format!("src=http://\u{ff11}27.0.0.1:{port}{VIDEO}"),
        format!("src=http:\\\\127.0.0.1:{port}{VIDEO}"),
        format!("src=//127.0.0.1:{port}{VIDEO}"),
        format!("src=HTTP://127.0.0.1:{port}{VIDEO}"),
        format!("src=ws://127.0.0.1:{port}{VIDEO}"),
        format!("src={bad}{VIDEO}&user=root&password=pass"),
        format!("src={bad}{VIDEO}&token=t"),
        format!("src={bad}{VIDEO}&resolution=320x240&resolution=640x480"),
        format!("src={bad}{VIDEO}&fps=0"),
        format!("src={bad}{VIDEO}&fps=-1"),
        format!("src={bad}{VIDEO}&resolution=a%26b=c"),
        format!("src={bad}{VIDEO}?user=root%26password=pass"),
        format!("src={bad}{VIDEO}&constructor=1"),
        format!("src={bad}{VIDEO}&__proto__=1"),
        format!("a=1#&src={bad}{VIDEO}"),
    ] {
        let page = browser.open(&format!("{}/?{query}", site.url())).await?;
        // By then the early picture has begun, or never will: its program is on the page, and what is missing was said.
        page.wait_for_text("Mullion could not start").await.with_context(|| query.clone())?;
        let ready = "return import('./player.js').then(({ Player }) => Player.ready).then(() => new Promise((done) => setTimeout(done)))";
        page.run_long("the player's program", ready).await?;
        assert_eq!(
            page.run("return document.querySelector('#picture') !== null", vec![]).await?,
            json!(false),
            "{query}"
        );
    }
    assert!(thief.heard().is_empty(), "{:?}", thief.heard());
    assert_eq!(camera.handle().snapshot().streams_served, 0);
    // And yet it asks for what leaves no question.
    let page = browser.open(&format!("{}/?src={good}{VIDEO}&resolution=320x240", site.url())).await?;
    page.wait_for_state(&[State::Live]).await?;
    Ok(())
}

/// Has the app wait for the first picture, and keeps its canvas.
const NOTE_FIRST: &str = "
    const live = new Promise((resolve) => {
        new MutationObserver(() => {
            globalThis.first = document.querySelector('#picture.live canvas') ?? globalThis.first;
            if (globalThis.first) resolve();
        }).observe(document, { attributes: true, childList: true, subtree: true });
    });
    const instantiate = WebAssembly.instantiateStreaming;
    WebAssembly.instantiateStreaming = (...all) => live.then(() => instantiate(...all));
";

const COUNT_WORKERS: &str = "
    globalThis.made = 0;
    globalThis.Worker = class extends Worker { constructor(...all) { super(...all); globalThis.made += 1; } };
";

//! The app as an installed one: it starts without its server, takes up a new build, and leaves
//! streams alone.

use anyhow::{Context as _, Result, ensure};
use e2e::{AppCopy, Browser, Engine, Gateway, Page, Relayed, Rig, Role};
use serde_json::json;

/// An app whose build has this name, as `cargo xtask build` writes it.
pub(crate) fn build(name: &str) -> Result<AppCopy> {
    let app = AppCopy::new()?;
    let mut files = Vec::new();
    for entry in std::fs::read_dir(app.path())? {
        let file = entry?.file_name().to_string_lossy().into_owned();
        let is_other_form = file.ends_with(".br") || file.ends_with(".gz");
        if !is_other_form && file != "service-worker.js" && file != "index.html" {
            files.push(file);
        }
    }
    app.change("service-worker.js", |script| {
        let lines = script.lines().map(|line| {
            if line.starts_with("const BUILD") {
                format!("const BUILD = {name:?};\n")
            } else if line.starts_with("const FILES") {
                format!("const FILES = {files:?};\n")
            } else {
                format!("{line}\n")
            }
        });
        lines.collect()
    })?;
    app.change("index.html", |html| {
        let (head, rest) = html
            .split_once("<meta name=\"mullion-build\" content=\"")
            .map_or_else(
                || html.split_once("<title").map(|(head, rest)| (head.to_owned(), format!("<title{rest}"))),
                |(head, rest)| Some((head.to_owned(), rest.split_once("\">")?.1.to_owned())),
            )
            .unwrap_or_default();
        format!("{head}<meta name=\"mullion-build\" content=\"{name}\">{rest}")
    })?;
    Ok(app)
}

/// Opens a display, which keeps the app's files, and waits until it has them all.
async fn keep(browser: &Browser, gateway: &Gateway) -> Result<()> {
    wait_until_kept(&browser.open(&format!("{}/?kiosk=1", gateway.url())).await?).await
}

/// Waits until the service worker has all files.
pub(crate) async fn wait_until_kept(page: &Page) -> Result<()> {
    let ready = "return navigator.serviceWorker.ready.then(({ active }) => active !== null)";
    page.run_long("the app's files to be kept", ready).await?;
    Ok(())
}

async fn wait_for_build(page: &Page, name: &str) -> Result<()> {
    page.wait(&format!("the build {name}"), async || {
        let now =
            page.run("return document.querySelector('meta[name=mullion-build]')?.content", vec![]).await;
        // A page that is being loaded again does not answer.
        Ok(now.ok().filter(|now| *now == json!(name)).map(drop))
    })
    .await
}

e2e::browser_test!(the_app_starts_without_its_server);
async fn the_app_starts_without_its_server(engine: Engine) -> Result<()> {
    let (mut gateway, one) = (Gateway::start(&[]).await?, build("one")?);
    gateway.restart(&[], Some(&one)).await?;
    let browser = Browser::start(engine).await?;
    keep(&browser, &gateway).await?;
    gateway.kill().await?;
    let page = browser.open(&format!("{}/?from=home", gateway.url())).await?;
    page.control(Role::TextField, "Address").await?;
    Ok(())
}

e2e::browser_test!(no_stream_and_no_request_to_a_camera_passes_the_service_worker);
async fn no_stream_and_no_request_to_a_camera_passes_the_service_worker(engine: Engine) -> Result<()> {
    let app = build("one")?;
    app.change("service-worker.js", |script| format!("{NOTE}\n{script}"))?;
    let mut rig = Rig::start(engine).await?;
    rig.gateway.restart(&[Relayed::camera(Rig::CAMERA, &rig.camera)], Some(&app)).await?;
    keep(&rig.browser, &rig.gateway).await?;
    for query in ["", "transport=snapshots"] {
        let page = rig.watch(query).await?;
        ensure!(page.run("return navigator.serviceWorker.controller !== null", vec![]).await? == json!(true));
        page.press(Role::Button, "Save a snapshot").await?;
        let answered = page.run_long("the list of what it answered", ASK).await?;
        let answered: Vec<_> =
            answered.as_array().context("no list")?.iter().filter_map(|url| url.as_str()).collect();
        ensure!(answered.iter().any(|url| url.ends_with("core_bg.wasm")), "{answered:?}");
        let foreign = ["/cameras/", "axis-cgi", "/api/", "/mux", "/proxy/"];
        let wrong = answered.iter().find(|url| foreign.iter().any(|part| url.contains(part)));
        ensure!(wrong.is_none(), "{wrong:?}");
    }
    Ok(())
}

e2e::browser_test!(a_new_build_takes_over_and_the_old_one_is_forgotten);
async fn a_new_build_takes_over_and_the_old_one_is_forgotten(engine: Engine) -> Result<()> {
    let (mut gateway, one) = (Gateway::start(&[]).await?, build("one")?);
    gateway.restart(&[], Some(&one)).await?;
    let browser = Browser::start(engine).await?;
    let url = format!("{}/", gateway.url());
    keep(&browser, &gateway).await?;
    let two = build("two")?;
    gateway.restart(&[], Some(&two)).await?;
    // The kept build at once, the other one in the background.
    let page = browser.open(&url).await?;
    wait_for_build(&page, "one").await?;
    let waits = "return navigator.serviceWorker.getRegistration().then((found) => Boolean(found.waiting))";
    page.wait("the new build to be kept", async || {
        Ok(page.run(waits, vec![]).await?.as_bool().filter(|&waits| waits))
    })
    .await?;
    let page = browser.open(&url).await?;
    wait_for_build(&page, "two").await?;
    let keys = "return caches.keys()";
    page.wait("the old build to be forgotten", async || {
        Ok((page.run(keys, vec![]).await? == json!(["mullion / two"])).then_some(()))
    })
    .await
}

e2e::browser_test!(a_server_that_no_longer_has_the_service_worker_is_rid_of_it);
async fn a_server_that_no_longer_has_the_service_worker_is_rid_of_it(engine: Engine) -> Result<()> {
    let (mut gateway, one) = (Gateway::start(&[]).await?, build("one")?);
    gateway.restart(&[], Some(&one)).await?;
    let browser = Browser::start(engine).await?;
    let url = format!("{}/", gateway.url());
    keep(&browser, &gateway).await?;
    let without = AppCopy::new()?;
    without.remove("service-worker.js")?;
    gateway.restart(&[], Some(&without)).await?;
    let page = browser.open(&url).await?;
    let left = "return Promise.all([navigator.serviceWorker.getRegistrations(), caches.keys()])
        .then(([workers, stores]) => workers.length + stores.length)";
    page.wait("nothing to be left of it", async || {
        Ok((page.run(left, vec![]).await? == json!(0)).then_some(()))
    })
    .await
}

e2e::browser_test!(a_dead_program_is_loaded_again_once_and_never_during_a_recording);
async fn a_dead_program_is_loaded_again_once_and_never_during_a_recording(engine: Engine) -> Result<()> {
    let app = AppCopy::new()?;
    app.write("dog.html", DOG_PAGE)?;
    app.write("dog.js", DOG)?;
    let mut gateway = Gateway::start(&[]).await?;
    gateway.restart(&[], Some(&app)).await?;
    let browser = Browser::start(engine).await?;
    let page = browser.open(&format!("{}/dog.html", gateway.url())).await?;
    page.wait_for_text("loads: 2, report: The page's program was silent").await?;
    // Dead again, but it was loaded again a moment ago; and then a program that records.
    let looks = async |page: &Page, least: i64| {
        page.wait("the watchdog to look", async || {
            Ok(page.run("return looks", vec![]).await?.as_i64().filter(|&looks| looks >= least))
        })
        .await
    };
    looks(&page, 30).await?;
    page.wait_for_text("loads: 2").await?;
    page.run("localStorage.clear(); dog.beat(true)", vec![]).await?;
    looks(&page, 60).await?;
    page.wait_for_text("loads: 2").await?;
    // The same program without a recording.
    page.run("dog.beat(false)", vec![]).await?;
    page.wait_for_text("loads: 3").await
}

const DOG_PAGE: &str =
    r#"<!doctype html><title>x</title><p id="said"></p><script type="module" src="dog.js"></script>"#;

/// A program that lives for a moment.
const DOG: &str = r#"
    import { Watchdog } from "./watchdog.js";
    globalThis.looks = 0;
    globalThis.dog = new Watchdog({ look: 20, silence: 300, start: 300 });
    const look = dog.look.bind(dog);
    dog.look = () => { looks += 1; return look(); };
    dog.beat(false);
    const loads = Number(sessionStorage.getItem("loads")) + 1;
    sessionStorage.setItem("loads", loads);
    document.getElementById("said").textContent = `loads: ${loads}, report: ${dog.report()}`;
"#;

/// Has the service worker keep a list of all that it answers.
const NOTE: &str = "
    const answered = [];
    const respondWith = FetchEvent.prototype.respondWith;
    FetchEvent.prototype.respondWith = function (...all) {
      answered.push(this.request.url);
      return respondWith.apply(this, all);
    };
    addEventListener('message', ({ data, ports }) => { if (data === 'answered') ports[0].postMessage(answered); });
";

const ASK: &str = "
    return new Promise((done) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = ({ data }) => done(data);
      navigator.serviceWorker.controller.postMessage('answered', [port2]);
    });
";

//! The ways to a camera: each where it is wanted, and the best that works where none is.

use anyhow::{Context as _, Result, ensure};
use camera::Options;
use e2e::{Browser, Engine, Gateway, Page, Relayed, Role, RunningCamera, State};
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;

use crate::site::{Site, VIDEO};

e2e::browser_test!(fetch_alone_if_wanted);
async fn fetch_alone_if_wanted(engine: Engine) -> Result<()> {
    let site = Site::with_cors(engine, Options::default()).await?;
    let page = site.open("transport=fetch").await?;
    if engine.fetches_multipart() {
        shows(&page, State::Live, "fetch").await
    } else {
        page.wait_for_text("This browser does not let pages read video of this kind").await
    }
}

e2e::browser_test!(the_proxy_alone_if_wanted);
async fn the_proxy_alone_if_wanted(engine: Engine) -> Result<()> {
    let site = Site::with_proxy(engine, Options::default()).await?;
    let page = site.open("transport=proxy&proxy=proxy/").await?;
    shows(&page, State::Live, "proxy").await
}

e2e::browser_test!(the_browsers_display_alone_if_wanted);
async fn the_browsers_display_alone_if_wanted(engine: Engine) -> Result<()> {
    let site = Site::with_cors(engine, Options::default()).await?;
    let page = site.open("transport=img").await?;
    shows(&page, State::Unverified, "img").await
}

e2e::browser_test!(snapshots_alone_if_wanted);
async fn snapshots_alone_if_wanted(engine: Engine) -> Result<()> {
    let site = Site::with_cors(engine, Options::default()).await?;
    let page = site.open("transport=snapshots").await?;
    shows(&page, State::Live, "snapshots").await?;
    // They can be read, and are the camera's.
    page.wait("a picture of the camera's", async || Ok(page.picture().await?.frame_number())).await?;
    ensure!(site.camera.handle().snapshot().requests_for(VIDEO) == 0, "the stream was asked for too");
    Ok(())
}

e2e::browser_test!(snapshots_that_cannot_be_read_are_shown);
/// Each picture is a new request; nobody can know whether it differs from the one before.
async fn snapshots_that_cannot_be_read_are_shown(engine: Engine) -> Result<()> {
    let site = Site::without_cors(engine, Options::default()).await?;
    let page = site.open("transport=snapshots").await?;
    shows(&page, State::Unverified, "snapshots").await?;
    page.wait_for_text("nobody can know whether they are recent").await?;
    site.camera.wait_for("more pictures", |now| now.pictures_sent > 5).await?;
    Ok(())
}

e2e::browser_test!(the_gateway_alone_if_wanted);
async fn the_gateway_alone_if_wanted(engine: Engine) -> Result<()> {
    let rig = e2e::Rig::start(engine).await?;
    let page = rig.watch("transport=relay").await?;
    page.wait_for_attribute("transport", "relay").await
}

e2e::browser_test!(a_camera_that_allows_pages_is_read_where_the_engine_can);
/// Where the engine cannot read a stream, its own display is the next best, and the reason is said.
async fn a_camera_that_allows_pages_is_read_where_the_engine_can(engine: Engine) -> Result<()> {
    let site = Site::with_cors(engine, Options::default()).await?;
    let page = site.open("").await?;
    if engine.fetches_multipart() {
        return shows(&page, State::Live, "fetch").await;
    }
    shows(&page, State::Unverified, "img").await?;
    page.wait_for_text("This browser does not let pages read video of this kind").await
}

e2e::browser_test!(a_camera_that_allows_no_page_is_displayed_by_the_browser);
async fn a_camera_that_allows_no_page_is_displayed_by_the_browser(engine: Engine) -> Result<()> {
    let site = Site::without_cors(engine, Options::default()).await?;
    let page = site.open("").await?;
    shows(&page, State::Unverified, "img").await?;
    page.wait_for_text("nobody can know whether it is live").await?;
    page.wait_for_text("does not let this page read its video").await?;
    page.wait_for_size(320, 240).await?;
    // What a person sees is not the ground that pictures stand on.
    page.wait("a picture on the screen", async || {
        let screen = page.screenshot().await?;
        let middle =
            e2e::Region { x: screen.width() / 2 - 50, y: screen.height() / 2 - 50, width: 100, height: 100 };
        let (dark, bright) = screen.extremes(middle)?;
        Ok((bright - dark > 40).then_some(()))
    })
    .await
}

e2e::browser_test!(the_browsers_display_lets_go_of_the_camera);
async fn the_browsers_display_lets_go_of_the_camera(engine: Engine) -> Result<()> {
    let site = Site::without_cors(engine, Options::default()).await?;
    let page = site.open("").await?;
    shows(&page, State::Unverified, "img").await?;
    site.camera.wait_for("one stream", |now| now.streams == 1).await?;
    page.press(Role::Button, "Stop").await?;
    site.camera.wait_for("no stream", |now| now.streams == 0).await?;
    page.press(Role::Button, "Play").await?;
    site.camera.wait_for("one stream again", |now| now.streams == 1).await?;
    Ok(())
}

e2e::browser_test!(a_proxy_that_is_named_comes_before_the_browsers_display);
async fn a_proxy_that_is_named_comes_before_the_browsers_display(engine: Engine) -> Result<()> {
    let site = Site::with_proxy(engine, Options::default()).await?;
    let page = site.open("proxy=proxy/").await?;
    shows(&page, State::Live, "proxy").await?;
    page.wait_for_text("Shown through a proxy").await?;
    page.wait("a picture of the camera's", async || Ok(page.picture().await?.frame_number())).await?;
    Ok(())
}

e2e::browser_test!(a_camera_that_allows_the_page_by_now_is_read_when_it_is_loaded_anew);
/// Whoever follows the cure and reloads sees that it worked.
async fn a_camera_that_allows_the_page_by_now_is_read_when_it_is_loaded_anew(engine: Engine) -> Result<()> {
    let mut site = Site::without_cors(engine, Options::default()).await?;
    let page = site.open("").await?;
    shows(&page, State::Unverified, "img").await?;
    page.wait("the way to be remembered", async || {
        let stored = page.run("return JSON.stringify({ ...localStorage })", vec![]).await?;
        Ok(stored.as_str().is_some_and(|stored| stored.contains("img")).then_some(()))
    })
    .await?;

    // As long as nothing has changed, it is shown as before.
    let page = site.open("").await?;
    shows(&page, State::Unverified, "img").await?;

    site.camera.end().await?;
    let listen = site.camera.address();
    let options = Options { listen, ..Options::default() }.with_cors_origin("*");
    site.camera = RunningCamera::start(options).await?;
    let page = site.open("").await?;
    if engine.fetches_multipart() {
        return shows(&page, State::Live, "fetch").await;
    }
    shows(&page, State::Unverified, "img").await?;
    page.wait_for_text("This browser does not let pages read video of this kind").await
}

e2e::browser_test!(the_statistics_name_the_way);
async fn the_statistics_name_the_way(engine: Engine) -> Result<()> {
    let site = Site::with_proxy(engine, Options::default()).await?;
    for (wanted, state, name, words) in [
        ("proxy", State::Live, "proxy", "through a proxy"),
        ("img", State::Unverified, "img", "the browser’s own display"),
        ("snapshots", State::Unverified, "snapshots", "single pictures"),
    ] {
        let page = site.open(&format!("stats=on&transport={wanted}&proxy=proxy/")).await?;
        shows(&page, state, name).await.with_context(|| format!("transport={wanted}"))?;
        page.wait_for_text(words).await?;
    }
    Ok(())
}

e2e::browser_test!(a_quality_that_the_gateway_cannot_give_is_named);
async fn a_quality_that_the_gateway_cannot_give_is_named(engine: Engine) -> Result<()> {
    let camera = RunningCamera::start(Options::default()).await?;
    let gateway = Gateway::start(&[Relayed::address("yard", &camera.url())]).await?;
    // As many as the gateway has a camera encode.
    let mut others = Vec::new();
    for resolution in ["160x120", "320x240", "640x480", "800x600"] {
        others.push(viewer(gateway.url(), resolution).await?);
    }
    camera.wait_for("four encodings", |now| now.streams == 4).await?;
    let browser = Browser::start(engine).await?;
    let page = browser.open(&format!("{}/?src=yard&stats=on&resolution=1280x720", gateway.url())).await?;
    page.wait_until_live().await?;
    page.wait_for_text("resolution=800x600").await?;
    ensure!(camera.handle().snapshot().streams == 4, "{:?}", camera.handle().snapshot());
    Ok(())
}

/// Somebody else, with another program.
async fn viewer(gateway: &str, resolution: &str) -> Result<TcpStream> {
    let host = gateway.trim_start_matches("http://");
    let mut stream = TcpStream::connect(host).await?;
    let path = format!("/cameras/yard/axis-cgi/mjpg/video.cgi?resolution={resolution}");
    stream.write_all(format!("GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n").as_bytes()).await?;
    Ok(stream)
}

async fn shows(page: &Page, state: State, transport: &str) -> Result<()> {
    page.wait_for_state(&[state]).await?;
    page.wait_for_attribute("transport", transport).await
}

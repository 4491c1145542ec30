//! A camera is let go when nobody looks.

use anyhow::Result;
use e2e::{Browser, Engine, Gateway, Relayed, Rig, Role, RunningCamera, Script, Scripted, Settings, State};

e2e::browser_test!(closing_the_page_ends_the_cameras_stream);
async fn closing_the_page_ends_the_cameras_stream(engine: Engine) -> Result<()> {
    let rig = Rig::start(engine).await?;
    rig.watch("").await?;
    rig.camera.wait_for("the stream", |now| now.streams == 1).await?;
    let viewer = rig.browser.session().window().await?;
    let other = rig.browser.session().new_tab().await?;
    rig.browser.session().switch_to_window(viewer).await?;
    rig.browser.session().close_window().await?;
    rig.camera.wait_for("the stream to end", |now| now.streams == 0).await?;
    rig.browser.session().switch_to_window(other).await?;
    Ok(())
}

e2e::browser_test!(leaving_the_page_ends_the_cameras_stream_and_coming_back_begins_it);
async fn leaving_the_page_ends_the_cameras_stream_and_coming_back_begins_it(engine: Engine) -> Result<()> {
    let rig = Rig::start(engine).await?;
    let page = rig.watch("").await?;
    rig.camera.wait_for("the stream", |now| now.streams == 1).await?;
    rig.browser.open("about:blank").await?;
    // Even if the browser keeps the page, frozen, for the way back.
    rig.camera.wait_for("the stream to end", |now| now.streams == 0).await?;
    rig.browser.session().back().await?;
    rig.camera.wait_for("the stream to begin again", |now| now.streams == 1).await?;
    page.wait_until_live().await?;
    Ok(())
}

e2e::browser_test!(hiding_the_page_lets_go_of_the_camera_until_it_is_shown);
async fn hiding_the_page_lets_go_of_the_camera_until_it_is_shown(engine: Engine) -> Result<()> {
    let rig = Rig::start(engine).await?;
    let page = rig.watch("").await?;
    rig.camera.wait_for("the stream", |now| now.streams == 1).await?;
    let shown = rig.browser.hide().await?;
    rig.camera.wait_for("the stream to end", |now| now.streams == 0).await?;
    rig.browser.show(shown).await?;
    rig.camera.wait_for("the stream to begin again", |now| now.streams == 1).await?;
    page.wait_until_live().await?;
    Ok(())
}

e2e::browser_test!(a_viewer_out_of_sight_lets_go_of_its_camera_until_it_is_seen);
/// In a frame of another site's page, which scrolls.
async fn a_viewer_out_of_sight_lets_go_of_its_camera_until_it_is_seen(engine: Engine) -> Result<()> {
    let camera = RunningCamera::start(RunningCamera::guarded()).await?;
    let relayed = [Relayed::camera(Rig::CAMERA, &camera)];
    let gateway =
        Gateway::start_with(&relayed, Settings { toml: "frame_ancestors = [\"*\"]", verbose: false });
    let gateway = gateway.await?;
    let page = format!(
        "<!doctype html><iframe src='{}/?src={}' width=400 height=300></iframe><p style='height: 300vh'>",
        gateway.url(),
        Rig::CAMERA
    );
    let portal = Scripted::start(vec![Script::new("/", "200 OK\nContent-Type: text/html", page.as_bytes())]);
    let portal = portal.await?;
    let browser = Browser::start(engine).await?;
    let page = browser.open(&format!("{}/", portal.url())).await?;
    camera.wait_for("the stream", |now| now.streams == 1 && now.frames_sent > 0).await?;
    page.run("scrollTo(0, document.body.scrollHeight)", vec![]).await?;
    camera.wait_for("the stream to end", |now| now.streams == 0).await?;
    page.run("scrollTo(0, 0)", vec![]).await?;
    camera.wait_for("the stream to begin again", |now| now.streams == 1).await?;
    browser.session().enter_frame(0).await?;
    page.wait_until_live().await?;
    Ok(())
}

e2e::browser_test!(stopping_and_playing_ends_and_begins_the_stream);
async fn stopping_and_playing_ends_and_begins_the_stream(engine: Engine) -> Result<()> {
    let rig = Rig::start(engine).await?;
    let page = rig.watch("").await?;
    page.press(Role::Button, "Stop").await?;
    rig.camera.wait_for("the stream to end", |now| now.streams == 0).await?;
    page.wait_for_state(&[State::Idle]).await?;
    page.press(Role::Button, "Play").await?;
    rig.camera.wait_for("the stream to begin again", |now| now.streams == 1).await?;
    page.wait_for_state(&[State::Live]).await?;
    Ok(())
}

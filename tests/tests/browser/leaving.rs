//! A camera is let go when nobody looks.

use anyhow::Result;
use e2e::{Rig, Role, State};

use crate::ENGINE;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn closing_the_page_ends_the_cameras_stream() -> Result<()> {
    let rig = Rig::start(ENGINE).await?;
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

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn leaving_the_page_ends_the_cameras_stream_and_coming_back_begins_it() -> Result<()> {
    let rig = Rig::start(ENGINE).await?;
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

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hiding_the_page_lets_go_of_the_camera_until_it_is_shown() -> Result<()> {
    let rig = Rig::start(ENGINE).await?;
    let page = rig.watch("").await?;
    rig.camera.wait_for("the stream", |now| now.streams == 1).await?;
    let shown = rig.browser.hide().await?;
    rig.camera.wait_for("the stream to end", |now| now.streams == 0).await?;
    rig.browser.show(shown).await?;
    rig.camera.wait_for("the stream to begin again", |now| now.streams == 1).await?;
    page.wait_until_live().await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn stopping_and_playing_ends_and_begins_the_stream() -> Result<()> {
    let rig = Rig::start(ENGINE).await?;
    let page = rig.watch("").await?;
    page.press(Role::Button, "Stop").await?;
    rig.camera.wait_for("the stream to end", |now| now.streams == 0).await?;
    page.wait_for_state(&[State::Idle]).await?;
    page.press(Role::Button, "Play").await?;
    rig.camera.wait_for("the stream to begin again", |now| now.streams == 1).await?;
    page.wait_for_state(&[State::Live]).await?;
    Ok(())
}

//! A snapshot is the camera's own picture.

use anyhow::{Context as _, Result, ensure};
use e2e::{Engine, Rig, Role};
use sha2::{Digest as _, Sha256};

e2e::browser_test!(a_snapshot_is_the_cameras_jpeg_byte_for_byte);
async fn a_snapshot_is_the_cameras_jpeg_byte_for_byte(engine: Engine) -> Result<()> {
    let rig = Rig::start(engine).await?;
    let page = rig.watch("resolution=640x480").await?;
    page.press(Role::Button, "Save a snapshot").await?;
    let file = rig.browser.downloaded("jpg").await?;
    ensure!(file.starts_with(&[0xff, 0xd8]), "no JPEG");
    let hash: [u8; 32] = Sha256::digest(&file).into();
    let frame = rig.camera.handle().find_sent(&hash).context("the camera never sent these bytes")?;
    ensure!(frame.size == file.len(), "{} of {} bytes", file.len(), frame.size);
    Ok(())
}

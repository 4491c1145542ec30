//! A recording made in the page holds what the camera sent, from before it was begun on.

use anyhow::{Context as _, Result, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use camera::{Handle, Options};
use e2e::{AppCopy, Browser, Engine, Gateway, Relayed, Rig, Role, RunningCamera};
use recording::Findings;
use serde_json::json;

e2e::browser_test!(a_recording_with_what_was_kept_is_bit_exact);
async fn a_recording_with_what_was_kept_is_bit_exact(engine: Engine) -> Result<()> {
    // It remembers all that it sends.
    let options = Options { history: 5000, ..RunningCamera::guarded() };
    let rig = Rig::start_with(engine, options).await?;
    let page = rig.watch("resolution=320x240&fps=10").await?;
    let kept =
        page.wait("enough is kept", async || at_least(page.number("frames-received").await?, 15)).await?;
    page.press(Role::Button, "Record").await?;
    let wanted = kept + 15;
    page.wait("more is recorded", async || at_least(page.number("recording-frames").await?, wanted)).await?;
    page.press(Role::Button, "Stop recording").await?;
    page.wait_for_attribute("recording", "no").await?;
    let frames = page.number("recording-frames").await?.context("no number of pictures")?;
    let file = rig.browser.downloaded("mkv").await?;
    let findings = check(&file, rig.camera.handle())?;
    ensure!(findings.frames == frames && frames >= wanted, "{} of {frames} frames", findings.frames);
    ensure!(source(&findings).ends_with("/cameras/yard"), "{findings:?}");

    // A clip of what is kept, as pictures.
    page.press(Role::Button, "View").await?;
    page.press(Role::Button, "Recording…").await?;
    page.press(Role::Button, "ZIP of pictures").await?;
    page.press(Role::Button, "Save the whole buffer").await?;
    let findings = check(&rig.browser.downloaded("zip").await?, rig.camera.handle())?;
    ensure!(findings.frames >= frames, "{} of {frames} frames", findings.frames);
    Ok(())
}

e2e::browser_test!(another_camera_ends_a_recording_and_begins_its_own);
async fn another_camera_ends_a_recording_and_begins_its_own(engine: Engine) -> Result<()> {
    let options = || Options { history: 5000, ..RunningCamera::guarded() };
    let (yard, gate) = (RunningCamera::start(options()).await?, RunningCamera::start(options()).await?);
    let gateway = Gateway::start(&[Relayed::camera("yard", &yard), Relayed::camera("gate", &gate)]).await?;
    let browser = Browser::start(engine).await?;
    let page = browser.open(&format!("{}/?src=yard&resolution=320x240&fps=10", gateway.url())).await?;
    page.wait_until_live().await?;
    page.press(Role::Button, "Record").await?;
    page.wait("pictures are recorded", async || at_least(page.number("recording-frames").await?, 10)).await?;
    page.open_camera("gate").await?;
    page.wait_for_text("The recording was saved because").await?;
    page.wait_for_attribute("recording", "no").await?;
    let first = check(&browser.downloaded("mkv").await?, yard.handle())?;
    ensure!(first.frames >= 10 && source(&first).ends_with("/cameras/yard"), "{first:?}");

    page.wait_until_live().await?;
    page.press(Role::Button, "View").await?;
    page.press(Role::Button, "Recording…").await?;
    page.press(Role::Button, "ZIP of pictures").await?;
    page.press(Role::Button, "Start recording").await?;
    page.wait_for_attribute("recording", "yes").await?;
    page.wait("pictures are recorded", async || at_least(page.number("recording-frames").await?, 5)).await?;
    page.press(Role::Button, "Stop and save").await?;
    page.wait_for_attribute("recording", "no").await?;
    let second = check(&browser.downloaded("zip").await?, gate.handle())?;
    ensure!(source(&second).ends_with("/cameras/gate"), "{second:?}");
    Ok(())
}

// WebKitGTK 2.50 has no OPFS: there a recording is in memory.
e2e::browser_test!(what_a_crash_left_is_offered_and_good in chromium, firefox);
async fn what_a_crash_left_is_offered_and_good(engine: Engine) -> Result<()> {
    let options = Options { history: 5000, ..RunningCamera::guarded() };
    let rig = Rig::start_with(engine, options).await?;
    let page = rig.watch("resolution=320x240&fps=10").await?;
    page.press(Role::Button, "Record").await?;
    page.wait("pictures are recorded", async || at_least(page.number("recording-frames").await?, 10)).await?;
    // The worker ends without a word.
    let page = rig.watch("resolution=320x240&fps=10").await?;
    page.wait_for_text("A recording from an earlier session").await?;
    page.press(Role::Button, "View").await?;
    page.press(Role::Button, "Recording…").await?;
    // Its name says when it began.
    page.wait("it is offered", async || {
        let pressed = page.run(PRESS_SAVE, vec![]);
        Ok((pressed.await? == true).then_some(()))
    })
    .await?;
    let file = rig.browser.downloaded("mkv").await?;
    let findings = recording::verify(&file[..])?;
    ensure!(findings.fault.is_none() && !findings.finished && findings.frames >= 10, "{findings:?}");
    Ok(())
}

/// Whether there was a control to press.
const PRESS_SAVE: &str = "
    const save = document.querySelector('.left-recording button');
    save?.click();
    return Boolean(save);
";

/// The sizes of all files in the browser's own storage, in whatever folder they are.
const STORED: &str = "
    const sizes = async (folder) => {
        const found = [];
        for await (const entry of folder.values()) {
            if (entry.kind === 'directory') found.push(...await sizes(entry));
            else found.push((await entry.getFile()).size);
        }
        return found;
    };
    return navigator.storage.getDirectory().then(sizes);
";

e2e::browser_test!(a_recording_that_was_saved_stays_readable_for_a_day in chromium, firefox);
async fn a_recording_that_was_saved_stays_readable_for_a_day(engine: Engine) -> Result<()> {
    let options = Options { history: 5000, ..RunningCamera::guarded() };
    let mut rig = Rig::start_with(engine, options).await?;
    let page = rig.watch("resolution=320x240&fps=10").await?;
    page.press(Role::Button, "Record").await?;
    page.wait("pictures are recorded", async || at_least(page.number("recording-frames").await?, 10)).await?;
    page.press(Role::Button, "Stop recording").await?;
    page.wait_for_attribute("recording", "no").await?;
    let saved = rig.browser.downloaded("mkv").await?.len();
    // Another one is left by a crash. Once it is offered, all that is stored was looked at.
    page.press(Role::Button, "Record").await?;
    page.wait_for_attribute("recording", "yes").await?;
    page.wait("pictures are recorded", async || at_least(page.number("recording-frames").await?, 5)).await?;
    for (hours, is_there) in [(23, true), (25, false)] {
        let app = AppCopy::new()?;
        let later = format!("{{ const now = Date.now; Date.now = () => now() + {hours} * 3600000; }}");
        app.in_workers(&later)?;
        rig.gateway.restart(&[Relayed::camera(Rig::CAMERA, &rig.camera)], Some(&app)).await?;
        let page = rig.watch("resolution=320x240&fps=10").await?;
        page.wait_for_text("A recording from an earlier session").await?;
        let stored = page.run_long("what is stored", STORED).await?;
        let sizes = stored.as_array().context("no list of files")?;
        ensure!(sizes.contains(&json!(saved)) == is_there, "after {hours} hours: {saved} bytes in {sizes:?}");
    }
    Ok(())
}

/// What a person would pick, since a driver cannot: a folder in the browser's own storage, which
/// differs in nothing else.
const PICK: &str = "
    window.showDirectoryPicker = async () =>
        (await navigator.storage.getDirectory()).getDirectoryHandle('evidence', { create: true });
";
/// The one file in that folder, in base64.
const IN_FOLDER: &str = "
    const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle('evidence');
    const files = await Array.fromAsync(folder.values());
    if (files.length !== 1) throw new Error(files.map((file) => file.name).join());
    const bytes = new Uint8Array(await (await files[0].getFile()).arrayBuffer());
    let text = '';
    for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
    return btoa(text);
";
const LOSE_FOLDER: &str = "
    await (await navigator.storage.getDirectory()).removeEntry('evidence', { recursive: true });
";

// The others have nobody pick a folder.
e2e::browser_test!(a_recording_goes_into_a_folder_that_was_picked in chromium);
async fn a_recording_goes_into_a_folder_that_was_picked(engine: Engine) -> Result<()> {
    let options = Options { history: 5000, ..RunningCamera::guarded() };
    let rig = Rig::start_with(engine, options).await?;
    let page = rig.watch("resolution=320x240&fps=10").await?;
    page.run(PICK, vec![]).await?;
    page.press(Role::Button, "View").await?;
    page.press(Role::Button, "Recording…").await?;
    page.press(Role::Button, "AVI").await?;
    page.press(Role::Button, "Now").await?;
    page.press(Role::Button, "A folder…").await?;
    page.control(Role::Button, "Folder “evidence”").await?;
    page.press(Role::Button, "Start recording").await?;
    page.wait("pictures are recorded", async || at_least(page.number("recording-frames").await?, 10)).await?;
    page.press(Role::Button, "Stop and save").await?;
    page.wait_for_attribute("recording", "no").await?;
    let file = page.run(IN_FOLDER, vec![]).await?;
    let file = STANDARD.decode(file.as_str().context("no file")?)?;
    ensure!(file.starts_with(b"RIFF"), "no AVI");
    let findings = check(&file, rig.camera.handle())?;
    ensure!(Some(findings.frames) == page.number("recording-frames").await?, "{findings:?}");

    // Without the folder nothing is lost: the file is a download.
    page.run(LOSE_FOLDER, vec![]).await?;
    page.press(Role::Button, "Start recording").await?;
    page.wait_for_text("Cannot write to the folder").await?;
    page.wait_for_attribute("recording", "yes").await?;
    page.wait("pictures are recorded", async || at_least(page.number("recording-frames").await?, 5)).await?;
    page.press(Role::Button, "Stop and save").await?;
    page.wait_for_attribute("recording", "no").await?;
    let findings = check(&rig.browser.downloaded("avi").await?, rig.camera.handle())?;
    ensure!(Some(findings.frames) == page.number("recording-frames").await?, "{findings:?}");
    Ok(())
}

// Only Chromium's protocol makes the disk as small as that.
e2e::browser_test!(a_full_disk_ends_a_recording_that_is_saved_whole in chromium);
async fn a_full_disk_ends_a_recording_that_is_saved_whole(engine: Engine) -> Result<()> {
    let options = Options { history: 5000, ..RunningCamera::guarded() };
    let rig = Rig::start_with(engine, options).await?;
    let page = rig.watch("resolution=640x480&compression=0").await?;
    let quota = json!({ "origin": rig.gateway.url(), "quotaSize": 3_000_000 });
    rig.browser.session().cdp().send_raw("Storage.overrideQuotaForOrigin", quota).await?;
    page.press(Role::Button, "Record").await?;
    page.wait_for_text("because the disk is full").await?;
    page.wait_for_attribute("recording", "no").await?;
    let file = rig.browser.downloaded("mkv").await?;
    let findings = recording::verify(&file[..])?;
    ensure!(findings.fault.is_none() && findings.lost == 0 && findings.frames > 5, "{findings:?}");
    ensure!(Some(findings.frames) == page.number("recording-frames").await?, "{findings:?}");
    all_were_sent(&file, findings.frames, rig.camera.handle())
}

/// Put before the worker's program: the second flush takes seven seconds, as on a disk that others keep busy.
const BUSY_DISK: &str = "
    const { flush } = FileSystemSyncAccessHandle.prototype;
    let flushes = 0;
    FileSystemSyncAccessHandle.prototype.flush = function () {
        flushes += 1;
        const until = Date.now() + (flushes === 2 ? 7000 : 0);
        while (Date.now() < until);
        return flush.call(this);
    };
";

e2e::browser_test!(a_disk_that_is_busy_for_seconds_costs_no_recording in chromium, firefox);
async fn a_disk_that_is_busy_for_seconds_costs_no_recording(engine: Engine) -> Result<()> {
    let options = Options { history: 5000, ..RunningCamera::guarded() };
    let mut rig = Rig::start_with(engine, options).await?;
    let app = AppCopy::new()?;
    app.in_workers(BUSY_DISK)?;
    rig.gateway.restart(&[Relayed::camera(Rig::CAMERA, &rig.camera)], Some(&app)).await?;
    let page = rig.watch("resolution=320x240&fps=10").await?;
    page.press(Role::Button, "Record").await?;
    page.wait_for_attribute("recording", "yes").await?;
    page.wait_for_text("The player does not answer").await?;
    let before = page.number("recording-frames").await?.unwrap_or_default();
    page.wait("it goes on", async || at_least(page.number("recording-frames").await?, before + 20)).await?;
    page.press(Role::Button, "Stop recording").await?;
    page.wait_for_attribute("recording", "no").await?;
    let file = rig.browser.downloaded("mkv").await?;
    let findings = recording::verify(&file[..])?;
    ensure!(findings.finished && findings.fault.is_none() && findings.frames >= before + 20, "{findings:?}");
    all_were_sent(&file, findings.frames, rig.camera.handle())
}

/// The address in the tags of a file.
fn source(findings: &Findings) -> &str {
    findings.tags.iter().find(|(name, _)| name == "MULLION_SOURCE").map_or("", |(_, value)| value)
}

fn at_least(number: Option<u64>, wanted: u64) -> Result<Option<u64>> {
    Ok(number.filter(|&number| number >= wanted))
}

/// The file is as it was recorded, and each of its pictures is one that the camera sent, none left out.
fn check(file: &[u8], camera: &Handle) -> Result<Findings> {
    let findings = recording::verify(file)?;
    ensure!(findings.fault.is_none() && findings.finished, "{findings:?}");
    ensure!(findings.lost == 0 && findings.gaps == 0, "{findings:?}");
    all_were_sent(file, findings.frames, camera)?;
    Ok(findings)
}

/// Each of so many pictures is one that the camera sent, by the hashes in the file.
fn all_were_sent(file: &[u8], frames: u64, camera: &Handle) -> Result<()> {
    let mut hashes = Vec::new();
    for (at, _) in file.windows(8).enumerate().filter(|(_, bytes)| *bytes == b" sha256=") {
        let digits = std::str::from_utf8(file.get(at + 8..at + 72).context("a hash is cut")?)?;
        let mut hash = [0; 32];
        for (index, byte) in hash.iter_mut().enumerate() {
            *byte = u8::from_str_radix(&digits[2 * index..2 * index + 2], 16)?;
        }
        hashes.push(hash);
    }
    ensure!(hashes.len() as u64 == frames, "{} hashes of {frames} frames", hashes.len());
    for hash in hashes {
        camera.find_sent(&hash).context("the camera never sent such a picture")?;
    }
    Ok(())
}

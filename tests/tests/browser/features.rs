//! Parts of the player that are programs of their own: what a person sees when one is missing or stops.

use anyhow::{Result, ensure};
use camera::{AuthPolicy, DigestAlgorithms, Options};
use e2e::{AppCopy, Browser, Engine, Flaw, Page, Relayed, Rig, Role, RunningCamera, State, StaticSite};

use crate::login::{log_in, plays};
use crate::site::VIDEO;

/// A module in front of a part whose function traps, by a WebAssembly program that does nothing else.
const TRAP: &str = "
    import init, { build } from './inner.js';
    export { build };
    export default init;
    const TRAP = Uint8Array.of(
        0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 7, 5, 1, 1, 116, 0, 0, 10, 5, 1, 3, 0, 0, 11,
    );
    export function FUNCTION() {
        new WebAssembly.Instance(new WebAssembly.Module(TRAP)).exports.t();
    }
";

/// An app in which the part called `name` traps when `function` is called.
fn trapping(name: &str, function: &str) -> Result<AppCopy> {
    let app = AppCopy::new()?;
    let script = format!("{name}.js");
    let inner = std::fs::read_to_string(app.path().join(&script))?;
    app.write("inner.js", &inner)?;
    app.change(&script, |_| TRAP.replace("FUNCTION", function))?;
    Ok(app)
}

/// An app without that file.
fn without(file: &str) -> Result<AppCopy> {
    let app = AppCopy::new()?;
    app.remove(file)?;
    Ok(app)
}

async fn watch(rig: &mut Rig, app: &AppCopy, query: &str) -> Result<Page> {
    rig.gateway.restart(&[Relayed::camera(Rig::CAMERA, &rig.camera)], Some(app)).await?;
    rig.watch(query).await
}

/// Waits for another ten frames.
async fn goes_on(page: &Page) -> Result<()> {
    let before = page.number("frames-drawn").await?.unwrap_or_default();
    page.wait("more frames", async || {
        Ok(page.number("frames-drawn").await?.filter(|drawn| *drawn >= before + 10))
    })
    .await?;
    ensure!(page.data("state").await?.as_deref() == Some("live"));
    Ok(())
}

/// A picture that is shown at a quarter of its size or less.
const SMALL: &str = "resolution=1280x960&fps=10&decode=wasm";

async fn make_small(rig: &Rig) -> Result<()> {
    rig.browser.session().set_window_rect(0, 0, 500, 400).await?;
    Ok(())
}

e2e::browser_test!(small_pictures_are_decoded_by_a_part_that_is_loaded_for_them);
async fn small_pictures_are_decoded_by_a_part_that_is_loaded_for_them(engine: Engine) -> Result<()> {
    let rig = Rig::start(engine).await?;
    make_small(&rig).await?;
    let page = rig.watch(SMALL).await?;
    page.wait_for_attribute("decode", "wasm").await?;
    goes_on(&page).await
}

e2e::browser_test!(without_the_decoder_for_small_pictures_the_browser_decodes_and_the_cause_is_said);
async fn without_the_decoder_for_small_pictures_the_browser_decodes_and_the_cause_is_said(
    engine: Engine,
) -> Result<()> {
    for file in ["small.js", "small_bg.wasm"] {
        let mut rig = Rig::start(engine).await?;
        make_small(&rig).await?;
        let page = watch(&mut rig, &without(file)?, SMALL).await?;
        page.wait_for_text("The decoder for small pictures cannot be loaded").await?;
        goes_on(&page).await?;
        ensure!(page.data("decode").await?.as_deref() == Some("bitmap"));
    }
    Ok(())
}

e2e::browser_test!(a_trap_in_the_decoder_for_small_pictures_leaves_the_viewer_live);
async fn a_trap_in_the_decoder_for_small_pictures_leaves_the_viewer_live(engine: Engine) -> Result<()> {
    let mut rig = Rig::start(engine).await?;
    make_small(&rig).await?;
    let page = watch(&mut rig, &trapping("small", "decode")?, SMALL).await?;
    page.wait_for_attribute("reduction", "2").await?;
    goes_on(&page).await?;
    goes_on(&page).await?;
    ensure!(page.data("decode").await?.as_deref() == Some("bitmap"));
    Ok(())
}

e2e::browser_test!(without_the_recorder_the_cause_is_said_and_the_viewer_stays_live);
async fn without_the_recorder_the_cause_is_said_and_the_viewer_stays_live(engine: Engine) -> Result<()> {
    for file in ["record.js", "record_bg.wasm"] {
        let mut rig = Rig::start(engine).await?;
        let app = without(file)?;
        let page = watch(&mut rig, &app, "resolution=320x240&fps=10").await?;
        page.press(Role::Button, "Record").await?;
        page.wait_for_text("The recorder cannot be loaded").await?;
        page.wait_for_attribute("recording", "no").await?;
        goes_on(&page).await?;
        // Once the file is there, the same button records.
        app.restore(file)?;
        page.press(Role::Button, "Record").await?;
        page.wait("frames are recorded", async || {
            Ok(page.number("recording-frames").await?.filter(|frames| *frames >= 5))
        })
        .await?;
        page.press(Role::Button, "Stop recording").await?;
        ensure!(!rig.browser.downloaded("mkv").await?.is_empty());
    }
    Ok(())
}

e2e::browser_test!(frames_that_arrive_while_the_recorder_loads_are_recorded);
async fn frames_that_arrive_while_the_recorder_loads_are_recorded(engine: Engine) -> Result<()> {
    let mut rig = Rig::start(engine).await?;
    let app = AppCopy::new()?;
    // Three seconds late.
    let inner = std::fs::read_to_string(app.path().join("record.js"))?;
    app.write("inner.js", &inner)?;
    app.change("record.js", |_| {
        "export * from './inner.js';
        import init from './inner.js';
        export default () => new Promise((resolve) => setTimeout(resolve, 3000)).then(() => init());"
            .to_owned()
    })?;
    let page = watch(&mut rig, &app, "resolution=320x240&fps=10&replay=0").await?;
    page.press(Role::Button, "Record").await?;
    page.wait_for_attribute("recording", "yes").await?;
    let received = page.number("frames-received").await?.unwrap_or_default();
    page.wait_for_text("Loading the recorder").await?;
    page.wait("frames are recorded", async || {
        Ok(page.number("recording-frames").await?.filter(|frames| *frames >= 20))
    })
    .await?;
    page.press(Role::Button, "Stop recording").await?;
    page.wait_for_attribute("recording", "no").await?;
    let recorded = page.number("recording-frames").await?.unwrap_or_default();
    let until = page.number("frames-received").await?.unwrap_or_default();
    let findings = recording::verify(&rig.browser.downloaded("mkv").await?[..])?;
    ensure!(findings.fault.is_none() && findings.lost == 0, "{findings:?}");
    // All that came since it was begun, but for a few at either end.
    ensure!(recorded + 10 >= until - received, "{recorded} of {}", until - received);
    Ok(())
}

e2e::browser_test!(a_trap_in_the_recorder_leaves_the_viewer_live);
async fn a_trap_in_the_recorder_leaves_the_viewer_live(engine: Engine) -> Result<()> {
    let mut rig = Rig::start(engine).await?;
    let app = AppCopy::new()?;
    let inner = std::fs::read_to_string(app.path().join("record.js"))?;
    app.write("inner.js", &inner)?;
    let rest = "export { begin_recording, look_back, settle_recording, on_tasks } from './inner.js';";
    app.change("record.js", |_| [rest, &TRAP.replace("FUNCTION", "run_tasks")].concat())?;
    let page = watch(&mut rig, &app, "resolution=320x240&fps=10").await?;
    page.press(Role::Button, "Record").await?;
    page.wait_for_text("The recorder stopped").await?;
    page.wait_for_attribute("recording", "no").await?;
    goes_on(&page).await
}

e2e::browser_test!(without_the_enhancement_the_cause_is_said_and_the_camera_s_own_picture_stays);
async fn without_the_enhancement_the_cause_is_said_and_the_camera_s_own_picture_stays(
    engine: Engine,
) -> Result<()> {
    let apps = [
        (without("enhance.js")?, "The image enhancement cannot be loaded"),
        (trapping("enhance", "make_enhancer")?, "The image enhancement stopped"),
    ];
    for (app, sentence) in apps {
        let mut rig = Rig::start(engine).await?;
        let page = watch(&mut rig, &app, "resolution=320x240&fps=10").await?;
        page.press(Role::Button, "Enhance").await?;
        page.press(Role::Checkbox, "Invert").await?;
        page.wait_for_text(sentence).await?;
        goes_on(&page).await?;
        ensure!(page.data("enhanced").await?.as_deref() == Some("no"));
        // Once the file is there, the next change enhances.
        app.restore("enhance.js")?;
        page.press(Role::Checkbox, "Invert").await?;
        page.press(Role::Checkbox, "Invert").await?;
        page.wait_for_attribute("enhanced", "yes").await?;
    }
    Ok(())
}

/// A camera that wants Digest and lets every page in, and the page on it, in that app.
async fn guarded(engine: Engine, app: AppCopy) -> Result<(RunningCamera, StaticSite, Browser, Page)> {
    let auth = AuthPolicy::Digest(DigestAlgorithms::Sha256);
    let options = Options { auth, ..RunningCamera::guarded() }.with_cors_origin("*");
    let camera = RunningCamera::start(options).await?;
    let site = StaticSite::start(app, Flaw::default()).await?;
    let browser = Browser::start(engine).await?;
    let page = browser.open(&format!("{}/?src={}{VIDEO}", site.url(), camera.url())).await?;
    page.wait_for_state(&[State::Error]).await?;
    Ok((camera, site, browser, page))
}

e2e::browser_test!(without_the_login_the_cause_is_said_and_once_it_is_there_it_logs_in);
async fn without_the_login_the_cause_is_said_and_once_it_is_there_it_logs_in(engine: Engine) -> Result<()> {
    let app = AppCopy::new()?;
    let login = app.path().join("login.js");
    let script = std::fs::read(&login)?;
    std::fs::remove_file(&login)?;
    let (camera, _site, _browser, page) = guarded(engine, app).await?;
    let before = camera.handle().snapshot().unauthorized;
    log_in(&page, RunningCamera::USER, RunningCamera::PASSWORD).await?;
    page.wait_for_text("The login at cameras cannot be loaded").await?;
    ensure!(camera.handle().snapshot().unauthorized == before, "it was asked without the login");
    std::fs::write(&login, script)?;
    plays(engine, &page).await
}

e2e::browser_test!(a_trap_in_the_login_is_said_and_no_other_one_takes_its_place);
async fn a_trap_in_the_login_is_said_and_no_other_one_takes_its_place(engine: Engine) -> Result<()> {
    let app = trapping("login", "signer")?;
    let path = app.path().to_owned();
    let (_camera, _site, _browser, page) = guarded(engine, app).await?;
    log_in(&page, RunningCamera::USER, RunningCamera::PASSWORD).await?;
    page.wait_for_text("The login at cameras stopped").await?;
    // Another one would not know what the camera has offered before.
    std::fs::copy(path.join("inner.js"), path.join("login.js"))?;
    let asked = page.number("frames-received").await?;
    page.wait_for_text("Trying again in").await?;
    page.press(Role::Button, "Try again").await.ok();
    page.wait_for_text("The login at cameras stopped").await?;
    ensure!(page.number("frames-received").await? == asked);
    // A page that is loaded again logs in.
    page.run("location.reload()", vec![]).await?;
    page.wait_for_text("The camera wants a login").await?;
    log_in(&page, RunningCamera::USER, RunningCamera::PASSWORD).await?;
    plays(engine, &page).await
}

//! Cameras that want to know who asks.

use anyhow::{Context as _, Result, ensure};
use camera::{AuthPolicy, DigestAlgorithms, Fault, Options, StatusFault};
use e2e::{Browser, Engine, Gateway, Page, Relayed, Rig, Role, RunningCamera, State, TokenCamera};

use crate::site::{Site, VIDEO};

e2e::browser_test!(digest_with_md5);
async fn digest_with_md5(engine: Engine) -> Result<()> {
    logs_in(engine, AuthPolicy::Digest(DigestAlgorithms::Md5)).await
}

e2e::browser_test!(digest_with_sha_256);
async fn digest_with_sha_256(engine: Engine) -> Result<()> {
    logs_in(engine, AuthPolicy::Digest(DigestAlgorithms::Sha256)).await
}

e2e::browser_test!(digest_with_a_choice_of_hashes);
async fn digest_with_a_choice_of_hashes(engine: Engine) -> Result<()> {
    logs_in(engine, AuthPolicy::Digest(DigestAlgorithms::Both)).await
}

e2e::browser_test!(basic);
async fn basic(engine: Engine) -> Result<()> {
    logs_in(engine, AuthPolicy::Basic).await
}

e2e::browser_test!(basic_and_digest_offered_together);
async fn basic_and_digest_offered_together(engine: Engine) -> Result<()> {
    logs_in(engine, AuthPolicy::Both(DigestAlgorithms::Md5)).await
}

e2e::browser_test!(digest_with_sha_256_through_the_gateway);
async fn digest_with_sha_256_through_the_gateway(engine: Engine) -> Result<()> {
    let auth = AuthPolicy::Digest(DigestAlgorithms::Sha256);
    let rig = Rig::start_with(engine, Options { auth, ..RunningCamera::guarded() }).await?;
    rig.watch("").await?;
    Ok(())
}

e2e::browser_test!(a_bearer_token);
async fn a_bearer_token(engine: Engine) -> Result<()> {
    let browser = Browser::start(engine).await?;
    let plain = RunningCamera::start(Options::default()).await?;
    let picture = reqwest::get(format!("{}/axis-cgi/jpg/image.cgi", plain.url())).await?.bytes().await?;
    let camera = TokenCamera::start("sesame", picture.to_vec()).await?;
    let gateway = Gateway::start(&[Relayed::address("elsewhere", "http://127.0.0.1:9")]).await?;
    let page = browser.open(&format!("{}/?src={}/picture.jpg", gateway.url(), camera.url())).await?;
    page.wait_for_state(&[State::Error]).await?;
    page.press(Role::Button, "Log in").await?;
    page.press(Role::Button, "Token").await?;
    page.control(Role::TextField, "Bearer token").await?.send_keys(format!("sesame{ENTER}")).await?;
    page.wait_for_state(&[State::Live]).await?;
    Ok(())
}

e2e::browser_test!(a_wrong_password_is_not_tried_twice);
async fn a_wrong_password_is_not_tried_twice(engine: Engine) -> Result<()> {
    let site = Site::with_cors(engine, RunningCamera::guarded()).await?;
    let page = site.open("").await?;
    page.wait_for_state(&[State::Error]).await?;
    let before = site.camera.handle().snapshot().unauthorized;
    log_in(&page, RunningCamera::USER, "guessed").await?;
    page.wait_for_text("The camera refuses this user or password").await?;
    page.wait_for_state(&[State::Error]).await?;
    // Without a challenge in hand it asks once as nobody, then once with the password.
    let after = site.camera.handle().snapshot().unauthorized;
    ensure!(after - before <= 2, "{} refusals for one wrong password", after - before);

    // The right one is taken all the same.
    log_in(&page, RunningCamera::USER, RunningCamera::PASSWORD).await?;
    plays(engine, &page).await
}

e2e::browser_test!(attempts_that_are_announced_after_a_refusal_end_with_stop);
async fn attempts_that_are_announced_after_a_refusal_end_with_stop(engine: Engine) -> Result<()> {
    let site = Site::with_cors(engine, RunningCamera::guarded()).await?;
    let page = site.open("").await?;
    page.wait_for_state(&[State::Error]).await?;
    log_in(&page, RunningCamera::USER, RunningCamera::PASSWORD).await?;
    plays(engine, &page).await?;
    for stop in ["the button", "the key"] {
        // As a camera does that starts: it refuses a login that has worked.
        site.camera.handle().set_fault(Fault::Status(StatusFault::Unauthorized));
        page.press(Role::Button, "Stop").await?;
        page.press(Role::Button, "Play").await?;
        page.wait_for_text("Trying again in").await?;
        match stop {
            "the button" => page.press(Role::Button, "Stop").await?,
            _ => page.key("x").await?,
        }
        page.wait_for_state(&[State::Idle]).await?;
        page.wait_for_text("Stopped").await?;
        let announced = page.find_control(Role::Button, "Stop").await?.context("no Stop")?;
        ensure!(!announced.is_enabled().await?, "{stop}: there is nothing left to stop");
        site.camera.handle().clear_fault();
        page.press(Role::Button, "Play").await?;
        plays(engine, &page).await?;
    }
    Ok(())
}

e2e::browser_test!(a_camera_that_spoke_digest_gets_no_password_for_basic_from_another_player_either);
async fn a_camera_that_spoke_digest_gets_no_password_for_basic_from_another_player_either(
    engine: Engine,
) -> Result<()> {
    let guarded = |auth| Options { auth, ..RunningCamera::guarded() };
    let mut site = Site::with_cors(engine, guarded(AuthPolicy::Digest(DigestAlgorithms::Md5))).await?;
    let page = site.open("").await?;
    page.wait_for_state(&[State::Error]).await?;
    log_in(&page, RunningCamera::USER, RunningCamera::PASSWORD).await?;
    plays(engine, &page).await?;

    // Somebody in the camera's place asks for the password itself.
    let listen = site.camera.stop().await?;
    page.wait_for_state(&[State::Reconnecting]).await?;
    let thief = Options { listen, ..guarded(AuthPolicy::Basic) }.with_cors_origin("*");
    site.camera = RunningCamera::start(thief).await?;
    let is_refused = "asked for a stronger login before";
    page.wait_for_text(is_refused).await?;

    // As when the browser takes the worker away while the page is left, and the page comes back.
    let before = site.camera.handle().snapshot().unauthorized;
    page.run("dispatchEvent(new Event('pagehide')); dispatchEvent(new Event('pageshow'));", vec![]).await?;
    site.camera.wait_for("another player to ask", |now| now.unauthorized > before).await?;
    page.wait_for_text(is_refused).await?;

    // Another camera in between.
    let other = RunningCamera::start(Options::default().with_cors_origin("*")).await?;
    page.open_camera(&format!("{}{VIDEO}", other.url())).await?;
    page.wait_for_state(&[State::Live, State::Unverified]).await?;
    page.open_camera(&format!("{}{VIDEO}", site.camera.url())).await?;
    page.wait_for_text("The camera wants a login").await?;
    log_in(&page, RunningCamera::USER, RunningCamera::PASSWORD).await?;
    page.wait_for_text(is_refused).await?;
    let heard = site.camera.handle().snapshot();
    ensure!(heard.streams_served == 0, "the password was sent as it is: {heard:?}");
    Ok(())
}

e2e::browser_test!(a_login_in_a_pasted_address_is_used);
async fn a_login_in_a_pasted_address_is_used(engine: Engine) -> Result<()> {
    let site = Site::with_cors(engine, guarded_by("open%20sesame")).await?;
    let page = site.browser.open(site.gateway.url()).await?;
    let host = site.camera.url().replace("http://", "");
    page.open_camera(&format!("http://{}:open%2520sesame@{host}{VIDEO}", RunningCamera::USER)).await?;
    plays(engine, &page).await
}

/// A login typed into the sheet, against a camera with this policy.
async fn logs_in(engine: Engine, auth: AuthPolicy) -> Result<()> {
    let site = Site::with_cors(engine, Options { auth, ..RunningCamera::guarded() }).await?;
    let page = site.open("").await?;
    page.wait_for_state(&[State::Error]).await?;
    log_in(&page, RunningCamera::USER, RunningCamera::PASSWORD).await?;
    plays(engine, &page).await?;
    let refused = site.camera.handle().snapshot().unauthorized;
    ensure!(refused <= 6, "{refused} refusals for one login");
    Ok(())
}

/// Opens the sheet and fills it in.
pub(crate) async fn log_in(page: &Page, user: &str, password: &str) -> Result<()> {
    page.press(Role::Button, "Log in").await.context("the offer")?;
    page.control(Role::TextField, "User").await?.send_keys(user).await?;
    page.control(Role::TextField, "Password").await?.send_keys(format!("{password}{ENTER}")).await?;
    Ok(())
}

/// A login goes with `fetch` only. Where that reads no stream, it reads single pictures.
pub(crate) async fn plays(engine: Engine, page: &Page) -> Result<()> {
    page.wait_for_state(&[State::Live]).await?;
    let transport = if engine.fetches_multipart() { "fetch" } else { "snapshots" };
    page.wait_for_attribute("transport", transport).await?;
    page.wait("a picture of the camera's", async || Ok(page.picture().await?.frame_number())).await?;
    Ok(())
}

fn guarded_by(password: &str) -> Options {
    Options::default().with_user(camera::User::new(RunningCamera::USER, password, vapix::Role::Viewer))
}

/// The key, as WebDriver writes it.
const ENTER: char = '\u{e007}';

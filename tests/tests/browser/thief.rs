//! Links that want what a person types, and cameras that ask without saying why.

use anyhow::{Result, ensure};
use camera::{AuthPolicy, Options};
use e2e::{Engine, Role, RunningCamera, State, Thief};

use crate::login::log_in;
use crate::site::{Site, VIDEO};

e2e::browser_test!(a_link_with_a_proxy_gets_nothing_before_a_person_says_so);
async fn a_link_with_a_proxy_gets_nothing_before_a_person_says_so(engine: Engine) -> Result<()> {
    let site =
        Site::with_cors(engine, Options { auth: AuthPolicy::Basic, ..RunningCamera::guarded() }).await?;
    let thief = Thief::start().await?;
    for more in ["", "&transport=proxy", "&transport=snapshots"] {
        let page = site.open(&format!("proxy={}/?u={{url}}{more}", thief.url())).await?;
        page.wait_for_text(&thief.url()).await?;
        ensure!(thief.heard().is_empty(), "it was asked before anybody agreed: {:?}", thief.heard());
        page.press(Role::Button, "Go on without it").await?;
        page.wait("the question to be gone", async || {
            Ok(page.find_control(Role::Button, "Use this server").await?.is_none().then_some(()))
        })
        .await?;
        ensure!(thief.heard().is_empty(), "it was asked though a person said no: {:?}", thief.heard());
    }
    Ok(())
}

e2e::browser_test!(a_login_is_not_sent_to_the_proxy_of_a_link);
async fn a_login_is_not_sent_to_the_proxy_of_a_link(engine: Engine) -> Result<()> {
    let site =
        Site::without_cors(engine, Options { auth: AuthPolicy::Basic, ..RunningCamera::guarded() }).await?;
    let thief = Thief::start().await?;
    let page = site.open(&format!("transport=proxy&proxy={}/?u={{url}}", thief.url())).await?;
    page.press(Role::Button, "Use this server").await?;
    page.wait_for_state(&[State::Error]).await?;
    log_in(&page, RunningCamera::USER, RunningCamera::PASSWORD).await?;
    page.wait("the thief to be asked again", async || Ok((thief.heard().len() > 1).then_some(()))).await?;
    page.wait_for_state(&[State::Error]).await?;
    let signed: Vec<_> = thief
        .heard()
        .into_iter()
        .filter(|head| head.to_ascii_lowercase().contains("authorization:"))
        .collect();
    ensure!(signed.is_empty(), "the thief has a login: {signed:?}");
    Ok(())
}

e2e::browser_test!(a_camera_that_probably_needs_a_login_is_asked_once_and_comes_with_its_lines);
async fn a_camera_that_probably_needs_a_login_is_asked_once_and_comes_with_its_lines(
    engine: Engine,
) -> Result<()> {
    let site = Site::without_cors(engine, RunningCamera::guarded()).await?;
    let page = site.open("").await?;
    page.wait_for_text("This camera probably needs a login").await?;
    page.wait_for_text("password_env").await?;
    let asked = site.camera.handle().snapshot();
    ensure!(
        asked.requests_for("/axis-cgi/jpg/image.cgi") == 0 && asked.requests_for(VIDEO) <= 3,
        "one display, and what finds out that it is there: {asked:?}"
    );
    Ok(())
}

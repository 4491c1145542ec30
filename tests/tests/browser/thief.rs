//! Links that want what a person types, and cameras that ask without saying why.

use anyhow::{Result, ensure};
use camera::{AuthPolicy, Options};
use e2e::{Browser, Engine, Gateway, Page, Relayed, Role, RunningCamera, Script, Scripted, State, Thief};

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
        page.press(Role::Button, "Continue without it").await?;
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

/// What a person logs in at.
async fn log_in_at(engine: Engine, camera: &Scripted) -> Result<(Gateway, Browser, Page)> {
    let gateway = Gateway::start(&[Relayed::address("elsewhere", "http://127.0.0.1:9")]).await?;
    let browser = Browser::start(engine).await?;
    let page = browser.open(&format!("{}/?src={}{VIDEO}", gateway.url(), camera.url())).await?;
    page.wait_for_state(&[State::Error]).await?;
    log_in(&page, RunningCamera::USER, RunningCamera::PASSWORD).await?;
    Ok((gateway, browser, page))
}

/// The logins that came.
fn logins(server: &Scripted) -> Vec<String> {
    let heard = server.heard();
    let fields = heard.iter().flat_map(|head| head.lines());
    let logins = fields.filter_map(|field| {
        let (name, value) = field.split_once(':')?;
        name.eq_ignore_ascii_case("authorization").then(|| value.trim().to_owned())
    });
    logins.collect()
}

e2e::browser_test!(a_camera_asks_for_a_login_in_its_own_words_only);
async fn a_camera_asks_for_a_login_in_its_own_words_only(engine: Engine) -> Result<()> {
    // The second field is the gateway's.
    let refusal = "401 Unauthorized\nWWW-Authenticate: Digest realm=\"c\", nonce=\"n\", qop=\"auth\"\n\
                   X-Mullion-WWW-Authenticate: Basic realm=\"c\"\nAccess-Control-Allow-Origin: *\n\
                   Access-Control-Expose-Headers: WWW-Authenticate, X-Mullion-WWW-Authenticate";
    let busy = Script::new(VIDEO, "503 Service Unavailable\nAccess-Control-Allow-Origin: *", b"");
    let camera = Scripted::start(vec![busy.behind(refusal)]).await?;
    let (_gateway, _browser, page) = log_in_at(engine, &camera).await?;
    let sent =
        page.wait("a login", async || Ok(Some(logins(&camera)).filter(|logins| !logins.is_empty()))).await?;
    ensure!(sent.iter().all(|login| login.starts_with("Digest ")), "{sent:?}");
    Ok(())
}

e2e::browser_test!(a_login_does_not_follow_a_redirect_to_another_origin);
async fn a_login_does_not_follow_a_redirect_to_another_origin(engine: Engine) -> Result<()> {
    let refusal = "401 Unauthorized\nWWW-Authenticate: Basic realm=\"c\"\nAccess-Control-Allow-Origin: *\n\
                   Access-Control-Expose-Headers: WWW-Authenticate";
    // It would let every page send a login, and wants one.
    let taken = Script::new("/taken", "200 OK\nAccess-Control-Allow-Origin: *", b"").behind(refusal);
    let thief = Scripted::start(vec![taken]).await?;
    let found = format!("302 Found\nLocation: {}/taken\nAccess-Control-Allow-Origin: *", thief.url());
    let camera = Scripted::start(vec![Script::new(VIDEO, &found, b"").behind(refusal)]).await?;
    let (_gateway, _browser, page) = log_in_at(engine, &camera).await?;
    page.wait("the redirect to be followed", async || Ok((!thief.heard().is_empty()).then_some(()))).await?;
    page.wait_for_state(&[State::Error]).await?;
    let (sent, stolen) = (logins(&camera), logins(&thief));
    ensure!(!sent.is_empty() && stolen.is_empty(), "the camera has {sent:?}, the thief {stolen:?}");
    Ok(())
}

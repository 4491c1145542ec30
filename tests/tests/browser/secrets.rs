//! What a person types as a password, or pastes in an address, goes to the camera and nowhere else.

use anyhow::{Result, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use camera::{AuthPolicy, Options, User};
use e2e::{Engine, Page, RunningCamera};

use crate::login::{log_in, plays};
use crate::site::{Site, VIDEO};

/// Found nowhere by accident.
const PASSWORD: &str = "Zugspitze2962";

e2e::browser_test!(a_password_typed_into_the_sheet_is_written_nowhere);
async fn a_password_typed_into_the_sheet_is_written_nowhere(engine: Engine) -> Result<()> {
    for policy in [AuthPolicy::Basic, AuthPolicy::Digest(camera::DigestAlgorithms::Md5)] {
        let site = Site::with_cors(engine, guarded(policy)).await?;
        let page = site.open("").await?;
        let heard = Heard::begin(&page).await?;
        log_in(&page, RunningCamera::USER, PASSWORD).await?;
        plays(engine, &page).await?;
        nowhere(&site, &page, &heard).await?;
    }
    Ok(())
}

e2e::browser_test!(a_password_that_is_remembered_is_written_nowhere);
async fn a_password_that_is_remembered_is_written_nowhere(engine: Engine) -> Result<()> {
    let site = Site::with_cors(engine, guarded(AuthPolicy::Basic)).await?;
    let page = site.open("").await?;
    let heard = Heard::begin(&page).await?;
    page.press(e2e::Role::Button, "Log in").await?;
    let remember = "Remember for this camera until this tab is closed or reloaded";
    page.press(e2e::Role::Checkbox, remember).await?;
    page.control(e2e::Role::TextField, "User").await?.send_keys(RunningCamera::USER).await?;
    page.control(e2e::Role::TextField, "Password").await?.send_keys(format!("{PASSWORD}\u{e007}")).await?;
    plays(engine, &page).await?;
    nowhere(&site, &page, &heard).await
}

e2e::browser_test!(a_password_in_a_pasted_address_is_written_nowhere);
async fn a_password_in_a_pasted_address_is_written_nowhere(engine: Engine) -> Result<()> {
    let site = Site::with_cors(engine, guarded(AuthPolicy::Basic)).await?;
    let page = site.browser.open(site.gateway.url()).await?;
    let heard = Heard::begin(&page).await?;
    page.open_camera(&with_login(&site)).await?;
    plays(engine, &page).await?;
    page.wait_for_url("src=").await?;
    nowhere(&site, &page, &heard).await
}

e2e::browser_test!(a_password_in_a_link_is_taken_out_of_it);
/// The gateway is asked for the page by that link, but does not write it down.
async fn a_password_in_a_link_is_taken_out_of_it(engine: Engine) -> Result<()> {
    let site = Site::with_cors(engine, guarded(AuthPolicy::Basic)).await?;
    let page = site.browser.open(&format!("{}/?src={}", site.gateway.url(), with_login(&site))).await?;
    let heard = Heard::begin(&page).await?;
    plays(engine, &page).await?;
    nowhere(&site, &page, &heard).await
}

e2e::browser_test!(a_wrong_password_is_written_nowhere);
async fn a_wrong_password_is_written_nowhere(engine: Engine) -> Result<()> {
    let site = Site::with_cors(engine, RunningCamera::guarded()).await?;
    let page = site.open("").await?;
    let heard = Heard::begin(&page).await?;
    log_in(&page, RunningCamera::USER, PASSWORD).await?;
    page.wait_for_text("The camera refuses this user or password").await?;
    nowhere(&site, &page, &heard).await
}

fn guarded(auth: AuthPolicy) -> Options {
    let options = Options { auth, ..Options::default() };
    options.with_user(User::new(RunningCamera::USER, PASSWORD, vapix::Role::Viewer))
}

fn with_login(site: &Site) -> String {
    let host = site.camera.url().replace("http://", "");
    format!("http://{}:{PASSWORD}@{host}{VIDEO}", RunningCamera::USER)
}

/// What the page says to whoever embeds it.
struct Heard<'a>(&'a Page);

impl<'a> Heard<'a> {
    /// A page that nobody embeds is its own parent.
    async fn begin(page: &'a Page) -> Result<Self> {
        let script = "window.heard = [];
            window.addEventListener('message', (event) => window.heard.push(JSON.stringify(event.data)))";
        page.run(script, vec![]).await?;
        Ok(Self(page))
    }

    async fn all(&self) -> Result<String> {
        Ok(self.0.run("return window.heard.join('\\n')", vec![]).await?.to_string())
    }
}

/// Looks for the password wherever a page or a program could leave it.
async fn nowhere(site: &Site, page: &Page, heard: &Heard<'_>) -> Result<()> {
    // Settings and the address are written a moment after they change.
    page.wait("the camera to be remembered", async || {
        let stored = page.run("return JSON.stringify({ ...localStorage })", vec![]).await?;
        Ok(stored.as_str().is_some_and(|stored| stored.contains("127.0.0.1")).then_some(()))
    })
    .await
    .or_else(|error| if page_may_remember_nothing(&error) { Ok(()) } else { Err(error) })?;

    clean("what the page holds", &page.run_long("what the page holds", PLACES).await?.to_string())?;
    // It asks the camera in several ways, and gives each of them some seconds.
    let diagnose = "return viewer.diagnose().then((told) => JSON.stringify(told))";
    clean("the diagnosis", &page.run_long("the diagnosis", diagnose).await?.to_string())?;
    clean("messages to an embedding page", &heard.all().await?)?;
    if let Some(console) = site.browser.console().await? {
        // Chromium writes the address that the page was opened by beside what it has to say itself.
        let link = format!("{}/?src={}", site.gateway.url(), with_login(site));
        clean("the browser's console", &console.replace(&link, ""))?;
    }
    clean("the gateway's log", &site.gateway.log())?;
    let asked: Vec<_> = site.camera.handle().snapshot().recent.into_iter().collect();
    ensure!(!asked.is_empty(), "the camera was never asked");
    clean("the addresses that the camera was asked for", &asked.join("\n"))?;
    Ok(())
}

/// Only a camera that was shown is remembered.
fn page_may_remember_nothing(error: &anyhow::Error) -> bool {
    format!("{error:#}").contains("\"state\":\"error\"")
}

fn clean(place: &str, text: &str) -> Result<()> {
    let basic = STANDARD.encode(format!("{}:{PASSWORD}", RunningCamera::USER));
    for secret in [PASSWORD, basic.as_str(), &STANDARD.encode(PASSWORD)] {
        let found = text.find(secret);
        ensure!(found.is_none(), "{secret:?} is in {place}: {:?}", found.map(|at| around(text, at)));
    }
    Ok(())
}

fn around(text: &str, at: usize) -> String {
    let before: String = text[..at].chars().rev().take(150).collect();
    before.chars().rev().chain(text[at..].chars().take(100)).collect()
}

/// Everything that outlives the moment, and everything that can be seen.
const PLACES: &str = "
    const shown = (element) => [
        ...element.querySelectorAll('*')].map((one) => (one.value ?? '') + ' ' + (one.defaultValue ?? '')).join(' ');
    return Promise.all([
        window.indexedDB?.databases ? indexedDB.databases() : [],
        window.caches ? caches.keys() : [],
    ]).then(([databases, kept]) => JSON.stringify({
        url: location.href, referrer: document.referrer, name: window.name, title: document.title,
        history: history.state, cookie: document.cookie,
        local: { ...localStorage }, session: { ...sessionStorage }, databases, kept,
        html: document.documentElement.outerHTML, fields: shown(document),
        requests: performance.getEntriesByType('resource').map((entry) => entry.name),
    }));
";

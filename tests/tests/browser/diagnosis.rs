//! Why is there no picture? Each cause is brought about, and the sheet names it.

mod answers;

use anyhow::{Context as _, Result, ensure};
use camera::{Fault, Options};
use e2e::{Browser, Engine, Gateway, Page, Relayed, Role, RunningCamera, Script, Scripted, State, Tls};
use serde_json::Value;

use crate::login::log_in;
use crate::site::Site;
use answers::{CASES, Case, deaf, scripts};

// One browser and one server for all the answers that a server can give: starting a browser takes
// longer than any of them.
e2e::browser_test!(what_a_server_answers_is_named);
async fn what_a_server_answers_is_named(engine: Engine) -> Result<()> {
    let server = Scripted::start(scripts()).await?;
    let gateway = Gateway::start(&[elsewhere()]).await?;
    let browser = Browser::start(engine).await?;
    let mut wrong = Vec::new();
    for Case { code, path, says, only } in CASES.iter().filter(|case| case.is_for(engine)) {
        let page = open(&browser, gateway.url(), &format!("mjpeg+{}{path}", server.url())).await?;
        let (found, text) = named(&page, code).await?;
        if found != *code || !text.contains(says) {
            wrong.push(format!("{path} {only:?}: {code} {says:?} expected, {found} found: {text}"));
        }
    }
    ensure!(wrong.is_empty(), "{}", wrong.join("\n"));
    Ok(())
}

e2e::browser_test!(an_address_that_leads_nowhere_is_named);
async fn an_address_that_leads_nowhere_is_named(engine: Engine) -> Result<()> {
    let gateway = Gateway::start(&[elsewhere()]).await?;
    let browser = Browser::start(engine).await?;
    let deaf = Scripted::start(deaf()).await?;
    for (source, code) in [
        ("http://127.0.0.1:9/axis-cgi/mjpg/video.cgi", "unreachable"),
        ("rtsp://192.0.2.1/h264", "other-video"),
        ("http://cam%20era/", "bad-address"),
        (&format!("mjpeg+{}/", deaf.url()), "no-answer"),
    ] {
        let page = open(&browser, gateway.url(), source).await?;
        names(&page, code).await.with_context(|| source.to_owned())?;
    }
    Ok(())
}

e2e::browser_test!(the_card_names_one_cause_without_being_asked);
async fn the_card_names_one_cause_without_being_asked(engine: Engine) -> Result<()> {
    let gateway = Gateway::start(&[elsewhere()]).await?;
    let browser = Browser::start(engine).await?;
    let camera = RunningCamera::start(Options::default()).await?;
    let blocked = format!("{}/axis-cgi/mjpg/video.cgi&transport=fetch", camera.url());
    for (source, says) in [
        ("http://127.0.0.1:9/axis-cgi/mjpg/video.cgi", "nothing listens there"),
        (&blocked, "to read it (Access-Control-Allow-Origin)"),
    ] {
        let page = browser.open(&format!("{}/?src={source}", gateway.url())).await?;
        page.wait_for_text(says).await.with_context(|| source.to_owned())?;
    }
    // Of an attempt that fails nothing stays open.
    camera.wait_for("no open stream", |camera| camera.streams == 0).await?;
    Ok(())
}

e2e::browser_test!(an_axis_camera_that_allows_no_page_gets_its_own_cure);
async fn an_axis_camera_that_allows_no_page_gets_its_own_cure(engine: Engine) -> Result<()> {
    let gateway = Gateway::start(&[elsewhere()]).await?;
    let camera = RunningCamera::start(Options::default()).await?;
    let browser = Browser::start(engine).await?;
    let page = open(&browser, gateway.url(), &format!("{}/axis-cgi/mjpg/video.cgi", camera.url())).await?;
    let text = names(&page, "no-cors").await?;
    for part in [
        &format!("\"Access-Control-Allow-Origin\":\"{}\"", gateway.url()),
        &format!("{}/axis-cgi/customhttpheader.cgi", camera.url()),
        &format!("url = \"{}\"", camera.url()),
    ] {
        ensure!(text.contains(part), "{part} is not in {text}");
    }
    // Nothing that was opened to find out stays open.
    page.press(Role::Button, "Close").await?;
    camera.wait_for("all but the player's own stream to be closed", |now| now.streams <= 1).await?;
    Ok(())
}

e2e::browser_test!(a_picture_that_is_live_needs_no_cure_and_no_second_stream);
async fn a_picture_that_is_live_needs_no_cure_and_no_second_stream(engine: Engine) -> Result<()> {
    let camera = RunningCamera::start(RunningCamera::guarded()).await?;
    let gateway = Gateway::start(&[Relayed::camera("yard", &camera)]).await?;
    let browser = Browser::start(engine).await?;
    let page = open(&browser, gateway.url(), "yard").await?;
    page.wait_until_live().await?;
    names(&page, "playing").await?;
    ensure!(camera.handle().snapshot().streams_served == 1, "{:?}", camera.handle().snapshot());
    Ok(())
}

e2e::browser_test!(a_camera_that_stops_sending_is_named);
async fn a_camera_that_stops_sending_is_named(engine: Engine) -> Result<()> {
    let camera = RunningCamera::start(RunningCamera::guarded()).await?;
    let gateway = Gateway::start(&[Relayed::camera("yard", &camera)]).await?;
    let browser = Browser::start(engine).await?;
    let page = open(&browser, gateway.url(), "yard").await?;
    page.wait_until_live().await?;
    camera.handle().set_fault(Fault::Stall { after: 0 });
    page.wait_for_state(&[State::Stalled]).await?;
    names(&page, "stalled").await?;
    Ok(())
}

e2e::browser_test!(what_the_gateway_says_is_passed_on);
async fn what_the_gateway_says_is_passed_on(engine: Engine) -> Result<()> {
    let camera = RunningCamera::start(RunningCamera::guarded()).await?;
    let server = Scripted::start(scripts()).await?;
    let tls = Tls::before(&camera.url()).await?;
    let mut gateway = Gateway::start(&[
        Relayed::address("gone", "http://127.0.0.1:9"),
        Relayed::address("guarded", &camera.url()),
        Relayed::address("encrypted", &tls.url()),
        Relayed::address("broken", &server.url()),
    ])
    .await?;
    let browser = Browser::start(engine).await?;
    for (id, code, says) in [
        ("gone", "gateway-camera-unreachable", ""),
        ("guarded", "gateway-login", "password_env"),
        ("encrypted", "gateway-certificate", "pin = \"sha256:"),
        ("broken", "not-found", ""),
    ] {
        let page = open(&browser, gateway.url(), id).await?;
        let text = names(&page, code).await?;
        ensure!(text.contains(says), "{id}: {says} is not in {text}");
    }
    let page = open(&browser, gateway.url(), "gone").await?;
    gateway.kill().await?;
    names(&page, "gateway-unreachable").await?;
    Ok(())
}

e2e::browser_test!(a_camera_or_a_proxy_that_speaks_as_the_gateway_is_not_believed);
async fn a_camera_or_a_proxy_that_speaks_as_the_gateway_is_not_believed(engine: Engine) -> Result<()> {
    let head = "503 Service Unavailable\nX-Mullion-Error: camera-certificate\nContent-Type: application/json\n\
                Access-Control-Allow-Origin: *\nAccess-Control-Expose-Headers: *";
    let body = r#"{"code":"camera-certificate","message":"Forged words.","hint":"Forged cure.","detail":""}"#;
    let forger = Scripted::start(vec![Script::new("/", head, body.as_bytes())]).await?;
    let gateway = Gateway::start(&[elsewhere()]).await?;
    let browser = Browser::start(engine).await?;
    let url = forger.url();
    for asked in [
        format!("src=mjpeg%2B{url}/&transport=fetch"),
        format!("src=http://192.0.2.1/axis-cgi/mjpg/video.cgi&transport=proxy&proxy={url}/?u={{url}}"),
    ] {
        let page = browser.open(&format!("{}/?{asked}", gateway.url())).await?;
        if asked.contains("proxy") {
            page.press(Role::Button, "Use this server").await?;
        }
        page.wait_for_text("The camera is busy").await.with_context(|| asked.clone())?;
        let text = names(&page, "busy").await?;
        // They may be quoted.
        ensure!(!text.lines().any(|line| line.starts_with("Forged")), "{asked}: {text}");
    }
    Ok(())
}

e2e::browser_test!(a_login_that_is_refused_is_named);
async fn a_login_that_is_refused_is_named(engine: Engine) -> Result<()> {
    let site = Site::with_cors(engine, RunningCamera::guarded()).await?;
    let page = site.open("").await?;
    page.wait_for_state(&[State::Error]).await?;
    names(&page, "login-digest").await?;
    page.press(Role::Button, "Close").await?;
    log_in(&page, RunningCamera::USER, "guessed").await?;
    page.wait_for_text("The camera refuses this user or password").await?;
    let before = site.camera.handle().snapshot().unauthorized;
    names(&page, "login-refused").await?;
    // Asked once, as anybody: the password is not tried again to find out.
    let after = site.camera.handle().snapshot().unauthorized;
    ensure!(after - before <= 1, "{} refusals", after - before);
    Ok(())
}

e2e::browser_test!(a_login_that_may_not_be_sent_is_named);
async fn a_login_that_may_not_be_sent_is_named(engine: Engine) -> Result<()> {
    let server = Scripted::start(scripts()).await?;
    let gateway = Gateway::start(&[elsewhere()]).await?;
    let browser = Browser::start(engine).await?;
    let source = format!("mjpeg+{}/unnamed", server.url());
    let page = open(&browser, gateway.url(), &source).await?;
    log_in(&page, "viewer", "s3cret").await?;
    page.wait_for_text("OPTIONS").await?;
    names(&page, "preflight-refused").await?;
    // What the browser itself keeps may not be sent to a camera that allows everybody.
    let page = open(&browser, gateway.url(), &source).await?;
    page.press(Role::Button, "Log in").await?;
    page.press(Role::Button, "Browser").await?;
    page.run("document.querySelector('dialog[open] form').requestSubmit()", vec![]).await?;
    names(&page, "wildcard-cors").await?;
    Ok(())
}

e2e::browser_test!(a_proxy_that_does_not_fetch_is_named);
async fn a_proxy_that_does_not_fetch_is_named(engine: Engine) -> Result<()> {
    let site = Site::without_cors(engine, Options::default()).await?;
    let page = site.open("transport=proxy&proxy=proxy/").await?;
    page.wait("the viewer", async || page.data("state").await).await?;
    names(&page, "proxy-refuses").await?;
    Ok(())
}

e2e::browser_test!(a_certificate_that_is_not_trusted_is_named);
async fn a_certificate_that_is_not_trusted_is_named(engine: Engine) -> Result<()> {
    let camera = RunningCamera::start(Options::default().with_cors_origin("*")).await?;
    let tls = Tls::before(&camera.url()).await?;
    let gateway = Gateway::start(&[elsewhere()]).await?;
    let browser = Browser::start(engine).await?;
    let page = open(&browser, gateway.url(), &format!("{}/axis-cgi/mjpg/video.cgi", tls.url())).await?;
    names(&page, "certificate").await?;
    Ok(())
}

// In WebKit all requests share their connections.
e2e::browser_test!(six_connections_in_use_are_named in chromium, firefox);
async fn six_connections_in_use_are_named(engine: Engine) -> Result<()> {
    let gateway = Gateway::start(&[elsewhere()]).await?;
    let camera = RunningCamera::start(Options::default().with_cors_origin("*")).await?;
    let browser = Browser::start(engine).await?;
    let page = open(&browser, gateway.url(), "").await?;
    let stream = format!("{}/axis-cgi/mjpg/video.cgi?resolution=160x120", camera.url());
    let take = "window.taken = [1, 2, 3, 4, 5, 6].map((n) => fetch(arguments[0] + '&fps=' + n)); \
                return Promise.all(taken).then(() => 0);";
    page.run(take, vec![stream.into()]).await?;
    page.open_camera(&format!("mjpeg+{}/axis-cgi/mjpg/video.cgi?resolution=160x120", camera.url())).await?;
    names(&page, "connections-in-use").await?;
    Ok(())
}

e2e::browser_test!(the_seventh_viewer_of_a_gateway_is_told_of_the_six);
async fn the_seventh_viewer_of_a_gateway_is_told_of_the_six(engine: Engine) -> Result<()> {
    let camera = RunningCamera::start(RunningCamera::guarded()).await?;
    // Two cameras: the only one of a gateway would be opened at once.
    let gateway = Gateway::start(&[Relayed::camera("yard", &camera), elsewhere()]).await?;
    let browser = Browser::start(engine).await?;
    let page = open(&browser, gateway.url(), "").await?;
    let stream = format!("{}/cameras/yard/axis-cgi/mjpg/video.cgi?resolution=160x120", gateway.url());
    let take = "
        const headers = { accept: 'application/octet-stream' };
        window.taken = [1, 2, 3, 4, 5, 6].map((n) => fetch(arguments[0] + '&fps=' + n, { headers }));
        return Promise.all(taken).then(() => 0);
    ";
    page.run(take, vec![stream.into()]).await?;
    page.open_camera("yard").await?;
    // The card says it by itself, and the sheet the same.
    page.wait_for_text("connections that").await?;
    let code = if engine == Engine::WebKit { "gateway-no-answer" } else { "connections-in-use" };
    names(&page, code).await?;
    Ok(())
}

e2e::browser_test!(a_gateway_that_hangs_is_told_as_the_gateways_fault);
async fn a_gateway_that_hangs_is_told_as_the_gateways_fault(engine: Engine) -> Result<()> {
    let camera = RunningCamera::start(RunningCamera::guarded()).await?;
    let gateway = Gateway::start(&[Relayed::camera("yard", &camera)]).await?;
    let browser = Browser::start(engine).await?;
    let page = open(&browser, gateway.url(), "yard").await?;
    page.wait_until_live().await?;
    gateway.pause().await?;
    page.wait_for_text("gateway").await?;
    let code = if engine == Engine::WebKit { "gateway-no-answer" } else { "gateway-unreachable" };
    names(&page, code).await?;
    Ok(())
}

// WebKit gives pages no multipart, and shows none of these.
e2e::browser_test!(a_stream_of_another_format_is_named_on_the_card in chromium, firefox);
async fn a_stream_of_another_format_is_named_on_the_card(engine: Engine) -> Result<()> {
    let server = Scripted::start(scripts()).await?;
    let gateway = Gateway::start(&[elsewhere()]).await?;
    let browser = Browser::start(engine).await?;
    for (path, says) in [("/h264-parts", "H.264"), ("/text-parts", "No frames send.")] {
        let page = open(&browser, gateway.url(), &format!("mjpeg+{}{path}", server.url())).await?;
        page.wait_for_state(&[State::Error]).await?;
        page.wait_for_text(says).await?;
    }
    Ok(())
}

e2e::browser_test!(one_picture_at_an_address_is_shown_again_and_again);
async fn one_picture_at_an_address_is_shown_again_and_again(engine: Engine) -> Result<()> {
    let server = Scripted::start(scripts()).await?;
    let gateway = Gateway::start(&[elsewhere()]).await?;
    let browser = Browser::start(engine).await?;
    // And a length that is too big is no broken connection.
    for path in ["/picture", "/too-long"] {
        let page = open(&browser, gateway.url(), &format!("mjpeg+{}{path}", server.url())).await?;
        page.wait_until_live().await?;
        names(&page, "single-picture").await?;
    }
    Ok(())
}

e2e::browser_test!(a_camera_over_http_on_a_page_over_https_is_named);
async fn a_camera_over_http_on_a_page_over_https_is_named(engine: Engine) -> Result<()> {
    let gateway = Gateway::start(&[elsewhere()]).await?;
    let tls = Tls::before(gateway.url()).await?;
    let browser = Browser::start_credulous(engine).await?;
    let page = open(&browser, &tls.url(), "http://192.0.2.1/axis-cgi/mjpg/video.cgi").await?;
    let text = names(&page, "mixed-content").await?;
    ensure!(text.contains("https://192.0.2.1/"), "{text}");
    // Into the local network, a browser that can be allowed to has to be.
    let page = open(&browser, &tls.url(), "http://192.168.7.7/axis-cgi/mjpg/video.cgi").await?;
    let permission = "return navigator.permissions.query({ name: 'local-network' }) \
                      .then((now) => now.state, () => 'unknown');";
    let known = page.run(permission, vec![]).await?;
    let code = match known.as_str().unwrap_or_default() {
        "prompt" => "permission-needed",
        "denied" => "permission-denied",
        _ => "mixed-content",
    };
    ensure!(engine != Engine::Chromium || code != "mixed-content", "{known}");
    names(&page, code).await?;
    Ok(())
}

e2e::browser_test!(a_permission_that_was_denied_is_named in chromium);
async fn a_permission_that_was_denied_is_named(engine: Engine) -> Result<()> {
    let gateway = Gateway::start(&[elsewhere()]).await?;
    let tls = Tls::before(gateway.url()).await?;
    let browser = Browser::start_credulous(engine).await?;
    let deny = serde_json::json!({ "permission": { "name": "local-network" }, "setting": "denied" });
    browser.session().cdp().send_raw("Browser.setPermission", deny).await?;
    let page = open(&browser, &tls.url(), "http://192.168.7.7/axis-cgi/mjpg/video.cgi").await?;
    names(&page, "permission-denied").await?;
    Ok(())
}

e2e::browser_test!(a_device_without_network_is_named in chromium);
async fn a_device_without_network_is_named(engine: Engine) -> Result<()> {
    let gateway = Gateway::start(&[elsewhere()]).await?;
    let browser = Browser::start(engine).await?;
    let page = open(&browser, gateway.url(), "http://192.0.2.1/axis-cgi/mjpg/video.cgi").await?;
    let none =
        serde_json::json!({ "offline": true, "latency": 0, "downloadThroughput": 0, "uploadThroughput": 0 });
    browser.session().cdp().send_raw("Network.emulateNetworkConditions", none).await?;
    names(&page, "offline").await?;
    Ok(())
}

e2e::browser_test!(the_pages_own_policy_is_named);
async fn the_pages_own_policy_is_named(engine: Engine) -> Result<()> {
    let gateway = Gateway::start(&[elsewhere()]).await?;
    let browser = Browser::start(engine).await?;
    let page = open(&browser, gateway.url(), "http://127.0.0.1:9/axis-cgi/mjpg/video.cgi").await?;
    let forbid = "
        const policy = document.createElement('meta');
        policy.httpEquiv = 'Content-Security-Policy';
        policy.content = \"connect-src 'self'\";
        document.head.append(policy);
    ";
    page.run(forbid, vec![]).await?;
    let text = names(&page, "page-policy").await?;
    ensure!(text.contains("connect-src 'self' http://127.0.0.1:9"), "{text}");
    Ok(())
}

e2e::browser_test!(embedders_get_the_diagnosis_as_a_plain_object);
async fn embedders_get_the_diagnosis_as_a_plain_object(engine: Engine) -> Result<()> {
    let server = Scripted::start(scripts()).await?;
    let gateway = Gateway::start(&[elsewhere()]).await?;
    let browser = Browser::start(engine).await?;
    let source = format!("mjpeg+http://root:s3cret@{}/text", server.url().trim_start_matches("http://"));
    let page = open(&browser, gateway.url(), &source).await?;
    let found = page.run_long("the diagnosis", "return window.viewer.diagnose();").await?;
    for field in ["code", "blame", "cause", "cure", "text"] {
        ensure!(found[field].as_str().is_some_and(|text| !text.is_empty()), "{field}: {found}");
    }
    ensure!(found["code"] == "camera-message" && found["blame"] == "camera", "{found}");
    let steps = found["steps"].as_array().context("no steps")?;
    ensure!(steps.iter().all(|step| step["what"].is_string() && step["verdict"].is_string()), "{found}");
    ensure!(found["lines"].is_array() && !found.to_string().contains("s3cret"), "{found}");
    // Asked twice at once, it looks once.
    let same = page.run("return window.viewer.diagnose() === window.viewer.diagnose();", vec![]).await?;
    ensure!(same == Value::Bool(true), "{same}");
    Ok(())
}

/// A camera that nobody asks for, so that the gateway does not start its demo.
fn elsewhere() -> Relayed {
    Relayed::address("elsewhere", "http://127.0.0.1:9")
}

/// Opens the viewer on `source`. What stands in the browser's address bar may hold a query of its own.
async fn open(browser: &Browser, viewer: &str, source: &str) -> Result<Page> {
    // Another page first: an address that differs in nothing would not be loaded anew.
    let source = source.replace('&', "%26").replace('?', "%3F");
    let page = browser.open(&format!("{viewer}/?src={source}")).await?;
    page.wait("the viewer", async || page.data("state").await).await?;
    Ok(page)
}

/// Opens the sheet and gives what it names.
async fn diagnosis(page: &Page) -> Result<(String, String)> {
    let found = page.wait("a diagnosis", async || {
        // While the page begins, it may put a sheet of its own in the place.
        page.run(OPEN_SHEET, vec![]).await?;
        let found = page.run(READ_SHEET, vec![]).await?;
        Ok(found[0].as_str().zip(found[1].as_str()).map(|(code, text)| (code.to_owned(), text.to_owned())))
    });
    found.await
}

/// Waits for the sheet to name this cause; gives back what it says.
async fn names(page: &Page, code: &str) -> Result<String> {
    let (found, text) = named(page, code).await?;
    ensure!(found == code, "{code} expected, {found} found: {text}");
    Ok(text)
}

/// What the sheet names, and all that it says. While that is not `code`, it is looked for some
/// times more: the player may not have come as far as what goes wrong.
async fn named(page: &Page, code: &str) -> Result<(String, String)> {
    let mut verdict = diagnosis(page).await?;
    for _ in 0..5 {
        if verdict.0 == code {
            break;
        }
        page.press(Role::Button, "Try again").await?;
        verdict = diagnosis(page).await?;
    }
    Ok(verdict)
}

/// Where the sheet is not there: closes another dialog, or else presses the key.
const OPEN_SHEET: &str = "
    if (document.querySelector('dialog.why[open]')) return;
    const other = document.querySelector('dialog[open] [aria-label=Close]');
    if (other) other.click();
    else document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'w', bubbles: true }));
";

/// Its code and all that it says.
const READ_SHEET: &str = "
    const verdict = document.querySelector('dialog.why[open] [data-code]');
    return verdict ? [verdict.dataset.code, verdict.closest('dialog').innerText] : [];
";

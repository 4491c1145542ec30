//! The login: user and password, a token, or the browser's own login.

use player::Login;
use web_sys::{FormData, HtmlFormElement, HtmlInputElement};
use yew::prelude::{
    AttrValue, Callback, Html, Properties, SubmitEvent, TargetCast, component, html, use_effect_with,
    use_node_ref, use_state_eq,
};

use super::dialog::Dialog;

#[derive(Clone, PartialEq, Properties)]
pub(crate) struct Props {
    /// The camera's name.
    pub camera: AttrValue,
    /// The last login was refused.
    pub refused: bool,
    /// Scheme, host and port that the login goes to.
    pub origin: AttrValue,
    /// The origin of a proxy that the pictures may come through, and that has no business with
    /// logins by itself.
    pub proxy: Option<AttrValue>,
    /// The login, whether to keep it until the page goes, and whether the proxy may have it too.
    pub done: Callback<(Login, bool, bool)>,
    pub closed: Callback<()>,
}

/// How a person logs in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Password,
    Token,
    Browser,
}

/// The sheet. Typed text stays in its fields and disappears with them.
#[component]
pub(crate) fn LoginSheet(props: &Props) -> Html {
    let kind = use_state_eq(|| Kind::Password);
    let first = use_node_ref();
    use_effect_with(*kind, {
        let first = first.clone();
        move |_| {
            if let Some(field) = first.cast::<HtmlInputElement>() {
                let _ = field.focus();
            }
        }
    });
    let onsubmit = {
        let (done, kind) = (props.done.clone(), *kind);
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let form = event.target_dyn_into::<HtmlFormElement>();
            let Some(data) = form.and_then(|form| FormData::new_with_form(&form).ok()) else { return };
            let text = |name: &str| data.get(name).as_string().unwrap_or_default();
            let login = match kind {
                Kind::Password => Login::Password { user: text("user"), password: text("password") },
                Kind::Token => Login::Bearer(text("token").trim().to_owned()),
                Kind::Browser => Login::Browser,
            };
            done.emit((login, data.has("keep"), data.has("proxy")));
        })
    };
    let choice = |this: Kind, words: &'static str| {
        let kind = kind.clone();
        html! {
            <button type="button" class="button" aria-pressed={(*kind == this).to_string()} onclick={move |_| kind.set(this)}>
                { words }
            </button>
        }
    };
    html! {
        <Dialog title="Log in" closed={props.closed.clone()}>
            <div class="sheet-body">
                <form class="field sheet-section" method="dialog" {onsubmit}>
                    <p class="field-hint">{ &props.camera }{ " needs a login." }</p>
                    if props.refused {
                        <p class="understood bad" role="alert">
                            { "The camera refused the last login. Cameras lock accounts after several failures." }
                        </p>
                    }
                    <div class="field-row" role="group" aria-label="Kind of login">
                        { choice(Kind::Password, "Password") }
                        { choice(Kind::Token, "Token") }
                        { choice(Kind::Browser, "Browser") }
                    </div>
                    { fields(*kind, &first) }
                    <label class="menu-check">
                        <input type="checkbox" name="keep" />
                        <span>{ "Remember for this camera until this tab is closed or reloaded" }</span>
                    </label>
                    if let Some(proxy) = &props.proxy {
                        <label class="menu-check">
                            <input type="checkbox" name="proxy" />
                            <span>{ format!("Send it through {proxy} too: the owner of that server can then read it") }</span>
                        </label>
                    }
                    <p class="field-hint">
                        { "It is sent to " }<code>{ &props.origin }</code>{ " and to no other address. It is not stored." }
                    </p>
                    <div><button class="button primary" type="submit">{ "Log in" }</button></div>
                </form>
            </div>
        </Dialog>
    }
}

fn fields(kind: Kind, first: &yew::NodeRef) -> Html {
    match kind {
        Kind::Password => html! {
            <>
                <label class="field-label" for="login-user">{ "User" }</label>
                <input ref={first} id="login-user" class="input" name="user" autocomplete="username" autocapitalize="off" spellcheck="false" />
                <label class="field-label" for="login-password">{ "Password" }</label>
                <input id="login-password" class="input" name="password" type="password" autocomplete="current-password" />
            </>
        },
        Kind::Token => html! {
            <>
                <label class="field-label" for="login-token">{ "Bearer token" }</label>
                <input ref={first} id="login-token" class="input" name="token" type="password" autocomplete="off" />
            </>
        },
        Kind::Browser => html! {
            <p class="field-hint">
                { "The browser sends the login that it has for this camera, or asks you for one. The camera must allow that \
                    (Access-Control-Allow-Credentials) unless it serves this page." }
            </p>
        },
    }
}

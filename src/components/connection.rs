//! Which way to the camera, and through which proxy.

use player::Transport;
use web_sys::{FormData, HtmlFormElement};
use yew::prelude::{Callback, Html, SubmitEvent, TargetCast, html};

/// A person's choice: one connection method (otherwise the best that works), and a proxy as written.
pub(super) type Connection = (Option<Transport>, String);

const WAYS: [(&str, &str); 7] = [
    ("auto", "Automatic: the best one that works"),
    ("fetch", "Direct"),
    ("relay", "Gateway"),
    ("mux", "Gateway, one response for several cameras"),
    ("proxy", "Proxy"),
    ("img", "Browser’s own display"),
    ("snapshots", "Single pictures"),
];

/// A part of a sheet, closed at first.
pub(super) fn connection(transport: Option<Transport>, proxy: &str, chosen: &Callback<Connection>) -> Html {
    let onsubmit = chosen.reform(|event: SubmitEvent| {
        event.prevent_default();
        let form = event.target_dyn_into::<HtmlFormElement>();
        let data = form.and_then(|form| FormData::new_with_form(&form).ok());
        let text = |name: &str| data.as_ref().and_then(|data| data.get(name).as_string()).unwrap_or_default();
        (Transport::from_name(&text("transport")), text("proxy"))
    });
    let now = transport.map_or("auto", Transport::name);
    html! {
        <details class="sheet-section">
            <summary>{ "Connection" }</summary>
            <form class="field" {onsubmit}>
                <label class="field-label" for="transport">{ "Connection method" }</label>
                <select id="transport" class="input" name="transport">
                    { for WAYS.map(|(name, words)| html! {
                        <option key={name} value={name} selected={name == now}>{ words }</option>
                    }) }
                </select>
                <label class="field-label" for="proxy">{ "CORS proxy" }</label>
                <input
                    id="proxy"
                    class="input"
                    name="proxy"
                    inputmode="url"
                    autocomplete="off"
                    autocapitalize="off"
                    spellcheck="false"
                    placeholder="https://proxy.example/ or https://proxy.example/?url={url}"
                    value={proxy.to_owned()}
                />
                <p class="field-hint">{ "The proxy’s owner can see the pictures and any login sent through it." }</p>
                <div><button class="button" type="submit">{ "Apply" }</button></div>
            </form>
        </details>
    }
}

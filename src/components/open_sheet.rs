//! Opening a camera: paste an address, take one of the gateway's, or one from before.

use std::rc::Rc;

use player::Transport;
use web_sys::HtmlInputElement;
use yew::prelude::{
    AttrValue, Callback, Html, InputEvent, Properties, SubmitEvent, TargetCast, classes, component, html,
    use_effect_with, use_node_ref, use_state,
};

use super::connection::{Connection, connection};
use super::dialog::Dialog;
use super::icon::{Icon, glyph};
use crate::model::settings::{CameraSettings, Settings};
use crate::state::{Camera, Opened};
use address::{AddressError, Here, Source, Understood, understand};

#[derive(Clone, Debug, PartialEq, Properties)]
pub(crate) struct Props {
    /// The absolute address of the folder of this page.
    pub page: AttrValue,
    pub cameras: Rc<[Camera]>,
    pub settings: Rc<Settings>,
    /// The open camera.
    pub current: Option<Source>,
    pub open: Callback<Opened>,
    /// The only way to take, if a person wants one.
    pub transport: Option<Transport>,
    /// The proxy, as a person wrote it.
    pub proxy: AttrValue,
    pub connect: Callback<Connection>,
    /// Take a camera off the list of those from before.
    pub forget: Callback<Source>,
    pub closed: Callback<()>,
}

/// The sheet.
#[component]
pub(crate) fn OpenSheet(props: &Props) -> Html {
    let text = use_state(String::new);
    let read = (!text.trim().is_empty()).then(|| read(&text, props));
    let oninput = {
        let text = text.setter();
        Callback::from(move |event: InputEvent| {
            if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
                text.set(input.value());
            }
        })
    };
    let onsubmit = {
        let (open, understood) = (props.open.clone(), read.clone().and_then(Result::ok));
        let cameras = Rc::clone(&props.cameras);
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            if let Some(understood) = understood.clone() {
                open.emit(Opened::new(understood, &cameras));
            }
        })
    };
    let field = use_node_ref();
    use_effect_with((), {
        let field = field.clone();
        move |()| {
            if let Some(field) = field.cast::<HtmlInputElement>() {
                let _ = field.focus();
            }
        }
    });
    let invalid = matches!(read, Some(Err(_)));
    html! {
        <Dialog title="Open a camera" closed={props.closed.clone()}>
            <div class="sheet-body">
                <form class="field sheet-section" {onsubmit}>
                    <label class="field-label" for="address">{ "Address" }</label>
                    <div class="field-row">
                        <input
                            ref={field}
                            id="address"
                            class="input"
                            type="text"
                            inputmode="url"
                            autocomplete="off"
                            autocapitalize="off"
                            spellcheck="false"
                            placeholder="192.168.0.90, or the URL of any stream"
                            aria-describedby="understood"
                            aria-invalid={invalid.to_string()}
                            value={(*text).clone()}
                            {oninput}
                        />
                        <button class="button primary" type="submit" disabled={!matches!(read, Some(Ok(_)))}>{ "Open" }</button>
                    </div>
                    <div id="understood" aria-live="polite">{ reading(read.as_ref()) }</div>
                </form>
                { cameras(props) }
                { recent(props) }
                { connection(props.transport, &props.proxy, &props.connect) }
            </div>
        </Dialog>
    }
}

fn read(text: &str, props: &Props) -> Result<Understood, AddressError> {
    let ids: Vec<String> = props.cameras.iter().map(|camera| camera.id.clone()).collect();
    understand(text, &Here { page: &props.page, cameras: &ids })
}

/// The meaning of the typed text, before anything is opened.
fn reading(read: Option<&Result<Understood, AddressError>>) -> Html {
    match read {
        None => {
            html! { <p class="field-hint">{ "The address of a camera, of one of its web pages, or of any stream." }</p> }
        }
        Some(Ok(understood)) => html! {
            <div class="understood">
                <strong>{ capitalised(&understood.target.to_string()) }</strong>
                <code>{ &understood.url }</code>
                if !understood.notes.is_empty() {
                    <ul>{ for understood.notes.iter().map(|note| html! { <li>{ note.to_string() }</li> }) }</ul>
                }
            </div>
        },
        Some(Err(error)) => html! {
            <div class="understood bad">
                <strong>{ error.to_string() }</strong>
                <span>{ error.remedy() }</span>
            </div>
        },
    }
}

fn cameras(props: &Props) -> Html {
    if props.cameras.is_empty() {
        return Html::default();
    }
    let choices = props.cameras.iter().map(|camera| {
        let source = Source::Camera(camera.id.clone());
        html! { <li class="choice" key={camera.id.clone()}>{ choice(props, &source, &camera.name, &camera.id) }</li> }
    });
    html! {
        <section class="sheet-section">
            <h3>{ "Cameras on this server" }</h3>
            <ul class="choices">{ for choices }</ul>
        </section>
    }
}

fn recent(props: &Props) -> Html {
    let is_listed =
        |source: &Source| props.cameras.iter().any(|camera| source == &Source::Camera(camera.id.clone()));
    let entries: Vec<&CameraSettings> =
        props.settings.recent().filter(|recent| !is_listed(&recent.source)).collect();
    if entries.is_empty() {
        return Html::default();
    }
    let choices = entries.into_iter().map(|recent| {
        let (forget, source) = (props.forget.clone(), recent.source.clone());
        let is_current = props.current.as_ref() == Some(&recent.source);
        html! {
            <li class="choice" key={recent.source.as_str().to_owned()}>
                { choice(props, &recent.source, &recent.name, recent.source.as_str()) }
                // One that is open would be remembered again at once.
                if !is_current {
                    <button
                        type="button"
                        class="icon-button"
                        aria-label={format!("Remove {} from the list", recent.name)}
                        title="Remove from the list"
                        onclick={move |_| forget.emit(source.clone())}
                    >
                        { glyph(Icon::Close) }
                    </button>
                }
            </li>
        }
    });
    html! {
        <section class="sheet-section">
            <h3>{ "Recent" }</h3>
            <ul class="choices">{ for choices }</ul>
        </section>
    }
}

fn choice(props: &Props, source: &Source, name: &str, address: &str) -> Html {
    let is_current = props.current.as_ref() == Some(source);
    let onclick = {
        let (open, cameras) = (props.open.clone(), Rc::clone(&props.cameras));
        let understood = read(source.as_str(), props).ok();
        move |_| {
            if let Some(understood) = understood.clone() {
                open.emit(Opened::new(understood, &cameras));
            }
        }
    };
    html! {
        <button
            type="button"
            class={classes!("choice-main")}
            aria-current={is_current.then_some("true")}
            {onclick}
        >
            { glyph(if is_current { Icon::Check } else { Icon::Camera }) }
            <span class="choice-text">
                <span class="choice-name">{ name.to_owned() }</span>
                if name != address {
                    <span class="choice-address">{ address.to_owned() }</span>
                }
            </span>
        </button>
    }
}

fn capitalised(text: &str) -> String {
    let mut text = text.to_owned();
    // The texts are ours: ASCII spares the page the tables of Unicode.
    if let Some(first) = text.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    text
}

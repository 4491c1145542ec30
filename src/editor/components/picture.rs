//! The live picture of a camera, small.

use std::cell::Cell;
use std::rc::Rc;

use player::{Player, Program, ReplayLimits, Source, State, StreamSource};
use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlElement;
use yew::prelude::{
    AttrValue, Callback, Html, Properties, component, html, use_effect_with, use_mut_ref, use_node_ref,
    use_state_eq,
};

use crate::model::routes::{routes, share_response};

#[derive(Clone, PartialEq, Properties)]
pub(super) struct Props {
    /// The camera's address, or its id at the gateway.
    pub src: AttrValue,
    /// The ids of the gateway's cameras.
    pub gateway: Rc<Vec<String>>,
    /// Told width divided by height.
    pub shaped: Callback<f64>,
}

/// The picture, and a word where there is none.
#[component]
pub(super) fn Picture(props: &Props) -> Html {
    let container = use_node_ref();
    let player = use_mut_ref(|| None::<Player>);
    let state = use_state_eq(|| (State::Connecting, None::<String>));
    {
        let (container, state, shaped) = (container.clone(), state.setter(), props.shaped.clone());
        use_effect_with((props.src.clone(), Rc::clone(&props.gateway)), move |(src, gateway)| {
            let source = source(src, gateway);
            let (slot, is_over) = (Rc::downgrade(&player), Rc::new(Cell::new(false)));
            let ended = Rc::clone(&is_over);
            if source.is_none() {
                state.set((State::Error, None));
            }
            spawn_local(async move {
                let Some(source) = source else { return };
                let Ok(program) = Program::load().await else { return };
                let (Some(slot), false, Some(element)) =
                    (slot.upgrade(), ended.get(), container.cast::<HtmlElement>())
                else {
                    return;
                };
                let made = Player::new(&program, &element, &element, None, move |report| {
                    if let Some(picture) = report.picture.as_ref().filter(|picture| picture.height > 0) {
                        shaped.emit(f64::from(picture.width) / f64::from(picture.height));
                    }
                    state.set((report.state, report.problem.map(|problem| problem.message)));
                });
                if let Ok(made) = made {
                    made.play(&source);
                    *slot.borrow_mut() = Some(made);
                }
            });
            move || {
                is_over.set(true);
                drop(player.borrow_mut().take());
            }
        });
    }
    let (now, why) = &*state;
    let words = match now {
        State::Live | State::Unverified | State::Replay => "",
        State::Idle | State::Connecting => "Connecting",
        State::Reconnecting | State::Stalled => "No picture now",
        State::Ended | State::Error => "No picture",
    };
    html! {
        <span class="editor-picture">
            <span ref={container} class="editor-canvas"></span>
            if !words.is_empty() {
                <span class="editor-state">
                    { words }
                    if let Some(why) = why {
                        <small>{ why }</small>
                    }
                </span>
            }
        </span>
    }
}

/// Through the gateway all pictures share one connection, where it can.
fn source(src: &str, gateway: &[String]) -> Option<Source> {
    let page = crate::page::folder();
    let understood = address::understand(src, &address::Here { page: &page, cameras: gateway }).ok()?;
    let mut ways = routes(&understood, None, None);
    share_response(&mut ways);
    let first = ways.first()?.clone();
    let stream = StreamSource {
        routes: ways,
        fps: understood.arguments().fps,
        replay: ReplayLimits::NONE,
        ..StreamSource::new(first.transport, &first.url)
    };
    Some(stream.into())
}

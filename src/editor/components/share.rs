//! Showing the wall: here, on another screen, page by page, on a display without a keyboard.

use configuration::{Palette, Show};
use wasm_bindgen_futures::spawn_local;
use web_sys::Event;
use yew::prelude::{
    Callback, Html, Properties, TargetCast, UseReducerHandle, component, html, use_effect_with, use_state,
};

use super::field;
use super::qr::Qr;
use crate::components::CopyField;
use crate::configuration::packed;
use crate::editor::state::{Action, Display, Editor, PAGE, SECONDS};
use crate::page;

#[derive(Clone, PartialEq, Properties)]
pub(super) struct Props {
    pub editor: UseReducerHandle<Editor>,
}

#[component]
pub(super) fn Share(props: &Props) -> Html {
    let editor = &props.editor;
    let Some(show) = editor.show().filter(|_| !editor.tiles().is_empty()) else { return html! {} };
    html! {
        <section class="editor-section" aria-labelledby="editor-show">
            <h2 id="editor-show">{ "Show" }</h2>
            { tour(editor) }
            { display(editor) }
            <Links editor={editor.clone()} {show} />
        </section>
    }
}

fn tour(editor: &UseReducerHandle<Editor>) -> Html {
    let tour = editor.wall.as_ref().and_then(|name| editor.draft.tours.get(name));
    let first = tour.and_then(|tour| tour.pages.first());
    let size = first.map_or(PAGE, |page| page.tiles.len());
    let seconds = first.and_then(|page| page.seconds).map_or(SECONDS, configuration::Within::get);
    let set = |wanted: Box<dyn Fn(u32) -> Option<(usize, u32)>>| {
        let dispatch = editor.dispatcher();
        Callback::from(move |number| dispatch.dispatch(Action::SetTour(wanted(number))))
    };
    let dispatch = editor.dispatcher();
    let switch = Callback::from(move |is_on: bool| {
        dispatch.dispatch(Action::SetTour(is_on.then_some((PAGE, SECONDS))));
    });
    let set_size = set(Box::new(move |number| Some((number as usize, seconds))));
    let set_seconds = set(Box::new(move |number| Some((size, number))));
    html! {
        <>
            { field::check("Page by page (tour)", tour.is_some(), switch) }
            if tour.is_some() {
                <div class="editor-indent">
                    { field::number::<1, 64>("Cameras on a page", size as u32, set_size) }
                    { field::number::<2, 86_400>("Seconds for a page", seconds, set_seconds) }
                </div>
            }
        </>
    }
}

fn display(editor: &UseReducerHandle<Editor>) -> Html {
    let dispatch = editor.dispatcher();
    let switch = Callback::from(move |is_on| dispatch.dispatch(Action::SetKiosk(is_on)));
    let set = |display: fn(bool) -> Display| {
        let dispatch = editor.dispatcher();
        Callback::from(move |is_on| dispatch.dispatch(Action::SetDisplay(display(is_on))))
    };
    let kiosk = editor.kiosk();
    let dispatch = editor.dispatcher();
    let set_palette = Callback::from(move |event: Event| {
        let palette = match event.target_unchecked_into::<web_sys::HtmlSelectElement>().value().as_str() {
            "day" => Palette::Day,
            "night" => Palette::Night,
            _ => Palette::Auto,
        };
        dispatch.dispatch(Action::SetDisplay(Display::Palette(palette)));
    });
    let palette = |value: &'static str, words: &'static str, palette: Palette| {
        let selected = kiosk.is_some_and(|kiosk| kiosk.palette == palette);
        html! { <option {value} {selected}>{ words }</option> }
    };
    html! {
        <>
            { field::check("For a display without a keyboard (kiosk)", kiosk.is_some(), switch) }
            if let Some(kiosk) = kiosk {
                <div class="editor-indent">
                    { field::check("Keep the screen on", kiosk.wake_lock, set(Display::WakeLock)) }
                    { field::check("Shift the picture slightly, against burn-in", kiosk.pixel_shift, set(Display::PixelShift)) }
                    { field::check("Show the time", kiosk.clock, set(Display::Clock)) }
                    <label class="editor-line">
                        <span class="field-label">{ "Colours" }</span>
                        <select onchange={set_palette}>
                            { palette("auto", "Same as the system", Palette::Auto) }
                            { palette("day", "Bright", Palette::Day) }
                            { palette("night", "Dark", Palette::Night) }
                        </select>
                    </label>
                </div>
            }
        </>
    }
}

#[derive(Clone, PartialEq, Properties)]
struct LinksProps {
    editor: UseReducerHandle<Editor>,
    show: Show,
}

/// The link for this browser, and the one that holds all that another screen needs.
#[component]
fn Links(props: &LinksProps) -> Html {
    let LinksProps { editor, show } = props;
    let whole = use_state(|| None::<Result<String, String>>);
    let kiosk = editor.wall.clone().filter(|_| editor.kiosk().is_some());
    let query = match (show, &kiosk) {
        (_, Some(name)) => format!("?kiosk={name}"),
        (Show::Tour(name), None) => format!("?tour={name}"),
        (Show::Wall(name), None) => format!("?wall={name}"),
        (Show::Camera(name), None) => format!("?src={name}"),
    };
    let here = format!("{}{query}", page::folder());
    {
        let (whole, here) = (whole.setter(), here.clone());
        let part = editor.draft.part(show, kiosk.as_ref());
        use_effect_with((part, here), move |(part, here)| {
            let (part, here) = (part.clone(), here.clone());
            // The last to be packed is that of the last change: browsers compress in turn.
            spawn_local(async move {
                let packed = packed(&part).await;
                whole.set(Some(
                    packed.map(|fragment| format!("{here}#{fragment}")).map_err(|why| why.to_string()),
                ));
            });
        });
    }
    html! {
        <>
            <a class="button primary editor-open" href={here} target="_blank" rel="noopener">{ "Open it" }</a>
            {
                match &*whole {
                    None => html! {},
                    Some(Err(why)) => html! { <p class="field-hint">{ why }</p> },
                    Some(Ok(link)) => html! {
                        <>
                            <CopyField
                                label="Link for another screen"
                                value={link.clone()}
                                hint="It contains the wall and its cameras, but no password."
                            />
                            <Qr text={link.clone()} label="QR code of this link" />
                        </>
                    },
                }
            }
        </>
    }
}

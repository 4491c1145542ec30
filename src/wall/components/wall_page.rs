//! The page: all tiles, and above them what belongs to the wall as a whole.

use std::rc::Rc;

use yew::prelude::{
    AttrValue, Callback, DragEvent, Html, KeyboardEvent, classes, component, html, use_callback,
    use_effect_with, use_memo, use_node_ref, use_reducer,
};

use super::all_bar::held_line;
use super::bar::bar;
use super::list_keys::{Pressed, pressed, pressed_for_all};
use super::sheets::sheet;
use super::tile::{Start, TileView};
use crate::components::toasts::toast_list;
use crate::hooks::{use_fullscreen, use_measure, use_stillness, use_title};
use crate::kiosk::{Layer, is_asked, tour_mark, use_tour};
use crate::wall::hooks::{Canvas, use_alarm, use_beginning, use_canvas, use_memory, use_settling};
use crate::wall::state::{Action, Wall};
use crate::wall::together::use_together;

/// How long the bar stays when nobody moves, milliseconds.
const FADE_AFTER_MS: u32 = 3_000;

/// Everything.
#[component]
pub fn WallPage() -> Html {
    let wall = use_reducer(Wall::default);
    let dispatch = wall.dispatcher();
    let (root, list) = (use_node_ref(), use_node_ref());
    use_beginning(&dispatch);
    use_memory(&wall);
    use_title(&wall.page_title());
    use_settling(&wall, &dispatch);
    use_alarm(&wall);
    let together = use_together(&wall);
    let is_kiosk = *use_memo((), |()| is_asked());
    let mark = use_node_ref();
    use_tour(&wall, &mark);
    let measured = use_callback(dispatch.clone(), |(size, ratio), dispatch| {
        dispatch.dispatch(Action::Measured(size, ratio));
    });
    use_measure(&list, measured);
    let is_awake = wall.sheet.is_some()
        || wall.tiles.is_empty()
        || wall.large.is_some()
        || wall.drag.is_some()
        || wall.held.is_some();
    let canvas = use_canvas(&list, &wall.places);
    // A shared canvas has no room for the tiles of a tour's next page, which stand behind those of this one.
    let scrolls = matches!(wall.layout, ::wall::Layout::Columns(_));
    let still = use_stillness(FADE_AFTER_MS, is_awake);
    let fullscreen = use_fullscreen(&root);
    let start =
        use_memo((wall.page.clone(), wall.cameras.clone(), wall.proxy.clone()), |(page, cameras, proxy)| {
            Start { page: page.clone(), cameras: cameras.clone().unwrap_or_default(), proxy: proxy.clone() }
        });
    use_effect_with(wall.large, {
        let list = list.clone();
        move |large| {
            // What lies under a large tile is not to be read or reached.
            if let Some(list) = list.cast::<web_sys::Element>() {
                let _ = list.toggle_attribute_with_force("data-large", large.is_some());
            }
        }
    });

    let onkeydown = {
        let (dispatch, is_large) = (dispatch.clone(), wall.large.is_some());
        let (focus, commanded) = (wall.focus, together.commanded.clone());
        Callback::from(move |event: KeyboardEvent| {
            if let Some(all) = pressed_for_all(&event).filter(|_| !is_large) {
                event.prevent_default();
                event.stop_propagation();
                commanded.emit(all);
            } else if let Some(Pressed(action)) = pressed(&event, focus).filter(|_| !is_large) {
                event.prevent_default();
                event.stop_propagation();
                dispatch.dispatch(action);
            }
        })
    };
    let ondragover = Callback::from(|event: DragEvent| event.prevent_default());
    let ondrop = {
        let dispatch = dispatch.clone();
        Callback::from(move |event: DragEvent| {
            event.prevent_default();
            if let Some(text) = dropped(&event).filter(|_| !is_kiosk) {
                dispatch.dispatch(Action::Add(text));
            }
        })
    };
    let forget = use_callback(dispatch.clone(), |id, dispatch| dispatch.dispatch(Action::Forget(id)));
    let count = wall.tiles.len();
    // In the order in which they came, for a tile that moves in the document would lose what the browser shows in it. Its place
    // on the screen and for a screen reader is told otherwise.
    let mut tiles: Vec<_> = wall.tiles.iter().enumerate().collect();
    tiles.sort_by_key(|(_, tile)| tile.id);
    let tiles = tiles.into_iter().filter(|(_, tile)| !wall.is_away(tile.id)).map(|(index, tile)| {
        let drag = wall.drag.filter(|drag| drag.tile == tile.id);
        html! {
            <TileView
                key={tile.id.0}
                id={tile.id}
                camera={Rc::new(tile.camera.clone())}
                start={Rc::clone(&start)}
                place={wall.place(tile.id)}
                ratio={wall.screen.1}
                position={index + 1}
                {count}
                is_focused={wall.focus == Some(tile.id)}
                is_large={wall.large == Some(tile.id)}
                is_covered={wall.large.is_some_and(|large| large != tile.id)}
                offset={drag.and_then(|drag| drag.path).map(|(from, to)| (to.0 - from.0, to.1 - from.1))}
                is_coming={wall.is_coming(tile.id)}
                is_target={wall.drag.is_some_and(|drag| drag.over == Some(tile.id))}
                list={list.clone()}
                serving={tile.served.serving}
                note={wall.note(tile.id).map(AttrValue::from)}
                together={together.clone()}
                canvas={if scrolls || wall.tour.is_some() { Canvas::default() } else { canvas.clone() }}
                dispatch={dispatch.clone()}
            />
        }
    });
    let class = classes!(
        "wall",
        (still || is_kiosk).then_some("still"),
        is_kiosk.then_some("kiosk"),
        wall.large.is_some().then_some("has-large"),
        wall.drag.is_some().then_some("is-moving"),
        scrolls.then_some("scrolls"),
    );
    html! {
        <main ref={&root} {class} {ondragover} {ondrop}>
            <h1 class="visually-hidden">{ if wall.title.is_empty() { "Wall" } else { &wall.title } }</h1>
            <div ref={&list} class="wall-tiles" inert={is_kiosk} role="list" aria-label="Cameras" {onkeydown}>{ for tiles }</div>
            if let Some(held) = &wall.held {
                { held_line(held) }
            }
            { tour_mark(&wall, &mark) }
            if is_kiosk {
                <Layer wall={wall.clone()} root={root.clone()} tiles={list.clone()} />
            } else {
                { bar(&wall, &fullscreen, &together.commanded, &dispatch) }
            }
            { sheet(&wall, &dispatch) }
            if wall.sheet.is_none() {
                { toast_list(&wall.toasts, &forget) }
            }
            <div class="visually-hidden" role="status" aria-live="polite">
                if wall.missing() > 0 {
                    { format!("{} of {count} not live", wall.missing()) }
                }
            </div>
        </main>
    }
}

/// Addresses that were dropped, one a line.
fn dropped(event: &DragEvent) -> Option<String> {
    let data = event.data_transfer()?;
    let kinds = ["text/uri-list", "text/plain"];
    let text =
        kinds.iter().filter_map(|kind| data.get_data(kind).ok()).find(|text| !text.trim().is_empty())?;
    // Lines of comment, as a list of addresses may have.
    Some(text.lines().filter(|line| !line.starts_with('#')).collect::<Vec<_>>().join("\n"))
}

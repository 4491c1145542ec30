//! The wall as it will look: its tiles, which are moved by dragging or by keys.

use std::collections::BTreeMap;
use std::rc::Rc;

use wall::{Arranger, Rectangle, Size, Step};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};
use yew::prelude::{
    Callback, FocusEvent, Html, KeyboardEvent, NodeRef, PointerEvent, Properties, UseReducerHandle, classes,
    component, html, use_effect_with, use_node_ref, use_state,
};

use super::picture::Picture;
use crate::components::{Icon, glyph};
use crate::editor::state::{Action, Editor, title};

/// The wall, in units of a screen of 16:9.
const SCREEN: Size = Size { width: 1600, height: 900 };
const GAP: u32 = 6;
/// Pictures of one host, beyond which others would wait for a connection.
const MOST_OF_HOST: usize = 4;
/// CSS pixels that a pointer moves before that is dragging.
const DRAG: i32 = 6;
/// On the stage once a person has used it: then the focus follows the chosen tile.
const USED: &str = "data-used";

#[derive(Clone, PartialEq, Properties)]
pub(super) struct Props {
    pub editor: UseReducerHandle<Editor>,
}

/// A pointer that is down on a tile.
#[derive(Clone, Copy, PartialEq)]
struct Drag {
    tile: usize,
    start: (i32, i32),
    is_dragging: bool,
    over: usize,
}

#[component]
pub(super) fn Stage(props: &Props) -> Html {
    let editor = &props.editor;
    let node = use_node_ref();
    let shapes = use_state(BTreeMap::<String, f64>::new);
    let drag = use_state(|| None::<Drag>);
    let tiles = editor.tiles();
    let places = Rc::new(places(editor, &shapes));
    {
        let node = node.clone();
        use_effect_with((Rc::clone(&places), tiles.to_vec()), move |(places, _)| set_places(&node, places));
    }
    {
        // Moving a tile moves its element, which loses the focus.
        let node = node.clone();
        use_effect_with((editor.tile, tiles.to_vec()), move |(tile, _)| focus(&node, *tile));
    }
    let onkeydown = {
        let (editor, places) = (editor.clone(), Rc::clone(&places));
        Callback::from(move |event: KeyboardEvent| key(&editor, &places, &event))
    };
    let onpointermove = {
        let (drag, node, places) = (drag.clone(), node.clone(), Rc::clone(&places));
        Callback::from(move |event: PointerEvent| {
            let Some(mut now) = *drag else { return };
            let (x, y) = (event.client_x(), event.client_y());
            now.is_dragging |= (x - now.start.0).abs().max((y - now.start.1).abs()) >= DRAG;
            if let Some(stage) = node.cast::<Element>() {
                now.over = under(&stage, &places, x, y).unwrap_or(now.tile);
            }
            drag.set(Some(now));
        })
    };
    let onpointerup = {
        let (drag, editor) = (drag.clone(), editor.clone());
        Callback::from(move |_: PointerEvent| {
            if let Some(now) = *drag {
                if now.is_dragging {
                    editor.dispatch(Action::MoveTile(now.tile, now.over));
                }
                drag.set(None);
            }
        })
    };
    let onpointercancel = {
        let drag = drag.clone();
        Callback::from(move |_: PointerEvent| drag.set(None))
    };
    let gateway = Rc::new(editor.gateway.iter().map(|camera| camera.id.clone()).collect::<Vec<_>>());
    let mut of_host = BTreeMap::<String, usize>::new();
    let mut of_camera = BTreeMap::<&str, usize>::new();
    let count = tiles.len();
    let mut drawn = Vec::with_capacity(count);
    for (index, (tile, _)) in tiles.iter().zip(places.iter()).enumerate() {
        let name = tile.camera.as_str();
        let number = of_camera.entry(name).and_modify(|number| *number += 1).or_insert(0);
        let src = editor.draft.cameras.get(name).map_or(name, |camera| &camera.src).to_owned();
        let host = address::Source::read(&src).host().map(str::to_owned);
        let is_shown = host.is_none_or(|host| {
            let number = of_host.entry(host).or_insert(0);
            *number += 1;
            *number <= MOST_OF_HOST
        });
        let called = title(editor, &tile.camera).to_owned();
        let is_selected = index == editor.tile;
        let is_held = is_selected && editor.is_moving;
        let shaped = {
            let (shapes, name) = (shapes.clone(), name.to_owned());
            Callback::from(move |shape: f64| {
                if shapes.get(&name) != Some(&shape) {
                    let mut next = (*shapes).clone();
                    next.insert(name.clone(), shape);
                    shapes.set(next);
                }
            })
        };
        let onpointerdown = {
            let (drag, editor, node) = (drag.clone(), editor.clone(), node.clone());
            Callback::from(move |event: PointerEvent| {
                if event.button() != 0 {
                    return;
                }
                editor.dispatch(Action::ChooseTile(index));
                if let Some(stage) = node.cast::<Element>() {
                    // Dragging goes on outside of the stage.
                    let _ = stage.set_pointer_capture(event.pointer_id());
                }
                mark_used(&node);
                let start = (event.client_x(), event.client_y());
                drag.set(Some(Drag { tile: index, start, is_dragging: false, over: index }));
            })
        };
        let onfocus = {
            let (editor, node) = (editor.clone(), node.clone());
            Callback::from(move |_: FocusEvent| {
                mark_used(&node);
                if editor.tile != index {
                    editor.dispatch(Action::ChooseTile(index));
                }
            })
        };
        let held = if is_held { ", picked up" } else { "" };
        let moved = (*drag).filter(|drag| drag.is_dragging);
        let class = classes!(
            "editor-tile",
            is_selected.then_some("selected"),
            is_held.then_some("held"),
            moved.is_some_and(|drag| drag.tile == index).then_some("dragged"),
            moved.is_some_and(|drag| drag.over == index && drag.tile != index).then_some("target"),
        );
        drawn.push(html! {
            <li key={format!("{name}#{number}")} {class}>
                <button
                    type="button"
                    data-tile={index.to_string()}
                    tabindex={if is_selected { "0" } else { "-1" }}
                    aria-label={format!("{called}, place {} of {count}{held}", index + 1)}
                    aria-describedby="editor-keys"
                    {onpointerdown}
                    {onfocus}
                >
                    if is_shown {
                        <Picture {src} gateway={Rc::clone(&gateway)} {shaped} />
                    } else {
                        <span class="editor-state">
                            { "Not shown here, because a browser has few connections to one camera" }
                        </span>
                    }
                    <span class="editor-name">{ called }</span>
                </button>
            </li>
        });
    }
    html! {
        <div class="editor-stage-frame">
            <div ref={node} class="editor-stage" {onkeydown} {onpointermove} {onpointerup} {onpointercancel}>
                if count == 0 {
                    <p class="editor-empty">
                        { "This wall is empty. Paste the address of a camera, or take one of the gateway’s." }
                    </p>
                } else {
                    <ul aria-label="Tiles of the wall">{ drawn }</ul>
                }
            </div>
            { tools(editor) }
            if count > 0 {
                <p id="editor-keys" class="field-hint">
                    { "Drag a picture to its place. With keys: arrows select, Enter picks up and drops, Delete removes." }
                </p>
            }
        </div>
    }
}

fn places(editor: &Editor, shapes: &BTreeMap<String, f64>) -> Vec<Rectangle> {
    let layout = editor.current().map(|wall| wall.layout.0).unwrap_or_default();
    let mut arranger = Arranger::new(layout, editor.tiles().len());
    for (index, tile) in editor.tiles().iter().enumerate() {
        if let Some(shape) = shapes.get(tile.camera.as_str()) {
            arranger.set_aspect(index, *shape);
        }
    }
    arranger.arrange(SCREEN, GAP)
}

/// The same without dragging and without keys.
fn tools(editor: &UseReducerHandle<Editor>) -> Html {
    let Some(tile) = editor.tiles().get(editor.tile) else { return html! {} };
    let (index, last) = (editor.tile, editor.tiles().len() - 1);
    let step = |to: Option<usize>, label: &'static str| {
        let dispatch = editor.dispatcher();
        let onclick = Callback::from(move |_| {
            if let Some(to) = to {
                dispatch.dispatch(Action::MoveTile(index, to));
            }
        });
        html! { <button type="button" class="button" disabled={to.is_none()} {onclick}>{ label }</button> }
    };
    let dispatch = editor.dispatcher();
    let remove = Callback::from(move |_| dispatch.dispatch(Action::RemoveTile(index)));
    let called = title(editor, &tile.camera);
    html! {
        <div class="editor-tools" role="group" aria-label={format!("The tile {called}")}>
            <span class="editor-chosen">{ called }</span>
            { step(index.checked_sub(1), "Move earlier") }
            { step((index < last).then_some(index + 1), "Move later") }
            <button type="button" class="button" onclick={remove}>{ glyph(Icon::Close) }{ "Take off" }</button>
        </div>
    }
}

fn key(editor: &UseReducerHandle<Editor>, places: &[Rectangle], event: &KeyboardEvent) {
    if event.alt_key() || event.meta_key() || editor.tiles().is_empty() {
        return;
    }
    let step = match event.key().as_str() {
        "ArrowLeft" => Step::Left,
        "ArrowRight" => Step::Right,
        "ArrowUp" => Step::Up,
        "ArrowDown" => Step::Down,
        "Home" if event.ctrl_key() => Step::First,
        "End" if event.ctrl_key() => Step::Last,
        "Home" => Step::RowStart,
        "End" => Step::RowEnd,
        other => {
            let action = match other {
                "Enter" | " " => Action::Pick(!editor.is_moving),
                "Escape" if editor.is_moving => Action::Pick(false),
                "Delete" | "Backspace" => Action::RemoveTile(editor.tile),
                _ => return,
            };
            event.prevent_default();
            return editor.dispatch(action);
        }
    };
    event.prevent_default();
    if let Some(to) = wall::neighbour(places, editor.tile, step) {
        let is_moving = editor.is_moving;
        editor.dispatch(if is_moving { Action::MoveTile(editor.tile, to) } else { Action::ChooseTile(to) });
    }
}

fn mark_used(node: &NodeRef) {
    if let Some(stage) = node.cast::<Element>() {
        // Fails for names that are none only.
        let _ = stage.set_attribute(USED, "");
    }
}

fn focus(node: &NodeRef, tile: usize) {
    let document = web_sys::window().and_then(|window| window.document());
    let Some(focused) = document.and_then(|document| document.active_element()) else { return };
    let Some(stage) = node.cast::<Element>().filter(|stage| stage.has_attribute(USED)) else { return };
    // On the body after the element that had it was moved.
    if stage.contains(Some(&focused)) || focused.tag_name() == "BODY" {
        let chosen = stage.query_selector(&format!("[data-tile='{tile}']")).ok().flatten();
        if let Some(chosen) = chosen {
            let _ = chosen.unchecked_into::<HtmlElement>().focus();
        }
    }
}

/// By script: the page's policy forbids styles in attributes.
fn set_places(node: &NodeRef, places: &[Rectangle]) {
    let Some(stage) = node.cast::<Element>() else { return };
    let part = |length: u32, of: u32| format!("{:.3}%", f64::from(length) * 100.0 / f64::from(of));
    let Ok(tiles) = stage.query_selector_all(".editor-tile") else { return };
    for (index, place) in (0..).zip(places) {
        let Some(tile) = tiles.get(index) else { return };
        let style = tile.unchecked_into::<HtmlElement>().style();
        for (name, value) in [
            ("left", part(place.x, SCREEN.width)),
            ("top", part(place.y, SCREEN.height)),
            ("width", part(place.width, SCREEN.width)),
            ("height", part(place.height, SCREEN.height)),
        ] {
            // Fails for names that are none only.
            let _ = style.set_property(name, &value);
        }
    }
}

/// The tile at a point of the page.
fn under(stage: &Element, places: &[Rectangle], x: i32, y: i32) -> Option<usize> {
    let area = stage.get_bounding_client_rect();
    let part = |at: i32, start: f64, length: f64, of: u32| (f64::from(at) - start) / length * f64::from(of);
    let at_x = part(x, area.left(), area.width(), SCREEN.width);
    let at_y = part(y, area.top(), area.height(), SCREEN.height);
    let is_within = |at: f64, start: u32, end: u32| at >= f64::from(start) && at < f64::from(end);
    places
        .iter()
        .position(|place| is_within(at_x, place.x, place.right()) && is_within(at_y, place.y, place.bottom()))
}

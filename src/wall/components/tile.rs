//! One tile: a viewer of its own, small beside others or large by itself.

use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};
use yew::prelude::{
    AttrValue, Callback, Html, KeyboardEvent, MouseEvent, NodeRef, Properties, UseReducerDispatcher, classes,
    component, html, use_effect_with, use_memo, use_node_ref, use_reducer,
};

use super::tile_marks::{message, tools, words};
use crate::components::pane::{Manner, use_pane};
use crate::hooks::use_remembering;
use crate::keys::Command;
use crate::page;
use crate::stage::Orientation;
use crate::state::{Action as ViewerAction, Beginning, Camera, Viewer};
use crate::wall::hooks::{Canvas, Grip, now_ms, use_drag, use_sharing};
use crate::wall::served::{Serving, served};
use crate::wall::state::{Action, Glance, Place, TileCamera, TileId, Wall, player_login};
use crate::wall::together::{Member, Together, use_member, use_sizes};

/// What the viewers of all tiles begin with.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Start {
    /// The absolute address of the folder that the page lies in.
    pub(super) page: String,
    /// The gateway's cameras.
    pub(super) cameras: Rc<[Camera]>,
    /// The gateway's proxy.
    pub(super) proxy: Option<String>,
}

#[derive(Clone, PartialEq, Properties)]
pub(super) struct Props {
    pub(super) id: TileId,
    pub(super) camera: Rc<TileCamera>,
    pub(super) start: Rc<Start>,
    /// Device pixels. `None` while the layout leaves it out.
    pub(super) place: Option<Place>,
    /// Device pixels in a CSS pixel.
    pub(super) ratio: f64,
    /// In the order, from 1.
    pub(super) position: usize,
    pub(super) count: usize,
    /// The keyboard is on it, or comes to it.
    pub(super) is_focused: bool,
    /// It has the whole screen.
    pub(super) is_large: bool,
    /// Another has the whole screen.
    pub(super) is_covered: bool,
    /// It is connected behind the others, and about to be shown.
    pub(super) is_coming: bool,
    /// How far a pointer has moved it, CSS pixels.
    pub(super) offset: Option<(f64, f64)>,
    /// A tile that is let go now changes places with this one.
    pub(super) is_target: bool,
    /// The list of tiles.
    pub(super) list: NodeRef,
    /// What it may do now.
    pub(super) serving: Serving,
    /// How it stands to the moment that the wall is held at.
    pub(super) note: Option<AttrValue>,
    pub(super) together: Together,
    /// What it may draw on.
    pub(super) canvas: Canvas,
    pub(super) dispatch: UseReducerDispatcher<Wall>,
}

/// The tile.
#[component]
pub(super) fn TileView(props: &Props) -> Html {
    let viewer = use_reducer(Viewer::default);
    let (tile, root) = (use_node_ref(), use_node_ref());
    let id = props.id;
    let back = use_memo(props.dispatch.clone(), |dispatch| {
        let dispatch = dispatch.clone();
        Callback::from(move |()| dispatch.dispatch(Action::Back))
    });
    let manner = Manner { is_whole: props.is_large, back: Some((*back).clone()) };
    let source = viewer.source();
    let pane = use_pane(&viewer, served(source.clone(), &props.serving), &root, &manner);
    let sizes = use_sizes(source.as_ref(), viewer.report.state, &pane.player);
    use_remembering(&viewer);
    use_effect_with((), {
        let (start, camera, dispatch) =
            (Rc::clone(&props.start), Rc::clone(&props.camera), viewer.dispatcher());
        move |()| {
            let Start { page, cameras, proxy } = (*start).clone();
            let (query, settings) = (camera.query.clone(), page::settings());
            let cameras = cameras.to_vec();
            dispatch.dispatch(ViewerAction::Begin(Box::new(Beginning {
                page,
                query,
                cameras,
                settings,
                proxy,
            })));
            if let Some(login) = &camera.login {
                let login = Some(player_login(login));
                dispatch.dispatch(ViewerAction::LogIn { login, keep: true, proxy: false });
            }
        }
    });
    use_effect_with(glance(&viewer), {
        let dispatch = props.dispatch.clone();
        move |glance| {
            if let Some(glance) = glance.clone() {
                dispatch.dispatch(Action::Told(id, Box::new(glance), now_ms()));
            }
        }
    });
    use_effect_with((source.is_some(), sizes.clone(), viewer.report.transport), {
        let look = props.together.look.clone();
        move |_| look.emit(())
    });
    use_placing(&tile, props);
    // A canvas behind all tiles can neither be turned nor go over the edge of one.
    let is_plain = viewer.view.orientation == Orientation::default() && viewer.view.zoom() <= 1.0;
    let is_shared = is_plain && !props.is_large && props.offset.is_none() && props.place.is_some();
    use_sharing(&pane.player, &props.canvas, is_shared);
    use_focus(&tile, props);
    let grip = Grip { tile: id, wall: props.list.clone(), is_wanted: !props.is_large };
    use_drag(&tile, grip, &props.dispatch);

    let marks = viewer.marks();
    let name = props.camera.title.clone().unwrap_or_else(|| viewer.name().to_owned());
    let is_recording = viewer.recordings.progress.is_some();
    let member = Member {
        player: pane.player.clone(),
        report: Rc::clone(&viewer.report),
        source,
        sizes,
        name: name.clone(),
        is_recording,
        commanded: pane.commanded.clone(),
    };
    use_member(&props.together.members, id, member);
    let note =
        props.serving.words().map(str::to_owned).or_else(|| props.note.as_ref().map(ToString::to_string));
    let word = marks.as_ref().map_or("Waiting", |marks| marks.status.word());
    let is_live = marks.as_ref().is_some_and(|marks| marks.standing.is_live());
    let onfocusin = props.dispatch.clone();
    let onfocusin = Callback::from(move |_| onfocusin.dispatch(Action::Focus(id)));
    let ondblclick = {
        let (dispatch, is_large) = (props.dispatch.clone(), props.is_large);
        Callback::from(move |_: MouseEvent| {
            if !is_large {
                dispatch.dispatch(Action::Open(id));
            }
        })
    };
    let onkeydown = {
        let (commanded, is_large) = (pane.commanded.clone(), props.is_large);
        Callback::from(move |event: KeyboardEvent| {
            if let Some(command) = tile_command(&event).filter(|_| !is_large) {
                event.prevent_default();
                commanded.emit(command);
            }
        })
    };
    let class = classes!(
        "tile",
        marks.as_ref().map(|marks| marks.tone.class()),
        props.is_focused.then_some("focused"),
        props.is_large.then_some("large"),
        props.is_coming.then_some("coming"),
        (!is_live).then_some("not-live"),
        props.offset.is_some().then_some("moved"),
        props.is_target.then_some("target"),
    );
    let hidden = props.place.is_none() && !props.is_large || props.is_covered;
    html! {
        <div
            ref={tile}
            {class}
            role="listitem"
            tabindex={if props.is_focused { "0" } else { "-1" }}
            aria-label={format!("{name}, {word}")}
            aria-posinset={props.position.to_string()}
            aria-setsize={props.count.to_string()}
            data-tile={id.0.to_string()}
            {hidden}
            {onfocusin}
            {ondblclick}
            {onkeydown}
        >
            <div ref={root} class={pane.class}>{ pane.html }</div>
            if !props.is_large {
                { words(&name, marks.as_ref(), is_recording) }
                if let Some(note) = note {
                    <p class="tile-note">{ note }</p>
                } else if let Some(told) = &pane.told {
                    { message(told, &pane.take) }
                }
                { tools(id, &name, marks.as_ref(), props.is_focused, &pane.commanded, &props.dispatch) }
            }
        </div>
    }
}

/// What the wall is told of a viewer.
fn glance(viewer: &Viewer) -> Option<Glance> {
    let marks = viewer.marks()?;
    Some(Glance {
        name: viewer.name().to_owned(),
        tone: marks.tone,
        word: marks.status.word().to_owned(),
        picture: (viewer.picture.width as u32, viewer.picture.height as u32),
        source: viewer.opened.as_ref().map(|opened| opened.understood.source.clone()),
        is_recording: viewer.recordings.progress.is_some(),
    })
}

/// The keys that a small tile has for itself.
fn tile_command(event: &KeyboardEvent) -> Option<Command> {
    let target = event.target()?.dyn_into::<Element>().ok()?;
    let is_tile = target.get_attribute("role").as_deref() == Some("listitem");
    if !is_tile
        || event.default_prevented()
        || event.ctrl_key()
        || event.meta_key()
        || event.alt_key()
        || event.repeat()
    {
        return None;
    }
    let command = Command::of_key(&event.key(), event.shift_key())?;
    let is_own = command.is_snapshot()
        || matches!(
            command,
            Command::PauseOrResume
                | Command::GoLive
                | Command::PlayOrStop
                | Command::Record
                | Command::Recordings
                | Command::Why
        );
    is_own.then_some(command)
}

/// Through the style object, which a strict content security policy allows; a style attribute it does not.
#[yew::hook]
fn use_placing(tile: &NodeRef, props: &Props) {
    let tile = tile.clone();
    use_effect_with(
        (props.place.filter(|_| !props.is_large), props.ratio, props.offset),
        move |&(place, ratio, offset)| {
            let Some(element) = tile.cast::<HtmlElement>() else { return };
            let style = element.style();
            let set = |name: &str, length: Option<f64>| {
                // Fails only for a style that is read-only.
                let _ = match length {
                    Some(length) => style.set_property(name, &format!("{length}px")),
                    None => style.remove_property(name).map(drop),
                };
            };
            let css = |pixels: u32| f64::from(pixels) / ratio;
            set("left", place.map(|place| css(place.x)));
            set("top", place.map(|place| css(place.y)));
            set("width", place.map(|place| css(place.width)));
            set("height", place.map(|place| css(place.height)));
            let transform = offset.map_or_else(String::new, |(x, y)| format!("translate({x}px, {y}px)"));
            let _ = style.set_property("transform", &transform);
        },
    );
}

/// The keyboard follows the focus of the wall while it is on the wall; it comes back when a large tile is small again.
#[yew::hook]
fn use_focus(tile: &NodeRef, props: &Props) {
    let (tile, list) = (tile.clone(), props.list.clone());
    use_effect_with((props.is_focused, props.is_large), move |&(is_focused, _)| {
        let (Some(tile), Some(list)) = (tile.cast::<HtmlElement>(), list.cast::<Element>()) else { return };
        let focused =
            web_sys::window().and_then(|window| window.document()).and_then(|page| page.active_element());
        let is_on_wall =
            focused.is_none_or(|focused| focused.tag_name() == "BODY" || list.contains(Some(&focused)));
        let is_here = web_sys::window()
            .and_then(|window| window.document())
            .and_then(|page| page.active_element())
            .is_some_and(|focused| tile.contains(Some(&focused)));
        if is_focused && is_on_wall && !is_here {
            let _ = tile.focus();
        }
    });
}

//! Pointers and fingers on the timeline.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo::events::EventListener;
use player::{ReplayCommand, Thumbnail};
use wasm_bindgen::JsCast;
use web_sys::{CanvasRenderingContext2d, Element, HtmlCanvasElement, HtmlElement, PointerEvent};
use yew::prelude::{NodeRef, hook, use_effect_with};

use super::use_player::PlayerHandle;
use crate::replay::{self, Axis};
use crate::{figures, page};

/// The parts that change with each move of a pointer, past yew.
#[derive(Clone)]
pub(crate) struct TimelineNodes {
    pub(crate) slider: NodeRef,
    pub(crate) thumb: NodeRef,
    /// The preview above the pointer: a thumbnail and its time.
    pub(crate) preview: NodeRef,
    pub(crate) canvas: NodeRef,
    pub(crate) time: NodeRef,
}

/// Scrubs by pointer and finger, and shows small pictures under a pointer. `axis` is kept up to
/// date by the caller.
#[hook]
pub(crate) fn use_timeline(nodes: &TimelineNodes, player: &PlayerHandle, axis: &Rc<RefCell<Axis>>) {
    let hand = Hand {
        nodes: nodes.clone(),
        player: player.clone(),
        axis: Rc::clone(axis),
        held: Rc::default(),
        sought: Rc::default(),
        awaited: Rc::default(),
    };
    use_effect_with((), move |()| {
        let listeners = hand.nodes.slider.cast::<Element>().map(|slider| hand.listen(&slider));
        move || drop(listeners)
    });
}

#[derive(Clone)]
struct Hand {
    nodes: TimelineNodes,
    player: PlayerHandle,
    axis: Rc<RefCell<Axis>>,
    /// The axis as it was when a pointer went down: it must not move away under it.
    held: Rc<Cell<Option<Axis>>>,
    /// The part of the axis that was sought last.
    sought: Rc<Cell<f64>>,
    /// A small picture is asked for, and of this time.
    awaited: Rc<Cell<Option<f64>>>,
}

impl Hand {
    fn listen(&self, slider: &Element) -> Vec<EventListener> {
        ["pointerdown", "pointermove", "pointerup", "pointercancel", "pointerleave"]
            .into_iter()
            .map(|name| {
                let (hand, element) = (self.clone(), slider.clone());
                EventListener::new(slider, name, move |event| {
                    if let Some(event) = event.dyn_ref::<PointerEvent>() {
                        hand.moved(name, event, &element);
                    }
                })
            })
            .collect()
    }

    fn moved(&self, name: &str, event: &PointerEvent, slider: &Element) {
        let area = slider.get_bounding_client_rect();
        let part = ((f64::from(event.client_x()) - area.left()) / area.width().max(1.0)).clamp(0.0, 1.0);
        match name {
            "pointerdown" if event.button() == 0 => {
                // The drag goes on when the pointer leaves the element.
                let _ = slider.set_pointer_capture(event.pointer_id());
                self.held.set(Some(*self.axis.borrow()));
                self.seek(part);
            }
            "pointermove" if self.held.get().is_some() => self.seek(part),
            "pointerup" => {
                if let Some(axis) = self.held.take() {
                    match axis.let_go(part) {
                        // It is there already. Repeating the request could show a neighbouring picture.
                        ReplayCommand::Seek(_) if part == self.sought.get() => {}
                        command => self.player.replay(command),
                    }
                }
            }
            "pointercancel" => self.held.set(None),
            _ => {}
        }
        let gone = name == "pointerleave" || name == "pointercancel";
        let lifted = name == "pointerup" && event.pointer_type() != "mouse";
        if gone && self.held.get().is_none() || lifted {
            self.hide();
        } else if name != "pointerleave" {
            self.preview(part);
        }
    }

    fn seek(&self, part: f64) {
        if let Some(axis) = self.held.get() {
            self.sought.set(part);
            self.player.replay(ReplayCommand::Seek(axis.time(part)));
            if let Some(thumb) = self.nodes.thumb.cast::<Element>() {
                // Ahead of the next report.
                let _ = thumb.set_attribute("cx", &format!("{}%", figures::fixed(part * 100.0, 2)));
            }
        }
    }

    fn preview(&self, part: f64) {
        let axis = self.held.get().unwrap_or_else(|| *self.axis.borrow());
        let time = axis.time(part);
        if let Some(preview) = self.nodes.preview.cast::<HtmlElement>() {
            // Through the style object, which a strict content security policy allows.
            let _ = preview.style().set_property("--at", &figures::fixed(part, 4));
            preview.set_hidden(false);
        }
        if let Some(label) = self.nodes.time.cast::<Element>() {
            label.set_text_content(Some(&replay::time_of_day(page::local_time(time))));
        }
        let asked = self.awaited.replace(Some(time)).is_some();
        if !asked {
            self.ask(time);
        }
    }

    /// One question at a time; the last wish is asked next.
    fn ask(&self, time: f64) {
        let hand = self.clone();
        self.player.thumbnail(time, move |thumbnail| {
            let wanted = hand.awaited.take();
            if let (Some(thumbnail), Some(canvas)) = (&thumbnail, hand.nodes.canvas.cast()) {
                draw(&canvas, thumbnail);
            }
            if let Some(wanted) = wanted.filter(|&wanted| wanted != time && thumbnail.is_some()) {
                hand.awaited.set(Some(wanted));
                hand.ask(wanted);
            }
        });
    }

    fn hide(&self) {
        if let Some(preview) = self.nodes.preview.cast::<HtmlElement>() {
            preview.set_hidden(true);
        }
    }
}

fn draw(canvas: &HtmlCanvasElement, thumbnail: &Thumbnail) {
    let (width, height) = (thumbnail.bitmap.width(), thumbnail.bitmap.height());
    // A browser that makes no small ones gives the whole picture; then it is scaled by the style.
    canvas.set_width(width);
    canvas.set_height(height);
    let context = canvas.get_context("2d").ok().flatten();
    if let Some(context) = context.and_then(|context| context.dyn_into::<CanvasRenderingContext2d>().ok()) {
        // Refused only for a bitmap that is closed.
        let _ = context.draw_image_with_image_bitmap(&thumbnail.bitmap, 0.0, 0.0);
    }
}

//! The page's side in a browser, where there is no worker's program beside the page.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, reason = "clippy knows #[test] only, not #[wasm_bindgen_test]")]

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Function, Promise};
use player::page::{Host, Player};
use player::{Blame, PlayerError, Problem, Report, Source, State, Transport};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{Document, HtmlElement};

wasm_bindgen_test_configure!(run_in_browser);

fn document() -> Document {
    web_sys::window().unwrap().document().unwrap()
}

/// An element with a container in it.
fn elements() -> (HtmlElement, HtmlElement) {
    let [element, container] =
        ["main", "div"].map(|name| document().create_element(name).unwrap().unchecked_into::<HtmlElement>());
    element.append_child(&container).unwrap();
    (element, container)
}

/// A page whose worker's program is not where it should be.
fn host() -> Host {
    Host::new(Function::new_no_args("return new Worker('nowhere.js', { type: 'module' })"))
}

fn source() -> Source {
    Source::new(Transport::Relay, "http://127.0.0.1/")
}

/// A promise, and what keeps it.
fn promise() -> (Promise, Function) {
    let kept = Rc::new(RefCell::new(None));
    let keep = Rc::clone(&kept);
    let promise = Promise::new(&mut move |resolve, _| {
        keep.replace(Some(resolve));
    });
    let resolve = kept.take().unwrap();
    (promise, resolve)
}

#[wasm_bindgen_test]
async fn a_worker_that_cannot_be_loaded_is_an_error_that_says_so() {
    let (element, container) = elements();
    let (failed, resolve) = promise();
    let reports = Rc::new(RefCell::new(Vec::<Report>::new()));
    let player = Player::new(&host(), &element, &container, 0, {
        let reports = Rc::clone(&reports);
        move |report| {
            if report.state == State::Error {
                resolve.call0(&resolve).unwrap();
            }
            reports.borrow_mut().push(report);
        }
    });
    let player = player.unwrap();
    assert_eq!(element.get_attribute("data-state").as_deref(), Some("idle"));
    assert_eq!(element.get_attribute("data-frames-drawn").as_deref(), Some("0"));
    player.play(source());
    assert_eq!(element.get_attribute("data-state").as_deref(), Some("connecting"));
    assert_eq!(element.get_attribute("data-transport").as_deref(), Some("relay"));

    failed.await.unwrap();
    let problem = reports.borrow().last().unwrap().problem.clone().unwrap();
    assert_eq!((problem.blame, problem.code.as_str()), (Blame::Page, Problem::WORKER_FAILED));
    // Another worker comes by itself.
    assert!(reports.borrow().last().unwrap().retry_in_ms.is_some());
    assert_eq!(element.get_attribute("data-state").as_deref(), Some("error"));

    let answer = Rc::new(RefCell::new(None));
    let keep = Rc::clone(&answer);
    player.snapshot(true, move |snapshot| {
        keep.replace(Some(snapshot.map(|_| ())));
    });
    assert!(matches!(answer.take(), Some(Err(PlayerError::Worker(_)))));
}

#[wasm_bindgen_test]
async fn the_player_may_be_dropped_by_its_own_report() {
    let (element, container) = elements();
    let (dropped, resolve) = promise();
    let player = Rc::new(RefCell::new(None));
    let held = Rc::downgrade(&player);
    let made = Player::new(&host(), &element, &container, 0, move |report| {
        if report.state == State::Error {
            drop(held.upgrade().and_then(|player| player.take()));
            resolve.call0(&resolve).unwrap();
        }
    });
    player.replace(Some(made.unwrap()));
    dropped.await.unwrap();
    assert!(player.borrow().is_none());
}

#[wasm_bindgen_test]
fn a_player_makes_its_own_canvas_and_takes_it_away() {
    let (element, container) = elements();
    let count = || container.query_selector_all("canvas").unwrap().length();
    let player = Player::new(&host(), &element, &container, 0, |_| {});
    assert_eq!(count(), 1);
    drop(player);
    assert_eq!((count(), container.child_element_count()), (0, 0));
}

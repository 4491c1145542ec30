//! The page's side in a browser, where there is no worker's program beside the page.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, reason = "clippy knows #[test] only, not #[wasm_bindgen_test]")]

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Function, Promise};
use player::{Blame, Host, KnownLogins, Player, PlayerError, Problem, Report, Source, State, Transport};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{Document, HtmlCanvasElement, HtmlElement};

wasm_bindgen_test_configure!(run_in_browser);

fn document() -> Document {
    web_sys::window().unwrap().document().unwrap()
}

fn elements() -> (HtmlElement, HtmlCanvasElement) {
    let element = document().create_element("div").unwrap().unchecked_into();
    let canvas = document().create_element("canvas").unwrap().unchecked_into();
    (element, canvas)
}

/// For the browser's own display.
fn place() -> HtmlElement {
    let document = web_sys::window().unwrap().document().unwrap();
    document.create_element("div").unwrap().unchecked_into()
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
    let (element, canvas) = elements();
    let (failed, resolve) = promise();
    let reports = Rc::new(RefCell::new(Vec::<Report>::new()));
    let player = Player::new(&Host::default(), element.clone(), canvas, place(), &KnownLogins::default(), {
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
    assert!(problem.is_end_of_player());
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
    let (element, canvas) = elements();
    let (dropped, resolve) = promise();
    let player = Rc::new(RefCell::new(None));
    let held = Rc::downgrade(&player);
    let made =
        Player::new(&Host::default(), element, canvas, place(), &KnownLogins::default(), move |report| {
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
fn a_canvas_serves_one_player_only() {
    let (element, canvas) = elements();
    let first = Player::new(
        &Host::default(),
        element.clone(),
        canvas.clone(),
        place(),
        &KnownLogins::default(),
        |_| {},
    );
    assert!(first.is_ok());
    assert!(matches!(
        Player::new(&Host::default(), element, canvas, place(), &KnownLogins::default(), |_| {}),
        Err(PlayerError::Canvas(_))
    ));
}

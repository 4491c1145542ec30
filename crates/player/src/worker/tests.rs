//! What needs a browser: bytes into blobs, pictures onto a canvas, answers of a real server.

mod answers;
mod decoding;
mod host;
mod kept;
mod loss;
mod memory;
mod messages;
mod neighbours;
mod recording;
mod reduction;
mod replay;
mod stacking;
mod video;
mod wall;

use std::cell::RefCell;
use std::future::poll_fn;
use std::rc::Rc;
use std::task::{Poll, Waker};

use causes::Cause;
use js_sys::{Array, ArrayBuffer, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{
    Blob, Event, ImageBitmap, ImageEncodeOptions, OffscreenCanvas, OffscreenCanvasRenderingContext2d,
};

use super::engine::Engine;
use super::recorder::Received;
use super::resources::Resources;
use super::{Displayed, Shared, origin, receive, scope};
use crate::login::Signature;
use crate::message::{Display, FeatureState, FromWorker, LoginKind, StreamId, ToWorker};
use crate::{
    Decoding, Enhancements, Paths, Reduction, ReplayCommand, ReplayLimits, ReplayMode, Report, Route,
    Setting, Sink, State, Statistics, StreamSource, Transport,
};
use stream::ConnectionId;
use stream::connection::Visibility;
use stream::live::Body;

wasm_bindgen_test_configure!(run_in_dedicated_worker);

const RED: &[u8] = include_bytes!("../../tests/pictures/red-64x48.jpg");
const BLUE: &[u8] = include_bytes!("../../tests/pictures/blue-32x80.jpg");

thread_local! {
    static POSTED: RefCell<Vec<(FromWorker, Option<JsValue>)>> = const { RefCell::new(Vec::new()) };
    static WAITING: RefCell<Option<Waker>> = const { RefCell::new(None) };
}

/// Stands for the page.
fn post(_stream: StreamId, message: &FromWorker, attachment: Option<&JsValue>) {
    let messages = match message {
        FromWorker::Reports(reports) => {
            let reports = reports.iter().cloned();
            reports.map(|(_, report, cause)| FromWorker::Report(Box::new(report), cause)).collect()
        }
        message => vec![message.clone()],
    };
    let messages = messages.into_iter().map(|message| (message, attachment.cloned()));
    POSTED.with_borrow_mut(|posted| posted.extend(messages));
    if let Some(waker) = WAITING.take() {
        waker.wake();
    }
}

/// Waits for the first message of which `wanted` makes something.
async fn posted<T>(wanted: impl Fn(&FromWorker, Option<&JsValue>) -> Option<T>) -> T {
    poll_fn(|context| {
        let found = POSTED.with_borrow(|posted| {
            posted.iter().find_map(|(message, attachment)| wanted(message, attachment.as_ref()))
        });
        match found {
            Some(found) => Poll::Ready(found),
            None => {
                WAITING.set(Some(context.waker().clone()));
                Poll::Pending
            }
        }
    })
    .await
}

async fn reported(wanted: impl Fn(&Report, Option<&Cause>) -> bool) -> (Report, Option<Cause>) {
    posted(|message, _| match message {
        FromWorker::Report(report, cause) if wanted(report, cause.as_ref()) => {
            Some(((**report).clone(), cause.clone()))
        }
        _ => None,
    })
    .await
}

/// An engine with a canvas, whose stream is fed by hand.
struct Stage {
    engine: Shared,
    stream: ConnectionId,
    canvas: OffscreenCanvas,
    body: Body,
}

impl Stage {
    fn new() -> Self {
        POSTED.take();
        Self::in_worker(1, Resources::new(post))
    }

    /// One of several streams of a worker.
    fn in_worker(id: u32, resources: Rc<Resources>) -> Self {
        let engine = Engine::enter(StreamId(id), resources);
        let canvas = OffscreenCanvas::new(1, 1).unwrap();
        receive(&engine, ToWorker::Canvas, canvas.clone().into());
        let body = Body::new(Some("multipart/x-mixed-replace; boundary=b"), false);
        Self { engine, stream: ConnectionId::default(), canvas, body }
    }

    fn playing() -> Self {
        let mut stage = Self::new();
        stage.play(&scope().location().origin());
        stage.feed();
        stage
    }

    /// The next connection, fed by hand.
    fn feed(&mut self) {
        self.stream = self.engine.borrow_mut().feed_by_hand();
    }

    fn play(&self, url: &str) {
        self.play_keeping(url, ReplayLimits::default());
    }

    fn play_keeping(&self, url: &str, replay: ReplayLimits) {
        self.play_source(StreamSource { replay, ..StreamSource::new(Transport::Fetch, url) });
    }

    fn play_source(&self, source: StreamSource) {
        receive(&self.engine, ToWorker::Play(source, LoginKind::None), JsValue::UNDEFINED);
    }

    /// The pictures come in one chunk.
    fn pictures(&mut self, pictures: &[&[u8]]) {
        let mut bytes = Vec::new();
        for picture in pictures {
            let length = picture.len();
            bytes.extend(
                format!("--b\r\nContent-Type: image/jpeg\r\nContent-Length: {length}\r\n\r\n").bytes(),
            );
            bytes.extend_from_slice(picture);
            bytes.extend(b"\r\n");
        }
        assert!(self.engine.borrow_mut().take(self.stream, &mut self.body, &Uint8Array::from(&bytes[..])));
    }

    fn state(&self) -> State {
        let engine = self.engine.borrow();
        engine.state()
    }

    fn figures(&self) -> Statistics {
        let engine = self.engine.borrow();
        engine.report().statistics
    }

    async fn drawn(&self, number: u64) {
        while self.figures().frames_drawn + self.figures().frames_damaged < number {
            turn().await;
        }
    }

    fn pixel(&self) -> [u8; 3] {
        self.pixel_at(10, 10)
    }

    fn pixel_at(&self, x: u32, y: u32) -> [u8; 3] {
        let data = context_of(&self.canvas).get_image_data(x.into(), y.into(), 1.0, 1.0).unwrap().data();
        [data[0], data[1], data[2]]
    }

    fn enhance(&self, enhancements: Enhancements) {
        receive(&self.engine, ToWorker::Enhance(enhancements), JsValue::UNDEFINED);
    }

    fn stacked(&self) -> Option<u16> {
        let engine = self.engine.borrow();
        engine.report().enhanced.map(|enhanced| enhanced.stacked)
    }

    async fn snapshot(&self) -> Vec<u8> {
        receive(&self.engine, ToWorker::Snapshot(7, false), JsValue::UNDEFINED);
        posted(|message, attachment| match (message, attachment) {
            (FromWorker::Snapshot(7, Some(_)), Some(bytes)) => {
                Some(Uint8Array::new(bytes.unchecked_ref::<ArrayBuffer>()).to_vec())
            }
            _ => None,
        })
        .await
    }
}

impl Drop for Stage {
    /// What still runs in it tells the next stage's page nothing.
    fn drop(&mut self) {
        self.engine.borrow_mut().leave();
    }
}

#[track_caller]
fn context_of(canvas: &OffscreenCanvas) -> OffscreenCanvasRenderingContext2d {
    canvas.get_context("2d").unwrap().unwrap().unchecked_into()
}

/// A JPEG of one colour.
async fn flat(style: &str, width: u32, height: u32) -> Vec<u8> {
    let canvas = OffscreenCanvas::new(width, height).unwrap();
    let context = context_of(&canvas);
    context.set_fill_style_str(style);
    context.fill_rect(0.0, 0.0, width.into(), height.into());
    encoded(&canvas, 0.9).await
}

/// A blob of these bytes.
fn blob(bytes: &[u8]) -> Blob {
    Blob::new_with_u8_array_sequence(&Array::of1(&Uint8Array::from(bytes))).unwrap()
}

/// Any promise that takes a turn of the event loop.
async fn turn() {
    blob(RED).array_buffer().await.unwrap();
}

/// What is on the canvas, as JPEG of that quality.
async fn encoded(canvas: &OffscreenCanvas, quality: f64) -> Vec<u8> {
    let options = ImageEncodeOptions::new();
    options.set_type("image/jpeg");
    options.set_quality(quality);
    let blob: Blob = canvas.convert_to_blob_with_options(&options).unwrap().await.unwrap().unchecked_into();
    let jpeg = Uint8Array::new(blob.array_buffer().await.unwrap().unchecked_ref::<ArrayBuffer>()).to_vec();
    // Cameras send no colour profile; Chromium's canvas writes one.
    without(&jpeg, &[0xe1, 0xe2, 0xee])
}

/// `RED`, with a precision of 99 bits, which no decoder takes.
fn broken() -> Vec<u8> {
    let mut broken = RED.to_vec();
    let frame_header = broken.windows(2).position(|pair| pair == [0xff, 0xc0]).unwrap();
    broken[frame_header + 4] = 99;
    broken
}

fn close(found: [u8; 3], wanted: [u8; 3]) {
    let far = found.iter().zip(wanted).any(|(found, wanted)| found.abs_diff(wanted) > 3);
    assert!(!far, "{found:?} is not {wanted:?}");
}

/// The picture without its Huffman tables, as some USB cameras send it.
fn without_tables(jpeg: &[u8]) -> Vec<u8> {
    without(jpeg, &[0xc4])
}

/// The picture without segments of these markers.
fn without(jpeg: &[u8], markers: &[u8]) -> Vec<u8> {
    let mut bare = jpeg[..2].to_vec();
    let mut rest = &jpeg[2..];
    while rest[1] != 0xda {
        let (segment, after) = rest.split_at(2 + usize::from(u16::from_be_bytes([rest[2], rest[3]])));
        if !markers.contains(&segment[1]) {
            bare.extend_from_slice(segment);
        }
        rest = after;
    }
    bare.extend_from_slice(rest);
    bare
}

#[wasm_bindgen_test]
async fn a_picture_is_drawn_with_its_own_size_and_is_live() {
    let mut stage = Stage::playing();
    stage.pictures(&[RED]);
    let (report, _) = reported(|report, _| report.state == State::Live).await;
    assert_eq!((stage.canvas.width(), stage.canvas.height()), (64, 48));
    close(stage.pixel(), [200, 30, 40]);
    assert_eq!((report.statistics.width, report.statistics.height), (64, 48));
    assert_eq!(report.picture.unwrap().sampling.as_deref(), Some("4:2:0"));

    stage.pictures(&[BLUE]);
    stage.drawn(2).await;
    assert_eq!((stage.canvas.width(), stage.canvas.height()), (32, 80));
    close(stage.pixel(), [20, 40, 210]);
}

#[wasm_bindgen_test]
async fn the_page_is_told_though_timers_do_not_run() {
    let mut stage = Stage::playing();
    stage.pictures(&[RED]);
    reported(|report, _| report.state == State::Live).await;
    POSTED.take();
    // No timer runs while this does.
    let begun = js_sys::Date::now();
    while js_sys::Date::now() - begun < 600.0 {}
    stage.pictures(&[BLUE]);
    let posted = POSTED.take();
    let told = posted.iter().any(|(message, _)| matches!(message, FromWorker::Report(..)));
    assert!(told);
}

#[wasm_bindgen_test]
async fn the_snapshot_is_the_cameras_own_bytes() {
    let mut stage = Stage::playing();
    stage.pictures(&[RED]);
    stage.drawn(1).await;
    assert_eq!(stage.snapshot().await, RED);
}

#[wasm_bindgen_test]
async fn a_snapshot_of_what_is_seen_comes_after_the_cameras_own_bytes() {
    let mut stage = Stage::playing();
    stage.pictures(&[RED]);
    stage.drawn(1).await;
    stage.enhance(Enhancements::default().with(Setting::Invert, 1));
    reported(|report, _| report.enhanced.is_some()).await;
    receive(&stage.engine, ToWorker::Snapshot(8, true), JsValue::UNDEFINED);
    let (length, bytes) = posted(|message, attachment| match (message, attachment) {
        (FromWorker::Snapshot(8, Some(taken)), Some(bytes)) => {
            Some((taken.length as usize, Uint8Array::new(bytes.unchecked_ref::<ArrayBuffer>()).to_vec()))
        }
        _ => None,
    })
    .await;
    let (original, png) = bytes.split_at(length);
    assert_eq!(original, RED);
    assert!(png.starts_with(b"\x89PNG"), "{:?}", &png[..8.min(png.len())]);
    // It is decoded as any picture is.
    let seen: js_sys::Promise = scope().create_image_bitmap_with_blob(&blob(png)).unwrap().unchecked_into();
    let seen: web_sys::ImageBitmap = seen.await.unwrap().unchecked_into();
    let canvas = OffscreenCanvas::new(64, 48).unwrap();
    let context = context_of(&canvas);
    context.draw_image_with_image_bitmap(&seen, 0.0, 0.0).unwrap();
    let data = context.get_image_data(10.0, 10.0, 1.0, 1.0).unwrap().data();
    close([data[0], data[1], data[2]], [55, 225, 215]);
}

#[wasm_bindgen_test]
async fn there_is_no_snapshot_before_a_picture() {
    let stage = Stage::new();
    receive(&stage.engine, ToWorker::Snapshot(3, false), JsValue::UNDEFINED);
    posted(|message, _| matches!(message, FromWorker::Snapshot(3, None)).then_some(())).await;
}

#[wasm_bindgen_test]
async fn a_picture_without_huffman_tables_is_drawn_and_kept_as_it_came() {
    let bare = without_tables(RED);
    let mut stage = Stage::playing();
    stage.pictures(&[&bare]);
    stage.drawn(1).await;
    close(stage.pixel(), [200, 30, 40]);
    assert_eq!(stage.snapshot().await, bare);
}

#[wasm_bindgen_test]
async fn the_picture_shown_is_enhanced_at_once_and_its_bytes_stay() {
    let mut stage = Stage::playing();
    stage.pictures(&[RED]);
    stage.drawn(1).await;
    stage.enhance(Enhancements::default().with(Setting::Invert, 1));
    let (report, _) = reported(|report, _| report.enhanced.is_some()).await;
    close(stage.pixel(), [55, 225, 215]);
    assert_eq!(report.statistics.frames_drawn, 1, "drawing once more is no other picture");
    assert_eq!(stage.snapshot().await, RED);

    POSTED.take();
    stage.pictures(&[BLUE]);
    stage.drawn(2).await;
    close(stage.pixel(), [235, 215, 45]);
    assert_eq!(stage.snapshot().await, BLUE);

    POSTED.take();
    stage.enhance(Enhancements::default());
    reported(|report, _| report.enhanced.is_none()).await;
    close(stage.pixel(), [20, 40, 210]);
}

#[wasm_bindgen_test]
async fn a_trap_in_the_enhancement_leaves_the_cameras_own_picture_and_is_told() {
    let mut stage = Stage::playing();
    stage.pictures(&[RED]);
    stage.drawn(1).await;
    super::features::trap_next();
    stage.enhance(Enhancements::default().with(Setting::Invert, 1));
    let cause = posted(|message, _| match message {
        FromWorker::Feature(FeatureState::Failed(cause)) => Some(cause.clone()),
        _ => None,
    });
    let wanted = Cause::FeatureFailed { feature: causes::Feature::Enhance, why: "unreachable".into() };
    assert_eq!(cause.await, wanted);
    stage.pictures(&[BLUE]);
    stage.drawn(2).await;
    close(stage.pixel(), [20, 40, 210]);
    assert_eq!(stage.stacked(), None);
    reported(|report, _| report.state == State::Live).await;
    // The next wish loads it again.
    stage.enhance(Enhancements::default().with(Setting::Invert, 1));
    reported(|report, _| report.enhanced.is_some()).await;
    close(stage.pixel(), [235, 215, 45]);
}

#[wasm_bindgen_test]
async fn the_pictures_of_a_new_stream_are_not_mixed_with_those_of_the_last() {
    let mut stage = Stage::playing();
    stage.enhance(Enhancements::default().with(Setting::Stack, 16));
    stage.pictures(&[RED]);
    stage.drawn(1).await;
    stage.pictures(&[RED]);
    stage.drawn(2).await;
    assert_eq!(stage.stacked(), Some(2));
    stage.play(&scope().location().origin());
    stage.stream = stage.engine.borrow_mut().feed_by_hand();
    stage.body = Body::new(None, false);
    stage.pictures(&[RED]);
    stage.drawn(1).await;
    assert_eq!(stage.stacked(), Some(1));
    // Nor are those of another size.
    stage.pictures(&[BLUE]);
    stage.drawn(2).await;
    assert_eq!(stage.stacked(), Some(1));
    close(stage.pixel(), [20, 40, 210]);
}

#[wasm_bindgen_test]
async fn the_latest_picture_wins() {
    let mut stage = Stage::playing();
    stage.pictures(&[RED, RED, RED, RED, BLUE]);
    stage.drawn(2).await;
    let figures = stage.figures();
    assert_eq!((figures.frames_received, figures.frames_drawn, figures.frames_dropped), (5, 2, 3));
    close(stage.pixel(), [20, 40, 210]);
}

#[wasm_bindgen_test]
fn a_chunk_of_megabytes_takes_no_more_memory_than_a_small_one() {
    let mut stage = Stage::playing();
    let count = (2 << 20) / RED.len();
    stage.pictures(&vec![RED; count]);
    assert_eq!(stage.figures().frames_received, count as u64);
    assert!(stage.body.memory() < 1 << 20, "{}", stage.body.memory());
}

#[wasm_bindgen_test]
async fn what_cannot_be_decoded_leaves_the_last_picture() {
    let mut stage = Stage::playing();
    stage.pictures(&[RED]);
    stage.drawn(1).await;
    // Whole by its markers, with nothing but noise between them.
    stage.pictures(&[b"\xff\xd8\xff\xdb\x00\x04ab\xff\xd9"]);
    stage.drawn(2).await;
    let figures = stage.figures();
    assert_eq!((figures.frames_drawn, figures.frames_damaged), (1, 1));
    close(stage.pixel(), [200, 30, 40]);
    assert_eq!(stage.snapshot().await, RED);
    stage.pictures(&[BLUE]);
    stage.drawn(3).await;
    close(stage.pixel(), [20, 40, 210]);
}

#[wasm_bindgen_test]
async fn a_stream_that_was_stopped_is_not_heard_any_more() {
    let mut stage = Stage::playing();
    stage.pictures(&[RED]);
    receive(&stage.engine, ToWorker::Stop, JsValue::UNDEFINED);
    let before = stage.figures();
    let late = Uint8Array::from(&b"--b\r\n"[..]);
    assert!(!stage.engine.borrow_mut().take(stage.stream, &mut stage.body, &late));
    assert_eq!(stage.figures().bytes_total, before.bytes_total);
    reported(|report, _| report.state == State::Idle).await;
}

#[wasm_bindgen_test]
async fn a_picture_of_the_last_source_is_not_shown_for_the_next() {
    let mut stage = Stage::playing();
    stage.pictures(&[RED, RED]);
    stage.play(&scope().location().origin());
    stage.feed();
    stage.body = Body::new(None, false);
    stage.pictures(&[BLUE]);
    stage.drawn(1).await;
    close(stage.pixel(), [20, 40, 210]);
    assert_eq!(stage.figures().frames_drawn, 1);
}

//! Live pictures go to the video, and everything else to the canvas, which then is what a person is to see.

use js_sys::{Array, Function, Object, Reflect};
use web_sys::WritableStream;

use super::*;
use crate::worker::image_decoder;

/// A stream that keeps the times of the frames that are written to it; one that is `broken` takes none.
fn stream(broken: bool) -> (WritableStream, Array) {
    let times = Array::new();
    let sink = Object::new();
    let body =
        if broken { "throw new Error('gone')" } else { "this.times.push(frame.timestamp); frame.close()" };
    Reflect::set(&sink, &"times".into(), &times).unwrap();
    Reflect::set(&sink, &"write".into(), &Function::new_with_args("frame", body)).unwrap();
    (WritableStream::new_with_underlying_sink(&sink).unwrap(), times)
}

async fn told(wanted: Sink) {
    posted(|message, _| matches!(message, FromWorker::Sink(sink) if *sink == wanted).then_some(())).await;
    POSTED.take();
}

impl Stage {
    fn with_video(broken: bool) -> (Self, Array) {
        let mut stage = Self::new();
        let (stream, times) = stream(broken);
        receive(&stage.engine, ToWorker::Video, stream.into());
        let paths = Paths { decoding: None, sink: Some(Sink::Video) };
        stage.play_source(StreamSource {
            paths,
            ..StreamSource::new(Transport::Fetch, &scope().location().origin())
        });
        stage.feed();
        (stage, times)
    }

    /// The page hears that the video presents the picture that was written last.
    fn present(&self, times: &Array) {
        receive(&self.engine, ToWorker::Presented(times.length()), JsValue::UNDEFINED);
    }

    /// A person sees the video, with this picture.
    async fn show_video(&mut self, times: &Array, picture: &[u8]) {
        POSTED.take();
        reported(|report, _| report.state == State::Live).await;
        let (drawn, written) = (self.figures().frames_drawn, times.length());
        self.pictures(&[picture]);
        self.drawn(drawn + 1).await;
        assert_eq!(times.length(), written + 1);
        self.present(times);
        assert_eq!(self.sink(), Some(Sink::Video));
    }

    /// One whose video shows `BLUE`, while its canvas has `RED`.
    async fn with_proven_video() -> (Self, Array) {
        let (mut stage, times) = Self::with_video(false);
        stage.pictures(&[RED]);
        stage.drawn(1).await;
        stage.show_video(&times, RED).await;
        told(Sink::Video).await;
        stage.show_video(&times, BLUE).await;
        close(stage.pixel(), [200, 30, 40]);
        (stage, times)
    }

    fn sink(&self) -> Option<Sink> {
        let engine = self.engine.borrow();
        engine.report().sink
    }
}

#[wasm_bindgen_test]
async fn the_canvas_is_drawn_until_the_video_has_shown_something() {
    if !image_decoder::exists() {
        return;
    }
    let (mut stage, times) = Stage::with_video(false);
    for number in 1..=3 {
        stage.pictures(&[if number % 2 == 1 { RED } else { BLUE }]);
        stage.drawn(number).await;
        assert_eq!(stage.sink(), Some(Sink::Canvas));
        close(stage.pixel(), if number % 2 == 1 { [200, 30, 40] } else { [20, 40, 210] });
    }
    stage.show_video(&times, RED).await;
    stage.show_video(&times, BLUE).await;
    assert_eq!(stage.figures().width, 32);
    close(stage.pixel(), [200, 30, 40]);
    assert_eq!(stage.snapshot().await, BLUE);
    let times: Vec<f64> = times.iter().map(|time| time.as_f64().unwrap()).collect();
    assert!(times.len() == 5 && times.is_sorted_by(|a, b| a < b), "{times:?}");
}

#[wasm_bindgen_test]
async fn what_the_video_cannot_show_is_drawn_on_the_canvas() {
    if !image_decoder::exists() {
        return;
    }
    let (mut stage, times) = Stage::with_proven_video().await;
    stage.enhance(Enhancements::default().with(Setting::Invert, 1));
    told(Sink::Canvas).await;
    close(stage.pixel(), [235, 215, 45]);
    stage.enhance(Enhancements::default());
    stage.show_video(&times, RED).await;
    stage.show_video(&times, BLUE).await;

    // A pause holds what the video shows; another picture is for the canvas.
    stage.replay(ReplayCommand::Pause);
    stage.replay(ReplayCommand::Step(-1));
    told(Sink::Canvas).await;
    close(stage.pixel(), [200, 30, 40]);
    stage.replay(ReplayCommand::Live);
    stage.show_video(&times, RED).await;
    stage.show_video(&times, BLUE).await;

    receive(&stage.engine, ToWorker::ReadCanvas(true), JsValue::UNDEFINED);
    told(Sink::Canvas).await;
    close(stage.pixel(), [20, 40, 210]);
    stage.pictures(&[RED]);
    stage.drawn(stage.figures().frames_drawn + 1).await;
    close(stage.pixel(), [200, 30, 40]);
}

#[wasm_bindgen_test]
async fn a_video_that_stands_gives_place_to_the_canvas() {
    if !image_decoder::exists() {
        return;
    }
    let (mut stage, times) = Stage::with_proven_video().await;
    stage.pictures(&[RED]);
    stage.drawn(stage.figures().frames_drawn + 1).await;
    // Nothing is heard of it.
    told(Sink::Canvas).await;
    close(stage.pixel(), [200, 30, 40]);
    assert_eq!((stage.sink(), times.length()), (Some(Sink::Canvas), 4));
}

#[wasm_bindgen_test]
async fn a_track_that_takes_nothing_costs_no_picture() {
    if !image_decoder::exists() {
        return;
    }
    let (mut stage, _) = Stage::with_video(true);
    for number in 1..=4 {
        stage.pictures(&[if number % 2 == 1 { RED } else { BLUE }]);
        stage.drawn(number).await;
        assert_eq!(stage.sink(), Some(Sink::Canvas));
        close(stage.pixel(), if number % 2 == 1 { [200, 30, 40] } else { [20, 40, 210] });
    }
    assert_eq!(stage.figures().frames_drawn, 4);
}

#[wasm_bindgen_test]
async fn what_is_seen_is_saved_while_the_video_shows_it() {
    if !image_decoder::exists() {
        return;
    }
    let (stage, _) = Stage::with_proven_video().await;
    receive(&stage.engine, ToWorker::Snapshot(9, true), JsValue::UNDEFINED);
    let seen = posted(|message, attachment| match (message, attachment) {
        (FromWorker::Snapshot(9, Some(taken)), Some(bytes)) => {
            Some(Uint8Array::new_with_byte_offset(bytes, taken.length).to_vec())
        }
        _ => None,
    })
    .await;
    let bitmap: js_sys::Promise =
        scope().create_image_bitmap_with_blob(&blob(&seen)).unwrap().unchecked_into();
    let bitmap: ImageBitmap = bitmap.await.unwrap().unchecked_into();
    assert_eq!((bitmap.width(), bitmap.height()), (32, 80), "the one that the video shows, not the canvas");
}

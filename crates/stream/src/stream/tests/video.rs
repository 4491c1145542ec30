//! The video: it is seen once it presents what it is given, and its frames count from then on.

use super::*;
use crate::Reduction;

impl Browser {
    /// A browser whose video is seen.
    fn with_video() -> Self {
        let mut browser = Self::who_can_make_one();
        browser.handle(Input::Play(source()));
        browser.receive(20);
        assert_eq!((browser.sink, browser.report().sink), (Sink::Video, Some(Sink::Video)));
        assert_eq!(browser.state(), State::Live);
        browser
    }

    fn who_can_make_one() -> Self {
        let mut browser = Self::new();
        browser.video.can_be_made = true;
        browser
    }

    /// The number of the frame that a person sees.
    fn seen(&self) -> Option<u64> {
        match self.sink {
            Sink::Canvas => self.canvas,
            Sink::Video => self.video.shown,
        }
    }

    fn surface(&mut self, is_read: bool, is_plain: bool) {
        self.handle(Input::Surface(Surface { is_read, is_plain, has_video: true, is_shared: false }));
    }

    fn has_said(&self, state: State) -> bool {
        self.reports.iter().any(|(said, _)| *said == state)
    }

    fn plays_on(paths: crate::Paths) -> Self {
        let mut browser = Self::who_can_make_one();
        browser.handle(Input::Play(StreamSource { paths, ..source() }));
        browser.receive(20);
        browser
    }
}

#[test]
fn the_canvas_is_seen_until_the_video_has_presented_a_frame() {
    let mut browser = Browser::who_can_make_one();
    browser.video.manner = Manner::Late(3);
    browser.handle(Input::Play(source()));
    let mut sinks = Vec::new();
    for number in 1..=20 {
        browser.frame();
        if browser.sink == Sink::Canvas {
            assert_eq!(browser.canvas, Some(number), "each is drawn");
        }
        browser.wait(PAUSE);
        assert_eq!(browser.state(), State::Live);
        sinks.push(browser.sink);
    }
    assert!(sinks.is_sorted_by_key(|sink| *sink == Sink::Video));
    assert_eq!((browser.sink, browser.seen()), (Sink::Video, Some(17)));
    assert_eq!(browser.report().statistics.frames_drawn, 20);
    // The age is that of the frame that is seen.
    assert!(browser.report().age_ms.is_some_and(|age| age >= 3.0 * PAUSE));
}

#[test]
fn a_video_that_stands_gives_place_to_the_canvas_before_its_frame_is_stale() {
    let mut browser = Browser::with_video();
    browser.reports.clear();
    browser.video.manner = Manner::Stands;
    browser.receive(30);
    assert_eq!((browser.sink, browser.seen()), (Sink::Canvas, Some(50)));
    assert!(browser.reports.iter().all(|(state, _)| *state == State::Live));
    // It is tried again, in vain, and less and less often.
    browser.receive(25 * 60);
    assert_eq!(browser.sink, Sink::Canvas);
    assert!(browser.reports.iter().all(|(state, _)| *state == State::Live));
    // It works again.
    browser.video.manner = Manner::Prompt;
    browser.receive(25 * 70);
    assert_eq!((browser.sink, browser.state()), (Sink::Video, State::Live));
}

#[test]
fn a_video_that_is_too_late_is_never_live_with_a_stale_frame() {
    let mut browser = Browser::with_video();
    browser.video.manner = Manner::Late(100);
    browser.receive(200);
    assert_eq!((browser.sink, browser.seen()), (Sink::Canvas, Some(220)));
    assert_eq!(browser.state(), State::Live);
}

#[test]
fn frames_out_of_order_have_the_age_of_the_one_that_is_seen() {
    let mut browser = Browser::with_video();
    browser.video.manner = Manner::OutOfOrder;
    for _ in 0..50 {
        browser.receive(1);
        let seen = browser.seen().unwrap();
        let arrived = (seen - 1) as f64 * PAUSE;
        assert!(browser.report().age_ms.unwrap() >= browser.at.now - arrived - 1.0, "{seen}");
    }
}

#[test]
fn a_stream_that_stalls_leaves_its_last_frame_on_the_canvas_and_recovers_there_at_once() {
    let mut browser = Browser::with_video();
    // The last of them is not told.
    browser.video.is_hidden = true;
    browser.receive(2);
    browser.video.is_hidden = false;
    browser.wait(1100.0);
    assert_eq!((browser.sink, browser.canvas), (Sink::Canvas, Some(22)));
    browser.wait(1200.0);
    assert_eq!(browser.state(), State::Stalled);
    browser.frame();
    assert_eq!((browser.state(), browser.canvas), (State::Live, Some(23)));
    browser.receive(3);
    assert_eq!(browser.sink, Sink::Video);
}

#[test]
fn after_a_fault_the_first_frame_does_not_wait_for_the_video() {
    let mut browser = Browser::with_video();
    browser.break_connection();
    assert_eq!((browser.sink, browser.state()), (Sink::Video, State::Reconnecting));
    browser.wait(3000.0);
    browser.video.manner = Manner::Stands;
    browser.frame();
    assert_eq!((browser.sink, browser.canvas), (Sink::Canvas, Some(21)));
    assert_eq!(browser.state(), State::Live);
}

#[test]
fn pixels_that_are_read_enhanced_or_kept_are_on_the_canvas() {
    let mut browser = Browser::with_video();
    browser.surface(true, true);
    assert_eq!((browser.sink, browser.canvas), (Sink::Canvas, Some(20)));
    browser.receive(2);
    assert_eq!(browser.canvas, Some(22));
    browser.surface(false, true);
    browser.receive(2);
    assert_eq!(browser.sink, Sink::Video);

    browser.surface(false, false);
    browser.handle(Input::Enhanced { is_drawn: false });
    assert_eq!((browser.sink, browser.canvas), (Sink::Canvas, Some(24)));
    browser.surface(false, true);
    browser.receive(2);
    assert_eq!(browser.sink, Sink::Video);

    browser.handle(Input::Replay(ReplayCommand::Pause));
    assert_eq!(browser.sink, Sink::Video, "it holds what it shows");
    browser.handle(Input::Replay(ReplayCommand::Step(-1)));
    assert_eq!((browser.sink, browser.canvas), (Sink::Canvas, Some(25)));
    browser.handle(Input::Replay(ReplayCommand::Live));
    browser.receive(2);
    assert_eq!((browser.sink, browser.state()), (Sink::Video, State::Live));
}

#[test]
fn a_frame_that_is_held_on_the_video_is_whole_on_the_canvas_when_more_of_it_is_to_be_seen() {
    let mut browser = Browser::with_video();
    browser.handle(Input::Reduce(Reduction::Half));
    let small = crate::Paths { sink: Some(Sink::Video), decoding: None };
    browser.handle(Input::Play(StreamSource { paths: small, ..source() }));
    browser.receive(20);
    assert_eq!((browser.sink, browser.report().reduction), (Sink::Video, Reduction::Half));
    browser.handle(Input::Replay(ReplayCommand::Pause));
    let held = browser.stream.displayed().map(crate::DisplayedFrame::number);
    browser.handle(Input::Reduce(Reduction::None));
    assert_eq!((browser.sink, browser.canvas), (Sink::Canvas, held));
    assert_eq!(browser.report().reduction, Reduction::None);
}

#[test]
fn a_hidden_page_is_drawn_on_the_canvas_and_its_video_tried_again_when_it_is_shown() {
    let mut browser = Browser::with_video();
    browser.handle(Input::Recording(true));
    browser.video.is_hidden = true;
    browser.handle(Input::Visibility(Visibility::Hidden));
    browser.receive(50);
    assert_eq!((browser.sink, browser.canvas, browser.state()), (Sink::Canvas, Some(70), State::Live));
    browser.video.is_hidden = false;
    browser.handle(Input::Visibility(Visibility::Shown));
    browser.receive(3);
    assert_eq!((browser.sink, browser.state()), (Sink::Video, State::Live));
}

#[test]
fn a_window_that_tells_nothing_is_believed_while_nothing_else_is_seen() {
    let mut browser = Browser::with_video();
    browser.handle(Input::WantVideo(true));
    browser.video.is_hidden = true;
    browser.handle(Input::Visibility(Visibility::Window));
    browser.receive(100);
    assert_eq!((browser.sink, browser.state()), (Sink::Video, State::Live));
}

#[test]
fn after_sleep_no_frame_from_before_is_live() {
    let mut browser = Browser::with_video();
    browser.video.is_hidden = true;
    browser.receive(2);
    browser.at.wall += 60_000.0;
    browser.handle(Input::Tick);
    browser.video.is_hidden = false;
    browser.video.shown = None;
    browser.camera_answers = false;
    browser.present();
    assert_ne!(browser.state(), State::Live);
}

#[test]
fn the_video_gives_place_only_when_the_canvas_is_on_the_screen() {
    let mut browser = Browser::with_video();
    browser.is_screen_slow = true;
    browser.handle(Input::Replay(ReplayCommand::Step(-1)));
    assert_eq!(
        (browser.sink, browser.canvas),
        (Sink::Video, Some(19)),
        "the screen has an old picture there"
    );
    browser.wait(500.0);
    assert_eq!(browser.sink, Sink::Video);
    browser.refresh_screen();
    assert_eq!((browser.sink, browser.report().sink), (Sink::Canvas, Some(Sink::Canvas)));

    browser.is_screen_slow = false;
    browser.handle(Input::Replay(ReplayCommand::Live));
    browser.receive(3);
    assert_eq!(browser.sink, Sink::Video);
    // A fault draws the canvas, and the video is as quick as it.
    browser.is_screen_slow = true;
    browser.break_connection();
    browser.wait(3000.0);
    browser.receive(1);
    browser.refresh_screen();
    assert_eq!((browser.sink, browser.seen()), (Sink::Video, browser.canvas));
}

#[test]
fn a_video_that_is_seen_is_not_replaced() {
    let mut browser = Browser::with_video();
    browser.is_screen_slow = true;
    browser.video.manner = Manner::Stands;
    browser.video.is_asked = false;
    browser.receive(25 * 5);
    assert_eq!((browser.sink, browser.video.is_asked), (Sink::Video, false));
    browser.refresh_screen();
    browser.receive(25 * 5);
    assert_eq!((browser.sink, browser.video.is_asked), (Sink::Canvas, true));
}

#[test]
fn a_canvas_that_many_share_has_no_video_over_it() {
    let shared = Surface { is_shared: true, ..Surface::default() };
    let mut browser = Browser::who_can_make_one();
    browser.handle(Input::Surface(shared));
    browser.handle(Input::Play(source()));
    browser.receive(20);
    assert_eq!((browser.sink, browser.canvas, browser.video.is_asked), (Sink::Canvas, Some(20), false));
    // With a place of its own it has one, and gives it up with that.
    browser.handle(Input::Surface(Surface::default()));
    browser.receive(20);
    assert_eq!(browser.sink, Sink::Video);
    browser.handle(Input::Surface(Surface { has_video: true, ..shared }));
    assert_eq!((browser.sink, browser.canvas), (Sink::Canvas, Some(40)));
    browser.receive(20);
    assert_eq!((browser.sink, browser.canvas), (Sink::Canvas, Some(60)));
    browser.handle(Input::Surface(Surface::default()));
    browser.receive(20);
    assert_eq!(browser.sink, Sink::Video);
    browser.handle(Input::Surface(shared));
    // There the frame is not all that is on the canvas.
    browser.ask_snapshot(true);
    let (_, snapshot) = browser.snapshots.pop().unwrap();
    assert!(matches!(snapshot.unwrap().seen, Seen::Pixels(_)));
}

#[test]
fn small_pictures_other_wishes_and_other_browsers_keep_the_canvas() {
    let mut browser = Browser::who_can_make_one();
    browser.handle(Input::Reduce(Reduction::Quarter));
    browser.handle(Input::Play(source()));
    browser.receive(20);
    assert_eq!((browser.sink, browser.video.is_asked), (Sink::Canvas, false));
    browser.handle(Input::Reduce(Reduction::None));
    browser.receive(20);
    assert_eq!(browser.sink, Sink::Video);

    let canvas = crate::Paths { sink: Some(Sink::Canvas), decoding: None };
    let bitmap = crate::Paths { sink: None, decoding: Some(Decoding::Bitmap) };
    for paths in [canvas, bitmap] {
        let browser = Browser::plays_on(paths);
        assert_eq!((browser.sink, browser.video.is_asked), (Sink::Canvas, false));
    }
    let mut other = Browser::new();
    other.handle(Input::Play(source()));
    other.receive(200);
    assert_eq!((other.sink, other.state()), (Sink::Canvas, State::Live));
}

#[test]
fn a_decoder_that_fails_costs_no_picture_and_ends_the_video() {
    let mut browser = Browser::with_video();
    browser.failing = vec![Decoding::Decoder];
    browser.receive(10);
    assert_eq!((browser.sink, browser.canvas), (Sink::Canvas, Some(30)));
    assert_eq!(browser.report().statistics.frames_damaged, 0);
    assert!(!browser.has_said(State::Stalled));
}

#[test]
fn a_video_that_takes_no_more_frames_gives_place_to_the_canvas() {
    let mut browser = Browser::with_video();
    browser.handle(Input::Surface(Surface::default()));
    assert_eq!((browser.sink, browser.canvas), (Sink::Canvas, Some(20)));
    browser.receive(100);
    assert_eq!((browser.sink, browser.canvas, browser.state()), (Sink::Canvas, Some(120), State::Live));
}

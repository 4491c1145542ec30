//! Whatever happens in whatever order, some things never do.

use proptest::prelude::*;

use super::*;
use crate::Speed;

/// Something that may happen.
#[derive(Debug, Clone)]
enum Happening {
    Frames(u8),
    /// One picture again and again.
    Repeats(u8),
    Wait(u16),
    Sleep(u32),
    Break,
    Play(bool),
    Stop,
    Retry,
    Visible(Visibility),
    Online,
    Replay(ReplayCommand),
    Canvas(bool),
    CameraAnswers(bool),
    DecodesAtOnce(bool),
    Decode,
    HasDecoders(bool),
    Snapshot(bool),
    Thumbnail(f64),
    Breaks(bool),
    Recording(bool),
    Enhanced(bool),
    Surface(bool, bool),
    Failing(Option<Decoding>),
    WantVideo(bool),
    Video(Manner),
    Stack(u16),
    /// An answer to a connection or a decoder that was forgotten long ago.
    Stale(u8),
}

fn happening() -> impl Strategy<Value = Happening> {
    use Happening::*;
    let commands = prop_oneof![
        Just(ReplayCommand::Pause),
        Just(ReplayCommand::Resume),
        Just(ReplayCommand::Live),
        Just(ReplayCommand::Oldest),
        (-9..9).prop_map(ReplayCommand::Step),
        (-3e4..3e4).prop_map(ReplayCommand::Jump),
        any::<bool>().prop_map(ReplayCommand::Shuttle),
        any::<bool>().prop_map(ReplayCommand::Mark),
        any::<bool>().prop_map(ReplayCommand::Loop),
        (-4..=3i8, any::<bool>())
            .prop_map(|(octave, back)| ReplayCommand::SetSpeed(Speed::new(octave, back))),
    ];
    prop_oneof![
        6 => (1..40u8).prop_map(Frames),
        1 => (1..100u8).prop_map(Repeats),
        3 => any::<u16>().prop_map(Wait),
        1 => any::<u32>().prop_map(Sleep),
        2 => Just(Break),
        1 => any::<bool>().prop_map(Play),
        1 => Just(Stop),
        2 => Just(Retry),
        2 => prop_oneof![Just(Visibility::Shown), Just(Visibility::Hidden), Just(Visibility::Gone)].prop_map(Visible),
        1 => Just(Online),
        5 => commands.prop_map(Replay),
        2 => any::<bool>().prop_map(Canvas),
        2 => any::<bool>().prop_map(CameraAnswers),
        2 => any::<bool>().prop_map(DecodesAtOnce),
        3 => Just(Decode),
        2 => any::<bool>().prop_map(HasDecoders),
        1 => any::<bool>().prop_map(Snapshot),
        1 => (0.0..3e4).prop_map(Thumbnail),
        1 => any::<bool>().prop_map(Breaks),
        1 => any::<bool>().prop_map(Recording),
        1 => any::<bool>().prop_map(Enhanced),
        1 => (any::<bool>(), any::<bool>()).prop_map(|(read, plain)| Surface(read, plain)),
        1 => prop_oneof![Just(None), Just(Some(Decoding::Bitmap)), Just(Some(Decoding::Decoder))].prop_map(Failing),
        1 => any::<bool>().prop_map(WantVideo),
        3 => prop_oneof![
            Just(Manner::Prompt),
            (1..120usize).prop_map(Manner::Late),
            Just(Manner::OutOfOrder),
            Just(Manner::Stands),
        ].prop_map(Video),
        1 => (2..9u16).prop_map(Stack),
        2 => any::<u8>().prop_map(Stale),
    ]
}

impl Browser {
    fn happens(&mut self, happening: &Happening) {
        match *happening {
            Happening::Frames(frames) => self.receive(frames.into()),
            Happening::Repeats(frames) => {
                for _ in 0..frames {
                    self.arrive(b"the same", Ending::Whole);
                    self.wait(PAUSE);
                }
            }
            Happening::Wait(milliseconds) => self.wait(milliseconds.into()),
            Happening::Sleep(milliseconds) => {
                self.at.wall += f64::from(milliseconds);
                self.wait(300.0);
            }
            Happening::Break => self.break_connection(),
            Happening::Play(other) => {
                let mut source = source();
                if other {
                    source.routes = vec![Route::new(Transport::Fetch, "http://other/video")];
                }
                self.handle(Input::Play(source));
            }
            Happening::Stop => self.handle(Input::Stop),
            Happening::Retry => self.handle(Input::Retry),
            Happening::Visible(visibility) => {
                self.video.is_hidden = visibility != Visibility::Shown;
                self.handle(Input::Visibility(visibility));
            }
            Happening::Online => self.handle(Input::Online),
            Happening::Replay(command) => self.handle(Input::Replay(command)),
            Happening::Canvas(false) if self.has_canvas => {
                (self.has_canvas, self.canvas) = (false, None);
                self.handle(Input::CanvasLost);
            }
            Happening::Canvas(true) if !self.has_canvas => {
                self.has_canvas = true;
                self.handle(Input::CanvasRestored);
            }
            Happening::Canvas(_) => {}
            Happening::CameraAnswers(answers) => self.camera_answers = answers,
            Happening::DecodesAtOnce(at_once) => self.decodes_at_once = at_once,
            Happening::Decode => {
                self.begin();
                self.decode();
            }
            Happening::HasDecoders(has) => {
                self.has_decoders = has;
                if has {
                    self.begin();
                }
            }
            Happening::Snapshot(is_seen) => {
                self.ask_snapshot(is_seen);
            }
            Happening::Thumbnail(back) => {
                self.ask_thumbnail(back);
            }
            Happening::Breaks(breaks) => {
                self.broken = if breaks { (0..10_000).step_by(3).collect() } else { Vec::new() };
            }
            Happening::Recording(on) => self.handle(Input::Recording(on)),
            Happening::Enhanced(is_drawn) => self.handle(Input::Enhanced { is_drawn }),
            Happening::Surface(is_read, is_plain) => {
                self.handle(Input::Surface(Surface {
                    is_read,
                    is_plain,
                    has_video: self.video.is_asked,
                    is_shared: false,
                }));
            }
            Happening::Failing(failing) => self.failing = failing.into_iter().collect(),
            Happening::WantVideo(wanted) => self.handle(Input::WantVideo(wanted)),
            Happening::Video(manner) => self.video.manner = manner,
            Happening::Stack(wanted) => self.handle(Input::Stack { wanted, stacked: 1 }),
            Happening::Stale(back) => self.answer_late(u32::from(back)),
        }
    }

    /// Answers that come too late change nothing but what is told again.
    fn answer_late(&mut self, back: u32) {
        let old = ConnectionId(u32::MAX - back);
        let before = (self.report(), self.kept(), self.canvas, self.connection);
        self.stream
            .handle(self.at, Input::Responded(old, Head { server: Some("old".into()), ..Head::default() }));
        self.stream.handle(self.at, Input::Bytes(old, 4096));
        self.stream.handle(self.at, Input::Lost(old));
        self.stream.handle(self.at, Input::Finished(old, Outcome::Ended));
        self.stream.handle(self.at, Input::Decoded(DecodeId(u32::MAX - back), None));
        self.stream.handle(self.at, Input::Drawn(DecodeId(u32::MAX - back), None));
        self.do_effects();
        assert_eq!((self.report(), self.kept(), self.canvas, self.connection), before);
    }

    fn check(&self) {
        let report = self.report();
        if report.state == State::Live {
            let age = report.age_ms.expect("a frame is shown");
            assert!(age <= report.stale_after_ms, "{age} ms is not live");
            assert!(self.has_canvas, "nobody sees it");
            let displayed = self.stream.displayed().map(crate::DisplayedFrame::number);
            match self.sink {
                Sink::Canvas => assert_eq!(self.canvas, displayed, "it is another that is seen"),
                Sink::Video if self.video.is_hidden => {}
                Sink::Video => {
                    let seen = self.video.shown.expect("it shows something");
                    let arrived = self.arrivals.get(&seen).expect("a frame that came");
                    let age = self.at.now - arrived;
                    assert!(age <= report.stale_after_ms, "frame {seen} is {age} ms old and called live");
                }
            }
            assert!(self.connection.is_some());
        }
        let frames = self.stream.history().frames();
        assert!(frames.bytes() <= 1 << 20);
        let kept = self.kept();
        assert!(kept.windows(2).all(|pair| pair[1] == pair[0] + 1), "one is missing: {kept:?}");
        assert!(self.pixels.len() <= 1, "pixels pile up");
        let snapshots = self.asked.0 as usize - self.snapshots.len();
        assert!(self.stream.pending.len() <= 7 + snapshots, "decoders pile up");
    }
}

proptest! {
    #[test]
    fn any_order_of_events_keeps_the_promises(
        happenings in proptest::collection::vec(happening(), 1..60),
        can_be_made: bool,
    ) {
        let mut browser = Browser::playing(1);
        browser.video.can_be_made = can_be_made;
        for happening in happenings {
            browser.happens(&happening);
            browser.check();
        }
        // It never gives up: a camera that answers and a page that is seen are live again.
        browser.happens(&Happening::Breaks(false));
        browser.happens(&Happening::Failing(None));
        browser.happens(&Happening::CameraAnswers(true));
        browser.happens(&Happening::DecodesAtOnce(true));
        browser.happens(&Happening::HasDecoders(true));
        browser.happens(&Happening::Canvas(true));
        browser.happens(&Happening::Video(Manner::Prompt));
        browser.decode();
        browser.happens(&Happening::Visible(Visibility::Shown));
        browser.handle(Input::Play(source()));
        browser.happens(&Happening::Replay(ReplayCommand::Live));
        browser.receive(200);
        browser.check();
        prop_assert_eq!(browser.state(), State::Live);
        // Every question is answered once, though of many thumbnails only the last.
        let mut answered: Vec<u32> = browser.snapshots.iter().map(|(number, _)| *number).collect();
        answered.sort_unstable();
        prop_assert_eq!(answered, (1..=browser.asked.0).collect::<Vec<_>>());
        let last = browser.thumbnails.last().map_or(0, |(number, _)| *number);
        prop_assert_eq!(last, browser.asked.1);
    }
}

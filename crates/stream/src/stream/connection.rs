//! When the camera is asked, and by which route.

use causes::{Cause, Transport};

use super::Stream;
use crate::StreamSource;
use crate::connection::{Command, Event, Fallback, Outcome, Plan, RouteFallback, is_at_origin};
use crate::effect::{Effect, StreamRequest};
use crate::id::{ConnectionId, PlayId};
use crate::input::{Head, Moment};
use crate::live::{CaptureClock, Meter, Repetition};

impl<P> Stream<P> {
    pub(super) fn play(&mut self, at: Moment, source: &StreamSource) {
        self.play = PlayId(self.play.0.wrapping_add(1));
        if !self.history.shows(source) {
            // Its file names one camera, and holds no frame of another.
            self.effects.push_back(Effect::EndRecording);
        }
        self.reset_decoding(source);
        self.stacking.of = None;
        if self.history.prepare(source) {
            self.reset_playback();
        }
        self.meter = Meter::new();
        self.clock = CaptureClock::default();
        self.repetition = Repetition::default();
        self.lag = None;
        self.quirks.clear();
        self.head = Head::default();
        self.fallback = RouteFallback::new(source);
        self.fps = source.fps;
        self.proxy_login = source.proxy_login;
        self.tell(at, Event::Play(Plan::from(source)));
    }

    /// A person wants it tried now, from the best way down.
    pub(super) fn retry(&mut self, at: Moment) {
        self.fallback.restart();
        if self.is_blank() {
            self.effects.push_back(Effect::ReplaceCanvas);
        }
        self.tell(at, Event::Retry);
    }

    /// Has the supervisor take notice of `event`, and does what it wants.
    pub(super) fn supervise(&mut self, at: Moment, event: Event) {
        match self.supervisor.handle(at.now, event) {
            Some(Command::Open) => self.open(),
            Some(Command::Close) => {
                self.close();
                self.look_elsewhere(at);
            }
            Some(Command::AskOrigin) => self.effects.push_back(Effect::AskOrigin),
            None => {}
        }
    }

    pub(super) fn responded(&mut self, at: Moment, head: Head) {
        self.delay = head.age.unwrap_or_default();
        self.head = head;
        self.clock.connected(at.now);
        self.repetition.connected();
        self.tell(at, Event::Response);
    }

    pub(super) fn finished(&mut self, at: Moment, outcome: Outcome) {
        let outcome = match outcome {
            Outcome::Failed(cause) if self.is_listening => match self.fallback.failed(cause) {
                Fallback::Next => Outcome::Elsewhere,
                Fallback::Fail(cause) => Outcome::Failed(cause),
            },
            outcome => outcome,
        };
        // A stream may be over before its body is, if the body is no video.
        self.close();
        self.tell(at, Event::Finished(outcome));
    }

    pub(super) fn shown_by_browser(&mut self, at: Moment, (width, height): (u32, u32)) {
        self.fallback.works(false);
        self.meter.sized(width, height);
        self.displayed = None;
        self.reset_playback();
        self.tell(at, Event::Displayed);
    }

    /// The connection that the shell's tests feed by hand, as if it had been opened.
    #[doc(hidden)]
    pub fn connect_by_hand(&mut self, at: Moment) -> ConnectionId {
        self.connect();
        self.tell(at, Event::Response);
        self.connection
    }

    fn open(&mut self) {
        let Some(route) = self.fallback.route().cloned() else { return };
        self.supervisor.set_asks_own_origin(is_at_origin(route.asked(), &self.own_origin));
        let may_log_in = route.via.is_none() || self.proxy_login;
        self.connect();
        let request = StreamRequest { route, may_log_in, fps: self.fps, sharing: self.fallback.sharing() };
        self.effects.push_back(Effect::Open(self.connection, request));
    }

    fn connect(&mut self) {
        self.connection = ConnectionId(self.connection.0.wrapping_add(1));
        self.history.connects();
        self.is_listening = true;
        self.delay = 0.0;
        self.head.is_shared = false;
    }

    fn close(&mut self) {
        self.is_listening = false;
        self.effects.push_back(Effect::RestartStack);
        self.effects.push_back(Effect::Close);
    }

    /// A stream that does not come, or shows nothing, is no reason to wait if there is another way.
    fn look_elsewhere(&mut self, at: Moment) {
        if let Some(cause @ (Cause::ConnectTimeout | Cause::NoData | Cause::NoPicture)) =
            self.supervisor.cause(at.now)
            && self.fallback.failed(cause) == Fallback::Next
        {
            self.supervise(at, Event::Retry);
        }
    }

    /// The transport.
    pub(super) fn transport(&self) -> Option<Transport> {
        let transport = self.fallback.route().map(|route| route.transport.alone());
        if self.head.is_shared { transport.map(|_| Transport::Mux) } else { transport }
    }

    pub(super) fn tell_detour(&mut self) {
        if self.told_detour.as_ref() != self.fallback.detour() {
            self.told_detour = self.fallback.detour().cloned();
            self.effects.push_back(Effect::Detour(self.told_detour.clone()));
        }
    }
}

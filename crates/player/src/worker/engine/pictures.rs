//! From the bytes of a stream to pictures on the canvas.

use std::rc::Rc;

use causes::Cause;
use js_sys::Uint8Array;
use mjpeg::{Ending, Frame, Quirk};
use recording::CameraText;
use stream::live::Offer;
use wasm_bindgen_futures::spawn_local;

use super::Engine;
use crate::message::Display;
use crate::worker::bitmap::Bitmap;
use crate::worker::decode::{self, Started, Want};
use crate::worker::picture::{Origin, Picture, Shown, Waiting};
use crate::worker::screen::Screen;
use crate::{QuirkNote, Reduction, Sink};
use stream::connection::Event;
use stream::live::{Body, Item};

/// Bytes that are looked at together. After a pause a chunk may have megabytes, and wasm memory never shrinks.
const PIECE: u32 = 128 << 10;

impl Engine {
    /// Takes the next bytes of stream `number` into its body: the one copy into our memory. Gives whether
    /// there is any point in more.
    pub(in crate::worker) fn take(&mut self, number: u32, body: &mut Body, chunk: &Uint8Array) -> bool {
        if self.listening != Some(number) {
            return false;
        }
        let length = chunk.length();
        self.meter.bytes(length as usize);
        self.tell(Event::Bytes);
        for begin in (0..length).step_by(PIECE as usize) {
            let piece = chunk.subarray(begin, length.min(begin + PIECE));
            let length = piece.length() as usize;
            body.fill(length, |space| piece.copy_to(space));
            self.take_items(number, body);
            if body.is_no_video() {
                return false;
            }
        }
        true
    }

    /// Whether pictures come faster than they are decoded.
    pub(in crate::worker) fn is_behind(&self) -> bool {
        self.latest.is_behind()
    }

    /// Takes what there is in the body of stream `number`.
    pub(in crate::worker) fn take_items(&mut self, number: u32, body: &mut Body) {
        if self.listening != Some(number) {
            return;
        }
        // Those of the camera, over all of its connections.
        body.endings = self.kept.endings;
        while let Some(item) = body.next_item() {
            match item {
                Item::Picture(frame, ending) => self.picture(&frame, ending),
                Item::Damaged => {
                    self.damaged();
                    self.tell(Event::Damaged);
                }
                Item::Cut => self.damaged(),
                Item::Lost => self.tell(Event::Lost),
                Item::Quirk(quirk) => self.quirk(quirk),
                Item::Nothing => {}
            }
        }
        self.kept.endings = body.endings;
    }

    fn damaged(&mut self) {
        self.meter.damaged();
        self.kept.lost();
    }

    /// `picture`, which was `begun` then, has been decoded, or has not. Gives the next one that is begun.
    pub(in crate::worker) fn decoded(
        &mut self,
        picture: &Rc<Picture>,
        bitmap: Result<Bitmap, Cause>,
        begun: f64,
    ) -> Option<Started> {
        if self.replay.is_on() {
            // Another picture is held, and this one was counted when it came.
        } else if picture.origin.play == self.play && (self.is_blank() || self.is_overtaken(picture)) {
            self.meter.dropped();
        } else if picture.origin.play == self.play {
            match bitmap.and_then(|bitmap| self.draw_newest(picture, &bitmap, begun)) {
                Ok(()) => self.is_newest(picture),
                Err(cause) => self.undecodable(cause),
            }
        }
        self.next_picture()
    }

    /// Whether `bitmap`, which is `picture`, can be drawn as pictures are to be drawn now.
    pub(in crate::worker) fn takes(&self, picture: &Picture, bitmap: &Bitmap) -> bool {
        let is_whole = || picture.reduced_to(bitmap.size()) == Reduction::None;
        self.is_plain() || bitmap.image().is_some() && is_whole()
    }

    pub(in crate::worker) fn is_plain(&self) -> bool {
        self.screen.as_ref().is_none_or(Screen::is_plain)
    }

    /// What the next picture is to become.
    pub(in crate::worker) fn want(&self) -> Want {
        let sink = if self.is_plain() && self.may_feed() { Sink::Video } else { Sink::Canvas };
        Want { sink, image: !self.is_plain(), reduction: self.wanted_reduction() }
    }

    /// Whether a picture that came later than this one is shown: several may be decoded at once.
    fn is_overtaken(&self, picture: &Picture) -> bool {
        let Origin { play, number, .. } = picture.origin;
        self.drawn.is_some_and(|drawn| drawn.0 == play && drawn.1 > number)
    }

    fn draw_newest(&mut self, picture: &Rc<Picture>, bitmap: &Bitmap, begun: f64) -> Result<(), Cause> {
        let decoded = self.now();
        let shown = if self.feed(bitmap) {
            Shown::new(Rc::clone(picture), bitmap.size(), bitmap.decoding())
        } else {
            self.draw(picture, bitmap)?
        };
        let now = self.now();
        self.limit.decoded(now - begun);
        self.latest.limit(self.limit.limit());
        self.decoder.took(bitmap, now - begun);
        self.meter.drawn(now, decoded - begun, shown.width, shown.height);
        self.shown = Some(shown);
        self.drawn = Some((picture.origin.play, picture.origin.number));
        Ok(())
    }

    /// `picture` is on the screen, or would be if no other was held there.
    fn is_newest(&mut self, picture: &Picture) {
        let Origin { arrived, same_since, .. } = picture.origin;
        self.lag = self.clock.lag(picture.captured(), arrived);
        let is_frozen = same_since.is_some() || self.clock.is_standing(arrived);
        let arrived = (arrived - self.lag.unwrap_or_default()).min(same_since.unwrap_or(f64::INFINITY));
        self.fallback.works(true);
        if self.display.is_some() {
            self.display(0, Display::Clear);
        }
        self.tell(Event::Drawn { arrived, is_frozen });
    }

    fn next_picture(&mut self) -> Option<Started> {
        while let Some(Waiting { made, bytes, origin }) = self.latest.done() {
            let picture = made.map_or_else(|| Picture::passing(&bytes, origin), Ok).and_then(decodable);
            let started = picture.map(|picture| self.start(picture, Some(&bytes)));
            self.spare = bytes;
            match started {
                Ok(started) => return Some(started),
                Err(cause) => self.undecodable(cause),
            }
        }
        None
    }

    fn picture(&mut self, frame: &Frame<'_>, ending: Ending) {
        let now = self.now();
        let jpeg = frame.jpeg();
        let timestamp = frame.headers().timestamp(js_sys::Date::now() / 1000.0);
        let text = frame.headers().timestamp_text().map(CameraText::new).unwrap_or_default();
        let same_since = self.repetition.picture(jpeg, now);
        let number = self.kept.next_number();
        let origin = Origin { number, timestamp, text, arrived: now, same_since, play: self.play };
        self.meter.received(now, jpeg.len());
        self.limit.arrived(now);
        self.tell(Event::Frame);
        let wanted = self.kept.wants_all() || self.recorder.is_on();
        let made = wanted.then(|| Picture::new(jpeg, origin));
        match &made {
            Some(Ok(picture)) => {
                self.received(picture, jpeg.len(), frame.is_complete(), ending);
                if self.replay.is_on() {
                    return self.is_newest(picture);
                }
            }
            Some(Err(_)) => self.kept.lost(),
            None => {}
        }
        match self.latest.offer() {
            Offer::Decode => {
                let picture = made.unwrap_or_else(|| Picture::passing(jpeg, origin)).and_then(decodable);
                let started = match picture {
                    Ok(picture) => Some(self.start(picture, Some(jpeg))),
                    Err(cause) => {
                        self.undecodable(cause);
                        self.next_picture()
                    }
                };
                if let Some((started, this)) = started.zip(self.this.upgrade()) {
                    spawn_local(decode::run(this, started));
                }
            }
            Offer::Wait => {
                let made = match made.transpose() {
                    Ok(made) => made,
                    Err(cause) => return self.undecodable(cause),
                };
                let mut bytes = std::mem::take(&mut self.spare);
                bytes.clear();
                if made.is_none() || self.decoder.wants_bytes(self.wanted_reduction()) {
                    bytes.extend_from_slice(jpeg);
                }
                if let Some(late) = self.latest.wait(Waiting { made, bytes, origin }) {
                    self.spare = late.bytes;
                    self.meter.dropped();
                }
            }
        }
    }

    /// Begins to decode `picture`, whose bytes are `jpeg` if there are any.
    pub(in crate::worker) fn start(&mut self, picture: Rc<Picture>, jpeg: Option<&[u8]>) -> Started {
        let (want, now) = (self.want(), self.now());
        self.decoder.start(picture, jpeg.filter(|jpeg| !jpeg.is_empty()), want, now)
    }

    pub(in crate::worker) fn draw(&mut self, picture: &Rc<Picture>, bitmap: &Bitmap) -> Result<Shown, Cause> {
        self.stack_with(picture.origin.arrived);
        let drawn = self.screen.as_mut().and_then(|screen| screen.draw(bitmap)).ok_or(Cause::Undecodable)?;
        self.drawn_on_canvas();
        self.drawn_instead();
        Ok(Shown::new(Rc::clone(picture), drawn, bitmap.decoding()))
    }

    fn undecodable(&mut self, cause: Cause) {
        self.meter.damaged();
        self.tell(Event::Undecodable(cause));
    }

    pub(in crate::worker) fn quirk(&mut self, quirk: Quirk) {
        // Each stream reports a kind once; over reconnections the first report stays.
        let name = quirk.kind.name();
        if self.quirks.iter().all(|note| note.name != name) {
            let description = String::new();
            self.quirks.push(QuirkNote { name: name.to_owned(), description, detail: quirk.detail });
        }
    }
}

fn decodable(picture: Rc<Picture>) -> Result<Rc<Picture>, Cause> {
    picture.check().map(|()| picture)
}

//! From the bytes of a stream to pictures on the canvas.

use std::rc::Rc;

use js_sys::Uint8Array;
use mjpeg::{Ending, Frame};
use recording::CameraText;
use stream::live::{Body, Item};
use stream::{Arrived, ConnectionId, Input};

use super::Engine;
use crate::worker::picture;

/// Bytes that are looked at together. After a pause a chunk may have megabytes, and wasm memory never shrinks.
const PIECE: u32 = 128 << 10;

impl Engine {
    /// Takes the next bytes of `connection` into its body: the one copy into our memory. Gives whether
    /// there is any point in more.
    pub(in crate::worker) fn take(
        &mut self,
        connection: ConnectionId,
        body: &mut Body,
        chunk: &Uint8Array,
    ) -> bool {
        if !self.listens_to(connection) {
            return false;
        }
        let length = chunk.length();
        self.handle(Input::Bytes(connection, length as usize));
        for begin in (0..length).step_by(PIECE as usize) {
            let piece = chunk.subarray(begin, length.min(begin + PIECE));
            let length = piece.length() as usize;
            body.fill(length, |space| piece.copy_to(space));
            self.take_items(connection, body);
            if !self.resources.take_parts(self.id, body.memory()) {
                body.give_up();
                return false;
            }
            if body.is_no_video() {
                return false;
            }
        }
        true
    }

    /// Takes bytes that are in our memory already.
    pub(in crate::worker) fn take_bytes(
        &mut self,
        connection: ConnectionId,
        body: &mut Body,
        bytes: &[u8],
    ) -> bool {
        if !self.listens_to(connection) {
            return false;
        }
        self.handle(Input::Bytes(connection, bytes.len()));
        body.fill(bytes.len(), |space| space.copy_from_slice(bytes));
        self.take_items(connection, body);
        if !self.resources.take_parts(self.id, body.memory()) {
            body.give_up();
            return false;
        }
        !body.is_no_video()
    }

    /// Whether pictures come faster than they are decoded.
    pub(in crate::worker) fn is_behind(&self) -> bool {
        self.stream.is_behind()
    }

    /// Takes what there is in the body of `connection`.
    pub(in crate::worker) fn take_items(&mut self, connection: ConnectionId, body: &mut Body) {
        if !self.listens_to(connection) {
            return;
        }
        body.endings = self.stream.endings();
        while let Some(item) = body.next_item() {
            match item {
                Item::Picture(frame, ending) => self.picture(connection, &frame, ending),
                Item::Damaged => self.handle(Input::Damaged(connection)),
                Item::Cut => self.handle(Input::Cut(connection)),
                Item::Lost => self.handle(Input::Lost(connection)),
                Item::Quirk(quirk) => self.handle(Input::Quirk(connection, quirk)),
                Item::Nothing => {}
            }
        }
        self.stream.set_endings(connection, body.endings);
    }

    fn picture(&mut self, connection: ConnectionId, frame: &Frame<'_>, ending: Ending) {
        let jpeg = frame.jpeg();
        let at = self.moment();
        let timestamp = frame.headers().timestamp(at.wall / 1000.0);
        let Some(origin) = self.stream.arrived(at, connection, jpeg, timestamp) else { return };
        self.do_effects();
        let is_kept = self.stream.keeps_all();
        Rc::clone(&self.resources).make_room(self, jpeg.len());
        let text = frame.headers().timestamp_text().map(CameraText::new).unwrap_or_default();
        let made = picture::new(&self.resources.memory, jpeg, origin, text);
        let input = match made {
            Ok(frame_made) => {
                let is_complete = frame.is_complete();
                Input::Arrived(Arrived { frame: frame_made, is_kept, is_complete, ending })
            }
            Err(_) => Input::NotStored,
        };
        self.handle(input);
    }
}

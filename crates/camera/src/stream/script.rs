//! Which fault is due.

use std::future::pending;

use tokio::sync::watch;

use crate::Fault;

/// The action for the next frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Action {
    /// Its comment tells another time.
    Clock { seconds: i32 },
    /// Its comment tells the time of the first one that went so.
    ClockStop,
    /// It breaks off, and the connection is closed.
    Cut,
    /// Its part's header breaks off, and the connection is closed.
    CutHead,
    /// Its part's header never ends.
    EndlessPart,
    /// It is sent, but the next must wait.
    FrameRate { fps: u32 },
    /// Noise before it.
    Garbage { bytes: u32 },
    /// It is of half the size.
    Half,
    /// A part of that size without a picture comes before it.
    Huge { bytes: u32 },
    /// Its length is wrong.
    Length { by: i32 },
    /// Its length is missing.
    NoLength,
    /// The frame before it is sent in its place.
    Repeat,
    /// It breaks off, and the connection is reset.
    Reset,
    /// It is sent as it should be.
    Send,
    /// It is sent slowly.
    Slow { rate: u32 },
    /// It is not sent, nor any other.
    Stall,
    /// Now and then it lacks its second half.
    Truncate { every: u32 },
    /// Now and then it is of a kind that no browser knows.
    Undecodable { every: u32 },
}

/// Follows the faults that are set for one stream and for all.
#[derive(Debug)]
pub(super) struct Script {
    own: Option<Fault>,
    common: watch::Receiver<Option<Fault>>,
    /// Frames sent since the fault was set.
    sent: u64,
}

impl Action {
    /// Whether the frames of the smaller setting are wanted.
    pub(super) fn wants_half(self) -> bool {
        self == Self::Half
    }

    /// Whether the client gets the frame's own bytes, and had not got them before.
    pub(super) fn is_faithful(self) -> bool {
        !matches!(
            self,
            Self::Clock { .. }
                | Self::ClockStop
                | Self::Cut
                | Self::CutHead
                | Self::Repeat
                | Self::Reset
                | Self::Truncate { .. }
                | Self::Undecodable { .. }
        )
    }
}

impl Script {
    pub(super) fn new(own: Option<Fault>, mut common: watch::Receiver<Option<Fault>>) -> Self {
        common.mark_unchanged();
        Self { own, common, sent: 0 }
    }

    /// The action for now.
    pub(super) fn next(&mut self) -> Action {
        if self.own.is_none() && self.common.has_changed().unwrap_or(false) {
            self.common.mark_unchanged();
            self.sent = 0;
        }
        let fault = self.own.or(*self.common.borrow());
        fault.map_or(Action::Send, |fault| action(fault, self.sent))
    }

    /// A frame has been sent.
    pub(super) fn sent(&mut self) {
        self.sent += 1;
    }

    /// Ends when another fault is set for all, if that matters to this stream. [`next`](Self::next)
    /// then looks at it.
    pub(super) async fn changed(&mut self) {
        if self.own.is_some() || self.common.changed().await.is_err() {
            pending::<()>().await;
        }
        // Seen here, the change is still news to `next`.
        self.common.mark_changed();
    }
}

fn action(fault: Fault, sent: u64) -> Action {
    let due = |after: u64, action: Action| if sent >= after { action } else { Action::Send };
    match fault {
        Fault::ClockJump { seconds, after } => due(after, Action::Clock { seconds }),
        Fault::ClockStop { after } => due(after, Action::ClockStop),
        Fault::Cut { after } => due(after, Action::Cut),
        Fault::CutHead { after } => due(after, Action::CutHead),
        Fault::EndlessPart { after } => due(after, Action::EndlessPart),
        Fault::FrameRate { fps: 0, after } | Fault::Stall { after } => due(after, Action::Stall),
        Fault::FrameRate { fps, after } => due(after, Action::FrameRate { fps }),
        Fault::Garbage { bytes } => Action::Garbage { bytes },
        Fault::Huge { bytes, after } if sent % (after + 1) == after => Action::Huge { bytes },
        Fault::Huge { .. } => Action::Send,
        Fault::LengthMissing => Action::NoLength,
        Fault::LengthWrong { by } => Action::Length { by },
        Fault::Repeat { after } => due(after, Action::Repeat),
        Fault::Reset { after } => due(after, Action::Reset),
        Fault::Resize { after } => due(after, Action::Half),
        Fault::Slow { rate, after } => due(after, Action::Slow { rate }),
        Fault::Truncate { every } => Action::Truncate { every },
        Fault::Undecodable { every } => Action::Undecodable { every },
        // These lie in the head or in the style of all parts.
        Fault::Boundary(_) | Fault::EndlessHead | Fault::Html | Fault::LineFeeds | Fault::Status(_) => {
            Action::Send
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn script(own: Option<Fault>) -> (Script, watch::Sender<Option<Fault>>) {
        let (sender, receiver) = watch::channel(None);
        (Script::new(own, receiver), sender)
    }

    #[test]
    fn a_fault_waits_for_its_frames() {
        let (mut script, _common) = script(Some(Fault::Cut { after: 2 }));
        for expected in [Action::Send, Action::Send, Action::Cut] {
            assert_eq!(script.next(), expected);
            script.sent();
        }
    }

    #[test]
    fn the_streams_own_fault_goes_first() {
        let (mut script, common) = script(Some(Fault::LengthMissing));
        common.send_replace(Some(Fault::Stall { after: 0 }));
        assert_eq!(script.next(), Action::NoLength);
    }

    #[tokio::test]
    async fn faults_for_all_come_and_go() {
        let (mut script, common) = script(None);
        for _ in 0..5 {
            assert_eq!(script.next(), Action::Send);
            script.sent();
        }
        common.send_replace(Some(Fault::Stall { after: 1 }));
        script.changed().await;
        assert_eq!(script.next(), Action::Send, "frames count from the change");
        script.sent();
        assert_eq!(script.next(), Action::Stall);
        common.send_replace(None);
        script.changed().await;
        assert_eq!(script.next(), Action::Send);
    }

    #[test]
    fn no_frames_a_second_is_a_stall() {
        assert_eq!(action(Fault::FrameRate { fps: 0, after: 0 }, 0), Action::Stall);
        assert_eq!(action(Fault::FrameRate { fps: 1, after: 0 }, 0), Action::FrameRate { fps: 1 });
    }
}

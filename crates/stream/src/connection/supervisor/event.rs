//! What the supervisor is told, and what it wants done.

use causes::Cause;

use super::Plan;
use crate::connection::Visibility;

/// What happened.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// The user wants this played, from now on and anew.
    Play(Plan),
    /// The user wants nothing played.
    Stop,
    /// The user wants it tried now.
    Retry,
    /// The page was shown, hidden or left.
    Visibility(Visibility),
    /// The browser says that the network is back.
    Online,
    /// The request was answered with success.
    Response,
    /// Bytes of the body arrived.
    Bytes,
    /// A whole picture arrived.
    Frame,
    /// A picture arrived that is not whole, and the stream goes on behind it.
    Damaged,
    /// Bytes arrived of which no part of a stream can be made.
    Lost,
    /// A picture was drawn.
    Drawn {
        /// When its last byte arrived, or would have if nothing had held it up.
        arrived: f64,
        /// It is older because the camera repeats one picture, or its clock stands.
        is_frozen: bool,
    },
    /// A picture was decoded and given to a video. Once that presents it, it is drawn.
    Given,
    /// Whether the browser has lost the canvas, and with it what was drawn.
    Blank(bool),
    /// Whether the pictures are recorded: then they are wanted, whether anybody sees them or not.
    Recorded(bool),
    /// For so many milliseconds nothing ran, and the clock stood still: the machine slept.
    Slept(f64),
    /// The browser's own display shows the stream. Nothing more will be heard of it but its end.
    Displayed,
    /// A picture could not be decoded.
    Undecodable(Cause),
    /// The stream is over and its connection closed, of itself or after [`Command::Close`].
    Finished(Outcome),
    /// Whether the page's own origin has answered, in reply to [`Command::AskOrigin`].
    OriginAnswered(bool),
    /// Time has passed. Wanted at least every 250 ms while
    /// [`Supervisor::is_active`](super::Supervisor::is_active).
    Tick,
}

/// How a stream came to its end.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// The body is complete: closed by its last delimiter, or as long as it was announced.
    Complete,
    /// The connection was closed in good order, which tells nothing of the body.
    Ended,
    /// The body was one picture.
    SinglePicture,
    /// There was none, or it broke off.
    Failed(Cause),
    /// There was none, and another way to the camera is to be tried at once.
    Elsewhere,
}

/// What is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Command {
    /// Ask for the stream.
    Open,
    /// Abort the stream. Exactly one [`Event::Finished`] is expected.
    Close,
    /// Ask the page's own origin for next to nothing, to learn whether it is there again. At most one
    /// [`Event::OriginAnswered`] is expected, soon.
    AskOrigin,
}

//! Events and commands of the supervisor.

use causes::Cause;

use super::Plan;
use crate::connection::Visibility;

/// An event.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// Play this from the beginning.
    Play(Plan),
    /// Stop playing.
    Stop,
    /// Try now.
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
    /// An incomplete picture arrived, and the stream continues after it.
    Damaged,
    /// Bytes arrived that belong to no part of a stream.
    Lost,
    /// A picture was drawn.
    Drawn {
        /// When its last byte arrived, less its delay on the way.
        arrived: f64,
        /// It is older than its arrival because the camera repeats one picture, or its clock stands
        /// still.
        is_frozen: bool,
    },
    /// A picture was decoded and given to a video. Once that presents it, it is drawn.
    Given,
    /// Whether the browser has lost the canvas and its content.
    Blank(bool),
    /// Whether the pictures are recorded. Then the stream continues even if nobody sees it.
    Recorded(bool),
    /// The machine slept for this many milliseconds; the clock stood still meanwhile.
    Slept(f64),
    /// The browser's own display shows the stream. After this it reports only the end.
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
    /// The connection was closed properly, which proves nothing about the body.
    Ended,
    /// The body was one picture.
    SinglePicture,
    /// There was none, or it broke off.
    Failed(Cause),
    /// There was none; try another route at once.
    Elsewhere,
}

/// An action for the stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Command {
    /// Ask for the stream.
    Open,
    /// Abort the stream. Exactly one [`Event::Finished`] is expected.
    Close,
    /// Send a tiny request to the page's own origin, to learn whether it answers again. At most one
    /// [`Event::OriginAnswered`] is expected, soon.
    AskOrigin,
}

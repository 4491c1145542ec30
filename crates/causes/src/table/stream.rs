//! The stream has begun, or there is nothing wrong with it.

use super::OVERLOADED;
use crate::row::rows;
use crate::{Blame, Lines, Retry, Row, Tool};

rows! {
    BEHIND, "behind", Network, Soon, [Player],
        "The pictures come too late: the network or this device is too slow for this stream.",
        "Ask the camera for fewer or smaller pictures. The viewer connects again if this lasts.";
    FINE, "fine", Nobody, Soon, [Diagnosis],
        "The camera sends its stream, and it can be read from here.",
        "Try again; if there is still no picture, reload the page.";
    FROZEN, "frozen", Camera, Soon, [Player],
        "The camera repeats one picture, or its clock stands still.",
        "The camera may have hung: restart it if this lasts. A scene in which nothing at all moves can look the same.";
    NO_DATA, "no-data", Camera, Soon, [Player],
        NOTHING, OVERLOADED;
    MEMORY_SHORT, "memory-short", Camera, Soon, [Player],
        "The cameras of this page need more memory for arriving pictures than there is, and this one needs the most.",
        "Ask this camera for a smaller resolution or more compression, or show fewer cameras.";
    NO_PICTURE, "no-picture", Camera, Soon, [Player, Diagnosis],
        "Data arrives, but no whole picture.",
        "The address may not serve MJPEG video, or the connection is too slow for this picture size.", Lines::Stream;
    PICTURE_TOO_LARGE, "picture-too-large", Camera, Soon, [Player],
        "The picture claims to be $size pixels large and is not decoded.",
        "Ask for a smaller resolution.";
    PLAYING, "playing", Nobody, Soon, [Diagnosis],
        "The picture is live.",
        "There is nothing to do.";
    SILENT, "silent", Camera, Soon, [Diagnosis],
        NOTHING, OVERLOADED;
    STALLED, "stalled", Camera, Soon, [Player, Diagnosis, Gateway, Probe],
        "The connection stands, but the camera has stopped sending pictures.",
        OVERLOADED;
    STREAM_ENDED, "stream-ended", Camera, Soon, [Player, Gateway],
        "The camera ended the stream.",
        "The viewer connects again by itself. Some cameras limit how long or how many may watch.";
    STREAM_ENDS, "stream-ends", Camera, Soon, [Diagnosis],
        "The camera ends its stream after the first picture.",
        OVERLOADED;
    UNDECODABLE, "undecodable", Camera, Soon, [Player],
        "Pictures arrive, but the browser cannot decode them.",
        "Another resolution or a restart of the camera may help.";
}

const NOTHING: &str = "The camera accepts the request, and then sends nothing.";

//! The camera answers, and not with MJPEG video.

use super::{CLOSE_VIEWERS, MANUAL};
use crate::row::rows;
use crate::{Blame, Lines, Retry, Row, Tool};

rows! {
    BUSY, "busy", Camera, Soon, [Player, Diagnosis],
        "The camera is busy and takes no further viewer ($status).$said",
        CLOSE_VIEWERS;
    CAMERA_MESSAGE, "camera-message", Camera, Soon, [Player, Diagnosis],
        "The camera answers with a text in place of video.$said",
        "Check the number of the camera and the other parameters in the address.";
    CHUNKED_CODING_BROKEN, "chunked-coding-broken", Camera, Soon, [Diagnosis, Probe],
        "The camera announces chunked coding (Transfer-Encoding) and does not keep to it$error.",
        "Update the camera's firmware, or let the gateway relay it.", Lines::Relay;
    CONTENT_LENGTH_WRONG, "content-length-wrong", Camera, Soon, [Diagnosis, Probe],
        "The Content-Length that the camera sends with its picture is wrong$error.",
        "Update the camera's firmware, or let the gateway relay it, which corrects the length.", Lines::Relay;
    EMPTY, "empty", Camera, Soon, [Player, Diagnosis, Probe],
        "The camera's answer has no picture in it: it is empty, or ends too early.",
        "The camera may be starting: try again, and restart it if this lasts.";
    EMPTY_PARTS, "empty-parts", Camera, Soon, [Diagnosis, Probe],
        "The camera sends a stream whose parts are empty.",
        "Check that this channel of the camera has a picture; restart the camera if this lasts.";
    FORBIDDEN, "forbidden", Settings, Slowly, [Player, Diagnosis],
        "The camera forbids this ($status).$said",
        "Give the account the right to view, and check the camera's list of allowed addresses.";
    HEAD_TOO_LONG, "head-too-long", Camera, Soon, [Diagnosis, Gateway, Probe],
        "The head of the camera's answer has no end.",
        "Restart the camera, and check the address: another server than a camera may answer there.";
    NOT_FOUND, "not-found", Settings, Soon, [Player, Diagnosis],
        "The camera has nothing at this address ($status).$said",
        "Check the path, which the camera's manual gives. For Axis cameras it is /axis-cgi/mjpg/video.cgi.", Lines::Stream;
    NOT_VIDEO, "not-video", Settings, Soon, [Player, Diagnosis],
        "The answer is no video ($content).",
        MANUAL, Lines::Stream;
    ODD_STATUS, "odd-status", Camera, Soon, [Player, Diagnosis],
        "The camera answers with status $status, which is no video.$said",
        MANUAL, Lines::Stream;
    OTHER_VIDEO, "other-video", Settings, Soon, [Player, Diagnosis],
        "The video there is not MJPEG ($content).",
        "Use the camera's MJPEG address or set its profile to MJPEG if it has one, or let go2rtc turn this one into MJPEG.",
        Lines::Convert;
    REDIRECTED, "redirected", Settings, Soon, [Player],
        "The camera redirects to an address without video, often its login page.$said",
        "Check the address, and log in there first.";
    REDIRECT_UNUSABLE, "redirect-unusable", Camera, Soon, [Diagnosis, Probe],
        "The camera redirects to an address that cannot be fetched$error.",
        "Give the address of the stream itself, which the camera's manual gives.";
    REDIRECTS, "redirects", Camera, Soon, [Diagnosis, Probe],
        "The camera redirects from one address to the next without end$error.",
        "Give the address of the stream itself; check the camera's settings for https and logins.";
    REFUSED, "refused", Settings, Soon, [Player, Diagnosis],
        "The camera refuses the request ($status).$said",
        "Take its parameters out one by one: the camera may not know one of them, such as the resolution.";
    SERVER_ERROR, "server-error", Camera, Soon, [Player, Diagnosis],
        "The camera fails with an error of its own ($status).$said",
        "Restart the camera if this lasts; the viewer tries again by itself.";
    SINGLE_PICTURE, "single-picture", Settings, Soon, [Player, Diagnosis],
        "This is the address of one picture, not of a stream.",
        MANUAL, Lines::Stream;
    WEB_PAGE, "web-page", Settings, Soon, [Player, Diagnosis],
        "The answer is a web page, not video.$said",
        MANUAL, Lines::Stream;
}

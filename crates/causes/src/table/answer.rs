//! The camera answers with something else than MJPEG video.

use super::{CLOSE_VIEWERS, MANUAL};
use crate::row::rows;
use crate::{Blame, Lines, Retry, Row, Tool};

rows! {
    BUSY, "busy", Camera, Soon, [Player, Diagnosis],
        "The camera is busy and accepts no more viewers ($status).$said",
        CLOSE_VIEWERS;
    CAMERA_MESSAGE, "camera-message", Camera, Soon, [Player, Diagnosis],
        "The camera sends a text instead of video.$said",
        "Check the number of the camera and the other parameters in the address.";
    CHUNKED_CODING_BROKEN, "chunked-coding-broken", Camera, Soon, [Diagnosis, Probe],
        "The camera announces chunked encoding (Transfer-Encoding) but breaks its rules$error.",
        "Update the camera's firmware, or let the gateway relay it.", Lines::Relay;
    CONTENT_LENGTH_WRONG, "content-length-wrong", Camera, Soon, [Diagnosis, Probe],
        "The camera sends a wrong Content-Length with its picture$error.",
        "Update the camera's firmware, or let the gateway relay it: the gateway corrects the length.", Lines::Relay;
    EMPTY, "empty", Camera, Soon, [Player, Diagnosis, Probe],
        "The camera's answer contains no picture: it is empty or ends too early.",
        "The camera may be starting: try again, and restart it if this lasts.";
    EMPTY_PARTS, "empty-parts", Camera, Soon, [Diagnosis, Probe],
        "The camera sends a stream whose parts are empty.",
        "Check that this channel of the camera has a picture; restart the camera if this lasts.";
    FORBIDDEN, "forbidden", Settings, Slowly, [Player, Diagnosis],
        "The camera forbids this ($status).$said",
        "Give the account the right to view, and check the camera's list of allowed addresses.";
    HEAD_TOO_LONG, "head-too-long", Camera, Soon, [Diagnosis, Gateway, Probe],
        "The header of the camera's answer never ends.",
        "Restart the camera, and check the address: a server that is no camera may answer there.";
    NOT_FOUND, "not-found", Settings, Soon, [Player, Diagnosis],
        "The camera has nothing at this address ($status).$said",
        "Check the path in the camera's manual. For Axis cameras it is /axis-cgi/mjpg/video.cgi.", Lines::Stream;
    NOT_VIDEO, "not-video", Settings, Soon, [Player, Diagnosis],
        "The answer is not video ($content).",
        MANUAL, Lines::Stream;
    ODD_STATUS, "odd-status", Camera, Soon, [Player, Diagnosis],
        "The camera answers with status $status instead of video.$said",
        MANUAL, Lines::Stream;
    OTHER_VIDEO, "other-video", Settings, Soon, [Player, Diagnosis],
        "The video there is not MJPEG ($content).",
        "Use the camera's MJPEG address or set its profile to MJPEG if it has one, or let go2rtc turn this one into \
         MJPEG.",
        Lines::Convert;
    REDIRECTED, "redirected", Settings, Soon, [Player],
        "The camera redirects to an address without video, often its login page.$said",
        "Check the address, and log in there first.";
    REDIRECT_UNUSABLE, "redirect-unusable", Camera, Soon, [Diagnosis, Probe],
        "The camera redirects to an address that cannot be fetched$error.",
        "Use the address of the stream itself; the camera's manual gives it.";
    REDIRECTS, "redirects", Camera, Soon, [Diagnosis, Probe],
        "The camera redirects from one address to the next without end$error.",
        "Use the address of the stream itself; check the camera's settings for https and logins.";
    REFUSED, "refused", Settings, Soon, [Player, Diagnosis],
        "The camera refuses the request ($status).$said",
        "Remove its parameters one by one: the camera may not support one of them, such as the resolution.";
    SERVER_ERROR, "server-error", Camera, Soon, [Player, Diagnosis],
        "The camera has an internal error ($status).$said",
        "Restart the camera if this lasts; the viewer tries again by itself.";
    SINGLE_PICTURE, "single-picture", Settings, Soon, [Player, Diagnosis],
        "This is the address of one picture, not of a stream.",
        MANUAL, Lines::Stream;
    WEB_PAGE, "web-page", Settings, Soon, [Player, Diagnosis],
        "The answer is a web page, not video.$said",
        MANUAL, Lines::Stream;
}

//! Recordings at the gateway: the disk takes nothing, or a request about them is refused.

use crate::row::rows;
use crate::{Blame, Lines, Retry, Row, Tool};

rows! {
    NO_SUCH_SEGMENT, "no-such-segment", Request, Soon, [Gateway],
        "The gateway does not have this recording, or has deleted it.",
        "See the list of this camera's recordings: the oldest are deleted when the limits are reached.";
    NOT_RECORDED, "not-recorded", Settings, Soon, [Gateway],
        "The gateway does not record this camera.",
        "Add [camera.record] with a folder under this camera in mullion.toml.";
    RECORDED_ALWAYS, "recorded-always", Request, Soon, [Gateway],
        "The gateway always records this camera, so viewers cannot start or stop it.",
        "Set when = \"on-demand\" in [camera.record] of this camera to let viewers do it.";
    RECORDING_DISK_FAILED, "recording-disk-failed", Gateway, Soon, [Gateway],
        "The disk for recordings has failed.",
        "Check the gateway's disk. The gateway tries again by itself.";
    RECORDING_DISK_FULL, "recording-disk-full", Gateway, Soon, [Gateway],
        "The disk for recordings is full.",
        "Free some space, or set keep_megabytes in [camera.record] lower. The gateway tries again by itself.";
    RECORDING_FOLDER_GONE, "recording-folder-gone", Gateway, Soon, [Gateway],
        "The folder for recordings is gone.",
        "Check that its disk is connected. The gateway tries again by itself.";
    RECORDING_FOLDER_IN_USE, "recording-folder-in-use", Settings, Soon, [Gateway],
        "Another program records into this folder.",
        "End the other gateway, or set another folder in [camera.record].";
    RECORDING_NOT_WRITABLE, "recording-not-writable", Gateway, Soon, [Gateway],
        "The gateway may not write to the folder for recordings.",
        "Let the gateway's account write there, and check that the disk is not read-only.";
    RECORDING_REQUEST, "recording-request", Request, Soon, [Gateway],
        "This request neither starts nor stops a recording.",
        "Send {\"record\": true} or {\"record\": false} as application/json.";
}

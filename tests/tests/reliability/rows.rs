//! The table of faults.

use camera::{Fault, StatusFault};
use e2e::State::{Error, Reconnecting, Stalled};

use crate::scene::{Engines, Row, Scene, Script, Way};
use crate::scripts::{self, script};

/// All rows, in the order of the table.
pub(crate) fn rows() -> Vec<Row> {
    let mut rows = vec![
        own("camera_killed", "The camera dies and starts again", script!(scripts::camera_killed)),
        own("gateway_killed", "The gateway is killed and starts again", script!(scripts::gateway_killed)),
        own("gateway_away", "The gateway is away for half a minute", script!(scripts::gateway_away)),
        own("connection_reset", "The connection is reset", script!(scripts::connection_reset)),
        until(
            "reset_in_a_picture",
            "Every connection is reset in the middle of a picture",
            Fault::Reset { after: 0 },
            &[Reconnecting],
        ),
        until(
            "silent_stall",
            "The camera falls silent, its connection stands",
            Fault::Stall { after: 0 },
            &[Stalled],
        ),
        until(
            "long_silence",
            "The same for longer than the viewer waits",
            Fault::Stall { after: 0 },
            &[Reconnecting],
        ),
        own("half_open", "The other side is gone and nobody said so", script!(scripts::half_open)),
        until(
            "cut_in_a_header",
            "Cut in the middle of a part's header",
            Fault::CutHead { after: 0 },
            &[Reconnecting],
        ),
        until("cut_in_a_picture", "Cut in the middle of a picture", Fault::Cut { after: 0 }, &[Reconnecting]),
        through("garbage", "Noise between the parts", Fault::Garbage { bytes: 5000 }),
        through("truncated", "Every other picture lacks its second half", Fault::Truncate { every: 2 }),
        through(
            "undecodable_now_and_then",
            "Every other picture cannot be decoded",
            Fault::Undecodable { every: 2 },
        ),
        until("undecodable", "No picture can be decoded", Fault::Undecodable { every: 1 }, &[Stalled]),
        through("length_too_long", "Content-Length too long", Fault::LengthWrong { by: 50 }),
        through("length_too_short", "Content-Length too short", Fault::LengthWrong { by: -50 }),
        through("length_missing", "No Content-Length", Fault::LengthMissing),
        until(
            "endless_header",
            "A part's header that never ends",
            Fault::EndlessPart { after: 0 },
            &[Stalled],
        ),
        own("endless_head", "A response's head that never ends", script!(scripts::endless_head)),
        own("huge_part", "A part of 100 MB", script!(scripts::huge_part)),
        own("html", "A web page in place of the video", script!(scripts::html)),
        own(
            "login_in_mid_life",
            "401 in mid-life, until the user says so",
            script!(scripts::login_in_mid_life),
        ),
        own("busy", "503 with Retry-After, then free", script!(scripts::busy)),
        own("unresolved_name", "A name that is not found, then is", script!(scripts::unresolved_name)),
        own(
            "one_frame_a_second",
            "The frame rate collapses to one a second",
            script!(scripts::one_frame_a_second),
        ),
        until(
            "no_frame_a_second",
            "The frame rate collapses to none",
            Fault::FrameRate { fps: 0, after: 0 },
            &[Stalled],
        ),
        through("size_change", "Another size in mid-stream", Fault::Resize { after: 0 }),
        through(
            "clock_ahead",
            "The camera's clock jumps an hour ahead",
            Fault::ClockJump { seconds: 3600, after: 0 },
        ),
        through(
            "clock_behind",
            "The camera's clock jumps an hour back",
            Fault::ClockJump { seconds: -3600, after: 0 },
        ),
        until(
            "clock_stands",
            "The camera's clock stands still while pictures come",
            Fault::ClockStop { after: 0 },
            &[Stalled],
        ),
        until(
            "one_picture_repeated",
            "The camera repeats one picture",
            Fault::Repeat { after: 0 },
            &[Stalled],
        ),
        own("offline", "The network goes, and the browser says when it is back", script!(scripts::offline)),
        own("hidden", "The tab is hidden, then shown", script!(scripts::hidden)),
        own("worker_killed", "The worker is ended", script!(scripts::worker_killed)),
        own("worker_trapped", "The worker's program traps", script!(scripts::worker_trapped)),
        own("worker_out_of_memory", "The worker runs out of memory", script!(scripts::worker_out_of_memory)),
        own("worker_hangs", "The worker hangs", script!(scripts::worker_hangs)),
        own("slow_worker", "A worker that is busy nine tenths of its time", script!(scripts::slow_worker)),
        own(
            "slow_network",
            "A network too slow for the stream, then fast again",
            script!(scripts::slow_network),
        ),
        own("half_rate", "A line of half the stream's rate", script!(scripts::half_rate)),
        own("busy_page", "A page that is busy for five seconds", script!(scripts::busy_page)),
    ];
    for row in &mut rows {
        match row.name {
            // Only what the camera itself sends can look so; the gateway would say it in its own words.
            "login_in_mid_life" | "busy" | "html" | "endless_head" | "endless_header" | "huge_part"
            | "garbage" | "cut_in_a_header" | "connection_reset" => row.way = Way::Direct,
            // Four pauses of a second are no stall.
            "one_frame_a_second" => row.oldest_live = 4000 + SLACK,
            _ => {}
        }
        if row.name == "login_in_mid_life" {
            row.engines = Engines::Direct;
        }
        if IN_ALL_ENGINES.contains(&row.name) {
            row.engines = Engines::All;
        }
    }
    rows
}

fn until(name: &'static str, fault: &'static str, with: Fault, states: &'static [e2e::State]) -> Row {
    Row { scene: Scene::Until(with, states), ..plain(name, fault) }
}

fn through(name: &'static str, fault: &'static str, with: Fault) -> Row {
    Row { scene: Scene::Through(with), ..plain(name, fault) }
}

fn own(name: &'static str, fault: &'static str, script: Script) -> Row {
    Row { scene: Scene::Own(script), ..plain(name, fault) }
}

fn plain(name: &'static str, fault: &'static str) -> Row {
    let scene = Scene::Until(Fault::Status(StatusFault::Internal), &[Error]);
    Row { name, fault, way: Way::Relay, engines: Engines::Chromium, scene, oldest_live: 2000 + SLACK }
}

/// What depends on the browser and not on our parser alone.
const IN_ALL_ENGINES: [&str; 15] = [
    "busy",
    "busy_page",
    "camera_killed",
    "connection_reset",
    "cut_in_a_picture",
    "gateway_away",
    "gateway_killed",
    "half_open",
    "hidden",
    "html",
    "silent_stall",
    "slow_network",
    "undecodable_now_and_then",
    "worker_killed",
    "worker_trapped",
];

/// Milliseconds for a tick, a report and a busy machine.
const SLACK: u64 = 1500;

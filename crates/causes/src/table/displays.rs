//! Displays at the gateway: a request about them is refused.

use crate::row::rows;
use crate::{Blame, Lines, Retry, Row, Tool};

rows! {
    DISPLAYS_NOT_CHOSEN, "displays-not-chosen", Settings, Slowly, [Gateway],
        "The gateway lets no browser choose a display's content.",
        "Set choose = true in [displays] of mullion.toml if every viewer may do that.";
    DISPLAYS_OFF, "displays-off", Settings, Slowly, [Gateway],
        "The gateway accepts no heartbeats of displays.",
        "Add [displays] to mullion.toml.";
    DISPLAY_REQUEST, "display-request", Request, Soon, [Gateway],
        "The gateway cannot read this request about a display.",
        "Send JSON of at most 2 kB as application/json; a name has 1 to 64 letters, digits, - and _.";
    DISPLAY_TOO_OFTEN, "display-too-often", Request, Soon, [Gateway],
        "This display sends too many heartbeats.",
        "Send one every 30 seconds, and give each display its own name.";
    NO_SUCH_DISPLAY, "no-such-display", Request, Soon, [Gateway],
        "No display with this name has sent a heartbeat since the gateway's start.",
        "GET /api/displays lists the known ones.";
    TOO_MANY_DISPLAYS, "too-many-displays", Settings, Soon, [Gateway],
        "The gateway has reached its limit of displays.",
        "Raise most in [displays] of mullion.toml.";
}

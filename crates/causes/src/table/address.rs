//! The address itself is wrong.

use super::MANUAL;
use crate::row::rows;
use crate::{Blame, Lines, Retry, Row, Tool};

rows! {
    BAD_ADDRESS, "bad-address", Settings, Never, [Player, Diagnosis],
        "This address cannot be fetched.",
        "Write it as http://192.168.1.5/ or https://camera.example/, without spaces.";
    CREDENTIALS_IN_ADDRESS, "credentials-in-address", Settings, Never, [Player, Diagnosis],
        "Browsers do not fetch addresses that contain a user and a password.",
        "Remove them from the address and enter them when asked, or let the gateway keep them.", Lines::Relay;
    INCOMPLETE_ADDRESS, "incomplete-address", Settings, Soon, [Diagnosis],
        "The address names a web server, not a stream on it.",
        MANUAL, Lines::Stream;
    ZONE_MISSING, "zone-missing", Settings, Never, [Diagnosis, Gateway, Probe],
        "A link-local IPv6 address needs the name of the network interface$error.",
        "Write the interface into the address, such as [fe80::1%eth0], or use another address of the camera.";
}

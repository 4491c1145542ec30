//! Corrections and assumptions made while reading an address, in sentences for the person who
//! pasted it.

use std::fmt;

/// One thing that was mended, assumed or left out. `Display` gives a whole sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Note {
    /// The address stood in something else: markup, quotes, a sentence, a command.
    TakenOut,
    /// The whole address was percent-encoded.
    Decoded,
    /// `&amp;` stood for `&`.
    Entities,
    /// Spaces or line breaks in the middle.
    Spaces,
    /// A comma, full stop or semicolon at the end.
    Punctuation,
    /// Backslashes for slashes.
    Backslashes,
    /// Nothing stood before `//`.
    SchemeAdded(&'static str),
    /// The scheme was misspelt.
    SchemeMended(&'static str),
    /// A neighbour's scheme for TLS whose certificate is not checked.
    CertificateChecked,
    /// A `#` in a password among the arguments.
    HashKept,
    /// Two schemes, one after the other.
    SchemeDoubled,
    /// An IPv4 address with commas or leading zeros.
    AddressMended,
    /// An IPv6 address without its brackets.
    Brackets,
    /// A name and password in front of the host, or beside the address.
    LoginTakenOut,
    /// A password or token among the arguments, which the camera needs there.
    Secret(String),
    /// Nothing tells the make: an Axis camera was assumed.
    AxisAssumed,
    /// A page of the camera's own web site.
    Page(&'static str),
    /// The address of one picture, where the same camera has a stream.
    StreamForSnapshot,
    /// An RTSP address, where the same camera has an HTTP stream.
    StreamForRtsp,
    /// The stream exists only if the camera's second stream is set to MJPEG.
    SecondStream(&'static str),
    /// Arguments that mean something only over RTSP or to a cache.
    ArgumentsLeftOut(String),
    /// A path that no known make uses.
    UnknownPath,
    /// A bare word that no camera of the gateway is called.
    TakenForHost(String),
    /// A link to this very viewer.
    OwnLink,
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TakenOut => f.write_str("Extracted the address from the text around it."),
            Self::Decoded => f.write_str("Decoded the address, which was percent-encoded as a whole."),
            Self::Entities => f.write_str("Read “&amp;” as “&”, as HTML writes it."),
            Self::Spaces => f.write_str("Removed the spaces from the address."),
            Self::Punctuation => f.write_str("Removed the punctuation at the end."),
            Self::Backslashes => f.write_str("Turned the backslashes into slashes."),
            Self::SchemeAdded(scheme) => write!(f, "Added the missing {scheme}://."),
            Self::SchemeMended(scheme) => write!(f, "Read the beginning as {scheme}://."),
            Self::CertificateChecked => f.write_str(
                "Read the beginning as https://. Other programs do not check the certificate there; Mullion does.",
            ),
            Self::HashKept => f.write_str("Read the # as part of the password before it."),
            Self::SchemeDoubled => f.write_str("Removed the first of two beginnings such as http://."),
            Self::AddressMended => f.write_str("Corrected the IP address (dots, no leading zeros)."),
            Self::Brackets => f.write_str("Put brackets around the IPv6 address."),
            Self::LoginTakenOut => f.write_str(
                "Removed the name and password from the text; Mullion does not store them or put them into links.",
            ),
            Self::Secret(name) => {
                write!(
                    f,
                    "The address holds a secret (“{name}”): Mullion uses it now, but does not store it or put it into \
                     links."
                )
            }
            Self::AxisAssumed => f.write_str(
                "The address does not show the make, so Mullion assumes an Axis camera. For another \
                 make, give the address of its stream; if the stream is this very address, write \
                 mjpeg+ in front of it.",
            ),
            Self::Page(make) => write!(f, "That is a page of {make}; opening its stream."),
            Self::StreamForSnapshot => {
                f.write_str("That is the address of a single picture; opening the stream of the same camera.")
            }
            Self::StreamForRtsp => {
                f.write_str("No browser can play RTSP; opening the HTTP stream of the same camera.")
            }
            Self::SecondStream(make) => {
                write!(f, "{make} sends MJPEG only if the camera’s second stream is set to it.")
            }
            Self::ArgumentsLeftOut(names) => write!(f, "Removed arguments that have no meaning here: {names}."),
            Self::UnknownPath => {
                f.write_str("No known make uses this path; requesting it unchanged.")
            }
            Self::TakenForHost(name) => {
                write!(f, "The gateway has no camera called “{name}”, so it is taken for the name of a host.")
            }
            Self::OwnLink => f.write_str("That is a link to this viewer; opening the camera it names."),
        }
    }
}

//! Why a text cannot be read as the address of a camera.

/// What is wrong with an address, as a sentence; [`remedy`](Self::remedy) says how to mend it. The
/// fault lies with what was pasted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AddressError {
    /// Nothing but white space and punctuation.
    #[error("There is no address.")]
    Empty,
    /// Longer than [`MAX_LENGTH`](super::MAX_LENGTH).
    #[error("The text is too long to be an address.")]
    TooLong,
    /// A path alone.
    #[error("The address does not say which camera: it has a path but no host.")]
    NoHost,
    /// A name or number that no host can have.
    #[error("“{0}” is not a host name.")]
    Host(String),
    /// Four numbers, but not an IP address; or not four.
    #[error("“{0}” is not an IP address: four numbers of at most 255, such as 192.168.1.5.")]
    IpAddress(String),
    /// White space inside the host's name.
    #[error("There is a space in the middle of the host name “{0}”.")]
    Space(String),
    /// An IPv6 zone such as `%eth0`, for a browser.
    #[error("A browser cannot open an IPv6 address with a zone (the part after the %).")]
    Zone,
    /// The text after the host's colon.
    #[error("The text after the colon of “{0}” is not a port, a number from 1 to 65535.")]
    Port(String),
    /// Not the address of something on a network.
    #[error("“{0}:” does not lead to a camera.")]
    NotACamera(String),
    /// Near to `http://` and `https://`, but not clearly one of them.
    #[error("“{0}” may be meant for http:// or for https://.")]
    Scheme(String),
    /// `https://http://`: which of the two decides whether a login is encrypted.
    #[error("The address begins with {0}:// and goes on with {1}://; only one of them can be meant.")]
    TwoSchemes(&'static str, &'static str),
    /// A request that does something, instead of one for pictures.
    #[error("This address is a command to the camera ({0}), not a stream. Mullion does not request it.")]
    Command(&'static str),
    /// A protocol that browsers do not speak.
    #[error("No browser can play “{0}”.")]
    Protocol(String),
    /// RTSP, of a make whose HTTP stream is not known.
    #[error("No browser can play RTSP, and the address does not show where this camera has its HTTP stream.")]
    Rtsp,
    /// Video, but not MJPEG.
    #[error("This is the address of {0} video, not of an MJPEG stream.")]
    OtherVideo(&'static str),
    /// A server of many cameras, and no camera.
    #[error("{0} serves several cameras, and the address does not say which.")]
    WhichCamera(&'static str),
}

impl AddressError {
    /// How to fix it, as a sentence.
    #[must_use]
    pub fn remedy(&self) -> &'static str {
        match self {
            Self::Empty | Self::TooLong => {
                "Paste the camera’s address, such as 192.168.1.5, or that of its stream."
            }
            Self::NoHost => "Put the camera’s host in front of the path: http://192.168.1.5/…",
            Self::Host(_) => "Write the host as 192.168.1.5, camera.local or [fe80::1].",
            Self::IpAddress(_) => "Look the address up in the camera or the router.",
            Self::Space(_) => "Paste the address alone, without other words.",
            Self::Zone => "Use the camera’s IPv4 address, its name, or its global IPv6 address.",
            Self::Port(_) => "Write host:port, such as 192.168.1.5:8080, or user:password@host.",
            Self::NotACamera(_) => "Paste the camera’s own address, which begins with http://.",
            Self::Scheme(_) | Self::TwoSchemes(..) => {
                "Write https:// if the camera has it, else http://: passwords are encrypted only with https://."
            }
            Self::Command(_) => "Paste the address of the camera’s stream.",
            Self::Protocol(_) => "Look in the camera’s settings for an MJPEG stream over HTTP.",
            Self::Rtsp => {
                "Look in the camera’s manual for its MJPEG address over HTTP, or let a converter \
                 such as go2rtc offer the stream as MJPEG."
            }
            Self::OtherVideo(_) => "Look in the camera’s settings for its MJPEG (Motion JPEG) address.",
            Self::WhichCamera(make) => match *make {
                "Home Assistant" => {
                    "Paste the address of the camera’s picture: /api/camera_proxy_stream/camera.NAME with its token."
                }
                "go2rtc" => "Add the stream’s name: /api/stream.mjpeg?src=NAME.",
                _ => "Paste the address of one camera’s stream.",
            },
        }
    }
}

//! Lines that a person can copy for a cure.

/// Which lines belong to a cure. The diagnosis knows them for each make of camera.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lines {
    /// None.
    None,
    /// Label and text, with [places](crate::Place) to be filled.
    One(&'static str, &'static str),
    /// Lets this page read the camera.
    Allow,
    /// The same with a login.
    AllowLogin,
    /// A certificate to accept.
    Certificate,
    /// Another program that turns this video into MJPEG.
    Convert,
    /// The same address over https.
    Https,
    /// The proxy's list of hosts.
    Proxy,
    /// Relays the camera.
    Relay,
    /// The address of the camera's stream.
    Stream,
    /// The lines that the gateway itself gives.
    Told,
}

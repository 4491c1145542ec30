//! A second look at what answers, after a connection has failed: what it says to an old TLS
//! greeting, or to plain HTTP.
//!
//! Nothing of the camera's address or login is sent, only the name of the host.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// For all of it: the failure is known already, and somebody waits for its name.
const PATIENCE: Duration = Duration::from_secs(1);

/// What answers to a greeting that offers nearly everything that TLS 1.2 and older ever had.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Greeted {
    /// It chooses this version and this cipher suite.
    Chosen {
        /// As in the protocol: 0x0303 is TLS 1.2.
        version: u16,
        /// The number of the suite.
        suite: u16,
    },
    /// It speaks TLS, and refuses.
    Refused,
    /// It speaks no TLS, or nothing.
    No,
}

impl Greeted {
    /// Whether only age explains the choice: an old version, a key exchange without forward
    /// secrecy, or a cipher that is no AEAD. None of them is spoken here.
    pub(super) fn is_old(self) -> bool {
        matches!(self, Self::Chosen { version, suite } if version < 0x303 || !WITH_AEAD.contains(&suite))
    }

    /// The choice, in words.
    pub(super) fn words(self) -> String {
        let Self::Chosen { version, suite } = self else { return String::new() };
        let version = match version {
            0x300 => "SSL 3.0",
            0x301 => "TLS 1.0",
            0x302 => "TLS 1.1",
            _ => "TLS 1.2",
        };
        let exchange = match suite {
            _ if RSA.contains(&suite) => "RSA key exchange",
            _ if DHE.contains(&suite) => "DHE key exchange",
            _ => "ECDHE key exchange",
        };
        format!("it chooses {version} with {exchange}, cipher suite 0x{suite:04x}")
    }
}

// Numbers: IANA, "TLS Cipher Suites".
const ECDHE_AEAD: [u16; 6] = [0xc02b, 0xc02c, 0xc02f, 0xc030, 0xcca8, 0xcca9];
const WITH_AEAD: [u16; 9] = [0xc02b, 0xc02c, 0xc02f, 0xc030, 0xcca8, 0xcca9, 0x009e, 0x009f, 0xccaa];
const DHE: [u16; 9] = [0x009e, 0x009f, 0xccaa, 0x0067, 0x006b, 0x0033, 0x0039, 0x0016, 0x0015];
const ECDHE_CBC: [u16; 10] = [0xc023, 0xc024, 0xc027, 0xc028, 0xc009, 0xc00a, 0xc013, 0xc014, 0xc008, 0xc012];
const RSA: [u16; 9] = [0x009c, 0x009d, 0x003c, 0x003d, 0x002f, 0x0035, 0x000a, 0x0005, 0x0004];
/// X25519, P-256, P-384, P-521, X448, Brainpool's three, FFDHE's five.
const GROUPS: [u16; 13] = [29, 23, 24, 25, 30, 26, 27, 28, 256, 257, 258, 259, 260];
const SIGNATURES: [u16; 15] = [
    0x0403, 0x0503, 0x0603, 0x0807, 0x0808, 0x0804, 0x0805, 0x0806, 0x0401, 0x0501, 0x0601, 0x0203, 0x0201,
    0x0402, 0x0202,
];

/// Greets what listens at `address`.
pub(super) async fn greet(address: SocketAddr, name: Option<&str>) -> Greeted {
    let answer = exchange(address, &client_hello(name)).await;
    match answer.as_slice() {
        // Record and handshake (RFC 5246 section 7.4.1.3): version, random, session, suite.
        [22, 3, _, _, _, 2, _, _, _, major, minor, rest @ ..] => {
            let session = rest.get(32).map_or(0, |&length| usize::from(length));
            match rest.get(33 + session..35 + session) {
                Some(&[high, low]) => Greeted::Chosen {
                    version: u16::from_be_bytes([*major, *minor]),
                    suite: u16::from_be_bytes([high, low]),
                },
                _ => Greeted::Refused,
            }
        }
        [21 | 22, 3, ..] => Greeted::Refused,
        _ => Greeted::No,
    }
}

/// Whether what listens at `address` answers in plain HTTP.
pub(super) async fn speaks_http(address: SocketAddr) -> bool {
    let host = address.to_string();
    let request = format!("HEAD / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
    exchange(address, request.as_bytes()).await.get(..5).is_some_and(super::head::begins)
}

/// The first bytes of the answer to `greeting`.
async fn exchange(address: SocketAddr, greeting: &[u8]) -> Vec<u8> {
    let mut answer = Vec::new();
    let exchanging = async {
        let mut stream = TcpStream::connect(address).await?;
        stream.write_all(greeting).await?;
        while answer.len() < 128 && stream.read_buf(&mut answer).await? > 0 {}
        std::io::Result::Ok(())
    };
    // The bytes that came in time must suffice.
    let _ = timeout(PATIENCE, exchanging).await;
    answer
}

/// RFC 5246 section 7.4.1.2.
fn client_hello(name: Option<&str>) -> Vec<u8> {
    let suites = [&ECDHE_AEAD[..], &DHE, &ECDHE_CBC, &RSA].concat();
    let mut extensions = Vec::new();
    if let Some(name) = name {
        let host = [&[0][..], &vector(name.as_bytes())].concat();
        extensions.extend(extension(0, &vector(&host)));
    }
    extensions.extend(extension(10, &vector(&numbers(&GROUPS))));
    extensions.extend(extension(11, &[1, 0]));
    extensions.extend(extension(13, &vector(&numbers(&SIGNATURES))));
    extensions.extend(extension(0xff01, &[0]));
    let random = [0x4d; 32];
    let body =
        [&[3, 3][..], &random, &[0], &vector(&numbers(&suites)), &[1, 0], &vector(&extensions)].concat();
    let handshake = [&[1, 0][..], &vector(&body)].concat();
    [&[22, 3, 1][..], &vector(&handshake)].concat()
}

fn extension(number: u16, content: &[u8]) -> Vec<u8> {
    [&number.to_be_bytes()[..], &vector(content)].concat()
}

/// `content` behind its length in two bytes. None here comes near the end of them.
fn vector(content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len()).unwrap_or(u16::MAX);
    [&length.to_be_bytes()[..], content].concat()
}

fn numbers(numbers: &[u16]) -> Vec<u8> {
    numbers.iter().flat_map(|number| number.to_be_bytes()).collect()
}

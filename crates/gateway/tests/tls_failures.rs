//! Cameras whose TLS fails for another reason than their certificate: each is named, and none is a
//! broken cable.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use std::io::{Read as _, Write as _};
use std::net::SocketAddr;
use std::sync::Arc;

use rcgen::{CertificateParams, CertifiedIssuer, KeyPair};
use reqwest::StatusCode;
use support::gateway::{start, yard};
use support::{Said, part, picture, said, tcp};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;
use tokio_rustls::rustls::server::WebPkiClientVerifier;
use tokio_rustls::rustls::{RootCertStore, ServerConfig, SupportedProtocolVersion, version};

const VIDEO: &str = "/cameras/yard/axis-cgi/mjpg/video.cgi";
const ANY: &[&str] = &["--any-certificate"];

/// A camera that answers each TLS greeting, given as it came, with these bytes, and then closes.
fn greeted(answer: impl Fn(&[u8]) -> Vec<u8> + Send + Sync + 'static) -> SocketAddr {
    tcp::accept(move |stream| {
        let mut greeting = vec![0; 5];
        stream.read_exact(&mut greeting)?;
        let length = usize::from(u16::from_be_bytes([greeting[3], greeting[4]]));
        // Whatever does not speak TLS is answered all the same.
        if greeting[0] == 22 {
            greeting.resize(5 + length, 0);
            stream.read_exact(&mut greeting[5..])?;
        }
        stream.write_all(&answer(&greeting))
    })
}

fn fatal(alert: u8) -> Vec<u8> {
    vec![21, 3, 3, 0, 2, 2, alert]
}

/// What probe, diagnosis and gateway say: the same cause for all three.
async fn assert_cause(address: SocketAddr, code: &str, blame: &str, says: &str) {
    let url = format!("https://{address}/video");
    let Said { probe, diagnosis } = said(&url, ANY);
    for said in [&probe, &diagnosis] {
        assert_eq!((&said["code"], &said["blame"]), (&code.into(), &blame.into()), "{said}");
        assert!(said.to_string().contains(says), "{says:?}: {said}");
        assert!(!said.to_string().contains("cable"), "{said}");
    }
    let gateway = start(&yard(address, "tls = \"accept\"").replace("http://", "https://")).await;
    let refused = gateway.get(VIDEO).await;
    assert_eq!(refused.status(), StatusCode::BAD_GATEWAY);
    let refused: serde_json::Value = serde_json::from_slice(&refused.bytes().await.unwrap()).unwrap();
    assert_eq!((&refused["code"], &refused["blame"]), (&format!("camera-{code}").into(), &blame.into()));
    assert!(!refused["hint"].as_str().unwrap().is_empty(), "{refused}");
}

#[tokio::test(flavor = "multi_thread")]
async fn each_alert_has_its_cause() {
    // RFC 8446 section 6.2.
    for (alert, code, blame) in [
        (70, "tls-too-old", "camera"),
        (40, "tls-nothing-in-common", "camera"),
        (71, "tls-nothing-in-common", "camera"),
        (112, "tls-name", "settings"),
        (116, "tls-client-certificate", "settings"),
        (80, "tls-failed", "camera"),
        (42, "tls-failed", "camera"),
        (47, "tls-failed", "camera"),
        (50, "tls-failed", "camera"),
        (0, "tls-failed", "camera"),
    ] {
        assert_cause(greeted(move |_| fatal(alert)), code, blame, "TLS").await;
    }
    assert_cause(greeted(|_| vec![21, 3, 0, 0, 2, 2, 40]), "tls-too-old", "camera", "too old").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_camera_that_closes_during_the_handshake_breaks_off_tls() {
    assert_cause(greeted(|_| Vec::new()), "tls-failed", "camera", "closes the connection").await;
    let garbage = greeted(|_| [&[22, 3, 3, 0, 4, 2][..], &[0xff; 3]].concat());
    assert_cause(garbage, "tls-failed", "camera", "TLS").await;
}

/// The answer of a server that knows this suite alone, in TLS 1.2 or older, to a greeting that may offer it.
fn choosing(version: u8, suite: [u8; 2]) -> impl Fn(&[u8]) -> Vec<u8> {
    move |greeting| {
        // Behind record, handshake, version, random and session: the suites, two bytes each.
        let at = 44 + usize::from(greeting[43]);
        let length = usize::from(u16::from_be_bytes([greeting[at], greeting[at + 1]]));
        if !greeting[at + 2..at + 2 + length].chunks(2).any(|offered| offered == suite) {
            return fatal(40);
        }
        let body = [&[3, version][..], &[7; 32], &[0], &suite, &[0]].concat();
        let handshake = [&[2, 0, 0, u8::try_from(body.len()).unwrap()][..], &body].concat();
        [&[22, 3, version, 0, u8::try_from(handshake.len()).unwrap()][..], &handshake].concat()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn old_tls_is_told_from_tls_that_is_only_unusual() {
    for (suite, code, says) in [
        ([0x00, 0x3d], "tls-too-old", "RSA key exchange"),
        ([0x00, 0x9c], "tls-too-old", "RSA key exchange"),
        ([0xc0, 0x13], "tls-too-old", "0xc013"),
        ([0x00, 0x9e], "tls-nothing-in-common", "DHE key exchange"),
    ] {
        assert_cause(greeted(choosing(3, suite)), code, "camera", says).await;
    }
    assert_cause(greeted(choosing(1, [0x00, 0x2f])), "tls-too-old", "camera", "TLS 1.0").await;
}

/// A camera that demands a certificate of whoever connects.
async fn demanding(version: &'static SupportedProtocolVersion) -> SocketAddr {
    let key = KeyPair::generate().unwrap();
    let params = CertificateParams::new(["127.0.0.1".to_owned()]).unwrap();
    let authority = CertifiedIssuer::self_signed(params, key).unwrap();
    let mut roots = RootCertStore::empty();
    roots.add(authority.der().clone()).unwrap();
    let provider = Arc::new(ring::default_provider());
    let verifier =
        WebPkiClientVerifier::builder_with_provider(Arc::new(roots), Arc::clone(&provider)).build().unwrap();
    let key = PrivateKeyDer::try_from(authority.key().serialize_der()).unwrap();
    let config = ServerConfig::builder_with_provider(provider)
        .with_protocol_versions(&[version])
        .unwrap()
        .with_client_cert_verifier(verifier)
        .with_single_cert(vec![authority.der().clone()], key)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            assert!(acceptor.accept(stream).await.is_err(), "nobody here has a certificate");
        }
    });
    address
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_that_the_camera_demands_is_named() {
    for version in [&version::TLS12, &version::TLS13] {
        let address = demanding(version).await;
        assert_cause(address, "tls-client-certificate", "settings", "client certificate").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn https_at_a_port_for_http_is_told_with_its_cure() {
    let answering = greeted(|_| b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n".to_vec());
    assert_cause(answering, "plain-http", "settings", "http://").await;
    // One that closes at what is no HTTP, and answers what is.
    let strict = greeted(|greeting| match greeting {
        [b'A'..=b'Z', ..] => b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n".to_vec(),
        _ => Vec::new(),
    });
    assert_cause(strict, "plain-http", "settings", "http://").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn https_at_a_port_for_http_that_waits_for_the_end_of_a_line_is_told_too() {
    let (waiting, _) =
        tcp::serve(|_, stream| stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));
    let Said { probe, diagnosis } = said(&format!("https://{waiting}/video"), ANY);
    assert_eq!((&probe["code"], &diagnosis["code"]), (&"plain-http".into(), &"plain-http".into()));
}

#[tokio::test(flavor = "multi_thread")]
async fn http_at_a_port_for_https_is_told_with_its_cure() {
    let bad_request = |text: &str| {
        let head = "HTTP/1.1 400 Bad Request\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n";
        tcp::fixed(format!("{head}<html><body>{text}</body></html>")).0
    };
    let closing = greeted(|greeting| if greeting[0] == 22 { fatal(40) } else { Vec::new() });
    for address in [
        greeted(|_| fatal(10)),
        bad_request("The plain HTTP request was sent to HTTPS port"),
        bad_request("You're speaking plain HTTP to an SSL-enabled server port."),
        bad_request("Client sent an HTTP request to an HTTPS server."),
        bad_request("This combination of host and port requires TLS."),
        closing,
    ] {
        let Said { probe, diagnosis } = said(&format!("http://{address}/video"), &[]);
        for said in [&probe, &diagnosis] {
            assert_eq!((&said["code"], &said["blame"]), (&"tls-port".into(), &"settings".into()), "{said}");
            assert!(said.to_string().contains("https://"), "{said}");
        }
        let gateway = start(&yard(address, "")).await;
        assert_eq!(gateway.refusal(VIDEO).await, (StatusCode::BAD_GATEWAY, "camera-tls-port".to_owned()));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_is_neither_tls_nor_http_is_quoted() {
    let ssh = greeted(|_| b"SSH-2.0-dropbear\r\n".to_vec());
    let Said { probe, diagnosis } = said(&format!("https://{ssh}/video"), ANY);
    assert!(probe.to_string().contains("SSH-2.0-dropbear"), "{probe}");
    assert_eq!(diagnosis["code"], "not-http");
    assert_eq!(probe["blame"], diagnosis["blame"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_camera_that_only_may_ask_for_a_certificate_is_played() {
    let key = KeyPair::generate().unwrap();
    let params = CertificateParams::new(["127.0.0.1".to_owned()]).unwrap();
    let authority = CertifiedIssuer::self_signed(params, key).unwrap();
    let mut roots = RootCertStore::empty();
    roots.add(authority.der().clone()).unwrap();
    let provider = Arc::new(ring::default_provider());
    let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), Arc::clone(&provider))
        .allow_unauthenticated()
        .build()
        .unwrap();
    let key = PrivateKeyDer::try_from(authority.key().serialize_der()).unwrap();
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_client_cert_verifier(verifier)
        .with_single_cert(vec![authority.der().clone()], key)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        let mut stream = acceptor.accept(stream).await.unwrap();
        let _ = tokio::io::AsyncReadExt::read(&mut stream, &mut [0; 4096]).await;
        let head = b"HTTP/1.1 200 OK\r\nContent-Type: multipart/x-mixed-replace; boundary=b\r\n\r\n";
        let bytes = [&head[..], &part(&picture())].concat();
        let _ = tokio::io::AsyncWriteExt::write_all(&mut stream, &bytes).await;
        let _ = tokio::io::AsyncWriteExt::shutdown(&mut stream).await;
    });
    let gateway = start(&yard(address, "tls = \"accept\"").replace("http://", "https://")).await;
    assert!(gateway.get(VIDEO).await.bytes().await.unwrap() == part(&picture()));
}

//! Cameras behind TLS.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use reqwest::StatusCode;
use support::gateway::start;
use support::{mullion, part, picture};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

/// A camera with a certificate for 127.0.0.1, and the file of the authority that made it.
async fn camera(name: &str) -> (SocketAddr, PathBuf) {
    let mut authority = CertificateParams::default();
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority = CertifiedIssuer::self_signed(authority, KeyPair::generate().unwrap()).unwrap();
    let key = KeyPair::generate().unwrap();
    let certificate =
        CertificateParams::new(["127.0.0.1".to_owned()]).unwrap().signed_by(&key, &authority).unwrap();
    let file = std::env::temp_dir().join(format!("mullion-{name}-{}.pem", std::process::id()));
    std::fs::write(&file, authority.pem()).unwrap();
    let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], key)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            // A client that does not like the certificate leaves.
            let Ok(mut stream) = acceptor.accept(stream).await else { continue };
            let mut request = [0; 4096];
            let _ = stream.read(&mut request).await;
            let head = b"HTTP/1.1 200 OK\r\nContent-Type: multipart/x-mixed-replace; boundary=b\r\n\r\n";
            let _ = stream.write_all(&[&head[..], &part(&picture())].concat()).await;
            let _ = stream.shutdown().await;
        }
    });
    (address, file)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cameras_certificate_is_checked_as_the_settings_say() {
    let (address, file) = camera("relay").await;
    let with = |further: &str| format!("[[camera]]\nid = \"yard\"\nurl = \"https://{address}\"\n{further}\n");
    let path = "/cameras/yard/axis-cgi/mjpg/video.cgi";
    let refused = start(&with("")).await.get(path).await;
    assert_eq!(refused.status(), StatusCode::BAD_GATEWAY);
    let reason = refused.text().await.unwrap();
    assert!(reason.contains("camera-unreachable") && reason.contains("any_certificate"), "{reason}");
    for further in [format!("ca_file = {file:?}"), "any_certificate = true".to_owned()] {
        let stream = start(&with(&further)).await.get(path).await;
        assert_eq!(stream.bytes().await.unwrap(), part(&picture()), "{further}");
    }
    std::fs::remove_file(file).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_probe_checks_the_certificate_too() {
    let (address, file) = camera("probe").await;
    let probe = async |further: &[&str]| {
        let mut command = mullion();
        command.args(["probe", &format!("https://{address}/")]).args(further);
        tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap()
    };
    let refused = probe(&[]).await;
    assert_eq!(refused.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("certificate"));
    assert_eq!(probe(&["--ca-file", file.to_str().unwrap()]).await.status.code(), Some(0));
    assert_eq!(probe(&["--any-certificate"]).await.status.code(), Some(0));
    std::fs::remove_file(file).unwrap();
}

//! Cameras behind TLS.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use rcgen::{BasicConstraints, Certificate, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair};
use reqwest::StatusCode;
use sha2::{Digest as _, Sha256};
use support::gateway::start;
use support::{mullion, part, picture};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::sign::{CertifiedKey, SingleCertAndKey};

/// A camera with a certificate for 127.0.0.1, and the file of the authority that made it.
async fn camera(name: &str) -> (SocketAddr, PathBuf) {
    let mut authority = CertificateParams::default();
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    authority.distinguished_name.push(DnType::CommonName, "Authority");
    let authority = CertifiedIssuer::self_signed(authority, KeyPair::generate().unwrap()).unwrap();
    let key = KeyPair::generate().unwrap();
    let certificate =
        CertificateParams::new(["127.0.0.1".to_owned()]).unwrap().signed_by(&key, &authority).unwrap();
    let file = std::env::temp_dir().join(format!("mullion-{name}-{}.pem", std::process::id()));
    std::fs::write(&file, authority.pem()).unwrap();
    (serve(&certificate, &key).await, file)
}

/// A camera with a certificate that it made itself, as they come from the factory, and its fingerprint.
async fn self_signed(is_authority: bool) -> (SocketAddr, String) {
    let mut params = CertificateParams::new(["axis-accc8e000001.local".to_owned()]).unwrap();
    if is_authority {
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    }
    let key = KeyPair::generate().unwrap();
    let certificate = params.self_signed(&key).unwrap();
    let digest = Sha256::digest(certificate.der());
    let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    (serve(&certificate, &key).await, format!("sha256:{hex}"))
}

async fn serve(certificate: &Certificate, key: &KeyPair) -> SocketAddr {
    let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], key)
        .unwrap();
    listen(config).await
}

async fn listen(config: ServerConfig) -> SocketAddr {
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
    address
}

const PATH: &str = "/cameras/yard/axis-cgi/mjpg/video.cgi";

fn settings(address: SocketAddr, further: &str) -> String {
    format!("[[camera]]\nid = \"yard\"\nurl = \"https://{address}\"\n{further}\n")
}

/// Code and detail of the refusal that a camera's certificate meets.
async fn certificate_refusal(settings: &str) -> (String, String) {
    let refused = start(settings).await.get(PATH).await;
    assert_eq!(refused.status(), StatusCode::BAD_GATEWAY);
    let code = refused.headers()["x-mullion-error"].to_str().unwrap().to_owned();
    let body: serde_json::Value = serde_json::from_slice(&refused.bytes().await.unwrap()).unwrap();
    assert_eq!((&body["code"], &body["blame"]), (&code.as_str().into(), &"camera".into()));
    (code, body["detail"].as_str().unwrap().to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cameras_certificate_is_checked_as_the_settings_say() {
    let (address, file) = camera("relay").await;
    let (code, detail) = certificate_refusal(&settings(address, "")).await;
    assert_eq!(code, "camera-certificate");
    assert!(detail.contains("unknown authority"), "{detail}");
    for further in [format!("ca_file = {file:?}"), "tls = \"accept\"".to_owned()] {
        let stream = start(&settings(address, &further)).await.get(PATH).await;
        assert_eq!(stream.bytes().await.unwrap(), part(&picture()), "{further}");
    }
    std::fs::remove_file(file).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_self_signed_camera_is_told_the_lines_that_accept_it_and_they_do() {
    for is_authority in [false, true] {
        let (address, fingerprint) = self_signed(is_authority).await;
        let (_, detail) = certificate_refusal(&settings(address, "")).await;
        let lines = format!("tls = \"pin\"\npin = \"{fingerprint}\"");
        assert!(detail.contains("is self-signed") && detail.ends_with(&lines), "{detail}");
        let stream = start(&settings(address, &lines)).await.get(PATH).await;
        assert_eq!(stream.bytes().await.unwrap(), part(&picture()));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn another_certificate_than_the_pinned_one_is_named_and_refused() {
    let ((address, seen), (_, pinned)) = (self_signed(false).await, self_signed(false).await);
    let pin = format!("tls = \"pin\"\npin = \"{pinned}\"");
    let (code, detail) = certificate_refusal(&settings(address, &pin)).await;
    assert_eq!(code, "camera-certificate");
    assert!(detail.contains(&format!("is not the one that is pinned, {pinned}")), "{detail}");
    assert!(detail.ends_with(&format!("pin = \"{seen}\"")), "{detail}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_is_not_enough_without_its_key() {
    let key = KeyPair::generate().unwrap();
    let mine = CertificateParams::new(["cam.example".to_owned()]).unwrap().self_signed(&key).unwrap();
    let thief = thief(mine.der().clone(), &KeyPair::generate().unwrap()).await;
    let digest = Sha256::digest(mine.der());
    let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    let refused = start(&settings(thief, &format!("pin = \"sha256:{hex}\""))).await.get(PATH).await;
    assert_eq!(refused.status(), StatusCode::BAD_GATEWAY);
    let reason = refused.text().await.unwrap();
    assert!(
        reason.contains("camera-tls-unproven") && reason.contains("Somebody else may answer"),
        "{reason}"
    );
}

/// Shows a certificate whose key it does not have.
async fn thief(certificate: CertificateDer<'static>, key: &KeyPair) -> SocketAddr {
    let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    let key = ring::sign::any_supported_type(&key).unwrap();
    let stolen = Arc::new(SingleCertAndKey::from(CertifiedKey::new(vec![certificate], key)));
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_cert_resolver(stolen);
    listen(config).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_diagnosis_names_the_certificate_and_the_lines_that_accept_it() {
    let (address, fingerprint) = self_signed(true).await;
    let diagnose = async |further: &[&str]| {
        let mut command = mullion();
        command.args(["probe", "--diagnose", "--json", &format!("https://{address}/video")]).args(further);
        let output = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
        serde_json::from_slice::<serde_json::Value>(&output.stdout).unwrap()
    };
    let refused = diagnose(&[]).await;
    assert_eq!(refused["code"], "certificate");
    assert!(refused["cause"].as_str().unwrap().contains("is self-signed"), "{refused}");
    let lines = refused["lines"].as_array().unwrap().last().unwrap()["text"].as_str().unwrap();
    assert_eq!(lines, format!("tls = \"pin\"\npin = \"{fingerprint}\""));
    assert_ne!(diagnose(&["--pin", &fingerprint]).await["code"], "certificate");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_proxy_checks_the_certificate_unless_told_not_to() {
    let (address, fingerprint) = self_signed(false).await;
    let ask = async |tls: &str| {
        let gateway = start(&format!("[proxy]\nhosts = [\"127.0.0.1\"]\ntls = {tls:?}\n")).await;
        let own = [("sec-fetch-site", "same-origin")];
        gateway.get_with(&format!("/proxy/https://{address}/"), &own).await
    };
    let refused = ask("verify").await;
    assert_eq!(refused.headers()["x-mullion-error"], "camera-certificate");
    assert!(refused.text().await.unwrap().contains(&fingerprint));
    assert_eq!(ask("accept").await.bytes().await.unwrap(), part(&picture()));
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
    let reason = String::from_utf8(refused.stderr).unwrap();
    let (_, pin) = reason.split_once("--pin ").unwrap();
    let pin = pin.split(',').next().unwrap();
    assert_eq!(probe(&["--pin", pin]).await.status.code(), Some(0));
    assert_eq!(probe(&["--pin", &format!("sha256:{}", "0".repeat(64))]).await.status.code(), Some(1));
    assert_eq!(probe(&["--ca-file", file.to_str().unwrap()]).await.status.code(), Some(0));
    assert_eq!(probe(&["--any-certificate"]).await.status.code(), Some(0));
    std::fs::remove_file(file).unwrap();
}

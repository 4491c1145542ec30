//! Any bytes as what viewers send: the gateway answers or closes, and lets no other site read anything.
#![no_main]

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use gateway::config::Config;
use gateway::displays::Displays;
use gateway::proxy::{Proxy, SystemResolver};
use gateway::relay::Relay;
use gateway::serve::{Assets, Gateway, app};
use hyper::server::conn::http1;
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use libfuzzer_sys::fuzz_target;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio_util::sync::CancellationToken;

/// One camera that is not there, and a proxy that may ask nobody.
const SETTINGS: &str = "[[camera]]\nid = \"yard\"\nurl = \"http://127.0.0.1:1\"\nuser = \"u\"\npassword = \"hunter2\"\n";

fuzz_target!(|data: &[u8]| {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let config = Config::parse(Path::new("mullion.toml"), SETTINGS, &|_| None).unwrap();
        let shutdown = CancellationToken::new();
        let relay = Relay::new(config.cameras, config.limits.clone(), shutdown.clone()).unwrap();
        let resolver = Arc::new(SystemResolver);
        let proxy = Proxy::new(config.proxy, config.limits, relay.streams(), resolver, shutdown.clone()).unwrap();
        let gateway = Gateway {
            relay,
            proxy,
            displays: Displays::new(config.displays),
            assets: Assets::Embedded,
            site: config.site,
            walls: None,
        };
        let app = app(Arc::new(gateway));
        let (mut viewer, server) = tokio::io::duplex(1 << 20);
        // Bytes as they are, or as the target of a request that a page of another site makes.
        let request = match data.split_first() {
            Some((0, target)) => {
                let tail = b" HTTP/1.1\r\nHost: localhost\r\nOrigin: https://evil.example\r\n\r\n";
                [b"GET /cameras/yard/", target, tail].concat()
            }
            Some((_, bytes)) => bytes.to_vec(),
            None => return,
        };
        viewer.write_all(&request).await.unwrap();
        viewer.shutdown().await.unwrap();
        let serving = http1::Builder::new()
            .half_close(true)
            .serve_connection(TokioIo::new(server), TowerToHyperService::new(app));
        let serving = tokio::spawn(tokio::time::timeout(Duration::from_secs(3), serving));
        let mut answer = Vec::new();
        let _ = tokio::time::timeout(Duration::from_secs(4), viewer.read_to_end(&mut answer)).await;
        // A panic in a handler is one here.
        if let Err(error) = serving.await {
            assert!(!error.is_panic(), "{error}");
        }
        let answer = String::from_utf8_lossy(&answer).to_ascii_lowercase();
        assert!(!answer.contains("access-control-allow-origin"));
        assert!(!answer.contains("hunter2"));
        shutdown.cancel();
    });
});

//! The gateway in the test's own process, over real sockets.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use gateway::config::Config;
use gateway::displays::Displays;
use gateway::proxy::{Proxy, Resolver, SystemResolver};
use gateway::relay::Relay;
use gateway::serve::{Assets, Gateway, Walls, app, serve, serve_tls, server};
use reqwest::header::HeaderMap;
use reqwest::{Client, Response, StatusCode};
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

/// A running gateway. It ends with the test.
pub(crate) struct Running {
    pub(crate) address: SocketAddr,
    pub(crate) shutdown: CancellationToken,
    pub(crate) task: JoinHandle<()>,
    pub(crate) client: Client,
}

/// A gateway with these settings, in the form of `mullion.toml`.
pub(crate) async fn start(settings: &str) -> Running {
    start_with(settings, Arc::new(SystemResolver)).await
}

/// The same, asking `resolver` for the addresses of names.
pub(crate) async fn start_with(settings: &str, resolver: Arc<dyn Resolver>) -> Running {
    let config = Config::parse(Path::new("mullion.toml"), settings, &|_| None).unwrap();
    let shutdown = CancellationToken::new();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let limits = config.limits.clone();
    let tls = config.tls.as_ref().map(|tls| server(tls).unwrap());
    let ids = config.cameras.iter().map(|camera| camera.id.clone()).collect();
    let walls = config.walls.map(|walls| Walls::new(walls, ids));
    let relay = Relay::new(config.cameras, config.limits.clone(), shutdown.clone()).unwrap();
    let proxy = Proxy::new(config.proxy, config.limits, relay.streams(), resolver, shutdown.clone()).unwrap();
    let gateway = Gateway {
        relay,
        proxy,
        displays: Displays::new(config.displays),
        assets: config.app.map_or(Assets::Embedded, Assets::Folder),
        site: config.site,
        walls,
    };
    let (end, gateway) = (shutdown.clone(), Arc::new(gateway));
    let task = tokio::spawn(async move {
        let app = app(Arc::clone(&gateway));
        match tls {
            Some(tls) => serve_tls(listener, app, tls, &limits, end).await,
            None => serve(listener, app, &limits, end).await,
        }
        gateway.relay.ended().await;
    });
    Running { shutdown, task, ..Running::at(address) }
}

fn client() -> Client {
    tls(builder())
}

fn builder() -> reqwest::ClientBuilder {
    Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).pool_max_idle_per_host(0)
}

/// The settings of one camera `yard`.
pub(crate) fn yard(address: SocketAddr, further: &str) -> String {
    format!("[[camera]]\nid = \"yard\"\nname = \"The yard\"\nurl = \"http://{address}\"\n{further}\n")
}

impl Running {
    /// A gateway that somebody else runs.
    pub(crate) fn at(address: SocketAddr) -> Self {
        let (shutdown, task) = (CancellationToken::new(), tokio::spawn(async {}));
        Self { address, shutdown, task, client: client() }
    }

    /// The same for a viewer at another address of this machine.
    pub(crate) fn from(&self, address: &str) -> Self {
        let builder = builder().local_address(address.parse::<std::net::IpAddr>().unwrap());
        Self { client: tls(builder), ..Self::at(self.address) }
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    pub(crate) async fn get(&self, path: &str) -> Response {
        self.client.get(self.url(path)).send().await.unwrap()
    }

    /// A GET with these header fields.
    pub(crate) async fn get_with(&self, path: &str, fields: &[(&'static str, &str)]) -> Response {
        let request = fields
            .iter()
            .fold(self.client.get(self.url(path)), |request, (name, value)| request.header(*name, *value));
        request.send().await.unwrap()
    }

    /// Status and code of a refusal.
    pub(crate) async fn refusal(&self, path: &str) -> (StatusCode, String) {
        refusal(self.get(path).await).await
    }
}

/// Status and code of a refusal, which has to be an answer that no browser reacts to by itself.
pub(crate) async fn refusal(response: Response) -> (StatusCode, String) {
    let status = response.status();
    for name in ["www-authenticate", "set-cookie", "location"] {
        assert!(!response.headers().contains_key(name), "{name}");
    }
    assert_eq!(response.headers()["content-type"], "application/json");
    assert_eq!(response.headers().contains_key("retry-after"), status == StatusCode::SERVICE_UNAVAILABLE);
    let body: Value = serde_json::from_slice(&response.bytes().await.unwrap()).unwrap();
    assert!(body["message"].is_string() && body["hint"].is_string(), "{body}");
    (status, body["code"].as_str().unwrap().to_owned())
}

pub(crate) fn text<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers.get(name).map(|value| value.to_str().unwrap()).unwrap_or_default()
}

fn tls(builder: reqwest::ClientBuilder) -> Client {
    let _ = rustls::crypto::ring::default_provider().install_default();
    builder.tls_certs_only([]).build().unwrap()
}

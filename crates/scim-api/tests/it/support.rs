//! The endpoint as the program serves it, for one test.

use http_kit::edge::{EdgeOptions, edge};
use http_kit::{HttpMetrics, ListenerOptions, RateLimits, TrustedProxies, serve};
use prometheus_client::registry::Registry;
use scim_api::{ScimApi, ScimApiOptions, render_rejection};
use std::sync::Arc;
use testkit::app::{App, Engine};
use tokio_util::sync::CancellationToken;

/// What a test wants otherwise than usual.
pub(crate) struct Setup {
    pub(crate) limits: RateLimits,
    pub(crate) trusted_proxies: &'static str,
    pub(crate) public_url: Option<&'static str>,
    /// The tree of the main listener instead of that of the SCIM listener.
    pub(crate) under_scim: bool,
}

impl Default for Setup {
    fn default() -> Self {
        Self { limits: RateLimits::off(), trusted_proxies: "", public_url: None, under_scim: false }
    }
}

/// An installation with the SCIM endpoint, without limits on rates.
pub(crate) async fn start(engine: Engine) -> App {
    start_with(engine, Setup::default()).await
}

/// An installation with the SCIM endpoint, set up like this.
pub(crate) async fn start_with(engine: Engine, setup: Setup) -> App {
    let app = App::start(engine, |listener, application| {
        let api = ScimApi::new(ScimApiOptions {
            application,
            limits: Arc::new(setup.limits),
            metrics: HttpMetrics::new(&mut Registry::default()),
            version: "0.0.0-test",
        });
        let options = EdgeOptions {
            renderer: render_rejection,
            request_id_seed: 1,
            trusted_proxies: setup.trusted_proxies.parse::<TrustedProxies>().unwrap(),
            public_url: setup.public_url.map(|url| url.parse().unwrap()),
        };
        let service = if setup.under_scim { api.service_under_scim() } else { api.service() };
        serve(listener, edge(service, options), ListenerOptions::default(), CancellationToken::new())
    });
    app.await.unwrap()
}

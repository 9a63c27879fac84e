//! The endpoint as the program serves it, for one test.

use http_kit::edge::{EdgeOptions, edge};
use http_kit::{HttpMetrics, ListenerOptions, RateLimits, TrustedProxies, serve};
use prometheus_client::registry::Registry;
use scim_api::{ScimApi, ScimApiOptions, render_rejection};
use std::sync::Arc;
use testkit::app::{App, Engine};
use tokio_util::sync::CancellationToken;

/// An installation with the SCIM endpoint, without limits on rates.
pub(crate) async fn start(engine: Engine) -> App {
    start_with(engine, RateLimits::off()).await
}

/// An installation with the SCIM endpoint and these limits.
pub(crate) async fn start_with(engine: Engine, limits: RateLimits) -> App {
    let app = App::start(engine, |listener, application| {
        let api = ScimApi::new(ScimApiOptions {
            application,
            limits: Arc::new(limits),
            metrics: HttpMetrics::new(&mut Registry::default()),
            version: "0.0.0-test",
        });
        let options = EdgeOptions {
            renderer: render_rejection,
            request_id_seed: 1,
            trusted_proxies: TrustedProxies::default(),
            public_url: None,
        };
        serve(listener, edge(api.service(), options), ListenerOptions::default(), CancellationToken::new())
    });
    app.await.unwrap()
}

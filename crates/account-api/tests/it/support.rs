//! The client API as the program serves it, for one test.

use account_api::{AccountApi, AccountApiOptions, render_rejection};
use http_kit::edge::{EdgeOptions, edge};
use http_kit::{HttpMetrics, ListenerOptions, RateLimits, serve};
use prometheus_client::registry::Registry;
use std::sync::Arc;
use testkit::app::{App, Engine};
use tokio_util::sync::CancellationToken;

/// An installation with the client API, without limits on rates.
pub(crate) async fn start(engine: Engine) -> App {
    let app = App::start(engine, |listener, application| {
        let api = AccountApi::new(AccountApiOptions {
            application,
            limits: Arc::new(RateLimits::off()),
            metrics: HttpMetrics::new(&mut Registry::default()),
        });
        let options = EdgeOptions {
            renderer: render_rejection,
            request_id_seed: 1,
            trusted_proxies: "".parse().unwrap(),
            public_url: None,
        };
        serve(listener, edge(api.router(), options), ListenerOptions::default(), CancellationToken::new())
    });
    app.await.unwrap()
}

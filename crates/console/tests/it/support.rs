//! The console as the program serves it, for one test.

use account_api::{AccountApi, AccountApiOptions, OrganizationCreation, Registration, render_rejection};
use application::Application;
use application::mail::MailOptions;
use axum::Router;
use console::{Console, ConsoleOptions};
use http_kit::edge::{EdgeOptions, edge};
use http_kit::{HttpMetrics, ListenerOptions, PublicUrl, RateLimits, serve};
use prometheus_client::registry::Registry;
use std::sync::Arc;
use testkit::app::{App, Engine};
use tokio_util::sync::CancellationToken;

/// Who runs the installation.
pub(crate) const OPERATOR: &str = "operator@example.test";

/// Where identity providers are told to call.
pub(crate) const SCIM_URL: &str = "https://scim.example.test";

/// An installation with the client API and the console, without limits on rates, where everybody may make an account and an
/// organization.
pub(crate) async fn start(engine: Engine) -> App {
    start_as(engine, None).await
}

/// The same, reached under a public URL.
pub(crate) async fn start_as(engine: Engine, public_url: Option<PublicUrl>) -> App {
    start_with_mail(engine, public_url, MailOptions::none()).await
}

/// The same, which sends mails.
pub(crate) async fn start_with_mail(engine: Engine, public_url: Option<PublicUrl>, mail: MailOptions) -> App {
    let app = App::start_with_mail(engine, mail, move |listener, application| {
        let metrics = HttpMetrics::new(&mut Registry::default());
        let console = console(application.clone(), metrics.clone());
        let api = AccountApi::new(AccountApiOptions {
            application,
            limits: Arc::new(RateLimits::off()),
            metrics,
            registration: Registration::OpenWithoutMail,
            organization_creation: OrganizationCreation::Everyone,
            verify_new_devices: false,
        });
        let options = EdgeOptions {
            renderer: render_rejection,
            request_id_seed: 1,
            trusted_proxies: "".parse().unwrap(),
            public_url,
        };
        let router = api.router().merge(console.router());
        // Beside them the program serves what is no page.
        let router = router.fallback_service(console.fallback(Router::new()));
        serve(listener, edge(router, options), ListenerOptions::default(), CancellationToken::new())
    });
    app.await.unwrap()
}

/// The console over these use cases.
pub(crate) fn console(application: Application, metrics: HttpMetrics) -> Console {
    Console::new(ConsoleOptions {
        application,
        limits: Arc::new(RateLimits::off()),
        metrics,
        operators: vec![OPERATOR.to_owned()],
        is_registration_open: true,
        scim_url: SCIM_URL.to_owned(),
        shutdown: CancellationToken::new(),
        is_trial: true,
    })
}

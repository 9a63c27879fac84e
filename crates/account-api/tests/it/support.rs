//! The client API as the program serves it, for one test.

use account_api::{AccountApi, AccountApiOptions, OrganizationCreation, Registration, render_rejection};
use application::mail::MailOptions;
use http_kit::edge::{EdgeOptions, edge};
use http_kit::{HttpMetrics, ListenerOptions, RateLimits, serve};
use prometheus_client::registry::Registry;
use std::sync::Arc;
use testkit::app::{App, Engine};
use tokio_util::sync::CancellationToken;

/// How the client API is served.
pub(crate) struct Setup {
    /// Who may make an account.
    pub(crate) registration: Registration,
    /// Who may make an organization.
    pub(crate) organization_creation: OrganizationCreation,
    /// Limits on rates and guesses.
    pub(crate) limits: RateLimits,
    /// Whether new devices need a code.
    pub(crate) verify_new_devices: bool,
    /// How mails are sent.
    pub(crate) mail: MailOptions,
    /// Networks whose forwarded headers are believed.
    pub(crate) trusted_proxies: &'static str,
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            registration: Registration::OpenWithoutMail,
            organization_creation: OrganizationCreation::Everyone,
            limits: RateLimits::off(),
            verify_new_devices: false,
            mail: MailOptions::none(),
            trusted_proxies: "",
        }
    }
}

/// An installation with the client API, without limits on rates, where everybody may make an account and an
/// organization.
pub(crate) async fn start(engine: Engine) -> App {
    start_with(engine, Setup::default()).await
}

/// An installation with the client API, set up in another way.
pub(crate) async fn start_with(engine: Engine, setup: Setup) -> App {
    let Setup { registration, organization_creation, limits, verify_new_devices, mail, trusted_proxies } = setup;
    let app = App::start_with_mail(engine, mail, move |listener, application| {
        let api = AccountApi::new(AccountApiOptions {
            application,
            limits: Arc::new(limits),
            metrics: HttpMetrics::new(&mut Registry::default()),
            registration,
            organization_creation,
            verify_new_devices,
        });
        let options = EdgeOptions {
            renderer: render_rejection,
            request_id_seed: 1,
            trusted_proxies: trusted_proxies.parse().unwrap(),
            public_url: None,
        };
        serve(listener, edge(api.router(), options), ListenerOptions::default(), CancellationToken::new())
    });
    app.await.unwrap()
}

//! The client API as the program serves it, for one test.

use account_api::{AccountApi, AccountApiOptions, OrganizationCreation, Registration, render_rejection};
use application::mail::MailOptions;
use http_kit::edge::{EdgeOptions, edge};
use http_kit::{HttpMetrics, ListenerOptions, RateLimits, serve};
use prometheus_client::registry::Registry;
use std::sync::Arc;
use testkit::app::{App, Engine};
use tokio_util::sync::CancellationToken;

/// An installation with the client API, without limits on rates, where everybody may make an account and an
/// organization.
pub(crate) async fn start(engine: Engine) -> App {
    start_with(engine, Registration::OpenWithoutMail).await
}

/// The same with another rule about who may make an account.
pub(crate) async fn start_with(engine: Engine, registration: Registration) -> App {
    start_by(engine, registration, OrganizationCreation::Everyone, MailOptions::none()).await
}

/// The same where only the operator makes organizations.
pub(crate) async fn start_for_operators(engine: Engine) -> App {
    start_by(engine, Registration::OpenWithoutMail, OrganizationCreation::Operators, MailOptions::none()).await
}

/// The same as [`start`], with mails.
pub(crate) async fn start_with_mail(engine: Engine, mail: MailOptions) -> App {
    start_by(engine, Registration::OpenWithoutMail, OrganizationCreation::Everyone, mail).await
}

async fn start_by(
    engine: Engine,
    registration: Registration,
    organization_creation: OrganizationCreation,
    mail: MailOptions,
) -> App {
    let app = App::start_with_mail(engine, mail, move |listener, application| {
        let api = AccountApi::new(AccountApiOptions {
            application,
            limits: Arc::new(RateLimits::off()),
            metrics: HttpMetrics::new(&mut Registry::default()),
            registration,
            organization_creation,
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

//! The routes, and what every request passes.

use crate::{accounts, config, error, identity};
use application::Application;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use http_kit::{CatchPanicLayer, HttpMetrics, RateLimits};
use std::sync::Arc;

http_kit::routes!(IDENTITY_ROUTES, identity_routes -> Router<AccountApi>, {
    "/identity/accounts/prelogin" => POST identity::prelogin::handle;
    "/identity/accounts/prelogin/password" => POST identity::prelogin::handle;
    "/identity/accounts/register/send-verification-email" => POST identity::send_verification_email::handle;
    "/identity/accounts/register/finish" => POST identity::finish_registration::handle;
    "/identity/connect/token" => POST identity::token::handle;
});

http_kit::routes!(API_ROUTES, api_routes -> Router<AccountApi>, {
    "/api/config" => GET config::handle;
    "/api/accounts/revision-date" => GET accounts::revision_date::handle;
    "/api/accounts/profile" => GET accounts::profile::get, PUT accounts::profile::put;
    "/api/accounts/keys" => GET accounts::keys::get, POST accounts::keys::post;
    "/api/accounts/key-management/user-key-id" => POST accounts::user_key_id::handle;
});

http_kit::routes!(NO_ROUTES, no_routes -> Router<AccountApi>, {
    "/identity/{*rest}" => GET error::nothing_here, POST error::nothing_here, PUT error::nothing_here, DELETE error::nothing_here;
    "/api/{*rest}" => GET error::nothing_here, POST error::nothing_here, PUT error::nothing_here, DELETE error::nothing_here;
    "/events/{*rest}" => GET error::nothing_here, POST error::nothing_here, PUT error::nothing_here, DELETE error::nothing_here;
});

/// Every route with its methods.
pub const ROUTES: [&[(&str, &[&str])]; 2] = [IDENTITY_ROUTES, API_ROUTES];

/// Who may make an account. With an invitation everybody may.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Registration {
    /// Nobody else.
    #[default]
    Invited,
    /// Whoever answers a mail to the address.
    Open,
    /// Whoever asks, for any address: for trying things out.
    OpenWithoutMail,
}

/// What the client API is made of.
pub struct AccountApiOptions {
    /// The use cases.
    pub application: Application,
    /// Limits on keys and addresses.
    pub limits: Arc<RateLimits>,
    /// Counters.
    pub metrics: HttpMetrics,
    /// Who may make an account.
    pub registration: Registration,
}

/// The client API. Clones share everything.
#[derive(Clone)]
pub struct AccountApi {
    pub(crate) application: Application,
    #[expect(dead_code, reason = "taken by the sign-in, which comes next")]
    pub(crate) limits: Arc<RateLimits>,
    pub(crate) metrics: HttpMetrics,
    pub(crate) registration: Registration,
}

impl AccountApi {
    /// The client API over these parts.
    pub fn new(options: AccountApiOptions) -> Self {
        let AccountApiOptions { application, limits, metrics, registration } = options;
        Self { application, limits, metrics, registration }
    }

    /// Its routes. What stands elsewhere is left to a fallback, which whoever serves them beside others gives.
    pub fn router(&self) -> Router {
        identity_routes()
            .merge(api_routes())
            .merge(no_routes())
            .method_not_allowed_fallback(error::method_not_allowed)
            // Each handler reads its body with the limit of its route.
            .layer(DefaultBodyLimit::disable())
            .layer((self.metrics.layer(), CatchPanicLayer::new(error::render_rejection, self.metrics.panics.clone())))
            .with_state(self.clone())
    }
}

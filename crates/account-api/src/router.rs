//! The routes, and what every request passes.

use crate::organizations::create::OrganizationCreation;
use crate::{accounts, config, error, identity, members, organizations, policies, users};
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

http_kit::routes!(ORGANIZATION_ROUTES, organization_routes -> Router<AccountApi>, {
    "/api/organizations" => POST organizations::create::handle;
    "/api/organizations/{organization}" => GET organizations::find::handle, PUT organizations::change::handle,
        DELETE organizations::delete::handle;
    "/api/organizations/{organization}/collection-management" => PUT organizations::change_collection_settings::handle;
    "/api/organizations/{organization}/keys" => GET organizations::find_keys::handle, POST organizations::set_keys::handle;
    "/api/organizations/{organization}/public-key" => GET organizations::find_public_key::handle;
    "/api/organizations/{organization}/leave" => POST organizations::leave::handle;
    "/api/organizations/{organization}/policies" => GET policies::list::handle;
    "/api/organizations/{organization}/policies/token" => GET policies::list_for_invited::handle;
    "/api/organizations/{organization}/policies/{type}" => GET policies::find::handle, PUT policies::set::handle;
});

http_kit::routes!(MEMBER_ROUTES, member_routes -> Router<AccountApi>, {
    "/api/organizations/{organization}/users" => GET members::list::handle, DELETE members::remove::handle_several;
    "/api/organizations/{organization}/users/mini-details" => GET members::list_brief::handle;
    "/api/organizations/{organization}/users/public-keys" => POST members::list_public_keys::handle;
    "/api/organizations/{organization}/users/invite" => POST members::invite::handle;
    "/api/organizations/{organization}/users/reinvite" => POST members::reinvite::handle_several;
    "/api/organizations/{organization}/users/confirm" => POST members::confirm::handle_several;
    "/api/organizations/{organization}/users/revoke" => PUT members::revoke::handle_several;
    "/api/organizations/{organization}/users/restore" => PUT members::restore::handle_several;
    "/api/organizations/{organization}/users/remove" => POST members::remove::handle_several;
    "/api/organizations/{organization}/users/{member}" => GET members::find::handle, PUT members::edit::handle,
        DELETE members::remove::handle;
    "/api/organizations/{organization}/users/{member}/groups" => GET members::find_groups::handle;
    "/api/organizations/{organization}/users/{member}/reinvite" => POST members::reinvite::handle;
    "/api/organizations/{organization}/users/{member}/accept" => POST members::accept::handle;
    "/api/organizations/{organization}/users/{member}/accept-init" => POST members::accept_init::handle;
    "/api/organizations/{organization}/users/{member}/confirm" => POST members::confirm::handle;
    "/api/organizations/{organization}/users/{member}/revoke" => PUT members::revoke::handle;
    "/api/organizations/{organization}/users/{member}/restore" => PUT members::restore::handle;
    "/api/organizations/{organization}/users/{member}/remove" => POST members::remove::handle;
    "/api/users/{account}/public-key" => GET users::public_key::handle;
});

http_kit::routes!(NO_ROUTES, no_routes -> Router<AccountApi>, {
    "/identity/{*rest}" => GET error::nothing_here, POST error::nothing_here, PUT error::nothing_here, DELETE error::nothing_here;
    "/api/{*rest}" => GET error::nothing_here, POST error::nothing_here, PUT error::nothing_here, DELETE error::nothing_here;
    "/events/{*rest}" => GET error::nothing_here, POST error::nothing_here, PUT error::nothing_here, DELETE error::nothing_here;
});

/// Every route with its methods.
pub const ROUTES: [&[(&str, &[&str])]; 4] = [IDENTITY_ROUTES, API_ROUTES, ORGANIZATION_ROUTES, MEMBER_ROUTES];

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
    /// Who may make an organization.
    pub organization_creation: OrganizationCreation,
}

/// The client API. Clones share everything.
#[derive(Clone)]
pub struct AccountApi {
    pub(crate) application: Application,
    #[expect(dead_code, reason = "taken by the sign-in, which comes next")]
    pub(crate) limits: Arc<RateLimits>,
    pub(crate) metrics: HttpMetrics,
    pub(crate) registration: Registration,
    pub(crate) organization_creation: OrganizationCreation,
}

impl AccountApi {
    /// The client API over these parts.
    pub fn new(options: AccountApiOptions) -> Self {
        let AccountApiOptions { application, limits, metrics, registration, organization_creation } = options;
        Self { application, limits, metrics, registration, organization_creation }
    }

    /// Its routes. What stands elsewhere is left to a fallback, which whoever serves them beside others gives.
    pub fn router(&self) -> Router {
        identity_routes()
            .merge(api_routes())
            .merge(organization_routes())
            .merge(member_routes())
            .merge(no_routes())
            .method_not_allowed_fallback(error::method_not_allowed)
            // Each handler reads its body with the limit of its route.
            .layer(DefaultBodyLimit::disable())
            .layer((self.metrics.layer(), CatchPanicLayer::new(error::render_rejection, self.metrics.panics.clone())))
            .with_state(self.clone())
    }
}

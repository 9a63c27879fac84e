//! The routes, and what every request passes.

use crate::error::ApiError;
use crate::organizations::create::OrganizationCreation;
use crate::{
    accounts, collections, config, devices, error, events, folders, groups, identity, items, members, organizations,
    policies, sync, two_factor, users,
};
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
    "/api/accounts" => DELETE accounts::delete::handle;
    "/api/accounts/delete" => POST accounts::delete::handle;
    "/api/accounts/email-token" => POST accounts::email_token::handle;
    "/api/accounts/email" => POST accounts::email::handle;
    "/api/accounts/revision-date" => GET accounts::revision_date::handle;
    "/api/accounts/profile" => GET accounts::profile::get, PUT accounts::profile::put;
    "/api/accounts/keys" => GET accounts::keys::get, POST accounts::keys::post;
    "/api/accounts/key-management/user-key-id" => POST accounts::user_key_id::handle;
    "/api/accounts/avatar" => PUT accounts::avatar::handle, POST accounts::avatar::handle;
    "/api/accounts/verify-password" => POST accounts::verify_password::handle;
    "/api/accounts/password" => POST accounts::password::handle;
    "/api/accounts/update-temp-password" => PUT accounts::temporary_password::handle;
    "/api/accounts/kdf" => POST accounts::kdf::handle;
    "/api/accounts/security-stamp" => POST accounts::security_stamp::handle;
    "/api/accounts/api-key" => POST accounts::api_key::show;
    "/api/accounts/rotate-api-key" => POST accounts::api_key::rotate;
    "/api/accounts/password-hint" => POST accounts::password_hint::handle;
    "/api/accounts/resend-new-device-otp" => POST accounts::new_device_code::handle;
    "/api/devices" => GET devices::list::handle;
    "/api/devices/knowndevice" => GET devices::known::handle;
    "/api/devices/identifier/{identifier}" => GET devices::find::by_identifier;
    "/api/devices/{device}" => GET devices::find::by_id, DELETE devices::remove::handle;
    "/api/devices/{device}/deactivate" => POST devices::remove::handle;
    "/api/two-factor" => GET two_factor::list::handle;
    "/api/two-factor/get-authenticator" => POST two_factor::authenticator::get;
    "/api/two-factor/authenticator" => PUT two_factor::authenticator::put, POST two_factor::authenticator::put, DELETE two_factor::disable::handle;
    "/api/two-factor/get-email" => POST two_factor::email::get;
    "/api/two-factor/send-email" => POST two_factor::email::send;
    "/api/two-factor/email" => PUT two_factor::email::put, POST two_factor::email::put;
    "/api/two-factor/disable" => PUT two_factor::disable::handle, POST two_factor::disable::handle;
    "/api/two-factor/get-recover" => POST two_factor::recover::get;
    "/api/two-factor/recover" => POST two_factor::recover::handle;
    "/api/two-factor/send-email-login" => POST two_factor::login_email::handle;
});

http_kit::routes!(ORGANIZATION_ROUTES, organization_routes -> Router<AccountApi>, {
    "/api/organizations" => POST organizations::create::handle;
    "/api/organizations/{organization}" => GET organizations::find::handle, PUT organizations::change::handle,
        DELETE organizations::delete::handle;
    "/api/organizations/{organization}/collection-management" => PUT organizations::change_collection_settings::handle;
    "/api/organizations/{organization}/keys" => GET organizations::find_keys::handle, POST organizations::set_keys::handle;
    "/api/organizations/{organization}/public-key" => GET organizations::find_public_key::handle;
    "/api/organizations/{organization}/api-key" => POST organizations::api_key::show;
    "/api/organizations/{organization}/rotate-api-key" => POST organizations::api_key::rotate;
    "/api/organizations/{organization}/leave" => POST organizations::leave::handle;
    "/api/organizations/{organization}/policies" => GET policies::list::handle;
    "/api/organizations/{organization}/policies/token" => GET policies::list_for_invited::handle;
    "/api/organizations/{organization}/policies/{type}" => GET policies::find::handle, PUT policies::set::handle;
});

http_kit::routes!(GROUP_ROUTES, group_routes -> Router<AccountApi>, {
    "/api/organizations/{organization}/groups" => GET groups::list::handle, POST groups::create::handle,
        DELETE groups::delete::handle_several;
    "/api/organizations/{organization}/groups/details" => GET groups::list::handle_details;
    "/api/organizations/{organization}/groups/{group}" => GET groups::find::handle, PUT groups::change::handle,
        DELETE groups::delete::handle;
    "/api/organizations/{organization}/groups/{group}/details" => GET groups::find::handle_details;
    "/api/organizations/{organization}/groups/{group}/users" => GET groups::members::get, PUT groups::members::put;
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
    "/api/organizations/{organization}/users/{member}/reset-password-enrollment" => PUT members::enroll_recovery::handle;
    "/api/organizations/{organization}/users/{member}/reset-password-details" => GET members::find_recovery::handle;
    "/api/organizations/{organization}/users/{member}/reset-password" => PUT members::reset_password::handle;
    "/api/users/{account}/public-key" => GET users::public_key::handle;
});

http_kit::routes!(COLLECTION_ROUTES, collection_routes -> Router<AccountApi>, {
    "/api/collections" => GET collections::list_own::handle;
    "/api/organizations/{organization}/collections" => GET collections::list::handle, POST collections::create::handle,
        DELETE collections::delete::handle_several;
    "/api/organizations/{organization}/collections/details" => GET collections::list_details::handle;
    "/api/organizations/{organization}/collections/bulk-access" => POST collections::grant::handle;
    "/api/organizations/{organization}/collections/{collection}" => GET collections::find::handle,
        PUT collections::update::handle, DELETE collections::delete::handle;
    "/api/organizations/{organization}/collections/{collection}/details" => GET collections::find::handle_details;
    "/api/organizations/{organization}/collections/{collection}/users" => GET collections::list_users::handle,
        PUT collections::set_users::handle;
});

http_kit::routes!(ITEM_ROUTES, item_routes -> Router<AccountApi>, {
    "/api/sync" => GET sync::handle;
    "/events/collect" => POST events::handle;
    "/api/folders" => GET folders::list::handle, POST folders::put::create, DELETE folders::delete::handle_several;
    "/api/folders/all" => DELETE folders::delete::handle_all;
    "/api/folders/{folder}" => GET folders::find::handle, PUT folders::put::rename, DELETE folders::delete::handle;
    "/api/ciphers" => GET items::list::handle, POST items::create::handle, DELETE items::remove::delete_several;
    "/api/ciphers/create" => POST items::create_shared::handle;
    "/api/ciphers/admin" => POST items::create_shared::handle_as_administrator,
        DELETE items::remove::delete_several_as_administrator;
    "/api/ciphers/organization-details" => GET items::list_of_organization::handle;
    "/api/ciphers/organization-details/assigned" => GET items::list_of_organization::handle_assigned;
    "/api/ciphers/delete" => PUT items::remove::trash_several;
    "/api/ciphers/delete-admin" => PUT items::remove::trash_several_as_administrator;
    "/api/ciphers/restore" => PUT items::remove::restore_several;
    "/api/ciphers/restore-admin" => PUT items::remove::restore_several_as_administrator;
    "/api/ciphers/move" => PUT items::move_to_folder::handle;
    "/api/ciphers/archive" => PUT items::archive::handle;
    "/api/ciphers/unarchive" => PUT items::archive::handle_back;
    "/api/ciphers/share" => PUT items::share::handle_several;
    "/api/ciphers/bulk-collections" => POST items::set_collections::handle_several;
    "/api/ciphers/purge" => POST items::purge::handle;
    "/api/ciphers/{item}" => GET items::find::handle, PUT items::edit::handle, DELETE items::remove::delete;
    "/api/ciphers/{item}/details" => GET items::find::handle;
    "/api/ciphers/{item}/admin" => GET items::find::handle_as_administrator, PUT items::edit::handle_as_administrator,
        DELETE items::remove::delete_as_administrator;
    "/api/ciphers/{item}/partial" => PUT items::place::handle;
    "/api/ciphers/{item}/share" => PUT items::share::handle;
    "/api/ciphers/{item}/collections" => PUT items::set_collections::handle;
    "/api/ciphers/{item}/collections_v2" => PUT items::set_collections::handle_optional;
    "/api/ciphers/{item}/collections-admin" => PUT items::set_collections::handle_as_administrator;
    "/api/ciphers/{item}/delete" => PUT items::remove::trash;
    "/api/ciphers/{item}/delete-admin" => PUT items::remove::trash_as_administrator;
    "/api/ciphers/{item}/restore" => PUT items::remove::restore;
    "/api/ciphers/{item}/restore-admin" => PUT items::remove::restore_as_administrator;
});

http_kit::routes!(NO_ROUTES, no_routes -> Router<AccountApi>, {
    "/identity/{*rest}" => GET error::nothing_here, POST error::nothing_here, PUT error::nothing_here, DELETE error::nothing_here;
    "/api/{*rest}" => GET error::nothing_here, POST error::nothing_here, PUT error::nothing_here, DELETE error::nothing_here;
    "/events/{*rest}" => GET error::nothing_here, POST error::nothing_here, PUT error::nothing_here, DELETE error::nothing_here;
});

/// Every route with its methods.
pub const ROUTES: [&[(&str, &[&str])]; 7] =
    [IDENTITY_ROUTES, API_ROUTES, ORGANIZATION_ROUTES, GROUP_ROUTES, MEMBER_ROUTES, COLLECTION_ROUTES, ITEM_ROUTES];

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
    /// Whether a device that never signed in shows a code that was mailed to the person.
    pub verify_new_devices: bool,
}

/// The client API. Clones share everything.
#[derive(Clone)]
pub struct AccountApi {
    pub(crate) application: Application,
    pub(crate) limits: Arc<RateLimits>,
    pub(crate) metrics: HttpMetrics,
    pub(crate) registration: Registration,
    pub(crate) organization_creation: OrganizationCreation,
    pub(crate) verify_new_devices: bool,
}

impl AccountApi {
    /// The client API over these parts.
    pub fn new(options: AccountApiOptions) -> Self {
        let AccountApiOptions { application, limits, metrics, registration, organization_creation, verify_new_devices } =
            options;
        Self { application, limits, metrics, registration, organization_creation, verify_new_devices }
    }

    /// Refuses what needs a mail where none can be sent.
    pub(crate) fn require_mail(&self) -> Result<(), ApiError> {
        if self.application.mailer().is_on() {
            return Ok(());
        }
        Err(ApiError::invalid("This server sends no mails: ask whoever runs it to configure them (--mail-transport)."))
    }

    /// Its routes. What stands elsewhere is left to a fallback, which whoever serves them beside others gives.
    pub fn router(&self) -> Router {
        identity_routes()
            .merge(api_routes())
            .merge(organization_routes())
            .merge(group_routes())
            .merge(member_routes())
            .merge(collection_routes())
            .merge(item_routes())
            .merge(no_routes())
            .method_not_allowed_fallback(error::method_not_allowed)
            // Each handler reads its body with the limit of its route.
            .layer(DefaultBodyLimit::disable())
            .layer((self.metrics.layer(), CatchPanicLayer::new(error::render_rejection, self.metrics.panics.clone())))
            .with_state(self.clone())
    }
}

//! The routes, and what every request passes.

use crate::error::PageError;
use crate::pages::{
    account, api_keys, collections, groups, guide, home, join, members, operator, organization, policies, provisioning,
    reporting, scim, settings, sign_in,
};
use crate::streams::Streams;
use crate::{assets, finish};
use application::Application;
use application::mail::MailTransport;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::{Method, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use domain::{Account, Timestamp};
use http_kit::{CatchPanicLayer, HttpMetrics, RateLimits, Rejection, RequestId};
use std::convert::Infallible;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;
use tower::{Service, ServiceExt as _};

http_kit::routes!(SIGN_IN_ROUTES, sign_in_routes -> Router<Console>, {
    "/" => GET home::handle;
    "/sign-in" => GET sign_in::show::handle;
    "/sign-out" => POST sign_in::sign_out::handle;
    "/session" => GET sign_in::session::show, POST sign_in::session::begin;
    "/session/token" => POST sign_in::session_token::handle;
    "/session/verified" => POST sign_in::session_verified::handle;
});

http_kit::routes!(JOIN_ROUTES, join_routes -> Router<Console>, {
    "/accept-organization" => GET join::accept_organization::handle;
    "/create-account" => GET join::create_account::handle;
    "/finish-signup" => GET join::create_account::handle;
});

http_kit::routes!(ACCOUNT_ROUTES, account_routes -> Router<Console>, {
    "/account" => GET account::show::handle, POST account::show::rename;
    "/account/delete" => GET account::delete::handle;
    "/account/devices" => GET account::devices::show, POST account::devices::sign_out;
    "/account/devices/sign-out" => POST account::sign_out_everywhere::handle;
    "/account/email" => GET account::email::handle;
    "/account/organizations/{organization}/leave" => GET account::leave::ask, POST account::leave::leave;
    "/account/password" => GET account::password::handle;
    "/account/two-step" => GET account::two_step::handle;
});

http_kit::routes!(ORGANIZATION_ROUTES, organization_routes -> Router<Console>, {
    "/organizations/{organization}" => GET organization::home::handle;
    "/organizations/{organization}/overview" => GET organization::overview::handle;
});

http_kit::routes!(SET_UP_ROUTES, set_up_routes -> Router<Console>, {
    "/organizations/{organization}/collections" => GET collections::list::show, POST collections::list::create;
    "/organizations/{organization}/collections/{collection}" => GET collections::show::handle, POST collections::show::rename;
    "/organizations/{organization}/collections/{collection}/access" => POST collections::access::handle;
    "/organizations/{organization}/collections/{collection}/delete" => GET collections::delete::ask, POST collections::delete::delete;
    "/organizations/{organization}/groups" => GET groups::list::show, POST groups::list::create;
    "/organizations/{organization}/groups/{group}" => GET groups::show::handle, POST groups::show::rename;
    "/organizations/{organization}/groups/{group}/access" => POST groups::access::handle;
    "/organizations/{organization}/groups/{group}/delete" => GET groups::delete::ask, POST groups::delete::delete;
    "/organizations/{organization}/groups/{group}/members" => POST groups::members::handle;
    "/organizations/{organization}/policies" => GET policies::list::handle;
    "/organizations/{organization}/policies/{policy}" => GET policies::show::handle, POST policies::set::handle;
    "/organizations/{organization}/roles" => GET organization::roles::handle;
    "/organizations/{organization}/settings/organization" => GET settings::organization::show, POST settings::organization::change;
    "/organizations/{organization}/settings/organization/collections" => POST settings::collection_settings::handle;
    "/organizations/{organization}/settings/organization/delete" => GET settings::delete_organization::ask, POST settings::delete_organization::delete;
});

http_kit::routes!(DIRECTORY_ROUTES, directory_routes -> Router<Console>, {
    "/organizations/{organization}/settings/scim" => GET scim::settings::show, POST scim::settings::save;
    "/organizations/{organization}/settings/scim/live" => GET scim::live::handle;
    "/organizations/{organization}/settings/scim/keys" => POST scim::keys::create::handle;
    "/organizations/{organization}/settings/scim/keys/{key}/reveal" => POST scim::keys::reveal::handle;
    "/organizations/{organization}/settings/scim/keys/{key}/rotate" => GET scim::keys::rotate::show, POST scim::keys::rotate::handle;
    "/organizations/{organization}/settings/scim/keys/{key}/revoke" => GET scim::keys::revoke::show, POST scim::keys::revoke::handle;
    "/organizations/{organization}/settings/scim/keys/{key}/restore" => POST scim::keys::restore::handle;
    "/organizations/{organization}/provisioning" => GET provisioning::list::handle;
    "/organizations/{organization}/provisioning/{entry}" => GET provisioning::entry::handle;
    "/organizations/{organization}/settings/api-keys" => GET api_keys::show::handle;
    "/organizations/{organization}/settings/api-keys/reveal" => POST api_keys::reveal::handle;
    "/organizations/{organization}/settings/api-keys/rotate" => GET api_keys::rotate::show, POST api_keys::rotate::handle;
});

http_kit::routes!(REPORTING_ROUTES, reporting_routes -> Router<Console>, {
    "/organizations/{organization}/events" => GET reporting::events::handle;
    "/organizations/{organization}/events.csv" => GET reporting::event_export::csv;
    "/organizations/{organization}/events.ndjson" => GET reporting::event_export::ndjson;
    "/organizations/{organization}/outbox" => GET reporting::outbox::handle;
    "/organizations/{organization}/outbox/retry" => POST reporting::outbox_retry::handle;
    "/organizations/{organization}/outbox/{mail}" => GET reporting::sent_mail::handle;
});

http_kit::routes!(OPERATOR_ROUTES, operator_routes -> Router<Console>, {
    "/operator" => GET operator::show::handle;
    "/operator/organizations" => POST operator::create::handle;
});

http_kit::routes!(GUIDE_ROUTES, guide_routes -> Router<Console>, {
    "/guide" => GET guide::home::handle;
    "/guide/{page}" => GET guide::show::handle;
});

http_kit::routes!(MEMBER_ROUTES, member_routes -> Router<Console>, {
    "/organizations/{organization}/members" => GET members::list::show;
    "/organizations/{organization}/members/change" => GET members::change::preview, POST members::change::make;
    "/organizations/{organization}/members/confirm" => GET members::confirm::show;
    "/organizations/{organization}/members/invite" => GET members::invite::show, POST members::invite::send;
    "/organizations/{organization}/members/live" => GET members::live::handle;
    "/organizations/{organization}/members/{member}" => GET members::member::show;
    "/organizations/{organization}/members/{member}/recover" => GET members::recover::show;
    "/organizations/{organization}/members/{member}/collections" => POST members::collections::change;
    "/organizations/{organization}/members/{member}/groups" => POST members::groups::change;
    "/organizations/{organization}/members/{member}/role" => POST members::role::change;
    "/organizations/{organization}/members/{member}/break-glass" => POST members::break_glass::change;
});

http_kit::routes!(ASSET_ROUTES, asset_routes -> Router<Console>, {
    "/assets/{hash}/{*name}" => GET assets::handle;
});

/// Every route with its methods, area by area.
pub const ROUTES: [&[(&str, &[&str])]; 11] = [
    SIGN_IN_ROUTES,
    JOIN_ROUTES,
    ACCOUNT_ROUTES,
    ORGANIZATION_ROUTES,
    SET_UP_ROUTES,
    DIRECTORY_ROUTES,
    MEMBER_ROUTES,
    REPORTING_ROUTES,
    OPERATOR_ROUTES,
    GUIDE_ROUTES,
    ASSET_ROUTES,
];

/// What the console is made of.
pub struct ConsoleOptions {
    /// The use cases.
    pub application: Application,
    /// Limits on rates, shared with the client API.
    pub limits: Arc<RateLimits>,
    /// Counters.
    pub metrics: HttpMetrics,
    /// Folded addresses of the people who run the installation, once they have shown that these are theirs.
    pub operators: Vec<String>,
    /// Whether everybody may make an account, and not only people who are invited.
    pub is_registration_open: bool,
    /// Where identity providers reach the SCIM endpoint: `scheme://host[:port][/path]`, to which `/v2/{id}` is added.
    pub scim_url: String,
    /// Ends pages that wait for news, when the server stops.
    pub shutdown: CancellationToken,
    /// Whether it is tried out, so that mails may be read in place of being received.
    pub is_trial: bool,
}

/// The console. Clones share everything.
#[derive(Clone)]
pub struct Console {
    pub(crate) application: Application,
    pub(crate) limits: Arc<RateLimits>,
    metrics: HttpMetrics,
    /// Folded addresses.
    operators: Arc<[String]>,
    pub(crate) is_registration_open: bool,
    /// Where identity providers reach the SCIM endpoint.
    pub(crate) scim_url: Arc<str>,
    /// Pages that wait for news.
    pub(crate) streams: Streams,
    is_trial: bool,
    started_at: Timestamp,
}

impl Console {
    /// The console over these parts.
    pub fn new(options: ConsoleOptions) -> Self {
        let ConsoleOptions {
            application,
            limits,
            metrics,
            operators,
            is_registration_open,
            scim_url,
            shutdown,
            is_trial,
        } = options;
        let operators = operators.into();
        let scim_url = scim_url.trim_end_matches('/').into();
        let streams = Streams::new(shutdown);
        let started_at = application.now();
        Self { application, limits, metrics, operators, is_registration_open, scim_url, streams, is_trial, started_at }
    }

    /// Whether mails can be read here: where the program is tried out and puts them into files.
    pub(crate) fn mails_are_readable(&self) -> bool {
        self.is_trial && matches!(self.application.mailer().options().transport, MailTransport::File(_))
    }

    /// When the server was started.
    pub(crate) const fn started_at(&self) -> Timestamp {
        self.started_at
    }

    /// Whether somebody runs the installation. Where accounts are made without a mail, anybody could take the address.
    pub(crate) fn is_operator(&self, account: &Account) -> bool {
        account.email_verified && self.operators.iter().any(|address| address == account.email.key())
    }

    /// Its routes. What stands elsewhere is left to a fallback, which whoever serves them beside others gives.
    pub fn router(&self) -> Router {
        sign_in_routes()
            .merge(join_routes())
            .merge(account_routes())
            .merge(organization_routes())
            .merge(set_up_routes())
            .merge(directory_routes())
            .merge(member_routes())
            .merge(reporting_routes())
            .merge(operator_routes())
            .merge(guide_routes())
            .merge(asset_routes())
            .method_not_allowed_fallback(method_not_allowed)
            // Each form is read with a limit of its own.
            .layer(DefaultBodyLimit::disable())
            .layer(from_fn_with_state(self.clone(), finish::finish))
            .layer((self.metrics.layer(), CatchPanicLayer::new(render_rejection, self.metrics.panics.clone())))
            .with_state(self.clone())
    }

    /// What answers where nothing stands: browsers get a page that says so, everybody else is left to `other`.
    pub fn fallback<S>(&self, other: S) -> Router
    where
        S: Service<Request, Error = Infallible> + Clone + Send + Sync + 'static,
        S::Response: IntoResponse,
        S::Future: Send + 'static,
    {
        let no_page = Router::new().fallback(async || PageError::NotFound);
        let no_page = no_page.layer(from_fn_with_state(self.clone(), finish::finish));
        let no_page = no_page.layer(self.metrics.layer());
        Router::new().fallback_service(other).layer(from_fn_with_state(no_page, page_for_browsers))
    }
}

/// Whether a page is served, by its path with variables.
pub(crate) fn is_served(path: &str) -> bool {
    ROUTES.into_iter().flatten().any(|(served, methods)| *served == path && methods.contains(&"GET"))
}

async fn page_for_browsers(State(no_page): State<Router>, request: Request, next: Next) -> Response {
    let accepted = request.headers().get(header::ACCEPT).and_then(|accepted| accepted.to_str().ok());
    if request.method() == Method::GET && accepted.is_some_and(|accepted| accepted.contains("text/html")) {
        return no_page.oneshot(request).await.into_response();
    }
    next.run(request).await
}

async fn method_not_allowed() -> PageError {
    PageError::MethodNotAllowed
}

/// The answer to a page that broke.
fn render_rejection(rejection: Rejection, request_id: Option<&RequestId>) -> Response {
    let id = request_id.map(|id| format!(" (request id {id})")).unwrap_or_default();
    let status =
        if rejection.status().is_client_error() { rejection.status() } else { StatusCode::INTERNAL_SERVER_ERROR };
    (status, format!("{rejection}{id}")).into_response()
}

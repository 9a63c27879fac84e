//! The routes, and what every request passes.

use crate::{answer, bulk, discovery, error, groups, health, search, trace, users};
use application::Application;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware;
use axum::routing::{get, post};
use http_kit::{CaseInsensitivePath, CatchPanicLayer, HttpMetrics, RateLimits};
use std::sync::Arc;

/// Every route of the endpoint with its methods, for tests that must not forget one.
pub const ROUTES: &[(&str, &[&str])] = &[
    ("/v2/{organization}/Users", &["GET", "POST"]),
    ("/v2/{organization}/Users/{id}", &["GET", "PUT", "PATCH", "DELETE"]),
    ("/v2/{organization}/Users/.search", &["POST"]),
    ("/v2/{organization}/Groups", &["GET", "POST"]),
    ("/v2/{organization}/Groups/{id}", &["GET", "PUT", "PATCH", "DELETE"]),
    ("/v2/{organization}/Groups/.search", &["POST"]),
    ("/v2/{organization}/.search", &["POST"]),
    ("/v2/{organization}/Bulk", &["POST"]),
    ("/v2/{organization}/ServiceProviderConfig", &["GET"]),
    ("/v2/{organization}/ResourceTypes", &["GET"]),
    ("/v2/{organization}/ResourceTypes/{name}", &["GET"]),
    ("/v2/{organization}/Schemas", &["GET"]),
    ("/v2/{organization}/Schemas/{urn}", &["GET"]),
    ("/v2/{organization}/Me", &["GET", "POST", "PUT", "PATCH", "DELETE"]),
    ("/alive", &["GET"]),
    ("/now", &["GET"]),
    ("/version", &["GET"]),
];

/// Path segments that are taken in any letter case.
const SEGMENTS: &[&str] = &[
    "scim",
    "v2",
    "Users",
    "Groups",
    ".search",
    "Bulk",
    "ServiceProviderConfig",
    "ResourceTypes",
    "Schemas",
    "Me",
    "alive",
    "now",
    "version",
];

/// What the endpoint is made of.
pub struct ScimApiOptions {
    /// The use cases.
    pub application: Application,
    /// Limits on keys and addresses.
    pub limits: Arc<RateLimits>,
    /// Counters.
    pub metrics: HttpMetrics,
    /// What `/version` answers.
    pub version: &'static str,
}

/// The endpoint. Clones share everything.
#[derive(Clone)]
pub struct ScimApi {
    pub(crate) application: Application,
    pub(crate) limits: Arc<RateLimits>,
    pub(crate) metrics: HttpMetrics,
    pub(crate) version: &'static str,
    /// What stands before `/v2` in this router's URLs.
    pub(crate) mount: &'static str,
}

impl ScimApi {
    /// The endpoint over these parts.
    pub fn new(options: ScimApiOptions) -> Self {
        let ScimApiOptions { application, limits, metrics, version } = options;
        Self { application, limits, metrics, version, mount: "" }
    }

    /// The service of the SCIM listener.
    pub fn service(&self) -> CaseInsensitivePath<Router> {
        CaseInsensitivePath::new(self.layered(self.routes()), SEGMENTS)
    }

    /// The service of the main listener: the same tree under `/scim`.
    pub fn service_under_scim(&self) -> CaseInsensitivePath<Router> {
        let under = Self { mount: "/scim", ..self.clone() };
        CaseInsensitivePath::new(under.layered(Router::new().nest("/scim", under.routes())), SEGMENTS)
    }

    fn layered(&self, router: Router) -> Router {
        router
            .method_not_allowed_fallback(error::method_not_allowed)
            .fallback(error::no_such_endpoint)
            .layer((self.metrics.layer(), CatchPanicLayer::new(error::render_rejection, self.metrics.panics.clone())))
    }

    fn routes(&self) -> Router {
        let traced = Router::new()
            .route("/v2/{organization}/Users", get(users::list::handle).post(users::create::handle))
            .route(
                "/v2/{organization}/Users/{id}",
                get(users::get::handle)
                    .put(users::replace::handle)
                    .patch(users::patch::handle)
                    .delete(users::delete::handle),
            )
            .route("/v2/{organization}/Users/.search", post(users::list::handle_search))
            .route("/v2/{organization}/Groups", get(groups::list::handle).post(groups::create::handle))
            .route(
                "/v2/{organization}/Groups/{id}",
                get(groups::get::handle)
                    .put(groups::replace::handle)
                    .patch(groups::patch::handle)
                    .delete(groups::delete::handle),
            )
            .route("/v2/{organization}/Groups/.search", post(groups::list::handle_search))
            .route("/v2/{organization}/.search", post(search::handle))
            .route("/v2/{organization}/Bulk", post(bulk::handle))
            .route("/v2/{organization}/ServiceProviderConfig", get(discovery::service_provider_config))
            .route("/v2/{organization}/ResourceTypes", get(discovery::resource_types))
            .route("/v2/{organization}/ResourceTypes/{name}", get(discovery::resource_type))
            .route("/v2/{organization}/Schemas", get(discovery::schemas))
            .route("/v2/{organization}/Schemas/{urn}", get(discovery::schema))
            .route(
                "/v2/{organization}/Me",
                get(answer::not_implemented)
                    .post(answer::not_implemented)
                    .put(answer::not_implemented)
                    .patch(answer::not_implemented)
                    .delete(answer::not_implemented),
            )
            .route_layer(middleware::from_fn_with_state(self.clone(), trace::keep));
        traced
            .route("/alive", get(health::now))
            .route("/now", get(health::now))
            .route("/version", get(health::version))
            // Each handler reads its body with the limit of its route.
            .layer(DefaultBodyLimit::disable())
            .with_state(self.clone())
    }
}

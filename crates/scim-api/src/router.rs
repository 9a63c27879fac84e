//! The routes, and what every request passes.

use crate::{answer, bulk, discovery, error, groups, health, search, trace, users};
use application::Application;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware;
use http_kit::{CaseInsensitivePath, CatchPanicLayer, HttpMetrics, RateLimits};
use std::sync::Arc;

http_kit::routes!(SCIM_ROUTES, scim_routes -> Router<ScimApi>, {
    "/v2/{organization}" => GET search::handle;
    "/v2/{organization}/Users" => GET users::list::handle, POST users::create::handle;
    "/v2/{organization}/Users/{id}" =>
        GET users::get::handle,
        PUT users::replace::handle,
        PATCH users::patch::handle,
        DELETE users::delete::handle;
    "/v2/{organization}/Users/.search" => POST users::list::handle_search;
    "/v2/{organization}/Groups" => GET groups::list::handle, POST groups::create::handle;
    "/v2/{organization}/Groups/{id}" =>
        GET groups::get::handle,
        PUT groups::replace::handle,
        PATCH groups::patch::handle,
        DELETE groups::delete::handle;
    "/v2/{organization}/Groups/.search" => POST groups::list::handle_search;
    "/v2/{organization}/.search" => POST search::handle_search;
    "/v2/{organization}/Bulk" => POST bulk::handle;
    "/v2/{organization}/ServiceProviderConfig" => GET discovery::service_provider_config;
    "/v2/{organization}/ResourceTypes" => GET discovery::resource_types;
    "/v2/{organization}/ResourceTypes/{name}" => GET discovery::resource_type;
    "/v2/{organization}/Schemas" => GET discovery::schemas;
    "/v2/{organization}/Schemas/{urn}" => GET discovery::schema;
    "/v2/{organization}/Me" =>
        GET answer::not_implemented,
        POST answer::not_implemented,
        PUT answer::not_implemented,
        PATCH answer::not_implemented,
        DELETE answer::not_implemented;
});

http_kit::routes!(OPEN_ROUTES, open_routes -> Router<ScimApi>, {
    "/alive" => GET health::now;
    "/now" => GET health::now;
    "/version" => GET health::version;
});

/// Every route of the endpoint with its methods: those that need a key, then those that need none.
pub const ROUTES: [&[(&str, &[&str])]; 2] = [SCIM_ROUTES, OPEN_ROUTES];

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
        scim_routes()
            .route_layer(middleware::from_fn_with_state(self.clone(), trace::keep))
            .merge(open_routes())
            // Each handler reads its body with the limit of its route.
            .layer(DefaultBodyLimit::disable())
            .with_state(self.clone())
    }
}

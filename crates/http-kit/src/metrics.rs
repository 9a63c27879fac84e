//! What the HTTP side of a process counts. The registry is handed in, never global, and labels are bounded: a route is
//! its template, never a path.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll};
use std::time::Instant;

use axum::extract::MatchedPath;
use axum::response::Response;
use http::{Method, Request};
use parking_lot::RwLock;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::{Registry, Unit};
use tower::{Layer, Service};

use crate::listener::ListenerOptions;
use crate::on_response::OnResponse;

/// Seconds. A look-up takes well under a millisecond, a synced write some, a large page tens.
const BUCKETS: [f64; 14] = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];

const METHODS: [(&str, Method); 6] = [
    ("GET", Method::GET),
    ("POST", Method::POST),
    ("PATCH", Method::PATCH),
    ("PUT", Method::PUT),
    ("DELETE", Method::DELETE),
    ("HEAD", Method::HEAD),
];
const OTHER_METHOD: &str = "other";
const STATUS_CLASSES: [&str; 5] = ["1xx", "2xx", "3xx", "4xx", "5xx"];

/// The series of one listener; clones count into the same.
#[derive(Clone, Debug)]
pub struct HttpMetrics {
    shared: Arc<Shared>,
    /// `provost_http_panics_total`, for [`CatchPanicLayer`](crate::panic::CatchPanicLayer).
    pub panics: Counter,
    /// `provost_http_connections_open`.
    pub open_connections: Gauge,
    /// `provost_http_connections_refused_total`.
    pub refused_connections: Counter,
    auth_failures: Family<KindLabel, Counter>,
    rate_limited: Family<ScopeLabel, Counter>,
}

#[derive(Debug)]
struct Shared {
    requests: Family<RequestLabels, Counter>,
    durations: Family<DurationLabels, Histogram>,
    in_flight: Gauge,
    routes: RwLock<HashMap<Box<str>, Arc<Route>>>,
}

/// The series of one route, found once so that a request does not build labels.
#[derive(Debug, Default)]
struct Route {
    methods: [RouteMethod; METHODS.len() + 1],
}

#[derive(Debug, Default)]
struct RouteMethod {
    by_status_class: [OnceLock<Counter>; STATUS_CLASSES.len()],
    duration: OnceLock<Histogram>,
}

#[derive(Clone, Debug, EncodeLabelSet, Eq, Hash, PartialEq)]
struct RequestLabels {
    route: String,
    method: &'static str,
    status_class: &'static str,
}

#[derive(Clone, Debug, EncodeLabelSet, Eq, Hash, PartialEq)]
struct DurationLabels {
    route: String,
    method: &'static str,
}

#[derive(Clone, Debug, EncodeLabelSet, Eq, Hash, PartialEq)]
struct KindLabel {
    kind: &'static str,
}

#[derive(Clone, Debug, EncodeLabelSet, Eq, Hash, PartialEq)]
struct ScopeLabel {
    scope: &'static str,
}

impl HttpMetrics {
    /// Registers the series. Call once per registry.
    pub fn new(registry: &mut Registry) -> Self {
        let histogram: fn() -> Histogram = || Histogram::new(BUCKETS);
        let shared = Shared {
            requests: Family::default(),
            durations: Family::new_with_constructor(histogram),
            in_flight: Gauge::default(),
            routes: RwLock::default(),
        };
        let metrics = Self {
            shared: Arc::new(shared),
            panics: Counter::default(),
            open_connections: Gauge::default(),
            refused_connections: Counter::default(),
            auth_failures: Family::default(),
            rate_limited: Family::default(),
        };
        let Shared { requests, durations, in_flight, .. } = &*metrics.shared;
        registry.register("provost_http_requests", "Requests answered", requests.clone());
        let name = "http_server_request_duration";
        registry.register_with_unit(name, "Time from head to response", Unit::Seconds, durations.clone());
        registry.register("provost_http_requests_in_flight", "Requests being answered", in_flight.clone());
        registry.register("provost_http_panics", "Panics of handlers caught", metrics.panics.clone());
        let (open, refused) = (metrics.open_connections.clone(), metrics.refused_connections.clone());
        registry.register("provost_http_connections_open", "Connections open", open);
        registry.register("provost_http_connections_refused", "Connections beyond a limit", refused);
        registry.register("provost_auth_failures", "Requests without a valid key", metrics.auth_failures.clone());
        registry.register("provost_rate_limited", "Requests answered 429", metrics.rate_limited.clone());
        metrics
    }

    /// Counts a request that did not get past its key, by kind of failure.
    pub fn auth_failure(&self, kind: &'static str) {
        self.auth_failures.get_or_create(&KindLabel { kind }).inc();
    }

    /// Counts a request answered 429, by whose limit it was.
    pub fn rate_limited(&self, scope: &'static str) {
        self.rate_limited.get_or_create(&ScopeLabel { scope }).inc();
    }

    /// Lets a listener count its connections here.
    #[must_use]
    pub fn watch(&self, options: ListenerOptions) -> ListenerOptions {
        ListenerOptions {
            open_connections: self.open_connections.clone(),
            refused_connections: self.refused_connections.clone(),
            ..options
        }
    }

    /// The layer that measures requests. It must be laid on the router itself, where the route is known.
    pub fn layer(&self) -> MeasureLayer {
        MeasureLayer { shared: Arc::clone(&self.shared) }
    }
}

/// `provost_build_info{version, revision}`, always 1.
pub fn register_build_info(registry: &mut Registry, version: &'static str, revision: &'static str) {
    let info = Info::new(vec![("version", version), ("revision", revision)]);
    registry.register("provost_build", "The running program", info);
}

impl Shared {
    fn route(&self, template: &str) -> Arc<Route> {
        if let Some(route) = self.routes.read().get(template) {
            return Arc::clone(route);
        }
        Arc::clone(self.routes.write().entry(template.into()).or_default())
    }
}

/// See [`HttpMetrics::layer`].
#[derive(Clone, Debug)]
pub struct MeasureLayer {
    shared: Arc<Shared>,
}

impl<S> Layer<S> for MeasureLayer {
    type Service = Measure<S>;

    fn layer(&self, inner: S) -> Measure<S> {
        Measure { inner, shared: Arc::clone(&self.shared) }
    }
}

/// The service of [`MeasureLayer`].
#[derive(Clone, Debug)]
pub struct Measure<S> {
    inner: S,
    shared: Arc<Shared>,
}

/// One request being answered.
#[derive(Debug)]
pub struct Measurement {
    shared: Arc<Shared>,
    route: Option<MatchedPath>,
    method: usize,
    began: Instant,
}

impl Measurement {
    fn finish(self, response: &mut Response) {
        let template = self.route.as_ref().map_or("unmatched", MatchedPath::as_str);
        let route = self.shared.route(template);
        let class = usize::from(response.status().as_u16() / 100).saturating_sub(1);
        let method = METHODS.get(self.method).map_or(OTHER_METHOD, |(name, _)| name);
        let (Some(series), Some(status_class)) = (route.methods.get(self.method), STATUS_CLASSES.get(class)) else {
            return;
        };
        if let Some(counter) = series.by_status_class.get(class) {
            let labels = || RequestLabels { route: template.to_owned(), method, status_class };
            counter.get_or_init(|| self.shared.requests.get_or_create_owned(&labels())).inc();
        }
        let labels = || DurationLabels { route: template.to_owned(), method };
        let duration = series.duration.get_or_init(|| self.shared.durations.get_or_create_owned(&labels()));
        duration.observe(self.began.elapsed().as_secs_f64());
    }
}

impl Drop for Measurement {
    fn drop(&mut self) {
        // Also when the client went away before its answer.
        self.shared.in_flight.dec();
    }
}

impl<S, B> Service<Request<B>> for Measure<S>
where
    S: Service<Request<B>, Response = Response>,
{
    type Response = Response;
    type Error = S::Error;
    type Future = OnResponse<S::Future, Measurement>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        self.shared.in_flight.inc();
        let measurement = Measurement {
            shared: Arc::clone(&self.shared),
            route: request.extensions().get::<MatchedPath>().cloned(),
            method: METHODS.iter().position(|(_, method)| method == request.method()).unwrap_or(METHODS.len()),
            began: Instant::now(),
        };
        OnResponse::new(self.inner.call(request), measurement, Measurement::finish)
    }
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::body::Body;
    use axum::routing::get;
    use tower::ServiceExt as _;

    use super::*;
    use crate::panic::CatchPanicLayer;
    use crate::rejection::plain_text;

    async fn broken() -> &'static str {
        panic!("on purpose")
    }

    #[tokio::test]
    async fn requests_are_counted_by_template_method_and_class() {
        let mut registry = Registry::default();
        let metrics = HttpMetrics::new(&mut registry);
        register_build_info(&mut registry, "1.2.3", "abc");
        let router = Router::new()
            .route("/v2/{organization}/Users/{id}", get(|| async { "user" }))
            .route("/broken", get(broken))
            .layer((metrics.layer(), CatchPanicLayer::new(plain_text, metrics.panics.clone())));
        for (method, path) in [
            ("GET", "/v2/a/Users/1"),
            ("GET", "/v2/b/Users/2"),
            ("PURGE", "/v2/a/Users/1"),
            ("GET", "/x"),
            ("GET", "/broken"),
        ] {
            let request = Request::builder().method(method).uri(path).body(Body::empty()).unwrap();
            router.clone().oneshot(request).await.unwrap();
        }
        metrics.auth_failure("malformed");
        metrics.rate_limited("key");
        let mut text = String::new();
        prometheus_client::encoding::text::encode(&mut text, &registry).unwrap();
        for line in [
            r#"provost_http_requests_total{route="/v2/{organization}/Users/{id}",method="GET",status_class="2xx"} 2"#,
            r#"provost_http_requests_total{route="/v2/{organization}/Users/{id}",method="other",status_class="4xx"} 1"#,
            r#"provost_http_requests_total{route="unmatched",method="GET",status_class="4xx"} 1"#,
            r#"provost_http_requests_total{route="/broken",method="GET",status_class="5xx"} 1"#,
            r#"http_server_request_duration_seconds_count{route="/v2/{organization}/Users/{id}",method="GET"} 2"#,
            r#"provost_auth_failures_total{kind="malformed"} 1"#,
            r#"provost_rate_limited_total{scope="key"} 1"#,
            r#"provost_build_info{version="1.2.3",revision="abc"} 1"#,
            "provost_http_requests_in_flight 0",
            "provost_http_panics_total 1",
        ] {
            assert!(text.lines().any(|given| given == line), "{line} is not in\n{text}");
        }
    }
}

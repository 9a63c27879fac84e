//! The operator's listener: metrics, liveness, readiness.

use std::pin::Pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use http::StatusCode;
use http::header::CONTENT_TYPE;
use prometheus_client::registry::Registry;
use serde::Serialize;
use tokio::sync::Mutex;

/// Whether traffic should come here, and if not, why.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Readiness {
    /// Empty when ready.
    pub failing: Vec<FailingCheck>,
}

/// One reason against traffic. It is shown without authentication, so it holds no secret.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct FailingCheck {
    /// Its name, such as `database`.
    pub check: &'static str,
    /// What is wrong, in plain words.
    pub detail: String,
}

/// Asks the parts of the program whether they are ready.
pub type ReadinessProbe = Arc<dyn Fn() -> Pin<Box<dyn Future<Output = Readiness> + Send>> + Send + Sync>;

/// A probe that takes longer is itself a failing check.
const PROBE_TIMEOUT: Duration = Duration::from_secs(1);
/// So long one answer serves all who ask.
const PROBE_CACHE: Duration = Duration::from_secs(1);

/// `/metrics` for Prometheus, `/healthz` that depends on nothing (else one hiccup of the database restarts every
/// node), `/readyz` with 503 and the failing checks.
pub fn management_router(registry: Arc<Registry>, probe: ReadinessProbe) -> Router {
    let readiness = Arc::new(CachedReadiness { probe, last: Mutex::new(None) });
    Router::new()
        .route("/metrics", get(move || std::future::ready(metrics(&registry))))
        .route("/healthz", get(|| std::future::ready("ok\n")))
        .route("/readyz", get(move || Arc::clone(&readiness).answer()))
}

fn metrics(registry: &Registry) -> Response {
    let mut text = String::new();
    match prometheus_client::encoding::text::encode(&mut text, registry) {
        Ok(()) => {
            ([(CONTENT_TYPE, "application/openmetrics-text; version=1.0.0; charset=utf-8")], text).into_response()
        }
        Err(error) => (StatusCode::INTERNAL_SERVER_ERROR, error.to_string()).into_response(),
    }
}

struct CachedReadiness {
    probe: ReadinessProbe,
    /// Locked while the probe runs, so that all who ask meanwhile get its one answer.
    last: Mutex<Option<(Instant, Readiness)>>,
}

#[derive(Serialize)]
struct ReadinessBody<'r> {
    ready: bool,
    failing: &'r [FailingCheck],
}

impl CachedReadiness {
    async fn answer(self: Arc<Self>) -> Response {
        let Readiness { failing } = self.current().await;
        let ready = failing.is_empty();
        let status = if ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
        let body = serde_json::to_string(&ReadinessBody { ready, failing: &failing }).unwrap_or_default();
        (status, [(CONTENT_TYPE, "application/json")], body).into_response()
    }

    async fn current(&self) -> Readiness {
        let mut last = self.last.lock().await;
        match &*last {
            Some((asked, readiness)) if asked.elapsed() < PROBE_CACHE => readiness.clone(),
            _ => {
                let probed = tokio::time::timeout(PROBE_TIMEOUT, (self.probe)()).await;
                let readiness = probed.unwrap_or_else(|_| Readiness {
                    failing: vec![FailingCheck { check: "probe", detail: "no answer within a second".to_owned() }],
                });
                *last = Some((Instant::now(), readiness.clone()));
                readiness
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use axum::body::{Body, to_bytes};
    use http::Request;
    use tower::ServiceExt as _;

    use super::*;
    use crate::metrics::HttpMetrics;

    async fn get(router: &Router, path: &str) -> (StatusCode, String) {
        let request = Request::builder().uri(path).body(Body::empty()).unwrap();
        let response = router.clone().oneshot(request).await.unwrap();
        let status = response.status();
        let body = to_bytes(response.into_body(), usize::MAX).await.unwrap();
        (status, String::from_utf8(body.to_vec()).unwrap())
    }

    fn router(probe: ReadinessProbe) -> Router {
        let mut registry = Registry::default();
        HttpMetrics::new(&mut registry);
        management_router(Arc::new(registry), probe)
    }

    #[tokio::test]
    async fn a_failing_check_is_named_and_does_not_touch_liveness() {
        let asked = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&asked);
        let router = router(Arc::new(move || {
            counter.fetch_add(1, Ordering::Relaxed);
            let failing = vec![FailingCheck { check: "database", detail: "connection refused".to_owned() }];
            Box::pin(std::future::ready(Readiness { failing }))
        }));
        let expected = r#"{"ready":false,"failing":[{"check":"database","detail":"connection refused"}]}"#;
        for _ in 0..3 {
            assert_eq!(get(&router, "/readyz").await, (StatusCode::SERVICE_UNAVAILABLE, expected.to_owned()));
        }
        assert_eq!(asked.load(Ordering::Relaxed), 1, "cached");
        assert_eq!(get(&router, "/healthz").await.0, StatusCode::OK);
    }

    #[tokio::test]
    async fn metrics_are_in_the_text_form() {
        let router = router(Arc::new(|| Box::pin(std::future::ready(Readiness::default()))));
        assert_eq!(get(&router, "/readyz").await, (StatusCode::OK, r#"{"ready":true,"failing":[]}"#.to_owned()));
        let (status, text) = get(&router, "/metrics").await;
        assert_eq!(status, StatusCode::OK);
        assert!(text.contains("\nprovost_http_panics_total 0\n"), "{text}");
        assert!(text.ends_with("# EOF\n"));
    }

    #[tokio::test(start_paused = true)]
    async fn a_probe_that_hangs_is_a_failing_check() {
        let router = router(Arc::new(|| Box::pin(std::future::pending())));
        let (status, body) = get(&router, "/readyz").await;
        assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
        assert!(body.contains("no answer within a second"), "{body}");
    }
}

//! HTTP plumbing that every surface of Provost shares: the listener with its limits, who is calling and from where,
//! request ids, bearer keys, JSON bodies, rate limits, metrics. It knows no SQL and none of the surfaces' error bodies:
//! it hands out typed errors, and where it must answer by itself it asks the surface's [`Renderer`].
//!
//! From the socket inwards, a request passes
//!
//! 1. [`listener::serve`]: TLS ([`tls`]) where it is wanted, limits on connections, heads, bodies and unread answers;
//! 2. [`edge::Edge`]: request id, security headers, unsafe heads refused, client address and public origin;
//! 3. [`case_insensitive_path::CaseInsensitivePath`], around the router;
//! 4. in the router, as `.layer((metrics.layer(), CatchPanicLayer))`: [`metrics`] and [`panic`];
//! 5. in the handlers: [`bearer`], [`rate_limit`], [`json`].

pub mod backoff;
pub mod bearer;
pub mod case_insensitive_path;
pub mod client_address;
mod connection;
mod connection_limit;
pub mod edge;
mod head_guard;
mod host;
mod incoming_body;
pub mod json;
mod json_value;
pub mod listener;
pub mod management;
pub mod metrics;
mod on_response;
pub mod panic;
pub mod public_origin;
pub mod rate_limit;
mod refusal_log;
pub mod rejection;
pub mod request_id;
pub mod request_log;
mod request_target;
mod routes;
pub mod security_headers;
pub mod shutdown;
mod smuggling;
pub mod tls;
pub mod trusted_proxies;
mod watched_io;

pub use backoff::{Attempt, Backoff};
pub use bearer::{BearerError, BearerKey, bearer_key};
pub use case_insensitive_path::CaseInsensitivePath;
pub use client_address::ClientAddress;
pub use edge::{Edge, EdgeOptions};
pub use json::{JsonError, parse_json, read_json};
pub use listener::{ListenerOptions, serve};
pub use management::{FailingCheck, Readiness, ReadinessProbe, management_router};
pub use metrics::HttpMetrics;
pub use panic::CatchPanicLayer;
pub use public_origin::{PublicOrigin, PublicUrl};
pub use rate_limit::{RateLimits, RetryAfter, SignInTry};
pub use rejection::{Rejection, Renderer};
pub use request_id::RequestId;
pub use request_log::LogRequests;
pub use tls::{CertificateFiles, ServerCertificate, TlsError};
pub use trusted_proxies::TrustedProxies;

//! The layers between the listener and the router, in their one right order.

use crate::head_guard::HeadGuard;
use crate::public_origin::{PublicUrl, ResolveClient};
use crate::rejection::Renderer;
use crate::request_id::AssignRequestId;
use crate::request_log::LogRequests;
use crate::security_headers::SecurityHeaders;
use crate::trusted_proxies::TrustedProxies;

/// A service behind the edge. The request id comes first, so that refusals carry one too.
pub type Edge<S> = AssignRequestId<LogRequests<SecurityHeaders<HeadGuard<ResolveClient<S>>>>>;

/// What the edge needs to know.
#[derive(Clone, Debug)]
pub struct EdgeOptions {
    /// Words the refusals.
    pub renderer: Renderer,
    /// A random number, drawn once per process, with which request ids begin.
    pub request_id_seed: u32,
    /// Whose forwarded headers are believed.
    pub trusted_proxies: TrustedProxies,
    /// The address under which clients reach us, when it is configured.
    pub public_url: Option<PublicUrl>,
}

/// Puts the edge around a service, which is usually the router within
/// [`CaseInsensitivePath`](crate::case_insensitive_path::CaseInsensitivePath).
pub fn edge<S>(service: S, options: EdgeOptions) -> Edge<S> {
    let EdgeOptions { renderer, request_id_seed, trusted_proxies, public_url } = options;
    let resolved = ResolveClient::new(service, trusted_proxies, public_url);
    let guarded = SecurityHeaders::new(HeadGuard::new(resolved, renderer));
    AssignRequestId::new(LogRequests::new(guarded), request_id_seed)
}

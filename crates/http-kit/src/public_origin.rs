//! Under which address the outside world sees us: what absolute links in answers begin with.

use std::str::FromStr;
use std::sync::Arc;
use std::task::{Context, Poll};

use http::request::Parts;
use http::{HeaderMap, Request};
use tower::Service;

use crate::client_address::{ClientAddress, parameter, resolve};
use crate::connection::Connection;
use crate::host::{is_host, requested_host, without_port};
use crate::trusted_proxies::TrustedProxies;

/// `scheme://host[:port][/prefix]` without a slash at its end, an extension of every request.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct PublicOrigin(Arc<str>);

impl PublicOrigin {
    /// The origin as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for PublicOrigin {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// The configured public URL, which goes before anything that a request says.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct PublicUrl(PublicOrigin);

impl PublicUrl {
    /// The name or address in it, without the brackets of IPv6: what a certificate must be made out to.
    pub fn host(&self) -> &str {
        without_port(self.parts().0)
    }

    /// Whether it leads to a path below its host's root.
    pub fn has_path(&self) -> bool {
        self.parts().1.is_some()
    }

    /// The host with its port, and the path after the slash.
    fn parts(&self) -> (&str, Option<&str>) {
        let (_, rest) = self.0.as_str().split_once("://").unwrap_or_default();
        rest.split_once('/').map_or((rest, None), |(host, path)| (host, Some(path)))
    }

    /// The name in it, if it is one that others can look up: not an address, not a name of this machine alone.
    pub fn domain(&self) -> Option<&str> {
        Some(self.host()).filter(|host| host.contains('.') && host.parse::<std::net::IpAddr>().is_err())
    }
}

/// A text that is no public URL.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("{0:?} is not of the form https://host[:port][/prefix]")]
pub struct InvalidPublicUrl(String);

/// The URL without a trailing slash.
impl std::fmt::Display for PublicUrl {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(formatter)
    }
}

impl FromStr for PublicUrl {
    type Err = InvalidPublicUrl;

    fn from_str(text: &str) -> Result<Self, InvalidPublicUrl> {
        let trimmed = text.trim_end_matches('/');
        let rest = trimmed.strip_prefix("https://").or_else(|| trimmed.strip_prefix("http://"));
        let valid = rest.is_some_and(|rest| {
            let (host, prefix) = rest.split_once('/').unwrap_or((rest, ""));
            is_host(host) && is_prefix(prefix)
        });
        if valid { Ok(Self(PublicOrigin(trimmed.into()))) } else { Err(InvalidPublicUrl(text.to_owned())) }
    }
}

/// Path segments of unreserved characters (RFC 3986 §2.3), without empty or dot segments.
fn is_prefix(prefix: &str) -> bool {
    prefix.is_empty()
        || prefix.split('/').all(|segment| {
            !matches!(segment, "" | "." | "..")
                && segment.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~'))
        })
}

/// Puts [`ClientAddress`] and [`PublicOrigin`] into every request.
#[derive(Clone, Debug)]
pub struct ResolveClient<S> {
    inner: S,
    settings: Arc<Settings>,
}

#[derive(Debug)]
struct Settings {
    proxies: TrustedProxies,
    public_url: Option<PublicUrl>,
}

impl<S> ResolveClient<S> {
    /// Wraps a service; forwarded headers count only from `proxies`.
    pub fn new(inner: S, proxies: TrustedProxies, public_url: Option<PublicUrl>) -> Self {
        Self { inner, settings: Arc::new(Settings { proxies, public_url }) }
    }
}

impl<S, B> Service<Request<B>> for ResolveClient<S>
where
    S: Service<Request<B>>,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = S::Future;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let (mut parts, body) = request.into_parts();
        let peer = Connection::peer_of(&parts.extensions);
        let (client, trusted_hops) = resolve(&parts.headers, peer, &self.settings.proxies);
        let origin = match &self.settings.public_url {
            Some(PublicUrl(origin)) => origin.clone(),
            None => requested_origin(&parts, Connection::is_secure(&parts.extensions), trusted_hops),
        };
        parts.extensions.insert(ClientAddress(client));
        parts.extensions.insert(origin);
        self.inner.call(Request::from_parts(parts, body))
    }
}

/// The origin as the outermost trusted proxy saw it, else as the request names it and the connection was made.
fn requested_origin(parts: &Parts, secure: bool, trusted_hops: usize) -> PublicOrigin {
    let forwarded = |header: &str, name: &str| {
        let value = said_by(&parts.headers, header, trusted_hops);
        value
            .or_else(|| said_by(&parts.headers, "forwarded", trusted_hops).and_then(|element| parameter(element, name)))
    };
    let mut scheme = if secure { "https" } else { "http" };
    let (mut host, mut prefix) = (requested_host(parts).unwrap_or("localhost"), "");
    if trusted_hops > 0 {
        let said = forwarded("x-forwarded-proto", "proto");
        let known =
            ["http", "https"].into_iter().find(|known| said.is_some_and(|said| said.eq_ignore_ascii_case(known)));
        scheme = known.unwrap_or(scheme);
        host = forwarded("x-forwarded-host", "host").filter(|host| is_host(host)).unwrap_or(host);
        prefix = said_by(&parts.headers, "x-forwarded-prefix", trusted_hops).unwrap_or("").trim_matches('/');
    }
    let (slash, prefix) = if prefix.is_empty() || !is_prefix(prefix) { ("", "") } else { ("/", prefix) };
    PublicOrigin([scheme, "://", host, slash, prefix].concat().into())
}

/// What the outermost of the trusted hops wrote. Each proxy appends, so its value is the hops-th from the right; a
/// proxy that replaces leaves a shorter list, whose first value is the nearest to it.
fn said_by<'h>(headers: &'h HeaderMap, name: &str, trusted_hops: usize) -> Option<&'h str> {
    let values = headers.get_all(name).iter().rev().filter_map(|value| value.to_str().ok());
    let said = values.flat_map(|value| value.rsplit(',')).take(trusted_hops).last();
    said.map(str::trim).filter(|value| !value.is_empty())
}

#[cfg(test)]
mod tests {
    use http::header::HOST;
    use http::{HeaderName, HeaderValue};

    use super::*;

    fn origin(trusted_hops: usize, lines: &[(&'static str, &str)]) -> String {
        origin_over(false, trusted_hops, lines)
    }

    fn origin_over(tls: bool, trusted_hops: usize, lines: &[(&'static str, &str)]) -> String {
        let mut request = Request::new(());
        request.headers_mut().insert(HOST, HeaderValue::from_static("inner:8080"));
        for (name, value) in lines {
            request.headers_mut().append(HeaderName::from_static(name), HeaderValue::from_str(value).unwrap());
        }
        requested_origin(&request.into_parts().0, tls, trusted_hops).to_string()
    }

    const FORWARDED: [(&str, &str); 3] =
        [("x-forwarded-proto", "https"), ("x-forwarded-host", "id.example:444"), ("x-forwarded-prefix", "/provost/")];

    #[test]
    fn only_a_trusted_peer_changes_the_origin() {
        assert_eq!(origin(0, &FORWARDED), "http://inner:8080");
        assert_eq!(origin(1, &FORWARDED), "https://id.example:444/provost");
        assert_eq!(origin(1, &[("forwarded", "for=1.2.3.4;proto=https;host=id.example")]), "https://id.example");
    }

    #[test]
    fn a_connection_by_tls_is_https_unless_a_trusted_peer_came_otherwise() {
        assert_eq!(origin_over(true, 0, &[]), "https://inner:8080");
        assert_eq!(origin_over(true, 0, &[("x-forwarded-proto", "http")]), "https://inner:8080");
        assert_eq!(origin_over(true, 1, &[("x-forwarded-proto", "HTTP")]), "http://inner:8080");
        assert_eq!(origin_over(true, 1, &[("x-forwarded-proto", "javascript")]), "https://inner:8080");
        assert_eq!(origin_over(true, 1, &[]), "https://inner:8080");
    }

    #[test]
    fn what_the_client_wrote_before_the_outermost_proxy_does_not_count() {
        let lines = [("x-forwarded-host", "evil.example, id.example, middle.internal")];
        assert_eq!(origin(2, &lines), "http://id.example");
        assert_eq!(origin(1, &[("x-forwarded-host", "evil.example, id.example")]), "http://id.example");
        // Two proxies, of which the inner one replaces what the outer one said.
        assert_eq!(origin(2, &[("x-forwarded-host", "id.example")]), "http://id.example");
    }

    #[test]
    fn characters_that_would_break_out_of_a_link_are_not_taken() {
        assert_eq!(origin(1, &[("x-forwarded-host", "a\"><script>")]), "http://inner:8080");
        assert_eq!(origin(1, &[("x-forwarded-prefix", "/a/../b")]), "http://inner:8080");
        assert_eq!(origin(1, &[("x-forwarded-prefix", "//evil.example")]), "http://inner:8080/evil.example");
        assert_eq!(origin(1, &[("x-forwarded-proto", "javascript")]), "http://inner:8080");
    }

    #[test]
    fn a_public_url_is_checked_when_it_is_configured() {
        for (text, origin, host, has_path) in [
            ("https://id.example", "https://id.example", "id.example", false),
            ("https://id.example:8443/provost/", "https://id.example:8443/provost", "id.example", true),
            ("http://[::1]:8080/", "http://[::1]:8080", "::1", false),
            ("http://[::1]", "http://[::1]", "::1", false),
        ] {
            let url = text.parse::<PublicUrl>().unwrap();
            assert_eq!((url.0.as_str(), url.host(), url.has_path()), (origin, host, has_path));
        }
        for bad in [
            "id.example",
            "ftp://id.example",
            "https://",
            "https://id.example/?q",
            "https://user@id.example",
            "https://h//x",
        ] {
            assert!(bad.parse::<PublicUrl>().is_err(), "{bad}");
        }
    }
}

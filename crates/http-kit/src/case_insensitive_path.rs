//! Path segments in any letter case.

use std::borrow::Cow;
use std::task::{Context, Poll};

use http::uri::PathAndQuery;
use http::{Request, Uri};
use tower::Service;

/// Rewrites known path segments to their canonical letter case and drops one slash at the end of the path, before
/// routing. Every other segment, ids above all, stays as sent. A path that is canonical already costs no allocation.
#[derive(Clone, Debug)]
pub struct CaseInsensitivePath<S> {
    inner: S,
    segments: &'static [&'static str],
}

impl<S> CaseInsensitivePath<S> {
    /// Wraps a router; `segments` are the canonical spellings.
    pub const fn new(inner: S, segments: &'static [&'static str]) -> Self {
        Self { inner, segments }
    }
}

impl<S, B> Service<Request<B>> for CaseInsensitivePath<S>
where
    S: Service<Request<B>>,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = S::Future;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, mut request: Request<B>) -> Self::Future {
        if let Cow::Owned(path) = canonical_path(request.uri().path(), self.segments)
            && let Some(uri) = with_path(request.uri(), path)
        {
            *request.uri_mut() = uri;
        }
        self.inner.call(request)
    }
}

fn canonical_path<'p>(path: &'p str, segments: &[&str]) -> Cow<'p, str> {
    let trimmed = match path.strip_suffix('/') {
        Some(rest) if !rest.is_empty() => rest,
        _ => path,
    };
    let needs_rewriting = |segment: &str| canonical_segment(segment, segments).is_some_and(|known| known != segment);
    if trimmed.len() == path.len() && !path.split('/').any(needs_rewriting) {
        return Cow::Borrowed(path);
    }
    let mut rewritten = String::with_capacity(trimmed.len());
    for (index, segment) in trimmed.split('/').enumerate() {
        if index > 0 {
            rewritten.push('/');
        }
        rewritten.push_str(canonical_segment(segment, segments).unwrap_or(segment));
    }
    Cow::Owned(rewritten)
}

fn canonical_segment<'s>(segment: &str, segments: &[&'s str]) -> Option<&'s str> {
    segments.iter().copied().find(|known| known.eq_ignore_ascii_case(segment))
}

fn with_path(uri: &Uri, mut path: String) -> Option<Uri> {
    if let Some(query) = uri.query() {
        path.push('?');
        path.push_str(query);
    }
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = Some(PathAndQuery::try_from(path).ok()?);
    Uri::from_parts(parts).ok()
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use tower::{ServiceExt as _, service_fn};

    use super::*;

    const SEGMENTS: &[&str] = &["v2", "Users", "ServiceProviderConfig", ".search"];

    async fn rewritten(uri: &str) -> String {
        let echo = service_fn(|request: Request<()>| async move { Ok::<_, Infallible>(request.uri().to_string()) });
        let request = Request::builder().uri(uri).body(()).unwrap();
        CaseInsensitivePath::new(echo, SEGMENTS).oneshot(request).await.unwrap()
    }

    #[tokio::test]
    async fn known_segments_get_their_spelling_and_ids_keep_theirs() {
        assert_eq!(rewritten("/V2/AbC-d/uSERS/EfG").await, "/v2/AbC-d/Users/EfG");
        assert_eq!(rewritten("/v2/x/serviceproviderconfig").await, "/v2/x/ServiceProviderConfig");
        assert_eq!(rewritten("/v2/x/USERS/.SEARCH").await, "/v2/x/Users/.search");
        assert_eq!(rewritten("/v2/x/UsersX").await, "/v2/x/UsersX");
    }

    #[tokio::test]
    async fn query_and_authority_stay() {
        let uri = "http://h.example/v2/x/users?filter=userName%20eq%20%22USERS%22/";
        assert_eq!(rewritten(uri).await, uri.replace("/users", "/Users"));
    }

    #[tokio::test]
    async fn one_slash_at_the_end_is_dropped() {
        assert_eq!(rewritten("/v2/x/Users/").await, "/v2/x/Users");
        assert_eq!(rewritten("/v2/x/Users//").await, "/v2/x/Users/");
        assert_eq!(rewritten("/v2/x/Users/?count=1").await, "/v2/x/Users?count=1");
        assert_eq!(rewritten("/").await, "/");
    }

    #[test]
    fn a_canonical_path_is_borrowed() {
        assert!(matches!(canonical_path("/v2/x/Users/y", SEGMENTS), Cow::Borrowed(_)));
    }
}

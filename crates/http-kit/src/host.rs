//! The host a request names (RFC 9110 §7.2, RFC 3986 §3.2.2).

use http::header::HOST;
use http::request::Parts;

/// The `host[:port]` of the request: its authority (HTTP/2, absolute form), else its only `Host` header.
/// None when it is absent, repeated or malformed.
pub(crate) fn requested_host(parts: &Parts) -> Option<&str> {
    if let Some(authority) = parts.uri.authority() {
        return Some(authority.as_str()).filter(|host| is_host(host));
    }
    let mut values = parts.headers.get_all(HOST).iter();
    let host = values.next()?.to_str().ok().filter(|host| is_host(host));
    if values.next().is_some() { None } else { host }
}

/// Whether the text is a host name or address with an optional port, and nothing that could break out of a URL.
pub(crate) fn is_host(text: &str) -> bool {
    let (name, port) = match text.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((address, rest)) => {
            if address.parse::<std::net::Ipv6Addr>().is_err() {
                return false;
            }
            match rest.strip_prefix(':') {
                Some(port) => ("ok", port),
                None if rest.is_empty() => return true,
                None => return false,
            }
        }
        None => text.split_once(':').unwrap_or((text, "")),
    };
    !name.is_empty()
        && text.len() <= 261
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_'))
        && port.len() <= 5
        && port.bytes().all(|byte| byte.is_ascii_digit())
}

/// The name or address in a `host[:port]`, without the brackets of IPv6.
pub(crate) fn without_port(host: &str) -> &str {
    match host.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((address, _)) => address,
        None => host.split_once(':').map_or(host, |(name, _)| name),
    }
}

#[cfg(test)]
mod tests {
    use http::{HeaderValue, Request};

    use super::*;

    #[test]
    fn hosts_and_other_texts_are_told_apart() {
        for host in ["example.com", "localhost:8080", "10.0.0.1", "[::1]", "[2001:db8::1]:443", "a_b.internal", "h:"] {
            assert!(is_host(host), "{host}");
        }
        for other in
            ["", ":80", "a b", "a/b", "a@b", "[::1", "[::g]", "[::1]x", "h:80:80", "h:http", "ex\"ample", "h:123456"]
        {
            assert!(!is_host(other), "{other}");
        }
    }

    #[test]
    fn a_repeated_or_malformed_host_is_none() {
        let host = |values: &[&str]| {
            let mut request = Request::new(());
            for value in values {
                request.headers_mut().append(HOST, HeaderValue::from_str(value).unwrap());
            }
            requested_host(&request.into_parts().0).map(str::to_owned)
        };
        assert_eq!(host(&["one.example"]).as_deref(), Some("one.example"));
        assert_eq!(host(&["one.example", "two.example"]), None);
        assert_eq!(host(&["one.example/"]), None);
        assert_eq!(host(&[]), None);
    }
}

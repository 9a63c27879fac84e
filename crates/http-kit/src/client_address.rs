//! Who is really calling, through any number of trusted proxies.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use http::HeaderMap;

use crate::trusted_proxies::TrustedProxies;

/// The address of the client, an extension of every request.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct ClientAddress(pub IpAddr);

/// What stands for one client in limits: the address, or the /64 of an IPv6 address, of which one host has 2⁶⁴.
pub fn network_of(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & (u128::MAX << 64))),
        address @ IpAddr::V4(_) => address,
    }
}

/// The client's address and how many trusted hops stand between it and us (0: it is the peer itself).
///
/// `X-Forwarded-For`, or `Forwarded` (RFC 7239) where it is absent, is read from the right: each hop is believed only
/// when a trusted one reported it, so that what a client writes there itself never counts.
pub(crate) fn resolve(headers: &HeaderMap, peer: IpAddr, proxies: &TrustedProxies) -> (IpAddr, usize) {
    let mut client = peer.to_canonical();
    let mut trusted_hops = 0;
    if !proxies.contains(client) {
        return (client, trusted_hops);
    }
    let forwarded_for = headers.get_all("x-forwarded-for").iter().rev().filter_map(|value| value.to_str().ok());
    let mut hops = forwarded_for.flat_map(|value| value.rsplit(',')).map(hop_address).peekable();
    if hops.peek().is_some() {
        walk(&mut hops, &mut client, &mut trusted_hops, proxies);
    } else {
        let forwarded = headers.get_all("forwarded").iter().rev().filter_map(|value| value.to_str().ok());
        let mut hops = forwarded
            .flat_map(|value| value.rsplit(','))
            .map(|element| parameter(element, "for").and_then(hop_address));
        walk(&mut hops, &mut client, &mut trusted_hops, proxies);
    }
    (client, trusted_hops)
}

fn walk(
    hops: &mut dyn Iterator<Item = Option<IpAddr>>,
    client: &mut IpAddr,
    trusted_hops: &mut usize,
    proxies: &TrustedProxies,
) {
    while proxies.contains(*client) {
        *trusted_hops += 1;
        match hops.next().flatten() {
            Some(address) => *client = address.to_canonical(),
            // The chain ends, or the hop hides itself ("unknown", "_name"): the last one known stands for it.
            None => break,
        }
    }
}

/// The value of one parameter of a `Forwarded` element, without quotes.
pub(crate) fn parameter<'v>(element: &'v str, name: &str) -> Option<&'v str> {
    let mut pairs = element.split(';').filter_map(|pair| pair.split_once('='));
    let (_, value) = pairs.find(|(key, _)| key.trim().eq_ignore_ascii_case(name))?;
    Some(value.trim().trim_matches('"'))
}

/// Reads `1.2.3.4`, `1.2.3.4:567`, `::1`, `[::1]` and `[::1]:567`.
fn hop_address(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    let bare = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(text);
    bare.parse().ok().or_else(|| text.parse::<SocketAddr>().ok().map(|address| address.ip()))
}

#[cfg(test)]
mod tests {
    use http::{HeaderName, HeaderValue};

    use super::*;

    fn client(peer: &str, lines: &[(&'static str, &str)]) -> (String, usize) {
        let proxies: TrustedProxies = "10.0.0.0/8, fd00::/8".parse().unwrap();
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            headers.append(HeaderName::from_static(name), HeaderValue::from_str(value).unwrap());
        }
        let (address, hops) = resolve(&headers, peer.parse().unwrap(), &proxies);
        (address.to_string(), hops)
    }

    #[test]
    fn a_stranger_speaks_only_for_itself() {
        let lines = [("x-forwarded-for", "198.51.100.1"), ("forwarded", "for=198.51.100.2")];
        assert_eq!(client("203.0.113.9", &lines), ("203.0.113.9".into(), 0));
    }

    #[test]
    fn the_rightmost_untrusted_hop_is_the_client() {
        let xff = "x-forwarded-for";
        assert_eq!(client("10.0.0.1", &[(xff, "198.51.100.1")]), ("198.51.100.1".into(), 1));
        assert_eq!(client("10.0.0.1", &[(xff, "6.6.6.6, 198.51.100.1, 10.0.0.2")]), ("198.51.100.1".into(), 2));
        assert_eq!(client("10.0.0.1", &[(xff, "6.6.6.6"), (xff, "198.51.100.1:4711")]), ("198.51.100.1".into(), 1));
        assert_eq!(client("fd00::1", &[(xff, "[2001:db8::5]:443")]), ("2001:db8::5".into(), 1));
        assert_eq!(client("::ffff:10.0.0.1", &[(xff, "::ffff:198.51.100.1")]), ("198.51.100.1".into(), 1));
    }

    #[test]
    fn a_hop_that_hides_itself_is_stood_for_by_its_proxy() {
        assert_eq!(client("10.0.0.1", &[("x-forwarded-for", "6.6.6.6, unknown")]), ("10.0.0.1".into(), 1));
        assert_eq!(client("10.0.0.1", &[]), ("10.0.0.1".into(), 1));
    }

    #[test]
    fn forwarded_is_read_where_x_forwarded_for_is_absent() {
        let line = "for=6.6.6.6, For=\"[2001:db8::5]:80\";proto=https;by=10.0.0.9, for=10.0.0.2";
        assert_eq!(client("10.0.0.1", &[("forwarded", line)]), ("2001:db8::5".into(), 2));
    }

    #[test]
    fn one_ipv6_network_counts_as_one_client() {
        let network = |text: &str| network_of(text.parse().unwrap()).to_string();
        assert_eq!(network("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::");
        assert_eq!(network("::ffff:192.0.2.1"), "192.0.2.1");
    }
}

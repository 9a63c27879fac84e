//! How many connections may be open, in all and from one client.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Arc;

use parking_lot::Mutex;

use crate::client_address::network_of;
use crate::trusted_proxies::TrustedProxies;

/// Counts open connections.
#[derive(Debug)]
pub(crate) struct ConnectionLimit {
    max: usize,
    max_per_address: Option<usize>,
    /// All clients behind a proxy come from its address.
    proxies: TrustedProxies,
    open: Mutex<Open>,
}

#[derive(Debug, Default)]
struct Open {
    total: usize,
    by_network: HashMap<IpAddr, usize>,
}

impl ConnectionLimit {
    pub(crate) fn new(max: usize, max_per_address: Option<usize>, proxies: TrustedProxies) -> Arc<Self> {
        Arc::new(Self { max, max_per_address, proxies, open: Mutex::default() })
    }

    /// Counts one more connection until the permit is dropped; none when a limit is reached.
    pub(crate) fn admit(self: &Arc<Self>, peer: IpAddr) -> Option<Permit> {
        let network = network_of(peer);
        let mut open = self.open.lock();
        if open.total >= self.max {
            return None;
        }
        let from_network = open.by_network.get(&network).copied().unwrap_or(0);
        if self.max_per_address.is_some_and(|max| from_network >= max) && !self.proxies.contains(peer) {
            return None;
        }
        open.by_network.insert(network, from_network + 1);
        open.total += 1;
        drop(open);
        Some(Permit { limit: Arc::clone(self), network })
    }
}

/// One open connection.
#[derive(Debug)]
pub(crate) struct Permit {
    limit: Arc<ConnectionLimit>,
    network: IpAddr,
}

impl Drop for Permit {
    fn drop(&mut self) {
        let mut open = self.limit.open.lock();
        open.total -= 1;
        if let Some(count) = open.by_network.get_mut(&self.network) {
            *count -= 1;
            if *count == 0 {
                open.by_network.remove(&self.network);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_limits_hold_and_closed_connections_count_no_more() {
        let limit = ConnectionLimit::new(3, Some(2), "10.0.0.1".parse().unwrap());
        let address = |text: &str| text.parse::<IpAddr>().unwrap();
        let first = limit.admit(address("192.0.2.1"));
        let second = limit.admit(address("192.0.2.1"));
        assert!(first.is_some() && second.is_some());
        assert!(limit.admit(address("192.0.2.1")).is_none(), "per address");
        let third = limit.admit(address("192.0.2.2"));
        assert!(third.is_some());
        assert!(limit.admit(address("192.0.2.3")).is_none(), "in all");
        drop((first, second, third));
        assert!(limit.open.lock().by_network.is_empty());
        assert_eq!(limit.open.lock().total, 0);
    }

    #[test]
    fn a_trusted_proxy_is_only_limited_by_the_total() {
        let limit = ConnectionLimit::new(3, Some(1), "10.0.0.1".parse().unwrap());
        let proxy: IpAddr = "10.0.0.1".parse().unwrap();
        let open: Vec<_> = std::iter::from_fn(|| limit.admit(proxy)).collect();
        assert_eq!(open.len(), 3);
    }
}

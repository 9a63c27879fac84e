//! Options that several subcommands share.

use clap::{Args, ValueEnum};
use domain::OrganizationId;
use http_kit::{PublicUrl, RateLimits, TrustedProxies};
use std::net::IpAddr;
use std::path::PathBuf;
use std::time::Duration;
use storage::DatabaseUrl;

/// Where an installation keeps its data.
#[derive(Debug, Clone, Args)]
pub(crate) struct DataOptions {
    /// The directory of the database, the data key and the published tips. Made when it is not there.
    #[arg(long, env = "PROVOST_DATA", value_name = "DIR", default_value = "data")]
    pub(crate) data: PathBuf,
    /// Another database than DIR/provost.db: `sqlite:PATH` or `postgres://USER:PASSWORD@HOST/NAME`.
    #[arg(long, env = "PROVOST_DATABASE", value_name = "URL", hide_env_values = true)]
    pub(crate) database: Option<DatabaseUrl>,
    /// The data key itself (44 characters of base64), in place of the file DIR/data-key. Better kept in the environment.
    #[arg(long, env = "PROVOST_DATA_KEY", value_name = "KEY", hide = true, hide_env_values = true)]
    pub(crate) data_key: Option<String>,
}

/// Where and how an installation listens.
#[derive(Debug, Clone, Args)]
pub(crate) struct ListenOptions {
    /// The address to listen on.
    #[arg(long, env = "PROVOST_LISTEN", value_name = "ADDRESS", default_value = "127.0.0.1")]
    pub(crate) listen: IpAddr,
    /// The port of the main listener; 0 takes a free one.
    #[arg(long, env = "PROVOST_PORT", default_value_t = 8080)]
    pub(crate) port: u16,
    /// The port of the SCIM listener; 0 takes a free one.
    #[arg(long, env = "PROVOST_SCIM_PORT", default_value_t = 44559)]
    pub(crate) scim_port: u16,
    /// The URL under which the main listener is reached from outside, such as https://provost.example.com.
    #[arg(long, env = "PROVOST_PUBLIC_URL", value_name = "URL")]
    pub(crate) public_url: Option<PublicUrl>,
    /// The URL under which the SCIM listener is reached from outside, such as https://scim.example.com.
    #[arg(long, env = "PROVOST_SCIM_PUBLIC_URL", value_name = "URL")]
    pub(crate) scim_public_url: Option<PublicUrl>,
    /// Networks whose forwarded headers are believed, with commas: 10.0.0.0/8,fd00::/8.
    #[arg(long, env = "PROVOST_TRUSTED_PROXIES", value_name = "NETWORKS")]
    pub(crate) trusted_proxies: Option<TrustedProxies>,
    /// `off` switches every limit and lock-out off, for benchmarks and tests.
    #[arg(long, env = "PROVOST_RATE_LIMITS", value_enum, default_value_t = Switch::On)]
    pub(crate) rate_limits: Switch,
    /// How many days the provisioning trace is kept.
    #[arg(long, env = "PROVOST_TRACE_DAYS", value_name = "DAYS", default_value_t = 30, value_parser = clap::value_parser!(u64).range(1..=3650))]
    pub(crate) trace_days: u64,
}

/// On or off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Switch {
    /// On.
    On,
    /// Off.
    Off,
}

impl ListenOptions {
    pub(crate) fn limits(&self) -> RateLimits {
        if self.rate_limits == Switch::On { RateLimits::default() } else { RateLimits::off() }
    }

    pub(crate) const fn trace_retention(&self) -> Duration {
        Duration::from_hours(24 * self.trace_days)
    }
}

/// Reads the id of an organization.
pub(crate) fn organization_id(text: &str) -> Result<OrganizationId, String> {
    OrganizationId::parse(text).ok_or_else(|| "not an organization's id; `provost org list` shows them".to_owned())
}

/// Reads a length of time such as `90s`, `30m`, `24h` or `7d`.
pub(crate) fn duration(text: &str) -> Result<Duration, String> {
    let digits = text.trim_end_matches(|c: char| !c.is_ascii_digit());
    let number: u64 = digits.parse().map_err(|_| "expected a number and a unit, such as 24h or 7d".to_owned())?;
    let seconds = match text.get(digits.len()..).unwrap_or_default().trim() {
        "s" => 1,
        "m" => 60,
        "h" => 3600,
        "d" => 86_400,
        _ => return Err("expected a unit after the number: s, m, h or d".to_owned()),
    };
    number.checked_mul(seconds).map(Duration::from_secs).ok_or_else(|| "too long".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_of_time_have_a_unit() {
        assert_eq!(duration("24h"), Ok(Duration::from_hours(24)));
        assert_eq!(duration("0s"), Ok(Duration::ZERO));
        for wrong in ["", "24", "h", "-1h", "1w", "1.5h", "99999999999999999999d"] {
            assert!(duration(wrong).is_err(), "{wrong}");
        }
    }
}

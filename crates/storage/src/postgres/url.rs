//! The address of a `PostgreSQL` database.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use tokio_postgres::Config;
use tokio_postgres::config::{Host, SslMode, TargetSessionAttrs};

use crate::InvalidDatabaseUrl;

/// A parsed address. The password is in `config`, whose `Debug` hides it, and nowhere else.
#[derive(Clone)]
pub(crate) struct PostgresUrl {
    pub(super) config: Config,
    /// A file with the certificates to trust instead of the system's.
    pub(super) root_certificates: Option<PathBuf>,
}

impl PostgresUrl {
    pub(crate) fn parse(text: &str) -> Result<Self, InvalidDatabaseUrl> {
        let (address, query) = text.split_once('?').unwrap_or((text, ""));
        let mut root_certificates = None;
        let mut rest = Vec::new();
        for parameter in query.split('&').filter(|parameter| !parameter.is_empty()) {
            match parameter.split_once('=') {
                Some(("sslrootcert", "system")) => {}
                Some(("sslrootcert", file)) => root_certificates = Some(PathBuf::from(percent_decoded(file)?)),
                // The driver knows no mode that verifies; here every one that uses TLS does, the host's name included.
                Some(("sslmode", "verify-ca" | "verify-full")) => rest.push("sslmode=require"),
                _ => rest.push(parameter),
            }
        }
        let invalid = |reason: &str| InvalidDatabaseUrl(format!("the postgres:// address is not valid: {reason}"));
        let mut config: Config = format!("{address}?{}", rest.join("&"))
            .parse()
            .map_err(|error: tokio_postgres::Error| invalid(&super::error::connect_reason(&error)))?;
        let misread =
            |host: &Host| matches!(host, Host::Tcp(name) if name.contains(['@', ':']) && !name.contains("::"));
        if config.get_hosts().iter().any(misread) {
            return Err(invalid("write @ : / in a name or password as %40 %3A %2F"));
        }
        if config.get_hosts().is_empty() {
            return Err(invalid("it names no host"));
        }
        defaults(&mut config, query);
        Ok(Self { config, root_certificates })
    }

    /// Whether a connection may use TLS at all.
    pub(super) fn uses_tls(&self) -> bool {
        self.config.get_ssl_mode() != SslMode::Disable
            && self.config.get_hosts().iter().any(|host| matches!(host, Host::Tcp(_)))
    }
}

/// Notice a dead server in half a minute rather than in two hours, and never settle on a standby.
fn defaults(config: &mut Config, query: &str) {
    let given = |name: &str| query.split('&').any(|parameter| parameter.split('=').next() == Some(name));
    if !given("sslmode") && config.get_hosts().iter().all(is_this_machine) {
        // Distributions ship a server with a certificate that nobody can verify; there is no wire to listen on.
        config.ssl_mode(SslMode::Disable);
    }
    if !given("application_name") {
        config.application_name("provost");
    }
    if !given("target_session_attrs") {
        config.target_session_attrs(TargetSessionAttrs::ReadWrite);
    }
    if !given("keepalives_idle") {
        config.keepalives_idle(Duration::from_secs(15));
    }
    if !given("keepalives_interval") {
        config.keepalives_interval(Duration::from_secs(5));
    }
    if !given("keepalives_retries") {
        config.keepalives_retries(3);
    }
    if !given("tcp_user_timeout") {
        config.tcp_user_timeout(Duration::from_secs(30));
    }
}

fn is_this_machine(host: &Host) -> bool {
    match host {
        Host::Tcp(name) => {
            name == "localhost" || name.parse().is_ok_and(|address: std::net::IpAddr| address.is_loopback())
        }
        Host::Unix(_) => true,
    }
}

fn percent_decoded(text: &str) -> Result<String, InvalidDatabaseUrl> {
    let invalid = || InvalidDatabaseUrl("sslrootcert is not the name of a file".to_owned());
    let mut parts = text.split('%');
    let mut bytes = parts.next().unwrap_or_default().as_bytes().to_vec();
    for part in parts {
        let (hex, rest) = part.split_at_checked(2).ok_or_else(invalid)?;
        bytes.push(u8::from_str_radix(hex, 16).map_err(|_| invalid())?);
        bytes.extend_from_slice(rest.as_bytes());
    }
    String::from_utf8(bytes).map_err(|_| invalid())
}

/// `postgres://user@host:port/database`: without the password and the parameters.
impl fmt::Display for PostgresUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("postgres://")?;
        if let Some(user) = self.config.get_user() {
            write!(f, "{user}@")?;
        }
        let ports = self.config.get_ports();
        for (index, host) in self.config.get_hosts().iter().enumerate() {
            let port = ports.get(index).or(ports.first()).copied().unwrap_or(5432);
            let separator = if index == 0 { "" } else { "," };
            match host {
                Host::Tcp(name) => write!(f, "{separator}{name}:{port}")?,
                Host::Unix(path) => write!(f, "{separator}{}:{port}", path.display())?,
            }
        }
        write!(f, "/{}", self.config.get_dbname().unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_ssl_mode_is_understood() {
        for (mode, expected) in [
            ("disable", SslMode::Disable),
            ("prefer", SslMode::Prefer),
            ("require", SslMode::Require),
            ("verify-ca", SslMode::Require),
            ("verify-full", SslMode::Require),
        ] {
            let url = PostgresUrl::parse(&format!("postgres://u@h/d?sslmode={mode}&connect_timeout=3")).unwrap();
            assert_eq!(url.config.get_ssl_mode(), expected);
            assert_eq!(url.uses_tls(), mode != "disable");
        }
    }

    #[test]
    fn tls_is_preferred_except_to_this_machine() {
        for (host, expected) in [
            ("db.example", SslMode::Prefer),
            ("10.0.0.1", SslMode::Prefer),
            ("localhost,db.example", SslMode::Prefer),
            ("localhost", SslMode::Disable),
            ("127.0.0.1", SslMode::Disable),
        ] {
            let url = PostgresUrl::parse(&format!("postgres://u@{host}/d")).unwrap();
            assert_eq!(url.config.get_ssl_mode(), expected, "{host}");
        }
        let chosen = PostgresUrl::parse("postgres://u@localhost/d?sslmode=require").unwrap();
        assert_eq!(chosen.config.get_ssl_mode(), SslMode::Require);
    }

    #[test]
    fn the_root_certificate_is_a_file() {
        let url = PostgresUrl::parse("postgres://u@h/d?sslrootcert=%2Fetc%2Fmy%20ca.pem").unwrap();
        assert_eq!(url.root_certificates.unwrap().to_str(), Some("/etc/my ca.pem"));
        assert!(PostgresUrl::parse("postgres://u@h/d?sslrootcert=%2").is_err());
    }

    #[test]
    fn a_socket_in_the_file_system_needs_no_tls() {
        let url = PostgresUrl::parse("postgres://u@%2Frun%2Fpostgresql/d").unwrap();
        assert!(!url.uses_tls());
        assert_eq!(url.to_string(), "postgres://u@/run/postgresql:5432/d");
    }

    #[test]
    fn several_hosts_are_several() {
        let url = PostgresUrl::parse("postgresql://u:p@one:5433,two:5434/d").unwrap();
        assert_eq!(url.to_string(), "postgres://u@one:5433,two:5434/d");
        assert_eq!(url.config.get_target_session_attrs(), TargetSessionAttrs::ReadWrite);
    }
}

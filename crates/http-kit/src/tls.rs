//! TLS 1.2 and 1.3 for a listener: the certificate that it shows, which may be replaced while it serves.

use std::fmt;
use std::sync::Arc;

use parking_lot::RwLock;
use rustls::ServerConfig;
use rustls::crypto::{CryptoProvider, aws_lc_rs};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;

pub(crate) mod accept;
mod files;

pub use files::{CertificateFiles, TlsError};

/// What a server proves its name with: its certificate, those that signed it, and the private key. Clones are one: a
/// replacement shows in all of them, for connections that begin from then on.
#[derive(Clone)]
pub struct ServerCertificate {
    current: Arc<Current>,
    config: Arc<ServerConfig>,
}

impl ServerCertificate {
    /// A certificate, followed by those that signed it, and its private key.
    ///
    /// # Errors
    /// When either cannot be read, the key is not the certificate's, or it is of a kind that TLS does not know.
    pub fn new(chain: Vec<CertificateDer<'static>>, key: PrivateKeyDer<'static>) -> Result<Self, rustls::Error> {
        let provider = Arc::new(aws_lc_rs::default_provider());
        let current = Arc::new(Current(RwLock::new(certified(chain, key, &provider)?)));
        let builder = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
        let mut config = builder.with_no_client_auth().with_cert_resolver(Arc::clone(&current) as Arc<_>);
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        Ok(Self { current, config: Arc::new(config) })
    }

    /// Shows another certificate from now on. Connections that are open go on with the one before.
    ///
    /// # Errors
    /// As [`Self::new`]; the certificate before stays.
    fn replace(&self, chain: Vec<CertificateDer<'static>>, key: PrivateKeyDer<'static>) -> Result<(), rustls::Error> {
        *self.current.0.write() = certified(chain, key, self.config.crypto_provider())?;
        Ok(())
    }
}

/// Shows nothing of the key.
impl fmt::Debug for ServerCertificate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("ServerCertificate")
    }
}

fn certified(
    chain: Vec<CertificateDer<'static>>,
    key: PrivateKeyDer<'static>,
    provider: &CryptoProvider,
) -> Result<Arc<CertifiedKey>, rustls::Error> {
    CertifiedKey::from_der(chain, key, provider).map(Arc::new)
}

/// The certificate of the moment, whatever name a client asks for.
struct Current(RwLock<Arc<CertifiedKey>>);

impl ResolvesServerCert for Current {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(Arc::clone(&self.0.read()))
    }
}

impl fmt::Debug for Current {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Current")
    }
}

//! A certificate and its key in files that somebody else renews.

use std::hash::{BuildHasher as _, RandomState};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rustls::InconsistentKeys;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_util::sync::CancellationToken;
use zeroize::Zeroizing;

use super::ServerCertificate;

/// How often the files are looked at. A change is taken when it has been seen twice, since two files are not written
/// at once.
const CHECK_EVERY: Duration = Duration::from_secs(2);

/// No certificate with its chain, and no key, comes near it.
const MAX_FILE_BYTES: u64 = 1024 * 1024;

/// Why a certificate and its key cannot be served, and what to do. Nothing that stands in the files is repeated: it
/// may be a key.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// A file is not there, or not for us to read.
    #[error("{path} cannot be read: {reason}. It must be a file that the user running the server may read")]
    Unreadable {
        /// Which file.
        path: PathBuf,
        /// Why.
        reason: io::Error,
    },
    /// The certificate file has no certificate in it.
    #[error(
        "{0} holds no certificate in PEM form (-----BEGIN CERTIFICATE-----). It must hold the server's own, then those \
         that signed it. One in DER form is converted by: openssl x509 -inform der -in {0} -out cert.pem"
    )]
    NoCertificate(PathBuf),
    /// The first certificate in the file is broken.
    #[error("{0} begins with a certificate that is broken. Put the one there that was issued, or ask for a new one")]
    BadCertificate(PathBuf),
    /// The key file has no private key in it.
    #[error(
        "{0} holds no private key in PEM form (-----BEGIN PRIVATE KEY-----). Name the file that was made together with \
         the request for the certificate. One in DER form is converted by: openssl pkey -inform der -in {0} -out key.pem"
    )]
    NoKey(PathBuf),
    /// The key is encrypted.
    #[error(
        "{0} is encrypted with a passphrase, which a server cannot type. Write it without one, for the server's eyes \
         alone: (umask 077; openssl pkey -in {0} -out key.pem)"
    )]
    EncryptedKey(PathBuf),
    /// The key cannot be used for TLS.
    #[error("{0} holds a private key that is broken or of a kind that TLS does not use. Take RSA, ECDSA or Ed25519")]
    BadKey(PathBuf),
    /// The key is another certificate's.
    #[error(
        "the private key {key} does not fit the certificate {certificate}. Name the two that were made together; where \
         the certificate file holds several, the server's own must come first"
    )]
    Mismatch {
        /// The certificate file.
        certificate: PathBuf,
        /// The key file.
        key: PathBuf,
    },
}

/// A certificate and its private key in two PEM files, which are read again when they change.
#[derive(Debug)]
pub struct CertificateFiles {
    certificate_path: PathBuf,
    key_path: PathBuf,
    certificate: ServerCertificate,
    /// So that no copy of the key is kept to compare with.
    hasher: RandomState,
    /// What was taken or refused last.
    judged: u64,
    /// What was there at the last look.
    seen: u64,
}

impl CertificateFiles {
    /// Reads the files of a certificate (the server's own first, then those that signed it) and of its private key.
    ///
    /// # Errors
    /// See [`TlsError`].
    pub async fn open(certificate_path: PathBuf, key_path: PathBuf) -> Result<Self, TlsError> {
        let hasher = RandomState::new();
        let content = Content::read(&certificate_path, &key_path).await;
        let seen = content.digest(&hasher);
        let (chain, key) = content.parse(&certificate_path, &key_path)?;
        let certificate = ServerCertificate::new(chain, key);
        let certificate = certificate.map_err(|error| refusal(&error, &certificate_path, &key_path))?;
        Ok(Self { certificate_path, key_path, certificate, hasher, judged: seen, seen })
    }

    /// What is served.
    pub fn certificate(&self) -> &ServerCertificate {
        &self.certificate
    }

    /// Takes up what the files hold whenever that has changed, until `shutdown` is cancelled. Files that cannot be
    /// used are told in the log, and the certificate before goes on being served.
    pub async fn watch(mut self, shutdown: CancellationToken) {
        while shutdown.run_until_cancelled(tokio::time::sleep(CHECK_EVERY)).await.is_some() {
            match self.check().await {
                None => {}
                Some(Ok(())) => {
                    tracing::info!(file = %self.certificate_path.display(), "a new certificate is served from now on");
                }
                Some(Err(error)) => tracing::warn!(
                    %error,
                    "the certificate files have changed and cannot be used; the certificate before is still served"
                ),
            }
        }
    }

    /// Looks at the files once; none where there is nothing new, or something only just new.
    async fn check(&mut self) -> Option<Result<(), TlsError>> {
        let content = Content::read(&self.certificate_path, &self.key_path).await;
        let digest = content.digest(&self.hasher);
        let settled = std::mem::replace(&mut self.seen, digest) == digest;
        if !settled || digest == self.judged {
            return None;
        }
        self.judged = digest;
        let parsed = content.parse(&self.certificate_path, &self.key_path);
        Some(parsed.and_then(|(chain, key)| {
            let replaced = self.certificate.replace(chain, key);
            replaced.map_err(|error| refusal(&error, &self.certificate_path, &self.key_path))
        }))
    }
}

fn refusal(error: &rustls::Error, certificate: &Path, key: &Path) -> TlsError {
    match error {
        rustls::Error::InconsistentKeys(InconsistentKeys::KeyMismatch) => {
            TlsError::Mismatch { certificate: certificate.to_owned(), key: key.to_owned() }
        }
        rustls::Error::InvalidCertificate(_) => TlsError::BadCertificate(certificate.to_owned()),
        _ => TlsError::BadKey(key.to_owned()),
    }
}

/// What the two files hold.
struct Content {
    certificate: io::Result<Zeroizing<Vec<u8>>>,
    key: io::Result<Zeroizing<Vec<u8>>>,
}

impl Content {
    async fn read(certificate: &Path, key: &Path) -> Self {
        Self { certificate: read(certificate).await, key: read(key).await }
    }

    fn digest(&self, hasher: &RandomState) -> u64 {
        let state = |file: &io::Result<Zeroizing<Vec<u8>>>| match file {
            Ok(bytes) => Ok(hasher.hash_one(bytes.as_slice())),
            Err(error) => Err(error.kind()),
        };
        hasher.hash_one((state(&self.certificate), state(&self.key)))
    }

    fn parse(
        self,
        certificate_path: &Path,
        key_path: &Path,
    ) -> Result<(Vec<CertificateDer<'static>>, PrivateKeyDer<'static>), TlsError> {
        let unreadable = |path: &Path| {
            let path = path.to_owned();
            |reason| TlsError::Unreadable { path, reason }
        };
        let certificate = self.certificate.map_err(unreadable(certificate_path))?;
        let key = self.key.map_err(unreadable(key_path))?;
        let chain: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&certificate).collect();
        let chain = chain.ok().filter(|chain| !chain.is_empty());
        let chain = chain.ok_or_else(|| TlsError::NoCertificate(certificate_path.to_owned()))?;
        let key = PrivateKeyDer::from_pem_slice(&key).map_err(|_| {
            // The reason would repeat lines of the file.
            let encrypted = key.windows(ENCRYPTED.len()).any(|window| window == ENCRYPTED);
            let problem = if encrypted { TlsError::EncryptedKey } else { TlsError::NoKey };
            problem(key_path.to_owned())
        })?;
        Ok((chain, key))
    }
}

/// PKCS #8 says so in the first line, older forms in a header.
const ENCRYPTED: &[u8] = b"ENCRYPTED";

/// Reads a file whole. A pipe would give its content once only, and might never give it.
async fn read(path: &Path) -> io::Result<Zeroizing<Vec<u8>>> {
    let metadata = tokio::fs::metadata(path).await?;
    if !metadata.is_file() || metadata.len() > MAX_FILE_BYTES {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "it is no regular file of at most 1 MiB"));
    }
    tokio::fs::read(path).await.map(Zeroizing::new)
}

#[cfg(test)]
mod tests;

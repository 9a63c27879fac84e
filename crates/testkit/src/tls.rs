//! Certificates for tests: an authority, and what it signs.

use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, KeyUsagePurpose};

/// The PEM files of a certificate and its key.
#[derive(Debug, Clone)]
pub struct Certificate {
    pub certificate: PathBuf,
    pub key: PathBuf,
}

/// An authority whose certificate a client can be told to trust. Its files are in the directory that it was made in.
#[derive(Debug)]
pub struct Authority {
    issuer: CertifiedIssuer<'static, KeyPair>,
    directory: PathBuf,
}

impl Authority {
    /// Makes one and writes `authority.pem` into this directory.
    pub fn new(directory: &Path) -> anyhow::Result<Self> {
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, "Authority of a test");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
        let issuer = CertifiedIssuer::self_signed(params, KeyPair::generate()?)?;
        let authority = Self { issuer, directory: directory.to_owned() };
        fs::write(authority.file(), authority.issuer.pem())?;
        Ok(authority)
    }

    /// The PEM file of its certificate: for `SSL_CERT_FILE`, `NODE_EXTRA_CA_CERTS`.
    pub fn file(&self) -> PathBuf {
        self.directory.join("authority.pem")
    }

    /// Makes a certificate for a server at `localhost` and 127.0.0.1; the files are named after `name`.
    pub fn certificate(&self, name: &str) -> anyhow::Result<Certificate> {
        let key = KeyPair::generate()?;
        let params = CertificateParams::new(["localhost".to_owned(), "127.0.0.1".to_owned()])?;
        let certificate = params.signed_by(&key, &self.issuer)?;
        let file = |end: &str| self.directory.join(format!("{name}{end}.pem"));
        let files = Certificate { certificate: file(""), key: file("-key") };
        fs::write(&files.certificate, certificate.pem())?;
        // A server takes no key that others can read.
        let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&files.key)?;
        file.write_all(key.serialize_pem().as_bytes())?;
        Ok(files)
    }
}

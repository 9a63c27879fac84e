//! A certificate authority of one installation alone, so that a demo can be tried over https.

use crate::data_directory::DataDirectory;
use anyhow::Context as _;
use domain::Clock;
use http_kit::ServerCertificate;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};
use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose, PublicKeyData as _, date_time_ymd,
};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer};
use std::fs;
use std::path::{Path, PathBuf};

/// How long a server's certificate is good: some clients take none that is good for more than 398 days.
const DAYS: i64 = 397;

/// A key that signs certificates, and the file with the certificate that clients are to trust.
pub(crate) struct LocalCa {
    key: KeyPair,
    certificate_file: PathBuf,
}

impl LocalCa {
    /// The CA of a data directory; made when there is none.
    pub(crate) fn open(directory: &DataDirectory) -> anyhow::Result<Self> {
        let key = if let Some(pem) = directory.ca_key()? {
            // What is wrong with it is not repeated: it may be a part of the key.
            KeyPair::from_pem(&pem).ok().context("ca-key.pem is damaged. Remove it: a new one is made")?
        } else {
            let key = KeyPair::generate().context("no key could be made for the local CA")?;
            directory.make_ca_key(&key.serialize_pem())?;
            key
        };
        let ca = Self { key, certificate_file: directory.ca_certificate_file()? };
        ca.keep_certificate()?;
        Ok(ca)
    }

    /// What clients are to trust, in PEM form.
    pub(crate) fn certificate_file(&self) -> &Path {
        &self.certificate_file
    }

    /// A certificate for a server of these names and addresses. Its key is never written anywhere: each start makes
    /// another one, so that names and dates are right.
    pub(crate) fn certify(&self, names: Vec<String>) -> anyhow::Result<ServerCertificate> {
        let mut params = CertificateParams::new(names).context("a name that no certificate can have")?;
        let today = TimeZone::UTC.to_datetime(Timestamp::from_microsecond(Clock::system().now().micros())?).date();
        // From yesterday, since clocks differ.
        let (year, month, day) = numbers(today.checked_sub(1.day())?)?;
        params.not_before = date_time_ymd(year, month, day);
        let (year, month, day) = numbers(today.checked_add(DAYS.days())?)?;
        params.not_after = date_time_ymd(year, month, day);
        params.distinguished_name = named("Provost demo");
        params.is_ca = IsCa::ExplicitNoCa;
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        params.use_authority_key_identifier_extension = true;
        let key = KeyPair::generate()?;
        let certificate = params.signed_by(&key, &Issuer::from_params(&ca_params(&self.key), &self.key))?;
        let key = PrivatePkcs8KeyDer::from(key.serialize_der());
        Ok(ServerCertificate::new(vec![certificate.into()], key.into())?)
    }

    /// Writes the certificate, unless the one that is there is this key's: clients may have it.
    fn keep_certificate(&self) -> anyhow::Result<()> {
        let file = &self.certificate_file;
        let own = self.key.subject_public_key_info();
        let kept = fs::read(file).ok().and_then(|pem| CertificateDer::from_pem_slice(&pem).ok());
        if kept.is_some_and(|kept| kept.windows(own.len()).any(|part| part == own)) {
            return Ok(());
        }
        let pem = ca_params(&self.key).self_signed(&self.key)?.pem();
        let next = file.with_extension("pem.next");
        let written = fs::write(&next, pem).and_then(|()| fs::rename(&next, file));
        written.with_context(|| format!("{} could not be made", file.display()))
    }
}

/// The same for one key at all times: what certificates name as their issuer is made of it.
fn ca_params(key: &KeyPair) -> CertificateParams {
    let mut params = CertificateParams::default();
    // So that the CAs of two demos are told apart, in a list of the trusted ones and by programs.
    let number = params.key_identifier(key).iter().take(4).fold(0, |number, byte| number << 8 | u32::from(*byte));
    params.distinguished_name = named(&format!("Provost demo CA {number:08x}"));
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params
}

fn named(name: &str) -> DistinguishedName {
    let mut distinguished_name = DistinguishedName::new();
    distinguished_name.push(DnType::CommonName, name);
    distinguished_name
}

fn numbers(date: Date) -> anyhow::Result<(i32, u8, u8)> {
    Ok((date.year().into(), date.month().try_into()?, date.day().try_into()?))
}

use std::fs;

use rustls::pki_types::PrivatePkcs8KeyDer;

use super::*;

/// A directory with a certificate's files.
struct Files {
    directory: tempfile::TempDir,
}

/// A certificate and its key, as PEM.
fn made() -> (String, String) {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    (made.cert.pem(), made.signing_key.serialize_pem())
}

impl Files {
    fn new((certificate, key): &(String, String)) -> Self {
        let files = Self { directory: tempfile::tempdir().unwrap() };
        files.write(certificate, key);
        files
    }

    fn write(&self, certificate: &str, key: &str) {
        fs::write(self.certificate(), certificate).unwrap();
        fs::write(self.key(), key).unwrap();
    }

    fn certificate(&self) -> PathBuf {
        self.directory.path().join("cert.pem")
    }

    fn key(&self) -> PathBuf {
        self.directory.path().join("key.pem")
    }

    async fn open(&self) -> Result<CertificateFiles, TlsError> {
        CertificateFiles::open(self.certificate(), self.key()).await
    }

    async fn refused(&self) -> String {
        self.open().await.unwrap_err().to_string()
    }
}

/// What is shown to clients, as PEM text shows it.
fn shown(files: &CertificateFiles) -> Vec<u8> {
    files.certificate.current.0.read().cert[0].to_vec()
}

fn der(pem: &str) -> Vec<u8> {
    CertificateDer::from_pem_slice(pem.as_bytes()).unwrap().to_vec()
}

#[tokio::test]
async fn a_renewed_certificate_is_taken_when_both_files_have_settled() {
    let (old, new) = (made(), made());
    let files = Files::new(&old);
    let mut open = files.open().await.unwrap();
    assert!(open.check().await.is_none(), "nothing new");
    // Seen between the two writes, then whole.
    files.write(&new.0, &old.1);
    assert!(open.check().await.is_none());
    files.write(&new.0, &new.1);
    assert!(open.check().await.is_none(), "just new");
    assert_eq!(shown(&open), der(&old.0));
    open.check().await.unwrap().unwrap();
    assert_eq!(shown(&open), der(&new.0));
    assert!(open.check().await.is_none(), "taken already");
}

#[tokio::test]
async fn broken_files_are_told_once_and_the_certificate_before_stays() {
    let (old, new) = (made(), made());
    let files = Files::new(&old);
    let mut open = files.open().await.unwrap();
    let broken: [&dyn Fn(); 4] = [
        &|| files.write(&new.0, &old.1),
        &|| files.write("", &old.1),
        &|| files.write(&old.0, "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"),
        &|| fs::remove_file(files.key()).unwrap(),
    ];
    for (number, break_them) in broken.into_iter().enumerate() {
        break_them();
        assert!(open.check().await.is_none(), "{number}");
        assert!(open.check().await.unwrap().is_err(), "{number}");
        assert!(open.check().await.is_none(), "{number}: told already");
        assert_eq!(shown(&open), der(&old.0), "{number}");
    }
    files.write(&new.0, &new.1);
    assert!(open.check().await.is_none());
    open.check().await.unwrap().unwrap();
    assert_eq!(shown(&open), der(&new.0));
}

#[tokio::test]
async fn every_refusal_names_the_file_and_says_what_to_do() {
    let (one, other) = (made(), made());
    let files = Files::new(&one);
    let path = |path: PathBuf| path.display().to_string();
    let (certificate, key) = (path(files.certificate()), path(files.key()));
    let encrypted = "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n";
    let legacy = "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nAAAA\n-----END RSA PRIVATE KEY-----\n";
    let broken = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    let no_key = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n";
    for (certificate_text, key_text, file, hint) in [
        ("", one.1.as_str(), &certificate, "openssl x509 -inform der"),
        ("\x30\x02\x05\0", &one.1, &certificate, "BEGIN CERTIFICATE"),
        (&one.1, &one.1, &certificate, "BEGIN CERTIFICATE"),
        (broken, &one.1, &certificate, "ask for a new one"),
        (&one.0, "", &key, "openssl pkey -inform der"),
        (&one.0, &one.0, &key, "BEGIN PRIVATE KEY"),
        (&one.0, encrypted, &key, "passphrase"),
        (&one.0, legacy, &key, "passphrase"),
        (&one.0, no_key, &key, "ECDSA"),
        (&one.0, &other.1, &key, "does not fit"),
    ] {
        files.write(certificate_text, key_text);
        let refused = files.refused().await;
        assert!(refused.contains(file) && refused.contains(hint), "{hint}: {refused}");
    }
    files.write(&one.0, &one.1);
    fs::remove_file(files.key()).unwrap();
    assert!(files.refused().await.contains("No such file"));
    fs::create_dir(files.key()).unwrap();
    assert!(files.refused().await.contains("no regular file"));
}

#[tokio::test]
async fn nothing_of_a_key_is_in_an_error_or_in_debug() {
    let (certificate, key) = made();
    let secret = &key.lines().nth(1).unwrap()[..20];
    let files = Files::new(&(certificate.clone(), key.clone()));
    let debug = format!("{:?}", files.open().await.unwrap());
    assert!(!debug.contains(secret) && debug.contains("ServerCertificate"), "{debug}");
    for (certificate, key) in [
        (certificate.clone(), key.replace("-----BEGIN", "----BEGIN")),
        (certificate.clone(), key.replace("PRIVATE KEY-----\n", "PRIVATE KEY ")),
        (certificate.clone(), key.replace(secret, &format!("{secret}!"))),
        (certificate.clone(), key.replace(secret, &format!("-----BEGIN {secret}"))),
        (certificate, key.replace(secret, secret.get(4..).unwrap())),
        (key.clone(), key.clone()),
        (key.replace(secret, &format!("-----BEGIN {secret}")), key.clone()),
    ] {
        files.write(&certificate, &key);
        let error = files.open().await.unwrap_err();
        assert!(!format!("{error} {error:?}").contains(&secret[4..]), "{error:?}");
    }
}

#[tokio::test]
async fn a_file_is_watched_until_the_shutdown() {
    tokio::time::pause();
    let (old, new) = (made(), made());
    let files = Files::new(&old);
    let open = files.open().await.unwrap();
    let certificate = open.certificate().clone();
    let shutdown = CancellationToken::new();
    let renewed = async {
        files.write(&new.0, &new.1);
        while certificate.current.0.read().cert[0].to_vec() != der(&new.0) {
            tokio::time::sleep(CHECK_EVERY).await;
        }
        shutdown.cancel();
    };
    tokio::join!(open.watch(shutdown.clone()), renewed);
}

#[test]
fn a_certificate_from_memory_must_fit_its_key() {
    let make = || rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let (one, other) = (make(), make());
    let key = PrivatePkcs8KeyDer::from(other.signing_key.serialize_der());
    let error = ServerCertificate::new(vec![one.cert.der().clone()], key.into()).unwrap_err();
    assert_eq!(error, rustls::Error::InconsistentKeys(InconsistentKeys::KeyMismatch));
}

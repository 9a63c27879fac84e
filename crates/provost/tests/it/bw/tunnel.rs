//! A proxy that speaks TLS for a server without, and passes everything on as it comes: streams, too.

use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use std::net::TcpListener;
use std::sync::Arc;
use std::thread;
use testkit::tls::Certificate;
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;

/// Serves with this certificate what the server at this `http` URL answers, until the process ends.
pub(super) fn serve(listener: TcpListener, certificate: &Certificate, server: &str) {
    let chain = vec![CertificateDer::from_pem_file(&certificate.certificate).unwrap()];
    let key = PrivateKeyDer::from_pem_file(&certificate.key).unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let config = Arc::new(config.with_no_client_auth().with_single_cert(chain, key).unwrap());
    let (acceptor, server) = (TlsAcceptor::from(config), server.trim_start_matches("http://").to_owned());
    listener.set_nonblocking(true).unwrap();
    // A test waits for what a browser does, so the proxy must not need the test's own thread.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    thread::spawn(move || runtime.block_on(pass(listener, &acceptor, &server)));
}

#[expect(clippy::disallowed_methods, reason = "connections end with the test's process")]
async fn pass(listener: TcpListener, acceptor: &TlsAcceptor, server: &str) {
    let listener = tokio::net::TcpListener::from_std(listener).unwrap();
    while let Ok((stream, _)) = listener.accept().await {
        let (acceptor, server) = (acceptor.clone(), server.to_owned());
        // One that breaks off is its client's business.
        tokio::spawn(async move {
            let mut outside = acceptor.accept(stream).await?;
            let mut inside = TcpStream::connect(server).await?;
            tokio::io::copy_bidirectional(&mut outside, &mut inside).await
        });
    }
}

//! Serves an installation until a signal ends it.

use crate::application_metrics;
use crate::installation::Installation;
use crate::options::{ListenOptions, Switch};
use account_api::{AccountApi, AccountApiOptions, Registration};
use anyhow::{Context as _, bail};
use console::{Console, ConsoleOptions};
use http_kit::edge::{EdgeOptions, edge};
use http_kit::management::{FailingCheck, Readiness, management_router};
use http_kit::metrics::register_build_info;
use http_kit::{
    CertificateFiles, HttpMetrics, ListenerOptions, LogRequests, PublicUrl, ServerCertificate, serve, shutdown,
};
use prometheus_client::registry::Registry;
use scim_api::{ScimApi, ScimApiOptions, render_rejection};
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// The sockets of a server, taken before anything else so that a taken port or a wrong certificate is told at once.
pub(crate) struct Sockets {
    main: TcpListener,
    scim: TcpListener,
    management: Option<TcpListener>,
    /// With which the main and the SCIM listener speak TLS.
    certificate: Option<ServerCertificate>,
    /// Where it came from, if it may change there.
    certificate_files: Option<CertificateFiles>,
}

impl Sockets {
    /// Takes the ports, and the certificate if there is one.
    pub(crate) async fn bind(options: &ListenOptions, management_port: Option<u16>) -> anyhow::Result<Self> {
        if options.port == options.scim_port && options.port != 0 {
            bail!("--port and --scim-port are both {}: each listener needs a port of its own", options.port);
        }
        if let Some(url) = options.public_url.as_ref().filter(|url| url.has_path())
            && options.console.operators().is_some()
        {
            bail!(
                "--public-url {url} has a path: the Admin Console is at the root of a host. Give it a name of its own, such as \
                 https://provost.example.com, or serve no console (--no-console)"
            );
        }
        let main = bind(SocketAddr::new(options.listen, options.port), "--port").await?;
        let scim = bind(SocketAddr::new(options.listen, options.scim_port), "--scim-port").await?;
        let management = match management_port {
            Some(port) => Some(bind(SocketAddr::from(([127, 0, 0, 1], port)), "--management-port").await?),
            None => None,
        };
        let certificate_files = match (&options.tls_cert, &options.tls_key) {
            (Some(certificate), Some(key)) => {
                let files = CertificateFiles::open(certificate.clone(), key.clone()).await;
                Some(files.context("--tls-cert, --tls-key")?)
            }
            _ => None,
        };
        let certificate = certificate_files.as_ref().map(|files| files.certificate().clone());
        Ok(Self { main, scim, management, certificate, certificate_files })
    }

    /// Lets both listeners speak TLS with a certificate that stays.
    pub(crate) fn secure(&mut self, certificate: ServerCertificate) {
        self.certificate = Some(certificate);
    }

    /// Whether both listeners speak TLS.
    pub(crate) fn speak_tls(&self) -> bool {
        self.certificate.is_some()
    }

    /// The URL of the main listener: the public one, else one for this machine.
    pub(crate) fn main_url(&self, options: &ListenOptions) -> anyhow::Result<String> {
        Ok(self.url(options.public_url.as_ref(), self.main_address()?))
    }

    /// The URL of the SCIM listener: the public one, else one for this machine.
    pub(crate) fn scim_url(&self, options: &ListenOptions) -> anyhow::Result<String> {
        Ok(self.url(options.scim_public_url.as_ref(), self.scim_address()?))
    }

    /// Where identity providers are told to call. Whoever says how the main listener is reached, and nothing of the SCIM
    /// listener, has let the world reach the one alone, which has the same under a path.
    pub(crate) fn told_scim_url(&self, options: &ListenOptions) -> anyhow::Result<String> {
        match (&options.scim_public_url, &options.public_url) {
            (None, Some(url)) => Ok(format!("{url}/scim")),
            _ => self.scim_url(options),
        }
    }

    /// Where the main listener listens.
    pub(crate) fn main_address(&self) -> anyhow::Result<SocketAddr> {
        Ok(self.main.local_addr()?)
    }

    /// Where the SCIM listener listens.
    pub(crate) fn scim_address(&self) -> anyhow::Result<SocketAddr> {
        Ok(self.scim.local_addr()?)
    }

    fn url(&self, public: Option<&PublicUrl>, address: SocketAddr) -> String {
        match public {
            Some(url) => url.to_string(),
            None => format!("{}://{}", if self.speak_tls() { "https" } else { "http" }, reachable(address)),
        }
    }

    /// Where the management listener listens, if there is one.
    pub(crate) fn management_address(&self) -> anyhow::Result<Option<SocketAddr>> {
        Ok(self.management.as_ref().map(TcpListener::local_addr).transpose()?)
    }
}

/// The address that reaches a listener from this machine.
fn reachable(mut address: SocketAddr) -> SocketAddr {
    if address.ip().is_unspecified() {
        address.set_ip(if address.is_ipv4() { Ipv4Addr::LOCALHOST.into() } else { Ipv6Addr::LOCALHOST.into() });
    }
    address
}

async fn bind(address: SocketAddr, option: &str) -> anyhow::Result<TcpListener> {
    TcpListener::bind(address).await.map_err(|error| {
        let next = if error.kind() == std::io::ErrorKind::AddrNotAvailable {
            format!("This machine has no address {}: choose another with --listen", address.ip())
        } else {
            format!("If another program uses the port, stop it or choose another with {option}")
        };
        anyhow::Error::new(error).context(format!("cannot listen on {address}. {next}"))
    })
}

/// The wish of the operator to stop (SIGTERM or SIGINT), heard from the moment that the value is made.
pub(crate) struct Stop {
    token: CancellationToken,
    tracker: TaskTracker,
}

impl Stop {
    /// Begins to listen. Before, a signal ends the program as it ends any other.
    pub(crate) fn heard() -> anyhow::Result<Self> {
        let tracker = TaskTracker::new();
        Ok(Self { token: shutdown::token_on_signal(&tracker).context("signals")?, tracker })
    }
}

/// Serves until the operator wishes to stop: then finishes what runs, and closes the installation.
///
/// Whoever announces that the server is ready takes the `stop` before: it may be stopped at that very moment.
pub(crate) async fn run(
    installation: Installation,
    sockets: Sockets,
    options: &ListenOptions,
    stop: Stop,
) -> anyhow::Result<()> {
    let impatience = second_signal(stop.token.clone());
    let scim_url = sockets.told_scim_url(options)?;
    tokio::select! {
        () = run_until(installation, sockets, options, scim_url, &stop.tracker, stop.token.clone()) => Ok(()),
        result = impatience => {
            result.context("signals")?;
            bail!("stopped at once by a second signal: what ran was cut off")
        }
    }
}

/// Returns with the first signal after the one that began the stop.
async fn second_signal(stop: CancellationToken) -> std::io::Result<()> {
    stop.cancelled().await;
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    Ok(())
}

async fn run_until(
    installation: Installation,
    sockets: Sockets,
    options: &ListenOptions,
    scim_url: String,
    tracker: &TaskTracker,
    stop: CancellationToken,
) {
    let mut registry = Registry::default();
    let metrics = HttpMetrics::new(&mut registry);
    register_build_info(&mut registry, env!("CARGO_PKG_VERSION"), "");
    let application = &installation.application;
    application_metrics::register(&mut registry, application.clone());
    let limits = Arc::new(options.limits());
    let accounts = AccountApi::new(AccountApiOptions {
        application: application.clone(),
        limits: Arc::clone(&limits),
        metrics: metrics.clone(),
        registration: options.accounts.registration(),
        organization_creation: options.accounts.organization_creation(),
        verify_new_devices: options.accounts.verify_new_devices(),
    });
    let console = options.console.operators().map(|operators| {
        Console::new(ConsoleOptions {
            application: application.clone(),
            limits: Arc::clone(&limits),
            metrics: metrics.clone(),
            operators,
            is_registration_open: options.accounts.registration() != Registration::Invited,
            scim_url,
            shutdown: stop.clone(),
            is_trial: options.console.is_trial,
        })
    });
    let scim = ScimApi::new(ScimApiOptions {
        application: application.clone(),
        limits,
        metrics: metrics.clone(),
        version: env!("CARGO_PKG_VERSION"),
    });
    let draining = Arc::new(AtomicBool::new(false));
    // The operator's listener outlives the others: a load balancer must be able to see that the server is stopping.
    let stopped = CancellationToken::new();
    if let Some(listener) = sockets.management {
        let router = LogRequests::new(management_router(Arc::new(registry), readiness(application, &draining)));
        let listening = serve(listener, router, ListenerOptions::default(), stopped.clone());
        tracker.spawn(listening);
    }
    if let Some(files) = sockets.certificate_files {
        tracker.spawn(files.watch(stop.clone()));
    }
    let seed = u32::from_be_bytes(application.entropy().bytes());
    let edge_of = |public_url: Option<&PublicUrl>| EdgeOptions {
        renderer: render_rejection,
        request_id_seed: seed,
        trusted_proxies: options.trusted_proxies.clone().unwrap_or_default(),
        public_url: public_url.cloned(),
    };
    let listening = || {
        let defaults = ListenerOptions::default();
        let unlimited = options.rate_limits == Switch::Off;
        metrics.watch(ListenerOptions {
            certificate: sockets.certificate.clone(),
            trusted_proxies: options.trusted_proxies.clone().unwrap_or_default(),
            max_connections_per_address: if unlimited { None } else { defaults.max_connections_per_address },
            ..defaults
        })
    };
    let (main, beside) = (accounts.router(), scim.service_under_scim());
    let main = match &console {
        Some(console) => main.merge(console.router()).fallback_service(console.fallback(beside)),
        None => main.fallback_service(beside),
    };
    let main = edge(main, edge_of(options.public_url.as_ref()));
    let own = edge(scim.service(), edge_of(options.scim_public_url.as_ref()));
    tracing::info!(version = env!("CARGO_PKG_VERSION"), engine = application.storage().engine_name(), "serving");
    tokio::join!(
        serve(sockets.main, main, listening(), stop.clone()),
        serve(sockets.scim, own, listening(), stop.clone()),
        async {
            stop.cancelled().await;
            draining.store(true, Ordering::SeqCst);
            tracing::info!("stopping: no new connections, finishing what runs");
        },
    );
    installation.close().await;
    stopped.cancel();
    tracing::info!("stopped");
}

fn readiness(application: &application::Application, draining: &Arc<AtomicBool>) -> http_kit::ReadinessProbe {
    let (application, draining) = (application.clone(), Arc::clone(draining));
    Arc::new(move || {
        let (application, draining) = (application.clone(), Arc::clone(&draining));
        Box::pin(async move {
            let mut failing = Vec::new();
            if draining.load(Ordering::SeqCst) {
                failing.push(FailingCheck { check: "draining", detail: "the server is stopping".to_owned() });
            }
            if let Err(error) = application.storage().ready().await {
                failing.push(FailingCheck { check: "database", detail: error.to_string() });
            }
            Readiness { failing }
        })
    })
}

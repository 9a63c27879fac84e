//! Logs: to stderr, since stdout is for answers.

use crate::environment::variable;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::LevelFilter;

/// Libraries that tell many lines a request where `debug` is asked of everything, some with what is sent to the database.
/// Whoever wants one names it: `PROVOST_LOG=debug,h2=debug`.
const TALKATIVE: [&str; 8] =
    ["h2", "hyper", "hyper_util", "lettre", "reqwest", "rustls", "tokio_postgres", "tokio_rustls"];
/// What it says of a certificate stands in the error that a command ends with.
const SAID_ELSEWHERE: &str = "rustls_platform_verifier";

/// Starts logging. `PROVOST_LOG` chooses what is logged (`info`, `debug`, `storage=trace`, …).
pub(crate) fn start(json: bool) {
    let default = if json { LevelFilter::INFO } else { LevelFilter::WARN };
    let said = variable("PROVOST_LOG").unwrap_or_default().to_string_lossy().into_owned();
    let mut filter = EnvFilter::builder().with_default_directive(default.into()).parse_lossy(&said);
    let is_detailed = filter.max_level_hint().is_some_and(|level| level > LevelFilter::INFO);
    let quieter = TALKATIVE.into_iter().filter(|_| is_detailed).map(|name| (name, "warn"));
    for (name, level) in quieter.chain([(SAID_ELSEWHERE, "off")]) {
        if !said.contains(name)
            && let Ok(directive) = format!("{name}={level}").parse()
        {
            filter = filter.add_directive(directive);
        }
    }
    let terminal = std::io::IsTerminal::is_terminal(&std::io::stderr());
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    if json && !terminal {
        builder.json().flatten_event(true).init();
    } else {
        builder.with_target(false).with_ansi(terminal).init();
    }
}

//! `provost`: the server and its commands in one binary.
#![expect(clippy::doc_markdown, reason = "the comments of options are shown to people as help, as they stand")]

mod advice;
mod application_metrics;
mod commands;
mod data_directory;
mod environment;
mod installation;
mod local_ca;
mod mail_options;
mod options;
mod output;
mod server;
mod telemetry;
mod usage;

use anyhow::Context as _;
use clap::{CommandFactory as _, FromArgMatches as _, Parser, Subcommand};
use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// A self-hosted server for organizations whose people are managed by an identity provider.
///
/// Entra ID, Okta, OneLogin, JumpCloud, Ping and any SCIM 2.0 client push users and groups;
/// Provost turns them into members and groups, and logs every change.
///
/// To try it:   provost demo
/// To run it:   provost serve --data /var/lib/provost --public-url https://provost.example.com
#[derive(Debug, Parser)]
#[command(version, propagate_version = true, verbatim_doc_comment)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    // What these two explain stands at their own types: a comment here would take its place.
    Demo(commands::demo::Demo),
    Serve(commands::serve::Serve),
    /// Make, list and change organizations.
    #[command(subcommand)]
    Org(commands::org::Org),
    /// Switch an organization's SCIM endpoint on or off.
    #[command(subcommand)]
    Scim(commands::scim::Scim),
    /// Make, list, rotate and revoke SCIM keys.
    #[command(subcommand)]
    ScimKey(commands::scim_key::ScimKeyCommand),
    // What these two explain stands at their own types. Boxed, since the options are many.
    Accept(Box<commands::accept::Accept>),
    Confirm(Box<commands::confirm::Confirm>),
    /// Read what identity providers sent and what became of it.
    #[command(subcommand)]
    Trace(commands::trace::Trace),
    /// See and send mails that wait, and try the mail settings.
    #[command(subcommand)]
    Mail(commands::mail::Mail),
    /// Check the event log.
    #[command(subcommand)]
    Audit(commands::audit::Audit),
}

fn main() -> ExitCode {
    let arguments = match arguments() {
        Ok(arguments) => arguments,
        Err(error) => usage::exit(&error),
    };
    match run(arguments.command) {
        Ok(code) => code,
        Err(error) => {
            let text = format!("{error:#}");
            eprintln!("provost: {text}");
            if let Some(step) = advice::next_step(&text) {
                eprintln!("{step}");
            }
            ExitCode::FAILURE
        }
    }
}

fn arguments() -> Result<Arguments, clap::Error> {
    let mut command = environment::without_empty_variables(Arguments::command());
    let mut matches = command.try_get_matches_from_mut(std::env::args_os())?;
    Arguments::from_arg_matches_mut(&mut matches).map_err(|error| error.format(&mut command))
}

fn run(command: Command) -> anyhow::Result<ExitCode> {
    telemetry::start(matches!(command, Command::Serve(_)));
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.context("the runtime could not be started")?;
    runtime.block_on(async {
        match command {
            Command::Demo(demo) => demo.run().await,
            Command::Serve(serve) => serve.run().await,
            Command::Org(org) => org.run().await,
            Command::Scim(scim) => scim.run().await,
            Command::ScimKey(key) => key.run().await,
            Command::Accept(accept) => accept.run().await,
            Command::Confirm(confirm) => confirm.run().await,
            Command::Trace(trace) => trace.run().await,
            Command::Mail(mail) => mail.run().await,
            Command::Audit(audit) => audit.run().await,
        }
    })
}

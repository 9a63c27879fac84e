//! What the machine can do at best, measured in the same run: the numbers to compare with.

mod inserts;

use std::process::Command;

use anyhow::Context;
use axum::Router;
use axum::http::header::CONTENT_TYPE;
use axum::routing::get;

use crate::Options;
use crate::load::{self, Measurement};
use crate::process::Process;
use crate::requests::{Request, Service, user};
pub(crate) use inserts::Inserts;

/// The limits.
pub(crate) struct Limits {
    /// GET of a user's JSON from axum, nothing behind it.
    pub(crate) bare_get: Measurement,
    /// The rows of a create, each committed on its own.
    pub(crate) one_commit_each: Inserts,
    /// The same, as many in a commit as there are connections.
    pub(crate) batched: Inserts,
}

pub(crate) async fn measure(options: &Options) -> anyhow::Result<Limits> {
    let connections = usize::from(options.connections);
    let (reads, rows) = if options.common.quick { (5_000, 1_000) } else { (40_000, 10_000) };
    let mut command = Command::new(std::env::current_exe()?);
    let mut process = Process::start(command.arg("bare-endpoint"), &options.common.scratch.join("bare-endpoint.log"))?;
    let service = Service::new(process.line()?.trim(), "key")?;
    let bare_get = load::run(&service, &process, connections, reads, |_| Request::get("/user".to_owned()), |_, _| ());
    Ok(Limits {
        bare_get: bare_get.await?,
        one_commit_each: inserts::measure(&options.common.scratch, rows, 1)?,
        batched: inserts::measure(&options.common.scratch, rows * 4, connections)?,
    })
}

/// Serves a user's JSON on a free port, prints the URL and runs until it is killed. As many threads as the service has.
pub(crate) fn serve_bare_endpoint() -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let document = user(1);
        let answer = move || {
            let body = document.to_string(); // written anew for each answer, as a service has to
            async move { ([(CONTENT_TYPE, "application/scim+json")], body) }
        };
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await?;
        println!("http://{}", listener.local_addr()?);
        axum::serve(listener, Router::new().route("/user", get(answer))).await.context("bare endpoint")
    })
}

//! The demo, as it is started to be measured.

use std::path::Path;
use std::process::Command;

use anyhow::Context;
use serde_json::Value;

use crate::Common;
use crate::process::Process;
use crate::requests::Service;

/// What the demo says when it is ready.
pub(crate) struct Ready(Value);

impl Ready {
    /// A text of its line.
    pub(crate) fn text(&self, pointer: &str) -> anyhow::Result<&str> {
        self.0.pointer(pointer).and_then(Value::as_str).with_context(|| format!("no {pointer} in {}", self.0))
    }

    /// The SCIM service of its organization.
    pub(crate) fn scim(&self) -> anyhow::Result<Service> {
        Service::new(self.text("/organizations/0/scimUrl")?, self.text("/organizations/0/scimKey")?)
    }
}

/// No mails: the invitations of a hundred thousand people would be written while something else is measured.
pub(crate) const WITHOUT_MAILS: [&str; 2] = ["--mail-transport", "none"];

/// Starts the demo on these data, with these options for its mails.
pub(crate) fn demo(options: &Common, database: &str, data: &Path, mails: &[&str]) -> anyhow::Result<(Process, Ready)> {
    let mut command = Command::new(&options.binary);
    command.args(["demo", "--json", "--rate-limits", "off", "--port", "0", "--scim-port", "0"]);
    command.args(mails).arg("--data").arg(data);
    if database != "sqlite" {
        command.arg("--database").arg(database);
    }
    let mut process = Process::start(&mut command, &options.scratch.join("provost.log"))?;
    let line = process.line()?;
    let ready = serde_json::from_str(&line).with_context(|| format!("not JSON: {line}"))?;
    Ok((process, Ready(ready)))
}

//! `provost confirm`

mod choice;
mod handshake;
mod report;
mod rule;
mod watch;

use crate::commands::account::{self, password::PasswordOptions, sign_in::sign_in};
use crate::options::{duration, organization_id};
use anyhow::bail;
use choice::Choice;
use clap::Args;
use domain::OrganizationId;
use handshake::Handshake;
use report::Report;
use rule::Rule;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

/// Confirm who has accepted: give them the organization's key, without a browser.
///
/// Whoever accepted waits until somebody who has the organization's key seals a copy of it for them. The server cannot:
/// it never has that key. This command can, on your machine: it logs in as an owner or admin, unlocks with the master
/// password, shows each waiting member with the fingerprint phrase of their public key, and confirms whom you choose.
/// Keys and master password never leave this process.
///
/// The phrase: the server hands out the public keys, so a server in wrong hands could hand out its own. Members see
/// their phrase in their own client (Settings, My account, Fingerprint phrase; `bw get fingerprint me`). Compare it with
/// them over another way before you confirm. With --watch nobody compares: there the server is trusted for the keys.
///
/// The master password is asked for on the terminal. Scripts use --password-file, --password-stdin or the variable
/// PROVOST_MASTER_PASSWORD. It is never an argument, which others could see in the list of processes.
#[derive(Debug, Args)]
#[command(after_long_help = EXAMPLES)]
#[expect(clippy::struct_excessive_bools, reason = "switches of a command line")]
pub(crate) struct Confirm {
    /// The URL of the server, such as https://provost.example.com. Plain http is for this machine alone.
    #[arg(long, env = "PROVOST_SERVER", value_name = "URL")]
    server: String,
    /// The organization; not needed where the account is in only one.
    #[arg(long, value_name = "ID", value_parser = organization_id)]
    organization: Option<OrganizationId>,
    /// The address of the account that confirms: an owner, an admin, or a member who may manage users.
    #[arg(long, env = "PROVOST_EMAIL", value_name = "ADDRESS")]
    email: String,
    /// A certificate (PEM) of an authority to trust beside the machine's own.
    #[arg(long, env = "PROVOST_CA_CERT", value_name = "FILE")]
    ca_cert: Option<PathBuf>,
    #[command(flatten)]
    password: PasswordOptions,
    /// Confirm this member: the id or the address. Can be given several times.
    #[arg(long = "member", value_name = "ID", conflicts_with_all = ["all", "watch", "scim", "domains", "roles"])]
    members: Vec<String>,
    /// Confirm everybody who waits now; with rules, everybody who matches them.
    #[arg(long, conflicts_with = "watch")]
    all: bool,
    /// Go on running, and confirm whoever accepts and matches the rules, until SIGINT or SIGTERM.
    #[arg(long)]
    watch: bool,
    #[command(flatten)]
    rule: Rule,
    /// How often --watch looks, such as 10s or 1m.
    #[arg(long, value_name = "TIME", default_value = "10s", value_parser = interval)]
    interval: Duration,
    /// Ask nothing: confirm whom --member or --all names.
    #[arg(long)]
    yes: bool,
    /// Print one JSON object a line. Without --member, --all or --watch, only list who waits.
    #[arg(long)]
    json: bool,
}

const EXAMPLES: &str = "\
Examples:
  export PROVOST_SERVER=https://provost.example.com PROVOST_EMAIL=olga@example.com

  Show who waits, and decide one by one:
    provost confirm
  One member whose phrase you have compared:
    provost confirm --member dora@example.com --yes
  Whoever the directory provisioned with an address of your company, as they accept:
    provost confirm --password-file /run/secrets/olga --watch \\
      --if-scim --if-domain example.com --if-role user

Rules: those of one kind are alternatives (--if-domain a.example --if-domain b.example), those of different kinds must \
all hold.

--watch goes on through restarts of the server and ends of its session; a second factor is asked for once, at the \
start. Members whom the server refuses for now (because of a policy, say) are tried again, later and later.

Exit status: 0 done, 1 something failed or a member was refused, 2 wrong arguments.";

fn interval(text: &str) -> Result<Duration, String> {
    match duration(text)? {
        short if short < Duration::from_secs(1) => Err("too short: at least 1s".to_owned()),
        long if long > Duration::from_hours(24) => Err("too long: at most 24h".to_owned()),
        interval => Ok(interval),
    }
}

impl Confirm {
    pub(crate) async fn run(self) -> anyhow::Result<ExitCode> {
        if self.watch && self.rule.is_empty() {
            bail!(
                "--watch needs a rule. Without one, whoever gets hold of an invitation would be given the organization's \
                 key unseen. Say whom to confirm with --if-scim, --if-domain or --if-role"
            );
        }
        if self.yes && !(self.watch || self.all || !self.members.is_empty()) {
            bail!("--yes answers for you, so say whom to confirm: --all, or --member with an id or an address");
        }
        let client = account::connect(&self.server, self.ca_cert.as_deref())?;
        let password = self.password.read(&self.email)?;
        account::identify(&client, self.ca_cert.as_deref()).await?;
        let session = sign_in(&client, &self.email, &password, self.watch).await?;
        drop(password);
        let handshake = Handshake::open(session, self.organization).await?;
        let report = Report::new(self.json);
        if self.watch {
            return watch::watch(&handshake, &self.rule, self.interval, report).await;
        }
        let choice = match (self.members.is_empty(), self.all) {
            (false, _) => Choice::These(self.members),
            (true, true) => Choice::All(self.rule),
            (true, false) if self.json => Choice::List(self.rule),
            (true, false) => Choice::OneByOne(self.rule),
        };
        let done = choice.run(&handshake, report, !self.yes).await;
        handshake.sign_out().await;
        done
    }
}

//! Options that several subcommands share.

use crate::data_directory::DataDirectory;
use crate::environment::variable;
use account_api::{OrganizationCreation, Registration};
use clap::builder::TypedValueParser;
use clap::error::ErrorKind;
use clap::{Args, ValueEnum};
use domain::{EmailAddress, OrganizationId};
use http_kit::{PublicUrl, RateLimits, TrustedProxies};
use std::ffi::OsStr;
use std::fmt;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;
use storage::{DatabaseUrl, InvalidDatabaseUrl};

/// The data directory where none is named.
const USUAL_DATA: &str = "data";
/// The port of the SCIM listener where none is named.
const USUAL_SCIM_PORT: u16 = 44559;
/// The longest life of a key.
const TEN_YEARS: Duration = Duration::from_hours(24 * 3650);

/// Where an installation keeps its data.
#[derive(Debug, Clone, Args)]
pub(crate) struct DataOptions {
    /// The directory of the database, the data key and the published tips. Made when it is not there.
    #[arg(long, env = "PROVOST_DATA", value_name = "DIR", default_value = USUAL_DATA)]
    pub(crate) data: PathBuf,
    /// Another database than DIR/provost.db: `sqlite:PATH` or `postgres://USER:PASSWORD@HOST/NAME`.
    #[arg(long, env = "PROVOST_DATABASE", value_name = "URL", hide_env_values = true, value_parser = DatabaseUrlParser)]
    pub(crate) database: Option<DatabaseUrl>,
    /// The data key itself (44 characters of base64), in place of the file DIR/data-key. Better kept in the environment.
    #[arg(long, env = "PROVOST_DATA_KEY", value_name = "KEY", hide = true, hide_env_values = true)]
    pub(crate) data_key: Option<Secret>,
}

impl DataOptions {
    /// A command of this program about the same data, for a person to type: `provost org list --data DIR`.
    ///
    /// A password is not repeated; what the environment says goes on being said there.
    pub(crate) fn command(&self, words: &str) -> String {
        let mut command = vec!["provost".to_owned(), words.to_owned()];
        if self.data != Path::new(USUAL_DATA) || variable("PROVOST_DATA").is_some() {
            command.extend(["--data".to_owned(), quoted(&self.data.to_string_lossy())]);
        }
        if let Some(database) = &self.database
            && variable("PROVOST_DATABASE").is_none()
        {
            let shown = if database.is_postgres() { "…".to_owned() } else { quoted(&database.to_string()) };
            command.extend(["--database".to_owned(), shown]);
        }
        command.join(" ")
    }
}

/// A word as a shell takes it.
pub(crate) fn quoted(word: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "/._-:+=@,%".contains(c);
    if !word.is_empty() && word.chars().all(is_plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

/// A text that `Debug` does not show.
#[derive(Clone)]
pub(crate) struct Secret(String);

impl Secret {
    pub(crate) fn reveal(&self) -> &str {
        &self.0
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

/// Reads the address of a database. The usual complaint of clap repeats the text, and with it a password.
#[derive(Clone)]
struct DatabaseUrlParser;

impl TypedValueParser for DatabaseUrlParser {
    type Value = DatabaseUrl;

    fn parse_ref(
        &self,
        command: &clap::Command,
        _: Option<&clap::Arg>,
        value: &OsStr,
    ) -> Result<DatabaseUrl, clap::Error> {
        let text = value.to_str().ok_or_else(|| "it is not UTF-8".to_owned());
        text.and_then(|text| text.parse().map_err(|error: InvalidDatabaseUrl| error.to_string())).map_err(|reason| {
            let message = format!("invalid value for '--database <URL>' or PROVOST_DATABASE: {reason}\n");
            clap::Error::raw(ErrorKind::ValueValidation, message).with_cmd(command)
        })
    }
}

/// The organization that a command is about, named in either form.
#[derive(Debug, Args)]
pub(crate) struct ChosenOrganization {
    /// The organization; not needed where there is only one.
    #[arg(value_parser = organization_id)]
    organization: Option<OrganizationId>,
    /// The same as an option, as the other commands take it.
    #[arg(long = "organization", value_name = "ID", value_parser = organization_id, conflicts_with = "organization")]
    organization_option: Option<OrganizationId>,
}

impl ChosenOrganization {
    pub(crate) fn id(&self) -> Option<OrganizationId> {
        self.organization.or(self.organization_option)
    }
}

/// How identity providers reach the SCIM listener.
#[derive(Debug, Args)]
pub(crate) struct ScimUrlOptions {
    /// The URL under which the SCIM listener is reached from outside; the SCIM URL that is shown begins with it. Not
    /// needed where a server has run on these data: it noted where it is reached.
    #[arg(long, env = "PROVOST_SCIM_PUBLIC_URL", value_name = "URL")]
    scim_public_url: Option<PublicUrl>,
}

impl ScimUrlOptions {
    /// The SCIM URL of an organization: under the address that is given, else where the server of these data is
    /// reached, else where one usually is.
    pub(crate) fn of(&self, id: OrganizationId, data: &DataOptions) -> String {
        let given = self.scim_public_url.clone().or_else(|| DataDirectory::noted_scim_url(data));
        match given {
            Some(url) => format!("{url}/v2/{id}"),
            None => format!("http://127.0.0.1:{USUAL_SCIM_PORT}/v2/{id}"),
        }
    }
}

/// Where and how an installation listens.
#[derive(Debug, Clone, Args)]
pub(crate) struct ListenOptions {
    /// The address to listen on.
    #[arg(long, env = "PROVOST_LISTEN", value_name = "ADDRESS", default_value = "127.0.0.1")]
    pub(crate) listen: IpAddr,
    /// The port of the main listener; 0 takes a free one.
    #[arg(long, env = "PROVOST_PORT", default_value_t = 8080)]
    pub(crate) port: u16,
    /// The port of the SCIM listener; 0 takes a free one.
    #[arg(long, env = "PROVOST_SCIM_PORT", default_value_t = USUAL_SCIM_PORT)]
    pub(crate) scim_port: u16,
    /// The URL under which the main listener is reached from outside, such as https://provost.example.com. It has no
    /// path, unless no Admin Console is served.
    #[arg(long, env = "PROVOST_PUBLIC_URL", value_name = "URL")]
    pub(crate) public_url: Option<PublicUrl>,
    /// The URL under which the SCIM listener is reached from outside, such as https://scim.example.com.
    #[arg(long, env = "PROVOST_SCIM_PUBLIC_URL", value_name = "URL")]
    pub(crate) scim_public_url: Option<PublicUrl>,
    /// The certificate with which both listeners speak https: a PEM file with the server's own, then those that signed
    /// it. It is read again when it changes. Without it they speak http, for a reverse proxy that speaks https.
    #[arg(long, env = "PROVOST_TLS_CERT", value_name = "FILE", requires = "tls_key")]
    pub(crate) tls_cert: Option<PathBuf>,
    /// The private key of that certificate: a PEM file without a passphrase, which nobody else may read.
    #[arg(long, env = "PROVOST_TLS_KEY", value_name = "FILE", requires = "tls_cert")]
    pub(crate) tls_key: Option<PathBuf>,
    /// Networks whose forwarded headers are believed, with commas: 10.0.0.0/8,fd00::/8.
    #[arg(long, env = "PROVOST_TRUSTED_PROXIES", value_name = "NETWORKS")]
    pub(crate) trusted_proxies: Option<TrustedProxies>,
    /// `off` switches every limit and lock-out off, for benchmarks and tests.
    #[arg(long, env = "PROVOST_RATE_LIMITS", value_enum, default_value_t = Switch::On)]
    pub(crate) rate_limits: Switch,
    /// How many days the provisioning trace is kept.
    #[arg(long, env = "PROVOST_TRACE_DAYS", value_name = "DAYS", default_value_t = 30, value_parser = clap::value_parser!(u64).range(1..=3650))]
    pub(crate) trace_days: u64,
    #[command(flatten)]
    pub(crate) accounts: AccountOptions,
    #[command(flatten)]
    pub(crate) console: ConsoleArguments,
}

/// The Admin Console.
#[derive(Debug, Clone, Args)]
pub(crate) struct ConsoleArguments {
    /// Serve no Admin Console: only what programs call.
    #[arg(long, env = "PROVOST_NO_CONSOLE")]
    no_console: bool,
    /// The address of somebody who runs the installation: in the Admin Console they see every organization and make new
    /// ones, once a mail has shown that the address is theirs. May be given several times, or with commas.
    #[arg(long = "operator", env = "PROVOST_OPERATORS", value_name = "EMAIL", value_delimiter = ',', value_parser = email_address)]
    pub(crate) operators: Vec<EmailAddress>,
    /// Whether this is the demo, whose mails are read in the console.
    #[arg(skip)]
    pub(crate) is_trial: bool,
}

impl ConsoleArguments {
    /// The folded addresses of those who run the installation; none where no console is served.
    pub(crate) fn operators(&self) -> Option<Vec<String>> {
        (!self.no_console).then(|| self.operators.iter().map(|address| address.key().to_owned()).collect())
    }
}

/// Who may have an account.
#[derive(Debug, Clone, Args)]
pub(crate) struct AccountOptions {
    /// Who may make an account: people who are invited, or everybody who answers a mail.
    #[arg(long, env = "PROVOST_REGISTRATION", value_enum, default_value_t = RegistrationChoice::Invited)]
    registration: RegistrationChoice,
    /// Who may make an organization with their client: nobody, so that the operator does (`provost org create`), or
    /// everybody who has an account.
    #[arg(long, env = "PROVOST_ORGANIZATION_CREATION", value_enum, default_value_t = CreationChoice::Operators)]
    organization_creation: CreationChoice,
    /// `on` asks for a code by mail where somebody signs in with a device that is new and has no two-step login.
    #[arg(long, env = "PROVOST_NEW_DEVICE_VERIFICATION", value_enum, default_value_t = Switch::Off)]
    new_device_verification: Switch,
    /// Whether everybody may make an account, for any address and without a mail, and organizations too.
    #[arg(skip)]
    pub(crate) open_registration: bool,
}

/// Who may make an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum RegistrationChoice {
    /// People who are invited.
    Invited,
    /// Everybody who answers a mail.
    Open,
}

/// Who may make an organization.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum CreationChoice {
    /// The operator alone.
    Operators,
    /// Everybody who has an account.
    Everyone,
}

impl AccountOptions {
    /// Who may make an organization.
    pub(crate) const fn organization_creation(&self) -> OrganizationCreation {
        match self.organization_creation {
            CreationChoice::Operators if !self.open_registration => OrganizationCreation::Operators,
            _ => OrganizationCreation::Everyone,
        }
    }

    /// Whether a device that never signed in shows a code that was mailed to the person.
    pub(crate) fn verify_new_devices(&self) -> bool {
        self.new_device_verification == Switch::On
    }

    /// Who may make an account.
    pub(crate) const fn registration(&self) -> Registration {
        match self.registration {
            _ if self.open_registration => Registration::OpenWithoutMail,
            RegistrationChoice::Invited => Registration::Invited,
            RegistrationChoice::Open => Registration::Open,
        }
    }
}

/// On or off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Switch {
    /// On.
    On,
    /// Off.
    Off,
}

impl ListenOptions {
    pub(crate) fn limits(&self) -> RateLimits {
        if self.rate_limits == Switch::On { RateLimits::default() } else { RateLimits::off() }
    }

    /// The names and addresses under which the listeners may be reached.
    pub(crate) fn names(&self) -> Vec<String> {
        let local = ["localhost".to_owned(), "127.0.0.1".to_owned(), "::1".to_owned(), self.listen.to_string()];
        let public = [&self.public_url, &self.scim_public_url].into_iter().flatten().map(|url| url.host().to_owned());
        let mut names: Vec<_> = local.into_iter().chain(public).collect();
        names.sort();
        names.dedup();
        names
    }

    /// The name by which others know this machine.
    pub(crate) fn own_domain(&self) -> Option<&str> {
        self.public_url.as_ref().and_then(PublicUrl::domain)
    }

    pub(crate) const fn trace_retention(&self) -> Duration {
        Duration::from_hours(24 * self.trace_days)
    }
}

/// Reads the id of an organization.
pub(crate) fn organization_id(text: &str) -> Result<OrganizationId, String> {
    OrganizationId::parse(text).ok_or_else(|| "not an organization's id; `provost org list` shows them".to_owned())
}

/// Reads a length of time such as `90s`, `30m`, `24h` or `7d`.
pub(crate) fn duration(text: &str) -> Result<Duration, String> {
    let digits = text.trim_end_matches(|c: char| !c.is_ascii_digit());
    let number: u64 = digits.parse().map_err(|_| "expected a number and a unit, such as 24h or 7d".to_owned())?;
    let seconds = match text.get(digits.len()..).unwrap_or_default().trim() {
        "s" => 1,
        "m" => 60,
        "h" => 3600,
        "d" => 86_400,
        _ => return Err("expected a unit after the number: s, m, h or d".to_owned()),
    };
    number.checked_mul(seconds).map(Duration::from_secs).ok_or_else(|| "too long".to_owned())
}

/// Reads how long a key lives or goes on living: at most ten years.
pub(crate) fn overlap(text: &str) -> Result<Duration, String> {
    match duration(text)? {
        long if long > TEN_YEARS => Err("too long: at most 3650d (10 years)".to_owned()),
        overlap => Ok(overlap),
    }
}

/// Reads how long a new key lives: some time.
pub(crate) fn life(text: &str) -> Result<Duration, String> {
    match overlap(text)? {
        Duration::ZERO => Err("too short: at least 1s".to_owned()),
        life => Ok(life),
    }
}

/// Reads an address; blanks around it do not count.
pub(crate) fn email_address(text: &str) -> Result<EmailAddress, String> {
    EmailAddress::require(text.trim()).map_err(|refusal| refusal.to_string())
}

/// Reads a name, which is more than blanks.
pub(crate) fn not_blank(text: &str) -> Result<String, String> {
    if text.trim().is_empty() { Err("it is blank".to_owned()) } else { Ok(text.to_owned()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_of_time_have_a_unit() {
        assert_eq!(duration("24h"), Ok(Duration::from_hours(24)));
        assert_eq!(duration("0s"), Ok(Duration::ZERO));
        for wrong in ["", "24", "h", "-1h", "1w", "1.5h", "99999999999999999999d"] {
            assert!(duration(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_key_lives_between_a_second_and_ten_years() {
        assert_eq!(life("1s"), Ok(Duration::from_secs(1)));
        assert_eq!(life("3650d"), Ok(TEN_YEARS));
        assert_eq!(overlap("0s"), Ok(Duration::ZERO));
        for wrong in ["0d", "3651d", "213503982334601d"] {
            assert!(life(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_word_with_blanks_is_quoted() {
        assert_eq!(quoted("/var/lib/provost"), "/var/lib/provost");
        assert_eq!(quoted("my data"), "'my data'");
        assert_eq!(quoted("it's"), r"'it'\''s'");
    }
}

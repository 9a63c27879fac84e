//! An installation for one test: a database of its own, an organization with an owner and a SCIM key, and the routes
//! under test behind a real socket.

use crate::postgres::TestDatabase;
use crate::trace::{Answer, Target};
use anyhow::Context as _;
use application::mail::MailOptions;
use application::{
    Application, ApplicationOptions, BackgroundJobs, ChangeOrganization, CreateOrganization, CreateScimKey, DataKey,
    FindAccountByEmail, FirstKeys, NewOwner, OrganizationChange, OwnerAccount, RegisterAccount, RegistrationProof,
    TipFile,
};
use domain::{
    Account, AccountId, AccountKeys, Clock, EmailAddress, Entropy, KdfSettings, KeyScope, NewAccount, Organization,
    OrganizationId, OrganizationKeys, ScimKey, Timestamp,
};
use serde_json::Value;
use std::net::Ipv4Addr;
use std::time::Duration;
use storage::{DatabaseUrl, Storage, StorageOptions};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::task::JoinSet;

/// A database engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// A file in a temporary directory.
    Sqlite,
    /// A database of the shared throwaway cluster.
    Postgres,
}

impl Engine {
    /// Both, for tests that must hold on either.
    pub const ALL: [Self; 2] = [Self::Sqlite, Self::Postgres];
}

/// When the tests' clock starts: 2026-01-01T00:00:00Z.
pub const START: Timestamp = Timestamp::from_micros(1_767_225_600_000_000);

/// A running installation. Its clock stands still until a test moves it.
pub struct App {
    /// The use cases.
    pub application: Application,
    /// The organization "Acme", with SCIM on.
    pub organization: Organization,
    /// Its key, for users and groups.
    pub key: ScimKey,
    /// The clock.
    pub clock: Clock,
    /// `http://127.0.0.1:PORT`.
    pub origin: String,
    /// The work beside the calls.
    pub jobs: BackgroundJobs,
    /// The address of the database.
    pub database: DatabaseUrl,
    _serving: JoinSet<()>,
    directory: TempDir,
    test_database: Option<TestDatabase>,
}

impl App {
    /// Starts an installation. `serve` is the program under test: it serves the use cases on the listener for ever.
    pub async fn start<S>(engine: Engine, serve: impl FnOnce(TcpListener, Application) -> S) -> anyhow::Result<Self>
    where
        S: Future<Output = ()> + Send + 'static,
    {
        Self::start_with_mail(engine, MailOptions::none(), serve).await
    }

    /// Starts an installation that sends mails.
    pub async fn start_with_mail<S>(
        engine: Engine,
        mail: MailOptions,
        serve: impl FnOnce(TcpListener, Application) -> S,
    ) -> anyhow::Result<Self>
    where
        S: Future<Output = ()> + Send + 'static,
    {
        let directory = tempfile::tempdir()?;
        let (database, url) = match engine {
            Engine::Sqlite => (None, DatabaseUrl::sqlite(directory.path().join("provost.db"))),
            Engine::Postgres => {
                let database = migrated_database()?;
                let url = database.url().parse()?;
                (Some(database), url)
            }
        };
        let clock = Clock::manual(START);
        let entropy = Entropy::seeded(1);
        let trace_url =
            if url.is_postgres() { url.clone() } else { DatabaseUrl::sqlite(directory.path().join("trace.db")) };
        let few = StorageOptions { connections: 4, ..StorageOptions::default() };
        let started = Application::start(ApplicationOptions {
            storage: Storage::open(&url, StorageOptions::default()).await?,
            trace_storage: Storage::open(&trace_url, few).await?,
            data_key: DataKey::parse(&DataKey::generate_text(&entropy))?,
            tip_file: TipFile::new(directory.path().join("event-tips")),
            mail,
            clock: clock.clone(),
            entropy,
            trace_retention: Duration::from_hours(24 * 30),
            remember_keys: false,
        });
        let (application, jobs) = started.await?;
        let organization = make_organization(&application, "Acme").await?;
        let key = make_key(&application, organization.id, KeyScope::UsersAndGroups).await?;
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let origin = format!("http://{}", listener.local_addr()?);
        let mut serving = JoinSet::new();
        serving.spawn(serve(listener, application.clone()));
        Ok(Self {
            application,
            organization,
            key,
            clock,
            origin,
            jobs,
            database: url,
            _serving: serving,
            directory,
            test_database: database,
        })
    }

    /// Everything that is kept, as text: to look for what must not be. The files of `SQLite` as they are, what
    /// `pg_dump` shows of `PostgreSQL`, and whatever else is in the data directory.
    pub fn stored_text(&self) -> anyhow::Result<String> {
        let mut text = self.test_database.as_ref().map_or_else(|| Ok(String::new()), TestDatabase::dump)?;
        for entry in std::fs::read_dir(self.directory.path())? {
            text.push_str(&String::from_utf8_lossy(&std::fs::read(entry?.path())?));
        }
        Ok(text)
    }

    /// The SCIM URL of the organization.
    pub fn base(&self) -> String {
        format!("{}/v2/{}", self.origin, self.organization.id)
    }

    /// The SCIM endpoint, with the organization's key.
    pub fn target(&self) -> anyhow::Result<Target> {
        Target::new(&self.base(), self.key.reveal())
    }

    /// One SCIM call with the organization's key; the path begins after the organization.
    pub async fn call(&self, method: &str, path: &str, body: Option<&Value>) -> anyhow::Result<Answer> {
        let text = body.map(Value::to_string);
        let mut headers = vec![("Authorization".to_owned(), format!("Bearer {}", self.key.reveal()))];
        if body.is_some() {
            headers.push(("Content-Type".to_owned(), "application/scim+json".to_owned()));
        }
        self.target()?.send(method, path, &headers, text.as_deref().map(str::as_bytes)).await
    }
}

/// Makes an organization with a confirmed owner, Olga Owner, and SCIM on.
pub async fn make_organization(application: &Application, name: &str) -> anyhow::Result<Organization> {
    let organization_id = OrganizationId::from_uuid(application.fresh_uuid());
    let organization = Organization::new(organization_id, name, application.now())?;
    let email = EmailAddress::parse(&format!("olga@{}.example", name.to_lowercase())).context("the owner's address")?;
    let account = Some(make_owner(application, &email).await?);
    let owner = Some(NewOwner { email, name: "Olga Owner".to_owned(), account });
    application.run(CreateOrganization { call: application.system_call(), organization, owner }).await?;
    let change = OrganizationChange { scim_enabled: Some(true), ..OrganizationChange::default() };
    Ok(application.run(ChangeOrganization { call: application.system_call(), organization_id, change }).await?)
}

/// An account that nobody signs in to, with what looks like keys.
async fn make_owner(application: &Application, email: &EmailAddress) -> anyhow::Result<OwnerAccount> {
    let text = || "not a key".to_owned();
    let pair = OrganizationKeys { public_key: text(), wrapped_private_key: text() };
    let keys = FirstKeys { sealed_key: text(), pair, collection_name: None };
    // Organizations of one name have one owner.
    if let Some(account) = application.read(&FindAccountByEmail(email.key().to_owned())).await? {
        return Ok(OwnerAccount { id: account.id, keys });
    }
    let account = person(application, email, "Olga Owner")?;
    let id = account.id;
    let (call, proof) = (application.system_call(), RegistrationProof::Address);
    application.run(RegisterAccount { call, account, proof }).await?;
    Ok(OwnerAccount { id, keys })
}

/// The account of somebody who never signs in, with what looks like a password's hash and keys; not stored yet.
pub fn person(application: &Application, email: &EmailAddress, name: &str) -> anyhow::Result<Account> {
    let text = || "not a key".to_owned();
    let person = NewAccount {
        email: email.clone(),
        email_verified: true,
        name: Some(name.to_owned()),
        password_hash: text(),
        password_hint: None,
        kdf: KdfSettings::DEFAULT,
        keys: AccountKeys { wrapped_user_key: text(), public_key: text(), wrapped_private_key: text() },
    };
    let id = AccountId::from_uuid(application.fresh_uuid());
    Ok(Account::new(person, id, application.fresh_uuid(), application.now())?)
}

/// Makes a key that does not expire.
pub async fn make_key(
    application: &Application,
    organization_id: OrganizationId,
    scope: KeyScope,
) -> anyhow::Result<ScimKey> {
    let key = ScimKey::generate(application.entropy());
    let call = application.system_call();
    let create = CreateScimKey { call, organization_id, name: "Test".to_owned(), scope, expires_at: None, key };
    Ok(application.run(create).await?.key)
}

/// A PostgreSQL database with the schema: copied from one that was migrated once.
fn migrated_database() -> anyhow::Result<TestDatabase> {
    // The name changes with the migrations, so that an old template is never taken for a new one.
    let name = format!("provost_{}", storage::schema_fingerprint());
    Ok(TestDatabase::from_template(&name, |url| migrate(url).map_err(std::io::Error::other))?)
}

fn migrate(url: &str) -> anyhow::Result<()> {
    let url: DatabaseUrl = url.parse()?;
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(async {
            Storage::open(&url, StorageOptions::default()).await?.close().await;
            Ok(())
        })
    })
    .join()
    .map_err(|_| anyhow::anyhow!("the migration panicked"))?
}

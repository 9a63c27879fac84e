//! Opens an installation: its database, its data key, its use cases.

use crate::data_directory::DataDirectory;
use crate::options::DataOptions;
use anyhow::{Context as _, bail};
use application::mail::MailOptions;
use application::{
    Application, ApplicationOptions, BackgroundJobs, DataKey, FindOrganization, ListOrganizations, StartError,
};
use domain::{Clock, Entropy, Organization, OrganizationId};
use std::time::Duration;
use storage::tables::installation;
use storage::{OpenError, Query, Snapshot, Storage, StorageError, StorageOptions};

/// Connections that write the trace on PostgreSQL.
const TRACE_CONNECTIONS: usize = 2;

/// An open installation.
pub(crate) struct Installation {
    pub(crate) application: Application,
    pub(crate) jobs: BackgroundJobs,
    pub(crate) options: DataOptions,
}

impl Installation {
    /// Opens the installation of these options, and makes it where there is none and `create` says so.
    pub(crate) async fn open(
        options: &DataOptions,
        create: bool,
        trace_retention: Duration,
        mail: MailOptions,
    ) -> anyhow::Result<Self> {
        let directory = DataDirectory::open(options, create)?;
        // A key that is wrong in itself is told before a database is made for it.
        let known_key = directory.data_key()?;
        let opened =
            Storage::open(&directory.database()?, StorageOptions { create, ..StorageOptions::default() }).await;
        let storage = match opened {
            Err(error @ OpenError::Missing { .. }) => bail!(
                "{error}. Name another one with --data or --database, or make it: `{}` or `{}`",
                options.command("serve"),
                options.command("org create NAME")
            ),
            opened => opened?,
        };
        let data_key = match known_key {
            Some(key) => key,
            None => match missing_data_key(&directory, &storage, create).await {
                Ok(key) => key,
                Err(error) => {
                    storage.close().await;
                    return Err(error);
                }
            },
        };
        let trace_options =
            StorageOptions { connections: TRACE_CONNECTIONS, durable: false, ..StorageOptions::default() };
        let trace_storage = Storage::open(&directory.trace_database()?, trace_options).await?;
        let started = Application::start(ApplicationOptions {
            storage,
            trace_storage,
            data_key,
            tip_file: directory.tip_file(),
            mail,
            clock: Clock::system(),
            entropy: Entropy::system(),
            trace_retention,
            remember_keys: true,
        });
        let (application, jobs) = match started.await {
            Ok(started) => started,
            Err(StartError::WrongDataKey) => bail!(
                "the data key is not the one of this database: its event log and SCIM keys cannot be read with it. Put the \
                 file data-key back that belongs to the database, or set PROVOST_DATA_KEY to its content"
            ),
            Err(error) => return Err(error).context("the database"),
        };
        Ok(Self { application, jobs, options: options.clone() })
    }

    /// Whether the database of these options holds an installation.
    pub(crate) async fn exists(options: &DataOptions) -> anyhow::Result<bool> {
        let database = DataDirectory::open(options, false)?.database()?;
        let storage = match Storage::open(&database, StorageOptions::default()).await {
            Err(OpenError::Missing { .. }) => return Ok(false),
            opened => opened?,
        };
        let is_bound = storage.read(&IsBound).await;
        storage.close().await;
        is_bound.context("the database")
    }

    /// Opens an installation that is there already, for a command beside the server, which sends the mails.
    pub(crate) async fn open_existing(options: &DataOptions) -> anyhow::Result<Self> {
        Self::open(options, false, Duration::MAX, MailOptions::none()).await
    }

    /// Finishes what runs in the background.
    pub(crate) async fn close(self) {
        self.jobs.stop(self.application).await;
    }

    /// Ends without publishing or writing anything more.
    pub(crate) fn abandon(self) {
        self.jobs.abandon();
    }

    /// The organization that a command is about: the named one, or the only one there is.
    pub(crate) async fn organization(&self, id: Option<OrganizationId>) -> anyhow::Result<Organization> {
        if let Some(id) = id {
            let found = self.application.read(&FindOrganization(id)).await?;
            return found.map(|(organization, _)| organization).with_context(|| {
                format!("there is no organization {id}; `{}` shows them", self.options.command("org list"))
            });
        }
        let mut organizations = self.application.read(&ListOrganizations).await?;
        match (organizations.pop(), organizations.is_empty()) {
            (Some(only), true) => Ok(only),
            (Some(_), false) => bail!(
                "there are several organizations: name one with --organization ID (see `{}`)",
                self.options.command("org list")
            ),
            (None, _) => {
                bail!("there is no organization yet: make one with `{}`", self.options.command("org create NAME"))
            }
        }
    }
}

/// The data key of a database that came without one: made for a new database, never for one that is bound to a key.
async fn missing_data_key(directory: &DataDirectory, storage: &Storage, create: bool) -> anyhow::Result<DataKey> {
    // In this order: a process that binds the database meanwhile has made the file before.
    let is_bound = storage.read(&IsBound).await.context("the database")?;
    let file = directory.data_key_file();
    if let Some(key) = directory.data_key()? {
        return Ok(key);
    }
    if is_bound {
        bail!(
            "there is no data key {}, and the database {} cannot be read with any other. Put the file data-key back that \
             belongs to it, or set PROVOST_DATA_KEY to its content",
            file.display(),
            directory.database()?
        );
    }
    if create {
        directory.make_data_key()?;
    }
    directory.data_key()?.with_context(|| {
        let serve = directory.serve_command();
        format!("there is no data key {} yet. Start `{serve}` first, or set PROVOST_DATA_KEY", file.display())
    })
}

/// Whether the database is bound to a data key.
struct IsBound;

impl Query for IsBound {
    type Output = bool;
    type Error = StorageError;
    const SINGLE_STATEMENT: bool = true;

    async fn run(&self, at: &mut Snapshot<'_>) -> Result<bool, StorageError> {
        Ok(installation::data_key_check(at).await?.is_some())
    }
}

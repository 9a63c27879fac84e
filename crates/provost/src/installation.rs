//! Opens an installation: its database, its data key, its use cases.

use crate::data_directory::DataDirectory;
use crate::options::DataOptions;
use anyhow::{Context as _, bail};
use application::{Application, ApplicationOptions, BackgroundJobs, FindOrganization, ListOrganizations, StartError};
use domain::{Clock, Entropy, Organization, OrganizationId};
use std::time::Duration;
use storage::{Storage, StorageOptions};

/// Connections that write the trace on PostgreSQL.
const TRACE_CONNECTIONS: usize = 2;

/// An open installation.
pub(crate) struct Installation {
    pub(crate) application: Application,
    pub(crate) jobs: BackgroundJobs,
}

impl Installation {
    /// Opens the installation of these options, and makes it where there is none and `create` says so.
    pub(crate) async fn open(options: &DataOptions, create: bool, trace_retention: Duration) -> anyhow::Result<Self> {
        let directory = DataDirectory::open(options, create)?;
        let data_key = directory.data_key(options.data_key.as_deref(), create)?;
        let storage = Storage::open(&directory.database()?, StorageOptions::default()).await?;
        let trace_options =
            StorageOptions { connections: TRACE_CONNECTIONS, durable: false, ..StorageOptions::default() };
        let trace_storage = Storage::open(&directory.trace_database()?, trace_options).await?;
        let started = Application::start(ApplicationOptions {
            storage,
            trace_storage,
            data_key,
            tip_file: directory.tip_file(),
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
        Ok(Self { application, jobs })
    }

    /// Opens an installation that is there already, for a command beside the server.
    pub(crate) async fn open_existing(options: &DataOptions) -> anyhow::Result<Self> {
        Self::open(options, false, Duration::from_hours(24 * 30)).await
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
            return found
                .map(|(organization, _)| organization)
                .with_context(|| format!("there is no organization {id}; `provost org list` shows them"));
        }
        let mut organizations = self.application.read(&ListOrganizations).await?;
        match (organizations.pop(), organizations.is_empty()) {
            (Some(only), true) => Ok(only),
            (Some(_), false) => {
                bail!("there are several organizations: name one with --organization ID (see `provost org list`)")
            }
            (None, _) => bail!("there is no organization yet: make one with `provost org create NAME`"),
        }
    }
}

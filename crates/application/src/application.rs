//! The one door to the use cases.

mod authentication;
mod background;
mod codes;
mod people;
mod reports;

use self::authentication::KeyCache;
use crate::commands::bind_data_key::BindDataKey;
use crate::commands::drop_trace::DropTraceBefore;
use crate::key_use::KeyUses;
use crate::mail::{Letter, Mail, MailOptions, Mailer};
use crate::page_index::PageIndexes;
use crate::queries::listing::Listing;
use crate::queries::write_letter::WriteLetter;
use crate::trace_writer::TraceWriter;
use crate::{
    Call, ChainStatus, CommandError, DataKey, DeleteOrganization, GroupView, ListGroups, ListMembers, MadeUpKdf,
    MailTotals, MemberView, PasswordHashing, PublishedTip, TipFile, TokenSigner, VerifyEvents, WaitingMail,
};
use domain::{
    Actor, Clock, DeviceType, EmailAddress, Entropy, GroupAttribute, MemberAttribute, OrganizationId, Origin, Timestamp,
};
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use storage::{Command, Query, Storage, StorageError};
use tokio::sync::{Notify, Semaphore};
use tokio_util::task::TaskTracker;
use uuid::Uuid;

pub use self::background::BackgroundJobs;
pub use self::codes::CODE_LIFETIME;
pub use self::reports::{TracePage, TraceRow};

/// Pieces of work that wait at most, after their answers.
const LATER: usize = 1_000;

/// What the application is made of.
pub struct ApplicationOptions {
    /// The database.
    pub storage: Storage,
    /// Where the provisioning trace goes: a file of its own on `SQLite`, connections of its own on `PostgreSQL`.
    pub trace_storage: Storage,
    /// The data key.
    pub data_key: DataKey,
    /// Where tips are published.
    pub tip_file: TipFile,
    /// How mails are sent.
    pub mail: MailOptions,
    /// Where the time comes from.
    pub clock: Clock,
    /// Where randomness comes from.
    pub entropy: Entropy,
    /// How long trace entries are kept.
    pub trace_retention: Duration,
    /// Whether a key that was looked up is remembered for a moment. Tests that change keys say no.
    pub remember_keys: bool,
}

/// Why the use cases cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The database failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// The database is bound to another data key.
    #[error("the data key is not the one of this database")]
    WrongDataKey,
}

/// The use cases over one database. Clones share everything.
#[derive(Clone)]
pub struct Application(Arc<Shared>);

struct Shared {
    storage: Storage,
    trace_storage: Storage,
    trace: TraceWriter,
    data_key: Arc<DataKey>,
    passwords: PasswordHashing,
    tip_file: TipFile,
    mailer: Mailer,
    /// Rings after each change that may have written a mail.
    mail_bell: Notify,
    /// How many mails waited when they were last counted.
    mail_totals: Mutex<MailTotals>,
    /// Work that an answer does not wait for, and the room for it.
    later: TaskTracker,
    later_room: Arc<Semaphore>,
    clock: Clock,
    entropy: Entropy,
    trace_retention: Duration,
    key_uses: KeyUses,
    key_cache: Option<Mutex<KeyCache>>,
    member_pages: PageIndexes,
    group_pages: PageIndexes,
    /// Organizations whose logs were told to be broken, once each.
    told_broken: Mutex<HashSet<OrganizationId>>,
    /// How far each log was checked on this server, in memory: whoever edits the database cannot edit this.
    verified: Mutex<HashMap<OrganizationId, (PublishedTip, ChainStatus)>>,
}

impl Application {
    /// Opens the use cases: binds the database to the data key, or refuses a key that is not the one it is bound to,
    /// and starts the work in the background.
    ///
    /// # Errors
    /// [`StartError`].
    pub async fn start(options: ApplicationOptions) -> Result<(Self, BackgroundJobs), StartError> {
        let bind = BindDataKey { check: *options.data_key.check(), now: options.clock.now() };
        if options.storage.run(bind).await?.is_some_and(|bound| bound != options.data_key.check()) {
            return Err(StartError::WrongDataKey);
        }
        let (trace, write_trace) = TraceWriter::new(options.trace_storage.clone());
        let application = Self(Arc::new(Shared {
            storage: options.storage,
            trace_storage: options.trace_storage,
            trace,
            data_key: Arc::new(options.data_key),
            passwords: PasswordHashing::new(options.entropy.clone()),
            tip_file: options.tip_file,
            later: TaskTracker::new(),
            later_room: Arc::new(Semaphore::new(LATER)),
            mailer: Mailer::new(options.mail, options.clock.clone()),
            mail_bell: Notify::new(),
            mail_totals: Mutex::default(),
            clock: options.clock,
            entropy: options.entropy,
            trace_retention: options.trace_retention,
            key_uses: KeyUses::default(),
            key_cache: options.remember_keys.then(Mutex::default),
            member_pages: PageIndexes::default(),
            group_pages: PageIndexes::default(),
            told_broken: Mutex::default(),
            verified: Mutex::default(),
        }));
        let jobs = BackgroundJobs::start(&application, write_trace);
        Ok((application, jobs))
    }

    /// Runs a command.
    pub async fn run<C: Command>(&self, command: C) -> Result<C::Output, C::Error> {
        let result = self.0.storage.run(command).await;
        if result.is_ok() {
            // It may have written a mail; whoever sends mails looks.
            self.0.mail_bell.notify_one();
        }
        result
    }

    /// Runs a query.
    pub async fn read<Q: Query>(&self, query: &Q) -> Result<Q::Output, Q::Error> {
        self.0.storage.read(query).await
    }

    /// Runs a query over the provisioning trace.
    pub async fn read_trace<Q: Query>(&self, query: &Q) -> Result<Q::Output, Q::Error> {
        self.0.trace_storage.read(query).await
    }

    /// The context of a call that begins now.
    pub fn call(&self, actor: Actor, origin: Origin, address: Option<String>, request_id: Option<String>) -> Call {
        Call {
            now: self.now(),
            actor,
            device_type: DeviceType::SERVER,
            origin,
            address,
            request_id,
            started: Instant::now(),
            entropy: self.0.entropy.clone(),
            data_key: Arc::clone(&self.0.data_key),
        }
    }

    /// The context of a call by the operator or the server itself.
    pub fn system_call(&self) -> Call {
        self.call(Actor::System, Origin::Console, None, None)
    }

    /// The present moment.
    pub fn now(&self) -> Timestamp {
        self.0.clock.now()
    }

    /// Where randomness comes from.
    pub fn entropy(&self) -> &Entropy {
        &self.0.entropy
    }

    /// A UUID v7 of this moment, for what no ledger numbers. Its random part begins with the fraction of the
    /// millisecond (RFC 9562 §6.2, method 3), so that ids are in the order of their making to some microseconds.
    pub fn fresh_uuid(&self) -> Uuid {
        let micros = u64::try_from(self.now().micros()).unwrap_or(0);
        let fraction = u16::try_from(micros % 1000 * 4096 / 1000).unwrap_or(0);
        let mut random: [u8; 10] = self.0.entropy.bytes();
        if let Some((head, _)) = random.split_first_chunk_mut() {
            *head = fraction.to_be_bytes();
        }
        uuid::Builder::from_unix_timestamp_millis(micros / 1000, &random).into_uuid()
    }

    /// What signs and reads tokens.
    pub fn tokens(&self) -> &TokenSigner {
        self.0.data_key.tokens()
    }

    /// A new security stamp, or another value that need only be new: a random UUID.
    pub fn random_uuid(&self) -> Uuid {
        uuid::Builder::from_random_bytes(self.0.entropy.bytes()).into_uuid()
    }

    /// Key derivation settings of accounts that do not exist.
    pub fn made_up_kdf(&self) -> &MadeUpKdf {
        self.0.data_key.made_up_kdf()
    }

    /// The server's hash of master password hashes.
    pub fn passwords(&self) -> &PasswordHashing {
        &self.0.passwords
    }

    /// What sends mails.
    pub fn mailer(&self) -> &Mailer {
        &self.0.mailer
    }

    /// Rings after each change that may have written a mail.
    pub(crate) fn mail_bell(&self) -> &Notify {
        &self.0.mail_bell
    }

    /// What a waiting mail says now, if anybody still needs it.
    pub(crate) fn write_letter(&self, mail: &WaitingMail) -> WriteLetter {
        WriteLetter {
            mail: mail.clone(),
            site: self.0.mailer.site().to_owned(),
            now: self.now(),
            data_key: Arc::clone(&self.0.data_key),
        }
    }

    /// How many mails of organizations wait, and how many were given up, a few seconds ago.
    pub fn mail_totals(&self) -> MailTotals {
        *self.0.mail_totals.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A letter to an address, to be given to the mailer.
    pub fn compose(&self, recipient: &EmailAddress, letter: impl Into<Letter>) -> Mail {
        Mail::new(self.fresh_uuid(), self.now(), recipient.clone(), letter)
    }

    /// The database.
    pub fn storage(&self) -> &Storage {
        &self.0.storage
    }

    /// The provisioning trace.
    pub fn trace(&self) -> &TraceWriter {
        &self.0.trace
    }

    /// A list of members.
    pub fn list_members(
        &self,
        organization_id: OrganizationId,
        listing: Listing<MemberAttribute, MemberView>,
        with_groups: bool,
    ) -> ListMembers {
        ListMembers { organization_id, listing, with_groups, page_index: self.0.member_pages.of(organization_id) }
    }

    /// A list of groups.
    pub fn list_groups(
        &self,
        organization_id: OrganizationId,
        listing: Listing<GroupAttribute, GroupView>,
        with_members: bool,
    ) -> ListGroups {
        ListGroups { organization_id, listing, with_members, page_index: self.0.group_pages.of(organization_id) }
    }

    /// A check of an organization's event log against its chain and, where there is one, its published tip.
    ///
    /// # Errors
    /// Where the tip file cannot be read.
    pub fn verify_events(&self, organization_id: OrganizationId) -> std::io::Result<VerifyEvents> {
        let published = self.0.tip_file.read()?.get(&organization_id).copied();
        Ok(VerifyEvents { organization_id, published, data_key: Arc::clone(&self.0.data_key) })
    }

    /// Deletes an organization, and its provisioning trace with it.
    ///
    /// # Errors
    /// As [`DeleteOrganization`]. A trace that could not be dropped is told in the log alone: the organization is gone.
    pub async fn delete_organization(&self, delete: DeleteOrganization) -> Result<(), CommandError> {
        let organization_id = delete.organization_id;
        self.run(delete).await?;
        let drop_all = DropTraceBefore { organization_id, bound: Uuid::max() };
        if let Err(error) = self.0.trace_storage.run(drop_all).await {
            tracing::warn!(%error, %organization_id, "the trace of a deleted organization was not dropped");
        }
        Ok(())
    }

    /// Where tips are published.
    pub fn tip_file(&self) -> &TipFile {
        &self.0.tip_file
    }
}

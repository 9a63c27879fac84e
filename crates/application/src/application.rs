//! The one door to the use cases.

use crate::commands::bind_data_key::BindDataKey;
use crate::commands::record_key_use::RecordKeyUse;
use crate::key_use::KeyUses;
use crate::page_index::PageIndexes;
use crate::queries::authenticate_scim_key::AuthenticateScimKey;
use crate::queries::find_tip::{FindTip, TipState};
use crate::queries::listing::Listing;
use crate::trace_writer::TraceWriter;
use crate::{
    Call, DataKey, DataKeyError, GroupView, ListGroups, ListMembers, ListOrganizations, MemberView, RevealScimKey,
    ScimScope, TipFile, VerifyEvents,
};
use domain::{
    Actor, Clock, Entropy, GroupAttribute, MemberAttribute, OrganizationId, Origin, ScimKey, ScimKeyDigest, ScimKeyId,
    Timestamp,
};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use storage::tables::trace;
use storage::{Command, Query, Storage, StorageError, Transaction};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use uuid::Uuid;

/// How long a key that was looked up is taken for live: a revoked one lets nobody in after this on any node.
const KEY_CACHE_LIFE: Duration = Duration::from_secs(2);
/// Keys remembered at most.
const KEY_CACHE_SIZE: usize = 10_000;
/// How often key uses are written down.
const KEY_USE_INTERVAL: Duration = Duration::from_secs(5);
/// How often tips are published.
const TIP_INTERVAL: Duration = Duration::from_secs(1);
/// How often old trace entries are dropped.
const RETENTION_INTERVAL: Duration = Duration::from_hours(1);

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
    /// Where the time comes from.
    pub clock: Clock,
    /// Where randomness comes from.
    pub entropy: Entropy,
    /// How long trace entries are kept.
    pub trace_retention: Duration,
    /// Whether a key that was looked up is remembered for a moment. Tests that change keys say no.
    pub remember_keys: bool,
}

/// The use cases over one database. Clones share everything.
#[derive(Clone)]
pub struct Application(Arc<Shared>);

struct Shared {
    storage: Storage,
    trace_storage: Storage,
    trace: TraceWriter,
    data_key: Arc<DataKey>,
    tip_file: TipFile,
    clock: Clock,
    entropy: Entropy,
    trace_retention: Duration,
    key_uses: KeyUses,
    key_cache: Option<Mutex<KeyCache>>,
    member_pages: PageIndexes,
    group_pages: PageIndexes,
}

type KeyCache = HashMap<(OrganizationId, [u8; 32]), (Instant, Arc<ScimScope>)>;

/// Work that runs beside the calls.
#[derive(Debug)]
pub struct BackgroundJobs {
    tracker: TaskTracker,
    stop: CancellationToken,
}

impl Application {
    /// Opens the use cases: binds the database to the data key, or refuses a key that is not the one it is bound to,
    /// and starts the work in the background.
    ///
    /// # Errors
    /// [`StorageError`] where the database fails; `Ok(Err(_))` where the data key is another one.
    pub async fn start(
        options: ApplicationOptions,
    ) -> Result<Result<(Self, BackgroundJobs), DataKeyError>, StorageError> {
        let bind = BindDataKey { check: *options.data_key.check(), now: options.clock.now() };
        if options.storage.run(bind).await?.is_some_and(|bound| bound != options.data_key.check()) {
            return Ok(Err(DataKeyError::DoesNotOpen));
        }
        let (trace, write_trace) = TraceWriter::new(options.trace_storage.clone());
        let application = Self(Arc::new(Shared {
            storage: options.storage,
            trace_storage: options.trace_storage,
            trace,
            data_key: Arc::new(options.data_key),
            tip_file: options.tip_file,
            clock: options.clock,
            entropy: options.entropy,
            trace_retention: options.trace_retention,
            key_uses: KeyUses::default(),
            key_cache: options.remember_keys.then(|| Mutex::new(HashMap::new())),
            member_pages: PageIndexes::default(),
            group_pages: PageIndexes::default(),
        }));
        let jobs = BackgroundJobs { tracker: TaskTracker::new(), stop: CancellationToken::new() };
        jobs.tracker.spawn(write_trace);
        jobs.repeat(&application, KEY_USE_INTERVAL, |application| async move { application.write_key_uses().await });
        jobs.repeat(&application, TIP_INTERVAL, |application| async move { application.publish_tips().await });
        jobs.repeat(&application, RETENTION_INTERVAL, |application| async move { application.drop_old_trace().await });
        jobs.tracker.close();
        Ok(Ok((application, jobs)))
    }

    /// Runs a command.
    pub async fn run<C: Command>(&self, command: C) -> Result<C::Output, C::Error> {
        self.0.storage.run(command).await
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
            origin,
            address,
            request_id,
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

    /// The database.
    pub fn storage(&self) -> &Storage {
        &self.0.storage
    }

    /// The provisioning trace.
    pub fn trace(&self) -> &TraceWriter {
        &self.0.trace
    }

    /// What a key with this digest may do in this organization; none where it is not the organization's, has ended, or
    /// the organization takes no SCIM.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn authenticate(
        &self,
        organization_id: OrganizationId,
        digest: &ScimKeyDigest,
    ) -> Result<Option<Arc<ScimScope>>, StorageError> {
        let found = match self.remembered(organization_id, digest) {
            Some(scope) => Some(scope),
            None => self.look_up(organization_id, digest).await?,
        };
        let now = self.now();
        Ok(found.filter(|scope| scope.key.is_live(now) && scope.organization.accepts_scim()))
    }

    fn remembered(&self, organization_id: OrganizationId, digest: &ScimKeyDigest) -> Option<Arc<ScimScope>> {
        let cache = self.0.key_cache.as_ref()?.lock().unwrap_or_else(PoisonError::into_inner);
        let (since, scope) = cache.get(&(organization_id, *digest.as_bytes()))?;
        (since.elapsed() < KEY_CACHE_LIFE).then(|| Arc::clone(scope))
    }

    async fn look_up(
        &self,
        organization_id: OrganizationId,
        digest: &ScimKeyDigest,
    ) -> Result<Option<Arc<ScimScope>>, StorageError> {
        let started = Instant::now();
        let query = AuthenticateScimKey { organization_id, digest: *digest };
        let found = self.read(&query).await?.map(Arc::new);
        if let (Some(cache), Some(scope)) = (&self.0.key_cache, &found) {
            let mut cache = cache.lock().unwrap_or_else(PoisonError::into_inner);
            if cache.len() >= KEY_CACHE_SIZE {
                cache.clear();
            }
            cache.insert((organization_id, *digest.as_bytes()), (started, Arc::clone(scope)));
        }
        Ok(found)
    }

    /// Notes that a key was used.
    pub fn note_key_use(
        &self,
        scope: &ScimScope,
        address: impl FnOnce() -> String,
        agent: impl FnOnce() -> Option<String>,
    ) {
        self.0.key_uses.note(scope.organization.id, scope.key.id, self.now(), address, agent);
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

    /// The key itself, for an owner who has proved who they are.
    ///
    /// # Errors
    /// Where the database fails; `Ok(Some(Err(_)))` where the key was sealed under another data key.
    pub async fn reveal_scim_key(
        &self,
        organization_id: OrganizationId,
        id: ScimKeyId,
    ) -> Result<Option<Result<ScimKey, DataKeyError>>, StorageError> {
        let sealed = self.read(&RevealScimKey { organization_id, id }).await?;
        Ok(sealed.map(|sealed| self.0.data_key.open(&sealed, organization_id, id)))
    }

    /// A check of an organization's event log against its chain and the published tip.
    ///
    /// # Errors
    /// Where the tip file cannot be read.
    pub fn verify_events(&self, organization_id: OrganizationId) -> std::io::Result<VerifyEvents> {
        let published = self.0.tip_file.read()?.get(&organization_id).copied();
        Ok(VerifyEvents { organization_id, published, data_key: Arc::clone(&self.0.data_key) })
    }

    /// Writes down when keys were last used.
    pub async fn write_key_uses(&self) {
        let uses = self.0.key_uses.take();
        if !uses.is_empty()
            && let Err(error) = self.run(RecordKeyUse(uses)).await
        {
            tracing::warn!(%error, "the last uses of SCIM keys were not written down");
        }
    }

    /// Publishes where the logs end now.
    pub async fn publish_tips(&self) {
        if let Err(reason) = self.try_publish_tips().await {
            tracing::warn!(reason, file = %self.0.tip_file.path().display(), "the tips of the event logs were not published");
        }
    }

    async fn try_publish_tips(&self) -> Result<(), String> {
        let organizations = self.read(&ListOrganizations).await.map_err(|error| error.to_string())?;
        let published = self.0.tip_file.read().map_err(|error| error.to_string())?;
        let mut newer = Vec::new();
        for organization in organizations {
            let organization_id = organization.id;
            let known = published.get(&organization_id).copied();
            let find_tip = FindTip { organization_id, published: known };
            match self.read(&find_tip).await.map_err(|error| error.to_string())? {
                Some(TipState::EndsAt(tip)) if known != Some(tip) => newer.push((organization_id, tip)),
                Some(TipState::LostPublished) => tracing::error!(
                    %organization_id,
                    "the event log does not hold the event that was published last: run `provost audit verify`"
                ),
                _ => {}
            }
        }
        if newer.is_empty() { Ok(()) } else { self.0.tip_file.publish(&newer).map_err(|error| error.to_string()) }
    }

    /// Drops trace entries that are older than they are kept.
    pub async fn drop_old_trace(&self) {
        let Ok(organizations) = self.read(&ListOrganizations).await else { return };
        let oldest = self.now().before(self.0.trace_retention);
        let millis = u64::try_from(oldest.micros() / 1000).unwrap_or(0);
        let bound = uuid::Builder::from_unix_timestamp_millis(millis, &[0; 10]).into_uuid();
        for organization in organizations {
            let drop_old = DropTraceBefore { organization_id: organization.id, bound };
            if let Err(error) = self.0.trace_storage.run(drop_old).await {
                tracing::warn!(%error, "old provisioning trace entries were not dropped");
            }
        }
    }
}

struct DropTraceBefore {
    organization_id: OrganizationId,
    bound: Uuid,
}

impl Command for DropTraceBefore {
    type Output = u64;
    type Error = StorageError;

    async fn run(&self, tx: &mut Transaction<'_>) -> Result<u64, StorageError> {
        trace::delete_before(tx, self.organization_id, self.bound).await
    }
}

impl BackgroundJobs {
    /// Does a piece of work again and again until the jobs are stopped.
    fn repeat<F, W>(&self, application: &Application, interval: Duration, work: F)
    where
        F: Fn(Application) -> W + Send + 'static,
        W: Future<Output = ()> + Send + 'static,
    {
        let (application, stop) = (application.clone(), self.stop.clone());
        self.tracker.spawn(async move {
            while stop.run_until_cancelled(tokio::time::sleep(interval)).await.is_some() {
                // A task of its own, so that a round that panics ends itself alone.
                let mut round = JoinSet::new();
                round.spawn(work(application.clone()));
                if let Some(Err(error)) = round.join_next().await {
                    tracing::error!(%error, "a background job failed; it goes on with its next round");
                }
            }
        });
    }

    /// Stops the jobs and leaves everything as it is.
    pub fn abandon(self) {
        self.stop.cancel();
    }

    /// Stops the jobs, after one last round of those that must not lose anything, and closes the databases.
    pub async fn stop(self, application: Application) {
        self.stop.cancel();
        application.write_key_uses().await;
        application.publish_tips().await;
        application.0.trace.flush().await;
        application.0.storage.close().await;
        application.0.trace_storage.close().await;
    }
}

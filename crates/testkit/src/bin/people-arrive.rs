//! Stands for the people whom a directory has invited to a demo's organization: so many of them make an account and accept,
//! and most of these are confirmed. By the client API each of them would cost the server a password's hash, and sixty
//! thousand of them an hour; this makes the same rows and events by the same use cases, with what only looks like keys.
//!
//!     people-arrive DATA_DIRECTORY DATABASE_URL ACCEPTING CONFIRMED

use anyhow::Context as _;
use application::mail::MailOptions;
use application::{
    AcceptInvitation, Application, ApplicationOptions, ConfirmMembers, DataKey, FindAccountByEmail, FindMember,
    FindSelectedMembers, InvitationToken, ListOrganizations, MemberSelection, RegisterAccount, RegistrationProof,
    TipFile,
};
use domain::{Actor, Clock, EmailAddress, Entropy, MemberId, MemberStatus, OrganizationId, Origin};
use std::path::Path;
use std::time::Duration;
use storage::{DatabaseUrl, Storage, StorageOptions};
use testkit::app::person;
use tokio::task::JoinSet;

/// People who arrive at once.
const AT_ONCE: usize = 64;
/// Members that an administrator confirms in one go.
const BATCH: usize = 500;
/// What a demo's owner is called.
const OWNER: &str = "olga@demo.example";

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [data, database, accepting, confirmed] = arguments.as_slice() else {
        anyhow::bail!("people-arrive DATA_DIRECTORY DATABASE_URL ACCEPTING CONFIRMED")
    };
    let (accepting, confirmed) = (accepting.parse()?, confirmed.parse()?);
    let storage = Storage::open(&database.parse()?, StorageOptions::default()).await?;
    let data = Path::new(data);
    let entropy = Entropy::system();
    let trace = DatabaseUrl::sqlite(data.join("people-arrive-trace.db")); // nothing of this comes from a directory
    let (application, jobs) = Application::start(ApplicationOptions {
        storage,
        trace_storage: Storage::open(&trace, StorageOptions { connections: 1, ..StorageOptions::default() }).await?,
        data_key: DataKey::parse(&std::fs::read_to_string(data.join("data-key"))?)?,
        tip_file: TipFile::new(data.join("event-tips")),
        mail: MailOptions::none(),
        clock: Clock::system(),
        entropy,
        trace_retention: Duration::MAX,
        remember_keys: true,
    })
    .await?;
    let organizations = application.read(&ListOrganizations).await?;
    let organization_id = organizations.first().context("no organization")?.id;
    let ids = accept(&application, organization_id, accepting).await?;
    confirm(&application, organization_id, ids.get(..confirmed).unwrap_or(&ids)).await?;
    jobs.stop(application).await;
    Ok(())
}

/// The first of those who are invited accept.
async fn accept(
    application: &Application,
    organization_id: OrganizationId,
    accepting: u16,
) -> anyhow::Result<Vec<MemberId>> {
    let selection = MemberSelection { status: Some(MemberStatus::Invited), ..MemberSelection::default() };
    let ids = application.read(&FindSelectedMembers { organization_id, selection, limit: accepting }).await?;
    let mut arriving = JoinSet::new();
    for id in ids.iter().copied() {
        if arriving.len() >= AT_ONCE
            && let Some(arrived) = arriving.join_next().await
        {
            arrived??;
        }
        let application = application.clone();
        arriving.spawn(async move { arrive(&application, organization_id, id).await });
    }
    while let Some(arrived) = arriving.join_next().await {
        arrived??;
    }
    Ok(ids)
}

async fn arrive(application: &Application, organization_id: OrganizationId, id: MemberId) -> anyhow::Result<()> {
    let found = application.read(&FindMember { organization_id, id }).await?.context("a member is gone")?;
    let invitation = InvitationToken::of(&found.member).context("a member is not invited")?;
    let account = person(application, &found.member.profile.email, found.member.label())?;
    let account_id = account.id;
    let (call, proof) = (application.system_call(), RegistrationProof::Address);
    application.run(RegisterAccount { call, account, proof }).await?;
    let call = application.call(Actor::Account(account_id), Origin::Console, None, None);
    application.run(AcceptInvitation { call, invitation, recovery_key: None }).await?;
    Ok(())
}

async fn confirm(application: &Application, organization_id: OrganizationId, ids: &[MemberId]) -> anyhow::Result<()> {
    let owner = EmailAddress::require(OWNER)?;
    let owner = application.read(&FindAccountByEmail(owner.key().to_owned())).await?.context("no owner")?;
    for ids in ids.chunks(BATCH) {
        let call = application.call(Actor::Account(owner.id), Origin::Console, None, None);
        let keys = ids.iter().map(|id| (*id, "not a key".to_owned())).collect();
        for (id, outcome) in application.run(ConfirmMembers { call, organization_id, keys }).await? {
            outcome.with_context(|| format!("{id} is not confirmed"))?;
        }
    }
    Ok(())
}

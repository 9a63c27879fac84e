//! The owner of a demo's organization: a person with an account, whose client is the demo itself.

use crate::data_directory::DataDirectory;
use account_client::{NewAccount, NewOrganization};
use anyhow::Context as _;
use application::{
    Application, FindAccountByEmail, FirstKeys, NewOwner, OwnerAccount, RegisterAccount, RegistrationProof,
};
use domain::{Account, AccountId, AccountKeys, EmailAddress, KdfSettings, OrganizationKeys};

/// Small settings, that a demo with many organizations starts soon. Clients choose stronger ones.
const KDF: (u32, u32, u32) = (2, 16, 1);

/// How a demo's owner signs in.
#[derive(Debug, Clone)]
pub(crate) struct DemoOwner {
    pub(crate) email: EmailAddress,
    password: String,
}

impl DemoOwner {
    /// The owner of a demo's organization of this number: one password for all owners of a data directory.
    pub(crate) fn of(number: u32, directory: &DataDirectory) -> anyhow::Result<Self> {
        let domain = if number == 1 { "demo.example".to_owned() } else { format!("demo{number}.example") };
        Ok(Self { email: EmailAddress::require(&format!("olga@{domain}"))?, password: directory.demo_password()? })
    }

    /// The master password.
    pub(crate) fn password(&self) -> &str {
        &self.password
    }

    /// Whether there is such an account.
    pub(crate) async fn exists(&self, application: &Application) -> anyhow::Result<bool> {
        Ok(application.read(&FindAccountByEmail(self.email.key().to_owned())).await?.is_some())
    }

    /// Makes the account, and the keys of an organization of theirs.
    pub(crate) async fn register(&self, application: &Application) -> anyhow::Result<NewOwner> {
        let owner = self.clone();
        let making = tokio::task::spawn_blocking(move || owner.make_keys());
        let (new, organization) = making.await.context("the owner's keys")??;
        let hash = new.credentials().authentication_hash().reveal();
        let (iterations, memory, parallelism) = KDF;
        let person = domain::NewAccount {
            email: self.email.clone(),
            email_verified: true,
            name: Some("Olga Owner".to_owned()),
            password_hash: application.passwords().hash(hash).await?,
            password_hint: None,
            kdf: KdfSettings::Argon2id { iterations, memory, parallelism },
            keys: AccountKeys {
                wrapped_user_key: new.wrapped_user_key().to_string(),
                public_key: new.public_key().to_string(),
                wrapped_private_key: new.wrapped_private_key().to_string(),
            },
        };
        let id = AccountId::from_uuid(application.fresh_uuid());
        let account = Account::new(person, id, application.fresh_uuid(), application.now())?;
        let (call, proof) = (application.system_call(), RegistrationProof::Address);
        application.run(RegisterAccount { call, account, proof }).await?;
        let keys = FirstKeys {
            sealed_key: organization.sealed_key.to_string(),
            pair: OrganizationKeys {
                public_key: organization.public_key.to_string(),
                wrapped_private_key: organization.wrapped_private_key.to_string(),
            },
            collection_name: Some(organization.collection_name.to_string()),
        };
        let account = Some(OwnerAccount { id, keys });
        Ok(NewOwner { email: self.email.clone(), name: "Olga Owner".to_owned(), account })
    }

    fn make_keys(&self) -> anyhow::Result<(NewAccount, NewOrganization)> {
        let (iterations, memory, parallelism) = KDF;
        let kdf = vault_crypto::KdfSettings::Argon2id { iterations, memory, parallelism };
        let account = NewAccount::generate(self.email.key(), &self.password, kdf)?;
        let organization = NewOrganization::generate(account.public_key())?;
        Ok((account, organization))
    }
}

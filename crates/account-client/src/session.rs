//! A login and the keys that it unlocked.

use crate::answer::Answer;
use crate::token::{Grant, TokenAnswer};
use crate::{AccountKeys, Client, ClientError, Credentials, LoginCodes, SecondFactor, Secret, TwoStepProvider};
use reqwest::Method;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::sync::Arc;
use tokio::sync::Mutex;
use uuid::Uuid;

/// An account that is logged in and unlocked. Tokens are renewed as they run out; keys never leave it.
#[derive(Debug)]
pub struct Session {
    client: Client,
    account_id: Uuid,
    credentials: Arc<Credentials>,
    keys: AccountKeys,
    tokens: Mutex<Tokens>,
}

#[derive(Debug, Clone)]
struct Tokens {
    access: Secret,
    refresh: Option<Secret>,
    /// Stands for the second factor on this device.
    remembered: Option<Secret>,
}

/// Many things in one answer.
#[derive(Deserialize)]
pub(crate) struct List<T> {
    pub(crate) data: Vec<T>,
}

impl Session {
    pub(crate) fn new(
        client: Client,
        credentials: Arc<Credentials>,
        keys: AccountKeys,
        answer: TokenAnswer,
    ) -> Result<Self, ClientError> {
        let account_id = answer.account_id()?;
        let TokenAnswer { access_token: access, refresh_token: refresh, two_factor_token: remembered, .. } = answer;
        Ok(Self { client, account_id, credentials, keys, tokens: Mutex::new(Tokens { access, refresh, remembered }) })
    }

    /// The id of the account.
    pub fn account_id(&self) -> Uuid {
        self.account_id
    }

    /// The server.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// What the master password made.
    pub fn credentials(&self) -> &Arc<Credentials> {
        &self.credentials
    }

    /// The unlocked keys.
    pub fn keys(&self) -> &AccountKeys {
        &self.keys
    }

    /// The proof of the master password, which the more delicate calls ask for again.
    pub(crate) fn master_password_hash(&self) -> &str {
        self.credentials.authentication_hash().reveal()
    }

    /// Exchanges the refresh token for new ones, before the old ones run out.
    pub async fn refresh(&self) -> Result<(), ClientError> {
        let mut tokens = self.tokens.lock().await;
        self.refresh_into(&mut tokens).await
    }

    async fn refresh_into(&self, tokens: &mut Tokens) -> Result<(), ClientError> {
        let refresh = tokens.refresh.as_ref().ok_or(ClientError::SessionEnded)?;
        let answer = self.client.token(&Grant::RefreshToken(refresh)).await?;
        tokens.access = answer.access_token;
        if answer.refresh_token.is_some() {
            tokens.refresh = answer.refresh_token;
        }
        Ok(())
    }

    /// Logs in anew with what the master password made, after [`ClientError::SessionEnded`]. No code is needed where
    /// the second factor was to be remembered.
    pub async fn renew(&self) -> Result<(), ClientError> {
        let mut tokens = self.tokens.lock().await;
        let second_factor = tokens.remembered.clone().map(|code| SecondFactor {
            provider: TwoStepProvider::Remember,
            code,
            remember: false,
        });
        let codes = LoginCodes { second_factor, new_device: None };
        let answer = self.client.token(&Grant::Password { credentials: &self.credentials, codes: &codes }).await?;
        if answer.account_id()? != self.account_id {
            // The address has become another person's: these keys are not theirs.
            return Err(ClientError::SessionEnded);
        }
        tokens.access = answer.access_token;
        tokens.refresh = answer.refresh_token;
        if answer.two_factor_token.is_some() {
            tokens.remembered = answer.two_factor_token;
        }
        Ok(())
    }

    /// The access token, for requests that this crate does not make.
    pub async fn access_token(&self) -> Secret {
        self.tokens.lock().await.access.clone()
    }

    /// Calls the API: `path` begins with `/api/`. The body of the answer, with the first letter of every name lowered;
    /// null where it is empty.
    pub async fn call(&self, method: Method, path: &str, body: Option<&Value>) -> Result<Value, ClientError> {
        Ok(self.answer(method, path, body).await?.body)
    }

    pub(crate) async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, ClientError> {
        self.answer(Method::GET, path, None).await?.read()
    }

    pub(crate) async fn post<T: DeserializeOwned>(&self, path: &str, body: &Value) -> Result<T, ClientError> {
        self.answer(Method::POST, path, Some(body)).await?.read()
    }

    /// Tries once more with a new token where the old one is not taken any more.
    async fn answer(&self, method: Method, path: &str, body: Option<&Value>) -> Result<Answer, ClientError> {
        let token = self.access_token().await;
        let answer = self.send(&method, path, body, &token).await?;
        if answer.status != 401 {
            return answer.accepted();
        }
        let mut tokens = self.tokens.lock().await;
        // Another call may have done it in the meantime.
        if tokens.access == token {
            self.refresh_into(&mut tokens).await?;
        }
        let token = tokens.access.clone();
        drop(tokens);
        match self.send(&method, path, body, &token).await? {
            answer if answer.status == 401 => Err(ClientError::SessionEnded),
            answer => answer.accepted(),
        }
    }

    async fn send(
        &self,
        method: &Method,
        path: &str,
        body: Option<&Value>,
        token: &Secret,
    ) -> Result<Answer, ClientError> {
        let fill = |request: reqwest::RequestBuilder| {
            let request = request.bearer_auth(token.reveal());
            if let Some(body) = body { request.json(body) } else { request }
        };
        self.client.send(method, path, fill).await
    }
}

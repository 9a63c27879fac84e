//! Single calls of the client API, between what is measured.

use anyhow::anyhow;
use serde_json::Value;

use crate::http::Connection;
use crate::requests::{Request, Service};

/// The client API, as somebody with a token or as nobody.
#[derive(Clone)]
pub(crate) struct Api {
    pub(crate) service: Service,
}

impl Api {
    pub(crate) fn new(service: Service) -> Self {
        Self { service }
    }

    /// The same with an access token.
    pub(crate) fn with(&self, token: &str) -> Self {
        Self::new(self.service.speaking("application/json", token))
    }

    /// The answer of one call; null where it is empty.
    pub(crate) async fn json(&self, request: Request) -> anyhow::Result<Value> {
        let mut connection = Connection::new(self.service.address);
        let answer = connection.exchange(&self.service.bytes(&request)).await?;
        request.judge(answer.status, answer.body).map_err(|error| anyhow!(error))?;
        Ok(if answer.body.is_empty() { Value::Null } else { serde_json::from_slice(answer.body)? })
    }
}

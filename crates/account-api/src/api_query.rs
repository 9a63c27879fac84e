//! What stands after the question mark.

use crate::AccountApi;
use crate::error::ApiError;
use axum::extract::{FromRequestParts, Query};
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

/// The parameters of a query; malformed ones are refused in the API's own form.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ApiQuery<T>(pub(crate) T);

impl<T: DeserializeOwned> FromRequestParts<AccountApi> for ApiQuery<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, api: &AccountApi) -> Result<Self, ApiError> {
        let found = Query::<T>::from_request_parts(parts, api).await;
        found.map(|Query(parameters)| Self(parameters)).map_err(|rejection| ApiError::invalid(rejection.body_text()))
    }
}

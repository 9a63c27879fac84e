//! `PostgreSQL`.
use std::fmt;

use crate::migrate::Migration;
use crate::{Command, InvalidDatabaseUrl, OpenError, Param, Query, Row, StorageError, StorageMetrics, StorageOptions};

#[derive(Clone)]
pub(crate) struct PostgresUrl;
impl PostgresUrl {
    pub(crate) fn parse(_: &str) -> Result<Self, InvalidDatabaseUrl> {
        Ok(Self)
    }
}
impl fmt::Display for PostgresUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("postgres:")
    }
}
pub(crate) struct PostgresSession;
impl PostgresSession {
    pub(crate) async fn query<T>(
        &mut self,
        _: &str,
        _: &str,
        _: &[Param<'_>],
        _: usize,
        _: impl FnMut(&dyn Row) -> Result<T, StorageError>,
    ) -> Result<Vec<T>, StorageError> {
        Err(StorageError::Unavailable)
    }
    pub(crate) async fn execute(&mut self, _: &str, _: &[Param<'_>]) -> Result<u64, StorageError> {
        Err(StorageError::Unavailable)
    }
}
#[derive(Clone)]
pub(crate) struct PostgresStore;
impl PostgresStore {
    pub(crate) async fn open(_: &PostgresUrl, _: &StorageOptions, _: &'static [Migration]) -> Result<Self, OpenError> {
        Ok(Self)
    }
    pub(crate) async fn run<C: Command>(&self, _: &C) -> Result<C::Output, C::Error> {
        Err(StorageError::Unavailable.into())
    }
    pub(crate) async fn read<Q: Query>(&self, _: &Q) -> Result<Q::Output, Q::Error> {
        Err(StorageError::Unavailable.into())
    }
    pub(crate) async fn ready(&self) -> Result<(), StorageError> {
        Err(StorageError::Unavailable)
    }
    pub(crate) async fn close(&self) {}
    pub(crate) fn metrics(&self) -> StorageMetrics {
        StorageMetrics::default()
    }
}

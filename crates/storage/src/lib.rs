//! Storage over `SQLite` and `PostgreSQL`: one SQL text, one mapping of rows, two thin drivers.
//!
//! A [`Command`] is one `async` body that runs as one transaction; a [`Query`] is one that reads a single moment.
//! [`Storage::run`] and [`Storage::read`] carry the whole body to the engine: on `SQLite` every statement is already
//! finished when it returns, so a command is done at its first poll on the writer thread and shares its commit (and
//! its fdatasync) with whatever else is queued; on `PostgreSQL` it awaits for real and is repeated after a deadlock or
//! a failover. Nothing outside `tables` and `where_clause` contains SQL of its own.

mod database_url;
mod error;
mod metrics;
mod migrate;
mod migrations;
mod param;
mod postgres;
mod row;
mod sqlite;
mod statement;
mod storage;
pub mod tables;
#[cfg(test)]
mod tests;
mod transaction;
mod where_clause;

pub use crate::database_url::{DatabaseUrl, InvalidDatabaseUrl};
pub use crate::error::{OpenError, StorageError};
pub use crate::metrics::StorageMetrics;
pub use crate::migrations::schema_fingerprint;
pub use crate::param::Param;
pub use crate::row::Row;
pub use crate::statement::{Cost, Statement, catalogue};
pub use crate::storage::{Storage, StorageOptions};
pub use crate::transaction::{Command, Dialect, Query, QueryCost, Snapshot, Transaction};
pub use crate::where_clause::{Attribute, ListRequest, count, list_groups, list_ids, list_members};

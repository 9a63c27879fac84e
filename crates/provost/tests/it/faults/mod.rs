//! What must hold when something breaks: what a client was told is done is there afterwards, whole.

mod book;
pub(crate) mod clock;
mod connections;
mod fsync;
mod full_disk;
mod kill;
mod load;
mod postgres_restart;
mod races;
mod sigterm;
mod slow_clients;
mod wholeness;

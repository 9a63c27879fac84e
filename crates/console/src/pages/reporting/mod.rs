//! What happened: the event log, and the mails.

mod event_address;
pub(crate) mod event_export;
mod event_people;
mod event_row;
mod event_words;
pub(crate) mod events;
pub(crate) mod outbox;
pub(crate) mod outbox_retry;
pub(crate) mod sent_mail;

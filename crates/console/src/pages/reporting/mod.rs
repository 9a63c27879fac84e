//! What happened: the event log, and the mails.

pub(crate) mod event_address;
pub(crate) mod event_export;
mod event_people;
pub(crate) mod event_row;
mod event_words;
pub(crate) mod events;
pub(crate) mod outbox;
pub(crate) mod outbox_retry;
pub(crate) mod sent_mail;

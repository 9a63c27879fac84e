//! Other people: `/api/users`.

pub(crate) mod public_key;

//! The person's own account: `/api/accounts`.

pub(crate) mod api_key;
pub(crate) mod avatar;
pub(crate) mod delete;
pub(crate) mod email;
pub(crate) mod email_token;
pub(crate) mod kdf;
pub(crate) mod keys;
pub(crate) mod new_device_code;
pub(crate) mod password;
pub(crate) mod password_hint;
pub(crate) mod profile;
pub(crate) mod revision_date;
pub(crate) mod security_stamp;
pub(crate) mod temporary_password;
pub(crate) mod user_key_id;
pub(crate) mod verify_password;

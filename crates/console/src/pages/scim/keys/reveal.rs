//! `POST /organizations/{organization}/settings/scim/keys/{key}/reveal`: asks who wants to see a key, and leads to it.
//!
//! The settings show the key for as long as the proof of the master password counts.

use super::KeySession;
use crate::flash::see_other;
use crate::layout::PageResult;
use crate::verified_form::VerifiedForm;

pub(crate) async fn handle(key: KeySession, _: VerifiedForm) -> PageResult {
    Ok(see_other(&key.shown()))
}

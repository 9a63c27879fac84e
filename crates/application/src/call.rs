//! Who asks for a change, from where and when.

use crate::DataKey;
use domain::{Actor, Entropy, Origin, Timestamp};
use std::sync::Arc;

/// What every command needs to know of its caller. The moment is fixed here, so that a command that is run again after
/// a failover does the same.
#[derive(Debug, Clone)]
pub struct Call {
    /// The moment of the call.
    pub now: Timestamp,
    /// Who acts.
    pub actor: Actor,
    /// What the rows that it makes say of where they came from.
    pub origin: Origin,
    /// The caller's address.
    pub address: Option<String>,
    /// The request, as the answer's header and the trace name it.
    pub request_id: Option<String>,
    pub(crate) entropy: Entropy,
    pub(crate) data_key: Arc<DataKey>,
}

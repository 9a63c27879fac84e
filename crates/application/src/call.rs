//! Who asks for a change, from where and when.

use crate::DataKey;
use domain::{Actor, DeviceType, Entropy, EventContext, Origin, Timestamp};
use std::sync::Arc;
use std::time::Instant;

/// What every command needs to know of its caller. The moment is fixed here, so that a command that is run again after
/// a failover does the same.
#[derive(Debug, Clone)]
pub struct Call {
    /// The moment of the call.
    pub now: Timestamp,
    /// Who acts.
    pub actor: Actor,
    /// With what device.
    pub device_type: DeviceType,
    /// What the rows that it makes say of where they came from.
    pub origin: Origin,
    /// The caller's address.
    pub address: Option<String>,
    /// The request, as the answer's header and the trace name it.
    pub request_id: Option<String>,
    /// When it began, for what is measured; what is stored goes by `now`.
    pub(crate) started: Instant,
    pub(crate) entropy: Entropy,
    pub(crate) data_key: Arc<DataKey>,
}

impl Call {
    /// What every event of this call says of it.
    pub(crate) fn event_context(&self) -> EventContext {
        EventContext {
            occurred_at: self.now,
            actor: self.actor,
            device_type: self.device_type,
            address: self.address.clone(),
            request_id: self.request_id.clone(),
        }
    }
}

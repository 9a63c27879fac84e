//! Small pieces of HTML that many pages show.

mod avatar;
mod badge;
mod device;
mod icon;
mod number;
mod time;

pub(crate) use avatar::avatar;
pub(crate) use badge::Badge;
pub(crate) use device::device_kind;
pub(crate) use icon::icon;
pub(crate) use number::grouped;
pub(crate) use time::TimeTag;

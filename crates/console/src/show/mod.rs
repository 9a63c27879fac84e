//! Small pieces of HTML that many pages show.

mod access;
mod avatar;
mod badge;
mod call;
mod chart;
mod clipped;
mod device;
mod icon;
mod number;
mod pager;
mod password_policy;
mod time;

pub(crate) use access::{ACCESS_CHOICES, access_text, access_value, wanted_access};
pub(crate) use avatar::avatar;
pub(crate) use badge::Badge;
pub(crate) use call::call;
#[cfg(test)]
pub(crate) use call::tests::sample as sample_call;
pub(crate) use chart::Bars;
pub(crate) use clipped::{clipped, clipped_to};
pub(crate) use device::device_kind;
pub(crate) use icon::icon;
pub(crate) use number::{grouped, millis};
pub(crate) use pager::Pager;
pub(crate) use password_policy::password_demands;
pub(crate) use time::TimeTag;

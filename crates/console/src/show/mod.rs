//! Small pieces of HTML that many pages show.

mod access;
mod avatar;
mod badge;
mod call;
mod chart;
mod device;
mod icon;
mod number;
mod pager;
mod time;

pub(crate) use access::{ACCESS_CHOICES, AccessChoice, access_of, access_text, access_value};
pub(crate) use avatar::avatar;
pub(crate) use badge::Badge;
#[cfg(test)]
pub(crate) use call::tests::sample as sample_call;
pub(crate) use call::{call, clipped};
pub(crate) use chart::Bars;
pub(crate) use device::device_kind;
pub(crate) use icon::icon;
pub(crate) use number::grouped;
pub(crate) use pager::Pager;
pub(crate) use time::TimeTag;

//! What our mails say, one file each. Names come from others: each is cut to a bearable length. What holds a code or a
//! token has no `Debug`.

mod account_exists;
mod address_changed;
mod email_change_code;
mod invitation;
mod member_accepted;
mod member_confirmed;
mod member_revoked;
mod new_device_code;
mod password_hint;
mod password_reset;
mod registration;
mod test;
mod two_step_code;

pub use account_exists::AccountExists;
pub use address_changed::AddressChanged;
pub use email_change_code::EmailChangeCode;
pub use invitation::Invitation;
pub use member_accepted::MemberAccepted;
pub use member_confirmed::MemberConfirmed;
pub use member_revoked::MemberRevoked;
pub use new_device_code::NewDeviceCode;
pub use password_hint::PasswordHint;
pub use password_reset::PasswordReset;
pub use registration::Registration;
pub use test::Test;
pub use two_step_code::TwoStepCode;

use domain::Timestamp;
use std::time::Duration;

/// A moment as people read it: `Monday, 30 November 2026, 22:39 UTC`.
fn moment(time: Timestamp) -> String {
    jiff::Timestamp::from_microsecond(time.micros())
        .map_or_else(|_| "-".to_owned(), |time| time.strftime("%A, %-d %B %Y, %H:%M UTC").to_string())
}

/// A short time as people say it: `5 minutes`, `1 hour`.
fn spoken(time: Duration) -> String {
    let minutes = time.as_secs().div_ceil(60);
    match (minutes % 60, minutes / 60) {
        (0, 1) => "1 hour".to_owned(),
        (0, hours) if hours > 0 => format!("{hours} hours"),
        _ if minutes == 1 => "1 minute".to_owned(),
        _ => format!("{minutes} minutes"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_told_as_people_tell_them() {
        assert_eq!(moment(Timestamp::from_micros(1_796_078_340_000_000)), "Monday, 30 November 2026, 22:39 UTC");
        let spoken = |minutes| spoken(Duration::from_mins(minutes));
        assert_eq!(
            [spoken(1), spoken(5), spoken(60), spoken(90), spoken(1440)],
            ["1 minute", "5 minutes", "1 hour", "90 minutes", "24 hours"]
        );
    }
}

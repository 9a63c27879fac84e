//! What kind of device it is.

use domain::DeviceType;

/// The text of a device's kind, by Bitwarden's numbers.
pub(crate) fn device_kind(kind: DeviceType) -> &'static str {
    match kind.number() {
        0 | 15 => "device-android",
        1 => "device-ios",
        2..=5 | 19 | 20 => "device-extension",
        6 | 16 => "device-windows",
        7 => "device-macos",
        8 => "device-linux",
        9 => "device-chrome",
        10 => "device-firefox",
        11 => "device-opera",
        12 => "device-edge",
        17 => "device-safari",
        18 => "device-vivaldi",
        23..=25 => "device-command-line",
        26 => "device-duckduckgo",
        13 | 14 => "device-browser",
        _ => "device-program",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::texts::Texts;
    use domain::Timestamp;

    #[test]
    fn every_kind_has_a_name() {
        let t = Texts::sample(Timestamp::from_micros(0));
        for kind in (0..=26).filter_map(DeviceType::from_number) {
            assert!(t.find(device_kind(kind)).is_some(), "{}", kind.number());
        }
    }
}

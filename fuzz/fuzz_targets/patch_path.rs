#![no_main]

use libfuzzer_sys::fuzz_target;
use scim_protocol::{MAX_FILTER_LENGTH, PatchPath};

fuzz_target!(|text: &str| {
    let Ok(path) = PatchPath::parse(text) else { return };
    let printed = path.to_string();
    if printed.len() <= MAX_FILTER_LENGTH {
        assert_eq!(PatchPath::parse(&printed), Ok(path), "{printed}");
    }
});

//! Bytes as a text table, in any encoding: read, recognised and drafted.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(
    init: fuzz::tolerate_fenced_panics(),
    |bytes: &[u8]| fuzz::drafts::check_bytes("第一党支部2019年台账.csv", bytes)
);

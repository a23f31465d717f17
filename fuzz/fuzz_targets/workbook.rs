//! Bytes as a workbook: xlsx, xls or ods, as their first bytes say. Archives are changed inside.

#![no_main]

use libfuzzer_sys::{fuzz_mutator, fuzz_target};

fuzz_target!(
    init: fuzz::tolerate_fenced_panics(),
    |bytes: &[u8]| {
        let name = match bytes {
            [b'P', b'K', ..] if !bytes.windows(11).any(|window| window == b"content.xml") => "2019年台账.xlsx",
            [b'P', b'K', ..] => "2019年台账.ods",
            _ => "2019年台账.xls",
        };
        fuzz::drafts::check_bytes(name, bytes);
    }
);

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    fuzz::mutate::archive(data, size, max_size, seed)
});

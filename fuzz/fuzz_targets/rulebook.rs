//! Any text as a file of the rulebook.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| fuzz::blocks::check(text, &[]));

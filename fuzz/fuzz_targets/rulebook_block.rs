//! Blocks of the real rulebook with words exchanged, dropped, doubled and wrapped.
//!
//! Most texts that a fuzzer makes fall at the first brace. These keep the shape of a block and reach what comes after.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|change: fuzz::blocks::Change| change.check());

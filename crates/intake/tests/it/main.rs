//! The tests of intake that go through its public face.

mod sample;
mod support;

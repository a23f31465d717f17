//! Findings and roster in the reader's words.

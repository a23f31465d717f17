//! Functions end within a screen, files within a sitting, and every file says at its head what it is.

use crate::exceptions::{Exceptions, FILE_LENGTH, FUNCTION_LENGTH, HEADER};
use crate::tree::{File, none, rust};

const FUNCTION_LINES: usize = 70;
const FILE_LINES: usize = 800;
const HEADER_LINES: usize = 15;

#[test]
fn every_file_opens_with_a_header_of_at_most_fifteen_lines() {
    let mut wrong = Vec::new();
    for file in rust() {
        match file.text.lines().take_while(|line| line.starts_with("//!")).count() {
            0 => wrong.push((file.path, "does not open with a `//!` header".to_owned())),
            lines if lines > HEADER_LINES => wrong.push((file.path, format!("a header of {lines} lines"))),
            _ => {}
        }
    }
    none(Exceptions::to(HEADER).compare(wrong), "a file says what it is, in at most 15 lines:");
}

#[test]
fn files_end_before_line_800() {
    let long = |file: &File| Some(file.code().len()).filter(|lines| *lines > FILE_LINES);
    let files = rust().into_iter().filter(|file| !file.is_test());
    let wrong = files.filter_map(|file| long(&file).map(|lines| (file.path, format!("{lines} lines")))).collect();
    none(Exceptions::to(FILE_LENGTH).compare(wrong), "a file has at most 800 lines:");
}

#[test]
fn functions_end_before_line_70() {
    let mut wrong = Vec::new();
    for file in rust().iter().filter(|file| !file.is_test()) {
        for (name, length) in functions(&file.code()) {
            if length > FUNCTION_LINES {
                wrong.push((format!("{}::{name}", file.path), format!("{length} lines")));
            }
        }
    }
    none(Exceptions::to(FUNCTION_LENGTH).compare(wrong), "a function has at most 70 lines:");
}

/// Name and length of every function. rustfmt puts the closing brace at the indentation of the `fn`.
fn functions<'t>(lines: &[&'t str]) -> Vec<(&'t str, usize)> {
    let mut functions = Vec::new();
    for (start, line) in lines.iter().enumerate() {
        let Some(name) = function_name(line) else { continue };
        let indentation = &line[..line.len() - line.trim_start().len()];
        let ends = |line: &str| line.strip_prefix(indentation).is_some_and(|rest| rest == "}" || rest == ";");
        let one_line = line.ends_with('}') || line.ends_with(';');
        let length =
            if one_line { 1 } else { lines[start..].iter().position(|line| ends(line)).map_or(1, |end| end + 1) };
        functions.push((name, length));
    }
    functions
}

fn function_name(line: &str) -> Option<&str> {
    let mut rest = line.trim_start();
    for word in ["pub ", "pub(crate) ", "pub(super) ", "const ", "async ", "unsafe ", "extern \"C\" "] {
        rest = rest.strip_prefix(word).unwrap_or(rest);
    }
    let rest = rest.strip_prefix("fn ")?;
    rest.split(['(', '<']).next()
}

#[test]
fn a_function_is_measured_from_its_first_line_to_its_closing_brace() {
    let lines = ["pub(crate) async fn one<T>(", "    a: u8,", ") {", "    if a {", "    }", "}", "    fn two() {}"];
    assert_eq!(functions(&lines), [("one", 6), ("two", 1)]);
}

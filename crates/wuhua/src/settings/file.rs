//! The file: TOML to what is set where. Nothing in it is passed over: what has no meaning here is a mistake.

use std::path::Path;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::known::{Form, KNOWN, Known, is_section, known};
use super::{Given, Origin};

/// What a file sets, and what is wrong with it.
#[derive(Debug, Default)]
pub struct Read {
    pub given: Vec<(&'static Known, Given)>,
    pub mistakes: Vec<String>,
}

/// Reads the text of the file that stands at `path`.
pub fn read(path: &Path, text: &str) -> Read {
    let mut reader = Reader { path, text, read: Read::default() };
    match DeTable::parse(text) {
        Ok(table) => reader.table("", table.get_ref()),
        Err(error) => {
            let line = error.span().map_or(1, |span| reader.line(span.start));
            let told = format!("这里不合 TOML 的写法，应像 listen = \"127.0.0.1:8321\"。系统原文：{}", error.message());
            reader.mistake(line, &told);
        }
    }
    reader.read
}

struct Reader<'f> {
    path: &'f Path,
    text: &'f str,
    read: Read,
}

impl Reader<'_> {
    fn line(&self, at: usize) -> usize {
        self.text.as_bytes().iter().take(at).filter(|byte| **byte == b'\n').count() + 1
    }

    fn mistake(&mut self, line: usize, told: &str) {
        let origin = Origin::File { path: self.path.to_owned(), line };
        self.read.mistakes.push(format!("{origin}：{told}"));
    }

    /// `section` ends with a dot, or is empty at the top.
    fn table(&mut self, section: &str, table: &DeTable<'_>) {
        for (name, value) in table.iter() {
            let line = self.line(name.span().start);
            let key = format!("{section}{}", name.get_ref());
            match (known(&key), value.get_ref()) {
                (Some(known), _) => self.value(known, line, value),
                (None, DeValue::Table(below)) if section.is_empty() && is_section(&key) => {
                    self.table(&format!("{key}."), below);
                }
                (None, _) => self.mistake(line, &no_such(&key)),
            }
        }
    }

    fn value(&mut self, known: &'static Known, line: usize, value: &Spanned<DeValue<'_>>) {
        let values = match (known.form, value.get_ref()) {
            (Form::Text, DeValue::String(text)) => Some(vec![text.to_string()]),
            (Form::Yes, DeValue::Boolean(yes)) => Some(vec![yes.to_string()]),
            (Form::Number, DeValue::Integer(number)) => Some(vec![number.to_string()]),
            (Form::List, DeValue::Array(items)) => items
                .iter()
                .map(|item| match item.get_ref() {
                    DeValue::String(text) => Some(text.to_string()),
                    _ => None,
                })
                .collect(),
            _ => None,
        };
        match values {
            Some(values) => {
                let from = Origin::File { path: self.path.to_owned(), line };
                self.read.given.push((known, Given { values, from }));
            }
            None => {
                let found = self.text.get(value.span()).unwrap_or_default();
                let told = format!("{} 应为{}，实际是 {found}", known.key, known.form.word());
                self.mistake(line, &told);
            }
        }
    }
}

fn no_such(key: &str) -> String {
    let nearest = office::nearest(key, KNOWN.iter().map(|known| known.key));
    format!("没有“{key}”这一项{nearest}。全部的项见 `wuhua config`")
}

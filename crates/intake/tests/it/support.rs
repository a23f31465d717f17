//! What the tests share: the rulebook, a day called today, and a way to import books.

use std::sync::OnceLock;

use facts::Day;
use intake::{Book, Context, Directory, Drafted, Limits, Recognition, draft, order, read_book, recognise};
use rulebook::{Rulebook, Source};

pub fn rulebook() -> &'static Rulebook {
    static RULEBOOK: OnceLock<Rulebook> = OnceLock::new();
    RULEBOOK.get_or_init(|| {
        let text = include_str!("../../../../rulebook/6-records.md").to_owned();
        let source = Source { name: "6-records.md".to_owned(), text };
        // The document stands alone here, without the rules that the checks look for.
        rulebook::parse(&[source], &[]).rulebook
    })
}

pub fn day(text: &str) -> Day {
    text.parse().unwrap()
}

pub fn context() -> Context {
    Context { today: day("2020-01-07"), installation: [7; 16] }
}

/// Imports books as one batch, in the order in which they must be read.
pub fn import(books: &[(&str, Vec<u8>)], directory: &mut Directory) -> Vec<(Book, Recognition, Drafted)> {
    let read: Vec<Book> =
        books.iter().map(|(name, bytes)| read_book(name, bytes, &Limits::default()).unwrap()).collect();
    let recognitions: Vec<Recognition> = read.iter().map(|book| recognise(book, rulebook(), None)).collect();
    let mut imported = Vec::new();
    for index in order(&recognitions, rulebook()) {
        let drafted = draft(&read[index], &recognitions[index], rulebook(), directory, &context());
        imported.push((read[index].clone(), recognitions[index].clone(), drafted));
    }
    imported
}

//! What the tests share: the rulebook, a day called today, and a way to import books.

use std::sync::OnceLock;

use facts::Day;
use intake::{
    Book, Context, Directory, Drafted, Drafting, Limits, Recognition, announce, order, read_book, recognise, settle,
};
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
    Context { today: day("2020-01-07"), installation: [7; 16], correct: false }
}

/// Imports books as one batch, each sheet when its turn has come; the books in the order in which they are met.
pub fn import(books: &[(&str, Vec<u8>)], directory: &mut Directory) -> Vec<(Book, Recognition, Drafted)> {
    let read: Vec<Book> =
        books.iter().map(|(name, bytes)| read_book(name, bytes, &Limits::default()).unwrap()).collect();
    let recognitions: Vec<Recognition> = read.iter().map(|book| recognise(book, rulebook(), None)).collect();
    for (book, recognition) in read.iter().zip(&recognitions) {
        announce(book, recognition, rulebook(), directory, &context());
    }
    let mut met: Vec<(usize, Drafting)> = Vec::new();
    for step in order(&recognitions, rulebook()) {
        let at = met.iter().position(|(book, _)| *book == step.book).unwrap_or(met.len());
        if at == met.len() {
            met.push((step.book, Drafting::default()));
        }
        let (book, recognition) = (&read[step.book], &recognitions[step.book]);
        met[at].1.sheets(book, recognition, &step.sheets, rulebook(), directory, &context(), &mut |_| {});
    }
    let settled = |drafting: Drafting| {
        let mut drafted = drafting.finish();
        settle(&mut drafted, directory);
        drafted
    };
    met.into_iter()
        .map(|(book, drafting)| (read[book].clone(), recognitions[book].clone(), settled(drafting)))
        .collect()
}

pub const ORGANISATIONS: &str = "\
某集团党组织基本信息表
序号,党组织名称,类别,上级党组织,成立时间
1,某集团党委,党委,,2000-01-01
2,第一党支部,党支部,某集团党委,2010-03-01
3,第二党支部,党支部,某集团党委,2011.5.6
";

pub const ROSTER: &str = "\
党员花名册
党支部,姓名,性别,出生年月,入党时间,人员类别,所在党小组
第一党支部,张 三,男,1970.01,1995-07-01,正式党员,第一小组
第一党支部,李四,女,1980年5月6日,2005.7.1,正式党员,第二小组
第一党支部,王五,男,1990.12,2019年3月28日,预备党员,第一小组
第二党支部,赵六,男,1975-02,1999/8/9,正式党员,
";

/// A directory that knows two branches and four members.
pub fn directory() -> Directory {
    let mut directory = Directory::default();
    let books = [("党组织.csv", ORGANISATIONS.as_bytes().to_vec()), ("花名册.csv", ROSTER.as_bytes().to_vec())];
    for (_, _, drafted) in import(&books, &mut directory) {
        assert_eq!(drafted.refused, vec![]);
    }
    directory
}

/// Imports one text table into a directory that knows the members above.
pub fn import_text(name: &str, text: &str) -> (Book, Recognition, Drafted) {
    let mut directory = directory();
    import(&[(name, text.as_bytes().to_vec())], &mut directory).remove(0)
}

/// Refusals as `D3 Row NotADate 去年三月`.
pub fn refused(drafted: &Drafted) -> Vec<String> {
    let line = |refusal: &intake::Refusal| {
        let reason = format!("{:?}", refusal.reason).replace("Guest(", "Guest").replace("Conflict(", "");
        let reason = reason.split([' ', '(']).next().unwrap_or("").to_owned();
        format!("{} {:?} {reason} {}", refusal.cell, refusal.extent, refusal.found)
    };
    drafted.refused.iter().map(line).collect()
}

/// Facts as `2019-03-05 talk speaker=张三 partner=李四 manner=face-to-face`, names from the directory.
pub fn facts(drafted: &Drafted, directory: &Directory) -> Vec<String> {
    let name = |person: facts::PersonId| {
        let mut members = directory.organisations().flat_map(|organisation| &organisation.members);
        let member = members.find(|member| member.id == person).map(|member| member.name.clone());
        let mut guests = directory.organisations().flat_map(|organisation| &organisation.guests);
        let guest = || guests.find(|guest| guest.id == person).map(|guest| format!("客:{}", guest.name));
        member.or_else(guest).unwrap_or_else(|| "?".to_owned())
    };
    drafted.facts.iter().map(|fact| line(fact, &name)).collect()
}

fn line(fact: &intake::Draft, name: &dyn Fn(facts::PersonId) -> String) -> String {
    let mut line = fact.occurred.first.to_string();
    if fact.occurred.last != fact.occurred.first {
        line += &format!("..{}", fact.occurred.last);
    }
    line += &format!(" {}", fact.kind);
    for one in &fact.people {
        line += &format!(" {}={}", one.part, name(one.person));
        if one.presence != facts::Presence::Present {
            line += &format!(":{}", one.presence.slug());
        }
        if let Some(reason) = &one.reason {
            line += &format!(":{reason}");
        }
    }
    for (field, value) in &fact.values {
        let value = match value {
            facts::Value::Flag(flag) => flag.to_string(),
            facts::Value::Quantity(quantity) => quantity.to_string(),
            facts::Value::Money(fen) => format!("{fen}元"),
            facts::Value::Day(day) => day.to_string(),
            facts::Value::Period(period) => period.to_string(),
            facts::Value::Text(text) => text.clone(),
            facts::Value::Options(options) => options.join("+"),
            facts::Value::Organisation(_) => "组织".to_owned(),
        };
        line += &format!(" {field}={value}");
    }
    for secret in &fact.secrets {
        line += &format!(" 密:{}={}", secret.field, secret.text);
    }
    line
}

/// Facts and refusals of one text table.
pub fn check(name: &str, text: &str, expected_facts: &[&str], expected_refusals: &[&str]) {
    let mut directory = directory();
    let (_, _, drafted) = import(&[(name, text.as_bytes().to_vec())], &mut directory).remove(0);
    assert_eq!(facts(&drafted, &directory), expected_facts, "facts of\n{text}");
    assert_eq!(refused(&drafted), expected_refusals, "refusals of\n{text}");
}

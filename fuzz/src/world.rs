//! The world that books are read in: the real rulebook, two branches with four members, and a day called today.

use std::sync::LazyLock;

use facts::Day;
use intake::{Book, Context, Directory, Limits, draft, order, read_book, recognise};
use rulebook::{Rulebook, Source};

/// The files of the real rulebook, in order.
pub const FILES: [(&str, &str); 7] = [
    ("0-overview.md", include_str!("../../rulebook/0-overview.md")),
    ("1-setup.md", include_str!("../../rulebook/1-setup.md")),
    ("2-life.md", include_str!("../../rulebook/2-life.md")),
    ("3-service.md", include_str!("../../rulebook/3-service.md")),
    ("4-institutions.md", include_str!("../../rulebook/4-institutions.md")),
    ("5-venue.md", include_str!("../../rulebook/5-venue.md")),
    ("6-records.md", include_str!("../../rulebook/6-records.md")),
];

pub static RULEBOOK: LazyLock<Rulebook> = LazyLock::new(|| {
    let sources = FILES.map(|(name, text)| Source { name: name.to_owned(), text: text.to_owned() });
    let parsed = rulebook::parse(&sources, &[]);
    assert!(!parsed.rulebook.kinds.is_empty(), "the real rulebook has no records: {:?}", parsed.diagnostics);
    parsed.rulebook
});

/// Far below what is allowed in earnest, so that a limit that is not kept shows early.
pub const LIMITS: Limits = Limits {
    max_file_bytes: 1 << 20,
    max_unpacked_bytes: 8 << 20,
    max_ratio: 250,
    max_rows: 2_000,
    max_columns: 100,
    max_cells: 20_000,
    max_sheets: 20,
    max_cell_characters: 2_000,
};

const ORGANISATIONS: &str = "\
某集团党组织基本信息表
序号,党组织名称,类别,上级党组织,成立时间
1,某集团党委,党委,,2000-01-01
2,第一党支部,党支部,某集团党委,2010-03-01
3,第二党支部,党支部,某集团党委,2011.5.6
";

const ROSTER: &str = "\
党员花名册
党支部,姓名,性别,出生年月,入党时间,人员类别,所在党小组
第一党支部,张 三,男,1970.01,1995-07-01,正式党员,第一小组
第一党支部,李四,女,1980年5月6日,2005.7.1,正式党员,第二小组
第一党支部,王五,男,1990.12,2019年3月28日,预备党员,第一小组
第二党支部,赵六,男,1975-02,1999/8/9,正式党员,
";

static DIRECTORY: LazyLock<Directory> = LazyLock::new(|| {
    let books: Vec<Book> = [("党组织.csv", ORGANISATIONS), ("花名册.csv", ROSTER)]
        .map(|(name, text)| read_book(name, text.as_bytes(), &LIMITS).unwrap())
        .into();
    let recognitions: Vec<_> = books.iter().map(|book| recognise(book, &RULEBOOK, None)).collect();
    let mut directory = Directory::default();
    for step in order(&recognitions, &RULEBOOK) {
        let drafted = draft(&books[step.book], &recognitions[step.book], &RULEBOOK, &mut directory, &context());
        assert_eq!(drafted.refused, vec![], "the directory's own books must be read whole");
    }
    directory
});

/// Two branches and four members.
pub fn directory() -> Directory {
    DIRECTORY.clone()
}

pub fn today() -> Day {
    Day::from_ymd(2020, 1, 7).unwrap()
}

pub fn context() -> Context {
    Context { today: today(), installation: [7; 16], correct: false }
}

//! What can be wrong with a rulebook, as data, and all the sentences about it in one place.
//!
//! A sentence says what was found, what was expected, the nearest known word, and what to do.
//! Where it stands is said by the diagnostic around it.

use std::fmt;

use facts::{Day, Quantity};

pub use crate::layer_problem::LayerProblem;

/// One kind of mistake with what is needed to name it.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Problem {
    // How the text is written.
    /// A word begins with a digit and has no quotes.
    DigitWord {
        word: String,
    },
    /// `true`, `null` and their like cannot stand without quotes.
    ReservedWord {
        word: String,
    },
    /// “ or ” where " was meant.
    WideQuote {
        word: String,
    },
    UnclosedQuote,
    UnclosedBrace,
    StrayBrace,
    ReservedCharacter {
        character: char,
    },
    TooDeep,
    Syntax {
        found: String,
    },

    // Clauses.
    ClauseHeading {
        found: String,
    },
    MissingClauses {
        ids: Vec<String>,
    },
    ClauseTwice {
        id: String,
    },
    ClauseOrder {
        id: String,
        after: String,
    },
    OutsideClause {
        slug: String,
    },

    // Words, and how many of them.
    Unknown {
        what: What,
        inside: String,
        word: String,
        nearest: Option<String>,
        known: Vec<String>,
    },
    Missing {
        what: What,
        word: String,
        inside: String,
    },
    Twice {
        what: What,
        word: String,
    },
    TooManyArguments {
        inside: String,
        most: usize,
    },
    /// Rules test a kind's fields in more different ways than an evaluation has room for.
    TooManyTests {
        kind: String,
        most: usize,
    },
    OneOf {
        inside: String,
        words: Vec<String>,
        found: usize,
    },
    Unexpected {
        expected: Expected,
        found: String,
    },

    // Meaning.
    FieldNotInKind {
        field: String,
        kind: String,
    },
    FieldsNotJoined(String, String),
    FieldDiffers {
        field: String,
    },
    SecretField {
        field: String,
    },
    WrongType {
        field: String,
        found: &'static str,
        expected: &'static str,
    },
    /// A limit of the first step, before which there is none.
    FirstStep {
        word: String,
    },
    /// A field by which cases are told apart, and which a record may leave empty.
    MayBeEmpty {
        field: String,
    },
    /// A form that asks month by month.
    OnlyMonths {
        requirement: String,
    },
    /// Brackets that leave out a base, or hold one twice.
    Brackets,
    /// A sum over a record's period, which the record does not name.
    NoPeriodNamed {
        kind: String,
    },
    NoAttendance {
        kind: String,
    },
    NotForSubject {
        word: String,
        subject: String,
    },
    NeedsPeriod {
        requirement: String,
    },
    NoPeriod {
        requirement: String,
    },
    /// Written in a rule that asks for something in every window.
    NoWindow {
        word: String,
    },
    EmptyRange {
        least: String,
        most: String,
    },
    OutOfBounds {
        found: String,
        least: Option<String>,
        most: Option<String>,
    },
    Dates {
        first: Day,
        last: Day,
    },
    /// A limit whose earliest day lies behind its last one, or outside the period: as it would be in one.
    NoDayInTime {
        slug: String,
        earliest: Day,
        last: Day,
    },
    SecondAttributing {
        field: String,
        earlier: String,
    },
    /// An attribute that says nothing without another one.
    WithoutPoints {
        property: String,
        needed: String,
    },
    /// Two attributes that exclude each other.
    Excluded {
        word: String,
        other: String,
    },
    /// A recommendation that would cost stars.
    VetoOfAdvice,
    /// More stars for what is not more.
    BandOrder {
        star: u8,
        above: u8,
    },
    /// A clause of a chapter that no block declares.
    NoChapter {
        id: String,
        known: Vec<String>,
    },
    /// No scheme is in force on the day of an example.
    NoScheme {
        day: Day,
    },
    /// What a branch below reached, with too few scores or too many.
    NotOneForEachDimension {
        found: usize,
        dimensions: Vec<String>,
    },
    /// Bonuses of which none can be added.
    BonusWithoutRoom {
        slug: String,
    },
    /// Points of a clause that no dimension takes in.
    OutsideDimensions {
        slug: String,
        clause: String,
    },
    Contradicts {
        what: What,
        word: String,
        earlier: String,
    },
    OwnPart,
    TooManyPeople {
        part: String,
    },
    PeriodDoesNotFit {
        found: String,
        expected: String,
    },
    /// Two words of one requirement that exclude each other.
    NotWith {
        word: String,
        other: String,
    },
    /// What a share counts comes in another period than the share, or in none.
    OtherPeriod {
        of: String,
        period: Option<&'static str>,
    },
    /// A rule that no share can be taken of.
    NoPartOf {
        of: String,
        why: &'static str,
    },

    // The book as a whole.
    ParameterTooLate {
        parameter: String,
        first: Option<Day>,
        from: Day,
    },
    /// Used as a limit of time without a unit of time.
    ParameterNoTime {
        parameter: String,
        unit: Option<String>,
    },
    /// Used as a limit of time: not whole, not above nothing, or longer than any.
    ParameterNoLimit {
        parameter: String,
        value: Quantity,
    },
    /// A rule names a list that has no items yet.
    ListTooLate {
        list: String,
        first: Option<Day>,
        from: Day,
    },
    /// Below nothing, or not above it although it says how much has to be reached.
    ParameterTooLow {
        parameter: String,
        value: Quantity,
        reached: bool,
    },
    /// More than all, although it says how large a part has to be.
    ParameterTooHigh {
        parameter: String,
        value: Quantity,
    },
    NoExample {
        slug: String,
        lacks: Lacks,
    },
    TimeGap {
        slug: String,
        first: Day,
        last: Day,
    },
    TimeEnds {
        slug: String,
        last: Day,
    },
    TimeOverlap {
        slug: String,
        other: String,
        day: Day,
    },
    MissingKind {
        slug: String,
    },
    MissingInKind {
        what: What,
        slug: String,
        kind: String,
    },
    /// How one layer stands to another.
    Layer(LayerProblem),
}

/// Which example a rule lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lacks {
    Meeting,
    Failing,
}

/// What a word stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    Block,
    Property,
    Child,
    Argument,
    FieldType,
    Kind,
    KindName,
    Field,
    Part,
    Person,
    FieldOrPart,
    Choice,
    Parameter,
    ParameterName,
    List,
    ListName,
    DatedValue,
    Rates,
    Rule,
    RuleName,
    Force,
    Form,
    Subject,
    Calendar,
    Metric,
    Status,
    Trigger,
    Run,
    Step,
    Star,
    Chapter,
    ScoredDimension,
    QuotaOver,
    Scheme,
    Certainty,
    Direction,
    Borrowed,
}

/// What a value should have been.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expected {
    Slug,
    Word,
    YesNo,
    Number,
    NumberOrParameter,
    Percent,
    Share,
    WholeNumber,
    Day,
    Days,
    Limit,
    DayLimit,
    Period,
    CalendarPeriod,
    FieldTest,
    Quota,
    ChapterLetter,
    Part,
    Scores,
}

impl What {
    fn label(self) -> &'static str {
        match self {
            What::Block => "块",
            What::Property => "属性",
            What::Child => "子节点",
            What::Argument => "参数词",
            What::FieldType => "字段类型",
            What::Kind => "记录",
            What::KindName => "记录名称",
            What::Field => "字段",
            What::Part => "身份",
            What::Person => "人",
            What::FieldOrPart => "字段或身份",
            What::Choice => "选项",
            What::Parameter => "参数",
            What::ParameterName => "参数名称",
            What::List => "清单",
            What::ListName => "清单名称",
            What::DatedValue => "起始日相同的值",
            What::Rates => "费率",
            What::Rule => "规则",
            What::RuleName => "规则名称",
            What::Force => "力度",
            What::Form => "组织形式",
            What::Subject => "适用对象",
            What::Calendar => "期间",
            What::Metric => "指标",
            What::Status => "状态",
            What::Trigger => "起点",
            What::Run => "连续的事",
            What::Step => "步骤",
            What::Star => "星级",
            What::Chapter => "条款或章的字母",
            What::ScoredDimension => "一化的名称",
            What::QuotaOver => "名额的范围",
            What::Scheme => "同一天起的评分",
            What::Certainty => "把握",
            What::Direction => "加严方向",
            What::Borrowed => "可以沿用的部分",
        }
    }
}

impl Expected {
    fn label(self) -> &'static str {
        match self {
            Expected::Slug => "英文短名（小写字母开头，只用小写字母、数字和 `-`）",
            Expected::Word => "文字",
            Expected::YesNo => "`是` 或 `否`",
            Expected::Number => "最多两位小数的数，如 `1` 或 `\"0.5\"`",
            Expected::Percent => "百分比，最多两位小数，不超过 100%，如 `\"0.5%\"`",
            Expected::Share => "分数如 `\"4/5\"`，最多两位小数的数，或者一个参数的名称",
            Expected::NumberOrParameter => "最多两位小数的数，或者一个参数的名称",
            Expected::ChapterLetter => "一个大写字母，如 `L`",
            Expected::Quota => "不超过全部的分数，如 `\"1/10\"`",
            Expected::WholeNumber => "不带小数的数",
            Expected::Day => "日期，如 `\"2019-03-31\"`",
            Expected::Days => "日期或起止日期，如 `\"2019-03-31\"` 或 `\"2019-03-31..2019-04-02\"`",
            Expected::Limit => "时限，如 `\"15 日\"`、`\"1 月\"`、`\"3 年\"`",
            Expected::DayLimit => "以日计的时限，如 `\"30 日\"`",
            Expected::Period => "期间，如 `\"2019-Q1\"`、`\"2019-03\"`、`\"2019\"`、`standing`、`term`、`event`",
            Expected::CalendarPeriod => {
                "月、季度、半年或年，如 `\"2019-03\"`、`\"2019-Q1\"`、`\"2019-H1\"`、`\"2019\"`"
            }
            Expected::Part => "大于 0、不大于 1 的分数或小数，如 `\"9/10\"`、`\"0.95\"`，或者一个参数的名称",
            Expected::Scores => "用空格隔开的各化得分，不小于 0，最多两位小数，没有得分的写 `无`，如 `\"90 85.5 无\"`",
            Expected::FieldTest => "对字段的一个测试，如 `是`、`已填`、`至少=8` 或选项的名称",
        }
    }
}

/// Longer lists of words are not printed: the language reference has them.
const LONGEST_LIST: usize = 12;

fn quoted<T: AsRef<str>>(words: &[T]) -> String {
    words.iter().map(|word| format!("`{}`", word.as_ref())).collect::<Vec<_>>().join("、")
}

/// `P1、S1–S28、L2`: clauses that follow each other are not all named.
fn ranges(ids: &[String]) -> String {
    let split = |id: &str| {
        let digits = id.trim_start_matches(|character: char| !character.is_ascii_digit());
        let letters = id.strip_suffix(digits).unwrap_or_default();
        (letters.to_owned(), digits.parse::<u32>().unwrap_or_default())
    };
    let mut runs: Vec<(String, u32, u32)> = Vec::new();
    for (letters, number) in ids.iter().map(|id| split(id)) {
        match runs.last_mut() {
            Some((chapter, _, last)) if *chapter == letters && number == last.saturating_add(1) => *last = number,
            _ => runs.push((letters, number, number)),
        }
    }
    let shown = runs.iter().map(|(letters, first, last)| match first == last {
        true => format!("{letters}{first}"),
        false => format!("{letters}{first}–{letters}{last}"),
    });
    shown.collect::<Vec<_>>().join("、")
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Problem::DigitWord { .. }
            | Problem::ReservedWord { .. }
            | Problem::WideQuote { .. }
            | Problem::UnclosedQuote
            | Problem::UnclosedBrace
            | Problem::StrayBrace
            | Problem::ReservedCharacter { .. }
            | Problem::TooDeep
            | Problem::Syntax { .. } => self.writing(f),
            Problem::ClauseHeading { .. }
            | Problem::MissingClauses { .. }
            | Problem::ClauseTwice { .. }
            | Problem::ClauseOrder { .. }
            | Problem::NoChapter { .. }
            | Problem::OutsideClause { .. } => self.clauses(f),
            Problem::Unknown { .. }
            | Problem::Missing { .. }
            | Problem::Twice { .. }
            | Problem::TooManyArguments { .. }
            | Problem::TooManyTests { .. }
            | Problem::OneOf { .. }
            | Problem::Unexpected { .. } => self.words(f),
            Problem::ParameterTooLate { .. }
            | Problem::ListTooLate { .. }
            | Problem::ParameterNoTime { .. }
            | Problem::ParameterNoLimit { .. }
            | Problem::ParameterTooLow { .. }
            | Problem::ParameterTooHigh { .. }
            | Problem::NoExample { .. }
            | Problem::TimeGap { .. }
            | Problem::TimeEnds { .. }
            | Problem::TimeOverlap { .. }
            | Problem::MissingKind { .. }
            | Problem::MissingInKind { .. } => self.book(f),
            Problem::Layer(problem) => problem.fmt(f),
            _ => self.meaning(f),
        }
    }
}

impl Problem {
    fn writing(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Problem::DigitWord { word } => write!(f, "以数字开头的词 `{word}` 要加引号，请写 `\"{word}\"`"),
            Problem::ReservedWord { word } => {
                write!(f, "`{word}` 不能这样写：是否写 `是` 或 `否`，确实要这个词时加引号 `\"{word}\"`")
            }
            Problem::WideQuote { word } => write!(f, "`{word}` 里有中文引号“ ”，引号请用英文的 `\"`"),
            Problem::UnclosedQuote => write!(f, "引号没有合上，请在这一行里补上 `\"`"),
            Problem::UnclosedBrace => write!(f, "这个 `{{` 没有对应的 `}}`，请补上"),
            Problem::StrayBrace => write!(f, "多了一个 `}}`，请删去，或在前面补上 `{{`"),
            Problem::ReservedCharacter { character } => {
                write!(f, "词里不能有 `{character}`，请把整个词加上引号，或改用全角符号")
            }
            Problem::TooDeep => write!(f, "花括号或注释套得太深，整块没有读；规则语言最多用到四层"),
            Problem::Syntax { found } => {
                write!(f, "`{found}` 这里读不懂：每行是 `词 词 名=值 {{ … }}`，含空格或符号的词要加引号")
            }
            _ => Ok(()),
        }
    }

    fn clauses(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Problem::ClauseHeading { found } => {
                write!(f, "标题 `{found}` 像条款而不是：条款用三级标题，条款号后空一格再写名称，如 `### L1 党员大会`")
            }
            Problem::MissingClauses { ids } => {
                write!(f, "缺少 {} 条条款：{}；每条都要有三级标题，没有规则的也要有正文", ids.len(), ranges(ids))
            }
            Problem::ClauseTwice { id } => write!(f, "条款 {id} 前面已经有了，请合并到一处"),
            Problem::ClauseOrder { id, after } => {
                write!(f, "条款 {id} 不该排在 {after} 之后：先按 `章` 声明的次序，再按号数排列")
            }
            Problem::NoChapter { id, known } if known.is_empty() => {
                write!(f, "条款 {id} 的章没有声明：标准要先用 `章 字母 名称=…` 声明每一章")
            }
            Problem::NoChapter { id, known } => {
                write!(
                    f,
                    "条款 {id} 的章没有声明，已有的是 {}；请换一个条款号，或用 `章 字母 名称=…` 声明",
                    known.join("、")
                )
            }
            Problem::OutsideClause { slug } => {
                write!(f, "规则 `{slug}` 不在任何条款之下，请移到所属条款的三级标题下面")
            }
            _ => Ok(()),
        }
    }

    fn words(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Problem::Unknown { what, inside, word, nearest, known } => {
                let inside = if inside.is_empty() { String::new() } else { format!("{inside} 里") };
                write!(f, "{inside}没有 `{word}` 这个{}", what.label())?;
                if let Some(nearest) = nearest {
                    write!(f, "；是不是 `{nearest}`")?;
                }
                // Nobody can declare a metric: there are those that are listed and no others.
                if (1..=LONGEST_LIST).contains(&known.len()) || *what == What::Metric {
                    write!(f, "；可以写：{}", quoted(known))
                } else if known.is_empty() && matches!(what, What::Child | What::Property) {
                    write!(f, "；这里不能有{}，请删去", what.label())
                } else if nearest.is_none() {
                    write!(f, "；请改成已有的{}，或先声明它", what.label())
                } else {
                    Ok(())
                }
            }
            Problem::Missing { what, word, inside } => {
                write!(f, "`{inside}` 缺少{} `{word}`，请补上", what.label())
            }
            Problem::Twice { what, word } => {
                write!(f, "{} `{word}` 前面已经有了，请删去一个或换一个名", what.label())?;
                match what {
                    What::Kind => write!(f, "；叠加层要给已有的记录添东西，写 `补充=是`"),
                    What::Rule => write!(f, "；要取代已有的规则，另起短名并写 `替代={word}`"),
                    _ => Ok(()),
                }
            }
            Problem::TooManyArguments { inside, most } => {
                write!(f, "`{inside}` 后面最多写 {most} 个词，这里多了；有空格的词要加引号")
            }
            Problem::TooManyTests { kind, most } => {
                write!(
                    f,
                    "对记录 `{kind}` 的测试（且、除、应）到这里超过了 {most} 种，检查装不下；请把写法不同而意思一样的测试写成一样，或分成两种记录"
                )
            }
            Problem::OneOf { inside, words, found } => {
                write!(f, "`{inside}` 里应当写 {} 中的恰好一个，这里有 {found} 个", quoted(words))
            }
            Problem::Unexpected { expected, found } => write!(f, "`{found}` 不对，应当是{}", expected.label()),
            _ => Ok(()),
        }
    }

    fn meaning(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Problem::FieldNotInKind { field, kind } => {
                write!(f, "记录 `{kind}` 没有 `{field}`，而这里每种记录都要有；请分开写规则，或给它加上")
            }
            Problem::FieldsNotJoined(one, other) => write!(f, "`{one}`、`{other}` 类型不同或是选项，请换字段"),
            Problem::FieldDiffers { field } => {
                write!(f, "`{field}` 在所列的几种记录里不是一回事（短名或类型不同），请分开写")
            }
            Problem::SecretField { field } => {
                write!(f, "字段 `{field}` 是保密的，不在记录里，规则和示例都不能用它")
            }
            Problem::WrongType { field, found, expected } => {
                write!(f, "字段 `{field}` 的类型是{found}，这里要{expected}")
            }
            Problem::FirstStep { word } => write!(f, "第一步前面没有步骤，不能写 `{word}`"),
            Problem::MayBeEmpty { field } => {
                write!(f, "字段 `{field}` 可以不填，就分不清是哪一件；请给它写上 `必填=是`")
            }
            Problem::OnlyMonths { requirement } => write!(f, "`{requirement}` 按月看，请写 `每 月`"),
            Problem::Brackets => {
                write!(f, "各档要从低到高排，只有最后一档不写 `至多=`，这样每个基数正好属于一档")
            }
            Problem::NoPeriodNamed { kind } => {
                write!(f, "记录 `{kind}` 不写明属于哪个期间，不知道合计哪些；请给它一个 `类型=期间 归属=是` 的字段")
            }
            Problem::NoAttendance { kind } => {
                write!(f, "记录 `{kind}` 没有出勤的身份，请给它的一个 `参与` 写上 `出勤=是`")
            }
            Problem::NotForSubject { word, subject } => write!(f, "`{word}` 不能用于适用对象 `{subject}`"),
            Problem::NeedsPeriod { requirement } => {
                write!(f, "`{requirement}` 要有期间，请在规则里写 `每 月`、`每 季度`、`每 半年` 或 `每 年`")
            }
            Problem::NoPeriod { requirement } => write!(f, "`{requirement}` 不按期间计算，请删去 `每`"),
            Problem::NoWindow { word } => {
                write!(f, "`{word}` 不能和 `每 任意` 写在一条规则里；能用的是没有 `期后`、`至多` 的 `次数` 和 `合计`")
            }
            Problem::EmptyRange { least, most } => write!(f, "至少 {least}、至多 {most}，没有数能满足，请改其中一个"),
            Problem::OutOfBounds { found, least, most } => match (least, most) {
                (Some(least), Some(most)) => write!(f, "{found} 不在 {least} 到 {most} 之间"),
                (Some(least), None) => write!(f, "{found} 太小，至少是 {least}"),
                (None, Some(most)) => write!(f, "{found} 太大，至多是 {most}"),
                (None, None) => write!(f, "{found} 超出范围"),
            },
            Problem::NoDayInTime { slug, earliest, last } => {
                write!(f, "规则 `{slug}` 没有一天能办：比如最早要到 {earliest}，最迟是 {last}；请把 `不早于` 改短")
            }
            Problem::Dates { first, last } => write!(f, "日期矛盾：末日 {last} 早于首日 {first}"),
            Problem::SecondAttributing { field, earlier } => {
                write!(f, "一种记录最多一个归属字段，`{earlier}` 已经是了，请去掉 `{field}` 的 `归属=是`")
            }
            Problem::WithoutPoints { .. }
            | Problem::Excluded { .. }
            | Problem::VetoOfAdvice
            | Problem::BandOrder { .. }
            | Problem::NoScheme { .. }
            | Problem::NotOneForEachDimension { .. }
            | Problem::BonusWithoutRoom { .. }
            | Problem::OutsideDimensions { .. } => self.scoring(f),
            Problem::Contradicts { what, word, earlier } => {
                write!(f, "{} `{word}` 与原来声明的 `{earlier}` 不同；补充时不能改，可以省略不写", what.label())
            }
            Problem::OwnPart => f.write_str("`自记=是` 的身份只有一个、不记出勤，别的身份和他人填的都不能必填"),
            Problem::TooManyPeople { part } => write!(f, "身份 `{part}` 只能有一个人；可以多人的要声明 `多人=是`"),
            Problem::PeriodDoesNotFit { found, expected } => write!(f, "这条规则的期间是{expected}，不会是 `{found}`"),
            Problem::NotWith { word, other } => write!(f, "`{word}` 不能和 `{other}` 同用，请删去一个，或分成两条规则"),
            Problem::OtherPeriod { .. } | Problem::NoPartOf { .. } => self.proportion(f),
            _ => Ok(()),
        }
    }

    fn proportion(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Problem::OtherPeriod { of, period: Some(period) } => {
                write!(f, "`{of}` 按{period}有结果，占比的期间要和它一样，请写 `每 {period}`")
            }
            Problem::OtherPeriod { of, period: None } => {
                write!(f, "`{of}` 不按期间有结果，不能对它求占比；请改成有 `每` 的规则")
            }
            Problem::NoPartOf { of, why } => write!(f, "不能对规则 `{of}` 求占比：{why}；请改写别的规则"),
            _ => Ok(()),
        }
    }

    fn scoring(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Problem::WithoutPoints { property, needed } => {
                write!(f, "没有 `{needed}`，`{property}` 无从算起；请写上 `{needed}`，或删去它")
            }
            Problem::Excluded { word, other } => {
                write!(f, "写了 `{word}` 就不能再写 `{other}`，两种算法只能用一种；请删去其中一个")
            }
            Problem::VetoOfAdvice => {
                write!(f, "`可以` 的要求没有做只是建议，不算谁的不足，不能 `否决` 或 `限星`；请改力度，或删去它")
            }
            Problem::BandOrder { star, above } => {
                write!(
                    f,
                    "{star} 星的总分应当低于 {above} 星的；总分一样的，{above} 星要有一化的分数要求更高。请改其中一个"
                )
            }
            Problem::NoScheme { day } => {
                write!(f, "{day} 还没有 `评分` 有效，算不出得分；请改 `截至`，或给 `评分` 写更早的 `自`")
            }
            Problem::NotOneForEachDimension { found, dimensions } => {
                let (count, names) = (dimensions.len(), dimensions.join("、"));
                write!(f, "写了 {found} 个得分，示例那天的评分有 {count} 化，要依次各写一个：{names}")
            }
            Problem::BonusWithoutRoom { slug } => {
                write!(
                    f,
                    "规则 `{slug}` 给加分，可是 `评分` 没有写 `加分上限`，一分也加不上；请给评分写上，或删去 `加分`"
                )
            }
            Problem::OutsideDimensions { slug, clause } => {
                write!(
                    f,
                    "规则 `{slug}` 写了分值，可是 `评分` 里没有哪一化收条款 {clause}，这些分不会算进得分；请给一化的 `条款` 补上它，或删去分值"
                )
            }
            _ => Ok(()),
        }
    }

    fn book(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Problem::ParameterTooLate { parameter, first, from } => {
                write!(f, "规则从 {from} 起有效，那天参数 `{parameter}` 还没有值")?;
                match first {
                    Some(first) => write!(f, "（最早的值从 {first} 起）；请补上更早的值，或推迟规则的 `自`"),
                    None => write!(f, "；请给它写上 `值`"),
                }
            }
            Problem::ListTooLate { list, first, from } => {
                write!(f, "规则从 {from} 起有效，那天清单 `{list}` 还没有项")?;
                match first {
                    Some(first) => write!(f, "（最早的项从 {first} 起）；请补上更早的项，或推迟规则的 `自`"),
                    None => write!(f, "；请给它写上 `项`"),
                }
            }
            Problem::ParameterNoTime { parameter, unit } => {
                let unit = unit.as_deref().unwrap_or("没有写");
                write!(f, "参数 `{parameter}` 的单位是 {unit}，用作时限的要写 `单位=日`、`单位=月` 或 `单位=年`")
            }
            Problem::ParameterNoLimit { parameter, value } => {
                write!(f, "参数 `{parameter}` 的值 {value} 不对：规则用它作时限，要是整数，最少 1，最多一百年")
            }
            Problem::ParameterTooLow { parameter, value, reached: true } => {
                write!(f, "参数 `{parameter}` 的值 {value} 不对：规则用它说至少要做到多少，要大于 0，否则人人都达标")
            }
            Problem::ParameterTooLow { parameter, value, reached: false } => {
                write!(f, "参数 `{parameter}` 的值 {value} 不对：不能小于 0")
            }
            Problem::ParameterTooHigh { parameter, value } => {
                write!(
                    f,
                    "参数 `{parameter}` 的值 {value} 不对：规则用它说至少要占多大一部分，不能大于 1；九成写 `\"0.9\"`"
                )
            }
            Problem::NoExample { slug, lacks } => {
                let (label, statuses) = match lacks {
                    Lacks::Meeting => ("合规", "`达标` 或 `待办`"),
                    Lacks::Failing => ("不合规", "`未完成`、`逾期完成`、`违规` 或 `建议`"),
                };
                write!(f, "规则 `{slug}` 没有{label}的示例，请写一个 `得` {statuses} 的 `示例 {slug}`")
            }
            Problem::TimeGap { slug, first, last } => {
                write!(f, "{first} 到 {last} 没有规则有效：`{slug}` 和取代它的规则之间有空档，请改 `自` 或 `止`")
            }
            Problem::TimeEnds { slug, last } => write!(
                f,
                "`{slug}` 取代了别的规则，到 {last} 为止，以后没有规则接着管；只是暂时改动的，请再写一条从次日起取代它的规则"
            ),
            Problem::TimeOverlap { slug, other, day } => {
                write!(f, "{day} 有两条规则同时有效：`{slug}` 与 `{other}`，请改 `自` 或 `止`")
            }
            Problem::MissingKind { slug } => {
                write!(f, "没有声明记录 `{slug}`，名册离不开它；请写上 `沿用 记录`，或照内置规则的“附：记录种类”加上")
            }
            Problem::MissingInKind { what, slug, kind } => {
                write!(f, "记录 `{kind}` 缺少{} `{slug}`（或类型不对），名册离不开它；请照内置规则加上", what.label())
            }
            _ => Ok(()),
        }
    }
}

//! What can be wrong between layers, and the sentences about it.

use std::fmt;

use facts::{Day, Quantity};

use crate::problem::Problem;

/// A mistake in how a rule, a clause or a parameter stands to another layer.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum LayerProblem {
    /// A rule asks for less than the one above it.
    Looser {
        slug: String,
        upper: String,
        /// What is compared: `至少`, `期间`, `力度` …
        aspect: &'static str,
        asked: String,
        found: String,
        since: Day,
    },
    /// A rule asks for something of another kind than the one above it.
    NotComparable {
        slug: String,
        upper: String,
        aspect: &'static str,
    },
    /// `加严` names a rule of the same or of a lower layer.
    NotAbove {
        slug: String,
        upper: String,
    },
    /// `加严` together with `执行`: what is not enforced would switch off what is.
    TightensUnenforced {
        slug: String,
    },
    /// A clause whose letter belongs to another layer.
    ClauseOfLayer {
        id: String,
    },
    NationalWithoutCitation {
        slug: String,
    },
    NationalWithPoints {
        slug: String,
    },
    RuleUnverified {
        instrument: String,
    },
    ArticleNotRead {
        article: String,
    },
    ConflictOutsideClause,
    /// The layer above does not say which direction of a parameter is the tighter one.
    ParameterFixed {
        parameter: String,
        from: Day,
    },
    ParameterLooser {
        parameter: String,
        higher: bool,
        asked: Quantity,
        found: Quantity,
        from: Day,
    },
    /// A lower layer's version gives way to a later one of the layer above.
    GivesWay {
        name: String,
        from: Day,
        above_from: Day,
    },
    /// A list leaves out what the layer above has on it.
    ListShorter {
        list: String,
        asked: Vec<String>,
        dropped: Vec<String>,
        from: Day,
    },
    /// By a table of rates less is to be paid of some base than by the one above.
    RatesLower {
        rates: String,
        /// The least such base.
        base: Quantity,
        asked: Quantity,
        found: Quantity,
        from: Day,
    },
    /// A lower layer's 评分 makes stars or points easier.
    SchemeLooser {
        /// What is compared: `加分上限`, `5 星的总分` …
        aspect: String,
        asked: String,
        found: String,
        from: Day,
    },
    /// A rule adds more by itself than the layer above lets all bonuses add.
    BonusBeyond {
        slug: String,
        room: Quantity,
        found: Quantity,
    },
    NotZeroOrOne {
        parameter: String,
        value: Quantity,
    },
    /// `执行` for a requirement without a period or an event of its own.
    NoDayOfItsOwn {
        slug: String,
    },
    /// 沿用 in a layer over or above a standard, which has what it would take over.
    BorrowedBesideStandard,
    /// 沿用 国家层 without the records that it speaks of.
    RegulationsWithoutRecords,
}

impl From<LayerProblem> for Problem {
    fn from(problem: LayerProblem) -> Problem {
        Problem::Layer(problem)
    }
}

/// What a lower layer can do instead.
const BESIDE: &str = "请改成不低于上一层，或删去 `替代`、`加严`，让两条规则并存";

impl fmt::Display for LayerProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            LayerProblem::Looser { slug, upper, aspect, asked, found, since } => write!(
                f,
                "`{slug}` 从 {since} 起比上一层的 `{upper}` 宽：{aspect}，上一层要求 {asked}，这里是 {found}；下一层只能加严或补充，{BESIDE}"
            ),
            LayerProblem::NotComparable { slug, upper, aspect } => write!(
                f,
                "`{slug}` 与上一层的 `{upper}` 不好比：{aspect}不同，看不出是不是更严；请删去 `替代`、`加严`，作为另一条规则与它并存"
            ),
            LayerProblem::NotAbove { slug, upper } => write!(
                f,
                "`{slug}` 不能加严 `{upper}`：它不在更高的一层；同一层里取代另一条规则写 `替代={upper}`，并写上 `自`"
            ),
            LayerProblem::TightensUnenforced { slug } => {
                write!(f, "`{slug}` 写了 `执行`，不执行的时候就没有规则管上一层的要求；请删去 `加严`，让两条规则并存")
            }
            LayerProblem::ClauseOfLayer { id } => write!(
                f,
                "条款 {id} 放错了层：国家层（文件夹 national）声明的章只有国家层用，国家层也只用它们；请换一个条款号"
            ),
            LayerProblem::NationalWithoutCitation { slug } => {
                write!(f, "国家层的规则 `{slug}` 要写明出处和起始日，请加上 `出处 文件名称 把握=原文` 和 `自=`")
            }
            LayerProblem::NationalWithPoints { slug } => {
                write!(f, "国家层的规则 `{slug}` 不计分，请删去 `分值`；要计分的，在集团的标准里写一条加严它的规则")
            }
            LayerProblem::RuleUnverified { instrument } => write!(
                f,
                "`{instrument}` 还没有核对过，不能作规则的出处；请核对后改为 `把握=原文` 或 `把握=通行`，或只写在正文里"
            ),
            LayerProblem::ArticleNotRead { article } => {
                write!(f, "没有看过原文，不能引到 `{article}`；请删去 `条`，或核对原文后写 `把握=原文`")
            }
            LayerProblem::ConflictOutsideClause => {
                write!(f, "`抵触` 不在任何条款之下，请移到它所抵触的条款的三级标题下面")
            }
            LayerProblem::ParameterFixed { parameter, from } => write!(
                f,
                "上一层没有说参数 `{parameter}` 往哪边改是加严，{from} 起的这个值不能用；请在声明它的地方写 `加严方向=高`（`低`、`不限`），或另写一条规则"
            ),
            LayerProblem::ParameterLooser { parameter, higher, asked, found, from } => {
                looser_parameter(f, (parameter, *from), *higher, (*asked, *found))
            }
            LayerProblem::GivesWay { name, from, above_from } => write!(
                f,
                "`{name}` 从 {from} 起的这一个只用到 {above_from} 以前：从那天起上一层另有规定；要接着用，请写上 `自=\"{above_from}\"` 的一个"
            ),
            LayerProblem::ListShorter { list, asked, dropped, from } => write!(
                f,
                "清单 `{list}` 从 {from} 起少了 {}：上一层那天有 {}，下一层只能添项；请写上这些项，要添的写在后面",
                dropped.join("、"),
                asked.join("、")
            ),
            LayerProblem::RatesLower { rates, base, asked, found, from } => write!(
                f,
                "费率 `{rates}` 从 {from} 起比上一层低：基数是 {base} 的，上一层那天要交 {asked}，这里是 {found}；下一层的表不论基数多少都不能少于上一层，请把这一档改成不低于上一层"
            ),
            LayerProblem::SchemeLooser { .. } | LayerProblem::BonusBeyond { .. } => self.scoring(f),
            LayerProblem::NotZeroOrOne { parameter, value } => {
                write!(f, "参数 `{parameter}` 的值 {value} 不对：规则用它说执行不执行，只能是 1（执行）或 0（不执行）")
            }
            LayerProblem::NoDayOfItsOwn { slug } => write!(
                f,
                "`{slug}` 不能写 `执行`：它说的是现状、任期或一件事的全过程，没有自己的期间或日子；请用 `自`、`止` 和 `替代`"
            ),
            LayerProblem::BorrowedBesideStandard | LayerProblem::RegulationsWithoutRecords => self.borrowing(f),
        }
    }
}

impl LayerProblem {
    fn scoring(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            LayerProblem::SchemeLooser { aspect, asked, found, from } => write!(
                f,
                "`评分` 从 {from} 起不比上一层严：{aspect}，上一层是 {asked}，这里是 {found}；下一层的 `评分` 只能提高要求，请改成与上一层相同，或者更高"
            ),
            LayerProblem::BonusBeyond { slug, room, found } => {
                write!(f, "`{slug}` 的 `加分` {found} 多于上一层的 `加分上限` {room}；请改成不多于 {room}")
            }
            _ => Ok(()),
        }
    }

    fn borrowing(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            LayerProblem::RegulationsWithoutRecords => {
                "国家层说的是内置标准的记录，沿用它就要一起沿用记录，请写 `沿用 记录 国家层`"
            }
            _ => "`沿用` 只写在整部标准里：叠加层和国家层所在的那部标准已经有记录了；请删去",
        })
    }
}

fn looser_parameter(
    f: &mut fmt::Formatter<'_>,
    (parameter, from): (&str, Day),
    higher: bool,
    (asked, found): (Quantity, Quantity),
) -> fmt::Result {
    let (direction, bound) = if higher { ("高", "低") } else { ("低", "高") };
    write!(
        f,
        "参数 `{parameter}` 从 {from} 起比上一层宽：加严方向是{direction}，上一层那天是 {asked}，这里是 {found}；请改成不{bound}于 {asked} 的数"
    )
}

//! What a use case can fail with, in the user's words.

use ledger::LedgerError;

#[derive(Debug, thiserror::Error)]
pub enum OfficeError {
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    #[error("读不了 {path}：{reason}。请检查路径和权限")]
    Unreadable { path: String, reason: String },
    #[error("{path} 不能导入：{reason}")]
    Book { path: String, reason: String },
    #[error("写不了 {path}：{reason}。请检查路径、权限和磁盘空间")]
    Unwritable { path: String, reason: String },
    #[error("标准有 {} 处错误，没有使用：\n{}\n请先用 `wuhua rulebook check` 改正", .0.len(), .0.join("\n"))]
    Rulebook(Vec<String>),
    #[error("{0}")]
    Mapping(String),
    #[error("没有名叫“{found}”的组织{nearest}")]
    NoSuchOrganisation { found: String, nearest: String },
    #[error("没有规则“{found}”{nearest}。全部规则见 `wuhua rulebook list`")]
    NoSuchRule { found: String, nearest: String },
    #[error("没有条款“{found}”，应为 P1、S1 到 S28、L1 到 L36、M1 到 M25、I1 到 I14、V1 到 V11 之一")]
    NoSuchClause { found: String },
    #[error("“{found}”在这一天没有符合条件的检查结果{known}")]
    NoFinding { found: String, known: String },
    #[error("这个台账里已有记录，示范数据只放进空台账。请换一个目录")]
    NotEmpty,
    #[error("工作簿写不出来：{0}")]
    Workbook(String),
}

/// `，最接近的是“…”`, or nothing.
pub(crate) fn nearest<'a>(found: &str, known: impl Iterator<Item = &'a str>) -> String {
    let shared = |word: &str| word.chars().filter(|character| found.contains(*character)).count();
    let best = known.map(|word| (shared(word), word)).max_by_key(|(shared, word)| (*shared, std::cmp::Reverse(word.len())));
    match best {
        Some((shared, word)) if shared > 0 => format!("，最接近的是“{word}”"),
        _ => String::new(),
    }
}

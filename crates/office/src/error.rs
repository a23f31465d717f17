//! What a use case can fail with, in the user's words.

use std::io::ErrorKind;
use std::path::PathBuf;

use facts::{Day, FactId};
use ledger::LedgerError;

use crate::access::PasswordFault;

#[derive(Debug, thiserror::Error)]
pub enum OfficeError {
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    #[error("读不了 {path}：{reason}。请检查路径和权限")]
    Unreadable { path: String, reason: String },
    #[error("{path} 不能导入：{reason}")]
    Book { path: String, reason: String },
    #[error("{source}。这次给的 {books} 本账一本也没有导入；请改正或去掉这一本，再全部导入一次")]
    NothingImported { source: Box<OfficeError>, books: usize },
    #[error("导入到 {file} 时停下了：{source}\n此前的 {} 本已经收下：{}。{file} 和它后面的没有写入；问题解决后把全部文件再导入一次，已收下的不会重复", .written.len(), .written.join("、"))]
    ImportStopped { source: Box<LedgerError>, file: String, written: Vec<String> },
    #[error("写不了 {path}：{reason}。请检查路径、权限和磁盘空间")]
    Unwritable { path: String, reason: String },
    #[error("标准有 {} 处错误，没有使用：\n{}\n请先用 `wuhua rulebook check {folders}` 改正", .errors.len(), .errors.join("\n"))]
    Rulebook { errors: Vec<String>, folders: String },
    #[error("{0}")]
    Mapping(String),
    #[error(
        "环境变量 WUHUA_STANDARD 指出的 {} 里应有文件夹 rulebook（整部标准）或 overlay（叠加的要求），实际都没有。请改正或取消这个变量", .folder.display()
    )]
    NoStandardIn { folder: PathBuf },
    #[error("没有名叫“{found}”的组织{nearest}")]
    NoSuchOrganisation { found: String, nearest: String },
    #[error("“{found}”是 {set_up_on} 设立的，{as_of} 还没有。请把日期改为 {set_up_on} 或以后")]
    NotSetUpYet { found: String, set_up_on: Day, as_of: Day },
    #[error("“{found}”是 {set_up_on} 设立的，但 {recorded_on} 才记下，当时的台账里还没有它。请把 --known-at 改晚")]
    NotRecordedYet { found: String, set_up_on: Day, recorded_on: Day },
    #[error("“{found}”从 {from} 到 {until} 都不存在，没有可以安排的。请看组织设立、撤销的日期，或换一个年份")]
    NotStanding { found: String, from: Day, until: Day },
    #[error("没有规则“{found}”{nearest}。全部规则见 `wuhua rulebook list`")]
    NoSuchRule { found: String, nearest: String },
    #[error("没有记录种类“{found}”{nearest}。可以照 `wuhua explain` 里写的种类，或标准里“记录”的名称")]
    NoSuchKind { found: String, nearest: String },
    #[error("没有参数“{found}”{nearest}。可以改的参数有：{}", .known.join("、"))]
    NoSuchParameter { found: String, nearest: String, known: Vec<String> },
    #[error("上一个问题还没有算完，请等它算完再问")]
    QuestionWaits,
    #[error("不能这样设：{reason}")]
    Setting { reason: String },
    #[error("标准里没有在 {as_of} 有效的 `评分`，算不出得分。请在标准或叠加层里写上，写法见 docs/user/language.md")]
    NoScheme { as_of: Day },
    #[error("“{found}”在 {as_of} 没有得分：得分只给党支部（含联合、临时党支部），而且要有计分的要求适用")]
    NotScored { found: String, as_of: Day },
    #[error("没有条款“{found}”，应为 {} 之一", .known.join("、"))]
    NoSuchClause { found: String, known: Vec<String> },
    #[error("“{found}”在这一天没有符合条件的检查结果{known}")]
    NoFinding { found: String, known: String },
    #[error("这个台账里已有记录，示范数据只放进空台账。请换一个目录")]
    NotEmpty,
    #[error(
        "这里的台账不是 wuhua demo 建的，没有动它：示范集团只放进自己新建的台账。请换一个目录；\
         如果它是上次建示范集团时中断留下的，请先删去再运行"
    )]
    NotADemonstration,
    #[error("没有编号为 {found} 的记录。编号见 `wuhua records` 每条记录的末尾，或检查结果的 evidence")]
    NoSuchRecord { found: FactId },
    #[error("应写明为什么作废，事由是空的，没有作废。请写上事由（命令行用 --reason）")]
    NoReason,
    #[error("记录 {record} 已由{by}于 {on} 作废（事由：{reason}），不用再作废")]
    AlreadyWithdrawn { record: FactId, on: Day, by: String, reason: String },
    #[error("记录 {record} 已被更正，不再计算，没有作废。要作废更正后的，请用编号 {by}")]
    CorrectedSince { record: FactId, by: FactId },
    #[error("记录 {record} 本身是一条作废，不能再作废。要让原记录重新生效，请把写有它的账本加 --correct 导入")]
    IsWithdrawal { record: FactId },
    #[error("账号名应有 1 到 {most} 个字")]
    AccountName { most: usize },
    #[error("已有名叫“{name}”的账号，没有建立。请换一个名字")]
    AccountTaken { name: String },
    #[error("没有名叫“{found}”的账号。请核对账号名")]
    NoSuchAccount { found: String },
    #[error("“{organisation}”今天的名册里没有“{found}”{nearest}。重名的要写全，如 张三(1980-01)")]
    NoSuchMember { found: String, organisation: String, nearest: String },
    #[error("动态码的密钥读不出来，可能换过保险库钥匙。请管理员重设这个账号的二次验证")]
    NoCode,
    #[error("系统没有给出访问 https 所需的证书，统一登录和提醒用不了。请安装系统的根证书（ca-certificates）")]
    NoHttps,
    #[error("发件人应像 五化 <wuhua@example.cn>，现在是“{found}”。请改正配置里的 mail.from")]
    MailSender { found: String },
    #[error(transparent)]
    Password(#[from] PasswordFault),
    #[error("工作簿写不出来，表格可能太大。请缩小范围或分几次做。系统原文：{0}")]
    Workbook(String),
}

/// What the operating system said about a file, in the user's words where it is one of the usual reasons.
pub fn system_reason(error: &std::io::Error) -> String {
    let known = match error.kind() {
        ErrorKind::NotFound => "没有这个文件或文件夹",
        ErrorKind::PermissionDenied => "没有权限",
        ErrorKind::IsADirectory => "这是文件夹，不是文件",
        ErrorKind::NotADirectory => "这是文件，不是文件夹",
        ErrorKind::InvalidData => "不是 UTF-8 编码的文字",
        ErrorKind::AlreadyExists => "已有同名的文件或文件夹",
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "磁盘空间不够",
        ErrorKind::ReadOnlyFilesystem => "所在磁盘只能读不能写",
        ErrorKind::FileTooLarge => "文件太大",
        ErrorKind::InvalidFilename => "文件名太长或含有不能用的字符",
        ErrorKind::ResourceBusy | ErrorKind::ExecutableFileBusy => "正被别的程序占用",
        ErrorKind::OutOfMemory => "内存不够",
        ErrorKind::TimedOut => "等待超时",
        ErrorKind::ConnectionRefused => "对方拒绝了连接",
        ErrorKind::ConnectionReset | ErrorKind::ConnectionAborted | ErrorKind::UnexpectedEof => "连接中断",
        _ => return format!("系统报错({error})"),
    };
    known.to_owned()
}

/// Less alike than this, in a thousand, is another word.
const ALIKE_MIN: usize = 500;

/// The share of neighbouring pairs of characters that two texts have in common, in thousandths.
fn likeness(one: &str, other: &str) -> usize {
    let pairs = |word: &str| -> Vec<(char, char)> { word.chars().zip(word.chars().skip(1)).collect() };
    let (one, other) = (pairs(one), pairs(other));
    let shared = other.iter().filter(|pair| one.contains(pair)).count();
    shared * 2000 / (one.len() + other.len()).max(1)
}

/// Whether one text may be the other with something mended in it.
pub(crate) fn is_like(one: &str, other: &str) -> bool {
    likeness(one, other) >= ALIKE_MIN
}

/// `，最接近的是“…”`, or nothing.
pub fn nearest<'a>(found: &str, known: impl Iterator<Item = &'a str>) -> String {
    let best =
        known.map(|word| (likeness(found, word), word)).max_by_key(|(alike, word)| (*alike, std::cmp::Reverse(*word)));
    match best {
        Some((alike, word)) if alike >= ALIKE_MIN => format!("，最接近的是“{word}”"),
        _ => String::new(),
    }
}

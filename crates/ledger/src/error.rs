//! What can be in the way, in the words of those who meet it: what was expected, what was found, what to do.
//!
//! The text is shown to users as it stands, so it is Chinese; causes are in `source()` and not repeated.

use std::io;
use std::path::{Path, PathBuf};

use facts::{FactId, OrganisationId, PersonId};

use crate::chain::Break;

/// Why a ledger could not do what it was asked. Nothing was written then, not even in part.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    #[error("{place} 不是台账：应有一个由 `wuhua init` 建立的台账，实际{found}。请检查路径，或先运行 `wuhua init`")]
    NotALedger { place: String, found: String },
    #[error("{place} 已有台账，没有重新建立，原有内容未动。请直接使用它，或换一个位置")]
    AlreadyALedger { place: String },
    #[error(
        "{place} 的台账由更新的程序写成：版本为 {found}，本程序最高认识版本 {known}。请升级本程序后再打开，原有内容未动"
    )]
    NewerVersion { place: String, found: i64, known: i64 },
    #[error(
        "{place} 的台账版本为 {found}，低于本程序的 {known}。请先以写方式打开一次（例如运行一次导入），程序会自动升级"
    )]
    OlderVersion { place: String, found: i64, known: i64 },
    #[error(
        "{place} 只能读不能写：写入台账需要该目录及其中 ledger.db 的写权限。请检查权限或换一个位置，这一步没有写入"
    )]
    ReadOnly { place: String },
    #[error(
        "{place} 所在目录不可写，而且台账上次没有正常关闭（ledger.db-wal 里还有内容），因此不能安全读取。\
         请由有写权限的用户打开一次，或把整个目录复制到可写的位置再读"
    )]
    ReadOnlyUnclosed { place: String },
    #[error("台账是以只读方式打开的，不能写入。请以写方式重新打开")]
    OpenedForReading,
    #[error("{place} 所在磁盘已满，这一步没有写入任何内容，已有内容完好。请腾出空间后重试")]
    DiskFull { place: String },
    #[error("{place} 已被另一个程序打开用于写入{}。同一时间只能有一个写入者，请等它结束后重试；读取不受影响", by.map(|process| format!("（进程号 {process}）")).unwrap_or_default())]
    AlreadyOpen { place: String, by: Option<u32> },
    #[error("{place} 正被占用，等待超时，这一步没有写入。请稍后重试")]
    Busy { place: String },
    #[error(
        "找不到密钥文件 {path}：身份证号、电话等保密内容用它加密。请从另存的那一份取回（台账的备份里没有它），\
         或用环境变量 WUHUA_VAULT_KEY_FILE 指出它的位置"
    )]
    KeyMissing { path: PathBuf },
    #[error("密钥文件 {path} 的权限过宽：应只有本人可读写（0600），实际为 {mode:04o}。请运行 `chmod 600 {path}`")]
    KeyTooOpen { path: PathBuf, mode: u32 },
    #[error("密钥文件 {path} 的内容不是密钥：应为 64 个小写十六进制数字，实际不符。请从另存的那一份取回原来的文件")]
    KeyMalformed { path: PathBuf },
    #[error("密钥文件 {path} 不是这个台账的密钥。请换回建立台账时的密钥文件，或用环境变量 WUHUA_VAULT_KEY_FILE 指出它")]
    KeyWrong { path: PathBuf },
    #[error("不知道密钥文件在哪里：没有设置环境变量 WUHUA_VAULT_KEY_FILE，也没有用户主目录。请设置该变量")]
    KeyPlaceUnknown,
    #[error(
        "连不上 PostgreSQL（{place}），或连接中断：没有得到确认的内容没有写入。\
         请检查服务器是否运行、地址和网络是否正确，然后重试；重复提交不会重复记录"
    )]
    ServerAway { place: String, source: sqlx::Error },
    #[error("PostgreSQL（{place}）拒绝了连接：数据库不存在，或用户名、密码、权限不对。请检查网址和账号")]
    ServerRefused { place: String, source: sqlx::Error },
    #[error("PostgreSQL（{place}）的编码是 {found}，应为 UTF8。请用 UTF8 编码另建一个数据库")]
    ServerEncoding { place: String, found: String },
    #[error("PostgreSQL 网址无法识别：应形如 postgres://用户:密码@主机:端口/数据库。请检查写法")]
    BadUrl { source: sqlx::Error },
    #[error("{0}。为保护原有记录，这一步没有做，也没有写入。请运行 `wuhua verify` 查看，并从备份恢复")]
    ChainBroken(Break),
    #[error(
        "组织 {organisation} 已有编号为 {fact} 的事实，内容却不同；已记录的事实不能改写，这一步没有写入。\
         如需更正，请另记一条更正"
    )]
    Conflict { organisation: OrganisationId, fact: FactId },
    #[error(
        "组织 {organisation} 没有编号为 {fact} 的事实，其保密内容 {field} 无处可存，这一步没有写入。请与事实一起提交"
    )]
    SecretWithoutFact { organisation: OrganisationId, fact: FactId, field: String },
    #[error(
        "组织 {organisation} 的事实 {fact} 已有保密内容 {field}，而且与这次的不同；已记录的不能改写，这一步没有写入。\
         请核对后去掉这一项再提交"
    )]
    SecretConflict { organisation: OrganisationId, fact: FactId, field: String },
    #[error("人员 {person} 的保密内容{}无法解密：内容或其密钥已被改动。请从备份恢复", field.as_ref().map(|field| format!(" {field} ")).unwrap_or_default())]
    SecretAltered { person: PersonId, field: Option<String> },
    #[error(
        "组织 {organisation} 的台账中有一条事实无法读出，可能已被改动或由更新的程序写成。请运行 `wuhua verify` 查看位置"
    )]
    Unreadable { organisation: String, source: facts::wire::WireError },
    #[error(
        "组织 {organisation} 的事实 {fact} 带有附件 {digest}，但这里没有这个文件，这一步没有写入。请重新上传附件再提交"
    )]
    FileMissing { organisation: OrganisationId, fact: FactId, digest: String },
    #[error("附件 {digest} 的内容或其密钥已被改动，不能打开。请从备份恢复")]
    FileAltered { digest: String },
    #[error("这个文件的内容在本组织已经销毁，不再收下（摘要 {digest}）。确要再用，请换一份")]
    FileErased { digest: String },
    #[error("{place} 的数据库文件已损坏。请停止写入，先复制一份留存，再从备份恢复")]
    Damaged { place: String, source: sqlx::Error },
    #[error("流水第 {sequence} 行被改动过。请运行 `wuhua verify` 查看，并从备份恢复")]
    JournalAltered { sequence: i64 },
    #[error("{path} 里已有东西，备份不覆盖任何文件。请换一个不存在的或空的目录，例如在名字里写上日期")]
    BackupThere { path: PathBuf },
    #[error("{place} 在 PostgreSQL 里，备份由数据库自己做：请用 pg_dump，密钥文件 {key} 另存一处")]
    BackupByServer { place: String, key: PathBuf },
    #[error("文件 {path} 无法读写。请检查路径和权限")]
    File { path: PathBuf, source: io::Error },
    #[error("系统没有给出随机数，无法建立密钥。请重试")]
    NoRandomness,
    #[error("{place} 的数据库报错，这一步没有写入。请重试；若反复出现，请运行 `wuhua verify` 并保留出错信息")]
    Database { place: String, source: sqlx::Error },
}

impl LedgerError {
    /// Sorts what a database said into what a user can do about it.
    pub(crate) fn from_database(place: &str, error: sqlx::Error) -> LedgerError {
        let place = place.to_owned();
        match &error {
            sqlx::Error::Io(cause) if cause.kind() == io::ErrorKind::StorageFull => LedgerError::DiskFull { place },
            sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut | sqlx::Error::Tls(_) | sqlx::Error::Protocol(_) => {
                LedgerError::ServerAway { place, source: error }
            }
            sqlx::Error::Database(cause) => {
                let code = cause.code().unwrap_or_default().into_owned();
                match cause.try_downcast_ref::<sqlx::sqlite::SqliteError>() {
                    Some(_) => from_sqlite(place, &code, error),
                    None => from_postgres(place, &code, error),
                }
            }
            // Our own columns hold what we write; what cannot be read as that was changed underneath us.
            sqlx::Error::ColumnDecode { .. } => LedgerError::Damaged { place, source: error },
            _ => LedgerError::Database { place, source: error },
        }
    }

    pub(crate) fn from_file(path: &Path, error: io::Error) -> LedgerError {
        let place = path.display().to_string();
        match error.kind() {
            io::ErrorKind::StorageFull => LedgerError::DiskFull { place },
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => LedgerError::ReadOnly { place },
            _ => LedgerError::File { path: path.to_owned(), source: error },
        }
    }
}

/// By SQLite's primary result codes, which are the low byte of the extended ones.
fn from_sqlite(place: String, code: &str, source: sqlx::Error) -> LedgerError {
    match code.parse::<i32>().unwrap_or_default() & 0xff {
        5 | 6 => LedgerError::Busy { place },
        8 => LedgerError::ReadOnly { place },
        11 => LedgerError::Damaged { place, source },
        13 => LedgerError::DiskFull { place },
        26 => LedgerError::NotALedger { place, found: "ledger.db 不是数据库文件".to_owned() },
        _ => LedgerError::Database { place, source },
    }
}

/// By PostgreSQL's SQLSTATE.
fn from_postgres(place: String, code: &str, source: sqlx::Error) -> LedgerError {
    match code {
        "53100" => LedgerError::DiskFull { place },
        "25006" => LedgerError::ReadOnly { place },
        "55P03" | "40P01" | "40001" => LedgerError::Busy { place },
        "3D000" | "42501" => LedgerError::ServerRefused { place, source },
        _ if code.starts_with("28") => LedgerError::ServerRefused { place, source },
        _ if code.starts_with("08") || code.starts_with("57P") || code == "53300" => {
            LedgerError::ServerAway { place, source }
        }
        _ => LedgerError::Database { place, source },
    }
}

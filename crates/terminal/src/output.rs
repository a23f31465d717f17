//! What is printed, where, and what the exit code says.

use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result};

/// The command line asks for what cannot be; the same code as for a command line that cannot be read.
pub const WRONG_USAGE: u8 = 2;
/// Some of what was asked for was refused, the rest is done.
pub const SOME_REFUSED: u8 = 3;

/// Says what went wrong, with its causes, on stderr: first in Chinese, then what the system said.
pub fn fail(error: &anyhow::Error) -> ExitCode {
    say(&failure(error));
    ExitCode::FAILURE
}

fn failure(error: &anyhow::Error) -> String {
    let top = error.to_string();
    let mut text = if is_foreign(&top) {
        format!("错误：没有做完。请检查路径、权限和磁盘空间后重试\n  系统原文：{top}\n")
    } else {
        format!("错误：{top}\n")
    };
    for cause in error.chain().skip(1) {
        let said = cause.downcast_ref().map_or_else(|| cause.to_string(), office::system_reason);
        if !top.contains(&said) {
            let label = if is_foreign(&said) { "系统原文" } else { "原因" };
            text.push_str(&format!("  {label}：{said}\n"));
        }
    }
    text
}

/// Databases and operating systems do not speak Chinese.
fn is_foreign(text: &str) -> bool {
    !text.chars().any(|character| ('\u{4E00}'..='\u{9FFF}').contains(&character))
}

/// A panic is a mistake of the program, and said so before its details. Those of the readers of foreign workbooks
/// are caught behind their fence, which says what there is to say.
pub fn panics_in_chinese() {
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if !office::reading_is_fenced() {
            talk("错误：程序内部出错，没有做完；已经确认写入的内容不受影响。请把下面的原文交给开发者");
            usual(panic);
        }
    }));
}

/// Data, to a file where one is named, else to stdout. A reader that goes away early is no failure.
pub fn data(bytes: &[u8], file: Option<&Path>) -> Result<()> {
    match file {
        Some(path) => {
            refuse_what_is_there(path)?;
            write_whole(path, bytes, Readers::AsUsual).with_context(|| cannot_write(path))
        }
        None => {
            let mut stdout = std::io::stdout().lock();
            match stdout.write_all(bytes).and_then(|()| stdout.flush()) {
                Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
                written => written.context("写不到标准输出。请检查输出的去处和磁盘空间"),
            }
        }
    }
}

/// A file that nobody but its owner may read, from its first byte on.
pub fn for_owner_alone(path: &Path, bytes: &[u8]) -> Result<()> {
    refuse_what_is_there(path)?;
    write_whole(path, bytes, Readers::OwnerAlone).with_context(|| cannot_write(path))
}

fn cannot_write(path: &Path) -> String {
    format!("写不了 {}。请检查路径、权限和磁盘空间", path.display())
}

/// Rows as JSON for other programs.
pub fn json(rows: &impl serde::Serialize) -> Result<Vec<u8>> {
    let mut bytes = serde_json::to_vec_pretty(rows)?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// A file that somebody has is never overwritten: it may be the book that was read, or the ledger itself.
/// To be asked before the work whose result goes there.
pub fn refuse_what_is_there(path: &Path) -> Result<()> {
    if path.is_file() {
        anyhow::bail!("已有文件 {}，没有覆盖。请换一个文件名，或先把它移走", path.display());
    }
    Ok(())
}

/// Who may read a file that is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Readers {
    AsUsual,
    OwnerAlone,
}

/// Nobody finds half a file under this name, whatever happens meanwhile.
fn write_whole(path: &Path, bytes: &[u8], readers: Readers) -> std::io::Result<()> {
    // A device or a pipe has no name to be given.
    if path.exists() {
        return std::fs::write(path, bytes);
    }
    let beside = beside(path);
    let written = new_file(&beside, readers)
        .and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()))
        .and_then(|()| std::fs::rename(&beside, path));
    if written.is_err() {
        // What could not be finished is of no use; that it cannot be removed either is not worth another sentence.
        let _ = std::fs::remove_file(&beside);
    }
    written
}

fn new_file(path: &Path, readers: Readers) -> std::io::Result<std::fs::File> {
    let mut options = std::fs::File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    if readers == Readers::OwnerAlone {
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    }
    // Elsewhere a file takes its readers from its folder, and a user's own folders are theirs alone.
    #[cfg(not(unix))]
    let _ = readers;
    options.open(path)
}

/// A name in the same folder that nobody else uses.
fn beside(path: &Path) -> PathBuf {
    path.with_file_name(format!(".wuhua-{}.tmp", std::process::id()))
}

/// A line for the person at the terminal.
pub fn talk(line: &str) {
    say(&format!("{line}\n"));
}

/// Nobody is left to be told that nobody is reading.
pub fn say(text: &str) {
    let _ = std::io::stderr().lock().write_all(text.as_bytes());
}

#[cfg(test)]
mod tests {
    use std::io::{Error, ErrorKind};

    use anyhow::Context;

    use super::failure;

    #[test]
    fn what_happened_is_said_in_chinese_before_what_the_system_said() {
        let foreign = || Error::other("disk I/O error");
        let known = Err::<(), _>(Error::from(ErrorKind::PermissionDenied)).context("写不了 a.xlsx");
        assert_eq!(failure(&known.unwrap_err()), "错误：写不了 a.xlsx\n  原因：没有权限\n");
        let other = Err::<(), _>(foreign()).context("写不了 a.xlsx");
        assert_eq!(failure(&other.unwrap_err()), "错误：写不了 a.xlsx\n  原因：系统报错(disk I/O error)\n");
        let text = failure(&anyhow::anyhow!("relation does not exist").context("数据库报错。请重试"));
        assert_eq!(text, "错误：数据库报错。请重试\n  系统原文：relation does not exist\n");
        let bare = failure(&foreign().into());
        assert_eq!(bare.lines().map(|line| line.contains("disk")).collect::<Vec<_>>(), [false, true], "{bare}");
    }
}

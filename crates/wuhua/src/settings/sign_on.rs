//! The company's own sign-on, as it is set; its secret comes from a file of its own.

use std::path::{Path, PathBuf};

use office::SignOnWanted;

use super::{Origin, Reading};

const ISSUER: &str = "sign-on.issuer";
const CLIENT: &str = "sign-on.client-id";
const SECRET: &str = "sign-on.client-secret-file";

impl Reading {
    /// Nothing where no issuer is set. `address` is where people see this program: they are sent back there.
    pub(super) fn sign_on(&mut self, address: Option<&String>) -> Option<SignOnWanted> {
        let name = self.one("sign-on.name", |text| Some(text.to_owned())).unwrap_or_default();
        let claim = self.one("sign-on.claim", |text| Some(text.to_owned())).unwrap_or_default();
        let class = self.one("sign-on.acr", |text| Some(text.to_owned()));
        let client_id = self.one(CLIENT, |text| Some(text.to_owned()));
        let client_secret = self.secret(SECRET);
        let Some(given) = self.given.get(ISSUER) else {
            for key in [CLIENT, SECRET] {
                if let Some(given) = self.given.get(key) {
                    self.mistakes.push(format!("{}：写了 {key}，还应写 {ISSUER}，实际没有", given.from));
                }
            }
            return None;
        };
        for (key, is_missing) in [(CLIENT, client_id.is_none()), ("address", address.is_none())] {
            if is_missing {
                self.mistakes.push(format!("{}：设了统一登录，还应写 {key}，实际没有", given.from));
            }
        }
        let issuer = self.one(ISSUER, issuer)?;
        let back = format!("{}/sign-in/sign-on/back", address?);
        Some(SignOnWanted { name, issuer, client_id: client_id?, client_secret, claim, class, back })
    }

    /// What stands in the file that a setting names.
    pub(super) fn secret(&mut self, key: &'static str) -> Option<String> {
        let given = self.given.get(key)?;
        let named = given.values.first()?;
        let path = match &given.from {
            // A file that is named in a file lies beside it.
            Origin::File { path, .. } => path.parent().map_or(PathBuf::from(named), |folder| folder.join(named)),
            _ => PathBuf::from(named),
        };
        match read(&path) {
            Ok(secret) => Some(secret),
            Err(told) => {
                self.mistakes.push(format!("{}：{key} 指的 {} {told}", given.from, path.display()));
                None
            }
        }
    }
}

/// The first line of a file that nobody but its owner may read.
fn read(path: &Path) -> Result<String, String> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| format!("读不了：{}。请检查路径和权限", office::system_reason(&error)))?;
    refuse_readable_by_others(path)?;
    let secret = text.trim();
    if secret.is_empty() { Err("是空的，应写有密钥".to_owned()) } else { Ok(secret.to_owned()) }
}

/// Where the system has no such permissions, the file's folder is what keeps others out.
#[cfg(unix)]
fn refuse_readable_by_others(path: &Path) -> Result<(), String> {
    use std::os::unix::fs::PermissionsExt;
    let mode = path.metadata().map(|metadata| metadata.permissions().mode() & 0o777).unwrap_or(0o777);
    if mode & 0o077 == 0 {
        return Ok(());
    }
    Err(format!("权限过宽：应只有本人可读写（0600），实际为 {mode:04o}。请运行 `chmod 600 {}`", path.display()))
}

#[cfg(not(unix))]
fn refuse_readable_by_others(_path: &Path) -> Result<(), String> {
    Ok(())
}

/// An address by https; by http on this machine alone, where nobody listens in.
pub(super) fn issuer(text: &str) -> Option<String> {
    let on_this_machine = ["http://localhost", "http://127.0.0.1", "http://[::1]"];
    let is_own =
        |start: &str| text.strip_prefix(start).is_some_and(|rest| rest.is_empty() || rest.starts_with([':', '/']));
    (text.starts_with("https://") || on_this_machine.iter().any(|start| is_own(start))).then(|| text.to_owned())
}

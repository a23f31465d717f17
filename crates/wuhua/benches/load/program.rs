//! The program under test, started as a user starts it and stopped when it is dropped.

use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde::Deserialize;

#[derive(Deserialize)]
pub struct Account {
    pub name: String,
    pub password: String,
    pub who: String,
}

#[derive(Deserialize)]
struct Demonstration {
    accounts: Vec<Account>,
}

/// Makes a demonstration where there is none; accounts get new passwords either way.
pub fn accounts(directory: &Path, branches: usize) -> Vec<Account> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("accounts.json");
    let mut command = wuhua();
    command.arg("demo").arg(directory).args(["--branches", &branches.to_string(), "--listen", "127.0.0.1:0"]);
    let child = Program { child: command.arg("--accounts-file").arg(&file).spawn().unwrap(), address: free() };
    while !file.is_file() {
        std::thread::sleep(Duration::from_millis(200));
    }
    drop(child);
    let told: Demonstration = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    told.accounts
}

pub struct Program {
    child: Child,
    pub address: SocketAddr,
}

impl Program {
    pub fn serve(directory: &Path) -> Program {
        let address = free();
        let child = wuhua().arg("serve").arg(directory).args(["--listen", &address.to_string()]).spawn().unwrap();
        Program { child, address }
    }

    pub fn resident_megabytes(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kilobytes = line.and_then(|line| line.split_whitespace().next()).and_then(|number| number.parse().ok());
        kilobytes.map_or(0, |kilobytes: u64| kilobytes / 1024)
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // In order: the ledger is closed before the next program opens it.
        let _ = Command::new("kill").arg(self.child.id().to_string()).status();
        let _ = self.child.wait();
    }
}

fn wuhua() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_wuhua"));
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

/// An address that nobody listens on.
fn free() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap()
}

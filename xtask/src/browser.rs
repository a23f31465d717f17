//! The pages in a real browser, as each role uses them in a day: the specs of `e2e/` on a demonstration.
//!
//! The demonstration is made once on each database. Node and the browser are the machine's own.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::demonstration::{Demonstration, program};
use crate::process::{output, run as run_command};
use crate::tools::{apt_install, may_install_packages, on_path};

/// What the specs are run with needs it.
const NODE_LEAST: u32 = 20;

/// Set to anything, the specs leave axe out.
const WITHOUT_AXE: &str = "WUHUA_WITHOUT_AXE";

const ADVICE: &str = "install it, or name a browser in CHROMIUM=/path/to/chromium:\n  \
    Debian, Ubuntu:  sudo apt-get install chromium fonts-noto-cjk nodejs npm\n  \
    Fedora, openEuler:  sudo dnf install chromium google-noto-sans-cjk-fonts nodejs npm\n  \
    macOS:  brew install node && brew install --cask chromium\n\
    or run `cargo xtask test --without-browser` and leave these tests to continuous integration.";

/// Runs the specs on SQLite, and on PostgreSQL where the URL of a database that holds nothing is given.
pub fn run(postgres: Option<&str>) -> Result<()> {
    let browser = browser()?;
    node()?;
    packages()?;
    let (program, target) = program()?;
    let look = |database: &str, place: OsString, axe: Axe| {
        let demonstration = Demonstration::start(&program, &place, (&[], &[]))?;
        let screenshots = target.join("screenshots").join(database);
        specs(&browser, (&program, &demonstration), &screenshots, axe).with_context(|| {
            format!("on {database}; screenshots, also of what failed, are in `{}`", screenshots.display())
        })
    };
    let folder = tempfile::Builder::new().prefix("wuhua-browser-").tempdir()?;
    look("sqlite", folder.path().join("ledger").into_os_string(), Axe::Looks)?;
    postgres.map_or(Ok(()), |url| look("postgresql", url.into(), Axe::LeftOut))
}

/// Whether each page is given to the checker of accessibility. Pages are the same on every database, and it is slow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Axe {
    Looks,
    LeftOut,
}

fn specs(browser: &Path, (wuhua, demonstration): (&Path, &Demonstration), screenshots: &Path, axe: Axe) -> Result<()> {
    let program = Path::new("node_modules").join("@playwright").join("test").join("cli.js");
    let mut node = Command::new("node");
    node.current_dir(folder()).arg(program).arg("test");
    // Some start a server of their own.
    node.env("WUHUA_PROGRAM", wuhua);
    node.env("WUHUA_E2E", demonstration.accounts()?).env("WUHUA_SCREENSHOTS", screenshots).env("CHROMIUM", browser);
    match axe {
        Axe::Looks => node.env_remove(WITHOUT_AXE),
        Axe::LeftOut => node.env(WITHOUT_AXE, "yes"),
    };
    run_command(&mut node)
}

/// Where the specs stand.
fn folder() -> PathBuf {
    crate::root().join("e2e")
}

/// The browser that is named or found; the distribution's is installed where that is possible.
fn browser() -> Result<PathBuf> {
    if let Some(named) = std::env::var_os("CHROMIUM") {
        return Ok(PathBuf::from(named));
    }
    let find = || ["chromium", "chromium-browser", "google-chrome"].iter().find_map(|name| on_path(name));
    if find().is_none() && may_install_packages() {
        apt_install(&["chromium", "fonts-noto-cjk"])?;
    }
    find().with_context(|| format!("Chromium is missing; {ADVICE}"))
}

fn node() -> Result<()> {
    let version = || {
        let text = output(Command::new("node").arg("--version")).ok()?;
        text.trim().trim_start_matches('v').split('.').next()?.parse::<u32>().ok()
    };
    if (version().is_none() || on_path("npm").is_none()) && may_install_packages() {
        apt_install(&["nodejs", "npm"])?;
    }
    match version() {
        Some(version) if version >= NODE_LEAST && on_path("npm").is_some() => Ok(()),
        Some(version) if on_path("npm").is_some() => {
            bail!("Node {version} is too old, {NODE_LEAST} is needed; {ADVICE}")
        }
        _ => bail!("Node or its npm is missing; {ADVICE}"),
    }
}

/// What the lock file names, installed where it is not there as it says.
fn packages() -> Result<()> {
    let changed = |path: PathBuf| path.metadata().and_then(|file| file.modified()).ok();
    let installed = changed(folder().join("node_modules").join(".package-lock.json"));
    if installed.is_some() && installed >= changed(folder().join("package-lock.json")) {
        return Ok(());
    }
    let mut npm = Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" });
    // The browser is the machine's own; none is fetched.
    npm.current_dir(folder()).arg("ci").env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
    run_command(&mut npm)
}

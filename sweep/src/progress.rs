//! How far the work has come, for whoever waits at a terminal.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// A bar on stderr; nothing where nobody looks.
#[derive(Debug)]
pub struct Progress {
    bar: ProgressBar,
}

const SHAPE: &str = "{prefix} {wide_bar} {pos}/{len}，已用 {elapsed}，约还要 {eta}";

impl Progress {
    pub fn shown() -> Progress {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
        if let Ok(style) = ProgressStyle::with_template(SHAPE) {
            bar.set_style(style);
        }
        Progress { bar }
    }

    pub fn hidden() -> Progress {
        Progress { bar: ProgressBar::hidden() }
    }

    pub fn begin(&self, what: &str, of: u64) {
        self.bar.reset();
        self.bar.set_prefix(what.to_owned());
        self.bar.set_length(of);
    }

    pub fn advance(&self, by: u64) {
        self.bar.inc(by);
    }

    pub fn end(&self) {
        self.bar.finish_and_clear();
    }
}

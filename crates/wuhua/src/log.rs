//! What a server has to say while it runs.

/// Lines on stderr, of a level and above.
pub fn begin(level: &str, is_json: bool) {
    let filter = tracing_subscriber::EnvFilter::try_new(level).unwrap_or_else(|_| "info".into());
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    // A second server in one process would find the first one's log there, which is as well.
    let _ = match is_json {
        true => lines.json().try_init(),
        false => lines.with_ansi(std::io::IsTerminal::is_terminal(&std::io::stderr())).try_init(),
    };
}

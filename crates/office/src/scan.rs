//! Ask a virus scanner about a file before it is kept: clamd, where the configuration names one (ASVS 5.0, 5.4.3).
//!
//! A file for which it does not answer is not kept. It is sent the bytes and nothing else: neither who brought them nor
//! what for.

use std::path::PathBuf;
use std::time::Duration;

use clamav_client::tokio::{Socket, Tcp, scan_buffer};

/// Where a clamd listens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scanner {
    /// Host and port.
    Network(String),
    /// A Unix socket.
    Socket(PathBuf),
}

/// What it says of a file.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Scanned {
    Clean,
    /// The name of what was found.
    Found(String),
    /// No answer that says the one or the other, and what came instead.
    Unanswered(String),
}

const PATIENCE: Duration = Duration::from_secs(60);

impl Scanner {
    /// `127.0.0.1:3310`, or the path of a socket from the root.
    pub fn parse(text: &str) -> Option<Scanner> {
        if text.starts_with('/') {
            return Some(Scanner::Socket(text.into()));
        }
        let (host, port) = text.rsplit_once(':')?;
        (!host.is_empty() && port.parse::<u16>().is_ok_and(|port| port > 0)).then(|| Scanner::Network(text.to_owned()))
    }

    pub(crate) async fn scan(&self, bytes: &[u8]) -> Scanned {
        let scanning = async {
            match self {
                Scanner::Network(address) => scan_buffer(bytes, Tcp { host_address: address.as_str() }, None).await,
                Scanner::Socket(path) => scan_buffer(bytes, Socket { socket_path: path }, None).await,
            }
        };
        match tokio::time::timeout(PATIENCE, scanning).await {
            Ok(Ok(answer)) => said(&answer),
            Ok(Err(error)) => Scanned::Unanswered(error.to_string()),
            Err(_) => Scanned::Unanswered(format!("no answer within {} s", PATIENCE.as_secs())),
        }
    }
}

/// `stream: OK`, `stream: Eicar-Test-Signature FOUND`; anything else is no verdict.
fn said(answer: &[u8]) -> Scanned {
    let answer = String::from_utf8_lossy(answer);
    let answer = answer.trim_end_matches('\0').trim();
    match answer.strip_prefix("stream: ") {
        Some("OK") => Scanned::Clean,
        Some(verdict) if verdict.ends_with(" FOUND") => Scanned::Found(verdict.trim_end_matches(" FOUND").to_owned()),
        _ => Scanned::Unanswered(answer.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_plain_ok_is_clean() {
        assert_eq!(said(b"stream: OK\0"), Scanned::Clean);
        assert_eq!(said(b"stream: Win.Test.EICAR_HDB-1 FOUND\0"), Scanned::Found("Win.Test.EICAR_HDB-1".to_owned()));
        for strange in ["", "\0", "OK", "stream: OK?", "INSTREAM size limit exceeded. ERROR\0", "stream: x ERROR\0"] {
            assert!(matches!(said(strange.as_bytes()), Scanned::Unanswered(_)), "{strange}");
        }
    }

    #[test]
    fn a_scanner_is_an_address_with_a_port_or_a_socket() {
        assert_eq!(Scanner::parse("localhost:3310"), Some(Scanner::Network("localhost:3310".to_owned())));
        assert_eq!(Scanner::parse("/run/clamd.ctl"), Some(Scanner::Socket("/run/clamd.ctl".into())));
        for wrong in ["", "localhost", ":3310", "localhost:0", "localhost:http", "clamd.ctl"] {
            assert_eq!(Scanner::parse(wrong), None, "{wrong}");
        }
    }
}

//! Requests that leave the program: over https, by the system's certificates, and never led elsewhere by an answer.

use std::time::Duration;

/// Nobody waits longer for a connection.
const CONNECT_PATIENCE: Duration = Duration::from_secs(3);

/// A client to be finished by whoever sends something; `patience` is how long a whole answer may take.
pub fn client(patience: Duration) -> reqwest::ClientBuilder {
    // Whoever was first in this process has set the same.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder()
        // Where an address is checked, or somebody is trusted, an answer must not lead anywhere else.
        .redirect(reqwest::redirect::Policy::none())
        .timeout(patience)
        .connect_timeout(CONNECT_PATIENCE)
}

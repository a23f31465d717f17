//! What axum costs by itself: a handler that answers a short text, in a process of its own no more than the client is.

use std::net::SocketAddr;

use axum::Router;
use axum::routing::get;

/// Serves on a thread of its own, until the program ends.
pub async fn serve() -> SocketAddr {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
        runtime.block_on(async move {
            let listener = tokio::net::TcpListener::from_std(listener).unwrap();
            axum::serve(listener, Router::new().route("/", get(async || "好"))).await.unwrap();
        });
    });
    address
}

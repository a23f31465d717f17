//! The server: one listening socket, connections with limits, a stop that lets everybody finish.

use std::io;
use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use axum::Router;
use axum::extract::ConnectInfo;
use axum::http::Request;
use hyper::body::Incoming;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use office::access::Role;
use office::live::Live;
use office::{Instant, Notices, OfficeError, Passkeys, Scanner, Sender, SignOn};
use tokio::net::TcpListener;
use tokio::sync::{Notify, Semaphore, watch};
use tower::{Service, ServiceExt};

use crate::caller::Network;
use crate::failures::Failures;
use crate::metrics::{self, Metrics};
use crate::pages;

/// How a server is to run. Made once from file, environment and flags, and handed on.
#[derive(Debug, Clone)]
pub struct Config {
    pub listen: SocketAddr,
    /// People reach it by https, through a proxy that ends it: cookies are sent over nothing else then.
    pub https: bool,
    /// Where people see it in their browsers: passkeys are for that name alone. A server that only this machine reaches
    /// has one by itself.
    pub address: Option<String>,
    /// The proxies whose word on where a request comes from counts.
    pub proxies: Vec<Network>,
    /// Private networks whose addresses may be told what was written.
    pub private_networks: Vec<Network>,
    /// Where numbers are shown to a program that watches; nowhere if none.
    pub metrics: Option<SocketAddr>,
    /// How often somebody at one address may fail to sign in.
    pub failures_per_hour: NonZeroU32,
    /// Roles that more than a password is asked of.
    pub second_factor: Vec<Role>,
    /// The company's own sign-on, where there is one.
    pub sign_on: Option<Arc<SignOn>>,
    /// Who is asked about a file before it is kept.
    pub scanner: Option<Scanner>,
    /// How people are told what is to be done.
    pub notices: Arc<Notices>,
    /// The clock: the only one the pages have.
    pub now: fn() -> Instant,
    /// Accounts that a demonstration shows on its sign-in page, with their passwords.
    pub demonstration: Vec<DemonstrationAccount>,
}

/// An account that anybody who opens the demonstration may use.
#[derive(Debug, Clone)]
pub struct DemonstrationAccount {
    pub name: String,
    pub password: String,
    /// Who that is, in words.
    pub who: String,
}

#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    #[error("不能在 {address} 上提供服务：{}。请换一个端口，或停掉占用它的程序", office::system_reason(.source))]
    Listen { address: SocketAddr, source: io::Error },
}

/// A server that listens and has not answered yet.
#[derive(Debug)]
pub struct Server {
    listener: TcpListener,
    /// The other address, for numbers.
    metrics: Option<TcpListener>,
    state: Arc<State>,
}

/// What every handler may ask for.
#[derive(Debug)]
pub(crate) struct State {
    /// Replaced whole where the standard changes.
    live: RwLock<Arc<Live>>,
    /// Held while the standard is changed and taken into use: what is in use is what was written last.
    pub changing: tokio::sync::Mutex<()>,
    /// The standard is another one, and nobody has been evaluated by it.
    changed: Notify,
    pub config: Config,
    pub failures: Failures,
    pub metrics: Metrics,
    pub passkeys: Option<Passkeys>,
    /// Whose turn it is to send files.
    pub uploads: Arc<Semaphore>,
    /// Whose turn it is to have a book looked at or taken in.
    pub books: Arc<Semaphore>,
    /// What messages to other programs are sent with, where the system can speak https.
    pub sender: Option<Sender>,
}

impl State {
    /// The office as it is now. Who began with one ends with it.
    pub fn live(&self) -> Arc<Live> {
        Arc::clone(&self.live.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Takes the standard as it lies there now, from the next request on.
    ///
    /// # Errors
    /// Where it has errors or cannot be read: the one that was stays.
    pub async fn renew(&self) -> Result<(), OfficeError> {
        let renewed = Arc::new(self.live().renewed().await?);
        *self.live.write().unwrap_or_else(PoisonError::into_inner) = renewed;
        self.changed.notify_one();
        Ok(())
    }
}

/// More connections at once wait outside.
const CONNECTIONS_MOST: usize = 2_000;
/// One program watches, perhaps two.
const METRICS_CONNECTIONS_MOST: usize = 8;
/// So many forms with files are read at once, each with one file in memory.
const UPLOADS_MOST: usize = 16;
/// So many books are unpacked and read at once: each may take some hundred megabytes.
const BOOKS_MOST: usize = 2;
/// Who has not sent the head of a request after this long never will.
const HEADER_PATIENCE: Duration = Duration::from_secs(15);
/// How long requests that are being answered may go on after a stop was asked for.
const STOP_PATIENCE: Duration = Duration::from_secs(10);

impl Server {
    /// # Errors
    /// Where the address cannot be listened on.
    pub async fn bind(live: Live, config: Config) -> Result<Server, ServeError> {
        let listener = listen(config.listen).await?;
        let metrics = match config.metrics {
            Some(address) => Some(listen(address).await?),
            None => None,
        };
        let failures = Failures::new(config.failures_per_hour, config.now);
        let address = config.address.clone().or_else(|| own_address(&listener, config.https));
        let passkeys = address.as_deref().and_then(Passkeys::at);
        let (uploads, books) = (Arc::new(Semaphore::new(UPLOADS_MOST)), Arc::new(Semaphore::new(BOOKS_MOST)));
        let sender = sender(&config.private_networks);
        let numbers = Metrics::default();
        let (live, changed) = (RwLock::new(Arc::new(live)), Notify::new());
        let state = State {
            live,
            changing: tokio::sync::Mutex::default(),
            changed,
            config,
            failures,
            uploads,
            books,
            metrics: numbers,
            passkeys,
            sender,
        };
        let state = Arc::new(state);
        Ok(Server { listener, metrics, state })
    }

    /// Where it listens; tells the port where any was asked for.
    pub fn address(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    /// Where numbers are shown, if anywhere.
    pub fn metrics_address(&self) -> Option<SocketAddr> {
        self.metrics.as_ref().and_then(|listener| listener.local_addr().ok())
    }

    /// Answers until `stop` is ready, lets requests finish, and hands the office back where nobody holds it any more.
    pub async fn run(self, stop: impl Future<Output = ()>) -> Option<Live> {
        let Server { listener, metrics, state } = self;
        let tasks = [
            tokio::spawn(keep_up(Arc::clone(&state))),
            tokio::spawn(tell(Arc::clone(&state))),
            tokio::spawn(send_notices(Arc::clone(&state))),
        ];
        let (stopping, stopped) = watch::channel(());
        let watched = metrics.map(|listener| {
            let router = metrics::router(Arc::clone(&state));
            tokio::spawn(answer(listener, router, METRICS_CONNECTIONS_MOST, gone(stopped)))
        });
        answer(listener, pages::router(Arc::clone(&state)), CONNECTIONS_MOST, stop).await;
        drop(stopping);
        if let Some(watched) = watched {
            let _ = watched.await;
        }
        for task in tasks {
            task.abort();
            let _ = task.await;
        }
        let live = Arc::into_inner(state)?.live.into_inner().unwrap_or_else(PoisonError::into_inner);
        Arc::into_inner(live)
    }
}

/// How a browser on this machine names a server that nobody else reaches.
fn own_address(listener: &TcpListener, https: bool) -> Option<String> {
    let address = listener.local_addr().ok()?;
    (address.ip().is_loopback() && !https).then(|| format!("http://localhost:{}", address.port()))
}

async fn listen(address: SocketAddr) -> Result<TcpListener, ServeError> {
    TcpListener::bind(address).await.map_err(|source| ServeError::Listen { address, source })
}

/// Ready once the other end of a channel is no more.
async fn gone(mut channel: watch::Receiver<()>) {
    while channel.changed().await.is_ok() {}
}

/// Takes connections and answers on them until `stop` is ready, and lets what is being answered end.
async fn answer(listener: TcpListener, router: Router, connections_most: usize, stop: impl Future<Output = ()>) {
    let connections = Arc::new(Semaphore::new(connections_most));
    let graceful = GracefulShutdown::new();
    tokio::pin!(stop);
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = &mut stop => break,
        };
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                // Out of files, mostly: others have to end first.
                tracing::warn!(%error, "a connection could not be taken");
                tokio::time::sleep(Duration::from_millis(100)).await;
                continue;
            }
        };
        let Ok(permit) = Arc::clone(&connections).acquire_owned().await else { break };
        // Answers are small: waiting for more to send only delays them.
        let _ = stream.set_nodelay(true);
        let service = TowerToHyperService::new(with_peer(router.clone(), peer));
        let mut builder = Builder::new(TokioExecutor::new());
        builder.http1().timer(TokioTimer::new()).header_read_timeout(HEADER_PATIENCE);
        builder.http2().timer(TokioTimer::new()).keep_alive_interval(HEADER_PATIENCE);
        let connection = builder.serve_connection_with_upgrades(TokioIo::new(stream), service).into_owned();
        let connection = graceful.watch(connection);
        tokio::spawn(async move {
            // Whoever hangs up in the middle is nobody's fault.
            let _ = connection.await;
            drop(permit);
        });
    }
    drop(listener);
    if tokio::time::timeout(STOP_PATIENCE, graceful.shutdown()).await.is_err() {
        tracing::warn!("some requests were still being answered and were cut off");
    }
}

fn with_peer(
    router: Router,
    peer: SocketAddr,
) -> impl Service<Request<Incoming>, Response = axum::response::Response, Error = std::convert::Infallible, Future: Send>
+ Clone {
    router.map_request(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(ConnectInfo(peer));
        request.map(axum::body::Body::new)
    })
}

/// What messages are sent with. Without it nothing is told, and the page says why.
fn sender(private: &[Network]) -> Option<Sender> {
    let private = private.to_vec();
    let sender = Sender::new(Arc::new(move |address| private.iter().any(|network| network.holds(address))));
    sender.inspect_err(|error| tracing::warn!(%error, "nobody can be told what is written")).ok()
}

/// How often a server looks whether something is to be told.
const TELL_EVERY: Duration = Duration::from_secs(5);

/// Tells other programs what was written.
async fn tell(state: Arc<State>) {
    let Some(sender) = &state.sender else { return };
    loop {
        if let Err(error) = state.live().send_webhooks(sender, (state.config.now)()).await {
            tracing::error!(%error, "what was written could not be told");
        }
        tokio::time::sleep(TELL_EVERY).await;
    }
}

/// How often a server looks whether a chain has grown or a day has begun.
const LOOK_EVERY: Duration = Duration::from_secs(20);

/// Keeps what pages over many organisations are folded from up to the day and to what was written.
async fn keep_up(state: Arc<State>) {
    loop {
        let (live, today) = (state.live(), (state.config.now)().day());
        match live.refresh(today, |_, _| {}).await {
            Ok(refreshed) if refreshed.evaluated > 0 => {
                state.metrics.evaluated(refreshed.evaluated);
                tracing::info!(evaluated = refreshed.evaluated, of = refreshed.organisations, "brought up to date");
            }
            Ok(_) => {}
            Err(error) => tracing::error!(%error, "could not be brought up to date"),
        }
        match live.refresh_search(today).await {
            Ok(0) => {}
            Ok(organisations) => tracing::info!(organisations, "what was written since can be searched"),
            Err(error) => tracing::error!(%error, "what was written since could not be made searchable"),
        }
        match live.refresh_quarters(today).await {
            Ok(0) => {}
            Ok(branches) => tracing::info!(branches, "the last quarters were brought up to date"),
            Err(error) => tracing::error!(%error, "the last quarters could not be brought up to date"),
        }
        if let Err(error) = live.forget_unused_files((state.config.now)()).await {
            tracing::error!(%error, "files that nobody uses could not be forgotten");
        }
        drop(live);
        // Sooner where everybody is to be evaluated by another standard.
        let _ = tokio::time::timeout(LOOK_EVERY, state.changed.notified()).await;
    }
}

/// Tells people what is to be done, whoever's turn it is.
async fn send_notices(state: Arc<State>) {
    loop {
        match state.live().send_notices(&state.config.notices, (state.config.now)()).await {
            Ok(0) => {}
            Ok(told) => tracing::info!(told, "people were told what is due"),
            Err(error) => tracing::error!(%error, "people could not be told what is due"),
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
}

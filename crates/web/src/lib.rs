//! The web application: pages rendered on the server, in Chinese, that need no script.
//!
//! A request comes in through [`serve`], passes the guards of `guard` (headers, cross-site requests, sizes), is known by
//! its session (`entry`), and is answered by one page of `pages`: one struct, one handler, one template of one stem.
//! Programs come with a token and are answered by `api`, in JSON over the same use cases.
//! What it shows was made by `office` and `views`; nothing here reads the ledger, knows a rule or decides anything.
//! Scripts and styles are compiled in and come from nowhere else (`assets`).

mod address;
mod answer;
mod api;
mod aside;
mod assets;
mod attached;
mod caller;
mod download;
mod entry;
mod failures;
mod frame;
mod guard;
mod metrics;
mod pages;
mod qr;
mod sent;
mod serve;
mod shown;

pub use caller::{Network, NoNetwork};
pub use serve::{Config, DemonstrationAccount, ServeError, Server};

//! `wuhua serve`.

use std::net::SocketAddr;
use std::process::ExitCode;

use anyhow::{Context, Result};
use ledger::Location;
use office::live::Live;
use web::{Config, Server};

use crate::output;

/// 网页：启动服务，用浏览器登录使用
///
/// 只听本机；要让别人用，请放在提供 https 的代理后面，并加 --https。按 Ctrl-C 停止：正在办的请求会办完。
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// 数据目录，或 postgres:// 开头的地址
    #[arg(value_name = "目录", value_parser = super::location)]
    place: Location,
    #[command(flatten)]
    pub serving: Serving,
}

/// How to serve; the same for a demonstration.
#[derive(Debug, Clone, clap::Args)]
pub struct Serving {
    /// 在哪个地址和端口上提供服务；端口写 0 就任选一个。也可以用环境变量 WUHUA_LISTEN
    #[arg(long, value_name = "地址和端口", env = "WUHUA_LISTEN", hide_env = true, default_value = "127.0.0.1:8321")]
    listen: SocketAddr,
    /// 浏览器通过 https 到达这里（前面有代理）：登录凭证只在 https 上发送。也可以用环境变量 WUHUA_HTTPS
    #[arg(long, env = "WUHUA_HTTPS", hide_env = true)]
    https: bool,
}

impl Serving {
    pub fn config(&self) -> Config {
        Config { listen: self.listen, https: self.https, now: super::now, demonstration: Vec::new() }
    }
}

pub async fn run(arguments: Arguments) -> Result<ExitCode> {
    let live = Live::open(&arguments.place).await?;
    serve(live, arguments.serving.config(), |_| Ok(())).await
}

/// Answers until somebody stops it. `listening` is told the address before the first request is taken.
pub async fn serve(live: Live, config: Config, listening: impl FnOnce(SocketAddr) -> Result<()>) -> Result<ExitCode> {
    output::log();
    let server = Server::bind(live, config).await?;
    let address = server.address().context("系统没有说出所用的端口")?;
    listening(address)?;
    output::talk(&format!("请用浏览器打开 http://{address}/ ，按 Ctrl-C 停止"));
    if let Some(live) = server.run(stopped()).await {
        live.close().await;
    }
    output::talk("已停止");
    Ok(ExitCode::SUCCESS)
}

/// Ready when somebody asks the program to end: ctrl-c, or the signal that services are stopped with.
async fn stopped() {
    let interrupted = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let Ok(mut terminated) = signal(SignalKind::terminate()) else {
            let _ = interrupted.await;
            return;
        };
        tokio::select! {
            _ = interrupted => {}
            _ = terminated.recv() => {}
        }
    }
    #[cfg(not(unix))]
    let _ = interrupted.await;
}

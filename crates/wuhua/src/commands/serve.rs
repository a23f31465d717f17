//! `wuhua serve`.

use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context, Result};
use ledger::Location;
use office::live::Live;
use office::{Notices, SignOn};
use terminal::output;
use web::{Config, DemonstrationAccount, Server};

use crate::settings::{Options, Settings};

/// 网页：启动服务，用浏览器登录使用
///
/// 只听本机；要让别人用，请放在提供 https 的代理后面，并加 --https。按 Ctrl-C 停止：正在办的请求会办完。
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// 数据目录，或 postgres:// 开头的地址
    #[arg(value_name = "目录", value_parser = super::location)]
    place: Location,
    #[command(flatten)]
    options: Options,
}

pub async fn run(arguments: Arguments) -> Result<ExitCode> {
    let settings = Settings::read(&arguments.options, Some(&arguments.place))?;
    let live = Live::open(&arguments.place).await?;
    serve(live, &settings, Vec::new(), |_| Ok(())).await
}

/// What the pages are told of what the program is set to.
fn config(settings: &Settings, demonstration: Vec<DemonstrationAccount>) -> Result<Config> {
    let sign_on = settings.sign_on.clone().map(SignOn::new).transpose()?;
    Ok(Config {
        listen: settings.listen,
        https: settings.https,
        proxies: settings.proxies.clone(),
        private_networks: settings.private_networks.clone(),
        metrics: settings.metrics,
        failures_per_hour: settings.failures_per_hour,
        second_factor: settings.second_factor.clone(),
        address: settings.address.clone(),
        sign_on: sign_on.map(Arc::new),
        scanner: settings.scanner.clone(),
        notices: Arc::new(Notices::new(settings.notices.clone())?),
        now: super::now,
        demonstration,
    })
}

/// Answers until somebody stops it. `listening` is told the address before the first request is taken.
pub async fn serve(
    live: Live,
    settings: &Settings,
    demonstration: Vec<DemonstrationAccount>,
    listening: impl FnOnce(SocketAddr) -> Result<()>,
) -> Result<ExitCode> {
    crate::log::begin(&settings.log_level, settings.log_is_json);
    let server = Server::bind(live, config(settings, demonstration)?).await?;
    let address = server.address().context("系统没有说出所用的端口")?;
    listening(address)?;
    let shown = settings.address.clone().unwrap_or_else(|| format!("http://{address}"));
    output::talk(&format!("请用浏览器打开 {shown}/ ，按 Ctrl-C 停止"));
    if let Some(metrics) = settings.metrics {
        output::talk(&format!("监控计数在 http://{metrics}/metrics"));
    }
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

//! `damane serve`: opens the fund, listens, and stops when asked.

use anyhow::{Context, Result};
use damane_portal::{Carriers, HttpOutside, Placement, Portal};
use damane_services::{Fund, Ports};
use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use tokio::net::TcpListener;

/// Where and what to serve.
#[derive(Debug, clap::Args)]
pub struct Serve {
    /// The fund's data folder.
    #[arg(long, value_name = "DIR", default_value = "data")]
    data: PathBuf,
    /// Port to listen on.
    #[arg(long, default_value_t = 8440)]
    port: u16,
    /// Address to listen on: this machine only, unless a proxy stands elsewhere.
    #[arg(long, default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    address: IpAddr,
    /// A reverse proxy stands in front and says in X-Forwarded-For who asks.
    #[arg(long)]
    behind_proxy: bool,
    /// What to log: `error`, `warn`, `info`, `debug`.
    #[arg(long, default_value = "info")]
    log: String,
}

/// Serves until SIGINT or SIGTERM; requests under way are finished.
pub async fn serve(place: &Serve) -> Result<ExitCode> {
    damane_portal::log_to_stderr(&place.log);
    let fund = Fund::open(&place.data, Ports::system())
        .await
        .with_context(|| format!("the fund in {} cannot be opened", place.data.display()))?;
    let carriers = Carriers::new(fund.carriers()).context("the carriers of messages cannot be set up")?;
    let outside = HttpOutside::new(fund.seal_settings()).context("nobody can be asked to date papers")?;
    fund.connect(Arc::new(outside));
    let listener = TcpListener::bind((place.address, place.port))
        .await
        .with_context(|| format!("port {} cannot be listened on; choose another with --port", place.port))?;
    let placement = Placement { behind_proxy: place.behind_proxy, ..Placement::default() };
    let portal = Portal::delivering(fund.clone(), placement, carriers);
    damane_portal::serve(listener, portal, asked_to_stop()).await;
    fund.close().await;
    Ok(ExitCode::SUCCESS)
}

/// Ready once the process is asked to end.
async fn asked_to_stop() {
    let interrupted = async {
        // Where there is no such signal, it never comes.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminated) = signal(SignalKind::terminate()) {
            tokio::select! { () = interrupted => {}, _ = terminated.recv() => {} }
            return;
        }
    }
    interrupted.await;
}

//! A portal that runs follows what is done to the fund's keys: the key folder is looked at every few seconds.

use damane_services::Fund;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::{JoinHandle, spawn_blocking};

/// How often. Short beside the minute in which a retired key's seals still count.
const EVERY: Duration = Duration::from_secs(5);

/// Follows until it is aborted or the fund is gone. Keys that cannot be read leave the older ones in place, and are tried
/// again: a token may come back.
pub fn watch(fund: &Arc<Fund>) -> JoinHandle<()> {
    let fund = Arc::downgrade(fund);
    tokio::spawn(async move {
        loop {
            tokio::time::sleep(EVERY).await;
            let Some(fund) = fund.upgrade() else { return };
            // A token takes its time: not on a thread that answers requests.
            match spawn_blocking(move || fund.reload_keys()).await {
                Ok(Ok(true)) => tracing::info!("the keys were read anew"),
                Ok(Ok(false)) => {}
                Ok(Err(error)) => {
                    tracing::error!(%error, "the keys changed and cannot be read: the older ones serve")
                }
                Err(error) => tracing::error!(%error, "reading the keys ended without an answer"),
            }
        }
    })
}

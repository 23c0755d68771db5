//! Locks the vault when nobody uses it, and tells the window.

use crate::shell::Shell;
use std::time::Duration;
use tauri::{AppHandle, Emitter, Manager};

const LOOK_EVERY: Duration = Duration::from_secs(5);

/// Looks at the time of last use for as long as the app runs.
pub fn start(app: &AppHandle) {
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        loop {
            tokio::time::sleep(LOOK_EVERY).await;
            let shell = app.state::<Shell>();
            let Ok(wallet) = shell.wallet() else { return };
            if wallet.lock_if_idle().await {
                crate::system::forget_pages(&app);
                // A window that is gone needs no telling.
                let _told = app.emit("locked", ());
            }
        }
    });
}

//! What the window asks of the vault: its state, and its opening and locking.

use super::{Answer, Here};
use crate::system;
use damane_contract::{AppStateView, FundView};
use tauri::AppHandle;

#[tauri::command]
pub async fn app_state(shell: Here<'_>) -> Answer<AppStateView> {
    Ok(shell.wallet()?.app_state().await?)
}

#[tauri::command]
pub async fn fund(shell: Here<'_>) -> Answer<FundView> {
    Ok(shell.wallet()?.fund())
}

#[tauri::command]
pub async fn choose_pin(shell: Here<'_>, pin: String) -> Answer<()> {
    Ok(shell.wallet()?.choose_pin(&pin).await?)
}

#[tauri::command]
pub async fn unlock_with_pin(shell: Here<'_>, pin: String) -> Answer<()> {
    Ok(shell.wallet()?.unlock_with_pin(&pin).await?)
}

#[tauri::command]
pub async fn unlock_with_key_store(shell: Here<'_>) -> Answer<()> {
    Ok(shell.wallet()?.unlock_with_key_store().await?)
}

#[tauri::command]
pub async fn lock(app: AppHandle, shell: Here<'_>) -> Answer<()> {
    shell.wallet()?.lock().await;
    system::forget_pages(&app);
    Ok(())
}

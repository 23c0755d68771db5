//! What the window asks of a stranger's certificate.

use super::{Answer, Here};
use crate::{pages, system};
use damane_contract::{ErrorCode, FolderProgressView, FolderView, VerificationView};
use tauri::AppHandle;
use tauri::ipc::{InvokeBody, Request};

#[tauri::command]
pub async fn verify_text(shell: Here<'_>, text: String) -> Answer<VerificationView> {
    Ok(shell.wallet()?.verify_text(&text).await?)
}

#[tauri::command]
pub async fn verify_image(shell: Here<'_>, request: Request<'_>) -> Answer<VerificationView> {
    Ok(shell.wallet()?.verify_image(bytes_of(request.body())?).await?)
}

#[tauri::command]
pub async fn verify_pdf(shell: Here<'_>, request: Request<'_>) -> Answer<VerificationView> {
    Ok(shell.wallet()?.verify_pdf(bytes_of(request.body())?).await?)
}

#[tauri::command]
pub async fn refresh_trust(shell: Here<'_>) -> Answer<()> {
    Ok(shell.wallet()?.refresh_trust().await?)
}

#[tauri::command]
pub async fn check_folder(app: AppHandle, shell: Here<'_>) -> Answer<Option<FolderView>> {
    let Some(folder) = system::choose_folder(&app).await else { return Ok(None) };
    Ok(Some(shell.wallet()?.check_folder(folder).await?))
}

#[tauri::command]
pub async fn folder_progress(shell: Here<'_>) -> Answer<FolderProgressView> {
    Ok(shell.wallet()?.folder_progress())
}

#[tauri::command]
pub async fn stop_folder(shell: Here<'_>) -> Answer<()> {
    shell.wallet()?.stop_folder();
    Ok(())
}

#[tauri::command]
pub async fn save_report(app: AppHandle, name: String, text: String) -> Answer<Option<String>> {
    pages::save(&app, &name, pages::CSV, text.as_bytes()).await
}

/// A file's bytes: as they are, or, where the system's bridge carries text only, as a list of numbers.
pub(super) fn bytes_of(body: &InvokeBody) -> Answer<Vec<u8>> {
    match body {
        InvokeBody::Raw(bytes) => Ok(bytes.clone()),
        InvokeBody::Json(numbers) => {
            serde_json::from_value(numbers.clone()).map_err(|_| ErrorCode::InvalidInput.into())
        }
    }
}

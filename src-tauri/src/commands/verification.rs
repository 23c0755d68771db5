//! What the window asks of a stranger's certificate.

use super::{Answer, Here};
use damane_contract::{ErrorCode, VerificationView};
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

/// A file's bytes: as they are, or, where the system's bridge carries text only, as a list of numbers.
fn bytes_of(body: &InvokeBody) -> Answer<Vec<u8>> {
    match body {
        InvokeBody::Raw(bytes) => Ok(bytes.clone()),
        InvokeBody::Json(numbers) => {
            serde_json::from_value(numbers.clone()).map_err(|_| ErrorCode::InvalidInput.into())
        }
    }
}

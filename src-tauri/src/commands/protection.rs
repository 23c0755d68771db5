//! What the window asks of the account's protection: second factors, and the confirmation of sensitive changes.

use super::{Answer, Here};
use crate::pages;
use damane_contract::{AuthenticatorView, ConfirmationView, RecoveryCodesView, SecondFactor, SecurityView};
use tauri::AppHandle;

#[tauri::command]
pub async fn security(shell: Here<'_>) -> Answer<SecurityView> {
    Ok(shell.wallet()?.security().await?)
}

#[tauri::command]
pub async fn confirm_password(shell: Here<'_>, password: String) -> Answer<ConfirmationView> {
    Ok(shell.wallet()?.confirm_password(password).await?)
}

#[tauri::command]
pub async fn confirm_change_code(
    shell: Here<'_>,
    challenge: String,
    code: String,
    factor: SecondFactor,
) -> Answer<()> {
    Ok(shell.wallet()?.confirm_change_code(challenge, code, factor).await?)
}

#[tauri::command]
pub async fn start_authenticator(shell: Here<'_>) -> Answer<AuthenticatorView> {
    Ok(shell.wallet()?.start_authenticator().await?)
}

#[tauri::command]
pub async fn confirm_authenticator(shell: Here<'_>, code: String) -> Answer<RecoveryCodesView> {
    Ok(shell.wallet()?.confirm_authenticator(code).await?)
}

#[tauri::command]
pub async fn remove_authenticator(shell: Here<'_>) -> Answer<()> {
    Ok(shell.wallet()?.remove_authenticator().await?)
}

#[tauri::command]
pub async fn make_recovery_codes(shell: Here<'_>) -> Answer<RecoveryCodesView> {
    Ok(shell.wallet()?.make_recovery_codes().await?)
}

/// The sheet as the window shows it, to where the person chooses.
#[tauri::command]
pub async fn save_recovery_codes(app: AppHandle, sheet: String) -> Answer<Option<String>> {
    pages::save_text(&app, "mon-damane-codes", &sheet).await
}

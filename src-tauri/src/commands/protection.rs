//! What the window asks of the account's protection: second factors, and the confirmation of sensitive changes.

use super::{Answer, Here};
use damane_contract::{AuthenticatorView, ConfirmationView, RecoveryCodesView, SecondFactor, SecurityView};

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

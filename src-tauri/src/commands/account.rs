//! What the window asks of the account: opening, recovering, details, journal, devices, export, closing.

use super::{Answer, Here};
use crate::pages;
use damane_contract::*;
use damane_wallet::Applicant;
use tauri::AppHandle;

#[tauri::command]
pub async fn sign_up(
    shell: Here<'_>,
    number: String,
    cin: String,
    email: String,
    mobile: String,
    language: String,
) -> Answer<SignUpView> {
    Ok(shell.wallet()?.sign_up(Applicant { number, cin, email, mobile, language }).await?)
}

#[tauri::command]
pub async fn resend_code(shell: Here<'_>, id: String) -> Answer<SignUpView> {
    Ok(shell.wallet()?.resend_code(id).await?)
}

#[tauri::command]
pub async fn sign_up_code(shell: Here<'_>, id: String, code: String) -> Answer<SignUpStepView> {
    Ok(shell.wallet()?.sign_up_code(id, code).await?)
}

#[tauri::command]
pub async fn sign_up_password(shell: Here<'_>, id: String, password: String) -> Answer<SignInView> {
    Ok(shell.wallet()?.sign_up_password(id, password).await?)
}

#[tauri::command]
pub async fn password_strength(
    shell: Here<'_>,
    password: String,
    known: Vec<String>,
) -> Answer<PasswordStrengthView> {
    Ok(shell.wallet()?.password_strength(&password, &known))
}

#[tauri::command]
pub async fn recover(
    shell: Here<'_>,
    number: String,
    cin: String,
    channel: RecoveryChannel,
) -> Answer<RecoveryView> {
    Ok(shell.wallet()?.recover(number, cin, channel).await?)
}

#[tauri::command]
pub async fn reset_password(shell: Here<'_>, token: String, password: String) -> Answer<()> {
    Ok(shell.wallet()?.reset_password(token, password).await?)
}

#[tauri::command]
pub async fn change_password(shell: Here<'_>, password: String) -> Answer<()> {
    Ok(shell.wallet()?.change_password(password).await?)
}

#[tauri::command]
pub async fn details(shell: Here<'_>) -> Answer<DetailsView> {
    Ok(shell.wallet()?.details().await?)
}

#[tauri::command]
pub async fn change_detail(shell: Here<'_>, detail: DetailView, value: String) -> Answer<ChangeStepView> {
    Ok(shell.wallet()?.change_detail(detail, value).await?)
}

#[tauri::command]
pub async fn confirm_detail_code(shell: Here<'_>, challenge: String, code: String) -> Answer<ChangeStepView> {
    Ok(shell.wallet()?.confirm_detail_code(challenge, code).await?)
}

#[tauri::command]
pub async fn withdraw_change(shell: Here<'_>, detail: DetailView) -> Answer<()> {
    Ok(shell.wallet()?.withdraw_change(detail).await?)
}

#[tauri::command]
pub async fn journal(shell: Here<'_>, before: Option<String>) -> Answer<JournalView> {
    Ok(shell.wallet()?.journal(before).await?)
}

#[tauri::command]
pub async fn export_file(app: AppHandle, shell: Here<'_>) -> Answer<Option<String>> {
    let archive = shell.wallet()?.export().await?;
    pages::save(&app, "mon-damane", pages::ZIP, &archive).await
}

#[tauri::command]
pub async fn close_account(shell: Here<'_>, number: String) -> Answer<()> {
    Ok(shell.wallet()?.close_account(number).await?)
}

#[tauri::command]
pub async fn devices(shell: Here<'_>) -> Answer<Vec<DeviceView>> {
    Ok(shell.wallet()?.devices().await?)
}

#[tauri::command]
pub async fn name_device(shell: Here<'_>, id: String, name: String) -> Answer<()> {
    Ok(shell.wallet()?.name_device(&id, name).await?)
}

#[tauri::command]
pub async fn revoke_device(shell: Here<'_>, id: String) -> Answer<()> {
    Ok(shell.wallet()?.revoke_device(&id).await?)
}

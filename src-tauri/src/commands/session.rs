//! What the window asks of the session: signing in and out, and who is signed in.

use super::{Answer, Here};
use crate::system;
use damane_contract::{Dated, PersonView, SecondFactor, SignInView};
use tauri::AppHandle;

#[tauri::command]
pub async fn sign_in(shell: Here<'_>, number: String, password: String) -> Answer<SignInView> {
    Ok(shell.wallet()?.sign_in(number, password).await?)
}

#[tauri::command]
pub async fn confirm_code(
    shell: Here<'_>,
    challenge: String,
    code: String,
    factor: Option<SecondFactor>,
) -> Answer<SignInView> {
    Ok(shell.wallet()?.confirm_code(challenge, code, factor).await?)
}

#[tauri::command]
pub async fn send_code_sms(shell: Here<'_>, challenge: String) -> Answer<()> {
    Ok(shell.wallet()?.send_code_sms(challenge).await?)
}

#[tauri::command]
pub async fn sign_out(app: AppHandle, shell: Here<'_>) -> Answer<()> {
    system::forget_pages(&app);
    Ok(shell.wallet()?.sign_out().await?)
}

#[tauri::command]
pub async fn me(shell: Here<'_>) -> Answer<Dated<PersonView>> {
    Ok(shell.wallet()?.me().await?)
}

//! What the window asks of the session: signing in and out, and who is signed in.

use super::{Answer, Here};
use damane_contract::{Dated, PersonView, SecondFactor, SignInView};

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
pub async fn sign_out(shell: Here<'_>) -> Answer<()> {
    Ok(shell.wallet()?.sign_out().await?)
}

#[tauri::command]
pub async fn me(shell: Here<'_>) -> Answer<Dated<PersonView>> {
    Ok(shell.wallet()?.me().await?)
}

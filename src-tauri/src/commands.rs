//! The commands of the window: each hands over to the wallet. No answer carries the session's token.

use crate::shell::Shell;
use crate::{pages, presence, system};
use damane_contract::*;
use tauri::ipc::{Invoke, InvokeBody, Request, Response};
use tauri::{AppHandle, State, Wry};

type Answer<T> = Result<T, ErrorBody>;
type Here<'a> = State<'a, Shell>;

/// Every command, by name (build.rs lists the same).
pub fn all() -> impl Fn(Invoke<Wry>) -> bool + Send + Sync + 'static {
    tauri::generate_handler![
        app_state,
        fund,
        sign_in,
        confirm_code,
        sign_out,
        choose_pin,
        unlock_with_pin,
        unlock_with_key_store,
        lock,
        me,
        career,
        certificates,
        issue_certificate,
        certificate,
        certificate_pdf,
        save_certificate_pdf,
        open_certificate_pdf,
        verify_text,
        verify_image,
        verify_pdf,
        refresh_trust
    ]
}

#[tauri::command]
async fn app_state(shell: Here<'_>) -> Answer<AppStateView> {
    Ok(shell.wallet()?.app_state().await?)
}

#[tauri::command]
async fn fund(shell: Here<'_>) -> Answer<FundView> {
    Ok(shell.wallet()?.fund())
}

#[tauri::command]
async fn sign_in(shell: Here<'_>, number: String, password: String) -> Answer<SignInView> {
    Ok(shell.wallet()?.sign_in(number, password).await?)
}

#[tauri::command]
async fn confirm_code(shell: Here<'_>, challenge: String, code: String) -> Answer<SignInView> {
    Ok(shell.wallet()?.confirm_code(challenge, code).await?)
}

#[tauri::command]
async fn sign_out(shell: Here<'_>) -> Answer<()> {
    Ok(shell.wallet()?.sign_out().await?)
}

#[tauri::command]
async fn choose_pin(shell: Here<'_>, pin: String) -> Answer<()> {
    Ok(shell.wallet()?.choose_pin(&pin).await?)
}

#[tauri::command]
async fn unlock_with_pin(shell: Here<'_>, pin: String) -> Answer<()> {
    Ok(shell.wallet()?.unlock_with_pin(&pin).await?)
}

#[tauri::command]
async fn unlock_with_key_store(app: AppHandle, shell: Here<'_>) -> Answer<()> {
    presence::confirm(&app).await?;
    Ok(shell.wallet()?.unlock_with_key_store().await?)
}

#[tauri::command]
async fn lock(shell: Here<'_>) -> Answer<()> {
    shell.wallet()?.lock().await;
    Ok(())
}

#[tauri::command]
async fn me(shell: Here<'_>) -> Answer<Dated<PersonView>> {
    Ok(shell.wallet()?.me().await?)
}

#[tauri::command]
async fn career(shell: Here<'_>) -> Answer<Dated<CareerView>> {
    Ok(shell.wallet()?.career().await?)
}

#[tauri::command]
async fn certificates(shell: Here<'_>) -> Answer<Dated<Vec<CertificateView>>> {
    Ok(shell.wallet()?.certificates().await?)
}

#[tauri::command]
async fn issue_certificate(shell: Here<'_>, kind: CertificateKindView) -> Answer<CertificateView> {
    Ok(shell.wallet()?.issue_certificate(kind).await?)
}

#[tauri::command]
async fn certificate(shell: Here<'_>, id: String) -> Answer<CertificateView> {
    Ok(shell.wallet()?.certificate(&id).await?)
}

#[tauri::command]
async fn certificate_pdf(shell: Here<'_>, id: String) -> Answer<Response> {
    Ok(Response::new(shell.wallet()?.certificate_pdf(&id).await?))
}

#[tauri::command]
async fn save_certificate_pdf(
    app: AppHandle,
    shell: Here<'_>,
    id: String,
    name: String,
) -> Answer<Option<String>> {
    pages::save(&app, &name, &shell.wallet()?.certificate_pdf(&id).await?).await
}

#[tauri::command]
async fn open_certificate_pdf(app: AppHandle, shell: Here<'_>, id: String) -> Answer<()> {
    let name = shell.wallet()?.certificate(&id).await?.reference;
    system::open_page(&app, &name, &shell.wallet()?.certificate_pdf(&id).await?).await
}

#[tauri::command]
async fn verify_text(shell: Here<'_>, text: String) -> Answer<VerificationView> {
    Ok(shell.wallet()?.verify_text(&text).await?)
}

#[tauri::command]
async fn verify_image(shell: Here<'_>, request: Request<'_>) -> Answer<VerificationView> {
    Ok(shell.wallet()?.verify_image(bytes_of(request.body())?).await?)
}

#[tauri::command]
async fn verify_pdf(shell: Here<'_>, request: Request<'_>) -> Answer<VerificationView> {
    Ok(shell.wallet()?.verify_pdf(bytes_of(request.body())?).await?)
}

#[tauri::command]
async fn refresh_trust(shell: Here<'_>) -> Answer<()> {
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

//! What the window asks of the career and of certificates.

use super::{Answer, Here};
use crate::{pages, system};
use damane_contract::{CareerView, CertificateKindView, CertificateView, Dated};
use tauri::AppHandle;
use tauri::ipc::Response;

#[tauri::command]
pub async fn career(shell: Here<'_>) -> Answer<Dated<CareerView>> {
    Ok(shell.wallet()?.career().await?)
}

#[tauri::command]
pub async fn save_career_table(app: AppHandle, shell: Here<'_>, name: String) -> Answer<Option<String>> {
    let table = shell.wallet()?.career_table().await?;
    pages::save(&app, &name, pages::CSV, &table).await
}

#[tauri::command]
pub async fn save_career_pdf(app: AppHandle, shell: Here<'_>, name: String) -> Answer<Option<String>> {
    let pdf = shell.wallet()?.career_pdf().await?;
    pages::save(&app, &name, pages::PDF, &pdf).await
}

#[tauri::command]
pub async fn certificates(shell: Here<'_>) -> Answer<Dated<Vec<CertificateView>>> {
    Ok(shell.wallet()?.certificates().await?)
}

#[tauri::command]
pub async fn issue_certificate(shell: Here<'_>, kind: CertificateKindView) -> Answer<CertificateView> {
    Ok(shell.wallet()?.issue_certificate(kind).await?)
}

#[tauri::command]
pub async fn certificate(shell: Here<'_>, id: String) -> Answer<CertificateView> {
    Ok(shell.wallet()?.certificate(&id).await?)
}

#[tauri::command]
pub async fn certificate_pdf(shell: Here<'_>, id: String) -> Answer<Response> {
    Ok(Response::new(shell.wallet()?.certificate_pdf(&id).await?))
}

#[tauri::command]
pub async fn save_certificate_pdf(
    app: AppHandle,
    shell: Here<'_>,
    id: String,
    name: String,
) -> Answer<Option<String>> {
    let pdf = shell.wallet()?.certificate_pdf(&id).await?;
    pages::save(&app, &name, pages::PDF, &pdf).await
}

#[tauri::command]
pub async fn open_certificate_pdf(app: AppHandle, shell: Here<'_>, id: String) -> Answer<()> {
    let name = shell.wallet()?.certificate(&id).await?.reference;
    system::open_page(&app, &name, &shell.wallet()?.certificate_pdf(&id).await?).await
}

//! What the window asks of claims and of the drafts that become them.

use super::verification::bytes_of;
use super::{Answer, Here};
use crate::pages;
use damane_contract::{
    ClaimListView, ClaimView, Dated, DocumentKindView, DraftView, ErrorBody, ErrorCode, KeepDraftRequest,
    ReimbursementEstimateView, ReimbursementRequest,
};
use tauri::AppHandle;
use tauri::ipc::Request;

#[tauri::command]
pub async fn claims(shell: Here<'_>) -> Answer<Dated<ClaimListView>> {
    Ok(shell.wallet()?.claims().await?)
}

#[tauri::command]
pub async fn claim(shell: Here<'_>, id: String) -> Answer<Dated<ClaimView>> {
    Ok(shell.wallet()?.claim(&id).await?)
}

#[tauri::command]
pub async fn save_claim_letter(
    app: AppHandle,
    shell: Here<'_>,
    id: String,
    name: String,
) -> Answer<Option<String>> {
    let pdf = shell.wallet()?.claim_letter(&id).await?;
    pages::save(&app, &name, pages::PDF, &pdf).await
}

#[tauri::command]
pub async fn estimate_reimbursement(
    shell: Here<'_>,
    request: ReimbursementRequest,
) -> Answer<ReimbursementEstimateView> {
    Ok(shell.wallet()?.estimate_reimbursement(&request).await?)
}

#[tauri::command]
pub async fn drafts(shell: Here<'_>) -> Answer<Vec<DraftView>> {
    Ok(shell.wallet()?.drafts().await?)
}

#[tauri::command]
pub async fn keep_draft(shell: Here<'_>, draft: KeepDraftRequest) -> Answer<DraftView> {
    Ok(shell.wallet()?.keep_draft(draft).await?)
}

#[tauri::command]
pub async fn drop_draft(shell: Here<'_>, id: String) -> Answer<()> {
    Ok(shell.wallet()?.drop_draft(&id).await?)
}

/// The bytes are the body; what they are stands in headers, which hold ASCII alone.
#[tauri::command]
pub async fn add_document(shell: Here<'_>, request: Request<'_>) -> Answer<DraftView> {
    let (draft, name) = (header(&request, "x-draft")?, header(&request, "x-name")?);
    let (kind, bytes) = (kind_of(&header(&request, "x-kind")?)?, bytes_of(request.body())?);
    Ok(shell.wallet()?.add_document(&draft, kind, &name, &bytes).await?)
}

#[tauri::command]
pub async fn call_document(shell: Here<'_>, id: String, kind: DocumentKindView) -> Answer<()> {
    Ok(shell.wallet()?.call_document(&id, kind).await?)
}

#[tauri::command]
pub async fn drop_document(shell: Here<'_>, id: String) -> Answer<()> {
    Ok(shell.wallet()?.drop_document(&id).await?)
}

#[tauri::command]
pub async fn queue_draft(shell: Here<'_>, id: String, request: String) -> Answer<DraftView> {
    Ok(shell.wallet()?.queue_draft(&id, &request).await?)
}

#[tauri::command]
pub async fn send_queued(shell: Here<'_>) -> Answer<Vec<DraftView>> {
    Ok(shell.wallet()?.send_queued().await?)
}

/// A header's text, percent-encoded as the page wrote it (`encodeURIComponent`).
fn header(request: &Request<'_>, name: &str) -> Answer<String> {
    let value = request.headers().get(name).and_then(|value| value.to_str().ok());
    let decoded = value.and_then(decode);
    decoded.ok_or_else(|| ErrorBody { field: Some(name.to_owned()), ..ErrorCode::InvalidInput.into() })
}

fn decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut signs = text.bytes();
    while let Some(sign) = signs.next() {
        let byte = match sign {
            b'%' => {
                u8::from_str_radix(std::str::from_utf8(&[signs.next()?, signs.next()?]).ok()?, 16).ok()?
            }
            plain => plain,
        };
        bytes.push(byte);
    }
    String::from_utf8(bytes).ok()
}

fn kind_of(word: &str) -> Answer<DocumentKindView> {
    let kind = serde_json::from_value(serde_json::Value::String(word.to_owned()));
    kind.map_err(|_| ErrorBody { field: Some("x-kind".to_owned()), ..ErrorCode::InvalidInput.into() })
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn a_name_comes_out_as_it_went_in() {
        assert_eq!(decode("re%C3%A7u%20n%C2%B0%201.pdf").as_deref(), Some("reçu n° 1.pdf"));
        assert_eq!(decode("%D9%88%D8%B5%D9%81%D8%A9.jpg").as_deref(), Some("وصفة.jpg"));
        assert_eq!((decode("%C3"), decode("%zz"), decode("%4")), (None, None, None));
    }
}

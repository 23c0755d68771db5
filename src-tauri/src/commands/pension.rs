//! What the window asks of the pension: the simulation, the check before a request, a request.

use super::{Answer, Here};
use damane_contract::{
    Dated, PensionCheckQuestion, PensionCheckView, PensionQuestion, PensionRequestView, PensionView,
};

#[tauri::command]
pub async fn pension(shell: Here<'_>, question: PensionQuestion) -> Answer<Dated<PensionView>> {
    Ok(shell.wallet()?.pension(&question).await?)
}

#[tauri::command]
pub async fn check_pension(shell: Here<'_>, question: PensionCheckQuestion) -> Answer<PensionCheckView> {
    Ok(shell.wallet()?.check_pension(&question).await?)
}

#[tauri::command]
pub async fn pension_request(shell: Here<'_>, id: String) -> Answer<Dated<PensionRequestView>> {
    Ok(shell.wallet()?.pension_request(&id).await?)
}

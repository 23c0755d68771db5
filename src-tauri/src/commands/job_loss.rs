//! What the window asks of the job-loss benefit.

use super::{Answer, Here};
use damane_contract::{Dated, JobLossCheckView, JobLossQuestion, JobLossView};

#[tauri::command]
pub async fn check_job_loss(shell: Here<'_>, question: JobLossQuestion) -> Answer<JobLossCheckView> {
    Ok(shell.wallet()?.check_job_loss(&question).await?)
}

#[tauri::command]
pub async fn job_loss(shell: Here<'_>, id: String) -> Answer<Dated<JobLossView>> {
    Ok(shell.wallet()?.job_loss(&id).await?)
}

#[tauri::command]
pub async fn confirm_job_loss_month(shell: Here<'_>, id: String, month: u32) -> Answer<()> {
    Ok(shell.wallet()?.confirm_job_loss_month(&id, month).await?)
}

#[tauri::command]
pub async fn report_new_work(shell: Here<'_>, id: String, from: String) -> Answer<()> {
    Ok(shell.wallet()?.report_new_work(&id, from).await?)
}

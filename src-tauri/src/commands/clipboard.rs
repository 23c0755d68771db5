//! What the window asks of a phone's clipboard: on a computer the page has its own.

use super::Answer;
use crate::system;
use tauri::AppHandle;

#[tauri::command]
pub async fn copy_secret(app: AppHandle, text: String) -> Answer<()> {
    system::copy_secret(app, text).await
}

//! iOS asks while it reads the protected entry; on a computer the session's own lock stands for it.

use damane_contract::ErrorBody;
use tauri::AppHandle;

/// Nothing to ask here.
pub async fn confirm(_app: &AppHandle) -> Result<(), ErrorBody> {
    Ok(())
}

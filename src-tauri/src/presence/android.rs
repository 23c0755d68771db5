//! Android: a fingerprint, a face or the phone's own lock. A prompt, not the protection: the key is the
//! Keystore's either way (security: convenience on a rooted phone).

use damane_contract::{ErrorBody, ErrorCode};
use tauri::AppHandle;
use tauri_plugin_biometric::{AuthOptions, BiometricExt};

/// Asks for it.
pub async fn confirm(app: &AppHandle) -> Result<(), ErrorBody> {
    let title = "Mon Damane · ضماني".to_owned();
    let options =
        AuthOptions { allow_device_credential: true, title: Some(title.clone()), ..AuthOptions::default() };
    let app = app.clone();
    let asked = tauri::async_runtime::spawn_blocking(move || app.biometric().authenticate(title, options));
    match asked.await {
        Ok(Ok(())) => Ok(()),
        _ => Err(ErrorCode::KeyStoreFailed.into()),
    }
}

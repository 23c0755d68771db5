//! A phone: the fingerprint prompt, the code reader; the window is the screen.

use damane_contract::ErrorBody;
use std::path::PathBuf;
use tauri::{AppHandle, Builder, WebviewWindowBuilder, Wry};

type Window<'a> = WebviewWindowBuilder<'a, Wry, AppHandle>;

/// The plugins of a phone.
pub fn plugins(builder: Builder<Wry>) -> Builder<Wry> {
    builder.plugin(tauri_plugin_biometric::init()).plugin(tauri_plugin_barcode_scanner::init())
}

/// Nothing to shape.
pub fn shape(window: Window<'_>) -> Window<'_> {
    window
}

/// A phone opens a page from where the person put it: the system's own save sheet offers both.
pub async fn open_page(app: &AppHandle, name: &str, pdf: &[u8]) -> Result<(), ErrorBody> {
    crate::pages::save(app, name, crate::pages::PDF, pdf).await.map(|_| ())
}

/// A phone has no folders to choose from.
pub async fn choose_folder(_app: &AppHandle) -> Option<PathBuf> {
    None
}

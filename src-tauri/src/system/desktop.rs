//! A computer: one instance, a window with a title and a size, pages shown by the system's own reader.

use damane_contract::{ErrorBody, ErrorCode};
use damane_wallet::keystore::{self, OpenKeyStore};
use std::path::PathBuf;
use tauri::{AppHandle, Builder, Manager, WebviewWindowBuilder, Wry};
use tauri_plugin_dialog::DialogExt;
use tauri_plugin_opener::OpenerExt;

type Window<'a> = WebviewWindowBuilder<'a, Wry, AppHandle>;

/// The plugins of a computer. A second start brings the first window forward.
pub fn plugins(builder: Builder<Wry>) -> Builder<Wry> {
    let single = tauri_plugin_single_instance::init(|app, _, _| {
        if let Some(window) = app.get_webview_window("main") {
            // A window that cannot come forward is still there.
            let _shown = window.unminimize().and_then(|()| window.set_focus());
        }
    });
    builder.plugin(single).plugin(tauri_plugin_opener::init())
}

/// The system's key store.
pub fn keys(_app: &AppHandle) -> OpenKeyStore {
    keystore::of_this_system()
}

/// Asks which folder; `None` when the person changed their mind. A test of the window, which has no hand for the
/// system's own dialog, names one in a demonstration app.
pub async fn choose_folder(app: &AppHandle) -> Option<PathBuf> {
    if let Some(folder) = crate::fund::folder_of_a_test() {
        return Some(folder);
    }
    let (answer, chosen) = tokio::sync::oneshot::channel();
    app.dialog().file().pick_folder(move |folder| {
        // Nobody waits any more when the window is gone.
        let _heard = answer.send(folder);
    });
    chosen.await.ok().flatten().and_then(|folder| folder.into_path().ok())
}

/// The window's title and size.
pub fn shape(window: Window<'_>) -> Window<'_> {
    window.title("Mon Damane · ضماني").inner_size(1_120.0, 760.0).min_inner_size(360.0, 560.0)
}

/// Shows a page in the system's reader, from a file in a folder that holds the last opened page and no other.
pub async fn open_page(app: &AppHandle, name: &str, pdf: &[u8]) -> Result<(), ErrorBody> {
    let failed = |_| ErrorBody::from(ErrorCode::Internal);
    // The reader needs it in the clear; the one before is not needed any more.
    forget_pages(app);
    let folder = opened(app).ok_or_else(|| ErrorBody::from(ErrorCode::Internal))?;
    tokio::fs::create_dir_all(&folder).await.map_err(failed)?;
    let path = folder.join(crate::pages::file_name(name, crate::pages::PDF));
    tokio::fs::write(&path, pdf).await.map_err(failed)?;
    let shown = app.opener().open_path(path.to_string_lossy(), None::<&str>);
    shown.map_err(|_| ErrorCode::Internal.into())
}

/// Deletes the page that was opened: when the app starts and ends, when the vault locks, when the person leaves.
pub fn forget_pages(app: &AppHandle) {
    if let Some(folder) = opened(app) {
        // Most often there is none.
        let _absent = std::fs::remove_dir_all(folder);
    }
}

/// Where the opened page lies.
fn opened(app: &AppHandle) -> Option<PathBuf> {
    app.path().app_cache_dir().ok().map(|cache| cache.join("opened"))
}

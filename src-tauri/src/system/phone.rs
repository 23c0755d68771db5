//! A phone: keys bound to a finger or a face, the code reader; the window is the screen.

use damane_contract::{ErrorBody, ErrorCode};
use damane_phone::{PhoneError, PhoneExt};
use damane_wallet::keystore::{self, Biometrics, Denied, OpenKeyStore};
use damane_wallet::secret::Key;
use std::path::PathBuf;
use std::sync::Arc;
use tauri::{AppHandle, Builder, WebviewWindowBuilder, Wry};

type Window<'a> = WebviewWindowBuilder<'a, Wry, AppHandle>;

/// The plugins of a phone.
pub fn plugins(builder: Builder<Wry>) -> Builder<Wry> {
    builder.plugin(damane_phone::init()).plugin(tauri_plugin_barcode_scanner::init())
}

/// Keys that open to a finger or a face.
pub fn keys(app: &AppHandle) -> OpenKeyStore {
    keystore::of_this_system(Arc::new(Phone(app.clone())))
}

/// Nothing to shape.
pub fn shape(window: Window<'_>) -> Window<'_> {
    window
}

/// A phone opens a page from where the person put it: the system's own save sheet offers both.
pub async fn open_page(app: &AppHandle, name: &str, pdf: &[u8]) -> Result<(), ErrorBody> {
    crate::pages::save(app, name, crate::pages::PDF, pdf).await.map(|_| ())
}

/// Nothing lies in the clear here.
pub fn forget_pages(_app: &AppHandle) {}

/// A phone has no folders to choose from.
pub async fn choose_folder(_app: &AppHandle) -> Option<PathBuf> {
    None
}

/// Puts a secret text on the clipboard as one: not shown by keyboards, not shared with other devices.
pub async fn copy_secret(app: AppHandle, text: String) -> Result<(), ErrorBody> {
    let copied = tauri::async_runtime::spawn_blocking(move || app.phone().copy(&text)).await;
    copied.ok().and_then(Result::ok).ok_or_else(|| ErrorCode::Internal.into())
}

/// The wallet's way to the phone's keys.
struct Phone(AppHandle);

fn denied(why: PhoneError) -> Denied {
    match why {
        PhoneError::Absent => Denied::Absent,
        PhoneError::Dismissed => Denied::Dismissed,
        PhoneError::Refused => Denied::Refused,
    }
}

impl Biometrics for Phone {
    fn ready(&self) -> Result<(), Denied> {
        self.0.phone().ready().map_err(denied)
    }

    fn keep(&self, name: &str, key: &Key) -> Result<(), Denied> {
        self.0.phone().keep(name, key.expose()).map_err(denied)
    }

    fn ask(&self, name: &str) -> Result<Option<Key>, Denied> {
        let found = self.0.phone().ask(name).map_err(denied)?;
        Ok(found.and_then(|secret| Key::from_bytes(&secret)))
    }

    fn forget(&self, name: &str) -> Result<(), Denied> {
        self.0.phone().forget(name).map_err(denied)
    }
}

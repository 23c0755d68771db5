//! macOS, Windows and the phones: the system asks the person.

use tauri::webview::PermissionResponse;

/// Left to the system.
pub const ANSWER: PermissionResponse = PermissionResponse::Default;

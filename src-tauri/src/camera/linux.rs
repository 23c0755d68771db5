//! Linux: WebKitGTK asks nobody and refuses unless we allow; only our own pages can ask.

use tauri::webview::PermissionResponse;

/// Allowed: the person has pressed the button that opens the camera.
pub const ANSWER: PermissionResponse = PermissionResponse::Allow;

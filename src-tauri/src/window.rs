//! The one window, made in code so that it can refuse to leave the app.

use crate::{camera, system};
use tauri::webview::{NewWindowResponse, PermissionKind, PermissionResponse};
use tauri::{AppHandle, Url, WebviewUrl, WebviewWindowBuilder};

/// Opens the window.
pub fn open(app: &AppHandle) -> tauri::Result<()> {
    let window = WebviewWindowBuilder::new(app, "main", WebviewUrl::default())
        .on_navigation(is_ours)
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .on_permission_request(|_, wish| answer(wish));
    system::shape(window).build().map(|_| ())
}

/// Where the app's own pages stand: a scheme of our own, or on Windows and Android a host that resolves nowhere.
fn is_ours(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    match url.scheme() {
        "tauri" => host == "localhost",
        "http" => {
            cfg!(any(windows, target_os = "android")) && host == "tauri.localhost" && url.port().is_none()
        }
        _ => false,
    }
}

/// The camera reads codes; nothing else is ever asked for by our own pages.
fn answer(wish: PermissionKind) -> PermissionResponse {
    match wish {
        PermissionKind::Camera => camera::ANSWER,
        _ => PermissionResponse::Deny,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_window_stays_in_the_app() {
        let ours = |text: &str| is_ours(&Url::parse(text).unwrap());
        assert!(ours("tauri://localhost/certificates?id=1#x"));
        for elsewhere in [
            "https://fund.example/",
            "http://localhost:8440/",
            "http://app.evil.example/",
            "http://tauri.localhost.evil.example/",
            "http://tauri.localhost:8080/",
            "https://tauri.localhost/",
            "tauri://evil.example/",
            "file:///etc/passwd",
            "data:text/html,x",
            "javascript:alert(1)",
            "blob:tauri://localhost/1",
        ] {
            assert!(!ours(elsewhere), "{elsewhere}");
        }
    }

    #[test]
    fn nothing_but_the_camera_is_granted() {
        for wish in [PermissionKind::Microphone, PermissionKind::DisplayCapture, PermissionKind::Geolocation]
        {
            assert_eq!(answer(wish), PermissionResponse::Deny);
        }
        assert_ne!(answer(PermissionKind::Camera), PermissionResponse::Deny);
    }
}

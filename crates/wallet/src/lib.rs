//! The app's core without Tauri: keychain, vault, offline cache, portal client, verification.

//! Build script of the shell: which commands exist, and where their permissions are written down.

/// Every command of the shell. The webview may call none unless a capability names it.
const COMMANDS: &[&str] = &[
    "app_state",
    "fund",
    "sign_in",
    "confirm_code",
    "sign_out",
    "choose_pin",
    "unlock_with_pin",
    "unlock_with_key_store",
    "lock",
    "me",
    "career",
    "certificates",
    "issue_certificate",
    "certificate",
    "certificate_pdf",
    "save_certificate_pdf",
    "open_certificate_pdf",
    "verify_text",
    "verify_image",
    "verify_pdf",
    "refresh_trust",
];

fn main() -> std::process::ExitCode {
    // Before tauri's own list: else a permission taken away stays granted in incremental builds.
    println!("cargo:rerun-if-changed=../capabilities");
    let attributes = tauri_build::Attributes::new()
        .capabilities_path_pattern("../capabilities/**/*")
        .app_manifest(tauri_build::AppManifest::new().commands(COMMANDS));
    if let Err(error) = tauri_build::try_build(attributes) {
        println!("cargo:warning={error:#}");
        return std::process::ExitCode::FAILURE;
    }
    std::process::ExitCode::SUCCESS
}

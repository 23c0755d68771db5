//! Build script of the shell: which commands exist, where their permissions stand, which fund is built in.

use anyhow::Context;

/// Every command of the shell. The webview may call none unless a capability names it.
const COMMANDS: &[&str] = &[
    "app_state",
    "fund",
    "choose_pin",
    "unlock_with_pin",
    "unlock_with_key_store",
    "lock",
    "sign_in",
    "confirm_code",
    "send_code_sms",
    "sign_out",
    "me",
    "career",
    "pension",
    "check_pension",
    "pension_request",
    "save_career_table",
    "save_career_pdf",
    "certificates",
    "issue_certificate",
    "certificate",
    "certificate_pdf",
    "save_certificate_pdf",
    "open_certificate_pdf",
    "claims",
    "claim",
    "check_job_loss",
    "job_loss",
    "confirm_job_loss_month",
    "report_new_work",
    "save_claim_letter",
    "estimate_reimbursement",
    "drafts",
    "keep_draft",
    "drop_draft",
    "add_document",
    "call_document",
    "drop_document",
    "queue_draft",
    "send_queued",
    "verify_text",
    "verify_image",
    "verify_pdf",
    "refresh_trust",
    "check_folder",
    "folder_progress",
    "stop_folder",
    "save_report",
    "sign_up",
    "resend_code",
    "sign_up_code",
    "sign_up_password",
    "password_strength",
    "recover",
    "reset_password",
    "change_password",
    "details",
    "change_detail",
    "confirm_detail_code",
    "withdraw_change",
    "journal",
    "export_file",
    "save_recovery_codes",
    "close_account",
    "devices",
    "name_device",
    "revoke_device",
    "security",
    "confirm_password",
    "confirm_change_code",
    "start_authenticator",
    "confirm_authenticator",
    "remove_authenticator",
    "make_recovery_codes",
    "copy_secret",
];

fn main() -> std::process::ExitCode {
    // Before tauri's own list: else a permission taken away stays granted in incremental builds.
    println!("cargo:rerun-if-changed=../capabilities");
    let attributes = tauri_build::Attributes::new()
        .capabilities_path_pattern("../capabilities/**/*")
        .app_manifest(tauri_build::AppManifest::new().commands(COMMANDS));
    let built = build_in_the_fund().and_then(|()| tauri_build::try_build(attributes));
    if let Err(error) = built {
        println!("cargo:warning={error:#}");
        return std::process::ExitCode::FAILURE;
    }
    std::process::ExitCode::SUCCESS
}

/// The profile a fund packages its app with, else the demonstration fund's.
fn build_in_the_fund() -> anyhow::Result<()> {
    println!("cargo:rerun-if-env-changed=DAMANE_BUILD_FUND_PROFILE");
    let given = std::env::var("DAMANE_BUILD_FUND_PROFILE").unwrap_or_else(|_| "fund.toml".to_owned());
    println!("cargo:rerun-if-changed={given}");
    let out = std::path::PathBuf::from(std::env::var("OUT_DIR")?);
    std::fs::copy(&given, out.join("fund.toml")).with_context(|| format!("the fund profile {given}"))?;
    build_in_the_lists(&out.join("trust.json"))
}

/// The lists of keys and of revoked certificates the app starts with (`damane trust export`), if it is given any: a
/// phone that has never met the network can then check as well.
fn build_in_the_lists(target: &std::path::Path) -> anyhow::Result<()> {
    println!("cargo:rerun-if-env-changed=DAMANE_BUILD_TRUST");
    let Ok(given) = std::env::var("DAMANE_BUILD_TRUST") else { return Ok(std::fs::write(target, "")?) };
    println!("cargo:rerun-if-changed={given}");
    std::fs::copy(&given, target).with_context(|| format!("the lists {given}"))?;
    Ok(())
}

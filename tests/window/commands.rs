//! No silent gap: every command the shell registers was asked by a page and answered well in some journey, or its reason
//! stands here.

use crate::stage::Stage;
use std::collections::BTreeSet;

/// Where the commands are registered.
const REGISTER: &str = include_str!("../../src-tauri/src/commands/mod.rs");

/// Commands no journey can be seen to ask, each with its reason.
const NOT_DRIVEN: &[(&str, &str)] = &[
    (
        "fund",
        "asked while the page loads, most often before it can be watched; every door shows the fund's name",
    ),
    ("copy_secret", "a phone's alone: not built into this window"),
    ("folder_progress", "of a folder being checked: `wallet/tests/folder.rs`"),
    ("stop_folder", "the same"),
    ("dispute_line", "its form is walked in Chromium: `tests/ui/career.test.mjs`"),
    ("save_career_table", "goes the same way to a file as `save_certificate_pdf` and `export_file`"),
    ("save_career_pdf", "the same; what is in it: `services/tests/letters.rs`"),
    ("save_claim_letter", "the same"),
    ("save_recovery_codes", "the same"),
    ("password_strength", "asked after a pause in typing, which no journey is sure to make"),
    ("call_document", "what a document is, is chosen in Chromium: `tests/ui/claims.test.mjs`"),
    ("check_job_loss", "job loss is walked in the services' tests: `services/tests/job_loss.rs`"),
    ("job_loss", "the same"),
    ("confirm_job_loss_month", "the same"),
    ("report_new_work", "the same"),
    ("check_pension", "a request is walked in Chromium: `tests/ui/pension-request.test.mjs`"),
    ("pension_request", "the same"),
    ("drop_document", "`wallet/tests/drafts.rs`"),
    ("drop_draft", "the same"),
    ("refresh_trust", "asked by the check page where lists are due: `wallet/tests/checks.rs`"),
];

/// Commands the journeys lead to. Whether each answered well is watched too, but a page that is left for another takes
/// what was seen in it along: what the watch misses is told, not held against the journeys.
const DRIVEN: &[&str] = &[
    "add_document",
    "app_state",
    "career",
    "certificate",
    "certificate_pdf",
    "certificates",
    "change_detail",
    "change_password",
    "choose_pin",
    "check_folder",
    "claim",
    "claims",
    "close_account",
    "confirm_authenticator",
    "confirm_change_code",
    "confirm_code",
    "confirm_detail_code",
    "confirm_password",
    "details",
    "devices",
    "drafts",
    "estimate_reimbursement",
    "export_file",
    "issue_certificate",
    "journal",
    "keep_draft",
    "lock",
    "make_recovery_codes",
    "me",
    "name_device",
    "open_certificate_pdf",
    "pension",
    "queue_draft",
    "recover",
    "remove_authenticator",
    "resend_code",
    "reset_password",
    "revoke_device",
    "save_certificate_pdf",
    "save_report",
    "security",
    "send_code_sms",
    "send_queued",
    "sign_in",
    "sign_out",
    "sign_up",
    "sign_up_code",
    "sign_up_password",
    "start_authenticator",
    "unlock_with_key_store",
    "unlock_with_pin",
    "verify_image",
    "verify_pdf",
    "verify_text",
    "withdraw_change",
];

fn registered() -> BTreeSet<&'static str> {
    let (_, list) = REGISTER.split_once("generate_handler![").expect("the register");
    let (list, _) = list.split_once("\n    ]").expect("its end");
    let names = list.lines().filter_map(|line| line.trim().trim_end_matches(',').rsplit_once("::"));
    names.map(|(_, name)| name).collect()
}

/// After all journeys.
pub async fn every_command_was_driven_or_says_why_not(stage: &mut Stage) {
    let (registered, answered) = (registered(), stage.desktop.answered());
    assert!(registered.len() > 40, "the register is read: {registered:?}");
    let excused: BTreeSet<&str> = NOT_DRIVEN.iter().map(|(name, _)| *name).collect();
    let unseen: Vec<_> = DRIVEN.iter().filter(|name| !answered.contains(**name)).collect();
    println!("commands the watch did not see answered: {unseen:?}");
    assert!(answered.len() * 10 >= DRIVEN.len() * 8, "the watch sees next to nothing: {answered:?}");
    let silent: Vec<_> =
        registered.iter().filter(|name| !DRIVEN.contains(*name) && !excused.contains(**name)).collect();
    assert!(silent.is_empty(), "no journey asks {silent:?}");
    let known = DRIVEN.iter().chain(&excused);
    let lost: Vec<_> = known.filter(|name| !registered.contains(**name)).collect();
    assert!(lost.is_empty(), "named here and registered no more: {lost:?}");
}

//! The commands of the window: each hands over to the wallet. No answer carries a token of the session.

mod account;
mod certificates;
mod claims;
#[cfg(mobile)]
mod clipboard;
mod job_loss;
mod pension;
mod protection;
mod session;
mod vault;
mod verification;

use crate::shell::Shell;
use damane_contract::ErrorBody;
use tauri::ipc::Invoke;
use tauri::{State, Wry};

type Answer<T> = Result<T, ErrorBody>;
type Here<'a> = State<'a, Shell>;

/// Every command, by name (build.rs lists the same).
pub fn all() -> impl Fn(Invoke<Wry>) -> bool + Send + Sync + 'static {
    tauri::generate_handler![
        vault::app_state,
        vault::fund,
        vault::choose_pin,
        vault::unlock_with_pin,
        vault::unlock_with_key_store,
        vault::lock,
        session::sign_in,
        session::confirm_code,
        session::send_code_sms,
        session::sign_out,
        session::me,
        certificates::career,
        pension::pension,
        pension::check_pension,
        pension::pension_request,
        certificates::save_career_table,
        certificates::save_career_pdf,
        certificates::certificates,
        certificates::issue_certificate,
        certificates::certificate,
        certificates::certificate_pdf,
        certificates::save_certificate_pdf,
        certificates::open_certificate_pdf,
        claims::claims,
        claims::claim,
        job_loss::check_job_loss,
        job_loss::job_loss,
        job_loss::confirm_job_loss_month,
        job_loss::report_new_work,
        claims::save_claim_letter,
        claims::estimate_reimbursement,
        claims::drafts,
        claims::keep_draft,
        claims::drop_draft,
        claims::add_document,
        claims::call_document,
        claims::drop_document,
        claims::queue_draft,
        claims::send_queued,
        verification::verify_text,
        verification::verify_image,
        verification::verify_pdf,
        verification::refresh_trust,
        verification::check_folder,
        verification::folder_progress,
        verification::stop_folder,
        verification::save_report,
        account::sign_up,
        account::resend_code,
        account::sign_up_code,
        account::sign_up_password,
        account::password_strength,
        account::recover,
        account::reset_password,
        account::change_password,
        account::details,
        account::change_detail,
        account::confirm_detail_code,
        account::withdraw_change,
        account::journal,
        account::export_file,
        protection::save_recovery_codes,
        account::close_account,
        account::devices,
        account::name_device,
        account::revoke_device,
        protection::security,
        protection::confirm_password,
        protection::confirm_change_code,
        protection::start_authenticator,
        protection::confirm_authenticator,
        protection::remove_authenticator,
        protection::make_recovery_codes,
        #[cfg(mobile)]
        clipboard::copy_secret,
    ]
}

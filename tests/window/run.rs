//! Which journeys there are, in what order, and what is printed of each: the same words as cargo's own test runner.

use crate::stage::Stage;
use crate::{
    abroad, career, certificates, claims, commands, details, devices, job_loss, leaving, office, opening,
    pension, pin, protection, recovery, vault,
};
use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::process::ExitCode;
use std::time::Instant;

type Going<'a> = Pin<Box<dyn Future<Output = ()> + 'a>>;
type Journey = (&'static str, for<'a> fn(&'a mut Stage) -> Going<'a>);

macro_rules! journeys {
    ($($room:ident::$name:ident),* $(,)?) => {
        &[$((concat!(stringify!($room), "::", stringify!($name)), |stage| Box::pin($room::$name(stage)))),*]
    };
}

const LANGUAGES: [&str; 2] = ["ar", "fr"];

/// Of one person, in one language: each goes on from where the one before ended.
const IN_EACH_LANGUAGE: &[Journey] = journeys![
    opening::another_telephone_leads_to_what_to_ask_the_employer,
    opening::a_lost_sms_comes_again_and_a_password_opens_the_account,
    opening::a_second_account_leads_to_the_first,
    details::another_email_is_proved_waits_and_is_withdrawn,
    protection::an_authenticator_app_is_put_in_use_and_printed_codes_are_shown_once,
    devices::a_new_device_is_opened_by_the_authenticator_or_by_an_sms_after_all,
    devices::the_device_in_use_is_revoked_from_another_and_keeps_what_it_has,
    devices::a_device_shuts_another_out_and_then_itself,
    recovery::a_forgotten_password_comes_back_by_a_link_in_an_sms_once,
    recovery::and_by_a_link_in_an_email,
    office::two_officers_reset_the_account_and_their_letter_is_typed_in,
    protection::the_password_is_changed_and_the_authenticator_given_up,
    vault::a_keyring_locked_gone_swapped_or_emptied_has_its_screen_each,
    pin::without_a_keyring_a_pin_is_the_lock,
    leaving::the_file_is_taken_along_and_the_account_closed,
];

/// Of the person with the long career, who has a certificate already.
const ONCE: &[Journey] = journeys![certificates::a_certificate_is_shared_saved_opened_and_checked];

/// Of others, in each language too: the portal dies on the way.
const WHERE_THE_PORTAL_DIES: &[Journey] = journeys![
    claims::care_is_claimed_offline_sent_once_answered_and_paid,
    abroad::care_abroad_is_refused_without_its_two_papers_and_goes_with_them,
    career::a_line_is_disputed_offline_answered_and_corrected,
    pension::a_pension_is_asked_for_offline_granted_and_paid,
    job_loss::a_lost_job_is_declared_offline_confirmed_and_paid_for_three_months,
];

/// The portal dies for good.
const AT_THE_END: &[Journey] = journeys![certificates::it_outlives_the_portal_and_a_restart_of_the_app];

/// Runs the journeys whose name holds one of the words given, all without any.
pub fn all() -> ExitCode {
    let wanted: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let mut stage = runtime.block_on(Stage::set());
    let mut run = Run { runtime, wanted, failed: Vec::new(), passed: 0, skipped: 0 };
    let started = Instant::now();
    for language in LANGUAGES {
        stage.begin(language);
        run.all_of(IN_EACH_LANGUAGE, Some(language), &mut stage);
    }
    run.all_of(ONCE, None, &mut stage);
    for language in LANGUAGES {
        stage.language = language;
        run.all_of(WHERE_THE_PORTAL_DIES, Some(language), &mut stage);
    }
    run.all_of(AT_THE_END, None, &mut stage);
    if run.wanted.is_empty() && run.failed.is_empty() {
        let name = "commands::every_command_of_the_shell_was_driven_or_says_why_not";
        run.go(name, |stage| Box::pin(commands::every_command_was_driven_or_says_why_not(stage)), &mut stage);
    }
    run.close(started)
}

struct Run {
    runtime: tokio::runtime::Runtime,
    wanted: Vec<String>,
    failed: Vec<String>,
    passed: u32,
    skipped: u32,
}

impl Run {
    fn all_of(&mut self, journeys: &[Journey], language: Option<&str>, stage: &mut Stage) {
        for (name, journey) in journeys {
            let spoken = language.map(|language| format!(" ({language})")).unwrap_or_default();
            self.go(&format!("{name}{spoken}"), *journey, stage);
        }
    }

    fn go(&mut self, name: &str, journey: for<'a> fn(&'a mut Stage) -> Going<'a>, stage: &mut Stage) {
        if !self.wanted.is_empty() && !self.wanted.iter().any(|word| name.contains(word.as_str())) {
            self.skipped += 1;
            return;
        }
        let started = Instant::now();
        let gone = AssertUnwindSafe(|| self.runtime.block_on(journey(stage)));
        let went_well = std::panic::catch_unwind(gone).is_ok();
        let words = if went_well { "ok" } else { "FAILED" };
        println!("test {name} ... {words} <{:.1}s>", started.elapsed().as_secs_f32());
        if went_well {
            self.passed += 1;
        } else {
            self.failed.push(name.to_owned());
        }
    }

    fn close(self, started: Instant) -> ExitCode {
        for name in &self.failed {
            println!("failed: {name}");
        }
        let good = self.failed.is_empty() && self.passed > 0;
        println!(
            "\ntest result: {}. {} passed; {} failed; 0 ignored; 0 measured; {} filtered out; finished in {:.1}s",
            if good { "ok" } else { "FAILED" },
            self.passed,
            self.failed.len(),
            self.skipped,
            started.elapsed().as_secs_f32(),
        );
        if good { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }
}

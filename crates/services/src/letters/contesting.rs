//! What a letter says of contesting its decision: until when and where; or why it cannot be any more.

use super::{day, monthly, text};
use crate::claims::ClaimSummary;
use chrono::NaiveDate;
use damane_document::Section;
use damane_domain::claim::{ClaimRules, ClaimState};
use damane_domain::fund::Trilingual;
use damane_domain::time::Timestamp;

/// How and until when a decision is contested, at an office or by this `phone`; or why it is not any more.
pub(super) fn section(claim: &ClaimSummary, rules: &ClaimRules, now: Timestamp, phone: &str) -> Section {
    let heading = Some(text("الطعن في القرار", "Contester cette décision", "Contesting this decision"));
    let texts = match closed(claim, rules, now) {
        Some(closed) => vec![closed],
        None => vec![open(claim, rules, now), where_to_contest(phone)],
    };
    Section { heading, texts, table: None }
}

/// The last day to contest a decision, also while a month is on its way to the bank.
fn last_day(claim: &ClaimSummary, rules: &ClaimRules, now: Timestamp) -> Option<NaiveDate> {
    claim.contest_until.or_else(|| monthly::still_contested_until(claim, rules, now))
}

/// Why a decision is not contested any more; `None` where it can be.
fn closed(claim: &ClaimSummary, rules: &ClaimRules, now: Timestamp) -> Option<Trilingual> {
    if last_day(claim, rules, now).is_some() {
        return None;
    }
    let (one, by_the_month) = (&claim.claim, claim.kind.is_paid_by_the_month());
    let is_on_its_way = by_the_month && one.held_open && one.is_at_the_bank();
    let is_settled = matches!(one.state, ClaimState::Rejected { .. } | ClaimState::Paid { .. });
    if one.upheld.is_some() {
        Some(text(
            "سبق الطعن في هذا القرار، ولا يطعن فيه إلا مرة واحدة.",
            "Cette décision a déjà été contestée ; elle ne se conteste qu’une fois.",
            "This decision was contested before; it can be contested only once.",
        ))
    } else if one.contested_on.is_some() {
        Some(text(
            "سبق الطعن في هذا الملف: هذا القرار هو جواب الصندوق على الطعن.",
            "Ce dossier a déjà été contesté : cette décision est la réponse du fonds.",
            "This claim was contested before: this decision is the fund’s answer.",
        ))
    } else if !is_on_its_way && (by_the_month || is_settled) {
        Some(text(
            "انقضى أجل الطعن في هذا القرار.",
            "Le délai pour contester cette décision est passé.",
            "The time to contest this decision has passed.",
        ))
    } else {
        None
    }
}

/// Until when a decision is contested.
fn open(claim: &ClaimSummary, rules: &ClaimRules, now: Timestamp) -> Trilingual {
    let (days, after) = (rules.contest_within_days, rules.contest_after_payment_days);
    if let Some(last) = last_day(claim, rules, now).map(day) {
        text(
            &format!("يمكنكم الطعن في هذا القرار إلى غاية {last}، مرة واحدة."),
            &format!("Vous pouvez contester cette décision jusqu’au {last}, une seule fois."),
            &format!("You can contest this decision until {last}, once."),
        )
    } else if claim.kind.is_paid_by_the_month() {
        text(
            &format!("يمكنكم الطعن في هذا القرار خلال {after} يوما من الأداء الجاري، مرة واحدة."),
            &format!(
                "Vous pouvez contester cette décision dans les {after} jours qui suivent le paiement en cours, une seule fois."
            ),
            &format!("You can contest this decision within {after} days of the payment under way, once."),
        )
    } else {
        text(
            &format!("يمكنكم الطعن في هذا القرار خلال {days} يوما بعد الأداء، مرة واحدة."),
            &format!(
                "Vous pouvez contester cette décision dans les {days} jours qui suivent le paiement, une seule fois."
            ),
            &format!("You can contest this decision within {days} days of its payment, once."),
        )
    }
}

/// Where a decision is contested. The telephone is one word, so that no line ends in it, after a mark that keeps its order among
/// Arabic letters.
fn where_to_contest(phone: &str) -> Trilingual {
    let phone = phone.replace(' ', "\u{a0}");
    text(
        &format!(
            "في التطبيق أو على البوابة: افتحوا الملف ثم اختاروا الطعن. أو في وكالة للصندوق، أو على الرقم \u{200e}{phone}."
        ),
        &format!(
            "Dans l’application ou sur le portail : ouvrez le dossier, puis « Contester ». Ou dans une agence du fonds, ou au {phone}."
        ),
        &format!(
            "In the app or on the portal: open the claim, then “Contest”. Or at an office of the fund, or by telephone: {phone}."
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_telephone_is_one_word_that_keeps_its_order_among_arabic_letters() {
        let said = where_to_contest("+212 5 00 00 00 00");
        let phone = "+212\u{a0}5\u{a0}00\u{a0}00\u{a0}00\u{a0}00";
        assert!(said.ar.contains(&format!("\u{200e}{phone}")), "{}", said.ar);
        assert!(said.fr.contains(phone) && said.en.contains(phone));
        // No font of the page has the letters that would set it apart: they would be printed as question marks.
        assert!(!said.ar.contains(['\u{2066}', '\u{2069}']));
    }
}

//! What the letter of a job-loss benefit says before and after its first payment.

use super::*;
use damane_domain::claim::reference;
use damane_domain::ids::BatchId;
use damane_domain::time::Timestamp;

const LOSS: ClaimId = ClaimId([7; 16]);

fn on(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn claim(state: ClaimState, paid: i64) -> ClaimSummary {
    let decided_on = Some(on("2026-11-25"));
    let at = Timestamp::parse_rfc3339("2026-11-21T09:00:00Z").unwrap();
    let kind = ClaimKind::JobLoss;
    ClaimSummary {
        id: LOSS,
        reference: reference(kind, &LOSS),
        kind,
        claim: Claim { state, paid: Money::centimes(paid), decided_on, ..Claim::received() },
        contest_until: None,
        submitted_at: at,
        changed_at: at,
        care: None,
        to_confirm: None,
    }
}

/// What is beside each French label.
fn said(claim: &ClaimSummary) -> Vec<(&'static str, String)> {
    let benefit = BenefitRecord {
        claim: LOSS,
        starts_on: on("2026-11-01"),
        months: 6,
        monthly: Money::centimes(342_272),
        granted_on: on("2026-11-25"),
        work_from: None,
    };
    let decision = decision_of(claim, Some(&benefit)).unwrap();
    rows_of(claim, &decision).into_iter().skip(2).map(|row| (row.label.fr, row.value)).collect()
}

#[test]
fn a_job_loss_letter_says_so_much_a_month_from_when_and_for_how_long_whatever_was_paid() {
    let granted = [
        ("Décidée le", "25.11.2026"),
        ("Accordé par mois (DH)", "3\u{a0}422,72"),
        ("Nombre de mois au plus", "6"),
        ("À partir du", "01.11.2026"),
    ]
    .map(|(label, value)| (label, value.to_owned()));
    let amount = Money::centimes(342_272);
    let before = claim(ClaimState::Accepted { amount, on: on("2026-11-25") }, 0);
    assert_eq!(said(&before), granted);
    let batch = BatchId([8; 16]);
    let paid_before = ("Payé à ce jour (DH)", "3\u{a0}422,72".to_owned());
    // The second month falls due on the day of its batch, which is not the day of the decision.
    for state in [
        ClaimState::Paid { on: on("2026-12-03") },
        ClaimState::InPayment { amount, on: on("2027-01-03"), batch },
    ] {
        let mut expected = granted.to_vec();
        expected.push(paid_before.clone());
        assert_eq!(said(&claim(state, 342_272)), expected);
    }
}

#[test]
fn a_job_loss_letter_gives_the_day_of_the_last_decision() {
    let mut again = claim(ClaimState::Paid { on: on("2027-02-03") }, 342_272);
    again.claim.decided_on = Some(on("2027-01-28"));
    assert_eq!(said(&again)[0].1, "28.01.2027");
}

#[test]
fn where_to_contest_is_said_as_long_as_a_decision_can_be_contested() {
    let texts = |claim: &ClaimSummary| {
        let now = Timestamp::parse_rfc3339("2027-06-01T09:00:00Z").unwrap();
        contesting::section(claim, &rules(now).unwrap(), now, "+212 5 00 00 00 00").texts
    };
    let paid = claim(ClaimState::Paid { on: on("2026-12-03") }, 342_272);
    let open = ClaimSummary { contest_until: Some(on("2027-06-01")), ..paid.clone() };
    assert_eq!(texts(&open).len(), 2);
    assert!(texts(&open)[0].fr.contains("01.06.2027") && texts(&open)[1].fr.contains("Contester"));
    assert_eq!(texts(&paid).len(), 1);
    assert!(texts(&paid)[0].fr.contains("passé"));
}

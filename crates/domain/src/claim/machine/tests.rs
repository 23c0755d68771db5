//! Steps of a claim: who may take which, and that no order of them pays what two officers did not agree to.

use super::*;
use proptest::prelude::*;

fn officer(name: &str) -> OfficerName {
    OfficerName::parse(name).unwrap()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn rules() -> ClaimRules {
    ClaimRules::at(day("2026-11-28")).unwrap()
}

fn in_progress() -> Claim {
    Claim::received().take(officer("S. Amrani")).unwrap()
}

const BATCH: BatchId = BatchId([7; 16]);

fn paid(amount: i64) -> Claim {
    let proposed = in_progress().propose(&officer("S. Amrani"), Money::centimes(amount)).unwrap();
    let accepted = proposed.approve(&officer("H. Berrada"), day("2026-11-28")).unwrap();
    accepted.pay(BATCH).unwrap().settle(BATCH, day("2026-11-30")).unwrap()
}

#[test]
fn money_moves_only_when_two_officers_agree() {
    let proposed = in_progress().propose(&officer("S. Amrani"), Money::centimes(5_600)).unwrap();
    assert_eq!(proposed.clone().pay(BATCH), Err(proposed.illegal("paid")));
    for same in ["S. Amrani", "s amrani"] {
        let alone = proposed.clone().approve(&officer(same), day("2026-11-28"));
        assert_eq!(alone, Err(IllegalStep::SameOfficer));
    }
    assert_eq!(paid(5_600).paid, Money::centimes(5_600));
    assert_eq!(proposed.send_back(&officer("H. Berrada")).unwrap(), in_progress());
}

#[test]
fn only_the_officer_who_has_a_claim_decides_it_and_a_colleague_may_take_it_over() {
    let other = officer("H. Berrada");
    let reasons = vec![Refusal::NotCovered];
    let refused = in_progress().refuse(&other, reasons.clone(), day("2026-11-28"));
    assert_eq!(refused, Err(IllegalStep::OtherOfficer));
    let taken = in_progress().take(other.clone()).unwrap();
    assert!(taken.refuse(&other, reasons, day("2026-11-28")).is_ok());
}

#[test]
fn documents_are_waited_for_until_their_day_and_taken_after_it() {
    let amrani = officer("S. Amrani");
    let asked =
        in_progress().ask_documents(&amrani, vec![DocumentKind::Prescription], day("2026-12-28")).unwrap();
    assert_eq!(asked.state.status(), ClaimStatus::DocumentsAsked);
    let missing = || vec![Refusal::DocumentMissing];
    assert!(asked.clone().refuse(&amrani, missing(), day("2026-12-28")).is_err());
    assert!(asked.clone().refuse(&amrani, missing(), day("2026-12-29")).is_ok());
    assert_eq!(asked.reply().unwrap(), in_progress());
    assert_eq!(in_progress().ask_documents(&amrani, vec![], day("2026-12-28")), Err(IllegalStep::Count));
}

#[test]
fn a_decision_is_contested_once_and_in_time_and_only_the_difference_is_paid() {
    let contested = paid(5_600).contest(day("2027-01-29"), &rules()).unwrap();
    assert_eq!(contested.state.status(), ClaimStatus::Received);
    let amrani = officer("S. Amrani");
    let again = contested.take(amrani.clone()).unwrap();
    assert_eq!(again.clone().propose(&amrani, Money::centimes(5_600)), Err(IllegalStep::Amount));
    let more = again.propose(&amrani, Money::centimes(8_000)).unwrap();
    assert_eq!(more.state, ClaimState::Proposed { officer: amrani, amount: Money::centimes(2_400) });
    let late = paid(5_600).contest(day("2027-01-30"), &rules());
    assert_eq!(late, Err(IllegalStep::TooLate(day("2027-01-29"))));
    let rejected = Claim { contested_on: Some(day("2026-11-01")), ..Claim::received() }
        .take(officer("S. Amrani"))
        .and_then(|claim| claim.refuse(&officer("S. Amrani"), vec![Refusal::Duplicate], day("2026-11-28")));
    assert_eq!(rejected.unwrap().contest(day("2026-11-29"), &rules()), Err(IllegalStep::ContestedBefore));
}

#[test]
fn a_payment_that_came_back_is_paid_again_and_counts_once() {
    let proposed = in_progress().propose(&officer("S. Amrani"), Money::centimes(5_600)).unwrap();
    let accepted = proposed.approve(&officer("H. Berrada"), day("2026-11-28")).unwrap();
    let returned = accepted.pay(BATCH).unwrap().return_payment(BATCH, ReturnReason::AccountClosed).unwrap();
    let second = BatchId([8; 16]);
    let again = returned.pay(second).unwrap();
    assert!(again.clone().settle(BATCH, day("2026-12-02")).is_err());
    assert_eq!(again.settle(second, day("2026-12-02")).unwrap().paid, Money::centimes(5_600));
}

#[test]
fn a_kept_claim_is_read_back() {
    let asked = in_progress().ask_documents(
        &officer("S. Amrani"),
        vec![DocumentKind::Invoice, DocumentKind::Other],
        day("2026-12-28"),
    );
    for claim in [Claim::received(), asked.unwrap(), paid(1)] {
        let text = serde_json::to_string(&claim).unwrap();
        assert_eq!(serde_json::from_str::<Claim>(&text).unwrap(), claim, "{text}");
    }
}

proptest! {
    /// Whatever is tried in whatever order: what was paid never shrinks, and never without a second officer.
    #[test]
    fn no_order_of_steps_pays_what_two_officers_did_not_agree_to(steps in prop::collection::vec((0_u8..10, 0_u8..2, 1_i64..9_000), 0..40)) {
        let names = [officer("S. Amrani"), officer("H. Berrada")];
        let (mut claim, mut agreed) = (Claim::received(), Money::ZERO);
        for (step, who, amount) in steps {
            let (who, on) = (&names[usize::from(who)], day("2026-11-28"));
            let before = claim.clone();
            let next = match step {
                0 => claim.take(who.clone()),
                1 => claim.ask_documents(who, vec![DocumentKind::Other], on),
                2 => claim.reply(),
                3 => claim.refuse(who, vec![Refusal::NotCovered], on),
                4 => claim.propose(who, Money::centimes(amount)),
                5 => claim.approve(who, on),
                6 => claim.send_back(who),
                7 => claim.pay(BATCH),
                8 => claim.settle(BATCH, on),
                _ => claim.contest(on, &rules()),
            };
            claim = next.unwrap_or_else(|_| before.clone());
            if let (ClaimState::Proposed { officer, amount }, ClaimState::Accepted { .. }) = (&before.state, &claim.state) {
                prop_assert_ne!(officer, who);
                agreed = agreed + *amount;
            }
            prop_assert!(claim.paid >= before.paid && claim.paid <= agreed);
        }
    }
}

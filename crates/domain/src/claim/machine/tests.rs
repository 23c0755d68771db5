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
const CARE: ClaimKind = ClaimKind::Reimbursement;
const BY_THE_MONTH: ClaimKind = ClaimKind::JobLoss;

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
    assert!(!asked.is_overdue(day("2026-12-28")) && asked.is_overdue(day("2026-12-29")));
    assert!(asked.clone().refuse(&amrani, missing(), day("2026-12-29")).is_ok());
    let no_reply = vec![Refusal::NoReply];
    assert!(asked.clone().refuse(&amrani, no_reply.clone(), day("2026-12-29")).is_ok());
    let answered = asked.clone().reply().unwrap();
    assert!(!answered.is_overdue(day("2027-01-30")), "late papers came before the decision");
    assert!(answered.refuse(&amrani, no_reply, day("2027-01-30")).is_err(), "something did come");
    assert_eq!(asked.reply().unwrap(), in_progress());
    assert_eq!(in_progress().ask_documents(&amrani, vec![], day("2026-12-28")), Err(IllegalStep::Count));
}

#[test]
fn a_decision_is_contested_once_and_in_time_and_only_the_difference_is_paid() {
    let contested = paid(5_600).contest(day("2027-01-29"), CARE, &rules()).unwrap();
    assert_eq!(contested.state.status(), ClaimStatus::Received);
    let amrani = officer("S. Amrani");
    let again = contested.take(amrani.clone()).unwrap();
    assert_eq!(again.clone().propose(&amrani, Money::centimes(5_600)), Err(IllegalStep::Amount));
    let more = again.propose(&amrani, Money::centimes(8_000)).unwrap();
    assert_eq!(more.state, ClaimState::Proposed { officer: amrani, amount: Money::centimes(2_400) });
    let late = paid(5_600).contest(day("2027-01-30"), CARE, &rules());
    assert_eq!(late, Err(IllegalStep::TooLate(day("2027-01-29"))));
    let rejected = Claim { contested_on: Some(day("2026-11-01")), ..Claim::received() }
        .take(officer("S. Amrani"))
        .and_then(|claim| claim.refuse(&officer("S. Amrani"), vec![Refusal::Duplicate], day("2026-11-28")));
    assert_eq!(
        rejected.unwrap().contest(day("2026-11-29"), CARE, &rules()),
        Err(IllegalStep::ContestedBefore)
    );
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
fn what_came_back_after_it_was_settled_is_due_again_once() {
    let reason = ReturnReason::AccountClosed;
    let whole = Money::centimes(5_600);
    let returned = paid(5_600).return_settled(whole, CARE, reason).unwrap();
    let on = day("2026-11-28");
    assert_eq!(
        returned.state,
        ClaimState::PaymentReturned { amount: whole, on, reason },
        "decided on that day"
    );
    assert_eq!(returned.paid, Money::ZERO);
    assert_eq!(returned.clone().return_settled(whole, CARE, reason), Err(IllegalStep::Amount));
    let second = BatchId([8; 16]);
    let again = returned.pay(second).unwrap();
    assert!(again.clone().return_settled(Money::centimes(1), CARE, reason).is_err());
    assert_eq!(again.settle(second, day("2026-12-02")).unwrap().paid, whole);
}

#[test]
fn what_came_back_while_the_claim_is_looked_at_again_is_in_what_is_granted_then() {
    let reason = ReturnReason::NotStated;
    let (amrani, whole) = (officer("S. Amrani"), Money::centimes(5_600));
    let contested = || paid(5_600).contest(day("2026-12-01"), CARE, &rules()).unwrap();
    let granted = |claim: Claim| claim.take(amrani.clone()).unwrap().propose(&amrani, Money::centimes(8_000));
    let proposed = granted(contested()).unwrap();
    let before = granted(contested().return_settled(whole, CARE, reason).unwrap()).unwrap();
    assert_eq!(proposed.return_settled(whole, CARE, reason).unwrap(), before);
    assert_eq!(
        before.state,
        ClaimState::Proposed { officer: amrani.clone(), amount: Money::centimes(8_000) }
    );
    // A month of a benefit is due by itself: what is proposed for the others stays.
    let monthly = paid(5_600).contest(day("2026-12-01"), BY_THE_MONTH, &rules()).unwrap();
    let proposed = monthly.take(amrani.clone()).unwrap().propose(&amrani, Money::centimes(12_000)).unwrap();
    let returned = proposed.clone().return_settled(whole, BY_THE_MONTH, reason).unwrap();
    assert_eq!((returned.state, returned.paid), (proposed.state, Money::ZERO));
}

#[test]
fn a_benefit_by_the_month_is_contested_from_its_decision_on_whatever_is_paid_of_it() {
    let proposed = in_progress().propose(&officer("S. Amrani"), Money::centimes(5_600)).unwrap();
    let accepted = proposed.approve(&officer("H. Berrada"), day("2026-11-28")).unwrap();
    let last = Some(day("2027-01-27"));
    assert_eq!(accepted.contest_until(BY_THE_MONTH, &rules()), last, "before anything is paid");
    assert_eq!(accepted.contest_until(CARE, &rules()), None);
    let month = |claim: Claim, on: &str| claim.pay(BATCH).unwrap().settle(BATCH, day(on)).unwrap();
    let first = month(accepted.clone(), "2026-12-03");
    let second =
        month(first.clone().fall_due(Money::centimes(5_600), day("2027-01-04")).unwrap(), "2027-01-25");
    for claim in [accepted, first, second.clone()] {
        assert_eq!(claim.contest_until(BY_THE_MONTH, &rules()), last);
        assert!(claim.contest(day("2027-01-27"), BY_THE_MONTH, &rules()).is_ok());
    }
    let late = second.contest(day("2027-01-28"), BY_THE_MONTH, &rules());
    assert_eq!(late, Err(IllegalStep::TooLate(day("2027-01-27"))));
}

#[test]
fn what_was_asked_for_is_waited_for_by_the_colleague_who_takes_over() {
    let (amrani, berrada) = (officer("S. Amrani"), officer("H. Berrada"));
    let wanted = vec![DocumentKind::Prescription];
    let reply_by = day("2026-12-28");
    let asked = in_progress().ask_documents(&amrani, wanted.clone(), reply_by).unwrap();
    assert!(asked.clone().take(amrani).is_err(), "it is in their hands");
    let over = asked.take(berrada.clone()).unwrap();
    assert_eq!(over.state, ClaimState::DocumentsAsked { officer: berrada.clone(), wanted, reply_by });
    assert!(over.clone().refuse(&berrada, vec![Refusal::DocumentMissing], day("2026-12-29")).is_ok());
    assert_eq!(over.reply().unwrap().state, ClaimState::InProgress { officer: berrada });
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
    let older = r#"{"state":"paid","on":"2026-11-30","paid":5600,"contested_on":null}"#;
    assert_eq!(serde_json::from_str::<Claim>(older).unwrap().decided_on, None);
}

proptest! {
    /// Whatever is tried in whatever order: what was paid shrinks by what came back alone, and never grows without a
    /// second officer.
    #[test]
    fn no_order_of_steps_pays_what_two_officers_did_not_agree_to(steps in prop::collection::vec((0_u8..11, 0_u8..2, 1_i64..9_000), 0..40)) {
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
                9 => claim.contest(on, CARE, &rules()),
                _ => claim.return_settled(Money::centimes(amount), CARE, ReturnReason::AccountClosed),
            };
            claim = next.unwrap_or_else(|_| before.clone());
            if let (ClaimState::Proposed { officer, amount }, ClaimState::Accepted { .. }) = (&before.state, &claim.state) {
                prop_assert_ne!(officer, who);
                agreed = agreed + *amount;
            }
            let came_back = if step == 10 { before.paid.as_centimes() - claim.paid.as_centimes() } else { 0 };
            prop_assert!(came_back == 0 || came_back == amount);
            prop_assert!(claim.paid.as_centimes() + came_back >= before.paid.as_centimes() && claim.paid <= agreed);
        }
    }
}

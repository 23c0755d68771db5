//! Steps of a claim: who may take which, and that no order of them pays what two officers did not agree to.

use super::*;
use crate::claim::ClaimRules;
use crate::claim::words::ClaimKind;
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
fn the_days_to_contest_do_not_end_while_a_month_is_at_the_bank() {
    let proposed = in_progress().propose(&officer("S. Amrani"), Money::centimes(5_600)).unwrap();
    let accepted = proposed.approve(&officer("H. Berrada"), day("2026-11-28")).unwrap();
    // The days end on 27 January; the batch is made on the last of them and settled on the 5th.
    let sent = |claim: Claim, on: &str| claim.hold_open(day(on), BY_THE_MONTH, &rules()).pay(BATCH).unwrap();
    let settled = sent(accepted.clone(), "2027-01-27").settle(BATCH, day("2027-02-05")).unwrap();
    assert_eq!(settled.contest_until(BY_THE_MONTH, &rules()), Some(day("2027-02-20")));
    assert!(settled.clone().contest(day("2027-02-20"), BY_THE_MONTH, &rules()).is_ok());
    let late = settled.contest(day("2027-02-21"), BY_THE_MONTH, &rules());
    assert_eq!(late, Err(IllegalStep::TooLate(day("2027-02-20"))));

    let over = sent(accepted.clone(), "2027-01-28").settle(BATCH, day("2027-02-05")).unwrap();
    assert_eq!(over.contest_until(BY_THE_MONTH, &rules()), Some(day("2027-01-27")), "it had ended before");

    // What comes back in time waits for another account, and is contested once it was paid again.
    let paid = sent(accepted, "2026-12-01").settle(BATCH, day("2026-12-03")).unwrap();
    assert_eq!(paid.contest_until(BY_THE_MONTH, &rules()), Some(day("2027-01-27")));
    let returned = paid
        .hold_open(day("2027-01-20"), BY_THE_MONTH, &rules())
        .return_settled(Money::centimes(5_600), BY_THE_MONTH, ReturnReason::AccountClosed)
        .unwrap();
    let again = sent(returned, "2027-02-10").settle(BATCH, day("2027-02-12")).unwrap();
    assert_eq!(again.contest_until(BY_THE_MONTH, &rules()), Some(day("2027-02-27")));
    // The next month begins after that: it opens nothing.
    let next = again.hold_open(day("2027-03-02"), BY_THE_MONTH, &rules());
    assert!(!next.held_open);
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

fn contested(kind: ClaimKind) -> Claim {
    paid(5_600).contest(day("2026-12-01"), kind, &rules()).unwrap().take(officer("S. Amrani")).unwrap()
}

#[test]
fn a_contested_decision_that_stands_is_what_it_was() {
    let amrani = officer("S. Amrani");
    let uphold =
        |claim: Claim, by: &OfficerName| claim.uphold(by, vec![Upholding::NothingNew], day("2026-12-05"));
    let upheld = uphold(contested(CARE), &amrani).unwrap();
    assert_eq!((&upheld.state, upheld.paid), (&paid(5_600).state, Money::centimes(5_600)));
    let answer = Upheld { reasons: vec![Upholding::NothingNew], on: day("2026-12-05") };
    assert_eq!((upheld.upheld.clone(), upheld.before.clone()), (Some(answer), None));
    assert_eq!(upheld.contest_until(CARE, &rules()), None);
    let again = upheld.contest(day("2026-12-06"), CARE, &rules());
    assert_eq!(again, Err(IllegalStep::ContestedBefore));

    assert_eq!(uphold(contested(CARE), &officer("H. Berrada")), Err(IllegalStep::OtherOfficer));
    assert!(uphold(in_progress(), &amrani).is_err(), "nobody contested it");
    assert_eq!(contested(CARE).uphold(&amrani, vec![], day("2026-12-05")), Err(IllegalStep::Count));

    let reasons = vec![Refusal::Duplicate];
    let refused = in_progress().refuse(&amrani, reasons, day("2026-11-28")).unwrap();
    let open =
        refused.clone().contest(day("2026-12-01"), CARE, &rules()).unwrap().take(amrani.clone()).unwrap();
    assert_eq!(uphold(open, &amrani).unwrap().state, refused.state);

    let proposed = in_progress().propose(&amrani, Money::centimes(5_600)).unwrap();
    let accepted = proposed.approve(&officer("H. Berrada"), day("2026-11-28")).unwrap();
    let open = accepted.clone().contest(day("2026-12-01"), BY_THE_MONTH, &rules()).unwrap();
    let open = open.take(amrani.clone()).unwrap();
    assert_eq!(uphold(open, &amrani).unwrap().state, accepted.state, "granted, and not paid yet");
}

#[test]
fn what_two_granted_and_the_bank_gave_back_is_due_whatever_is_answered_to_who_contested_it() {
    let (amrani, whole, reason) = (officer("S. Amrani"), Money::centimes(5_600), ReturnReason::AccountClosed);
    let due = |claim: &Claim| match claim.state {
        ClaimState::PaymentReturned { amount, on, .. } => Some((amount, on)),
        _ => None,
    };
    let refuse = |claim: Claim| claim.refuse(&amrani, vec![Refusal::Duplicate], day("2026-12-05")).unwrap();
    let uphold =
        |claim: Claim| claim.uphold(&amrani, vec![Upholding::ByTheRules], day("2026-12-05")).unwrap();
    for kind in [CARE, BY_THE_MONTH] {
        let back = |claim: Claim| claim.return_settled(whole, kind, reason).unwrap();
        let cases =
            [back(refuse(contested(kind))), refuse(back(contested(kind))), uphold(back(contested(kind)))];
        for (at, claim) in cases.into_iter().enumerate() {
            assert_eq!(due(&claim), Some((whole, day("2026-11-28"))), "{kind:?} {at}");
            assert_eq!(claim.refused().is_some(), at < 2, "{kind:?} {at}");
            let second = BatchId([8; 16]);
            let sent = claim.pay(second).unwrap();
            assert_eq!(sent.refused().is_some(), at < 2);
            let settled = sent.settle(second, day("2026-12-09")).unwrap();
            assert_eq!((settled.paid, settled.before.clone()), (whole, None));
            let status = if at < 2 { ClaimStatus::Rejected } else { ClaimStatus::Paid };
            assert_eq!(settled.state.status(), status, "{kind:?} {at}: what it was");
        }
    }
}

proptest! {
    /// Whatever is tried in whatever order: what was paid shrinks by what came back alone, and never grows without a
    /// second officer.
    #[test]
    fn no_order_of_steps_pays_what_two_officers_did_not_agree_to(steps in prop::collection::vec((0_u8..12, 0_u8..2, 1_i64..9_000), 0..40)) {
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
                11 => claim.uphold(who, vec![Upholding::NothingNew], on),
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

    /// Whatever is contested, answered, sent and given back in whatever order: what two officers granted last is paid, or
    /// due, or held by who looks at it again.
    #[test]
    fn what_was_granted_is_never_lost(steps in prop::collection::vec((0_u8..11, any::<bool>()), 0..60)) {
        let names = [officer("S. Amrani"), officer("H. Berrada")];
        let (mut claim, mut granted) = (Claim::received(), 0_i64);
        for (step, more) in steps {
            let on = day("2026-11-28");
            let before = claim.clone();
            let next = match step {
                0 | 1 => claim.take(names[0].clone()),
                2 => claim.refuse(&names[0], vec![Refusal::NotCovered], on),
                3 => claim.propose(&names[0], Money::centimes(granted + if more { 100 } else { 7 })),
                4 => claim.approve(&names[1], on),
                5 => claim.pay(BATCH),
                6 => claim.settle(BATCH, on),
                7 => claim.contest(on, CARE, &rules()),
                8 => claim.uphold(&names[0], vec![Upholding::NothingNew], on),
                9 => claim.return_payment(BATCH, ReturnReason::NotStated),
                _ => {
                    let part = if more { claim.paid.as_centimes() } else { claim.paid.as_centimes() / 2 };
                    claim.return_settled(Money::centimes(part), CARE, ReturnReason::AccountClosed)
                }
            };
            claim = next.unwrap_or_else(|_| before.clone());
            let due = |state: &ClaimState| match state {
                ClaimState::Accepted { amount, .. }
                | ClaimState::InPayment { amount, .. }
                | ClaimState::PaymentReturned { amount, .. } => amount.as_centimes(),
                _ => 0,
            };
            if let (ClaimState::Proposed { .. }, ClaimState::Accepted { .. }) = (&before.state, &claim.state) {
                granted = claim.paid.as_centimes() + due(&claim.state);
            }
            let held = claim.before.as_deref().map_or(0, due);
            prop_assert_eq!(claim.paid.as_centimes() + due(&claim.state) + held, granted, "{:?}", claim);
        }
    }
}

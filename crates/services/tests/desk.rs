//! Officers at their desk: their own office alone, two of them where money moves, and every reading in the log.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "here a panic is the report")]

mod support;

use damane_domain::claim::{ClaimKind, ClaimState, DocumentKind, IllegalStep, OfficerName, Refusal};
use damane_domain::ids::{ClaimId, Rib};
use damane_domain::job_loss::MonthState;
use damane_domain::money::Money;
use damane_domain::office::{OFFICER_SEARCHES_PER_HOUR, OfficerRole, SearchPurpose};
use damane_domain::reimbursements::{DecidedLine, Reason};
use damane_services::{
    ClaimReply, DeskQuestion, DeskTab, DisputeReply, Filing, Officer, OfficerSession, OfficerStep, Proposal,
    ServiceError, Session,
};
use damane_storage::register;
use support::claims::{filed, pay_out, with_account};
use support::losses::dismissed;
use support::officers::{answer, elsewhere, on_duty};
use support::{EMPLOYED, OTHER, TestFund, holds};

use OfficerRole::{Accounts, Approve, Certificates, Decide};

fn asked(tab: DeskTab) -> DeskQuestion {
    DeskQuestion { tab, kind: None, days: 0, mine: false, after: None }
}

fn lines(centimes: i64) -> Proposal {
    Proposal::Lines(vec![DecidedLine { refund: Money::centimes(centimes), reasons: Vec::new() }])
}

#[tokio::test]
async fn an_officer_sees_and_moves_claims_of_their_own_office_and_every_reading_is_noted() {
    let fund = TestFund::new().await;
    let (person, _) = fund.signed_in(EMPLOYED).await;
    let id = filed(&fund, &person, "key").await;
    let bennis = on_duty(&fund, "l.bennis", &[Decide]).await;
    let page = fund.desk_queue(&bennis, &asked(DeskTab::ToDo)).await.unwrap();
    assert_eq!(page.entries.iter().map(|entry| entry.summary.id).collect::<Vec<_>>(), [id]);
    let other = elsewhere(&bennis);
    assert!(fund.desk_queue(&other, &asked(DeskTab::ToDo)).await.unwrap().entries.is_empty());
    let hidden = fund.desk_claim(&other, &id).await.map(|_| ());
    assert!(matches!(hidden, Err(ServiceError::NotFound)), "{hidden:?}");
    let step = fund.desk_decide(&other, &id, OfficerStep::Take).await;
    assert!(matches!(step, Err(ServiceError::NotFound)), "{step:?}");
    let desk = fund.desk_claim(&bennis, &id).await.unwrap();
    assert_eq!(desk.person.registration_number.to_string(), EMPLOYED);
    let noted = fund.noted(&person).await;
    let read = ("claim_read".to_owned(), "reimbursement".to_owned(), "officer:l.bennis".to_owned());
    assert!(noted.contains(&read), "{noted:?}");
    assert_eq!(fund.check_audit().await.unwrap().broken, None);
}

#[tokio::test]
async fn the_same_care_in_two_claims_is_told_to_the_officer_until_one_of_them_is_refused() {
    let fund = TestFund::new().await;
    let (person, _) = fund.signed_in(EMPLOYED).await;
    let (first, second) = (filed(&fund, &person, "first").await, filed(&fund, &person, "second").await);
    let bennis = on_duty(&fund, "l.bennis", &[Decide]).await;
    for id in [&first, &second] {
        assert_eq!(fund.desk_claim(&bennis, id).await.unwrap().reasons, [Reason::ClaimedBefore]);
    }
    fund.desk_decide(&bennis, &first, OfficerStep::Take).await.unwrap();
    let refuse = OfficerStep::Refuse(&[Refusal::Duplicate], None);
    fund.desk_decide(&bennis, &first, refuse).await.unwrap();
    assert_eq!(fund.desk_claim(&bennis, &second).await.unwrap().reasons, []);
}

#[tokio::test]
async fn who_proposed_does_not_agree_and_a_role_that_is_missing_stops_each_step() {
    let fund = TestFund::new().await;
    let (person, _) = fund.signed_in(EMPLOYED).await;
    let id = filed(&fund, &person, "key").await;
    let first = on_duty(&fund, "h.berrada", &[Decide, Approve]).await;
    let second = on_duty(&fund, "s.amrani", &[Approve]).await;
    let counter = on_duty(&fund, "k.tazi", &[Accounts]).await;
    for refused in [
        fund.desk_claim(&counter, &id).await.map(|_| ()),
        fund.desk_queue(&counter, &asked(DeskTab::ToDo)).await.map(|_| ()),
        fund.desk_decide(&second, &id, OfficerStep::Take).await,
        fund.desk_batches(&counter).await.map(|_| ()),
        fund.desk_search(&second, EMPLOYED, SearchPurpose::Claim, "à la demande").await.map(|_| ()),
        fund.desk_ask_reset(&second, EMPLOYED, "CNIE originale").await,
    ] {
        assert!(matches!(refused, Err(ServiceError::RoleMissing)), "{refused:?}");
    }
    fund.desk_decide(&first, &id, OfficerStep::Take).await.unwrap();
    for wrong in [lines(-1), lines(15_001), Proposal::Lines(Vec::new()), Proposal::InAll(Money::centimes(1))]
    {
        let refused = fund.desk_propose(&first, &id, &wrong).await;
        assert!(matches!(refused, Err(ServiceError::InvalidInput("lines"))), "{wrong:?}: {refused:?}");
    }
    fund.desk_propose(&first, &id, &lines(5_600)).await.unwrap();
    let own = fund.desk_queue(&first, &asked(DeskTab::ToAgree)).await.unwrap();
    assert!(own.entries.is_empty() && own.counts.to_agree == 0, "what one proposed is another's to agree to");
    let alone = fund.desk_decide(&first, &id, OfficerStep::Approve).await;
    assert!(matches!(alone, Err(ServiceError::IllegalStep(IllegalStep::SameOfficer))), "{alone:?}");
    let seen = fund.desk_queue(&second, &asked(DeskTab::ToAgree)).await.unwrap();
    assert_eq!((seen.entries.len(), seen.entries[0].amount), (1, Some(Money::centimes(5_600))));
    let desk = fund.desk_claim(&second, &id).await.unwrap();
    assert_eq!((desk.proposed, desk.proposed_lines.len()), (Some(Money::centimes(5_600)), 1));
    fund.desk_decide(&second, &id, OfficerStep::Approve).await.unwrap();
    let state = fund.claim(&person, &id).await.unwrap().summary.claim.state;
    assert!(matches!(state, ClaimState::Accepted { .. }), "{state:?}");
}

#[tokio::test]
async fn a_queue_is_filtered_by_kind_age_and_hands_and_read_page_by_page() {
    let fund = TestFund::new().await;
    let (person, _) = fund.signed_in(EMPLOYED).await;
    let (other, _) = fund.signed_in(OTHER).await;
    let mut ids = Vec::new();
    for at in 0..30 {
        let who = if at % 2 == 0 { &person } else { &other };
        ids.push(filed(&fund, who, &format!("key-{at}")).await);
        fund.wait(60);
    }
    fund.wait(10 * 86_400);
    for at in 0..24 {
        let who = if at % 2 == 0 { &person } else { &other };
        ids.push(filed(&fund, who, &format!("new-{at}")).await);
    }
    let bennis = on_duty(&fund, "l.bennis", &[Decide]).await;
    let (mut seen, mut after) = (Vec::new(), None);
    loop {
        let page = fund.desk_queue(&bennis, &DeskQuestion { after, ..asked(DeskTab::ToDo) }).await.unwrap();
        seen.extend(page.entries.iter().map(|entry| entry.summary.id));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(seen[..30], ids[..30], "oldest first");
    assert_eq!(seen.len(), ids.len(), "none lost, none twice");
    let old = fund.desk_queue(&bennis, &DeskQuestion { days: 5, ..asked(DeskTab::ToDo) }).await.unwrap();
    assert_eq!(old.entries.len(), 30);
    let kind = Some(ClaimKind::Pension);
    let pensions = fund.desk_queue(&bennis, &DeskQuestion { kind, ..asked(DeskTab::ToDo) }).await.unwrap();
    assert!(pensions.entries.is_empty());
    fund.desk_decide(&bennis, &ids[3], OfficerStep::Take).await.unwrap();
    let mine = fund.desk_queue(&bennis, &DeskQuestion { mine: true, ..asked(DeskTab::ToDo) }).await.unwrap();
    assert_eq!(mine.entries.iter().map(|entry| entry.summary.id).collect::<Vec<_>>(), [ids[3]]);
    fund.desk_decide(&bennis, &ids[3], OfficerStep::AskDocuments(&[DocumentKind::Invoice], None))
        .await
        .unwrap();
    let waiting = fund.desk_queue(&bennis, &asked(DeskTab::Waiting)).await.unwrap();
    assert_eq!((waiting.entries.len(), waiting.counts.waiting), (1, 1));
    fund.desk_decide(&bennis, &ids[4], OfficerStep::Take).await.unwrap();
    let refuse = OfficerStep::Refuse(&[Refusal::NotCovered], None);
    fund.desk_decide(&bennis, &ids[4], refuse).await.unwrap();
    assert_eq!(fund.desk_queue(&bennis, &asked(DeskTab::Closed)).await.unwrap().entries.len(), 1);
}

#[tokio::test]
async fn a_person_is_looked_up_with_a_purpose_so_often_in_an_hour_and_why_is_sealed() {
    let fund = TestFund::new().await;
    let (person, _) = fund.signed_in(EMPLOYED).await;
    let tazi = on_duty(&fund, "k.tazi", &[Accounts]).await;
    let purpose = SearchPurpose::AtTheCounter;
    let mute = fund.desk_search(&tazi, EMPLOYED, purpose, "  ok ").await;
    assert!(matches!(mute, Err(ServiceError::InvalidInput("note"))), "it says nothing");
    let found = fund.desk_search(&tazi, EMPLOYED, purpose, "demande son reçu perdu").await.unwrap();
    assert!(found.has_account && found.certificates.is_empty());
    let none = fund.desk_search(&tazi, "190000099", purpose, "demande son reçu perdu").await;
    assert!(matches!(none, Err(ServiceError::NotFound)));
    let noted = fund.noted(&person).await;
    let searched = ("person_searched".to_owned(), "at_the_counter".to_owned(), "officer:k.tazi".to_owned());
    assert!(noted.contains(&searched), "{noted:?}");
    assert!(!holds(&fund.bytes(), "reçu perdu".as_bytes()), "what was written is sealed");
    for _ in 2..OFFICER_SEARCHES_PER_HOUR {
        fund.desk_search(&tazi, EMPLOYED, purpose, "encore une fois").await.unwrap();
    }
    let spent = fund.desk_search(&tazi, EMPLOYED, purpose, "encore une fois").await;
    assert!(matches!(spent, Err(ServiceError::TooManyTries { .. })));
    assert_eq!(fund.alarms().readings_stopped, 1, "the operator sees it");
}

#[tokio::test]
async fn why_a_person_was_looked_up_can_be_inspected_for_two_years() {
    let fund = TestFund::new().await;
    let (person, _) = fund.signed_in(EMPLOYED).await;
    let tazi = on_duty(&fund, "k.tazi", &[Accounts]).await;
    fund.desk_search(&tazi, EMPLOYED, SearchPurpose::CallOrLetter, "lettre du 3").await.unwrap();
    fund.wait(1);
    fund.desk_search(&tazi, EMPLOYED, SearchPurpose::Claim, "demande son reçu").await.unwrap();
    let said = async || {
        fund.forget_past().await.unwrap();
        let found = fund.searches_of(&EMPLOYED.parse().unwrap()).await.unwrap();
        found.into_iter().map(|one| (one.officer, one.purpose.code(), one.note)).collect::<Vec<_>>()
    };
    let line = |purpose: &'static str, note: &str| ("k.tazi".to_owned(), purpose, note.to_owned());
    let (newest, oldest) = (line("claim", "demande son reçu"), line("call_or_letter", "lettre du 3"));
    assert_eq!(said().await, [newest.clone(), oldest]);
    let read = fund.noted(&person).await.into_iter().filter(|(action, _, _)| action == "searches_read");
    assert_eq!(read.count(), 1, "who inspects leaves a trace, too");
    fund.wait(730 * 86_400 - 1);
    assert_eq!(said().await, [newest]);
    fund.wait(1);
    assert_eq!(said().await, []);
}

#[tokio::test]
async fn what_care_was_claimed_is_for_officers_who_decide_or_approve() {
    let fund = TestFund::new().await;
    let (person, _) = fund.signed_in(EMPLOYED).await;
    let id = filed(&fund, &person, "key").await;
    let roles: [(&str, &[OfficerRole], bool); 4] = [
        ("k.tazi", &[Accounts], false),
        ("n.idrissi", &[Certificates], false),
        ("l.bennis", &[Accounts, Decide], true),
        ("s.amrani", &[Certificates, Approve], true),
    ];
    for (name, roles, sees) in roles {
        let session = on_duty(&fund, name, roles).await;
        let found = fund.desk_search(&session, EMPLOYED, SearchPurpose::Claim, "demande son dossier").await;
        let claims = found.unwrap().claims;
        assert_eq!(claims.iter().map(|claim| claim.id).collect::<Vec<_>>(), [id], "{name}");
        assert_eq!(claims[0].care.is_some(), sees, "{name}");
    }
}

/// A granted benefit with a month that was confirmed late, as it is kept.
async fn held_month(fund: &TestFund, session: &Session) -> ClaimId {
    let form = serde_json::to_string(&dismissed()).unwrap();
    let filing = Filing { kind: ClaimKind::JobLoss, office: "main", form: &form, documents: &[] };
    let id = fund.file_claim(session, filing, "loss").await.unwrap().id;
    let officer = |name: &str| Officer { name: OfficerName::parse(name).unwrap(), office: "main".to_owned() };
    let monthly = OfficerStep::Propose(Money::centimes(342_272), "[]");
    for (name, step) in
        [("L. Bennis", OfficerStep::Take), ("L. Bennis", monthly), ("S. Amrani", OfficerStep::Approve)]
    {
        fund.decide_claim(&officer(name), &id, step).await.unwrap();
    }
    fund.set_time("2026-12-16T09:00:00Z");
    fund.confirm_job_loss_month(session, &id, 1, "month").await.unwrap();
    id
}

#[tokio::test]
async fn a_late_month_is_found_and_let_be_paid_at_the_console_by_who_approves() {
    let fund = TestFund::new().await;
    let (person, _) = fund.signed_in(EMPLOYED).await;
    let id = held_month(&fund, &person).await;
    let decides = on_duty(&fund, "k.tazi", &[Decide]).await;
    let approves = on_duty(&fund, "h.berrada", &[Approve]).await;
    let to_agree = async || fund.desk_queue(&approves, &asked(DeskTab::ToAgree)).await.unwrap();
    let page = to_agree().await;
    assert_eq!(page.entries.iter().map(|entry| entry.summary.id).collect::<Vec<_>>(), [id]);
    assert_eq!(page.counts.to_agree, 1);
    let first = async || fund.desk_claim(&approves, &id).await.unwrap().benefit.unwrap().months[0].state;
    assert_eq!(first().await, MonthState::Held);
    let role = fund.desk_release_month(&decides, &id, 1).await;
    assert!(matches!(role, Err(ServiceError::RoleMissing)), "{role:?}");
    let hidden = fund.desk_release_month(&elsewhere(&approves), &id, 1).await;
    assert!(matches!(hidden, Err(ServiceError::NotFound)), "{hidden:?}");
    fund.desk_release_month(&approves, &id, 1).await.unwrap();
    assert_eq!(first().await, MonthState::Confirmed);
    for month in [1, 2] {
        let again = fund.desk_release_month(&approves, &id, month).await;
        assert!(matches!(again, Err(ServiceError::IllegalStep(_))), "{month}: {again:?}");
    }
    assert!(to_agree().await.entries.is_empty());
    let noted = fund.noted(&person).await;
    let released = ("job_loss_released".to_owned(), "job_loss".to_owned(), "officer:h.berrada".to_owned());
    assert!(noted.contains(&released), "{noted:?}");
}

#[tokio::test]
async fn who_agrees_to_a_benefit_sees_its_month_whatever_was_paid_before() {
    let fund = TestFund::new().await;
    with_account(&fund, EMPLOYED, |_| ()).await;
    let (person, _) = fund.signed_in(EMPLOYED).await;
    let id = held_month(&fund, &person).await;
    let first = on_duty(&fund, "h.berrada", &[Decide, Approve]).await;
    fund.desk_release_month(&first, &id, 1).await.unwrap();
    assert_eq!(pay_out(&fund).await, Some(Money::centimes(342_272)));
    fund.reply_to_claim(&person, &id, ClaimReply::Contest("it is too little"), "contest").await.unwrap();
    fund.desk_decide(&first, &id, OfficerStep::Take).await.unwrap();
    fund.desk_propose(&first, &id, &Proposal::InAll(Money::centimes(400_000))).await.unwrap();
    let second = on_duty(&fund, "s.amrani", &[Approve]).await;
    assert_eq!(fund.desk_claim(&second, &id).await.unwrap().proposed, Some(Money::centimes(400_000)));
    // Agreed to, what its first month lacks is due: what is counted is listed.
    let to_pay = async || {
        let page = fund.desk_queue(&first, &asked(DeskTab::ToPay)).await.unwrap();
        (page.entries.iter().map(|entry| entry.summary.id).collect::<Vec<_>>(), page.counts.to_pay)
    };
    assert_eq!(to_pay().await, (vec![], 0));
    fund.desk_decide(&second, &id, OfficerStep::Approve).await.unwrap();
    assert_eq!(to_pay().await, (vec![id], 1));
    assert_eq!(pay_out(&fund).await, Some(Money::centimes(400_000 - 342_272)));
    fund.confirm_job_loss_month(&person, &id, 2, "second").await.unwrap_err();
    fund.set_time("2027-01-02T09:00:00Z");
    fund.confirm_job_loss_month(&person, &id, 2, "second").await.unwrap();
    assert_eq!(to_pay().await, (vec![id], 1), "paid before, with a month that is due");
}

#[tokio::test]
async fn what_is_to_be_paid_counts_who_has_an_account_to_be_paid_to() {
    let fund = TestFund::new().await;
    let (person, _) = fund.signed_in(EMPLOYED).await;
    let id = filed(&fund, &person, "key").await;
    let first = on_duty(&fund, "h.berrada", &[Decide, Approve]).await;
    let second = on_duty(&fund, "s.amrani", &[Approve]).await;
    fund.desk_decide(&first, &id, OfficerStep::Take).await.unwrap();
    fund.desk_propose(&first, &id, &lines(5_600)).await.unwrap();
    fund.desk_decide(&second, &id, OfficerStep::Approve).await.unwrap();
    assert_eq!(fund.desk_batches(&second).await.unwrap().1, 0, "it waits for an account");
    let listed = fund.desk_queue(&first, &asked(DeskTab::ToPay)).await.unwrap().entries;
    let shown: Vec<_> = listed.iter().map(|entry| (entry.summary.id, entry.lacks_account)).collect();
    assert_eq!(shown, [(id, true)], "and is seen to");
    let store = fund.store().await;
    let mut tx = store.begin().await.unwrap();
    let number = EMPLOYED.parse().unwrap();
    let (who, mut known) = register::find_registered(&mut tx, &number).await.unwrap().unwrap();
    known.rib = Some(Rib::from_account("0117800000123456789012").unwrap());
    register::put_people(&mut tx, &[(who, known)], fund.now()).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(fund.desk_batches(&second).await.unwrap().1, 1);
    assert!(fund.desk_make_batch(&second, fund.now().date()).await.unwrap().is_some());
    assert_eq!(fund.desk_batches(&second).await.unwrap().1, 0);
}

#[tokio::test]
async fn an_account_is_reset_by_two_officers_of_one_office() {
    let fund = TestFund::new().await;
    let first = on_duty(&fund, "k.tazi", &[Accounts]).await;
    let second = on_duty(&fund, "s.amrani", &[Accounts]).await;
    fund.desk_ask_reset(&first, EMPLOYED, "CNIE originale présentée").await.unwrap();
    let waiting = fund.desk_resets(&second).await.unwrap();
    assert_eq!((waiting.len(), waiting[0].can_agree, waiting[0].officer.as_str()), (1, true, "k.tazi"));
    let request = waiting[0].request.clone();
    assert!(!fund.desk_resets(&first).await.unwrap()[0].can_agree);
    let other = elsewhere(&second);
    assert!(fund.desk_resets(&other).await.unwrap().is_empty(), "another office's");
    let hidden = fund.desk_agree_to_reset(&other, &request).await;
    assert!(matches!(hidden, Err(ServiceError::NotFound)), "{hidden:?}");
    let alone = fund.desk_agree_to_reset(&first, &request).await;
    assert!(matches!(alone, Err(ServiceError::IllegalStep(IllegalStep::SameOfficer))), "{alone:?}");
    let before = fund.now();
    fund.wait(1);
    fund.desk_agree_to_reset(&second, &request).await.unwrap();
    assert_eq!(fund.reached_since(before).await.len(), 1, "a link by SMS");
    assert!(fund.desk_resets(&second).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_waiting_reset_says_when_the_mobile_was_changed_and_gives_no_link_to_the_number_of_one_officer() {
    let fund = TestFund::new().await;
    let first = on_duty(&fund, "k.tazi", &[Accounts]).await;
    let second = on_duty(&fund, "s.amrani", &[Accounts]).await;
    let third = on_duty(&fund, "n.idrissi", &[Accounts]).await;
    let changed_at = fund.now();
    fund.desk_update_mobile(&first, EMPLOYED, "0712345670", "avis de l’employeur").await.unwrap();
    fund.desk_ask_reset(&second, EMPLOYED, "CNIE originale présentée").await.unwrap();
    let seen = async |session: &OfficerSession| fund.desk_resets(session).await.unwrap().remove(0);
    let waiting = seen(&third).await;
    assert_eq!((waiting.mobile_changed_at, waiting.mobile_refused), (Some(changed_at), true));
    let is_new = fund.desk_agree_to_reset(&third, &waiting.request).await;
    assert!(matches!(is_new, Err(ServiceError::IllegalStep(_))), "{is_new:?}");
    fund.wait(72 * 3_600);
    assert!(seen(&first).await.mobile_refused, "it is their own number");
    assert!(!seen(&third).await.mobile_refused);
    fund.desk_agree_to_reset(&third, &waiting.request).await.unwrap();
}

#[tokio::test]
async fn a_made_up_person_that_an_officer_reads_is_an_alarm() {
    let fund = TestFund::new().await;
    let tazi = on_duty(&fund, "k.tazi", &[Accounts, Certificates]).await;
    assert!(fund.set_canary(&OTHER.parse().unwrap()).await.unwrap());
    fund.desk_search(&tazi, OTHER, SearchPurpose::CallOrLetter, "par curiosité").await.unwrap();
    assert_eq!(fund.alarms().canaries_read, 1);
}

#[tokio::test]
async fn a_disputed_line_is_answered_by_the_office_that_answers_for_claims_and_its_person_sees_it() {
    use damane_domain::career::{DisputeAnswer, DisputeReason};
    use damane_services::career::DisputedLine;
    let fund = TestFund::new().await;
    let (person, _) = fund.signed_in(EMPLOYED).await;
    let line = DisputedLine {
        month: "2026-09".to_owned(),
        employer_number: "1000004".to_owned(),
        reason: DisputeReason::WrongDays,
        note: "dix jours manquent".to_owned(),
        documents: Vec::new(),
    };
    let dispute = fund.dispute_line(&person, &line).await.unwrap();
    let bennis = on_duty(&fund, "l.bennis", &[Decide]).await;
    let (month, employer, reason) = (dispute.month, dispute.employer, dispute.reason);
    let says = |answer| DisputeReply {
        month,
        employer,
        reason,
        answer,
        words: String::new(),
        correction: None,
        seen: String::new(),
    };
    let open =
        async |session: &OfficerSession| fund.desk_disputes(session, None).await.unwrap().disputes.len();
    let other = elsewhere(&bennis);
    assert_eq!(open(&other).await, 0);
    let hidden = answer(&fund, &other, EMPLOYED, &says(DisputeAnswer::Stands)).await;
    assert!(matches!(hidden, Err(ServiceError::NotFound)), "{hidden:?}");
    assert_eq!(open(&bennis).await, 1);
    answer(&fund, &bennis, EMPLOYED, &says(DisputeAnswer::EmployerAsked)).await.unwrap();
    assert_eq!(open(&bennis).await, 1, "it waits for the employer");
    answer(&fund, &bennis, EMPLOYED, &says(DisputeAnswer::Corrected)).await.unwrap();
    assert_eq!(open(&bennis).await, 0);
    let seen = fund.career_statement(&person).await.unwrap().disputes;
    assert_eq!(seen[0].answer.map(|(answer, _)| answer), Some(DisputeAnswer::Corrected));
}

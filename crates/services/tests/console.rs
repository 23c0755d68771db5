//! What officers do at the console when a colleague is away, when money comes back, and with disputed lines of careers;
//! and that each of it counts.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "here a panic is the report")]

mod support;

use damane_domain::career::{Correction, DisputeAnswer, DisputeReason};
use damane_domain::certificates::CertificateKind;
use damane_domain::claim::{ClaimKind, ClaimState, DocumentKind, ReturnReason};
use damane_domain::ids::{DocumentId, Rib};
use damane_domain::money::Money;
use damane_domain::month::Month;
use damane_domain::office::{OFFICER_READINGS_PER_HOUR, OfficerRole};
use damane_domain::reimbursements::DecidedLine;
use damane_services::career::DisputedLine;
use damane_services::{
    CertificateState, DeskQuestion, DeskTab, DisputeReply, Filing, OfficerSession, OfficerStep, Proposal,
    ServiceError, Session,
};
use damane_storage::register;
use support::claims::{VISIT, filed};
use support::officers::{answer, elsewhere, login, on_duty};
use support::{EMPLOYED, OTHER, TestFund};

use OfficerRole::{Accounts, Approve, Decide};

/// A bank account of the person's, as the register has it.
async fn account(fund: &TestFund, digits: &str) {
    let store = fund.store().await;
    let mut tx = store.begin().await.unwrap();
    let number = EMPLOYED.parse().unwrap();
    let (who, mut known) = register::find_registered(&mut tx, &number).await.unwrap().unwrap();
    known.rib = Some(Rib::from_account(digits).unwrap());
    register::put_people(&mut tx, &[(who, known)], fund.now()).await.unwrap();
    tx.commit().await.unwrap();
}

fn queue(tab: DeskTab) -> DeskQuestion {
    DeskQuestion { tab, kind: None, days: 0, mine: false, after: None }
}

#[tokio::test]
async fn a_claim_of_an_officer_who_was_disabled_is_taken_by_a_colleague_also_while_documents_are_waited_for()
{
    let fund = TestFund::new().await;
    let (person, _) = fund.signed_in(EMPLOYED).await;
    let [begun, waiting] = [filed(&fund, &person, "one").await, filed(&fund, &person, "two").await];
    let gone = on_duty(&fund, "l.bennis", &[Decide]).await;
    let second = on_duty(&fund, "s.amrani", &[Decide]).await;
    for id in [&begun, &waiting] {
        fund.desk_decide(&gone, id, OfficerStep::Take).await.unwrap();
    }
    let wanted = OfficerStep::AskDocuments(&[DocumentKind::Prescription], None);
    fund.desk_decide(&gone, &waiting, wanted).await.unwrap();
    fund.disable_officer(&login("l.bennis"), "operator").await.unwrap();
    let before = fund.now();
    fund.wait(1);
    let hidden = fund.desk_decide(&elsewhere(&second), &waiting, OfficerStep::Take).await;
    assert!(matches!(hidden, Err(ServiceError::NotFound)), "{hidden:?}");
    for id in [&begun, &waiting] {
        fund.desk_decide(&second, id, OfficerStep::Take).await.unwrap();
        assert_eq!(fund.desk_claim(&second, id).await.unwrap().holder.as_deref(), Some("s.amrani"));
    }
    let state = fund.claim(&person, &waiting).await.unwrap().summary.claim.state;
    assert!(matches!(state, ClaimState::DocumentsAsked { .. }), "it is waited for still: {state:?}");
    assert!(fund.told_since(before).await.is_empty(), "the person has nothing new to read");
    let taken = ("claim_taken".to_owned(), "reimbursement".to_owned(), "officer:s.amrani".to_owned());
    assert_eq!(fund.noted(&person).await.iter().filter(|noted| **noted == taken).count(), 2);
    let page = fund.desk_queue(&second, &queue(DeskTab::Waiting)).await.unwrap();
    assert_eq!(page.entries[0].holder.as_deref(), Some("s.amrani"));
}

#[tokio::test]
async fn money_that_comes_back_days_after_it_was_settled_is_paid_again_by_two_officers_to_the_mended_account()
{
    let fund = TestFund::new().await;
    account(&fund, "0117800000123456789012").await;
    let (person, _) = fund.signed_in(EMPLOYED).await;
    let id = filed(&fund, &person, "key").await;
    let first = on_duty(&fund, "h.berrada", &[Decide, Approve]).await;
    let second = on_duty(&fund, "s.amrani", &[Approve]).await;
    let lines = Proposal::Lines(vec![DecidedLine { refund: Money::centimes(5_600), reasons: Vec::new() }]);
    fund.desk_decide(&first, &id, OfficerStep::Take).await.unwrap();
    fund.desk_propose(&first, &id, &lines).await.unwrap();
    fund.desk_decide(&second, &id, OfficerStep::Approve).await.unwrap();
    let batch = fund.desk_make_batch(&first, fund.now().date()).await.unwrap().unwrap();
    fund.desk_agree_to_batch(&second, &batch).await.unwrap();
    let settled_on = fund.now().date();
    fund.desk_settle_batch(&first, &batch, settled_on).await.unwrap();
    let payment = fund.desk_batch(&first, &batch).await.unwrap().payments[0].id;
    fund.wait(4 * 86_400);
    let today = fund.now().date();
    let reason = ReturnReason::AccountClosed;
    let decides = on_duty(&fund, "k.tazi", &[Decide]).await;
    let role = fund.desk_return_payment(&decides, &batch, &payment, reason, None).await;
    assert!(matches!(role, Err(ServiceError::RoleMissing)), "{role:?}");
    for day in [settled_on.pred_opt().unwrap(), today.succ_opt().unwrap()] {
        let wrong = fund.desk_return_payment(&first, &batch, &payment, reason, Some(day)).await;
        assert!(matches!(wrong, Err(ServiceError::InvalidInput("on"))), "{day}: {wrong:?}");
    }
    let before = fund.now();
    fund.wait(1);
    for _ in 0..2 {
        fund.desk_return_payment(&first, &batch, &payment, reason, Some(today)).await.unwrap();
    }
    assert_eq!(fund.told_since(before).await.len(), 1, "told once");
    let shown = fund.desk_batch(&first, &batch).await.unwrap().payments.remove(0);
    assert_eq!((shown.returned, shown.returned_on), (Some(reason), Some(today)));
    let file = fund.claim(&person, &id).await.unwrap();
    assert!(matches!(file.summary.claim.state, ClaimState::PaymentReturned { .. }));
    assert_eq!(file.summary.claim.paid, Money::ZERO);
    let returned =
        ("claim_payment_returned".to_owned(), "reimbursement".to_owned(), "officer:h.berrada".to_owned());
    assert!(fund.noted(&person).await.contains(&returned));
    let to_pay = fund.desk_queue(&first, &queue(DeskTab::ToPay)).await.unwrap();
    assert_eq!(to_pay.entries.iter().map(|entry| entry.summary.id).collect::<Vec<_>>(), [id]);

    account(&fund, "0117800000999999999999").await;
    let again = fund.desk_make_batch(&first, today).await.unwrap().unwrap();
    let alone = fund.desk_agree_to_batch(&first, &again).await;
    assert!(matches!(alone, Err(ServiceError::IllegalStep(_))), "{alone:?}");
    fund.desk_agree_to_batch(&second, &again).await.unwrap();
    fund.desk_settle_batch(&first, &again, today).await.unwrap();
    let paid = fund.desk_batch(&first, &again).await.unwrap().payments.remove(0);
    assert_ne!(paid.masked_account, shown.masked_account, "the account of that day");
    let claim = fund.claim(&person, &id).await.unwrap().summary.claim;
    assert_eq!((claim.paid, claim.state.code()), (Money::centimes(5_600), "paid"));
}

#[tokio::test]
async fn lists_resets_and_mobiles_count_as_readings() {
    let fund = TestFund::new().await;
    let officer = on_duty(&fund, "k.tazi", &[Decide, Approve, Accounts]).await;
    fund.set_time("2026-11-21T12:00:00Z");
    fund.signed_in(EMPLOYED).await;
    fund.desk_queue(&officer, &queue(DeskTab::ToDo)).await.unwrap();
    fund.desk_disputes(&officer, None).await.unwrap();
    fund.desk_resets(&officer).await.unwrap();
    fund.desk_batches(&officer).await.unwrap();
    fund.desk_ask_reset(&officer, EMPLOYED, "CNIE présentée").await.unwrap();
    fund.desk_update_mobile(&officer, OTHER, "0712345670", "avis").await.unwrap();
    for _ in 6..OFFICER_READINGS_PER_HOUR {
        fund.desk_resets(&officer).await.unwrap();
    }
    let spent = [
        fund.desk_queue(&officer, &queue(DeskTab::ToDo)).await.err(),
        fund.desk_disputes(&officer, None).await.err(),
        fund.desk_resets(&officer).await.err(),
        fund.desk_batches(&officer).await.err(),
        fund.desk_ask_reset(&officer, EMPLOYED, "CNIE présentée").await.err(),
        fund.desk_update_mobile(&officer, OTHER, "0712345671", "avis").await.err(),
    ];
    let waits = |refusal: &Option<ServiceError>| matches!(refusal, Some(ServiceError::TooManyTries { .. }));
    assert!(spent.iter().all(waits), "{spent:?}");
    assert_eq!(fund.alarms().readings_stopped, 1);
}

#[tokio::test]
async fn a_made_up_person_in_a_list_or_behind_a_number_is_an_alarm() {
    let fund = TestFund::new().await;
    let officer = on_duty(&fund, "k.tazi", &[Decide, Approve, Accounts]).await;
    let (person, _) = fund.signed_in(EMPLOYED).await;
    filed(&fund, &person, "key").await;
    disputed(&fund, &person, DisputeReason::WrongDays, &[]).await;
    fund.set_canary(&EMPLOYED.parse().unwrap()).await.unwrap();
    fund.desk_queue(&officer, &queue(DeskTab::Waiting)).await.unwrap();
    assert_eq!(fund.alarms().canaries_read, 0, "the list does not name them");
    fund.desk_queue(&officer, &queue(DeskTab::ToDo)).await.unwrap();
    fund.desk_disputes(&officer, None).await.unwrap();
    fund.desk_ask_reset(&officer, EMPLOYED, "CNIE présentée").await.unwrap();
    fund.desk_resets(&officer).await.unwrap();
    fund.desk_update_mobile(&officer, EMPLOYED, "0712345670", "avis").await.unwrap();
    assert_eq!(fund.alarms().canaries_read, 5);
}

fn september() -> Month {
    Month::parse("2026-09").unwrap()
}

async fn disputed(fund: &TestFund, person: &Session, reason: DisputeReason, documents: &[DocumentId]) {
    let line = DisputedLine {
        month: "2026-09".to_owned(),
        employer_number: "1000004".to_owned(),
        reason,
        note: "voir mon bulletin".to_owned(),
        documents: documents.to_vec(),
    };
    fund.dispute_line(person, &line).await.unwrap();
}

fn reply(answer: DisputeAnswer, correction: Option<Correction>) -> DisputeReply {
    let (month, reason) = (september(), DisputeReason::WrongDays);
    DisputeReply {
        month,
        employer: 1_000_004,
        reason,
        answer,
        words: String::new(),
        correction,
        seen: String::new(),
    }
}

fn worked(days: u8, salary: i64) -> Correction {
    Correction { employer: None, days, salary: Money::centimes(salary), situation: None }
}

/// A payslip that was handed in and waits.
async fn payslip(fund: &TestFund, person: &Session) -> DocumentId {
    let paper = b"%PDF-1.7\n%%EOF\n";
    let length = u64::try_from(paper.len()).unwrap();
    let begun = fund.begin_document(person, DocumentKind::Payslip, length, None).await.unwrap();
    assert!(fund.receive_piece(person, &begun.id, 0, paper).await.unwrap().ready);
    begun.id
}

#[tokio::test]
async fn a_disputed_line_that_an_officer_sets_right_is_a_new_line_of_the_career_and_of_its_statement() {
    let fund = TestFund::new().await;
    fund.declare_days("2026-09", "ATELIER ZERHOUN SARL", 1_000_004, &[EMPLOYED], 20).await;
    let (person, _) = fund.signed_in(EMPLOYED).await;
    fund.issue_certificate(&person, CertificateKind::AnnualSalary, "salary").await.unwrap();
    let document = payslip(&fund, &person).await;
    disputed(&fund, &person, DisputeReason::WrongDays, &[document]).await;
    let officer = on_duty(&fund, "l.bennis", &[Decide]).await;

    let one = fund.desk_disputes(&officer, None).await.unwrap().disputes.remove(0);
    let stands: Vec<_> = one.lines.iter().map(|line| (line.employer.as_str(), line.days)).collect();
    assert_eq!(stands, [("1000004", 20)], "what the officer sees beside it");
    assert_eq!(
        one.documents.iter().map(|one| (one.id, one.kind)).collect::<Vec<_>>(),
        [(document, DocumentKind::Payslip)]
    );
    assert!(fund.desk_dispute_document(&officer, &document).await.unwrap().bytes.starts_with(b"%PDF"));
    let hidden = fund.desk_dispute_document(&elsewhere(&officer), &document).await.err();
    assert!(matches!(hidden, Some(ServiceError::NotFound)), "{hidden:?}");

    for (wrong, field) in
        [(worked(27, 900_000), "days"), (worked(20, 518_640), "days"), (worked(0, 1), "salary")]
    {
        let refused = answer(&fund, &officer, EMPLOYED, &reply(DisputeAnswer::Corrected, Some(wrong))).await;
        assert!(matches!(refused, Err(ServiceError::InvalidInput(named)) if named == field), "{refused:?}");
    }
    let stands = reply(DisputeAnswer::Stands, Some(worked(26, 900_000)));
    let both = answer(&fund, &officer, EMPLOYED, &stands).await;
    assert!(matches!(both, Err(ServiceError::InvalidInput("answer"))), "{both:?}");
    let before = fund.career_statement(&person).await.unwrap();
    assert_eq!(before.career.lines().iter().filter(|line| line.declared.month == september()).count(), 2);

    let now = fund.now();
    fund.wait(60);
    for _ in 0..2 {
        let right = reply(DisputeAnswer::Corrected, Some(worked(26, 900_000)));
        answer(&fund, &officer, EMPLOYED, &right).await.unwrap();
    }
    let after = fund.career_statement(&person).await.unwrap();
    let lines: Vec<_> = after
        .career
        .lines()
        .iter()
        .filter(|line| line.declared.month == september())
        .map(|line| {
            let declared = &line.declared;
            (
                declared.days,
                declared.salary.as_centimes(),
                declared.capped_salary.as_centimes(),
                line.superseded,
            )
        })
        .collect();
    let declared = |days, superseded| (days, 518_640, 518_640, superseded);
    assert_eq!(lines, [declared(26, true), declared(20, true), (26, 900_000, 600_000, false)]);
    assert_eq!(after.disputes[0].answer.map(|(answer, _)| answer), Some(DisputeAnswer::Corrected));
    let table = String::from_utf8(fund.career_table(&person).await.unwrap()).unwrap();
    let of_september: Vec<&str> = table.lines().filter(|line| line.starts_with("2026-09")).collect();
    assert_eq!(of_september.len(), 3, "{table}");
    assert!(of_september[2].contains(",26,9000.00,"), "{}", of_september[2]);
    assert!(fund.career_pdf(&person).await.unwrap().starts_with(b"%PDF-1.7"));

    assert_eq!(fund.certificates(&person).await.unwrap()[0].state, CertificateState::Replaced);
    let told = fund.told_since(now).await.len();
    assert_eq!(told, 2, "that something changed, and that a certificate was replaced");
    let noted = fund.noted(&person).await;
    for action in ["career_corrected", "dispute_answered", "claim_document_read"] {
        assert!(noted.iter().any(|(what, _, who)| what == action && who == "officer:l.bennis"), "{action}");
    }
    // A certificate of after the correction knows it: nothing replaces that one.
    fund.wait(60);
    let issued = fund.issue_certificate(&person, CertificateKind::AnnualSalary, "again").await.unwrap();
    fund.ask_review(EMPLOYED).await;
    fund.review_certificates().await.unwrap();
    let kept = fund.certificates(&person).await.unwrap();
    let state = kept.iter().find(|one| one.id == issued.id).unwrap().state;
    assert_eq!(state, CertificateState::Valid);
}

#[tokio::test]
async fn a_month_nobody_declared_is_set_right_with_the_employers_number() {
    let fund = TestFund::new().await;
    let (person, _) = fund.signed_in(EMPLOYED).await;
    let line = DisputedLine {
        month: "2026-07".to_owned(),
        employer_number: String::new(),
        reason: DisputeReason::MissingMonth,
        note: String::new(),
        documents: Vec::new(),
    };
    let dispute = fund.dispute_line(&person, &line).await.unwrap();
    let officer = on_duty(&fund, "l.bennis", &[Decide]).await;
    let right = |employer: Option<&str>| DisputeReply {
        month: dispute.month,
        employer: 0,
        reason: DisputeReason::MissingMonth,
        answer: DisputeAnswer::Corrected,
        words: String::new(),
        correction: Some(Correction {
            employer: employer.map(|digits| digits.parse().unwrap()),
            ..worked(13, 250_000)
        }),
        seen: String::new(),
    };
    let nobody = answer(&fund, &officer, EMPLOYED, &right(None)).await;
    assert!(matches!(nobody, Err(ServiceError::InvalidInput("employer_number"))), "{nobody:?}");
    answer(&fund, &officer, EMPLOYED, &right(Some("1000004"))).await.unwrap();
    let career = fund.career_statement(&person).await.unwrap().career;
    let first = &career.lines()[0];
    assert_eq!((first.declared.month, first.declared.days), (dispute.month, 13));
    assert_eq!(first.origin, damane_domain::career::Origin::Correction, "no employer's file says it");
    assert_eq!(fund.career_statement(&person).await.unwrap().career.lines().len(), 4);
    let (stranger, _) = fund.signed_in(OTHER).await;
    assert_eq!(fund.career_statement(&stranger).await.unwrap().career.lines().len(), 3);
}

#[tokio::test]
async fn a_document_goes_with_one_dispute_and_with_no_claim_afterwards() {
    let fund = TestFund::with_limits("codes_per_hour = 100").await;
    let (person, _) = fund.signed_in(EMPLOYED).await;
    let document = payslip(&fund, &person).await;
    disputed(&fund, &person, DisputeReason::WrongDays, &[document]).await;
    let line = DisputedLine {
        month: "2026-09".to_owned(),
        employer_number: "1000004".to_owned(),
        reason: DisputeReason::WrongSalary,
        note: String::new(),
        documents: vec![document],
    };
    let twice = fund.dispute_line(&person, &line).await;
    assert!(matches!(twice, Err(ServiceError::InvalidInput("documents"))), "{twice:?}");
    assert_eq!(fund.career_statement(&person).await.unwrap().disputes.len(), 1, "nothing of it is kept");
    let filing =
        Filing { kind: ClaimKind::Reimbursement, office: "main", form: VISIT, documents: &[document] };
    let in_a_claim = fund.file_claim(&person, filing, "key").await;
    assert!(matches!(in_a_claim, Err(ServiceError::InvalidInput("documents"))), "{in_a_claim:?}");
    fund.wait(40 * 86_400);
    fund.forget_past().await.unwrap();
    assert!(fund.open_document(&person, &document).await.is_ok(), "it stays with its dispute");
}

/// A page of disputes: how many, and where it goes on.
async fn page(fund: &TestFund, officer: &OfficerSession, after: Option<&str>) -> (usize, Option<String>) {
    let page = fund.desk_disputes(officer, after).await.unwrap();
    (page.disputes.len(), page.next)
}

#[tokio::test]
async fn disputes_that_wait_are_read_page_by_page() {
    let fund = TestFund::new().await;
    let (person, _) = fund.signed_in(EMPLOYED).await;
    let month = |back: i32| Month::parse("2020-01").unwrap().plus(-back);
    for back in 0..60 {
        let line = DisputedLine {
            month: month(back).to_string(),
            employer_number: String::new(),
            reason: DisputeReason::MissingMonth,
            note: String::new(),
            documents: Vec::new(),
        };
        fund.dispute_line(&person, &line).await.unwrap();
    }
    let officer = on_duty(&fund, "l.bennis", &[Decide]).await;
    let (first, next) = page(&fund, &officer, None).await;
    let (second, last) = page(&fund, &officer, next.as_deref()).await;
    let (third, end) = page(&fund, &officer, last.as_deref()).await;
    assert_eq!((first, second, third), (25, 25, 10));
    assert_eq!(end, None);
    let wild = fund.desk_disputes(&officer, Some("1-2")).await;
    assert!(matches!(wild, Err(ServiceError::InvalidInput("after"))), "{wild:?}");
}

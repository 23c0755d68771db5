//! A person disputes a line of their career: kept once with its documents, noted, only where there is something to
//! dispute; and the employer's correction comes in.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "here a panic is the report")]

mod support;

use damane_domain::career::{Dispute, DisputeAnswer, DisputeReason, Origin};
use damane_domain::claim::{ClaimKind, DocumentKind};
use damane_domain::ids::DocumentId;
use damane_domain::month::Month;
use damane_domain::time::Timestamp;
use damane_services::career::{DeclarationImport, DisputedLine, Watch};
use damane_services::demo::{DemoCorrection, write_correction};
use damane_services::{Filing, ServiceError, Session};
use damane_storage::{StorageError, disputes};
use serde_json::Value;
use std::io::{Cursor, Read as _};
use std::sync::atomic::AtomicBool;
use support::{EMPLOYED, OTHER, TestFund};

const PAYSLIP: &[u8] = b"%PDF-1.7\n% a payslip of twenty-six days\n%%EOF\n";

/// A document that arrived and waits.
async fn arrived(fund: &TestFund, session: &Session) -> DocumentId {
    let begun =
        fund.begin_document(session, DocumentKind::Payslip, PAYSLIP.len() as u64, None).await.unwrap();
    assert!(fund.receive_piece(session, &begun.id, 0, PAYSLIP).await.unwrap().ready);
    begun.id
}

/// The last line that stands, said to have other days, with these documents.
async fn wrong_days(fund: &TestFund, session: &Session, documents: &[DocumentId]) -> DisputedLine {
    let line = fund.career_statement(session).await.unwrap().career.standing().next_back().unwrap().clone();
    DisputedLine {
        month: line.month.to_string(),
        employer_number: line.employer.to_string(),
        reason: DisputeReason::WrongDays,
        note: String::new(),
        documents: documents.to_vec(),
    }
}

fn is_refused(answer: Result<damane_domain::career::Dispute, ServiceError>, field: &str) {
    assert!(matches!(answer, Err(ServiceError::InvalidInput(named)) if named == field), "{answer:?}");
}

async fn claimed(fund: &TestFund, session: &Session, document: DocumentId) -> Result<(), ServiceError> {
    let documents = &[document];
    let filing = Filing { kind: ClaimKind::Reimbursement, office: "main", form: "{}", documents };
    fund.file_claim(session, filing, "claim").await.map(|_| ())
}

#[tokio::test]
async fn documents_come_with_a_dispute_are_kept_and_go_to_no_claim() {
    let fund = TestFund::with_limits("codes_per_hour = 100").await;
    let (session, _) = fund.signed_in(EMPLOYED).await;
    let given = [arrived(&fund, &session).await, arrived(&fund, &session).await];
    let waiting = arrived(&fund, &session).await;
    let dispute = fund.dispute_line(&session, &wrong_days(&fund, &session, &given).await).await.unwrap();
    assert_eq!(dispute.documents, 2);
    assert_eq!(fund.career_statement(&session).await.unwrap().disputes, [dispute]);
    let taken = claimed(&fund, &session, given[0]).await;
    assert!(matches!(taken, Err(ServiceError::InvalidInput("documents"))), "{taken:?}");

    fund.wait(31 * 86_400);
    fund.forget_past().await.unwrap();
    for document in given {
        assert_eq!(&fund.open_document(&session, &document).await.unwrap().bytes[..], PAYSLIP);
    }
    let swept = fund.open_document(&session, &waiting).await.map(|_| ());
    assert!(matches!(swept, Err(ServiceError::NotFound)), "what nobody took is forgotten: {swept:?}");
}

#[tokio::test]
async fn a_dispute_whose_answer_was_lost_is_answered_again_whatever_became_of_its_line() {
    let fund = TestFund::with_limits("codes_per_hour = 100").await;
    let (session, _) = fund.signed_in(EMPLOYED).await;
    let given = arrived(&fund, &session).await;
    let line = wrong_days(&fund, &session, &[given]).await;
    let first = fund.dispute_line(&session, &line).await.unwrap();
    fund.wait(60);
    assert_eq!(fund.dispute_line(&session, &line).await.unwrap(), first, "the very same answer");
    // The line was corrected meanwhile, by a file that takes it away.
    fund.declare_days(&line.month, "ATELIER", line.employer_number.parse().unwrap(), &[EMPLOYED], 26).await;
    assert_eq!(fund.dispute_line(&session, &line).await.unwrap(), first);
    let noted = fund.journal(&session, None).await.unwrap();
    assert_eq!(noted.entries.iter().filter(|entry| entry.action == "career_disputed").count(), 1);
    let unknown = DisputedLine { documents: vec![DocumentId([9; 16])], ..line };
    is_refused(fund.dispute_line(&session, &unknown).await, "documents");
}

#[tokio::test]
async fn documents_that_come_while_a_dispute_waits_join_it_once_and_are_bounded() {
    let fund = TestFund::with_limits("codes_per_hour = 100").await;
    let (session, _) = fund.signed_in(EMPLOYED).await;
    let line = wrong_days(&fund, &session, &[]).await;
    assert_eq!(fund.dispute_line(&session, &line).await.unwrap().documents, 0);
    // The line is taken away meanwhile: the dispute stands, and so does what proves it.
    fund.declare_days(&line.month, "ATELIER", line.employer_number.parse().unwrap(), &[EMPLOYED], 26).await;
    for have in 1..=4 {
        let mut given = Vec::new();
        for _ in 0..5 {
            given.push(arrived(&fund, &session).await);
        }
        let more = DisputedLine { documents: given, ..line.clone() };
        for _ in 0..2 {
            let dispute = fund.dispute_line(&session, &more).await.unwrap();
            assert_eq!((dispute.documents, dispute.reopened), (5 * have, None), "sent twice, kept once");
        }
    }
    let last = arrived(&fund, &session).await;
    let more = DisputedLine { documents: vec![last], ..line };
    is_refused(fund.dispute_line(&session, &more).await, "documents");
    assert!(claimed(&fund, &session, last).await.is_ok(), "it still waits");
}

#[tokio::test]
async fn a_document_that_is_not_there_is_another_s_or_is_taken_refuses_the_whole_dispute() {
    let fund = TestFund::with_limits("codes_per_hour = 100").await;
    let (session, _) = fund.signed_in(EMPLOYED).await;
    let (other, _) = fund.signed_in(OTHER).await;
    let (mine, theirs) = (arrived(&fund, &session).await, arrived(&fund, &other).await);
    let begun = fund.begin_document(&session, DocumentKind::Payslip, 20, None).await.unwrap().id;
    let line = wrong_days(&fund, &session, &[]).await;
    for documents in [vec![mine, theirs], vec![DocumentId([9; 16])], vec![begun], vec![mine, mine]] {
        is_refused(
            fund.dispute_line(&session, &DisputedLine { documents, ..line.clone() }).await,
            "documents",
        );
    }
    let many = vec![mine; 6];
    is_refused(
        fund.dispute_line(&session, &DisputedLine { documents: many, ..line.clone() }).await,
        "documents",
    );
    assert!(fund.career_statement(&session).await.unwrap().disputes.is_empty(), "nothing of it is kept");
    claimed(&fund, &session, mine).await.unwrap();
    let taken = DisputedLine { documents: vec![mine], ..line.clone() };
    is_refused(fund.dispute_line(&session, &taken).await, "documents");
    fund.dispute_line(&session, &line).await.unwrap();
}

#[tokio::test]
async fn an_export_holds_disputes_and_the_documents_they_came_with() {
    let fund = TestFund::with_limits("codes_per_hour = 100").await;
    let (session, _) = fund.signed_in(EMPLOYED).await;
    let given = arrived(&fund, &session).await;
    fund.dispute_line(&session, &wrong_days(&fund, &session, &[given]).await).await.unwrap();
    let confirmed = fund.confirmed(&session).await;
    let archive = fund.export(&confirmed).await.unwrap();
    let mut archive = zip::ZipArchive::new(Cursor::new(archive)).unwrap();
    let mut read = |name: &str| {
        let mut bytes = Vec::new();
        archive.by_name(name).unwrap().read_to_end(&mut bytes).unwrap();
        bytes
    };
    let told: Value = serde_json::from_slice(&read("disputes.json")).unwrap();
    assert_eq!((&told[0]["reason"], &told[0]["answer"]), (&Value::from("wrong_days"), &Value::Null));
    let document = &told[0]["documents"][0];
    assert_eq!(
        (document["id"].as_str(), document["kind"].as_str()),
        (Some(&*given.to_string()), Some("payslip"))
    );
    assert_eq!(read(document["file"].as_str().unwrap()), PAYSLIP);
}

#[tokio::test]
async fn a_correction_an_employer_writes_comes_in_as_a_new_line_and_supersedes_the_old_one() {
    let fund = TestFund::with_limits("codes_per_hour = 100").await;
    let (session, _) = fund.signed_in(EMPLOYED).await;
    let line = wrong_days(&fund, &session, &[]).await;
    let correction = DemoCorrection {
        person: EMPLOYED.parse().unwrap(),
        month: Month::parse(&line.month).unwrap(),
        employer: line.employer_number.parse().unwrap(),
        days: 13,
        salary: None,
    };
    let folder = tempfile::tempdir().unwrap();
    let path = write_correction(&fund, folder.path(), &correction).await.unwrap();
    let watch = Watch { progress: &|_| {}, cancelled: &AtomicBool::new(false) };
    let imported = fund.import_declaration(&path, &watch).await.unwrap();
    assert!(matches!(imported, DeclarationImport::Kept(_)), "{imported:?}");
    let career = fund.career_statement(&session).await.unwrap().career;
    let told: Vec<_> = career
        .lines()
        .iter()
        .filter(|one| one.declared.month.to_string() == line.month)
        .map(|one| (one.declared.days, one.origin, one.superseded))
        .collect();
    assert_eq!(told, [(26, Origin::Main, true), (13, Origin::Correction, false)]);
}

#[tokio::test]
async fn a_dispute_is_kept_once_and_only_for_a_line_that_stands() {
    let fund = TestFund::with_limits("codes_per_hour = 100").await;
    let (session, _) = fund.signed_in(EMPLOYED).await;
    let career = fund.career_statement(&session).await.unwrap().career;
    let line = career.standing().next_back().unwrap().clone();
    let wrong = DisputedLine {
        month: line.month.to_string(),
        employer_number: line.employer.to_string(),
        reason: DisputeReason::WrongDays,
        note: "  dix jours de plus ".to_owned(),
        documents: Vec::new(),
    };
    let kept = fund.dispute_line(&session, &wrong).await.unwrap();
    assert_eq!(kept.note, "dix jours de plus");
    fund.wait(60);
    let again = DisputedLine { note: "autre chose".to_owned(), ..wrong.clone() };
    assert_eq!(fund.dispute_line(&session, &again).await.unwrap(), kept, "the first stands");
    let statement = fund.career_statement(&session).await.unwrap();
    assert_eq!(statement.disputes, [kept]);
    assert_eq!(statement.career, career, "nothing of the career changes");

    let journal = fund.journal(&session, None).await.unwrap();
    let noted = journal.entries.iter().filter(|entry| entry.action == "career_disputed").count();
    assert_eq!(noted, 1);

    let refused = |field: &'static str, line: DisputedLine| {
        let (fund, session) = (&fund, &session);
        async move {
            let refusal = fund.dispute_line(session, &line).await.unwrap_err();
            assert!(matches!(refusal, ServiceError::InvalidInput(named) if named == field), "{refusal}");
        }
    };
    refused("month", DisputedLine { month: "2026-13".to_owned(), ..wrong.clone() }).await;
    refused("month", DisputedLine { month: "2099-01".to_owned(), ..wrong.clone() }).await;
    refused("employer_number", DisputedLine { employer_number: "12".to_owned(), ..wrong.clone() }).await;
    refused("month", DisputedLine { employer_number: String::new(), ..wrong.clone() }).await;
    refused("note", DisputedLine { note: "x".repeat(501), ..wrong.clone() }).await;
    refused("note", DisputedLine { note: "a\u{7}".to_owned(), ..wrong }).await;
}

#[tokio::test]
async fn only_disputes_that_wait_for_an_answer_count_against_the_most_there_can_be() {
    let fund = TestFund::with_limits("codes_per_hour = 100").await;
    let (session, _) = fund.signed_in(EMPLOYED).await;
    let first = Month::parse("1990-01").unwrap();
    let missing = |place: i32| Dispute {
        month: first.plus(place),
        employer: 0,
        reason: DisputeReason::MissingMonth,
        note: String::new(),
        made_at: Timestamp::from_seconds(5),
        documents: 0,
        answer: None,
        words: String::new(),
        reopened: None,
        earlier: None,
    };
    let store = fund.store().await;
    let kept = store.write(async |tx| {
        for place in 0..160 {
            disputes::add_dispute(tx, session.person, &missing(place)).await?;
        }
        Ok::<_, StorageError>(())
    });
    kept.await.unwrap();
    let line = wrong_days(&fund, &session, &[]).await;
    let full = fund.dispute_line(&session, &line).await;
    assert!(matches!(full, Err(ServiceError::TooManyTries { .. })), "{full:?}");
    let answer = store.write(async |tx| {
        let (answer, at) = (DisputeAnswer::Stands, Timestamp::from_seconds(9));
        disputes::answer_dispute(tx, session.person, &missing(0), (answer, ""), "Bennis", at).await
    });
    answer.await.unwrap();
    fund.dispute_line(&session, &line).await.unwrap();
}

#[tokio::test]
async fn a_dispute_is_seen_by_its_person_alone() {
    let fund = TestFund::with_limits("codes_per_hour = 100").await;
    let (mine, _) = fund.signed_in(EMPLOYED).await;
    let (other, _) = fund.signed_in(OTHER).await;
    let line = fund.career_statement(&mine).await.unwrap().career.standing().next().unwrap().clone();
    let wrong = DisputedLine {
        month: line.month.to_string(),
        employer_number: line.employer.to_string(),
        reason: DisputeReason::WrongSalary,
        note: String::new(),
        documents: Vec::new(),
    };
    fund.dispute_line(&mine, &wrong).await.unwrap();
    assert!(fund.career_statement(&other).await.unwrap().disputes.is_empty());
}

#[tokio::test]
async fn the_table_has_a_line_for_each_declared_one() {
    let fund = TestFund::with_limits("codes_per_hour = 100").await;
    let (session, _) = fund.signed_in(EMPLOYED).await;
    let lines = fund.career_statement(&session).await.unwrap().career.lines().len();
    let table = String::from_utf8(fund.career_table(&session).await.unwrap()).unwrap();
    assert_eq!(table.lines().count(), lines + 1);
    assert!(table.starts_with("month,employer,employer_name,days,salary_mad"));
}

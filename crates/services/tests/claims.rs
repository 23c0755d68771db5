//! Claims: filed once however often they are sent, followed by their owner alone, decided by two officers of one office.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "here a panic is the report")]

mod support;

use damane_domain::claim::{
    ClaimKind, ClaimState, ClaimStatus, DocumentKind, IllegalStep, OfficerName, Refusal,
};
use damane_domain::ids::{ClaimId, DocumentId, PersonId};
use damane_domain::money::Money;
use damane_services::{ClaimReply, Filing, Officer, OfficerStep, ServiceError, Session};
use damane_storage::claims;
use std::collections::BTreeSet;
use std::sync::Arc;
use support::{EMPLOYED, OTHER, TestFund};

const FORM: &str = r#"{"beneficiary":"self","words":"genou gauche"}"#;

fn filing<'a>(form: &'a str, documents: &'a [DocumentId]) -> Filing<'a> {
    Filing { kind: ClaimKind::Reimbursement, office: "casa", form, documents }
}

fn officer(name: &str, office: &str) -> Officer {
    Officer { name: OfficerName::parse(name).unwrap(), office: office.to_owned() }
}

/// A document that was handed in and waits for its claim.
async fn document(fund: &TestFund, person: PersonId, id: u8) -> DocumentId {
    let record = support::claims::document(fund, person, id, DocumentKind::Invoice);
    let store = fund.store().await;
    let mut tx = store.begin().await.unwrap();
    claims::add_document(&mut tx, &record).await.unwrap();
    tx.commit().await.unwrap();
    record.id
}

async fn filed(fund: &TestFund, session: &Session, key: &str) -> ClaimId {
    fund.file_claim(session, filing(FORM, &[]), key).await.unwrap().id
}

async fn status(fund: &TestFund, session: &Session, id: &ClaimId) -> ClaimStatus {
    fund.claim(session, id).await.unwrap().summary.claim.state.status()
}

async fn notices(fund: &TestFund) -> usize {
    let outbox = fund.outbox().await.unwrap();
    outbox.iter().filter(|message| message.text.contains("du nouveau") && message.subject.is_empty()).count()
}

#[tokio::test]
async fn a_claim_is_filed_once_however_often_it_is_sent() {
    let fund = TestFund::new().await;
    let (session, _) = fund.signed_in(EMPLOYED).await;
    let paper = document(&fund, session.person, 1).await;
    let receipt = fund.file_claim(&session, filing(FORM, &[paper]), "key").await.unwrap();
    let again = fund.file_claim(&session, filing(FORM, &[paper]), "key").await.unwrap();
    assert_eq!(again, receipt);
    let first = receipt.id;
    let other_words = fund.file_claim(&session, filing("{}", &[paper]), "key").await;
    assert!(matches!(other_words, Err(ServiceError::KeyReused)), "{other_words:?}");
    let taken = fund.file_claim(&session, filing(FORM, &[paper]), "another-key").await;
    assert!(matches!(taken, Err(ServiceError::InvalidInput("documents"))), "{taken:?}");
    let claims = fund.claims(&session).await.unwrap();
    assert_eq!(claims.len(), 1);
    assert!(claims[0].reference.starts_with("RB-"));
    let file = fund.claim(&session, &first).await.unwrap();
    assert_eq!((file.form.as_str(), file.documents.len()), (FORM, 1));
}

#[tokio::test]
async fn many_at_once_with_one_key_have_one_effect() {
    let fund = TestFund::new().await;
    let (session, _) = fund.signed_in(EMPLOYED).await;
    let session = Arc::new(session);
    let mut all = BTreeSet::new();
    for key in 0..10 {
        let tries = (0..=key % 5).map(|_| {
            let (fund, session) = (Arc::clone(fund.shared()), Arc::clone(&session));
            tokio::spawn(async move {
                fund.file_claim(&session, filing(FORM, &[]), &format!("key-{key}")).await.unwrap().id
            })
        });
        let mut of_this_key = BTreeSet::new();
        for task in tries.collect::<Vec<_>>() {
            of_this_key.insert(task.await.unwrap());
        }
        assert_eq!(of_this_key.len(), 1, "key {key}");
        all.extend(of_this_key);
    }
    assert_eq!((all.len(), fund.claims(&session).await.unwrap().len()), (10, 10));
}

#[tokio::test]
async fn a_claim_and_its_documents_are_their_owner_s_alone() {
    let fund = TestFund::new().await;
    let (naima, _) = fund.signed_in(EMPLOYED).await;
    let (idriss, _) = fund.signed_in(OTHER).await;
    let paper = document(&fund, naima.person, 1).await;
    let stolen = fund.file_claim(&idriss, filing(FORM, &[paper]), "key").await;
    assert!(matches!(stolen, Err(ServiceError::InvalidInput("documents"))), "{stolen:?}");
    let id = filed(&fund, &naima, "key").await;
    let read = fund.claim(&idriss, &id).await;
    assert!(matches!(read, Err(ServiceError::NotFound)), "{read:?}");
    let contested = fund.reply_to_claim(&idriss, &id, ClaimReply::Contest("non"), "k").await;
    assert!(matches!(contested, Err(ServiceError::NotFound)), "{contested:?}");
    let stranger = officer("S. Amrani", "fes");
    let taken = fund.decide_claim(&stranger, &id, OfficerStep::Take).await;
    assert!(matches!(taken, Err(ServiceError::NotFound)), "another office: {taken:?}");
    assert!(fund.claim_queue(&stranger, "received", None, 50).await.unwrap().is_empty());
    assert!(matches!(fund.claim_for(&stranger, &id).await, Err(ServiceError::NotFound)));
}

#[tokio::test]
async fn what_was_filled_in_is_not_readable_in_the_database() {
    let fund = TestFund::new().await;
    let (session, _) = fund.signed_in(EMPLOYED).await;
    filed(&fund, &session, "key").await;
    let bytes: Vec<u8> = ["damane.db", "damane.db-wal"]
        .iter()
        .flat_map(|name| std::fs::read(fund.folder.path().join(name)).unwrap_or_default())
        .collect();
    assert!(bytes.len() > 4_096);
    for private in ["genou", "beneficiary"] {
        assert!(!bytes.windows(private.len()).any(|window| window == private.as_bytes()), "{private}");
    }
}

#[tokio::test]
async fn a_claim_goes_from_the_pile_to_a_question_an_answer_and_two_officers_agreement() {
    let fund = TestFund::new().await;
    let (session, _) = fund.signed_in(EMPLOYED).await;
    let id = filed(&fund, &session, "key").await;
    let (amrani, berrada) = (officer("S. Amrani", "casa"), officer("H. Berrada", "casa"));
    let queue = fund.claim_queue(&amrani, "received", None, 50).await.unwrap();
    assert_eq!(queue.iter().map(|claim| claim.id).collect::<Vec<_>>(), [id]);
    fund.decide_claim(&amrani, &id, OfficerStep::Take).await.unwrap();
    assert_eq!(status(&fund, &session, &id).await, ClaimStatus::InProgress);
    let wanted = [DocumentKind::Prescription];
    let words = Some("L’ordonnance n’est pas lisible.");
    fund.decide_claim(&amrani, &id, OfficerStep::AskDocuments(&wanted, words)).await.unwrap();
    assert_eq!(status(&fund, &session, &id).await, ClaimStatus::DocumentsAsked);
    assert_eq!(notices(&fund).await, 2, "told of each change, by words that say nothing");

    let paper = document(&fund, session.person, 2).await;
    for _ in 0..2 {
        let reply = ClaimReply::Documents(std::slice::from_ref(&paper));
        fund.reply_to_claim(&session, &id, reply, "reply").await.unwrap();
    }
    let lines = r#"[{"act":"consultation","refund":5600}]"#;
    let propose = OfficerStep::Propose(Money::centimes(5_600), lines);
    fund.decide_claim(&amrani, &id, propose).await.unwrap();
    let alone = fund.decide_claim(&amrani, &id, OfficerStep::Approve).await;
    assert!(matches!(alone, Err(ServiceError::IllegalStep(IllegalStep::SameOfficer))), "{alone:?}");
    fund.decide_claim(&berrada, &id, OfficerStep::Approve).await.unwrap();

    let file = fund.claim_for(&berrada, &id).await.unwrap();
    assert!(matches!(file.summary.claim.state, ClaimState::Accepted { .. }));
    assert_eq!(file.decision.as_deref(), Some(lines));
    let steps: Vec<_> = file.news.iter().map(|news| (news.step.as_str(), news.by_officer)).collect();
    assert_eq!(
        steps,
        [
            ("received", false),
            ("taken", true),
            ("documents_asked", true),
            ("answered", false),
            ("proposed", true),
            ("accepted", true)
        ]
    );
    assert_eq!(file.news[2].words.as_deref(), words);
    assert_eq!(file.documents.len(), 1);
}

#[tokio::test]
async fn of_two_officers_who_act_at_once_one_is_told_that_it_stands_elsewhere() {
    let fund = TestFund::new().await;
    let (session, _) = fund.signed_in(EMPLOYED).await;
    let id = filed(&fund, &session, "key").await;
    let amrani = officer("S. Amrani", "casa");
    fund.decide_claim(&amrani, &id, OfficerStep::Take).await.unwrap();
    let tasks: Vec<_> = (0..8)
        .map(|_| {
            let (fund, amrani) = (Arc::clone(fund.shared()), amrani.clone());
            let reasons = [Refusal::NotCovered];
            tokio::spawn(
                async move { fund.decide_claim(&amrani, &id, OfficerStep::Refuse(&reasons, None)).await },
            )
        })
        .collect();
    let mut kept = 0;
    for task in tasks {
        kept += usize::from(task.await.unwrap().is_ok());
    }
    assert_eq!(kept, 1);
    let file = fund.claim(&session, &id).await.unwrap();
    assert_eq!(file.news.iter().filter(|news| news.step == "rejected").count(), 1);
    assert_eq!(file.news[2].detail, r#"{"reasons":["not_covered"]}"#);
}

#[tokio::test]
async fn a_rejection_is_contested_once_with_words_and_in_time() {
    let fund = TestFund::new().await;
    let (session, _) = fund.signed_in(EMPLOYED).await;
    let id = filed(&fund, &session, "key").await;
    let amrani = officer("S. Amrani", "casa");
    fund.decide_claim(&amrani, &id, OfficerStep::Take).await.unwrap();
    let refuse = OfficerStep::Refuse(&[Refusal::DocumentMissing], None);
    fund.decide_claim(&amrani, &id, refuse).await.unwrap();
    let file = fund.claim(&session, &id).await.unwrap();
    assert_eq!(file.summary.contest_until.unwrap().to_string(), "2027-01-20");
    let empty = fund.reply_to_claim(&session, &id, ClaimReply::Contest("  "), "c").await;
    assert!(matches!(empty, Err(ServiceError::InvalidInput("reason"))), "{empty:?}");
    let contest = ClaimReply::Contest("L’ordonnance était jointe.");
    fund.reply_to_claim(&session, &id, contest, "c").await.unwrap();
    assert_eq!(status(&fund, &session, &id).await, ClaimStatus::Received);
    fund.decide_claim(&amrani, &id, OfficerStep::Take).await.unwrap();
    fund.decide_claim(&amrani, &id, refuse).await.unwrap();
    let twice = fund.reply_to_claim(&session, &id, contest, "d").await;
    assert!(matches!(twice, Err(ServiceError::IllegalStep(IllegalStep::ContestedBefore))), "{twice:?}");
}

#[tokio::test]
async fn what_was_proposed_and_not_agreed_to_is_no_decision_once_the_claim_is_refused() {
    let fund = TestFund::new().await;
    let (session, _) = fund.signed_in(EMPLOYED).await;
    let id = filed(&fund, &session, "key").await;
    let (amrani, berrada) = (officer("S. Amrani", "casa"), officer("H. Berrada", "casa"));
    let propose = OfficerStep::Propose(Money::centimes(9_000), r#"[{"refund":9000}]"#);
    let refuse = OfficerStep::Refuse(&[Refusal::Duplicate], None);
    for step in [OfficerStep::Take, propose] {
        fund.decide_claim(&amrani, &id, step).await.unwrap();
    }
    fund.decide_claim(&berrada, &id, OfficerStep::SendBack("En double.")).await.unwrap();
    assert!(fund.claim_for(&amrani, &id).await.unwrap().decision.is_some(), "a colleague goes on from it");
    fund.decide_claim(&amrani, &id, refuse).await.unwrap();
    assert_eq!(fund.claim_for(&amrani, &id).await.unwrap().decision, None);
}

#[tokio::test]
async fn a_claim_whose_documents_did_not_come_in_time_is_refused_for_that_reason_and_has_a_letter() {
    let fund = TestFund::new().await;
    let (person, _) = fund.signed_in(EMPLOYED).await;
    let id = filed(&fund, &person, "key").await;
    let (amrani, berrada) = (officer("S. Amrani", "casa"), officer("H. Berrada", "casa"));
    let no_reply = OfficerStep::Refuse(&[Refusal::NoReply], Some("Aucune facture reçue"));
    fund.decide_claim(&amrani, &id, OfficerStep::Take).await.unwrap();
    let unasked = fund.decide_claim(&amrani, &id, no_reply).await;
    assert!(matches!(unasked, Err(ServiceError::IllegalStep(_))), "nothing was asked for: {unasked:?}");
    let wanted = OfficerStep::AskDocuments(&[DocumentKind::Invoice], None);
    fund.decide_claim(&amrani, &id, wanted).await.unwrap();
    let overdue = async || {
        let claim = fund.claim_for(&amrani, &id).await.unwrap().summary.claim;
        claim.is_overdue(fund.now().date())
    };
    fund.wait(30 * 86_400);
    assert!(!overdue().await, "the last day counts");
    let early = fund.decide_claim(&amrani, &id, no_reply).await;
    assert!(matches!(early, Err(ServiceError::IllegalStep(_))), "{early:?}");
    fund.wait(86_400);
    assert!(overdue().await);
    let other = fund.decide_claim(&berrada, &id, no_reply).await;
    assert!(matches!(other, Err(ServiceError::IllegalStep(IllegalStep::OtherOfficer))), "{other:?}");
    let before = notices(&fund).await;
    fund.decide_claim(&amrani, &id, no_reply).await.unwrap();
    assert!(notices(&fund).await > before, "the person is told");
    let told = fund.claim(&person, &id).await.unwrap();
    let ClaimState::Rejected { reasons, .. } = &told.summary.claim.state else { panic!("{told:?}") };
    assert_eq!(reasons, &[Refusal::NoReply]);
    assert_eq!(told.news.last().unwrap().words.as_deref(), Some("Aucune facture reçue"));
    assert!(told.summary.contest_until.is_some(), "it can be contested like any other");
    let noted = ("claim_rejected".to_owned(), "reimbursement".to_owned(), "officer:S. Amrani".to_owned());
    assert!(fund.noted(&person).await.contains(&noted));
    assert!(fund.claim_letter(&person, &id).await.unwrap().starts_with(b"%PDF-1.7"));
    let again = fund.decide_claim(&amrani, &id, no_reply).await;
    assert!(matches!(again, Err(ServiceError::IllegalStep(_))), "once: {again:?}");
}

#[tokio::test]
async fn whose_documents_are_waited_for_is_told_once_more_a_week_before_the_last_day() {
    let fund = TestFund::new().await;
    let (session, _) = fund.signed_in(EMPLOYED).await;
    let (late, answered) = (filed(&fund, &session, "late").await, filed(&fund, &session, "answered").await);
    let amrani = officer("S. Amrani", "casa");
    for id in [&late, &answered] {
        fund.decide_claim(&amrani, id, OfficerStep::Take).await.unwrap();
        let ask = OfficerStep::AskDocuments(&[DocumentKind::Prescription], None);
        fund.decide_claim(&amrani, id, ask).await.unwrap();
    }
    let paper = [document(&fund, session.person, 1).await];
    fund.reply_to_claim(&session, &answered, ClaimReply::Documents(&paper), "reply").await.unwrap();
    let told_after = async |days: i64| {
        fund.wait(days * 86_400);
        let since = fund.now();
        fund.wait(1);
        for _ in 0..2 {
            fund.forget_past().await.unwrap();
        }
        fund.told_since(since).await.len()
    };
    assert_eq!(told_after(22).await, 0, "eight days are left");
    let channels = told_after(1).await;
    assert!(channels > 0, "a week is left of thirty days");
    assert_eq!(told_after(1).await, 0, "once");
    assert_eq!(told_after(10).await, 0);
}

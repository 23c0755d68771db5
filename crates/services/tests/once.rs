//! Ten thousand operations, each sent one to five times at once, as phones on a bad line do: claims and reimbursements
//! handed in, documents begun, disputes, answers, contests. Each has exactly one effect.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "here a panic is the report")]

mod support;

use damane_domain::career::DisputeReason;
use damane_domain::claim::{ClaimKind, DocumentKind, OfficerName, Refusal};
use damane_domain::ids::{ClaimId, DocumentId};
use damane_domain::month::Month;
use damane_services::career::DisputedLine;
use damane_services::{ClaimReply, Filing, Fund, Officer, OfficerStep, ServiceError, Session};
use damane_storage::claims::{DocumentRecord, add_document};
use damane_storage::sqlite_url;
use sqlx::{Connection as _, Row as _};
use std::collections::BTreeSet;
use std::io::Write as _;
use std::sync::Arc;
use std::time::Instant;
use support::{EMPLOYED, INACTIVE, OTHER, TestFund};

const OPERATIONS: usize = 10_000;
/// What one person does between two leaps of the clock: the fund's own limits for a day and for what waits.
const CLAIMS: usize = 18;
const DOCUMENTS: usize = 55;
const DISPUTES: usize = 3;

/// Sends a request one to five times at once; all answers are the same.
async fn sent<T, W>(times: usize, request: impl Fn() -> W) -> T
where
    T: Ord + std::fmt::Debug + Send + 'static,
    W: Future<Output = Result<T, ServiceError>> + Send + 'static,
{
    let tries: Vec<_> = (0..times).map(|_| tokio::spawn(request())).collect();
    let mut answers = BTreeSet::new();
    for one in tries {
        answers.insert(one.await.unwrap().unwrap());
    }
    assert_eq!(answers.len(), 1, "{answers:?}");
    answers.pop_first().unwrap()
}

/// A person, and what they have done so far.
struct Insured {
    fund: Arc<Fund>,
    session: Arc<Session>,
    claims: usize,
    documents: usize,
    disputes: usize,
    replies: usize,
}

/// What there is to do, in turn.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Deed {
    Claim,
    Document,
    Dispute,
}

impl Insured {
    fn done(&self) -> usize {
        self.claims + self.documents + self.disputes + self.replies
    }

    /// How often the next request is sent: one to five times.
    fn times(&self) -> usize {
        1 + self.done() % 5
    }

    async fn claim(&mut self) -> ClaimId {
        let (fund, session, number) = (&self.fund, &self.session, self.claims);
        let request = || {
            let (fund, session) = (Arc::clone(fund), Arc::clone(session));
            async move {
                let kind = [ClaimKind::Reimbursement, ClaimKind::Pension, ClaimKind::JobLoss][number % 3];
                let filing = Filing { kind, office: "casa", form: "{\"words\":\"x\"}", documents: &[] };
                fund.file_claim(&session, filing, &format!("claim-{number}")).await.map(|receipt| receipt.id)
            }
        };
        let id = sent(self.times(), request).await;
        self.claims += 1;
        id
    }

    async fn document(&mut self) {
        let (fund, session, number) = (&self.fund, &self.session, self.documents);
        let request = || {
            let (fund, session) = (Arc::clone(fund), Arc::clone(session));
            async move {
                let key = format!("document-{number}");
                let begun = fund.begin_document(&session, DocumentKind::Invoice, 500, Some(&key)).await;
                begun.map(|arrival| arrival.id)
            }
        };
        sent(self.times(), request).await;
        self.documents += 1;
    }

    /// Months nobody declared, one after the other.
    async fn dispute(&mut self) {
        let (fund, session, number) = (&self.fund, &self.session, self.disputes);
        let request = || {
            let (fund, session) = (Arc::clone(fund), Arc::clone(session));
            async move {
                let month = Month::new(2024, 1).unwrap().plus(-i32::try_from(number).unwrap());
                let line = DisputedLine {
                    month: month.to_string(),
                    employer_number: String::new(),
                    reason: DisputeReason::MissingMonth,
                    note: "x".to_owned(),
                    documents: Vec::new(),
                };
                fund.dispute_line(&session, &line).await.map(|dispute| dispute.month.to_string())
            }
        };
        sent(self.times(), request).await;
        self.disputes += 1;
    }

    /// Documents that were asked for, or a decision contested.
    async fn reply(&mut self, claim: ClaimId, document: Option<DocumentId>) {
        let (fund, session, number) = (&self.fund, &self.session, self.replies);
        let request = || {
            let (fund, session) = (Arc::clone(fund), Arc::clone(session));
            async move {
                let reply = match &document {
                    Some(document) => ClaimReply::Documents(std::slice::from_ref(document)),
                    None => ClaimReply::Contest("la pièce était jointe"),
                };
                fund.reply_to_claim(&session, &claim, reply, &format!("reply-{number}")).await
            }
        };
        sent(self.times(), request).await;
        self.replies += 1;
    }
}

async fn handed_in(fund: &TestFund, session: &Session, number: usize) -> DocumentId {
    let mut id = [0xdd; 16];
    id[..8].copy_from_slice(&session.person.0.to_be_bytes());
    id[8..].copy_from_slice(&number.to_be_bytes());
    let record = DocumentRecord {
        id: DocumentId(id),
        person: session.person,
        claim: None,
        kind: DocumentKind::Invoice,
        media: "image/jpeg".to_owned(),
        bytes: 12,
        digest: [1; 32],
        object: format!("object-{number}"),
        object_key: vec![1],
        added_at: fund.now(),
        kept_until: Some(fund.now().plus_days(30)),
    };
    let store = fund.store().await;
    let mut tx = store.begin().await.unwrap();
    add_document(&mut tx, &record).await.unwrap();
    tx.commit().await.unwrap();
    store.close().await;
    record.id
}

/// An officer asks for a document and it is sent; another claim is refused and that contested.
async fn answered_and_contested(fund: &TestFund, person: &mut Insured, claims: &[ClaimId]) {
    let officer = Officer { name: OfficerName::parse("S. Amrani").unwrap(), office: "casa".to_owned() };
    let [asked, refused] = [claims[0], claims[1]];
    fund.decide_claim(&officer, &asked, OfficerStep::Take).await.unwrap();
    let wanted = OfficerStep::AskDocuments(&[DocumentKind::Prescription], None);
    fund.decide_claim(&officer, &asked, wanted).await.unwrap();
    let document = handed_in(fund, &person.session, person.replies).await;
    person.reply(asked, Some(document)).await;
    fund.decide_claim(&officer, &refused, OfficerStep::Take).await.unwrap();
    let refuse = OfficerStep::Refuse(&[Refusal::DocumentMissing], None);
    fund.decide_claim(&officer, &refused, refuse).await.unwrap();
    person.reply(refused, None).await;
}

/// Everything one person does between two leaps of the clock, as far as there is something left to do.
async fn acted(fund: &TestFund, person: &mut Insured, left: &mut usize) {
    let deeds = [(Deed::Claim, CLAIMS), (Deed::Document, DOCUMENTS), (Deed::Dispute, DISPUTES)];
    let mut claims = Vec::new();
    for (deed, count) in deeds {
        for _ in 0..count.min(*left) {
            match deed {
                Deed::Claim => claims.push(person.claim().await),
                Deed::Document => person.document().await,
                Deed::Dispute if person.disputes < 150 => person.dispute().await,
                Deed::Dispute => person.document().await,
            }
            *left -= 1;
        }
    }
    if *left >= 2 {
        answered_and_contested(fund, person, &claims).await;
        *left -= 2;
    }
}

async fn count(fund: &TestFund, query: &'static str) -> usize {
    let url = sqlite_url(&fund.folder.path().join("damane.db")).unwrap();
    let mut connection = sqlx::AnyConnection::connect(&url).await.unwrap();
    let counted: i64 = sqlx::query(query).fetch_one(&mut connection).await.unwrap().get(0);
    usize::try_from(counted).unwrap()
}

/// What lies in the database is what was asked for, each once.
async fn each_had_one_effect(fund: &TestFund, people: &[Insured], forgotten: usize) {
    let sum = |of: fn(&Insured) -> usize| people.iter().map(of).sum::<usize>();
    let (claims, replies) = (sum(|one| one.claims), sum(|one| one.replies));
    let steps = "SELECT COUNT(*) FROM claim_events WHERE step IN ('received', 'answered', 'contested')";
    let noted = "SELECT COUNT(*) FROM audit_log WHERE action IN ('claim_filed', 'claim_answered', \
                 'claim_contested', 'career_disputed')";
    for (what, query, expected) in [
        ("claims", "SELECT COUNT(*) FROM claims", claims),
        ("documents", "SELECT COUNT(*) FROM uploads", sum(|one| one.documents) - forgotten),
        ("disputes", "SELECT COUNT(*) FROM career_disputes", sum(|one| one.disputes)),
        ("steps", steps, claims + replies),
        ("audit entries", noted, claims + replies + sum(|one| one.disputes)),
    ] {
        assert_eq!(count(fund, query).await, expected, "{what}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn ten_thousand_operations_sent_one_to_five_times_at_once_have_one_effect_each() {
    let fund = TestFund::new().await;
    let mut people = Vec::new();
    for number in [EMPLOYED, OTHER, INACTIVE] {
        let (session, _) = fund.signed_in(number).await;
        let (fund, session) = (Arc::clone(fund.shared()), Arc::new(session));
        people.push(Insured { fund, session, claims: 0, documents: 0, disputes: 0, replies: 0 });
    }
    let (started, mut left, mut forgotten) = (Instant::now(), OPERATIONS, 0);
    while left > 0 {
        for person in &mut people {
            acted(&fund, person, &mut left).await;
        }
        each_had_one_effect(&fund, &people, forgotten).await;
        // A day later claims may be filed again; documents that nobody completes are forgotten after thirty.
        fund.wait(31 * 86_400);
        fund.forget_past().await.unwrap();
        forgotten = people.iter().map(|one| one.documents).sum();
    }
    let done: usize = people.iter().map(Insured::done).sum();
    assert_eq!(done, OPERATIONS);
    let sent: usize = people.iter().map(|one| (0..one.done()).map(|at| 1 + at % 5).sum::<usize>()).sum();
    let of = |what: fn(&Insured) -> usize| people.iter().map(what).sum::<usize>();
    let _gone = writeln!(
        std::io::stderr(),
        "{done} operations sent {sent} times ({} claims, {} documents, {} disputes, {} replies): one effect each; in {:.0?}",
        of(|one| one.claims),
        of(|one| one.documents),
        of(|one| one.disputes),
        of(|one| one.replies),
        started.elapsed()
    );
}

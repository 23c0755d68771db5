//! What an export holds of claims of each kind: the figures of a pension, the months of a benefit, the documents.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "here a panic is the report")]

mod support;

use damane_domain::claim::{ClaimKind, DocumentKind};
use damane_domain::ids::{ClaimId, DocumentId};
use damane_domain::money::Money;
use damane_domain::pension::PensionForm;
use damane_services::{Filing, OfficerStep, Session};
use serde_json::Value;
use std::io::{Cursor, Read as _};
use support::claims::{officer, with_account};
use support::losses::{PAPERS, dismissed};
use support::{EMPLOYED, INACTIVE, TestFund};

const PAPER: &[u8] = b"%PDF-1.7\n%%EOF\n";
const CARE: &str = r#"{"beneficiary":"myself","beneficiary_name":null,"continuous":false,"long_term":false,"abroad":null,
    "practitioner":null,"lines":[{"act":"gp_visit","label":"","on":"2026-11-20","paid":15000,"quantity":1,
    "public_hospital":false}]}"#;

/// Documents that arrived and wait for their claim.
async fn arrived(fund: &TestFund, session: &Session, kinds: &[DocumentKind]) -> Vec<DocumentId> {
    let mut ids = Vec::new();
    for kind in kinds {
        let begun = fund.begin_document(session, *kind, PAPER.len() as u64, None).await.unwrap();
        assert!(fund.receive_piece(session, &begun.id, 0, PAPER).await.unwrap().ready);
        ids.push(begun.id);
    }
    ids
}

async fn step(fund: &TestFund, name: &str, id: &ClaimId, step: OfficerStep<'_>) {
    fund.decide_claim(&officer(fund, name), id, step).await.unwrap();
}

/// The only claim of an export, and the bytes of its first document.
async fn exported(fund: &TestFund, session: &Session) -> (Value, Option<Vec<u8>>) {
    let confirmed = fund.confirmed(session).await;
    let archive = fund.export(&confirmed).await.unwrap();
    let mut archive = zip::ZipArchive::new(Cursor::new(archive)).unwrap();
    let mut read = |name: &str| {
        let mut bytes = Vec::new();
        archive.by_name(name).unwrap().read_to_end(&mut bytes).unwrap();
        bytes
    };
    let mut claims: Vec<Value> = serde_json::from_slice(&read("claims.json")).unwrap();
    let document = claims[0]["documents"][0]["file"].as_str().map(&mut read);
    (claims.remove(0), document)
}

#[tokio::test]
async fn an_export_holds_the_documents_of_a_claim() {
    let fund = TestFund::with_limits("codes_per_hour = 100").await;
    let (session, _) = fund.signed_in(EMPLOYED).await;
    let documents = arrived(&fund, &session, &[DocumentKind::CareForm]).await;
    let filing = Filing { kind: ClaimKind::Reimbursement, office: "main", form: CARE, documents: &documents };
    fund.file_claim(&session, filing, "care").await.unwrap();
    let (claim, document) = exported(&fund, &session).await;
    assert_eq!(claim["documents"][0]["kind"], "care_form");
    assert_eq!(document.as_deref(), Some(PAPER));
    assert_eq!((&claim["months"], &claim["pension_when_asked"]), (&Value::Null, &Value::Null));
}

#[tokio::test]
async fn an_export_holds_a_pensions_figures_and_what_was_granted() {
    let fund = TestFund::with_limits("codes_per_hour = 100").await;
    fund.declare_months("2026-07", 134, INACTIVE).await;
    with_account(&fund, INACTIVE, |person| person.birth_date = "1966-08-15".parse().unwrap()).await;
    let (session, _) = fund.signed_in(INACTIVE).await;
    let kinds = [DocumentKind::IdentityCard, DocumentKind::EmployerStatement, DocumentKind::LifeCertificate];
    let papers = arrived(&fund, &session, &kinds).await;
    let form = PensionForm { stopped_on: "2026-07-31".parse().unwrap(), underground: false, sworn: true };
    let id = fund.file_pension(&session, &form, &papers, "asked").await.unwrap().id;
    step(&fund, "S. Amrani", &id, OfficerStep::Take).await;
    let amount = Money::centimes(264_506);
    fund.propose_in_all(&officer(&fund, "S. Amrani"), &id, amount).await.unwrap();
    let (proposed, _) = exported(&fund, &session).await;
    assert_eq!(proposed["pension_when_asked"]["days"], 3_484);
    let of_officers = (&proposed["granted_centimes"], &proposed["pension_granted"]);
    assert_eq!(of_officers, (&Value::Null, &Value::Null), "not agreed to yet");
    step(&fund, "H. Berrada", &id, OfficerStep::Approve).await;
    let (granted, _) = exported(&fund, &session).await;
    assert_eq!(
        (&granted["granted_centimes"], &granted["granted_by_the_month"]),
        (&264_506.into(), &true.into())
    );
    assert_eq!(granted["pension_granted"]["starts_on"], granted["pension_when_asked"]["starts_on"]);
}

#[tokio::test]
async fn an_export_holds_the_months_of_a_benefit() {
    let fund = TestFund::with_limits("codes_per_hour = 100").await;
    fund.declare_months("2026-07", 33, EMPLOYED).await;
    with_account(&fund, EMPLOYED, |_| ()).await;
    let (session, _) = fund.signed_in(EMPLOYED).await;
    let papers = arrived(&fund, &session, &PAPERS).await;
    let id = fund.file_job_loss(&session, &dismissed(), &papers, "declared").await.unwrap().id;
    step(&fund, "S. Amrani", &id, OfficerStep::Take).await;
    step(&fund, "S. Amrani", &id, OfficerStep::Propose(Money::centimes(115_300), "[]")).await;
    step(&fund, "H. Berrada", &id, OfficerStep::Approve).await;
    let (claim, _) = exported(&fund, &session).await;
    assert_eq!((&claim["granted_centimes"], &claim["granted_by_the_month"]), (&115_300.into(), &true.into()));
    let months = claim["months"].as_array().unwrap();
    assert_eq!((months.len(), &months[0]["first"]), (6, &"2026-11-01".into()));
    assert_eq!(months[0]["state"], "ahead");
}

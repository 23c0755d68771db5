//! Papers that are no certificates: the letter of a decision and the career statement, sealed by the fund and no
//! certificate for any verifier.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "here a panic is the report")]

mod support;

use damane_domain::claim::{ClaimKind, IllegalStep, OfficerName, Refusal};
use damane_domain::ids::ClaimId;
use damane_domain::money::Money;
use damane_services::{Filing, Officer, OfficerStep, ServiceError, Session};
use support::{EMPLOYED, OTHER, TestFund, holds};

fn officer(name: &str) -> Officer {
    Officer { name: OfficerName::parse(name).unwrap(), office: "casa".to_owned() }
}

async fn filed(fund: &TestFund, session: &Session, kind: ClaimKind) -> ClaimId {
    let filing = Filing { kind, office: "casa", form: "{}", documents: &[] };
    fund.file_claim(session, filing, kind.code()).await.unwrap().id
}

async fn decided(fund: &TestFund, id: &ClaimId, steps: &[(&str, OfficerStep<'_>)]) {
    for (name, step) in steps {
        fund.decide_claim(&officer(name), id, *step).await.unwrap();
    }
}

/// A paper the fund sealed, of at least so many pages.
fn is_sealed(pdf: &[u8], pages: usize) {
    assert!(pdf.starts_with(b"%PDF-1.7") && holds(pdf, b"/ETSI.CAdES.detached"));
    assert!(!holds(pdf, b"claims.cose"), "no paper but a certificate carries claims");
    assert!(pages_of(pdf) >= pages, "{} pages", pages_of(pdf));
}

fn pages_of(pdf: &[u8]) -> usize {
    let text = String::from_utf8_lossy(pdf);
    let at = text.find("/Type/Pages").or_else(|| text.find("/Type /Pages")).expect("a page tree");
    let count = text[at..].split("/Count").nth(1).expect("a count");
    count.trim_start().chars().take_while(char::is_ascii_digit).collect::<String>().parse().unwrap()
}

#[tokio::test]
async fn a_letter_is_there_once_two_officers_agreed_and_for_its_owner_alone() {
    let fund = TestFund::new().await;
    let (naima, _) = fund.signed_in(EMPLOYED).await;
    let (idriss, _) = fund.signed_in(OTHER).await;
    let id = filed(&fund, &naima, ClaimKind::Reimbursement).await;
    let granted = OfficerStep::Propose(Money::centimes(5_600), "[]");
    decided(&fund, &id, &[("S. Amrani", OfficerStep::Take), ("S. Amrani", granted)]).await;
    let early = fund.claim_letter(&naima, &id).await;
    let undecided = ServiceError::IllegalStep(IllegalStep::State { state: "proposed", step: "" });
    assert_eq!(std::mem::discriminant(&early.unwrap_err()), std::mem::discriminant(&undecided));
    decided(&fund, &id, &[("H. Berrada", OfficerStep::Approve)]).await;
    is_sealed(&fund.claim_letter(&naima, &id).await.unwrap(), 1);
    let stranger = fund.claim_letter(&idriss, &id).await;
    assert!(matches!(stranger, Err(ServiceError::NotFound)), "{stranger:?}");
}

#[tokio::test]
async fn a_refusal_of_every_kind_has_a_letter_with_its_reasons() {
    let fund = TestFund::new().await;
    let (session, _) = fund.signed_in(EMPLOYED).await;
    for kind in ClaimKind::ALL {
        let id = filed(&fund, &session, *kind).await;
        let refused = OfficerStep::Refuse(&Refusal::ALL[..12], None);
        decided(&fund, &id, &[("S. Amrani", OfficerStep::Take), ("S. Amrani", refused)]).await;
        is_sealed(&fund.claim_letter(&session, &id).await.unwrap(), 2);
    }
}

#[tokio::test]
async fn forty_years_of_work_flow_over_pages() {
    let fund = TestFund::new().await;
    let (session, _) = fund.signed_in(EMPLOYED).await;
    is_sealed(&fund.career_pdf(&session).await.unwrap(), 1);
    for year in 1984..2024 {
        for month in 1..=12 {
            fund.declare(&format!("{year}-{month:02}"), "ATELIER ZERHOUN SARL", 1_000_004, &[EMPLOYED]).await;
        }
    }
    let pdf = fund.career_pdf(&session).await.unwrap();
    is_sealed(&pdf, 10);
    if let Ok(place) = std::env::var("DAMANE_KEEP_PAPERS") {
        std::fs::write(place, &pdf).unwrap();
    }
}

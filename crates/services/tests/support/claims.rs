//! What claims need: officers of the fund's first office, a bank account, documents that wait for their claim, the bank.

use super::TestFund;
use damane_domain::claim::{ClaimKind, DocumentKind, OfficerName};
use damane_domain::ids::{ClaimId, DocumentId, PersonId, RegistrationNumber, Rib};
use damane_domain::money::Money;
use damane_domain::person::Person;
use damane_services::{Filing, Officer, Session};
use damane_storage::claims::{self, DocumentRecord};
use damane_storage::register;

pub fn officer(fund: &TestFund, name: &str) -> Officer {
    let first = fund.profile().offices.first().map(|office| office.code.clone());
    let office = first.filter(|code| !code.is_empty()).unwrap_or_else(|| "main".to_owned());
    Officer { name: OfficerName::parse(name).unwrap(), office }
}

/// The register knows a person's bank account, and whatever else is changed.
pub async fn with_account(fund: &TestFund, number: &str, change: impl FnOnce(&mut Person)) {
    let number = RegistrationNumber::parse(number).unwrap();
    let store = fund.store().await;
    let mut tx = store.begin().await.unwrap();
    let (id, mut person) = register::find_registered(&mut tx, &number).await.unwrap().unwrap();
    person.rib = Some(Rib::from_account("0117800000123456789012").unwrap());
    change(&mut person);
    register::put_people(&mut tx, &[(id, person)], fund.now()).await.unwrap();
    tx.commit().await.unwrap();
}

/// A document that was handed in and waits for its claim.
pub fn document(fund: &TestFund, person: PersonId, id: u8, kind: DocumentKind) -> DocumentRecord {
    DocumentRecord {
        id: DocumentId([id; 16]),
        person,
        claim: None,
        kind,
        media: "image/jpeg".to_owned(),
        bytes: 12,
        digest: [id; 32],
        object: format!("object-{id}"),
        object_key: vec![id],
        added_at: fund.now(),
        kept_until: Some(fund.now().plus_days(30)),
    }
}

/// Documents that were handed in and wait for their claim, numbered from the first.
pub async fn handed_in(
    fund: &TestFund,
    session: &Session,
    first: u8,
    kinds: &[DocumentKind],
) -> Vec<DocumentId> {
    let store = fund.store().await;
    let mut tx = store.begin().await.unwrap();
    let mut ids = Vec::new();
    for (at, kind) in (first..).zip(kinds) {
        let record = document(fund, session.person, at, *kind);
        claims::add_document(&mut tx, &record).await.unwrap();
        ids.push(record.id);
    }
    tx.commit().await.unwrap();
    ids
}

/// Sends what is due to the bank, and the bank pays: how much went out, `None` when nothing was due.
pub async fn pay_out(fund: &TestFund) -> Option<Money> {
    let today = fund.now().date();
    let id = fund.make_batch(&officer(fund, "S. Amrani"), today).await.unwrap()?;
    fund.agree_to_batch(&officer(fund, "H. Berrada"), &id).await.unwrap();
    fund.settle_batch(&officer(fund, "S. Amrani"), &id, today).await.unwrap();
    Some(fund.batch(&officer(fund, "S. Amrani"), &id).await.unwrap().record.total)
}

/// A visit to a doctor, 150.00, as it is kept.
pub const VISIT: &str = r#"{"beneficiary":"myself","beneficiary_name":null,"continuous":false,"long_term":false,"abroad":null,
    "practitioner":null,"lines":[{"act":"gp_visit","label":"","on":"2026-11-20","paid":15000,"quantity":1,
    "public_hospital":false}]}"#;

/// Hands in a visit without papers.
pub async fn filed(fund: &TestFund, session: &Session, key: &str) -> ClaimId {
    let filing = Filing { kind: ClaimKind::Reimbursement, office: "main", form: VISIT, documents: &[] };
    fund.file_claim(session, filing, key).await.unwrap().id
}

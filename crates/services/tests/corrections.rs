//! A correction replaces a certificate before anyone asks: by an employer's file, and by the register.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "here a panic is the report")]

mod support;

use damane_domain::certificates::CertificateKind;
use damane_domain::month::Month;
use damane_ebds::generate::write_large_month;
use damane_ebds::{CheckOptions, Event, Reader};
use damane_services::career::{DeclarationImport, Watch};
use damane_services::{CertificateState, Session};
use damane_storage::{certificates, register};
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use support::{EMPLOYED, OTHER, TestFund};

/// An employer's file about a month nobody else declared.
fn file(folder: &Path, seed: u64) -> PathBuf {
    let path = folder.join(format!("month-{seed}.txt"));
    let out = std::io::BufWriter::new(std::fs::File::create(&path).unwrap());
    drop(write_large_month(out, 40, seed, Month::parse("2026-06").unwrap()).unwrap());
    path
}

/// Days it declares of a person.
fn days(path: &Path, number: &str) -> u8 {
    let number: u32 = number.parse().unwrap();
    let mut reader = Reader::new(std::fs::File::open(path).unwrap(), &CheckOptions::default());
    while let Some(event) = reader.next_event().unwrap() {
        match event {
            Event::Detail(line, _) if line.number == number => return line.days,
            _ => {}
        }
    }
    panic!("the file does not declare {number}")
}

async fn import(fund: &TestFund, path: &Path) {
    let watch = Watch { progress: &|_| {}, cancelled: &AtomicBool::new(false) };
    let imported = fund.import_declaration(path, &watch).await.unwrap();
    assert!(matches!(imported, DeclarationImport::Kept(_)), "{imported:?}");
}

async fn state(fund: &TestFund, session: &Session) -> CertificateState {
    fund.certificates(session).await.unwrap()[0].state
}

#[tokio::test]
async fn a_corrected_file_replaces_the_certificates_of_those_it_changes_and_of_nobody_else() {
    let fund = TestFund::new().await;
    let folder = tempfile::tempdir().unwrap();
    let files: Vec<PathBuf> = (1..200).map(|seed| file(folder.path(), seed)).collect();
    let first = files.iter().find(|path| days(path, EMPLOYED) == 26).unwrap();
    let corrected = files.iter().find(|path| days(path, EMPLOYED) < 26).unwrap();
    import(&fund, first).await;
    let (mine, _) = fund.signed_in(EMPLOYED).await;
    let (theirs, _) = fund.signed_in(OTHER).await;
    for session in [&mine, &theirs] {
        fund.issue_certificate(session, CertificateKind::Employment, "one").await.unwrap();
    }
    let before = fund.now();
    fund.wait(60);
    import(&fund, corrected).await;
    assert_eq!(state(&fund, &mine).await, CertificateState::Replaced);
    assert_eq!(state(&fund, &theirs).await, CertificateState::Valid, "the file does not name them");
    assert_eq!(fund.told_since(before).await.len(), 1);
}

#[tokio::test]
async fn another_name_in_the_register_replaces_what_was_issued_under_the_old_one() {
    let fund = TestFund::new().await;
    let (session, _) = fund.signed_in(EMPLOYED).await;
    fund.issue_certificate(&session, CertificateKind::Employment, "one").await.unwrap();
    fund.wait(60);
    let store = fund.store().await;
    let mut tx = store.begin().await.unwrap();
    let mut person = register::find_person(&mut tx, session.person).await.unwrap().unwrap();
    certificates::ask_review_of_changed(&mut tx, fund.now()).await.unwrap();
    assert!(certificates::find_reviews(&mut tx, 10).await.unwrap().is_empty(), "nothing changed yet");
    person.name.latin = "NAÏMA EL OUARDI ALAMI".to_owned();
    register::put_people(&mut tx, &[(session.person, person)], fund.now()).await.unwrap();
    certificates::ask_review_of_changed(&mut tx, fund.now()).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(fund.review_certificates().await.unwrap(), 1);
    assert_eq!(state(&fund, &session).await, CertificateState::Replaced);
}

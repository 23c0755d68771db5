//! What the page does with names nobody expected.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "here a panic is the report")]

mod common;

use common::{
    SEALED, another_name, at, bundle, claims, composed, composed_with, employment_with, facts, facts_of,
    fund, name, page_of, sealed_by, sealer,
};
use damane_credential::Signer as _;
use damane_document::{ComposeError, Paper, PaperRow, PaperTable, Section, compose, compose_paper, verify};
use damane_domain::certificates::{CertificateKind, Words};
use damane_domain::fund::Trilingual;
use damane_domain::ids::{Cin, RegistrationNumber};
use damane_domain::person::PersonName;
use damane_domain::verification::{Reason, Verdict};

#[test]
fn long_names_stay_on_the_page() {
    let facts =
        employment_with("SOCIETE MAROCAINE DE TRAVAUX ET D’AMENAGEMENT DES ZONES OASIENNES ET DE L’ARGANIER");
    let long = PersonName {
        latin: "Fatima-Ezzahra BENABDERRAHMANE EL IDRISSI EL HASSANI EL OUAZZANI".into(),
        arabic: "فاطمة الزهراء بنعبد الرحمان الإدريسي الحسني الوزاني المصمودي الأندلسي".into(),
    };
    let pdf = composed_with(&long, &facts, &claims(&long, &facts));
    assert!(pdf.starts_with(b"%PDF-1.7"));
}

#[test]
fn a_name_that_would_push_the_code_off_the_first_page_is_refused() {
    let endless = PersonName { latin: "Ana ".repeat(400).trim().into(), ..name() };
    let error = page_of(&endless, &facts(), |page| compose(page).unwrap_err());
    assert_eq!(error, ComposeError::TooLong);
}

#[test]
fn a_letter_no_font_has_is_named() {
    let emoji = PersonName { latin: "Naïma 🙂".into(), ..name() };
    assert_eq!(page_of(&emoji, &facts(), |page| compose(page).unwrap_err()), ComposeError::Letter('🙂'));
}

#[test]
fn vowel_signs_and_moroccan_letters_compose() {
    let mut name = another_name();
    name.arabic = "مُحَمَّد أڭنـــو".into();
    composed_with(&name, &facts(), &claims(&name, &facts()));
}

#[test]
fn markup_in_a_name_is_text() {
    let typed = PersonName { latin: "#panic(\"x\") *a* $b$ @c <d>".into(), ..name() };
    composed_with(&typed, &facts(), &claims(&typed, &facts()));
}

#[test]
fn the_same_facts_give_the_same_bytes_whatever_was_composed_between() {
    let once = composed();
    let other = composed_with(&another_name(), &facts(), &claims(&another_name(), &facts()));
    assert!(once != other && once == composed());
}

/// Pages of a file, counted in its page tree.
fn pages(pdf: &[u8]) -> usize {
    let text = String::from_utf8_lossy(pdf);
    let at = text.find("/Type/Pages").or_else(|| text.find("/Type /Pages")).expect("a page tree");
    let count = text[at..].split("/Count").nth(1).expect("a count");
    count.trim_start().chars().take_while(char::is_ascii_digit).collect::<String>().parse().unwrap()
}

#[test]
fn every_kind_takes_one_page_and_a_long_table_flows_to_the_next() {
    for kind in CertificateKind::ALL {
        let pdf = |rows| {
            let facts = facts_of(kind, rows);
            composed_with(&name(), &facts, &claims(&name(), &facts))
        };
        // The rule of the quarters takes room that the salaries have for a whole year.
        let rows = if kind == CertificateKind::Quarters { 8 } else { 12 };
        assert_eq!(pages(&pdf(rows)), 1, "{}", kind.code());
    }
    for (rows, expected) in [(40, 2), (90, 3)] {
        let facts = facts_of(CertificateKind::Quarters, rows);
        assert_eq!(
            pages(&composed_with(&name(), &facts, &claims(&name(), &facts))),
            expected,
            "{rows} years"
        );
    }
}

#[test]
fn what_is_kept_between_pages_changes_no_byte() {
    let warm = composed();
    let cold = page_of(&name(), &facts(), |page| damane_document::compose_cold(page).unwrap());
    let same = page_of(&name(), &facts(), |page| compose(page).unwrap());
    assert!(cold == same && same == warm);
}

fn said(text: &str) -> Trilingual {
    Trilingual { ar: "نص".into(), fr: text.into(), en: text.into() }
}

/// A paper that is no certificate, with a table of so many rows.
fn paper(rows: usize, words: &str) -> Vec<u8> {
    let row = |at: usize| vec![at.to_string(), words.to_owned()];
    let table = PaperTable {
        columns: vec![(said("N°"), 1.0), (said("Quoi"), 3.0)],
        rows: (0..rows).map(row).collect(),
        total: None,
    };
    let number = RegistrationNumber::parse("190000010").unwrap();
    let paper = Paper {
        fund: &fund(),
        title: Words { ar: "قرار", fr: "Décision", en: "Decision" },
        reference: "RB-7K4M-29QX-81TN",
        key: sealer().kid(),
        issued_at: at(SEALED),
        rows: PaperRow::of_person(&name(), &number, &Cin::parse("XA104882").unwrap()),
        sections: vec![Section {
            heading: Some(said("Lignes")),
            texts: vec![said(words)],
            table: Some(table),
        }],
    };
    compose_paper(&paper).unwrap()
}

#[test]
fn a_paper_flows_over_pages_and_is_the_same_each_time() {
    assert_eq!(pages(&paper(4, "x")), 1);
    assert!(pages(&paper(400, "x")) > 5);
    assert_eq!(paper(40, "x"), paper(40, "x"));
}

#[test]
fn a_letter_no_font_has_spoils_no_paper() {
    assert_eq!(pages(&paper(2, "doliprane 🙂 #x $y$")), 1);
}

#[test]
fn a_sealed_paper_is_no_certificate_and_no_forgery() {
    let answer = verify(&sealed_by(&paper(4, "x"), &sealer()), &bundle(), at(common::NOW));
    let verification = answer.verification;
    assert_eq!(
        (verification.verdict, verification.reasons),
        (Verdict::NotACertificate, vec![Reason::PdfWithoutClaims])
    );
    assert!(answer.seal.is_some(), "who sealed it is told");
}

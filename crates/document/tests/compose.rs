//! What the page does with names nobody expected.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "here a panic is the report")]

mod common;
#[path = "common/paper.rs"]
mod paper;

use common::{
    another_name, claims, composed, composed_with, employment_with, facts, facts_of, name, page_of,
};
use damane_document::{ComposeError, compose};
use damane_domain::certificates::CertificateKind;
use damane_domain::person::PersonName;
use paper::paper;

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

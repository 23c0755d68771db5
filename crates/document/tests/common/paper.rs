//! A paper that is no certificate, as a letter is.

#![allow(clippy::unwrap_used, reason = "here a panic is the report")]

use crate::common::{SEALED, at, fund, name, sealed_by, sealer};
use damane_credential::Signer as _;
use damane_document::{Paper, PaperRow, PaperTable, Section, compose_paper};
use damane_domain::certificates::Words;
use damane_domain::fund::Trilingual;
use damane_domain::ids::{Cin, RegistrationNumber};

fn said(text: &str) -> Trilingual {
    Trilingual { ar: "نص".into(), fr: text.into(), en: text.into() }
}

/// A paper that is no certificate, with a table of so many rows.
pub fn paper(rows: usize, words: &str) -> Vec<u8> {
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

/// One that the fund sealed.
#[allow(dead_code, reason = "not every test seals")]
pub fn letter() -> Vec<u8> {
    sealed_by(&paper(4, "x"), &sealer())
}

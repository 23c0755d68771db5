//! Papers that are no certificates: the career statement, a decision's letter. Rows, texts and tables in three languages,
//! under the fund's frame and seal; no code and no claims, so that none of them can pass for a certificate.

use super::{ComposeError, drawing, facts, world, write};
use damane_credential::KeyId;
use damane_domain::certificates::Words;
use damane_domain::fund::{FundProfile, Trilingual};
use damane_domain::ids::{Cin, RegistrationNumber};
use damane_domain::money::Money;
use damane_domain::person::PersonName;
use damane_domain::time::Timestamp;
use serde_json::{Value, json};

/// Pages a paper may take: forty years of work, line by line, need seventeen.
const MOST_PAGES: usize = 60;

/// Everything a paper says.
#[derive(Debug, Clone)]
pub struct Paper<'a> {
    /// The fund.
    pub fund: &'a FundProfile,
    /// Its title.
    pub title: Words,
    /// What a person quotes.
    pub reference: &'a str,
    /// The sealing key.
    pub key: KeyId,
    /// Made at.
    pub issued_at: Timestamp,
    /// Whom and what it is about: these stand on the first page.
    pub rows: Vec<PaperRow>,
    /// What it says, in order.
    pub sections: Vec<Section>,
}

/// A named value.
#[derive(Debug, Clone)]
pub struct PaperRow {
    /// What it is.
    pub label: Words,
    /// The value in Arabic, where it differs.
    pub arabic: Option<String>,
    /// The value.
    pub value: String,
}

impl PaperRow {
    /// A value that is the same in every language.
    pub const fn new(label: Words, value: String) -> Self {
        Self { label, arabic: None, value }
    }

    /// Whose paper it is: name, registration number, identity card.
    pub fn of_person(name: &PersonName, number: &RegistrationNumber, cin: &Cin) -> Vec<Self> {
        let label = |ar, fr, en| Words { ar, fr, en };
        vec![
            Self {
                label: label("الاسم الكامل", "Nom et prénom", "Name"),
                arabic: Some(write::without_harakat(&name.arabic)),
                value: name.latin.clone(),
            },
            Self::new(
                label("رقم التسجيل", "N° d’immatriculation", "Registration number"),
                write::grouped(number.as_str()),
            ),
            Self::new(label("البطاقة الوطنية للتعريف", "Carte nationale", "National ID"), cin.to_string()),
        ]
    }
}

/// A part of a paper: a heading, texts, a table; each may be absent.
#[derive(Debug, Clone, Default)]
pub struct Section {
    /// Above it.
    pub heading: Option<Trilingual>,
    /// Its texts.
    pub texts: Vec<Trilingual>,
    /// Its table.
    pub table: Option<PaperTable>,
}

/// A table whose heading is repeated on each page.
#[derive(Debug, Clone)]
pub struct PaperTable {
    /// Names of its columns, and their widths as shares of the page.
    pub columns: Vec<(Trilingual, f64)>,
    /// Its rows, a cell for each column.
    pub rows: Vec<Vec<String>>,
    /// Its last row.
    pub total: Option<Vec<String>>,
}

/// Centimes as dirhams: `5 186,40`.
pub fn write_amount(money: Money) -> String {
    write::amount(money)
}

/// Composes a paper, not yet sealed. Two calls with the same input give the same bytes. A letter that no font has, which
/// may stand in what people wrote, is printed as a question mark.
///
/// # Errors
/// [`ComposeError::Page`]; [`ComposeError::TooLong`] when the rows do not leave the seal its place.
pub fn compose_paper(paper: &Paper<'_>) -> Result<Vec<u8>, ComposeError> {
    let shared = world::Shared::kept();
    let text = page_json(paper, shared).to_string();
    let world = world::World::of_paper(shared, text);
    let pdf = super::print(&world, MOST_PAGES, paper.reference, paper.issued_at);
    super::let_go();
    pdf
}

fn page_json(paper: &Paper<'_>, shared: &world::Shared) -> Value {
    let known = |text: &str| printable(text, shared);
    let rows = paper.rows.iter().map(|row| {
        json!({
            "label": facts::words(&row.label),
            "arabic": row.arabic.as_deref().map(known),
            "value": known(&row.value),
        })
    });
    let name = &paper.fund.name;
    json!({
        "fund": {"ar": name.ar, "fr": name.fr, "en": name.en},
        "demonstration": paper.fund.demonstration,
        "title": facts::words(&paper.title),
        "reference": paper.reference,
        "band": drawing::band(),
        "mark": drawing::mark(),
        "sealed_at": facts::sealed_at(paper.issued_at),
        "key": facts::key(&paper.key.to_hex()),
        "rows": rows.collect::<Vec<_>>(),
        "sections": paper.sections.iter().map(|section| section_json(section, shared)).collect::<Vec<_>>(),
    })
}

fn section_json(section: &Section, shared: &world::Shared) -> Value {
    let text = |text: &Trilingual| {
        json!({
            "ar": printable(&text.ar, shared), "fr": printable(&text.fr, shared), "en": printable(&text.en, shared),
        })
    };
    let cells = |row: &Vec<String>| row.iter().map(|cell| printable(cell, shared)).collect::<Vec<_>>();
    let table = section.table.as_ref().map(|table| {
        json!({
            "columns": table.columns.iter().map(|(name, _)| text(name)).collect::<Vec<_>>(),
            "widths": table.columns.iter().map(|(_, width)| *width).collect::<Vec<_>>(),
            "rows": table.rows.iter().map(cells).collect::<Vec<_>>(),
            "total": table.total.as_ref().map(cells),
        })
    });
    json!({
        "heading": section.heading.as_ref().map(text),
        "texts": section.texts.iter().map(text).collect::<Vec<_>>(),
        "table": table,
    })
}

fn printable(text: &str, shared: &world::Shared) -> String {
    let Some(_) = shared.find_unknown_letter(text) else { return text.to_owned() };
    let mut buffer = [0; 4];
    let known = |letter: char| match shared.find_unknown_letter(letter.encode_utf8(&mut buffer)) {
        Some(_) => '?',
        None => letter,
    };
    text.chars().map(known).collect()
}

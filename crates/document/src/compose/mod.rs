//! The page of a certificate, of a statement or of a letter (feature `compose`): facts in, PDF/A-3a + PDF/UA-1 out, the same bytes each time.

mod drawing;
mod facts;
mod paper;
mod world;
mod write;

pub use paper::{Paper, PaperRow, PaperTable, Section, compose_paper, write_amount};

use chrono::{Datelike, Timelike};
use damane_credential::KeyId;
use damane_domain::certificates::Facts;
use damane_domain::fund::FundProfile;
use damane_domain::ids::{Cin, RegistrationNumber};
use damane_domain::person::PersonName;
use damane_domain::time::Timestamp;
use std::sync::atomic::{AtomicUsize, Ordering};
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp as PdfTimestamp};

/// Everything a page says. Its facts are those of the claims attached to it.
#[derive(Debug, Clone, Copy)]
pub struct Page<'a> {
    /// The fund.
    pub fund: &'a FundProfile,
    /// Whom it is about.
    pub name: &'a PersonName,
    /// Registration number.
    pub registration_number: &'a RegistrationNumber,
    /// National id.
    pub cin: &'a Cin,
    /// What it states.
    pub facts: &'a Facts,
    /// Issued at.
    pub issued_at: Timestamp,
    /// No longer good from here on.
    pub expires_at: Timestamp,
    /// What a person quotes.
    pub reference: &'a str,
    /// Text of the QR code.
    pub qr_text: &'a str,
    /// The signed claims, attached.
    pub claims: &'a [u8],
    /// The sealing key.
    pub key: KeyId,
}

/// Why there is no page.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ComposeError {
    /// The text does not fit a QR code.
    #[error("the code cannot be drawn")]
    Code,
    /// The page does not compose, or not to the standards.
    #[error("the page does not compose: {0}")]
    Page(String),
    /// A name has a letter no font here has.
    #[error("no font has the letter {0:?}")]
    Letter(char),
    /// Its names take more than the first page, or its table more pages than anybody's work.
    #[error("the certificate is too long")]
    TooLong,
}

/// Pages a table may take: a hundred years of work need three.
const MOST_PAGES: usize = 4;
/// What a page says when the code and the seal would not stand on the first page.
const BEYOND: &str = "beyond the first page";

/// Pages composed by this process.
static COMPOSED: AtomicUsize = AtomicUsize::new(0);
/// How many pages go by until what only one of them needed is let go.
const PAGES_BETWEEN: usize = 20;

/// Composes the page, not yet sealed. Two calls with the same input give the same bytes.
///
/// # Errors
/// [`ComposeError`] when the code or the page cannot be drawn.
pub fn compose(page: &Page<'_>) -> Result<Vec<u8>, ComposeError> {
    let pdf = draw(page, world::Shared::kept());
    let_go();
    pdf
}

/// What single pages left in the compiler's memory is let go now and then, what pages share is kept.
fn let_go() {
    if COMPOSED.fetch_add(1, Ordering::Relaxed) % PAGES_BETWEEN == PAGES_BETWEEN - 1 {
        comemo::evict(1);
    }
}

/// As [`compose`], with nothing kept from the pages before: what a page costs without what all pages share. For the
/// bench, which shows what keeping it is worth.
///
/// # Errors
/// As [`compose`].
pub fn compose_cold(page: &Page<'_>) -> Result<Vec<u8>, ComposeError> {
    comemo::evict(0);
    draw(page, &world::Shared::load())
}

fn draw(page: &Page<'_>, shared: &world::Shared) -> Result<Vec<u8>, ComposeError> {
    let text = facts::page_json(page)?;
    let employers = page.facts.employers().map(|(_, name)| name);
    for name in [page.name.latin.as_str(), &page.name.arabic].into_iter().chain(employers) {
        if let Some(letter) = shared.find_unknown_letter(name) {
            return Err(ComposeError::Letter(letter));
        }
    }
    let world = world::World::new(shared, text, page.claims.to_vec());
    print(&world, MOST_PAGES, page.reference, page.issued_at)
}

/// Sets a world's page and writes it to the standards.
fn print(
    world: &world::World<'_>,
    most_pages: usize,
    reference: &str,
    issued_at: Timestamp,
) -> Result<Vec<u8>, ComposeError> {
    let document: typst_layout::PagedDocument =
        typst::compile(world).output.map_err(|errors| said(&errors))?;
    if document.pages().len() > most_pages {
        return Err(ComposeError::TooLong);
    }
    let standards = PdfStandards::new(&[PdfStandard::A_3a, PdfStandard::Ua_1])
        .map_err(|error| ComposeError::Page(error.message().to_string()))?;
    let options = PdfOptions {
        ident: typst::foundations::Smart::Custom(reference.to_owned()),
        creator: typst::foundations::Smart::Custom(Some("Mon Damane".to_owned())),
        timestamp: pdf_time(issued_at),
        standards,
        ..PdfOptions::default()
    };
    typst_pdf::pdf(&document, &options).map_err(|errors| said(&errors))
}

/// What the compiler says; that the rows take more than the first page has an error of its own.
fn said(errors: &dyn std::fmt::Debug) -> ComposeError {
    let text = format!("{errors:?}");
    if text.contains(BEYOND) {
        ComposeError::TooLong
    } else {
        ComposeError::Page(text.chars().take(400).collect())
    }
}

fn pdf_time(at: Timestamp) -> Option<PdfTimestamp> {
    let time = chrono::DateTime::from_timestamp(at.seconds(), 0)?.naive_utc();
    let part = |value: u32| u8::try_from(value).ok();
    let date = typst::foundations::Datetime::from_ymd_hms(
        time.year(),
        part(time.month())?,
        part(time.day())?,
        part(time.hour())?,
        part(time.minute())?,
        part(time.second())?,
    )?;
    Some(PdfTimestamp::new_utc(date))
}

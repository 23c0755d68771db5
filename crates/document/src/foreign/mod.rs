//! Seals of strangers' files (PAdES and what came before it): every question about every seal gets its own line, and no
//! sum of them is a green tick. Roots are those that were passed in; nobody's are built in.

mod allowed;
mod changes;
mod evidence;
mod file;
mod filter;
mod judge;
mod object;
mod parser;
mod seal;

pub use changes::{After, after};
pub use file::File;
pub use parser::Fuel;
pub use seal::find as find_seals;

use crate::x509::Roots;
use damane_domain::pdf_report::{PdfAspect, PdfFinding, PdfLine, PdfReport};
use damane_domain::time::Timestamp;
use object::Value;

/// What is found out about a file.
#[derive(Debug, Default)]
pub struct Examined {
    /// Line by line.
    pub report: PdfReport,
    /// It attaches claims as the fund's certificates do.
    pub carries_claims: bool,
    /// It is encrypted.
    pub is_encrypted: bool,
    /// It cannot be read in one way only, or not at all.
    pub is_unreadable: bool,
}

/// Examines a file.
pub fn examine(pdf: &[u8], roots: &Roots, now: Timestamp) -> Examined {
    let fuel = Fuel::full();
    let claims_a_seal = memchr::memmem::find(pdf, b"/ByteRange").is_some();
    let Ok(file) = File::open(pdf, &fuel) else {
        let report = one_line(claims_a_seal, PdfFinding::StructureUnreadable);
        return Examined { report, is_unreadable: true, ..Examined::default() };
    };
    if file.trailer.get("Encrypt").is_some() {
        let report = one_line(claims_a_seal, PdfFinding::Encrypted);
        return Examined { report, is_encrypted: true, ..Examined::default() };
    }
    let carries_claims = carries_claims(&file);
    match judge::all(&file, roots, now) {
        Ok(lines) => Examined { report: PdfReport { lines }, carries_claims, ..Examined::default() },
        Err(_) => {
            let report = one_line(claims_a_seal, PdfFinding::StructureUnreadable);
            Examined { report, carries_claims, is_unreadable: true, ..Examined::default() }
        }
    }
}

/// A seal about which only one thing can be said, if the file claims to have one.
fn one_line(claims_a_seal: bool, finding: PdfFinding) -> PdfReport {
    let lines = PdfAspect::ALL.map(|aspect| {
        let finding = if aspect == PdfAspect::Integrity { finding } else { PdfFinding::NotChecked };
        PdfLine { seal: 1, aspect, finding, detail: None }
    });
    PdfReport { lines: if claims_a_seal { lines.to_vec() } else { Vec::new() } }
}

/// Whether the file attached is called as our claims are.
fn carries_claims(file: &File<'_>) -> bool {
    let names = || {
        let (_, catalogue) = file.catalogue().ok()?;
        let names = file.get(&catalogue, "Names").ok()?;
        let attached = file.get(names.dictionary()?, "EmbeddedFiles").ok()?;
        file.get(attached.dictionary()?, "Names").ok()
    };
    names().as_ref().and_then(Value::array).is_some_and(|names| {
        names.iter().any(|name| *name == Value::Text(crate::CLAIMS_FILE.as_bytes().to_vec()))
    })
}

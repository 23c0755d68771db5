//! Names cut to what a version 13-M code holds.
//!
//! The whole names stand on the page; in the code the employer's name gives way first (its number names it
//! anyway), then the holder's two names, each cut at its end and marked with an ellipsis.

use damane_domain::certificates::{CertificateKind, FieldType};

use crate::{claims::Claims, code::MAX_COSE, error::SealError, facts::longest_of};

/// Longest issuer name, in bytes.
pub const MAX_ISSUER: usize = 17;
/// What is always left of each name, in bytes: 24 Latin letters, 14 Arabic letters, 9 of the employer.
const KEPT_LATIN: usize = 24;
const KEPT_ARABIC: usize = 28;
const KEPT_EMPLOYER: usize = 9;

/// Everything around the payload: tag, array, protected header with kid, empty map, two heads, signature.
const ENVELOPE: usize = 1 + 1 + 14 + 1 + 2 + 66;
/// The payload of any certificate without issuer, names and facts, every number at its longest.
const PAYLOAD: usize = 1 + 2 + 6 + 6 + (3 + 18 + 3 + 10 + 3 + 5) + (5 + 12 + 4 + 5) + 5;

/// The longest certificate of a kind, its names cut as far as they ever are.
const fn longest_certificate(kind: CertificateKind) -> usize {
    let (fields, mut employers, mut at) = (kind.details().fields, 0, 0);
    while at < fields.len() {
        if matches!(fields[at].of, FieldType::Employer) {
            employers += 1;
        }
        at += 1;
    }
    let names = MAX_ISSUER + KEPT_LATIN + KEPT_ARABIC + employers * KEPT_EMPLOYER;
    ENVELOPE + PAYLOAD + longest_of(kind) + names
}

// The build fails if the longest certificate of a kind would not fit the code: a kind's file is all that decides it.
const _: () = {
    let mut at = 0;
    while at < CertificateKind::ALL.len() {
        assert!(longest_certificate(CertificateKind::ALL[at]) <= MAX_COSE);
        at += 1;
    }
};

/// Shortens names until the sealed certificate fits the code whatever its signature turns out to be, and leaves its
/// tables out.
pub fn fit_to_code(claims: &Claims) -> Result<Claims, SealError> {
    let mut fitted = claims.clone();
    fitted.facts = fitted.facts.as_in_code();
    for name in [&mut fitted.name.latin, &mut fitted.name.arabic] {
        *name = name.trim().to_owned();
    }
    let mut over = bytes_over(&fitted)?;
    for name in fitted.facts.employer_names_mut() {
        let before = name.len();
        shorten(name, over, KEPT_EMPLOYER);
        over = over.saturating_sub(before - name.len());
    }
    let over = bytes_over(&fitted)?;
    let spare_latin = fitted.name.latin.len().saturating_sub(KEPT_LATIN);
    let spare_arabic = fitted.name.arabic.len().saturating_sub(KEPT_ARABIC);
    // Both names give in the measure of what they have to give, rounded up.
    let share = (over * spare_latin).div_ceil((spare_latin + spare_arabic).max(1));
    shorten(&mut fitted.name.latin, share, KEPT_LATIN);
    let over = bytes_over(&fitted)?;
    shorten(&mut fitted.name.arabic, over, KEPT_ARABIC);
    let over = bytes_over(&fitted)?;
    shorten(&mut fitted.name.latin, over, KEPT_LATIN);
    match bytes_over(&fitted)? {
        0 => Ok(fitted),
        _ => Err(SealError::Field),
    }
}

fn bytes_over(claims: &Claims) -> Result<usize, SealError> {
    let payload = claims.to_cbor().map_err(|_| SealError::Field)?;
    Ok((ENVELOPE + payload.len()).saturating_sub(MAX_COSE))
}

/// Takes at least `over` bytes off the end, but never below `kept` bytes.
fn shorten(name: &mut String, over: usize, kept: usize) {
    const ELLIPSIS: &str = "…";
    if over == 0 || name.len() <= kept {
        return;
    }
    let target = name.len().saturating_sub(over).max(kept) - ELLIPSIS.len();
    let end = (0..=target).rev().find(|at| name.is_char_boundary(*at)).unwrap_or(0);
    name.truncate(end);
    name.truncate(name.trim_end().len());
    name.push_str(ELLIPSIS);
}

//! Names cut to what a version 13-M code holds.
//!
//! The whole names stand on the page; in the code the employer's name gives way first (its number names it
//! anyway), then the holder's two names, each cut at its end and marked with an ellipsis.

use crate::{
    claims::{Claims, Facts},
    code::MAX_COSE,
    error::SealError,
};

/// Longest issuer name, in bytes.
pub const MAX_ISSUER: usize = 17;
/// What is always left of each name, in bytes: 24 Latin letters, 16 Arabic letters, 16 of the employer.
const KEPT_LATIN: usize = 24;
const KEPT_ARABIC: usize = 32;
const KEPT_EMPLOYER: usize = 16;

/// Everything around the payload: tag, array, protected header with kid, empty map, two heads, signature.
const ENVELOPE: usize = 1 + 1 + 14 + 1 + 2 + 66;
/// The payload of an employment certificate without issuer and names, every number at its longest.
const EMPLOYMENT: usize =
    1 + 2 + 6 + 6 + (3 + 18 + 3 + 10 + 3 + 5) + (5 + 12 + 4 + 5) + (6 + 1 + 11 + 8 + 2 + 3 + 3 + 3);

// The build fails if the longest employment certificate would not fit the code.
const _: () =
    assert!(ENVELOPE + EMPLOYMENT + MAX_ISSUER + KEPT_LATIN + KEPT_ARABIC + KEPT_EMPLOYER <= MAX_COSE);

/// Shortens names until the sealed certificate fits the code whatever its signature turns out to be.
pub fn fit_to_code(claims: &Claims) -> Result<Claims, SealError> {
    let mut fitted = claims.clone();
    for name in [&mut fitted.name.latin, &mut fitted.name.arabic] {
        *name = name.trim().to_owned();
    }
    let over = bytes_over(&fitted)?;
    let Facts::Employment(facts) = &mut fitted.facts;
    shorten(&mut facts.employer_name, over, KEPT_EMPLOYER);
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

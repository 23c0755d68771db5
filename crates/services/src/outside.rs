//! What a seal asks of others, by HTTP: a date, and whether a certificate still stands. Whoever serves the fund brings
//! the way to ask; a fund nobody serves has none, and seals without.

use std::pin::Pin;

/// Why an answer is not had.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Unanswered(pub String);

/// An answer being waited for.
pub type Asking<'a> = Pin<Box<dyn Future<Output = Result<Vec<u8>, Unanswered>> + Send + 'a>>;

/// Asks others. Bounded in time and size.
pub trait Outside: Send + Sync {
    /// Posts a query to the timestamp authority of the settings.
    fn ask_timestamp<'a>(&'a self, query: &'a [u8]) -> Asking<'a>;

    /// Fetches a revocation list from where a certificate says.
    fn fetch_list<'a>(&'a self, url: &'a str) -> Asking<'a>;

    /// Posts an OCSP request to where a certificate says.
    fn ask_status<'a>(&'a self, url: &'a str, request: &'a [u8]) -> Asking<'a>;

    /// Tells whoever runs the fund why a paper was not dated.
    fn report(&self, why: &Unanswered);

    /// Tells whoever runs the fund that something beside it does not answer, and that documents wait for it.
    fn report_away(&self, _what: &'static str, _why: &str) {}
}

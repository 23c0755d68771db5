//! Messages to people: written in the transaction that caused them, worded when they are read.

use crate::error::ServiceError;
use crate::fund::Fund;
use damane_domain::ids::Mobile;
use damane_domain::time::Timestamp;
use std::fmt;

/// A message that waits for its carrier; in a demonstration fund the outbox page is the carrier.
#[derive(Clone)]
pub struct OutboxMessage {
    /// Its number.
    pub id: i64,
    /// To whom.
    pub to: Mobile,
    /// The words, with the code in its place while it is good.
    pub text: String,
    /// The code, until it expires or is used.
    pub code: Option<String>,
    /// Written at.
    pub created_at: Timestamp,
    /// `ar`, `fr` or `en`.
    pub language: &'static str,
}

/// The words hold a code.
impl fmt::Debug for OutboxMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OutboxMessage").field("id", &self.id).finish_non_exhaustive()
    }
}

impl Fund {
    /// The newest messages, newest first. There is no such thing in a fund that is not a demonstration.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] in a real fund.
    pub async fn outbox(&self) -> Result<Vec<OutboxMessage>, ServiceError> {
        Err(ServiceError::NotFound)
    }
}

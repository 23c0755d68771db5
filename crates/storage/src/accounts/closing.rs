//! Closing an account: everything that hangs on it goes. The register, the career, the certificates and the audit log
//! are the fund's own and stay.

use crate::error::StorageError;
use crate::transaction::Tx;
use damane_domain::ids::PersonId;

/// Whatever refers to an account, before the account itself. A table that is missing here makes closing fail: the
/// suite closes an account with a row in each.
const HANGING: &[&str] = &[
    "DELETE FROM sessions WHERE person = $1",
    "DELETE FROM devices WHERE person = $1",
    "DELETE FROM challenges WHERE person = $1",
    "DELETE FROM step_codes WHERE person = $1",
    "DELETE FROM recovery_links WHERE person = $1",
    "DELETE FROM authenticators WHERE person = $1",
    "DELETE FROM recovery_codes WHERE person = $1",
    "DELETE FROM passkeys WHERE person = $1",
    "DELETE FROM ceremonies WHERE person = $1",
    "DELETE FROM detail_changes WHERE person = $1",
    // Last: the others refer to it.
    "DELETE FROM accounts WHERE person = $1",
];

/// Closes an account, with all that hangs on it; false when the person has none.
///
/// # Errors
/// [`StorageError::Conflict`] when something else refers to it still.
pub async fn close_account(tx: &mut Tx, person: PersonId) -> Result<bool, StorageError> {
    let mut closed = false;
    for query in HANGING.iter().copied() {
        closed = sqlx::query(query).bind(person.0).execute(&mut **tx).await?.rows_affected() > 0;
    }
    Ok(closed)
}

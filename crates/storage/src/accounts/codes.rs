//! What requests that wait for a code have in common, whichever table they stand in: a second step, a sign-up.

use super::Digest;
use crate::error::StorageError;
use crate::transaction::Tx;
use damane_domain::time::Timestamp;
use sqlx::Row;
use sqlx::any::AnyRow;

/// Changes the one row of a request by a statement whose `$1` is its id.
pub(super) async fn change_one(
    tx: &mut Tx,
    statement: &'static str,
    id: &Digest,
) -> Result<(), StorageError> {
    sqlx::query(statement).bind(&id[..]).execute(&mut **tx).await?;
    Ok(())
}

/// The same for a statement whose `$2` is a time.
pub(super) async fn change_one_at(
    tx: &mut Tx,
    statement: &'static str,
    id: &Digest,
    at: Timestamp,
) -> Result<(), StorageError> {
    sqlx::query(statement).bind(&id[..]).bind(at.as_micros()).execute(&mut **tx).await?;
    Ok(())
}

/// The times in the first column, in the order of the rows.
pub(super) fn times(rows: &[AnyRow]) -> Result<Vec<Timestamp>, StorageError> {
    rows.iter().map(|row| Ok(Timestamp::from_micros(row.try_get(0)?))).collect()
}

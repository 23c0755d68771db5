//! What was decided of a claim before it was contested.

use crate::engine::Connection;
use crate::error::StorageError;
use crate::writes::Writes;
use damane_domain::ids::ClaimId;
use sqlx::Row;

/// Keeps what was decided, sealed, when the claim is contested: once.
pub fn keep_contested(writes: &mut Writes, claim: &ClaimId, decision: &[u8]) {
    let add =
        "INSERT INTO contested_decisions (claim, decision) VALUES ($1, $2) ON CONFLICT (claim) DO NOTHING";
    writes.add(add).bind(&claim.0[..]).bind(decision);
}

/// What was decided before it was contested, sealed; `None` where nothing was.
///
/// # Errors
/// The engine's failure.
pub async fn find_contested(
    connection: &mut Connection,
    claim: &ClaimId,
) -> Result<Option<Vec<u8>>, StorageError> {
    let query = sqlx::query("SELECT decision FROM contested_decisions WHERE claim = $1").bind(&claim.0[..]);
    Ok(query.fetch_optional(connection).await?.map(|row| row.try_get(0)).transpose()?)
}

//! Certificates that may state something wrong by now: who is to be looked at again, and what became of it.

use crate::engine::Connection;
use crate::error::StorageError;
use crate::transaction::Tx;
use damane_domain::ids::{CertificateId, PersonId};
use damane_domain::time::Timestamp;
use sqlx::Row;

/// Notes the person with that number for a review, if a certificate of theirs stands. `month_end` is when the declared
/// month was over: one issued before states nothing of it.
///
/// # Errors
/// The engine's failure.
pub async fn ask_review(
    tx: &mut Tx,
    registration: i64,
    month_end: Timestamp,
    now: Timestamp,
) -> Result<(), StorageError> {
    let query = "INSERT INTO certificate_reviews (person, since) \
                 SELECT p.person, $3 FROM persons p WHERE p.registration = $1 AND EXISTS \
                 (SELECT 1 FROM certificates c WHERE c.person = p.person AND c.issued_at >= $2 AND c.expires_at > $3 \
                 AND c.replaced_at IS NULL AND c.revoked_at IS NULL) ON CONFLICT DO NOTHING";
    let query = sqlx::query(query).bind(registration).bind(month_end.as_micros()).bind(now.as_micros());
    query.execute(&mut **tx).await?;
    Ok(())
}

/// Notes everybody of whom a standing certificate says something else than the register.
///
/// # Errors
/// The engine's failure.
pub async fn ask_review_of_changed(tx: &mut Tx, now: Timestamp) -> Result<(), StorageError> {
    let query = "INSERT INTO certificate_reviews (person, since) \
                 SELECT DISTINCT p.person, $1 FROM certificates c JOIN persons p ON p.person = c.person \
                 WHERE c.expires_at > $1 AND c.replaced_at IS NULL AND c.revoked_at IS NULL AND \
                 (c.name_latin <> p.name_latin OR c.name_arabic <> p.name_arabic OR c.birth_date <> p.birth_date \
                 OR c.cin <> p.cin OR c.registration_digits <> p.registration_digits) ON CONFLICT DO NOTHING";
    sqlx::query(query).bind(now.as_micros()).execute(&mut **tx).await?;
    Ok(())
}

/// Who is to be looked at, the longest waiting first.
///
/// # Errors
/// The engine's failure.
pub async fn find_reviews(connection: &mut Connection, most: u32) -> Result<Vec<PersonId>, StorageError> {
    let query = sqlx::query("SELECT person FROM certificate_reviews ORDER BY since, person LIMIT $1");
    let rows = query.bind(i64::from(most)).fetch_all(connection).await?;
    rows.iter().map(|row| Ok(PersonId(row.try_get(0)?))).collect()
}

/// Takes a person's review off the list; false when another did.
///
/// # Errors
/// The engine's failure.
pub async fn take_review(tx: &mut Tx, person: PersonId) -> Result<bool, StorageError> {
    let query = sqlx::query("DELETE FROM certificate_reviews WHERE person = $1").bind(person.0);
    Ok(query.execute(&mut **tx).await?.rows_affected() > 0)
}

/// Marks a certificate as replaced before there is one in its place; false when it stood no more.
///
/// # Errors
/// The engine's failure.
pub async fn mark_outdated(tx: &mut Tx, id: &CertificateId, at: Timestamp) -> Result<bool, StorageError> {
    let query = "UPDATE certificates SET replaced_at = $2, changed_at = $2 \
                 WHERE certificate = $1 AND replaced_at IS NULL AND revoked_at IS NULL";
    let query = sqlx::query(query).bind(&id.0[..]).bind(at.as_micros());
    Ok(query.execute(&mut **tx).await?.rows_affected() > 0)
}

/// Place in the order of receipt of the last file received, or line corrected, before an instant; 0 when none was.
///
/// # Errors
/// The engine's failure.
pub async fn find_last_sequence(connection: &mut Connection, before: Timestamp) -> Result<i64, StorageError> {
    let query =
        "SELECT sequence FROM declaration_files WHERE received_at < $1 ORDER BY sequence DESC LIMIT 1";
    let row = sqlx::query(query).bind(before.as_micros()).fetch_optional(&mut *connection).await?;
    let file: i64 = row.map(|row| row.try_get(0)).transpose()?.unwrap_or(0);
    let query = "SELECT COALESCE(MAX(sequence), 0) FROM career_corrections WHERE corrected_at < $1";
    let corrected: i64 =
        sqlx::query(query).bind(before.as_micros()).fetch_one(connection).await?.try_get(0)?;
    Ok(file.max(corrected))
}

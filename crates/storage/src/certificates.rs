//! Issued certificates: their record, never the paper; whether they stand; what was answered to whom.

use crate::engine::Connection;
use crate::error::StorageError;
use crate::transaction::Tx;
use chrono::NaiveDate;
use damane_domain::certificates::CertificateKind;
use damane_domain::ids::{CertificateId, Cin, PersonId, RegistrationNumber};
use damane_domain::person::PersonName;
use damane_domain::time::Timestamp;
use sqlx::Row;
use sqlx::any::AnyRow;

mod reviews;

pub use reviews::{
    ask_review, ask_review_of_changed, find_last_sequence, find_reviews, mark_outdated, take_review,
};

/// Everything a certificate is drawn from: the person as they were then, what is stated, and the sealed claims.
#[derive(Clone)]
pub struct IssueRecord {
    /// Its id.
    pub id: CertificateId,
    /// Whose.
    pub person: PersonId,
    /// Its kind.
    pub kind: CertificateKind,
    /// Number of the holder.
    pub registration_number: RegistrationNumber,
    /// National id of the holder.
    pub cin: Cin,
    /// Name of the holder.
    pub name: PersonName,
    /// Birth date of the holder.
    pub birth_date: NaiveDate,
    /// What it states, in the words of the rooms above.
    pub facts: String,
    /// Sealed at.
    pub issued_at: Timestamp,
    /// No longer good from here on.
    pub expires_at: Timestamp,
    /// Its status list.
    pub list: u16,
    /// Its entry there.
    pub index: u32,
    /// The key that sealed it.
    pub key_id: [u8; 8],
    /// The sealed claims.
    pub sealed: Vec<u8>,
    /// A newer one stands in its place since.
    pub replaced_at: Option<Timestamp>,
    /// Revoked since.
    pub revoked_at: Option<Timestamp>,
}

macro_rules! select_record {
    ($rest:literal) => {
        concat!(
            "SELECT certificate, person, kind, registration_digits, cin, name_latin, name_arabic, birth_date, \
             facts, issued_at, expires_at, list, list_index, key_id, sealed, replaced_at, revoked_at \
             FROM certificates ",
            $rest
        )
    };
}

/// Keeps a record; false when its entry of the status list is taken, or its id.
///
/// # Errors
/// The engine's failure.
pub async fn add_certificate(tx: &mut Tx, record: &IssueRecord) -> Result<bool, StorageError> {
    let query = "INSERT INTO certificates (certificate, person, kind, registration_digits, cin, name_latin, \
                 name_arabic, birth_date, facts, issued_at, expires_at, list, list_index, key_id, sealed) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) ON CONFLICT DO NOTHING";
    let query = sqlx::query(query)
        .bind(&record.id.0[..])
        .bind(record.person.0)
        .bind(record.kind.code())
        .bind(record.registration_number.as_str())
        .bind(record.cin.as_str())
        .bind(record.name.latin.as_str())
        .bind(record.name.arabic.as_str())
        .bind(record.birth_date.to_string())
        .bind(record.facts.as_str())
        .bind(record.issued_at.as_micros())
        .bind(record.expires_at.as_micros())
        .bind(i64::from(record.list))
        .bind(i64::from(record.index))
        .bind(&record.key_id[..])
        .bind(record.sealed.as_slice());
    Ok(query.execute(&mut **tx).await?.rows_affected() > 0)
}

/// One certificate of a person.
///
/// # Errors
/// The engine's failure.
pub async fn find_certificate(
    connection: &mut Connection,
    person: PersonId,
    id: &CertificateId,
) -> Result<Option<IssueRecord>, StorageError> {
    let query = sqlx::query(select_record!("WHERE person = $1 AND certificate = $2"));
    let row = query.bind(person.0).bind(&id.0[..]).fetch_optional(connection).await?;
    row.as_ref().map(record).transpose()
}

/// The certificate with that id, whoever's it is: for who was handed its reference.
///
/// # Errors
/// The engine's failure.
pub async fn find_by_id(
    connection: &mut Connection,
    id: &CertificateId,
) -> Result<Option<IssueRecord>, StorageError> {
    let row = sqlx::query(select_record!("WHERE certificate = $1"))
        .bind(&id.0[..])
        .fetch_optional(connection)
        .await?;
    row.as_ref().map(record).transpose()
}

/// Every certificate that stands for a person, of whatever kind.
///
/// # Errors
/// The engine's failure.
pub async fn find_all_standing(
    connection: &mut Connection,
    person: PersonId,
    now: Timestamp,
) -> Result<Vec<IssueRecord>, StorageError> {
    let query = sqlx::query(select_record!(
        "WHERE person = $1 AND expires_at > $2 AND replaced_at IS NULL AND revoked_at IS NULL \
         ORDER BY issued_at, certificate"
    ));
    let rows = query.bind(person.0).bind(now.as_micros()).fetch_all(connection).await?;
    rows.iter().map(record).collect()
}

/// The newest certificates of a person, newest first.
///
/// # Errors
/// The engine's failure.
pub async fn find_certificates(
    connection: &mut Connection,
    person: PersonId,
    most: u32,
) -> Result<Vec<IssueRecord>, StorageError> {
    let query =
        sqlx::query(select_record!("WHERE person = $1 ORDER BY issued_at DESC, certificate LIMIT $2"));
    let rows = query.bind(person.0).bind(i64::from(most)).fetch_all(connection).await?;
    rows.iter().map(record).collect()
}

/// The certificates of one kind that stand for a person.
///
/// # Errors
/// The engine's failure.
pub async fn find_standing(
    connection: &mut Connection,
    person: PersonId,
    kind: CertificateKind,
    now: Timestamp,
) -> Result<Vec<IssueRecord>, StorageError> {
    let query = sqlx::query(select_record!(
        "WHERE person = $1 AND kind = $2 AND expires_at > $3 AND replaced_at IS NULL AND revoked_at IS NULL \
         ORDER BY issued_at, certificate"
    ));
    let query = query.bind(person.0).bind(kind.code()).bind(now.as_micros());
    query.fetch_all(connection).await?.iter().map(record).collect()
}

/// When the certificates of a person since `since` were issued, oldest first.
///
/// # Errors
/// The engine's failure.
pub async fn find_issue_times(
    connection: &mut Connection,
    person: PersonId,
    since: Timestamp,
) -> Result<Vec<Timestamp>, StorageError> {
    let query = "SELECT issued_at FROM certificates WHERE person = $1 AND issued_at > $2 ORDER BY issued_at";
    let rows = sqlx::query(query).bind(person.0).bind(since.as_micros()).fetch_all(connection).await?;
    rows.iter().map(|row| Ok(Timestamp::from_micros(row.try_get(0)?))).collect()
}

/// Puts a newer certificate in the place of an older one of the same person.
///
/// # Errors
/// The engine's failure.
pub async fn replace(
    tx: &mut Tx,
    person: PersonId,
    older: &CertificateId,
    newer: &CertificateId,
    at: Timestamp,
) -> Result<(), StorageError> {
    let query = "UPDATE certificates SET replaced_by = $3, replaced_at = $4, changed_at = $4 \
                 WHERE person = $1 AND certificate = $2 AND replaced_at IS NULL";
    sqlx::query(query)
        .bind(person.0)
        .bind(&older.0[..])
        .bind(&newer.0[..])
        .bind(at.as_micros())
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Revokes a certificate, and says whose it is and whether it was not revoked before; `None` when there is none. One revoked before keeps its reason and time.
///
/// # Errors
/// The engine's failure.
pub async fn revoke(
    tx: &mut Tx,
    id: &CertificateId,
    reason: &str,
    at: Timestamp,
) -> Result<Option<(PersonId, bool)>, StorageError> {
    let query = "UPDATE certificates SET revocation = COALESCE(revocation, $2), \
                 changed_at = CASE WHEN revoked_at IS NULL THEN $3 ELSE changed_at END, \
                 revoked_at = COALESCE(revoked_at, $3) WHERE certificate = $1 RETURNING person, revoked_at";
    let query = sqlx::query(query).bind(&id.0[..]).bind(reason).bind(at.as_micros());
    let row = query.fetch_optional(&mut **tx).await?;
    row.map(|row| Ok((PersonId(row.try_get(0)?), row.try_get::<i64, _>(1)? == at.as_micros()))).transpose()
}

/// How much a status list has changed: it is the same while this is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ListChanges {
    /// Changes noted: each revocation or replacement.
    pub count: i64,
    /// The last one.
    pub last_at: Option<Timestamp>,
}

/// The changes of a status list.
///
/// # Errors
/// The engine's failure.
pub async fn find_list_changes(connection: &mut Connection, list: u16) -> Result<ListChanges, StorageError> {
    // Both marks of one certificate count apart: replaced first, then revoked, within one microsecond.
    let changes = "SELECT COUNT(replaced_at) + COUNT(revoked_at), MAX(changed_at) FROM certificates \
                   WHERE list = $1 AND changed_at IS NOT NULL";
    let row = sqlx::query(changes).bind(i64::from(list)).fetch_one(connection).await?;
    Ok(ListChanges {
        count: row.try_get(0)?,
        last_at: row.try_get::<Option<i64>, _>(1)?.map(Timestamp::from_micros),
    })
}

/// The highest entry of a list that is in use.
///
/// # Errors
/// The engine's failure.
pub async fn find_last_entry(connection: &mut Connection, list: u16) -> Result<Option<u32>, StorageError> {
    let query = sqlx::query("SELECT MAX(list_index) FROM certificates WHERE list = $1").bind(i64::from(list));
    let last: Option<i64> = query.fetch_one(connection).await?.try_get(0)?;
    Ok(last.map(|index| u32::try_from(index).unwrap_or(u32::MAX)))
}

/// Whether an entry of a list is free.
///
/// # Errors
/// The engine's failure.
pub async fn is_entry_free(connection: &mut Connection, list: u16, index: u32) -> Result<bool, StorageError> {
    let query = sqlx::query("SELECT 1 FROM certificates WHERE list = $1 AND list_index = $2");
    let row = query.bind(i64::from(list)).bind(i64::from(index)).fetch_optional(connection).await?;
    Ok(row.is_none())
}

/// An entry of a status list that no longer stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChangedEntry {
    /// The entry.
    pub index: u32,
    /// Revoked; otherwise replaced.
    pub revoked: bool,
}

/// The entries of a list that no longer stand.
///
/// # Errors
/// The engine's failure.
pub async fn find_changed_entries(
    connection: &mut Connection,
    list: u16,
) -> Result<Vec<ChangedEntry>, StorageError> {
    let query = "SELECT list_index, revoked_at FROM certificates WHERE list = $1 AND changed_at IS NOT NULL \
                 ORDER BY list_index";
    let rows = sqlx::query(query).bind(i64::from(list)).fetch_all(connection).await?;
    rows.iter()
        .map(|row| {
            let index = row.try_get::<i64, _>(0)?;
            Ok(ChangedEntry {
                index: u32::try_from(index).map_err(|_| StorageError::Damaged("list_index"))?,
                revoked: row.try_get::<Option<i64>, _>(1)?.is_some(),
            })
        })
        .collect()
}

/// What was answered to a request that came with a key: the request, and the certificate it led to.
///
/// # Errors
/// The engine's failure.
pub async fn find_answer(
    connection: &mut Connection,
    person: PersonId,
    key: &str,
) -> Result<Option<(String, CertificateId)>, StorageError> {
    let query = "SELECT request, certificate FROM answered_requests WHERE person = $1 AND request_key = $2";
    let row = sqlx::query(query).bind(person.0).bind(key).fetch_optional(connection).await?;
    row.map(|row| Ok((row.try_get(0)?, certificate_id(&row, 1)?))).transpose()
}

/// Keeps what is answered to a request, in the transaction that does what it asks.
///
/// # Errors
/// [`StorageError::Conflict`] when the key has an answer.
pub async fn add_answer(
    tx: &mut Tx,
    person: PersonId,
    key: &str,
    request: &str,
    certificate: &CertificateId,
    at: Timestamp,
) -> Result<(), StorageError> {
    let query = "INSERT INTO answered_requests (person, request_key, request, certificate, answered_at) \
                 VALUES ($1, $2, $3, $4, $5)";
    sqlx::query(query)
        .bind(person.0)
        .bind(key)
        .bind(request)
        .bind(&certificate.0[..])
        .bind(at.as_micros())
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Counts one more paper drawn for a person on a day; says how many that makes.
///
/// # Errors
/// The engine's failure.
pub async fn count_paper(tx: &mut Tx, person: PersonId, day: i64) -> Result<u32, StorageError> {
    let query = "INSERT INTO paper_reads (person, day, reads) VALUES ($1, $2, 1) \
                 ON CONFLICT (person, day) DO UPDATE SET reads = paper_reads.reads + 1 RETURNING reads";
    let row = sqlx::query(query).bind(person.0).bind(day).fetch_one(&mut **tx).await?;
    Ok(u32::try_from(row.try_get::<i64, _>(0)?).unwrap_or(u32::MAX))
}

/// Forgets answers of before `month_ago` and counts of before `day`.
///
/// # Errors
/// The engine's failure.
pub async fn forget_past(tx: &mut Tx, month_ago: Timestamp, day: i64) -> Result<(), StorageError> {
    let answers = sqlx::query("DELETE FROM answered_requests WHERE answered_at <= $1");
    answers.bind(month_ago.as_micros()).execute(&mut **tx).await?;
    sqlx::query("DELETE FROM paper_reads WHERE day < $1").bind(day).execute(&mut **tx).await?;
    Ok(())
}

fn certificate_id(row: &AnyRow, column: usize) -> Result<CertificateId, StorageError> {
    let bytes: Vec<u8> = row.try_get(column)?;
    bytes.try_into().map(CertificateId).map_err(|_| StorageError::Damaged("certificate"))
}

fn record(row: &AnyRow) -> Result<IssueRecord, StorageError> {
    let text = |column: usize| row.try_get::<String, _>(column);
    let number = |column: usize| row.try_get::<i64, _>(column);
    let instant = |column: usize| number(column).map(Timestamp::from_micros);
    let maybe = |column: usize| {
        row.try_get::<Option<i64>, _>(column).map(|micros| micros.map(Timestamp::from_micros))
    };
    let key_id: Vec<u8> = row.try_get(13)?;
    Ok(IssueRecord {
        id: certificate_id(row, 0)?,
        person: PersonId(number(1)?),
        kind: CertificateKind::from_code(&text(2)?).ok_or(StorageError::Damaged("kind"))?,
        registration_number: RegistrationNumber::parse(&text(3)?)
            .map_err(|_| StorageError::Damaged("registration"))?,
        cin: Cin::parse(&text(4)?).map_err(|_| StorageError::Damaged("cin"))?,
        name: PersonName { latin: text(5)?, arabic: text(6)? },
        birth_date: text(7)?.parse().map_err(|_| StorageError::Damaged("birth_date"))?,
        facts: text(8)?,
        issued_at: instant(9)?,
        expires_at: instant(10)?,
        list: u16::try_from(number(11)?).map_err(|_| StorageError::Damaged("list"))?,
        index: u32::try_from(number(12)?).map_err(|_| StorageError::Damaged("list_index"))?,
        key_id: key_id.try_into().map_err(|_| StorageError::Damaged("key_id"))?,
        sealed: row.try_get(14)?,
        replaced_at: maybe(15)?,
        revoked_at: maybe(16)?,
    })
}

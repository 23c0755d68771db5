//! Claims: where each stands, what happened to it, the documents that came with it, and what was answered to whom.

mod answers;
/// Money is due for it on the day of a parameter: a benefit's next month or what its months lack, whatever else was
/// granted and does not begin later, and what the bank gave back.
macro_rules! due {
    ($day:literal) => {
        concat!(
            "(state IN ('accepted', 'paid') AND kind = 'job_loss' AND (EXISTS \
             (SELECT 1 FROM job_loss_months m WHERE m.claim = claims.claim AND m.batch IS NULL \
             AND (m.late = 0 OR m.released_by IS NOT NULL)) OR \
             (SELECT j.monthly * (SELECT COUNT(m.batch) FROM job_loss_months m WHERE m.claim = j.claim) FROM job_losses j \
             WHERE j.claim = claims.claim) > (SELECT COALESCE(SUM(p.amount), 0) FROM payments p \
             WHERE p.claim = claims.claim AND p.returned IS NULL)) OR state = 'accepted' AND kind <> 'job_loss' \
             AND NOT EXISTS (SELECT 1 FROM pensions n WHERE n.claim = claims.claim AND n.monthly IS NOT NULL \
             AND n.starts_on > ",
            $day,
            ") OR state = 'payment_returned')"
        )
    };
}

mod contested;
mod desk;
mod documents;
mod reminders;
mod uploads;

pub use answers::{Answered, BeforeFiling, add_answer, ask_before_filing, find_answer, forget_answers};
pub use contested::{find_contested, keep_contested};
pub use desk::{DeskQuery, count_to_agree, find_desk};
pub use documents::{
    DocumentRecord, add_document, attach, attach_to_dispute, find_disputed_document, find_document,
    find_documents, find_documents_of_dispute, find_waiting, forget_unused,
};
pub use reminders::{find_reminders, plan_reminder, take_reminder};
pub use uploads::{
    UploadRecord, add_upload, count_waiting, find_upload, forget_uploads, receive, take_upload,
};

use crate::engine::Connection;
use crate::error::StorageError;
use crate::transaction::Tx;
use crate::writes::Writes;
use chrono::NaiveDate;
use damane_domain::claim::ClaimKind;
use damane_domain::ids::{ClaimId, PersonId};
use damane_domain::time::Timestamp;
use sqlx::Row;
use sqlx::any::AnyRow;

/// SHA-256 of a request.
pub type RequestDigest = [u8; 32];

/// A claim as it is kept.
#[derive(Clone)]
pub struct ClaimRecord {
    /// Its id.
    pub id: ClaimId,
    /// Whose.
    pub person: PersonId,
    /// Its kind.
    pub kind: ClaimKind,
    /// The office that answers for it.
    pub office: String,
    /// What was filled in, sealed.
    pub form: Vec<u8>,
    /// Where it stands.
    pub standing: Standing,
    /// What officers decided line by line, sealed.
    pub decision: Option<Vec<u8>>,
    /// Steps so far.
    pub version: i64,
    /// Handed in at.
    pub submitted_at: Timestamp,
    /// Last step at.
    pub changed_at: Timestamp,
}

/// Where a claim stands: the machine's words, and what a queue asks of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The machine's state, JSON.
    pub words: String,
    /// Its word.
    pub state: String,
    /// Who has it.
    pub officer: Option<String>,
}

/// Something that happened to a claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimEvent {
    /// When.
    pub at: Timestamp,
    /// The officer; `None` for the person and the fund itself.
    pub officer: Option<String>,
    /// What, a stable word.
    pub step: String,
    /// With what, JSON of stable words.
    pub detail: String,
    /// What somebody wrote with it, sealed.
    pub words: Option<Vec<u8>>,
}

macro_rules! select_claim {
    ($rest:literal) => {
        concat!(
            "SELECT claim, person, kind, office, form, standing, state, officer, decision, version, submitted_at, \
             changed_at FROM claims ",
            $rest
        )
    };
}

/// Keeps a claim that was just handed in. Its id must be new.
pub fn add_claim(writes: &mut Writes, claim: &ClaimRecord) {
    let add = "INSERT INTO claims (claim, person, kind, office, form, standing, state, officer, decision, version, \
               submitted_at, changed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    writes
        .add(add)
        .bind(&claim.id.0[..])
        .bind(claim.person.0)
        .bind(claim.kind.code())
        .bind(claim.office.as_str())
        .bind(claim.form.as_slice())
        .bind(claim.standing.words.as_str())
        .bind(claim.standing.state.as_str())
        .bind(claim.standing.officer.as_deref())
        .bind(claim.decision.as_deref())
        .bind(claim.version)
        .bind(claim.submitted_at.as_micros())
        .bind(claim.changed_at.as_micros());
}

/// One claim of a person.
///
/// # Errors
/// The engine's failure.
pub async fn find_claim(
    connection: &mut Connection,
    person: PersonId,
    id: &ClaimId,
) -> Result<Option<ClaimRecord>, StorageError> {
    let query = sqlx::query(select_claim!("WHERE person = $1 AND claim = $2"));
    let row = query.bind(person.0).bind(&id.0[..]).fetch_optional(connection).await?;
    row.as_ref().map(record).transpose()
}

/// The newest claims of a person, newest first.
///
/// # Errors
/// The engine's failure.
pub async fn find_claims(
    connection: &mut Connection,
    person: PersonId,
    most: u32,
) -> Result<Vec<ClaimRecord>, StorageError> {
    let query = sqlx::query(select_claim!("WHERE person = $1 ORDER BY submitted_at DESC, claim LIMIT $2"));
    let rows = query.bind(person.0).bind(i64::from(most)).fetch_all(connection).await?;
    rows.iter().map(record).collect()
}

/// One claim of one office, for its officers.
///
/// # Errors
/// The engine's failure.
pub async fn find_claim_of_office(
    connection: &mut Connection,
    office: &str,
    id: &ClaimId,
) -> Result<Option<ClaimRecord>, StorageError> {
    let query = sqlx::query(select_claim!("WHERE office = $1 AND claim = $2"));
    let row = query.bind(office).bind(&id.0[..]).fetch_optional(connection).await?;
    row.as_ref().map(record).transpose()
}

/// Where a page of a queue goes on: after this claim, handed in then.
pub type QueuePlace = (Timestamp, ClaimId);

/// The claims of an office in one state, oldest first, from a place on.
///
/// # Errors
/// The engine's failure.
pub async fn find_queue(
    connection: &mut Connection,
    office: &str,
    state: &str,
    after: Option<QueuePlace>,
    most: u32,
) -> Result<Vec<ClaimRecord>, StorageError> {
    let (at, claim) = after.map_or((i64::MIN, [0; 16]), |(at, claim)| (at.as_micros(), claim.0));
    let query = sqlx::query(select_claim!(
        "WHERE office = $1 AND state = $2 AND (submitted_at > $3 OR (submitted_at = $3 AND claim > $4)) \
         ORDER BY submitted_at, claim LIMIT $5"
    ));
    let query = query.bind(office).bind(state).bind(at).bind(claim.to_vec()).bind(i64::from(most));
    query.fetch_all(connection).await?.iter().map(record).collect()
}

macro_rules! payable {
    () => {
        concat!(
            "office = $1 AND ",
            due!("$2"),
            " AND EXISTS (SELECT 1 FROM persons p WHERE p.person = claims.person AND p.rib IS NOT NULL)"
        )
    };
}

/// The claims of an office that money is due for on a day and can be sent, oldest first. Who has no bank account in the register
/// takes nobody's place.
///
/// # Errors
/// The engine's failure.
pub async fn find_payable(
    connection: &mut Connection,
    office: &str,
    pay_on: NaiveDate,
    most: u32,
) -> Result<Vec<ClaimRecord>, StorageError> {
    let query = sqlx::query(concat!(
        "SELECT claim, person, kind, office, form, standing, state, officer, decision, version, submitted_at, \
         changed_at FROM claims WHERE ",
        payable!(),
        " ORDER BY submitted_at, claim LIMIT $3"
    ));
    let rows =
        query.bind(office).bind(pay_on.to_string()).bind(i64::from(most)).fetch_all(connection).await?;
    rows.iter().map(record).collect()
}

/// How many claims [`find_payable`] would find in all.
///
/// # Errors
/// The engine's failure.
pub async fn count_payable(
    connection: &mut Connection,
    office: &str,
    pay_on: NaiveDate,
) -> Result<i64, StorageError> {
    let query = concat!("SELECT COUNT(*) FROM claims WHERE ", payable!());
    Ok(sqlx::query(query).bind(office).bind(pay_on.to_string()).fetch_one(connection).await?.try_get(0)?)
}

/// How many claims of an office stand in each state.
///
/// # Errors
/// The engine's failure.
pub async fn count_by_state(
    connection: &mut Connection,
    office: &str,
) -> Result<Vec<(String, i64)>, StorageError> {
    let query = "SELECT state, COUNT(*) FROM claims WHERE office = $1 GROUP BY state ORDER BY state";
    let rows = sqlx::query(query).bind(office).fetch_all(connection).await?;
    rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).collect()
}

/// Keeps where a claim stands after a step; false when it was not at `claim.version` any more. The record's own version
/// stays: what is kept is one more.
///
/// # Errors
/// The engine's failure.
pub async fn save_claim(tx: &mut Tx, claim: &ClaimRecord) -> Result<bool, StorageError> {
    let query = "UPDATE claims SET standing = $3, state = $4, officer = $5, decision = $6, version = version + 1, \
                 changed_at = $7 WHERE claim = $1 AND version = $2";
    let query = sqlx::query(query)
        .bind(&claim.id.0[..])
        .bind(claim.version)
        .bind(claim.standing.words.as_str())
        .bind(claim.standing.state.as_str())
        .bind(claim.standing.officer.as_deref())
        .bind(claim.decision.as_deref())
        .bind(claim.changed_at.as_micros());
    Ok(query.execute(&mut **tx).await?.rows_affected() > 0)
}

/// Adds what happened, after all that happened before.
pub fn add_event(writes: &mut Writes, claim: &ClaimId, event: &ClaimEvent) {
    let add = "INSERT INTO claim_events (claim, event, at, by_officer, step, detail, words) \
               SELECT $1, COALESCE(MAX(event), 0) + 1, $2, $3, $4, $5, $6 FROM claim_events WHERE claim = $1";
    writes
        .add(add)
        .bind(&claim.0[..])
        .bind(event.at.as_micros())
        .bind(event.officer.as_deref())
        .bind(event.step.as_str())
        .bind(event.detail.as_str())
        .bind(event.words.as_deref());
}

/// What happened to a person's claim, oldest first.
///
/// # Errors
/// The engine's failure.
pub async fn find_events(
    connection: &mut Connection,
    person: PersonId,
    claim: &ClaimId,
) -> Result<Vec<ClaimEvent>, StorageError> {
    let query = "SELECT e.at, e.by_officer, e.step, e.detail, e.words FROM claim_events e \
                 JOIN claims c ON c.claim = e.claim WHERE c.person = $1 AND c.claim = $2 ORDER BY e.event";
    let rows = sqlx::query(query).bind(person.0).bind(&claim.0[..]).fetch_all(connection).await?;
    rows.iter()
        .map(|row| {
            Ok(ClaimEvent {
                at: Timestamp::from_micros(row.try_get(0)?),
                officer: row.try_get(1)?,
                step: row.try_get(2)?,
                detail: row.try_get(3)?,
                words: row.try_get(4)?,
            })
        })
        .collect()
}

fn bytes<const N: usize>(row: &AnyRow, column: usize, name: &'static str) -> Result<[u8; N], StorageError> {
    row.try_get::<Vec<u8>, _>(column)?.try_into().map_err(|_| StorageError::Damaged(name))
}

fn record(row: &AnyRow) -> Result<ClaimRecord, StorageError> {
    Ok(ClaimRecord {
        id: ClaimId(bytes(row, 0, "claim")?),
        person: PersonId(row.try_get(1)?),
        kind: ClaimKind::from_code(row.try_get(2)?).ok_or(StorageError::Damaged("kind"))?,
        office: row.try_get(3)?,
        form: row.try_get(4)?,
        standing: Standing { words: row.try_get(5)?, state: row.try_get(6)?, officer: row.try_get(7)? },
        decision: row.try_get(8)?,
        version: row.try_get(9)?,
        submitted_at: Timestamp::from_micros(row.try_get(10)?),
        changed_at: Timestamp::from_micros(row.try_get(11)?),
    })
}

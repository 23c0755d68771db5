//! The audit log: who read or changed what. Only ever appended to; each entry is chained to the one before it, so that
//! one taken out, changed or put in between is found.

use crate::accounts::Digest;
use crate::engine::Connection;
use crate::error::StorageError;
use crate::questions::{Question, Questions, ask};
use crate::transaction::Tx;
use crate::writes::Writes;
use damane_domain::ids::PersonId;
use damane_domain::time::Timestamp;
use sha2::{Digest as _, Sha256};
use sqlx::Row;
use sqlx::any::AnyRow;

/// How many chains there are: writers about different people seldom wait for each other.
pub const CHAINS: i64 = 16;

/// One entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditEntry {
    /// Whose file; `None` when it is nobody's in particular.
    pub person: Option<PersonId>,
    /// `person`, `fund`, or `officer:` and their name.
    pub actor: String,
    /// What, as a stable word.
    pub action: String,
    /// Of what, as stable words; never a name, a number or a value of the file.
    pub detail: String,
    /// From which device.
    pub device: Option<Digest>,
    /// When.
    pub at: Timestamp,
}

/// An entry with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptEntry {
    /// Which chain.
    pub chain: i64,
    /// Its number there, from 1.
    pub entry: i64,
    /// What it says.
    pub said: AuditEntry,
    /// Digest of the one before it and of itself.
    pub digest: Digest,
}

impl AuditEntry {
    /// The chain it stands in.
    pub fn chain(&self) -> i64 {
        chain_of(self.person)
    }

    /// Digest of the entry after another; every part is preceded by its length, so that none can run into the next.
    pub fn derive_digest(&self, before: &Digest, chain: i64, entry: i64) -> Digest {
        let person = self.person.map_or(0, |person| person.0);
        let mut hasher = Sha256::new();
        hasher.update(before);
        for number in [chain, entry, person, self.at.as_micros()] {
            hasher.update(number.to_be_bytes());
        }
        let device = self.device.as_ref().map(|device| &device[..]).unwrap_or_default();
        for part in [self.actor.as_bytes(), self.action.as_bytes(), self.detail.as_bytes(), device] {
            hasher.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
            hasher.update(part);
        }
        hasher.finalize().into()
    }
}

/// A person's entries stand in one chain, the fund's own in the first.
pub fn chain_of(person: Option<PersonId>) -> i64 {
    person.map_or(0, |person| person.0.rem_euclid(CHAINS))
}

/// Where a chain ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// Its entries.
    pub entries: i64,
    /// Digest of the last; of zeros before the first.
    pub digest: Digest,
}

/// Appends an entry, in the transaction of what it tells of.
///
/// # Errors
/// The engine's failure; [`StorageError::Busy`] when another entry of the chain was first.
pub async fn append(tx: &mut Tx, said: &AuditEntry) -> Result<(), StorageError> {
    let head = ask(tx, |questions| ask_head(questions, said.chain())).await?;
    let mut writes = tx.writes();
    add_entry(&mut writes, said, &head);
    writes.send(tx).await
}

/// Adds an entry to what it tells of, behind what its transaction found at the end of its chain; at most one to a
/// transaction.
pub fn add_entry(writes: &mut Writes, said: &AuditEntry, found: &Head) {
    let chain = said.chain();
    let entry = found.entries + 1;
    let made = said.derive_digest(&found.digest, chain, entry);
    // The head first: of two writers of one chain, PostgreSQL tells the second there that it was not the first.
    let head = "INSERT INTO audit_chains (chain, entries, digest) VALUES ($1, $2, $3) \
                ON CONFLICT (chain) DO UPDATE SET entries = excluded.entries, digest = excluded.digest";
    writes.add(head).bind(chain).bind(entry).bind(&made[..]);
    let log = "INSERT INTO audit_log (chain, entry, person, actor, action, detail, device, at, digest) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    writes
        .add(log)
        .bind(chain)
        .bind(entry)
        .bind(said.person.map(|person| person.0))
        .bind(said.actor.as_str())
        .bind(said.action.as_str())
        .bind(said.detail.as_str())
        .bind(said.device.as_ref().map(|device| &device[..]))
        .bind(said.at.as_micros())
        .bind(&made[..]);
}

/// Entries about a person of before `before`, newest first.
///
/// # Errors
/// The engine's failure.
pub async fn find_about(
    connection: &mut Connection,
    person: PersonId,
    before: Timestamp,
    most: u32,
) -> Result<Vec<KeptEntry>, StorageError> {
    let query = "SELECT chain, entry, person, actor, action, detail, device, at, digest FROM audit_log \
                 WHERE person = $1 AND at < $2 ORDER BY at DESC, entry DESC LIMIT $3";
    let query = sqlx::query(query).bind(person.0).bind(before.as_micros()).bind(i64::from(most));
    query.fetch_all(connection).await?.iter().map(kept).collect()
}

/// Whether an action of a person's own from a device was noted since `since`.
///
/// # Errors
/// The engine's failure.
pub async fn is_noted(
    connection: &mut Connection,
    person: PersonId,
    action: &str,
    device: &Digest,
    since: Timestamp,
) -> Result<bool, StorageError> {
    let query =
        "SELECT 1 FROM audit_log WHERE person = $1 AND at > $2 AND action = $3 AND device = $4 LIMIT 1";
    let query = sqlx::query(query).bind(person.0).bind(since.as_micros()).bind(action).bind(&device[..]);
    Ok(query.fetch_optional(connection).await?.is_some())
}

/// Sets a made-up person of the register out as a canary: nobody has a reason to read their file. False when it was one.
///
/// # Errors
/// [`StorageError::Conflict`] for a person the register does not know.
pub async fn add_canary(tx: &mut Tx, person: PersonId, at: Timestamp) -> Result<bool, StorageError> {
    let query = "INSERT INTO canaries (person, set_at) VALUES ($1, $2) ON CONFLICT (person) DO NOTHING";
    let query = sqlx::query(query).bind(person.0).bind(at.as_micros());
    Ok(query.execute(&mut **tx).await?.rows_affected() > 0)
}

/// Whether a person is a canary.
///
/// # Errors
/// The engine's failure.
pub async fn is_canary(connection: &mut Connection, person: PersonId) -> Result<bool, StorageError> {
    let query = sqlx::query("SELECT 1 FROM canaries WHERE person = $1").bind(person.0);
    Ok(query.fetch_optional(connection).await?.is_some())
}

/// Every canary.
///
/// # Errors
/// The engine's failure.
pub async fn find_canaries(connection: &mut Connection) -> Result<Vec<PersonId>, StorageError> {
    let rows = sqlx::query("SELECT person FROM canaries").fetch_all(connection).await?;
    rows.iter().map(|row| Ok(PersonId(row.try_get(0)?))).collect()
}

/// Entries of a chain after the one numbered `after`, oldest first.
///
/// # Errors
/// The engine's failure.
pub async fn find_chain(
    connection: &mut Connection,
    chain: i64,
    after: i64,
    most: u32,
) -> Result<Vec<KeptEntry>, StorageError> {
    let query = "SELECT chain, entry, person, actor, action, detail, device, at, digest FROM audit_log \
                 WHERE chain = $1 AND entry > $2 ORDER BY entry LIMIT $3";
    let query = sqlx::query(query).bind(chain).bind(after).bind(i64::from(most));
    query.fetch_all(connection).await?.iter().map(kept).collect()
}

/// Where a chain ends.
pub fn ask_head(questions: &mut Questions, chain: i64) -> Question<Head> {
    let (asked, values) =
        questions.add("SELECT entries, digest FROM audit_chains WHERE chain = $1", |rows| {
            let head = rows.first().map(|row| Ok(Head { entries: row.try_get(0)?, digest: digest(row, 1)? }));
            head.unwrap_or(Ok(Head { entries: 0, digest: [0; 32] }))
        });
    values.bind(chain);
    asked
}

fn kept(row: &AnyRow) -> Result<KeptEntry, StorageError> {
    let device: Option<Vec<u8>> = row.try_get(6)?;
    let device = device.map(Digest::try_from).transpose().map_err(|_| StorageError::Damaged("digest"))?;
    Ok(KeptEntry {
        chain: row.try_get(0)?,
        entry: row.try_get(1)?,
        said: AuditEntry {
            person: row.try_get::<Option<i64>, _>(2)?.map(PersonId),
            actor: row.try_get(3)?,
            action: row.try_get(4)?,
            detail: row.try_get(5)?,
            device,
            at: Timestamp::from_micros(row.try_get(7)?),
        },
        digest: digest(row, 8)?,
    })
}

fn digest(row: &AnyRow, column: usize) -> Result<Digest, StorageError> {
    let bytes: Vec<u8> = row.try_get(column)?;
    bytes.try_into().map_err(|_| StorageError::Damaged("digest"))
}

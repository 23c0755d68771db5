//! Passkeys, and the WebAuthn ceremonies under way.

use super::{Digest, optional_digest, optional_time};
use crate::engine::Connection;
use crate::error::StorageError;
use crate::transaction::Tx;
use damane_domain::ids::PersonId;
use damane_domain::time::Timestamp;
use sqlx::Row;
use sqlx::any::AnyRow;

/// A name of sixteen bytes: a passkey's on the wire, or the one an authenticator knows a person by.
pub type Handle = [u8; 16];

/// A passkey.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PasskeyRecord {
    /// Whose.
    pub person: PersonId,
    /// Its name on the wire.
    pub id: Handle,
    /// The name its authenticator gave it.
    pub credential: Vec<u8>,
    /// The name its authenticator knows the person by.
    pub handle: Handle,
    /// What the person calls it.
    pub name: String,
    /// Its public key and counter, as the verifier writes them.
    pub public_key: String,
    /// Added at.
    pub added_at: Timestamp,
    /// Last used at.
    pub used_at: Option<Timestamp>,
}

/// Adds a passkey; false when the credential is known already, whoever has it.
///
/// # Errors
/// The engine's failure.
pub async fn add_passkey(tx: &mut Tx, passkey: &PasskeyRecord) -> Result<bool, StorageError> {
    let query = "INSERT INTO passkeys (person, passkey, credential, handle, name, public_key, added_at) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (credential) DO NOTHING";
    let query = sqlx::query(query)
        .bind(passkey.person.0)
        .bind(&passkey.id[..])
        .bind(&passkey.credential[..])
        .bind(&passkey.handle[..])
        .bind(passkey.name.as_str())
        .bind(passkey.public_key.as_str())
        .bind(passkey.added_at.as_micros());
    Ok(query.execute(&mut **tx).await?.rows_affected() > 0)
}

/// A person's passkeys, oldest first.
///
/// # Errors
/// The engine's failure.
pub async fn find_passkeys(
    connection: &mut Connection,
    person: PersonId,
) -> Result<Vec<PasskeyRecord>, StorageError> {
    let query = "SELECT person, passkey, credential, handle, name, public_key, added_at, used_at FROM passkeys \
                 WHERE person = $1 ORDER BY added_at, passkey";
    let rows = sqlx::query(query).bind(person.0).fetch_all(connection).await?;
    rows.iter().map(passkey).collect()
}

/// The passkey with that credential, whoever has it: nobody is known yet while one signs in.
///
/// # Errors
/// The engine's failure.
pub async fn find_passkey_of(
    connection: &mut Connection,
    credential: &[u8],
) -> Result<Option<PasskeyRecord>, StorageError> {
    let query = "SELECT person, passkey, credential, handle, name, public_key, added_at, used_at FROM passkeys \
                 WHERE credential = $1";
    let row = sqlx::query(query).bind(credential).fetch_optional(connection).await?;
    row.as_ref().map(passkey).transpose()
}

fn passkey(row: &AnyRow) -> Result<PasskeyRecord, StorageError> {
    Ok(PasskeyRecord {
        person: PersonId(row.try_get(0)?),
        id: handle(row.try_get(1)?)?,
        credential: row.try_get(2)?,
        handle: handle(row.try_get(3)?)?,
        name: row.try_get(4)?,
        public_key: row.try_get(5)?,
        added_at: Timestamp::from_micros(row.try_get(6)?),
        used_at: optional_time(row, 7)?,
    })
}

fn handle(bytes: Vec<u8>) -> Result<Handle, StorageError> {
    bytes.try_into().map_err(|_| StorageError::Damaged("passkey"))
}

/// Notes a use of a passkey, with its counter.
///
/// # Errors
/// The engine's failure.
pub async fn use_passkey(
    tx: &mut Tx,
    person: PersonId,
    id: &Handle,
    public_key: &str,
    at: Timestamp,
) -> Result<(), StorageError> {
    let query = "UPDATE passkeys SET public_key = $3, used_at = $4 WHERE person = $1 AND passkey = $2";
    let query = sqlx::query(query).bind(person.0).bind(&id[..]).bind(public_key).bind(at.as_micros());
    query.execute(&mut **tx).await?;
    Ok(())
}

/// Takes a passkey away; false when the person has none of that name.
///
/// # Errors
/// The engine's failure.
pub async fn remove_passkey(tx: &mut Tx, person: PersonId, id: &Handle) -> Result<bool, StorageError> {
    let query = sqlx::query("DELETE FROM passkeys WHERE person = $1 AND passkey = $2");
    Ok(query.bind(person.0).bind(&id[..]).execute(&mut **tx).await?.rows_affected() > 0)
}

/// A WebAuthn ceremony under way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ceremony {
    /// Digest of its id.
    pub id: Digest,
    /// Who adds a passkey; `None` while someone signs in.
    pub adds: Option<Adding>,
    /// What the verifier must know again.
    pub state: String,
    /// Good until.
    pub expires_at: Timestamp,
}

/// Who adds a passkey.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Adding {
    /// The person.
    pub person: PersonId,
    /// In which session.
    pub session: Digest,
    /// The name their authenticators know them by.
    pub handle: Handle,
}

/// Keeps a ceremony.
///
/// # Errors
/// The engine's failure.
pub async fn add_ceremony(tx: &mut Tx, ceremony: &Ceremony) -> Result<(), StorageError> {
    let query = "INSERT INTO ceremonies (ceremony, person, session, handle, state, expires_at) \
                 VALUES ($1, $2, $3, $4, $5, $6)";
    sqlx::query(query)
        .bind(&ceremony.id[..])
        .bind(ceremony.adds.map(|adds| adds.person.0))
        .bind(ceremony.adds.as_ref().map(|adds| &adds.session[..]))
        .bind(ceremony.adds.as_ref().map(|adds| &adds.handle[..]))
        .bind(ceremony.state.as_str())
        .bind(ceremony.expires_at.as_micros())
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Takes a ceremony, over or not: no one takes it again.
///
/// # Errors
/// The engine's failure.
pub async fn take_ceremony(tx: &mut Tx, id: &Digest) -> Result<Option<Ceremony>, StorageError> {
    let query = "DELETE FROM ceremonies WHERE ceremony = $1 \
                 RETURNING person, session, handle, state, expires_at";
    let row = sqlx::query(query).bind(&id[..]).fetch_optional(&mut **tx).await?;
    row.map(|row| {
        let person = row.try_get::<Option<i64>, _>(0)?.map(PersonId);
        let named = row.try_get::<Option<Vec<u8>>, _>(2)?.map(handle).transpose()?;
        let adds = match (person, optional_digest(&row, 1)?, named) {
            (Some(person), Some(session), Some(handle)) => Some(Adding { person, session, handle }),
            _ => None,
        };
        let expires_at = Timestamp::from_micros(row.try_get(4)?);
        Ok(Ceremony { id: *id, adds, state: row.try_get(3)?, expires_at })
    })
    .transpose()
}

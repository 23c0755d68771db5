//! Officers: who they are, their sessions, the tries at their logins, and whom they looked up.

mod sessions;

pub use sessions::{
    OfficerSessionRecord, SearchRecord, add_search, add_session, end_session, end_sessions_of, find_failures,
    find_searches, find_session, forget_past, forget_searches, put_failures, use_session,
};

use crate::accounts::Digest;
use crate::engine::Connection;
use crate::error::StorageError;
use crate::transaction::Tx;
use damane_domain::claim::OfficerName;
use damane_domain::ids::OfficerId;
use damane_domain::office::{OfficerLogin, OfficerRole};
use damane_domain::time::Timestamp;
use sqlx::Row;
use sqlx::any::AnyRow;

/// An officer.
#[derive(Clone, PartialEq, Eq)]
pub struct OfficerRecord {
    /// Their key.
    pub id: OfficerId,
    /// What they sign in with.
    pub login: OfficerLogin,
    /// What they sign with.
    pub name: OfficerName,
    /// Their office, by its code.
    pub office: String,
    /// What they may do.
    pub roles: Vec<OfficerRole>,
    /// Argon2id in its text form; none before they enrolled.
    pub password: Option<String>,
    /// Their authenticator's secret, sealed; none before they enrolled.
    pub secret: Option<Vec<u8>>,
    /// The time step of the last code taken.
    pub used_step: i64,
    /// The link they were given.
    pub enrolment: Option<Enrolment>,
    /// False: they act no more.
    pub active: bool,
    /// Since when.
    pub added_at: Timestamp,
}

/// A link an officer enrols with.
#[derive(Clone, PartialEq, Eq)]
pub struct Enrolment {
    /// Digest of its token.
    pub token: Digest,
    /// Good until.
    pub ends_at: Timestamp,
    /// The authenticator's secret it offered, sealed.
    pub offered: Option<Vec<u8>>,
}

macro_rules! select_officer {
    ($rest:literal) => {
        concat!(
            "SELECT officer, login, name, office, roles, password, secret, used_step, enrolment, \
             enrolment_ends_at, offered, active, added_at FROM officers ",
            $rest
        )
    };
}

/// Adds an officer.
///
/// # Errors
/// [`StorageError::Conflict`] when the login or the name is another officer's.
pub async fn add_officer(tx: &mut Tx, officer: &OfficerRecord) -> Result<(), StorageError> {
    let query = "INSERT INTO officers (officer, login, name, name_letters, office, roles, used_step, active, added_at) \
                 VALUES ($1, $2, $3, $4, $5, $6, 0, 1, $7)";
    sqlx::query(query)
        .bind(officer.id.0)
        .bind(officer.login.as_str())
        .bind(officer.name.as_str())
        .bind(officer.name.derive_letters())
        .bind(officer.office.as_str())
        .bind(write_roles(&officer.roles))
        .bind(officer.added_at.as_micros())
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Gives an officer a link to enrol with; what they signed in with before counts no more.
///
/// # Errors
/// The engine's failure.
pub async fn put_enrolment(tx: &mut Tx, id: OfficerId, link: &Enrolment) -> Result<(), StorageError> {
    let query = "UPDATE officers SET password = NULL, secret = NULL, enrolment = $2, enrolment_ends_at = $3, \
                 offered = NULL WHERE officer = $1";
    let query = sqlx::query(query).bind(id.0).bind(&link.token[..]).bind(link.ends_at.as_micros());
    query.execute(&mut **tx).await?;
    Ok(())
}

/// Keeps the secret a link offers.
///
/// # Errors
/// The engine's failure.
pub async fn offer_secret(tx: &mut Tx, id: OfficerId, sealed: &[u8]) -> Result<(), StorageError> {
    let query = sqlx::query("UPDATE officers SET offered = $2 WHERE officer = $1");
    query.bind(id.0).bind(sealed).execute(&mut **tx).await?;
    Ok(())
}

/// An officer enrolled: the link is used up.
///
/// # Errors
/// The engine's failure.
pub async fn enrol(
    tx: &mut Tx,
    id: OfficerId,
    password: &str,
    secret: &[u8],
    used_step: i64,
) -> Result<(), StorageError> {
    let query = "UPDATE officers SET password = $2, secret = $3, used_step = $4, enrolment = NULL, \
                 enrolment_ends_at = NULL, offered = NULL WHERE officer = $1";
    let query = sqlx::query(query).bind(id.0).bind(password).bind(secret).bind(used_step);
    query.execute(&mut **tx).await?;
    Ok(())
}

/// An officer acts no more, or again. The link they were given is void.
///
/// # Errors
/// The engine's failure.
pub async fn set_active(tx: &mut Tx, id: OfficerId, active: bool) -> Result<(), StorageError> {
    let query = "UPDATE officers SET active = $2, enrolment = NULL, enrolment_ends_at = NULL, offered = NULL \
                 WHERE officer = $1";
    sqlx::query(query).bind(id.0).bind(i64::from(active)).execute(&mut **tx).await?;
    Ok(())
}

/// Takes a code's time step; false when that or a later one was taken.
///
/// # Errors
/// The engine's failure.
pub async fn use_step(tx: &mut Tx, id: OfficerId, step: i64) -> Result<bool, StorageError> {
    let query = sqlx::query("UPDATE officers SET used_step = $2 WHERE officer = $1 AND used_step < $2");
    Ok(query.bind(id.0).bind(step).execute(&mut **tx).await?.rows_affected() > 0)
}

/// The officer of a login.
///
/// # Errors
/// The engine's failure.
pub async fn find_by_login(
    connection: &mut Connection,
    login: &OfficerLogin,
) -> Result<Option<OfficerRecord>, StorageError> {
    let query = sqlx::query(select_officer!("WHERE login = $1"));
    let row = query.bind(login.as_str()).fetch_optional(connection).await?;
    row.as_ref().map(record).transpose()
}

/// The officer a link was given to.
///
/// # Errors
/// The engine's failure.
pub async fn find_by_enrolment(
    connection: &mut Connection,
    token: &Digest,
) -> Result<Option<OfficerRecord>, StorageError> {
    let query = sqlx::query(select_officer!("WHERE enrolment = $1"));
    let row = query.bind(&token[..]).fetch_optional(connection).await?;
    row.as_ref().map(record).transpose()
}

/// All officers, by office and login.
///
/// # Errors
/// The engine's failure.
pub async fn find_officers(connection: &mut Connection) -> Result<Vec<OfficerRecord>, StorageError> {
    let query = sqlx::query(select_officer!("ORDER BY office, login"));
    query.fetch_all(connection).await?.iter().map(record).collect()
}

fn write_roles(roles: &[OfficerRole]) -> String {
    roles.iter().map(|role| role.code()).collect::<Vec<_>>().join(" ")
}

fn read_roles(text: &str) -> Result<Vec<OfficerRole>, StorageError> {
    let role = |code| OfficerRole::from_code(code).ok_or(StorageError::Damaged("roles"));
    text.split_whitespace().map(role).collect()
}

fn digest(bytes: Vec<u8>, name: &'static str) -> Result<Digest, StorageError> {
    bytes.try_into().map_err(|_| StorageError::Damaged(name))
}

fn record(row: &AnyRow) -> Result<OfficerRecord, StorageError> {
    let (token, ends_at): (Option<Vec<u8>>, Option<i64>) = (row.try_get(8)?, row.try_get(9)?);
    let offered: Option<Vec<u8>> = row.try_get(10)?;
    let enrolment = match token.zip(ends_at) {
        Some((token, ends_at)) => Some(Enrolment {
            token: digest(token, "enrolment")?,
            ends_at: Timestamp::from_micros(ends_at),
            offered,
        }),
        None => None,
    };
    Ok(OfficerRecord {
        id: OfficerId(row.try_get(0)?),
        login: OfficerLogin::parse(row.try_get(1)?).ok_or(StorageError::Damaged("login"))?,
        name: OfficerName::parse(row.try_get(2)?).ok_or(StorageError::Damaged("name of an officer"))?,
        office: row.try_get(3)?,
        roles: read_roles(row.try_get(4)?)?,
        password: row.try_get(5)?,
        secret: row.try_get(6)?,
        used_step: row.try_get(7)?,
        enrolment,
        active: row.try_get::<i64, _>(11)? != 0,
        added_at: Timestamp::from_micros(row.try_get(12)?),
    })
}

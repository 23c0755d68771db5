//! The register of insured persons: who they are, as the fund's feed says. Identity is replaced by what is newer; the
//! details that open an account or move money keep their history.

use crate::batch::values;
use crate::career::registration_key;
use crate::engine::Connection;
use crate::error::StorageError;
use crate::transaction::Tx;
use damane_domain::ids::{Cin, Mobile, PersonId, RegistrationNumber, Rib};
use damane_domain::person::{Person, PersonName};
use damane_domain::time::Timestamp;
use sqlx::any::AnyRow;
use sqlx::query::Query;
use sqlx::{Any, AssertSqlSafe, Row};
use std::borrow::Cow;
use std::collections::HashMap;

/// What an import of the register did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RegisterChanges {
    /// People who were not known.
    pub added: u64,
    /// People of whom something changed.
    pub changed: u64,
    /// People of whom nothing changed.
    pub unchanged: u64,
}

/// The columns of a person, in the order of [`person`].
const COLUMNS: &str =
    "person, registration_digits, cin, name_latin, name_arabic, birth_date, mobile, rib, dependants";

/// A person of the register.
///
/// # Errors
/// The engine's failure.
pub async fn find_person(connection: &mut Connection, id: PersonId) -> Result<Option<Person>, StorageError> {
    let query = "SELECT person, registration_digits, cin, name_latin, name_arabic, birth_date, mobile, rib, dependants \
                 FROM persons WHERE person = $1";
    let row = sqlx::query(query).bind(id.0).fetch_optional(connection).await?;
    row.as_ref().map(person).transpose().map(|found| found.map(|(_, person)| person))
}

/// The person with that number, however many zeros it was written with.
///
/// # Errors
/// The engine's failure.
pub async fn find_registered(
    connection: &mut Connection,
    number: &RegistrationNumber,
) -> Result<Option<(PersonId, Person)>, StorageError> {
    let query = "SELECT person, registration_digits, cin, name_latin, name_arabic, birth_date, mobile, rib, dependants \
                 FROM persons WHERE registration = $1";
    let row = sqlx::query(query).bind(registration_key(number)?).fetch_optional(connection).await?;
    row.as_ref().map(person).transpose()
}

/// Adds or updates people. Each is offered with an id for the case that the register does not know them; a person the
/// register knows keeps theirs.
///
/// # Errors
/// The engine's failure.
pub async fn put_people(
    tx: &mut Tx,
    people: &[(PersonId, Person)],
    at: Timestamp,
) -> Result<RegisterChanges, StorageError> {
    let mut changes = RegisterChanges::default();
    for batch in people.chunks(BATCH) {
        let known = known_among(tx, batch).await?;
        // A number twice in one batch: the later line stands, as it would have across batches.
        let mut latest: HashMap<i64, (PersonId, &Person)> = HashMap::new();
        for (id, person) in batch {
            latest.insert(registration_key(&person.registration_number)?, (*id, person));
        }
        changes.unchanged += u64::try_from(batch.len() - latest.len()).unwrap_or(0);
        let mut to_write = Vec::new();
        for (registration, (offered, person)) in latest {
            match known.get(&registration) {
                Some(known) => {
                    let person = follow_office(tx, known, person).await?;
                    if known.person == *person {
                        changes.unchanged += 1;
                        continue;
                    }
                    changes.changed += 1;
                    record_changes(tx, known.id, &known.person, &person, at).await?;
                    to_write.push((known.id, registration, person));
                }
                None => {
                    changes.added += 1;
                    to_write.push((offered, registration, Cow::Borrowed(person)));
                }
            }
        }
        write_people(tx, &to_write, at).await?;
    }
    Ok(changes)
}

const BATCH: usize = 500;

/// Someone the register knows.
struct Known {
    id: PersonId,
    person: Person,
    /// The mobile an officer corrected: a feed that still says it (empty for none) is behind.
    superseded: Option<String>,
}

/// What the feed says, but for a mobile that an officer corrected meanwhile. A feed that says anything else than before
/// has the last word again.
async fn follow_office<'a>(
    tx: &mut Tx,
    known: &Known,
    fed: &'a Person,
) -> Result<Cow<'a, Person>, StorageError> {
    let Some(superseded) = &known.superseded else { return Ok(Cow::Borrowed(fed)) };
    if fed.mobile.as_ref().map_or("", Mobile::as_str) == superseded {
        return Ok(Cow::Owned(Person { mobile: known.person.mobile.clone(), ..fed.clone() }));
    }
    let forget = sqlx::query("DELETE FROM office_mobiles WHERE person = $1");
    forget.bind(known.id.0).execute(&mut **tx).await?;
    Ok(Cow::Borrowed(fed))
}

async fn known_among(tx: &mut Tx, batch: &[(PersonId, Person)]) -> Result<HashMap<i64, Known>, StorageError> {
    let list = values(tx.engine(), 0, batch.len(), 1);
    let list = list.strip_prefix("VALUES ").unwrap_or_default();
    let text = format!(
        "SELECT {COLUMNS}, superseded FROM persons LEFT JOIN office_mobiles USING (person) WHERE registration IN {list}"
    );
    let mut query = sqlx::query(AssertSqlSafe(text)).persistent(batch.len() == BATCH);
    for (_, person) in batch {
        query = query.bind(registration_key(&person.registration_number)?);
    }
    let rows = query.fetch_all(&mut **tx).await?;
    rows.iter()
        .map(|row| {
            let (id, person) = person(row)?;
            let registration = registration_key(&person.registration_number)?;
            Ok((registration, Known { id, person, superseded: row.try_get(9)? }))
        })
        .collect()
}

async fn write_people(
    tx: &mut Tx,
    people: &[(PersonId, i64, Cow<'_, Person>)],
    at: Timestamp,
) -> Result<(), StorageError> {
    if people.is_empty() {
        return Ok(());
    }
    let text = format!(
        "INSERT INTO persons (changed_at, registration, {COLUMNS}) {} \
         ON CONFLICT (registration) DO UPDATE SET registration_digits = excluded.registration_digits, \
         cin = excluded.cin, name_latin = excluded.name_latin, name_arabic = excluded.name_arabic, \
         birth_date = excluded.birth_date, mobile = excluded.mobile, rib = excluded.rib, \
         dependants = excluded.dependants, changed_at = excluded.changed_at",
        values(tx.engine(), 1, 10, people.len())
    );
    let mut query = sqlx::query(AssertSqlSafe(text)).persistent(people.len() == BATCH);
    for (id, registration, person) in people {
        query = bind_person(query.bind(registration), *id, person);
    }
    query.bind(at.as_micros()).execute(&mut **tx).await?;
    Ok(())
}

type AnyQuery<'q> = Query<'q, Any, sqlx::any::AnyArguments>;

fn bind_person<'q>(query: AnyQuery<'q>, id: PersonId, person: &'q Person) -> AnyQuery<'q> {
    query
        .bind(id.0)
        .bind(person.registration_number.as_str())
        .bind(person.cin.as_str())
        .bind(person.name.latin.as_str())
        .bind(person.name.arabic.as_str())
        .bind(person.birth_date.to_string())
        .bind(person.mobile.as_ref().map(Mobile::as_str))
        .bind(person.rib.as_ref().map(Rib::as_str))
        .bind(i64::from(person.dependants))
}

async fn record_changes(
    tx: &mut Tx,
    id: PersonId,
    before: &Person,
    after: &Person,
    at: Timestamp,
) -> Result<(), StorageError> {
    let mobile = (before.mobile.as_ref().map(Mobile::as_str), after.mobile.as_ref().map(Mobile::as_str));
    let rib = (before.rib.as_ref().map(Rib::as_str), after.rib.as_ref().map(Rib::as_str));
    for (detail, (was, became)) in [("mobile", mobile), ("rib", rib)] {
        if was == became {
            continue;
        }
        // The same instant twice is one import that corrects itself: what stood before it stays known.
        let text = "INSERT INTO person_changes (person, changed_at, detail, was, became) VALUES ($1, $2, $3, $4, $5) \
                    ON CONFLICT (person, changed_at, detail) DO UPDATE SET became = excluded.became";
        let query = sqlx::query(text).bind(id.0).bind(at.as_micros()).bind(detail).bind(was).bind(became);
        query.execute(&mut **tx).await?;
    }
    Ok(())
}

/// Gives a person another bank account, and notes the one before in their history.
///
/// # Errors
/// The engine's failure.
pub async fn change_rib(tx: &mut Tx, id: PersonId, rib: &Rib, at: Timestamp) -> Result<(), StorageError> {
    let Some(before) = find_person(tx, id).await? else { return Ok(()) };
    let after = Person { rib: Some(rib.clone()), ..before.clone() };
    record_changes(tx, id, &before, &after, at).await?;
    let query = sqlx::query("UPDATE persons SET rib = $2, changed_at = $3 WHERE person = $1");
    query.bind(id.0).bind(rib.as_str()).bind(at.as_micros()).execute(&mut **tx).await?;
    Ok(())
}

/// A change of a mobile number or of a bank account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DetailChange {
    /// When.
    pub at: Timestamp,
    /// `mobile` or `rib`.
    pub detail: String,
    /// Value before.
    pub was: Option<String>,
    /// Value after.
    pub became: Option<String>,
}

/// The changes of a person's details, newest first.
///
/// # Errors
/// The engine's failure.
pub async fn find_changes(
    connection: &mut Connection,
    id: PersonId,
) -> Result<Vec<DetailChange>, StorageError> {
    let query = "SELECT changed_at, detail, was, became FROM person_changes \
                 WHERE person = $1 ORDER BY changed_at DESC, detail";
    let rows = sqlx::query(query).bind(id.0).fetch_all(connection).await?;
    let change = |row: &AnyRow| {
        Ok(DetailChange {
            at: Timestamp::from_micros(row.try_get(0)?),
            detail: row.try_get(1)?,
            was: row.try_get(2)?,
            became: row.try_get(3)?,
        })
    };
    rows.iter().map(change).collect()
}

fn person(row: &AnyRow) -> Result<(PersonId, Person), StorageError> {
    let text = |column: usize| row.try_get::<String, _>(column);
    let optional = |column: usize| row.try_get::<Option<String>, _>(column);
    let mobile = optional(6)?.map(|text| Mobile::parse(&text)).transpose();
    let rib = optional(7)?.map(|text| Rib::parse(&text)).transpose();
    let person = Person {
        registration_number: RegistrationNumber::parse(&text(1)?)
            .map_err(|_| StorageError::Damaged("registration"))?,
        cin: Cin::parse(&text(2)?).map_err(|_| StorageError::Damaged("cin"))?,
        name: PersonName { latin: text(3)?, arabic: text(4)? },
        birth_date: text(5)?.parse().map_err(|_| StorageError::Damaged("birth_date"))?,
        mobile: mobile.map_err(|_| StorageError::Damaged("mobile"))?,
        rib: rib.map_err(|_| StorageError::Damaged("rib"))?,
        dependants: u8::try_from(row.try_get::<i64, _>(8)?)
            .map_err(|_| StorageError::Damaged("dependants"))?,
    };
    Ok((PersonId(row.try_get(0)?), person))
}

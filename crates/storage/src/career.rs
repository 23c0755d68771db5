//! What employers declared: files in the order of receipt, their lines by person, employers by name. Lines are added
//! and never changed.

mod corrections;

pub use corrections::{CorrectionRecord, add_correction, find_correction, find_corrections};

use crate::batch::values;
use crate::engine::{Connection, Engine};
use crate::error::StorageError;
use crate::questions::{Question, Questions};
use crate::transaction::Tx;
use damane_domain::career::DeclaredLine;
use damane_domain::ids::{Cin, EmployerNumber, PersonId, RegistrationNumber};
use damane_domain::money::Money;
use damane_domain::month::Month;
use damane_domain::situation::Situation;
use damane_domain::time::Timestamp;
use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Row};
use std::collections::BTreeMap;

/// SHA-256 of a file.
pub type Digest = [u8; 32];

/// What every line of a file shares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FileKey {
    /// Month declared.
    pub month: Month,
    /// Employer's number.
    pub employer: i64,
    /// 0 for the main declaration, 1 to 9 for a complementary one.
    pub category: u8,
    /// Order of receipt, from [`take_sequence`].
    pub sequence: i64,
}

/// A received file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeclarationFile {
    /// What its lines share.
    pub key: FileKey,
    /// SHA-256 of its bytes.
    pub digest: Digest,
    /// Size in bytes.
    pub bytes: u64,
    /// The fund's number for the exchange, copied from the préétabli.
    pub transfer_id: String,
    /// The employer's name as this file gives it.
    pub employer_name: String,
    /// Lines kept of it.
    pub lines: u64,
    /// When the fund received it.
    pub received_at: Timestamp,
}

/// A line about a person with a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NumberedLine {
    /// Registration number, read as a number.
    pub registration: i64,
    /// Line of the file, from 1.
    pub line: u64,
    /// Days declared.
    pub days: u8,
    /// Salary.
    pub salary: Money,
    /// Salary up to the ceiling.
    pub capped_salary: Money,
    /// Situation.
    pub situation: Situation,
}

/// A line about an entrant who had no number yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnnumberedLine {
    /// Identity paper as the file has it.
    pub cin: String,
    /// Name as the file has it.
    pub name: String,
    /// Line of the file, from 1.
    pub line: u64,
    /// Days declared.
    pub days: u8,
    /// Salary.
    pub salary: Money,
    /// Salary up to the ceiling.
    pub capped_salary: Money,
}

/// The next place in the order of receipt. Taken first in an import's transaction: two imports then wait for each
/// other before either has done its work.
///
/// # Errors
/// [`StorageError::Busy`] while another import runs.
pub async fn take_sequence(tx: &mut Tx) -> Result<i64, StorageError> {
    let next = "UPDATE counters SET value = value + 1 WHERE counter = 'declaration_files' RETURNING value";
    Ok(sqlx::query(next).fetch_one(&mut **tx).await?.try_get(0)?)
}

/// Whether a file of that size was received: only then is it worth reading a file first to know it again.
///
/// # Errors
/// The engine's failure.
pub async fn is_size_known(connection: &mut Connection, bytes: u64) -> Result<bool, StorageError> {
    let query = sqlx::query("SELECT 1 FROM declaration_files WHERE bytes = $1 LIMIT 1");
    Ok(query.bind(signed(bytes)).fetch_optional(connection).await?.is_some())
}

/// The sequence of the file with that digest.
///
/// # Errors
/// The engine's failure.
pub async fn find_file(connection: &mut Connection, digest: &Digest) -> Result<Option<i64>, StorageError> {
    let query = sqlx::query("SELECT sequence FROM declaration_files WHERE digest = $1");
    let row = query.bind(hex::encode(digest)).fetch_optional(connection).await?;
    row.map(|row| Ok(row.try_get(0)?)).transpose()
}

/// Keeps the record of a file, and its employer's name unless a later month named it.
///
/// # Errors
/// [`StorageError::Conflict`] when the file is kept already.
pub async fn add_file(tx: &mut Tx, file: &DeclarationFile) -> Result<(), StorageError> {
    let employer = "INSERT INTO employers (employer, name, named_in) VALUES ($1, $2, $3) \
                    ON CONFLICT (employer) DO UPDATE SET name = excluded.name, named_in = excluded.named_in \
                    WHERE employers.named_in <= excluded.named_in";
    sqlx::query(employer)
        .bind(file.key.employer)
        .bind(file.employer_name.as_str())
        .bind(i64::from(file.key.month.index()))
        .execute(&mut **tx)
        .await?;
    let record = "INSERT INTO declaration_files \
                  (sequence, digest, bytes, transfer_id, category, employer, month, lines, received_at) \
                  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    sqlx::query(record)
        .bind(file.key.sequence)
        .bind(hex::encode(file.digest))
        .bind(signed(file.bytes))
        .bind(file.transfer_id.as_str())
        .bind(i64::from(file.key.category))
        .bind(file.key.employer)
        .bind(i64::from(file.key.month.index()))
        .bind(signed(file.lines))
        .bind(file.received_at.as_micros())
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Lines of one statement; measured: more gains nothing, fewer cost a round trip each.
pub const BATCH: usize = 500;

fn insert_lines(engine: Engine, rows: usize) -> String {
    let into = "INSERT INTO declared_lines (month, employer, category, sequence, registration, line, days, salary, \
                capped_salary, situation) ";
    into.to_owned() + &values(engine, 4, 6, rows)
}

/// Adds lines of a file.
///
/// # Errors
/// The engine's failure.
pub async fn add_lines(tx: &mut Tx, key: &FileKey, lines: &[NumberedLine]) -> Result<(), StorageError> {
    let whole_batch = if lines.len() < BATCH { String::new() } else { insert_lines(tx.engine(), BATCH) };
    for lines in lines.chunks(BATCH) {
        // A text that will not come again is not worth keeping prepared.
        let mut query = if lines.len() == BATCH {
            sqlx::query(AssertSqlSafe(whole_batch.as_str()))
        } else {
            sqlx::query(AssertSqlSafe(insert_lines(tx.engine(), lines.len()))).persistent(false)
        };
        for line in lines {
            query = query
                .bind(line.registration)
                .bind(signed(line.line))
                .bind(i64::from(line.days))
                .bind(line.salary.as_centimes())
                .bind(line.capped_salary.as_centimes())
                .bind(i64::from(line.situation.rank()));
        }
        let month = i64::from(key.month.index());
        query = query.bind(month).bind(key.employer).bind(i64::from(key.category)).bind(key.sequence);
        query.execute(&mut **tx).await?;
    }
    Ok(())
}

/// Adds a line about an entrant without a number.
///
/// # Errors
/// The engine's failure.
pub async fn add_unnumbered_line(
    tx: &mut Tx,
    key: &FileKey,
    line: &UnnumberedLine,
) -> Result<(), StorageError> {
    let query = "INSERT INTO unnumbered_lines \
                 (cin, month, employer, category, sequence, line, name, days, salary, capped_salary) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    sqlx::query(query)
        .bind(line.cin.as_str())
        .bind(i64::from(key.month.index()))
        .bind(key.employer)
        .bind(i64::from(key.category))
        .bind(key.sequence)
        .bind(signed(line.line))
        .bind(line.name.as_str())
        .bind(i64::from(line.days))
        .bind(line.salary.as_centimes())
        .bind(line.capped_salary.as_centimes())
        .execute(&mut **tx)
        .await?;
    Ok(())
}

macro_rules! lines_where {
    ($also:literal) => {
        concat!(
            "SELECT month, employer, category, sequence, days, salary, capped_salary, situation, line \
             FROM declared_lines WHERE registration = $1",
            $also,
            " UNION ALL SELECT month, employer, category, sequence, days, salary, capped_salary, 0, line \
             FROM unnumbered_lines WHERE cin = $2",
            $also,
            " ORDER BY 1, 2, 3, 4, 9"
        )
    };
}

/// Every line declared about a person: under the number, and under the identity paper before there was a number.
///
/// # Errors
/// [`StorageError::Damaged`] when a kept line makes no sense, or the engine's failure.
pub async fn find_lines(
    connection: &mut Connection,
    registration: &RegistrationNumber,
    cin: &Cin,
) -> Result<Vec<DeclaredLine>, StorageError> {
    let query = sqlx::query(lines_where!("")).bind(registration_key(registration)?).bind(cin.as_str());
    query.fetch_all(connection).await?.iter().map(declared_line).collect()
}

/// The lines of the last `months` months that were declared about a person, each with its employer's name where a file
/// ever gave one: none only when nothing ever was.
pub fn ask_last_lines(
    questions: &mut Questions,
    registration: &RegistrationNumber,
    cin: &Cin,
    months: u32,
) -> Question<Vec<(DeclaredLine, Option<String>)>> {
    let query = concat!(
        "SELECT l.*, e.name FROM (",
        lines_where!(
            " AND month > (SELECT MAX(month) FROM (SELECT MAX(month) AS month FROM declared_lines \
             WHERE registration = $1 UNION ALL SELECT MAX(month) FROM unnumbered_lines WHERE cin = $2) AS last) - $3"
        ),
        ") AS l LEFT JOIN employers e ON e.employer = l.employer ORDER BY 1, 2, 3, 4, 9"
    );
    let (asked, values) = questions
        .add(query, |rows| rows.iter().map(|row| Ok((declared_line(row)?, row.try_get(9)?))).collect());
    values.bind_checked(registration_key(registration)).bind(cin.as_str()).bind(i64::from(months));
    asked
}

/// What a person's file was when it was read: another one once a file was received or the register changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FileRevision {
    /// Files received in all.
    received: i64,
    /// When the register last changed the person.
    changed_at: i64,
}

/// What a person's file is now, without reading it; `None` for nobody.
///
/// # Errors
/// The engine's failure.
pub async fn find_revision(
    connection: &mut Connection,
    person: PersonId,
) -> Result<Option<FileRevision>, StorageError> {
    let query = "SELECT (SELECT value FROM counters WHERE counter = 'declaration_files'), changed_at \
                 FROM persons WHERE person = $1";
    let row = sqlx::query(query).bind(person.0).fetch_optional(connection).await?;
    row.map(|row| Ok(FileRevision { received: row.try_get(0)?, changed_at: row.try_get(1)? })).transpose()
}

/// The names of the employers who declared a person, as each last gave it.
///
/// # Errors
/// The engine's failure.
pub async fn find_employer_names(
    connection: &mut Connection,
    registration: &RegistrationNumber,
    cin: &Cin,
) -> Result<BTreeMap<EmployerNumber, String>, StorageError> {
    let names = "SELECT employer, name FROM employers WHERE employer IN \
                 (SELECT employer FROM declared_lines WHERE registration = $1 \
                 UNION SELECT employer FROM unnumbered_lines WHERE cin = $2)";
    let query = sqlx::query(names).bind(registration_key(registration)?).bind(cin.as_str());
    let rows = query.fetch_all(connection).await?;
    rows.iter().map(|row| Ok((employer_number(row.try_get(0)?)?, row.try_get(1)?))).collect()
}

/// Whether an employer's month was declared before: in a file, or by an officer's correction.
///
/// # Errors
/// The engine's failure.
pub async fn is_month_declared(connection: &mut Connection, key: &FileKey) -> Result<bool, StorageError> {
    let query = "SELECT 1 FROM declaration_files WHERE employer = $1 AND month = $2 UNION ALL \
                 SELECT 1 FROM career_corrections WHERE employer = $1 AND month = $2 LIMIT 1";
    let query = sqlx::query(query).bind(key.employer).bind(i64::from(key.month.index()));
    Ok(query.fetch_optional(connection).await?.is_some())
}

/// When the fund received its last file: a statement's "as of".
///
/// # Errors
/// The engine's failure.
pub async fn find_last_receipt(connection: &mut Connection) -> Result<Option<Timestamp>, StorageError> {
    let query = sqlx::query("SELECT received_at FROM declaration_files ORDER BY sequence DESC LIMIT 1");
    let row = query.fetch_optional(connection).await?;
    row.map(|row| Ok(Timestamp::from_micros(row.try_get(0)?))).transpose()
}

/// A registration number as the key of its lines.
pub(crate) fn registration_key(number: &RegistrationNumber) -> Result<i64, StorageError> {
    number.as_str().parse().map_err(|_| StorageError::Damaged("registration"))
}

fn employer_number(number: i64) -> Result<EmployerNumber, StorageError> {
    EmployerNumber::parse(&format!("{number:07}")).map_err(|_| StorageError::Damaged("employer"))
}

fn declared_line(row: &AnyRow) -> Result<DeclaredLine, StorageError> {
    let number = |column: usize| row.try_get::<i64, _>(column);
    let small = |column: usize, name| u8::try_from(number(column)?).map_err(|_| StorageError::Damaged(name));
    let index = i32::try_from(number(0)?).map_err(|_| StorageError::Damaged("month"))?;
    let month = Month::from_index(index);
    if month.index() != index {
        return Err(StorageError::Damaged("month"));
    }
    Ok(DeclaredLine {
        month,
        employer: employer_number(number(1)?)?,
        category: small(2, "category")?,
        sequence: number(3)?,
        days: small(4, "days")?,
        salary: Money::centimes(number(5)?),
        capped_salary: Money::centimes(number(6)?),
        situation: Situation::from_rank(small(7, "situation")?).ok_or(StorageError::Damaged("situation"))?,
    })
}

/// Sizes and counts are far below 2^63; one that is not could not have been read.
fn signed(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

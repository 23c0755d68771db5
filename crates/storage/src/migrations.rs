//! Tables, brought up to date when the database is opened: two texts a step, the same tables in the same order.

use crate::engine::{Engine, Store};
use crate::error::StorageError;
use crate::transaction::Tx;
use sha2::{Digest, Sha256};
use sqlx::{AssertSqlSafe, Row};

/// A step: applied once, whole, and never changed after it was released.
struct Migration {
    version: i64,
    sqlite: &'static str,
    postgres: &'static str,
}

macro_rules! migration {
    ($version:literal, $file:literal) => {
        Migration {
            version: $version,
            sqlite: include_str!(concat!("../migrations/sqlite/", $file)),
            postgres: include_str!(concat!("../migrations/postgres/", $file)),
        }
    };
}

const MIGRATIONS: &[Migration] = &[
    migration!(1, "0001_register_and_career.sql"),
    migration!(2, "0002_accounts.sql"),
    migration!(3, "0003_certificates.sql"),
    migration!(4, "0004_messages_and_audit.sql"),
    migration!(5, "0005_sign_up.sql"),
    migration!(6, "0006_protection.sql"),
    migration!(7, "0007_devices.sql"),
    migration!(9, "0009_certificate_reviews.sql"),
    migration!(10, "0010_paper_seals.sql"),
    migration!(12, "0012_disputes.sql"),
    migration!(13, "0013_claims.sql"),
    migration!(14, "0014_payments.sql"),
    migration!(15, "0015_uploads.sql"),
    migration!(16, "0016_officers.sql"),
    migration!(17, "0017_dispute_answers.sql"),
    migration!(18, "0018_job_loss.sql"),
    migration!(19, "0019_pensions.sql"),
    migration!(20, "0020_returns_and_corrections.sql"),
    migration!(21, "0021_contested_decisions.sql"),
    migration!(22, "0022_disputes_again.sql"),
    migration!(23, "0023_reminders.sql"),
    migration!(24, "0024_reminders_before_work.sql"),
    migration!(25, "0025_fewer_indexes.sql"),
    migration!(26, "0026_earlier_answers.sql"),
    migration!(27, "0027_withdrawn_batches.sql"),
    migration!(28, "0028_awaited_documents.sql"),
];

impl Migration {
    const fn text(&self, engine: Engine) -> &'static str {
        match engine {
            Engine::Sqlite => self.sqlite,
            Engine::Postgres => self.postgres,
        }
    }
}

/// All missing steps in one transaction. Two portals that start together: the second waits at the lock row, or is
/// turned back and finds everything done. No advisory lock: not every engine that speaks PostgreSQL has them.
pub async fn bring_up_to_date(store: &Store) -> Result<(), StorageError> {
    let engine = store.engine();
    store
        .write(async |tx| {
            lock(tx).await?;
            let applied = applied(tx).await?;
            if let Some((version, _)) = applied.iter().find(|(version, _)| unknown(*version)) {
                return Err(StorageError::Schema { found: *version });
            }
            for migration in MIGRATIONS {
                let text = migration.text(engine);
                let digest = Sha256::digest(text.as_bytes());
                match applied.iter().find(|(version, _)| *version == migration.version) {
                    Some((_, known)) if known[..] == digest[..] => {}
                    Some((version, _)) => return Err(StorageError::Schema { found: *version }),
                    None => apply(tx, migration.version, text, &digest).await?,
                }
            }
            Ok(())
        })
        .await
}

fn unknown(version: i64) -> bool {
    version != 0 && !MIGRATIONS.iter().any(|migration| migration.version == version)
}

/// Two first starts at once may both find no table; PostgreSQL then refuses one of them as a duplicate.
async fn lock(tx: &mut Tx) -> Result<(), StorageError> {
    let table = "CREATE TABLE IF NOT EXISTS schema_steps (version BIGINT PRIMARY KEY, digest TEXT NOT NULL)";
    let made = sqlx::query(table).execute(&mut **tx).await.map_err(StorageError::from);
    made.map_err(|error| if matches!(error, StorageError::Conflict) { StorageError::Busy } else { error })?;
    let row = "INSERT INTO schema_steps (version, digest) VALUES (0, '') \
               ON CONFLICT (version) DO UPDATE SET digest = ''";
    sqlx::query(row).execute(&mut **tx).await?;
    Ok(())
}

async fn applied(tx: &mut Tx) -> Result<Vec<(i64, Vec<u8>)>, StorageError> {
    let rows = sqlx::query("SELECT version, digest FROM schema_steps ORDER BY version");
    let rows = rows.fetch_all(&mut **tx).await?;
    rows.iter()
        .map(|row| Ok((row.try_get(0)?, hex::decode(row.try_get::<String, _>(1)?).unwrap_or_default())))
        .collect()
}

async fn apply(tx: &mut Tx, version: i64, text: &'static str, digest: &[u8]) -> Result<(), StorageError> {
    sqlx::raw_sql(AssertSqlSafe(text)).execute(&mut **tx).await?;
    sqlx::query("INSERT INTO schema_steps (version, digest) VALUES ($1, $2)")
        .bind(version)
        .bind(hex::encode(digest))
        .execute(&mut **tx)
        .await?;
    Ok(())
}

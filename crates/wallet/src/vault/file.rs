//! The encrypted file: opening it with its data key, and what is read from and written to it.

use crate::device_key::DeviceKey;
use crate::keystore::KeyStoreError;
use crate::secret::{Key, NoRandomness};
use damane_contract::CertificateView;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection, Row, SqliteConnection};
use std::path::Path;
use std::sync::Arc;
use tokio::sync::{Mutex, MutexGuard};
use zeroize::Zeroizing;

static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!("./migrations");

/// Why the vault did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// This key does not open this file, or the file is not a vault any more.
    #[error("the vault's file cannot be read with this key")]
    Damaged,
    /// The key store did not help.
    #[error(transparent)]
    KeyStore(#[from] KeyStoreError),
    /// No random numbers.
    #[error(transparent)]
    NoRandomness(#[from] NoRandomness),
    /// The disk.
    #[error("the vault's folder: {0}")]
    Io(#[from] std::io::Error),
    /// The database.
    #[error("the vault: {0}")]
    Database(sqlx::Error),
}

impl From<sqlx::Error> for VaultError {
    /// SQLITE_NOTADB (26) and SQLITE_CORRUPT (11): wrong key or damaged file, which look the same.
    fn from(error: sqlx::Error) -> Self {
        let code = error.as_database_error().and_then(|error| error.code());
        match code.as_deref() {
            Some("26" | "11") => Self::Damaged,
            _ => Self::Database(error),
        }
    }
}

impl From<sqlx::migrate::MigrateError> for VaultError {
    fn from(error: sqlx::migrate::MigrateError) -> Self {
        match error {
            sqlx::migrate::MigrateError::Execute(error) => error.into(),
            other => Self::Database(sqlx::Error::Migrate(Box::new(other))),
        }
    }
}

/// The session as kept.
#[derive(Clone)]
pub struct KeptSession {
    /// Whose vault this is.
    pub registration_number: String,
    /// The name this device gave itself.
    pub device_id: String,
    /// The session's tokens; `None` once it has ended.
    pub tokens: Option<KeptTokens>,
}

/// A session's tokens as kept.
#[derive(Clone)]
pub struct KeptTokens {
    /// For requests.
    pub token: Zeroizing<String>,
    /// What renews a token bound to this device's key; an older session has none and is bound to nothing.
    pub renewal: Option<Renewal>,
}

/// How a bound token goes on.
#[derive(Clone)]
pub struct Renewal {
    /// Good once.
    pub token: Zeroizing<String>,
    /// The other token is good until then: microseconds, by this device's clock.
    pub due: i64,
}

/// This device's key as kept.
pub struct KeptDeviceKey {
    /// The key store's entry it is sealed under, and the store; `None` when it is kept as it is.
    pub sealed: Option<SealedUnder>,
    /// PKCS#8, or that sealed.
    pub secret: Zeroizing<Vec<u8>>,
}

/// An entry of a key store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedUnder {
    /// Which store.
    pub backend: String,
    /// Under which name.
    pub entry: String,
}

impl std::fmt::Debug for KeptSession {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("KeptSession(…)")
    }
}

impl std::fmt::Debug for KeptTokens {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("KeptTokens(…)")
    }
}

/// An open vault. One connection: a second one would only wait for the first.
pub struct Vault {
    pub(super) connection: Mutex<SqliteConnection>,
    device_key: Mutex<Option<Arc<DeviceKey>>>,
}

impl Vault {
    /// Opens the file with its data key.
    pub async fn open(path: &Path, key: &Key, create: bool) -> Result<Self, VaultError> {
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(create)
            .pragma("key", key.as_pragma().to_string())
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .pragma("temp_store", "memory")
            .pragma("secure_delete", "on")
            .disable_statement_logging();
        let mut connection = options.connect().await?;
        // Not `run`: it takes any acquirer, and the future then is not seen to be `Send` by the shell.
        MIGRATIONS.run_direct(None, &mut connection, false).await?;
        Ok(Self { connection: Mutex::new(connection), device_key: Mutex::default() })
    }

    /// Closes the file: the key leaves memory with it.
    pub async fn close(self) {
        // A failure to close leaves nothing to do: the handle is gone either way.
        let _ = self.connection.into_inner().close().await;
    }

    /// The session, when there is one.
    pub async fn find_session(&self) -> Result<Option<KeptSession>, VaultError> {
        let query = "SELECT registration_number, device_id, token, renewal_token, token_until FROM session WHERE id = 1";
        let row = sqlx::query(query).fetch_optional(&mut *self.connection.lock().await).await?;
        Ok(row.map(|row| KeptSession {
            registration_number: row.get(0),
            device_id: row.get(1),
            tokens: row.get::<Option<String>, _>(2).map(|token| KeptTokens {
                token: Zeroizing::new(token),
                renewal: row.get::<Option<String>, _>(3).map(|token| Renewal {
                    token: Zeroizing::new(token),
                    due: row.get::<Option<i64>, _>(4).unwrap_or(0),
                }),
            }),
        }))
    }

    /// Keeps the session in place of any other.
    pub async fn keep_session(&self, session: &KeptSession) -> Result<(), VaultError> {
        let tokens = session.tokens.as_ref();
        let renewal = tokens.and_then(|tokens| tokens.renewal.as_ref());
        sqlx::query(
            "INSERT INTO session (id, registration_number, device_id, token, renewal_token, token_until)
             VALUES (1, $1, $2, $3, $4, $5)
             ON CONFLICT (id) DO UPDATE SET registration_number = excluded.registration_number,
                 device_id = excluded.device_id, token = excluded.token,
                 renewal_token = excluded.renewal_token, token_until = excluded.token_until",
        )
        .bind(&session.registration_number)
        .bind(&session.device_id)
        .bind(tokens.map(|tokens| tokens.token.as_str()))
        .bind(renewal.map(|renewal| renewal.token.as_str()))
        .bind(renewal.map(|renewal| renewal.due))
        .execute(&mut *self.connection.lock().await)
        .await?;
        Ok(())
    }

    /// Keeps the next tokens in place of the last: one statement, so both or neither.
    pub async fn keep_tokens(&self, tokens: &KeptTokens) -> Result<(), VaultError> {
        let renewal = tokens.renewal.as_ref();
        sqlx::query("UPDATE session SET token = $1, renewal_token = $2, token_until = $3")
            .bind(tokens.token.as_str())
            .bind(renewal.map(|renewal| renewal.token.as_str()))
            .bind(renewal.map(|renewal| renewal.due))
            .execute(&mut *self.connection.lock().await)
            .await?;
        Ok(())
    }

    /// Forgets the tokens: the session has ended, what is kept stays.
    pub async fn end_session(&self) -> Result<(), VaultError> {
        sqlx::query("UPDATE session SET token = NULL, renewal_token = NULL, token_until = NULL")
            .execute(&mut *self.connection.lock().await)
            .await?;
        Ok(())
    }

    /// This device's key, held while the vault is open.
    pub async fn held_device_key(&self) -> MutexGuard<'_, Option<Arc<DeviceKey>>> {
        self.device_key.lock().await
    }

    /// This device's key as kept.
    pub async fn find_device_key(&self) -> Result<Option<KeptDeviceKey>, VaultError> {
        let row = sqlx::query("SELECT backend, entry, secret FROM device_key WHERE id = 1")
            .fetch_optional(&mut *self.connection.lock().await)
            .await?;
        Ok(row.map(|row| {
            let (backend, entry): (Option<String>, Option<String>) = (row.get(0), row.get(1));
            let sealed = backend.zip(entry).map(|(backend, entry)| SealedUnder { backend, entry });
            KeptDeviceKey { sealed, secret: Zeroizing::new(row.get(2)) }
        }))
    }

    /// Keeps this device's key in place of any other.
    pub async fn keep_device_key(&self, key: &KeptDeviceKey) -> Result<(), VaultError> {
        let sealed = key.sealed.as_ref();
        sqlx::query(
            "INSERT INTO device_key (id, backend, entry, secret) VALUES (1, $1, $2, $3)
             ON CONFLICT (id) DO UPDATE SET backend = excluded.backend, entry = excluded.entry,
                 secret = excluded.secret",
        )
        .bind(sealed.map(|sealed| sealed.backend.as_str()))
        .bind(sealed.map(|sealed| sealed.entry.as_str()))
        .bind(&key.secret[..])
        .execute(&mut *self.connection.lock().await)
        .await?;
        Ok(())
    }

    /// An answer of the portal and its date.
    pub async fn find_answer(&self, name: &str) -> Result<Option<(String, String)>, VaultError> {
        let row = sqlx::query("SELECT as_of, body FROM answers WHERE name = $1")
            .bind(name)
            .fetch_optional(&mut *self.connection.lock().await)
            .await?;
        Ok(row.map(|row| (row.get(0), row.get(1))))
    }

    /// Keeps an answer of the portal.
    pub async fn keep_answer(&self, name: &str, as_of: &str, body: &str) -> Result<(), VaultError> {
        sqlx::query(
            "INSERT INTO answers (name, as_of, body) VALUES ($1, $2, $3)
             ON CONFLICT (name) DO UPDATE SET as_of = excluded.as_of, body = excluded.body",
        )
        .bind(name)
        .bind(as_of)
        .bind(body)
        .execute(&mut *self.connection.lock().await)
        .await?;
        Ok(())
    }

    /// Forgets an answer.
    pub async fn forget_answer(&self, name: &str) -> Result<(), VaultError> {
        sqlx::query("DELETE FROM answers WHERE name = $1")
            .bind(name)
            .execute(&mut *self.connection.lock().await)
            .await?;
        Ok(())
    }

    /// Keeps a certificate; its page stays when none is given.
    pub async fn keep_certificate(
        &self,
        certificate: &CertificateView,
        pdf: Option<&[u8]>,
    ) -> Result<(), VaultError> {
        let body = serde_json::to_string(certificate).map_err(|_| VaultError::Damaged)?;
        sqlx::query(
            "INSERT INTO certificates (id, issued_at, body, pdf) VALUES ($1, $2, $3, $4)
             ON CONFLICT (id) DO UPDATE SET body = excluded.body, pdf = COALESCE(excluded.pdf, pdf)",
        )
        .bind(&certificate.id)
        .bind(&certificate.issued_at)
        .bind(body)
        .bind(pdf)
        .execute(&mut *self.connection.lock().await)
        .await?;
        Ok(())
    }

    /// The certificates, newest first. `kept` says that the page is here too.
    pub async fn certificates(&self) -> Result<Vec<CertificateView>, VaultError> {
        let rows = sqlx::query("SELECT body, pdf IS NOT NULL FROM certificates ORDER BY issued_at DESC, id")
            .fetch_all(&mut *self.connection.lock().await)
            .await?;
        rows.iter().map(certificate_of).collect()
    }

    /// One certificate.
    pub async fn find_certificate(&self, id: &str) -> Result<Option<CertificateView>, VaultError> {
        let row = sqlx::query("SELECT body, pdf IS NOT NULL FROM certificates WHERE id = $1")
            .bind(id)
            .fetch_optional(&mut *self.connection.lock().await)
            .await?;
        row.as_ref().map(certificate_of).transpose()
    }

    /// A certificate's page.
    pub async fn find_pdf(&self, id: &str) -> Result<Option<Vec<u8>>, VaultError> {
        let row = sqlx::query("SELECT pdf FROM certificates WHERE id = $1")
            .bind(id)
            .fetch_optional(&mut *self.connection.lock().await)
            .await?;
        Ok(row.and_then(|row| row.get(0)))
    }
}

fn certificate_of(row: &sqlx::sqlite::SqliteRow) -> Result<CertificateView, VaultError> {
    let mut certificate: CertificateView =
        serde_json::from_str(row.get(0)).map_err(|_| VaultError::Damaged)?;
    certificate.kept = row.get(1);
    Ok(certificate)
}

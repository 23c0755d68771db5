//! Receives an employer's declaration: checked while it streams in, kept whole or not at all.
//!
//! Who knows a file again is its digest: the same bytes twice change nothing. Another file of the same employer and month
//! is a correction: its lines are added after the first ones, which stay. (Reference: domain notes §2 and §8.)

use super::reading::{self, Piece, Shared, Whole};
use damane_domain::ids::EmployerNumber;
use damane_domain::month::Month;
use damane_domain::time::Timestamp;
use damane_ebds::{FileName, Findings, Nature, Summary};
use damane_storage::career::{self as records, DeclarationFile, Digest, FileKey, NumberedLine};
use damane_storage::{StorageError, Store, Transient, Tx};
use damane_storage::{certificates, disputes};
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use tokio::sync::mpsc::{Receiver, channel};

/// What happened to a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DeclarationImport {
    /// Its lines are kept.
    Kept(KeptFile),
    /// The very same file was received before: nothing was changed.
    KnownAlready {
        /// Its place in the order of receipt.
        sequence: i64,
    },
    /// Nothing of it was kept.
    Refused(Refusal),
}

/// A file whose lines are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptFile {
    /// Place in the order of receipt.
    pub sequence: i64,
    /// Employer.
    pub employer: EmployerNumber,
    /// Month declared.
    pub month: Month,
    /// 0 for a main declaration, 1 to 9 for a complementary one.
    pub category: u8,
    /// Lines about people.
    pub lines: u64,
    /// Warnings: worth a look, no reason to refuse.
    pub findings: Findings,
}

/// Why a file was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// It is the list the fund gives employers, and declares nothing.
    Preetabli,
    /// The checker found errors.
    Findings(Findings),
}

/// Why an import did not come to an end.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The file cannot be read.
    #[error("the file cannot be read: {0}")]
    Unreadable(#[from] io::Error),
    /// Whoever started it asked it to stop; nothing of this file was kept.
    #[error("stopped on request")]
    Cancelled,
    /// Storage.
    #[error("storage failed: {}", .0.explain())]
    Storage(#[from] StorageError),
    /// What follows from it could not be carried out.
    #[error("{0}")]
    Following(#[from] crate::error::ServiceError),
    /// The reading thread ended without an answer.
    #[error("the reader of the file ended without an answer")]
    Reader,
}

impl ImportError {
    /// Stable code, for reports and tests.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Unreadable(_) => "IMPORT-001",
            Self::Cancelled => "IMPORT-002",
            Self::Storage(_) => "IMPORT-003",
            Self::Reader => "IMPORT-004",
            Self::Following(_) => "IMPORT-005",
        }
    }
}

/// How an import is watched, and stopped.
pub struct Watch<'a> {
    /// Told how many bytes of the file were read so far.
    pub progress: &'a (dyn Fn(u64) + Send + Sync),
    /// Once true, the import stops and keeps nothing of the file it is at.
    pub cancelled: &'a AtomicBool,
}

/// Pieces read ahead of the database.
const AHEAD: usize = 4;

/// Whether a file in a folder is a declaration by its name (`DS_…`, `DSC1_…`): a folder may also hold préétablis and
/// other files, which an import of the folder passes by.
pub fn is_declaration_name(name: &str) -> bool {
    FileName::parse(name).is_some_and(|name| name.nature != Nature::Preetabli)
}

/// Receives a declaration file, in one transaction: all its lines are kept, or none.
///
/// # Errors
/// [`ImportError`]; nothing of the file is kept then.
pub async fn import_declaration(
    store: &Store,
    path: &Path,
    received_at: Timestamp,
    watch: &Watch<'_>,
) -> Result<DeclarationImport, ImportError> {
    if let Some(sequence) = find_known(store, path).await? {
        return Ok(DeclarationImport::KnownAlready { sequence });
    }
    let (sender, mut pieces) = channel(AHEAD);
    let read = Arc::new(AtomicU64::new(0));
    let reader = {
        let (path, read) = (path.to_owned(), Arc::clone(&read));
        tokio::task::spawn_blocking(move || reading::read(&path, &sender, &read))
    };
    let taken = take(store, &mut pieces, &read, received_at, watch).await;
    // A reader nobody listens to ends at its next piece.
    drop(pieces);
    let whole = reader.await.map_err(|_| ImportError::Reader)?;
    let intake = taken?;
    let whole = whole?;
    (watch.progress)(whole.bytes);
    match (judge(&whole.summary), intake) {
        (Some(refusal), _) => Ok(DeclarationImport::Refused(refusal)),
        (None, Some(intake)) => keep(store, intake, whole, received_at, watch).await,
        // The checker accepts no declaration without its two first records.
        (None, None) => Err(ImportError::Reader),
    }
}

/// Reads the file for its digest only when one of its size was received: a new month is then read once.
async fn find_known(store: &Store, path: &Path) -> Result<Option<i64>, ImportError> {
    let bytes = tokio::fs::metadata(path).await?.len();
    if !records::is_size_known(&mut *store.read().await?, bytes).await? {
        return Ok(None);
    }
    let path = path.to_owned();
    let digest = tokio::task::spawn_blocking(move || reading::digest_of(&path)).await;
    let digest: Digest = digest.map_err(|_| ImportError::Reader)??;
    Ok(records::find_file(&mut *store.read().await?, &digest).await?)
}

/// An open transaction with the lines of a file in it.
struct Intake {
    tx: Tx,
    key: FileKey,
    shared: Shared,
    lines: u64,
    /// A file of this employer about this month was received before: what certificates state may be wrong by now.
    corrects: bool,
}

/// Writes the pieces as they come. Nothing when none came: the file is refused then.
async fn take(
    store: &Store,
    pieces: &mut Receiver<Piece>,
    read: &AtomicU64,
    received_at: Timestamp,
    watch: &Watch<'_>,
) -> Result<Option<Intake>, ImportError> {
    let mut intake = None;
    while let Some(piece) = pieces.recv().await {
        if watch.cancelled.load(Ordering::Relaxed) {
            return Err(ImportError::Cancelled);
        }
        (watch.progress)(read.load(Ordering::Relaxed));
        match (piece, &mut intake) {
            (Piece::Opened(shared), _) => intake = Some(open(store, *shared).await?),
            (Piece::Numbered(lines), Some(intake)) => {
                records::add_lines(&mut intake.tx, &intake.key, &lines).await?;
                intake.lines += lines.len() as u64;
                if intake.corrects {
                    ask_reviews(&mut intake.tx, &intake.key, &lines, received_at).await?;
                }
            }
            (Piece::Unnumbered(line), Some(intake)) => {
                records::add_unnumbered_line(&mut intake.tx, &intake.key, &line).await?;
                intake.lines += 1;
            }
            // Lines without a header are errors already; lines of a préétabli are not sent.
            (Piece::Numbered(_) | Piece::Unnumbered(_), None) => {}
        }
    }
    Ok(intake)
}

/// Begins the transaction and takes the file's place in the order of receipt. Another import may be at work: nothing
/// was written yet, so that waiting and beginning anew costs nothing.
async fn open(store: &Store, shared: Shared) -> Result<Intake, ImportError> {
    let mut tries = 1;
    let (mut tx, sequence) = loop {
        let attempt = async {
            let mut tx = store.begin().await?;
            let sequence = records::take_sequence(&mut tx).await?;
            Ok::<_, StorageError>((tx, sequence))
        };
        match attempt.await {
            Err(error) if error.is_transient() && store.wait_for_another_try(tries).await => tries += 1,
            answer => break answer?,
        }
    };
    let heading = &shared.heading;
    let employer = heading.employer.as_str().parse().map_err(|_| StorageError::Damaged("employer"))?;
    let key = FileKey { month: heading.period, employer, category: shared.category, sequence };
    let corrects = records::is_month_declared(&mut tx, &key).await?;
    Ok(Intake { tx, key, shared, lines: 0, corrects })
}

/// Notes whose certificates are to be looked at again. What is declared for the first time corrects nothing.
async fn ask_reviews(
    tx: &mut Tx,
    key: &FileKey,
    lines: &[NumberedLine],
    now: Timestamp,
) -> Result<(), StorageError> {
    let month_end = Timestamp::start_of(key.month.plus(1).first_day());
    for line in lines {
        certificates::ask_review(tx, line.registration, month_end, now).await?;
    }
    Ok(())
}

fn judge(summary: &Summary) -> Option<Refusal> {
    if !summary.is_accepted() {
        return Some(Refusal::Findings(summary.findings.clone()));
    }
    let preetabli = summary.opening.is_some_and(|opening| opening.nature == Nature::Preetabli);
    preetabli.then_some(Refusal::Preetabli)
}

async fn keep(
    store: &Store,
    mut intake: Intake,
    whole: Whole,
    received_at: Timestamp,
    watch: &Watch<'_>,
) -> Result<DeclarationImport, ImportError> {
    let Shared { transfer_id, category, heading } = intake.shared;
    let file = DeclarationFile {
        key: intake.key,
        digest: whole.digest,
        bytes: whole.bytes,
        transfer_id,
        employer_name: heading.company,
        lines: intake.lines,
        received_at,
    };
    let kept = records::add_file(&mut intake.tx, &file).await;
    if let Err(StorageError::Conflict) = kept {
        // The same file, received by somebody else since we looked.
        drop(intake.tx);
        let known = records::find_file(&mut *store.read().await?, &file.digest).await?;
        return match known {
            Some(sequence) => Ok(DeclarationImport::KnownAlready { sequence }),
            None => Err(StorageError::Conflict.into()),
        };
    }
    kept?;
    if intake.corrects {
        // What an officer had set right is not undone in silence.
        disputes::reopen_undone(&mut intake.tx, &file.key, received_at).await?;
    }
    if watch.cancelled.load(Ordering::Relaxed) {
        return Err(ImportError::Cancelled);
    }
    intake.tx.commit().await?;
    Ok(DeclarationImport::Kept(KeptFile {
        sequence: file.key.sequence,
        employer: heading.employer,
        month: heading.period,
        category,
        lines: file.lines,
        findings: whole.summary.findings,
    }))
}

//! A folder checked at once: every file in it, on all cores, one line each. No more is in memory than the files being
//! read just now; nothing of it is kept, and nothing of it leaves the machine.

use crate::error::WalletError;
use crate::pages::judge_pdf;
use crate::verification::{judge_text, view};
use crate::wallet::Wallet;
use damane_contract::{ErrorBody, ErrorCode, FolderLineView, FolderProgressView, FolderView, limits};
use damane_credential::{TrustBundle, Verification};
use damane_domain::time::Timestamp;
use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicUsize, Ordering};

/// A check under way, seen from outside.
#[derive(Default)]
pub(crate) struct FolderCheck {
    runs: AtomicBool,
    stops: AtomicBool,
    done: AtomicU32,
    total: AtomicU32,
}

/// Ends a check however it ends.
struct Running(Arc<FolderCheck>);

impl Running {
    /// Begins; `None` while another one runs.
    fn begin(check: &Arc<FolderCheck>) -> Option<Self> {
        if check.runs.swap(true, Ordering::SeqCst) {
            return None;
        }
        check.stops.store(false, Ordering::SeqCst);
        check.done.store(0, Ordering::SeqCst);
        check.total.store(0, Ordering::SeqCst);
        Some(Self(Arc::clone(check)))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.0.runs.store(false, Ordering::SeqCst);
    }
}

impl Wallet {
    /// Checks every file of a folder and of the folders in it.
    ///
    /// # Errors
    /// The folder cannot be read, or another one is being checked.
    pub async fn check_folder(&self, folder: PathBuf) -> Result<FolderView, WalletError> {
        let busy = || WalletError::Refused(Box::new(ErrorBody::from(ErrorCode::Busy)));
        let running = Running::begin(&self.folder).ok_or_else(busy)?;
        self.ask_for_newer_lists().await;
        let (bundle, now) = (self.trust().bundle().await, self.now());
        let work = move || check_all(&folder, bundle.as_deref(), now, &running.0);
        tokio::task::spawn_blocking(work).await.map_err(|_| WalletError::NothingToCheck)?
    }

    /// How far the check of a folder has come.
    pub fn folder_progress(&self) -> FolderProgressView {
        let read = |count: &AtomicU32| count.load(Ordering::SeqCst);
        FolderProgressView { done: read(&self.folder.done), total: read(&self.folder.total) }
    }

    /// Stops it: what is done stands in its answer, the rest is left out.
    pub fn stop_folder(&self) {
        self.folder.stops.store(true, Ordering::SeqCst);
    }
}

fn check_all(
    folder: &Path,
    bundle: Option<&TrustBundle>,
    now: Timestamp,
    check: &FolderCheck,
) -> Result<FolderView, WalletError> {
    let mut files = Vec::new();
    let beyond = list(folder, folder, 0, &mut files).map_err(|_| WalletError::NothingToCheck)?;
    files.sort();
    let count = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
    check.total.store(count(files.len()), Ordering::SeqCst);
    let mut lines = check_files(folder, &files, check, |bytes| answers(bytes, bundle, now));
    lines.sort_by(|one, other| one.file.cmp(&other.file));
    let name = folder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let left_out = count(files.len() - lines.len() + beyond);
    Ok(FolderView { name, lines, left_out, checked_at: now.to_rfc3339() })
}

/// Paths below the folder; how many files were beyond what is read. Links are not followed: they may lead out of it.
fn list(root: &Path, folder: &Path, depth: usize, files: &mut Vec<PathBuf>) -> std::io::Result<usize> {
    let mut beyond = 0;
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let (kind, path) = (entry.file_type()?, entry.path());
        if entry.file_name().to_string_lossy().starts_with('.') {
            continue;
        }
        if kind.is_dir() && depth < limits::FOLDER_DEPTH {
            // A folder that cannot be read hides its files, not the others'.
            beyond += list(root, &path, depth + 1, files).unwrap_or(1);
        } else if kind.is_dir() {
            beyond += 1;
        } else if kind.is_file() && files.len() < limits::FOLDER_FILES {
            files.push(path.strip_prefix(root).map(Path::to_path_buf).unwrap_or(path));
        } else if kind.is_file() {
            beyond += 1;
        }
    }
    Ok(beyond)
}

/// Every core takes the next file until there are none left, or the person stops.
fn check_files(
    folder: &Path,
    files: &[PathBuf],
    check: &FolderCheck,
    judge: impl Fn(&[u8]) -> Vec<Verification> + Sync,
) -> Vec<FolderLineView> {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get).min(files.len());
    let (next, lines) = (AtomicUsize::new(0), Mutex::new(Vec::with_capacity(files.len())));
    let work = || {
        while !check.stops.load(Ordering::SeqCst) {
            let Some(file) = files.get(next.fetch_add(1, Ordering::SeqCst)) else { return };
            let line = line(file, read(&folder.join(file)).map(|bytes| judge(&bytes)).unwrap_or_default());
            lines.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push(line);
            check.done.fetch_add(1, Ordering::SeqCst);
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..cores {
            scope.spawn(work);
        }
    });
    lines.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// A file's bytes; nothing for one that is too large or cannot be read.
fn read(path: &Path) -> Option<Vec<u8>> {
    let most = limits::CHECKED_FILE_BYTES as u64;
    let mut bytes = Vec::new();
    File::open(path).ok()?.take(most + 1).read_to_end(&mut bytes).ok()?;
    (bytes.len() as u64 <= most).then_some(bytes)
}

/// What a file is shows in its first bytes, not in its name. A picture may hold several codes, each with its answer.
fn answers(bytes: &[u8], bundle: Option<&TrustBundle>, now: Timestamp) -> Vec<Verification> {
    if damane_document::is_pdf(bytes) {
        return vec![judge_pdf(bytes, bundle, now).verification];
    }
    match (damane_credential::codes_in_image(bytes), std::str::from_utf8(bytes)) {
        (Ok(codes), _) => codes.iter().map(|code| judge_text(code, bundle, now)).collect(),
        (Err(_), Ok(text)) => vec![judge_text(text, bundle, now)],
        _ => Vec::new(),
    }
}

fn line(file: &Path, answers: Vec<Verification>) -> FolderLineView {
    let codes = u32::try_from(answers.len()).unwrap_or(u32::MAX);
    let deciding = damane_credential::deciding(&answers).and_then(|place| answers.into_iter().nth(place));
    // A file without a code has the answer to no text at all.
    let answer = view(deciding.unwrap_or_else(|| damane_credential::verify_without_trust("")));
    let (kind, reference, valid_until) = match answer.certificate {
        Some(stated) => (Some(stated.kind), Some(stated.reference), Some(stated.valid_until)),
        None => (None, None, None),
    };
    FolderLineView {
        file: file.to_string_lossy().into_owned(),
        verdict: answer.verdict,
        reasons: answer.reasons,
        kind,
        reference,
        valid_until,
        status_age_days: answer.status_age_days,
        codes,
    }
}

//! Why a use-case was not carried out. What a stranger may know is in the variant; the rest stays in the log.

use damane_domain::account::PasswordFlaw;
use damane_domain::certificates::NotEntitled;
use damane_domain::claim::IllegalStep;
use damane_domain::ids::ClaimId;
use damane_domain::pension::Obstacle;
use damane_storage::{StorageError, Transient};

/// Why a pension is not asked for now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PensionRefusal {
    /// What the register or the career says.
    Obstacle(Obstacle),
    /// Another request of the person's stands.
    Standing(ClaimId),
}

/// Why a use-case was not carried out.
#[derive(Debug, thiserror::Error)]
pub enum ServiceError {
    /// A field is malformed; it is named as on the wire.
    #[error("the field {0} is malformed")]
    InvalidInput(&'static str),
    /// Number or password wrong, or nobody there: never says which.
    #[error("sign-in refused")]
    SignInRefused,
    /// The code is wrong, used, expired, or belongs to another request.
    #[error("code refused")]
    CodeRefused,
    /// Too many tries.
    #[error("too many tries: wait {retry_after} s")]
    TooManyTries {
        /// Seconds to wait.
        retry_after: u32,
    },
    /// The session has ended.
    #[error("the session has ended")]
    SessionEnded,
    /// Nothing under that name that the caller may see.
    #[error("not found")]
    NotFound,
    /// The certificate may not be issued.
    #[error("not entitled: {0:?}")]
    NotEntitled(Vec<NotEntitled>),
    /// The same idempotency key with another request.
    #[error("the idempotency key was used for another request")]
    KeyReused,
    /// Too busy now.
    #[error("busy: come back in {retry_after} s")]
    Busy {
        /// Seconds to wait.
        retry_after: u32,
    },
    /// The password is not taken.
    #[error("password refused: {0:?}")]
    PasswordRefused(PasswordFlaw),
    /// The link was used, has expired, or is none of ours.
    #[error("link refused")]
    LinkRefused,
    /// Password and second step must be given again first.
    #[error("a confirmation is needed")]
    ConfirmationNeeded,
    /// Details are guarded after a recovery.
    #[error("details are guarded: wait {retry_after} s")]
    DetailsGuarded {
        /// Seconds to wait.
        retry_after: u32,
    },
    /// The passkey's answer does not fit; why stays inside.
    #[error("passkey refused")]
    PasskeyRefused,
    /// The claim cannot take that step.
    #[error("{0}")]
    IllegalStep(IllegalStep),
    /// A pension is not asked for now.
    #[error("a pension is not asked for now: {0:?}")]
    PensionRefused(PensionRefusal),
    /// The same loss was declared before, by the claim of this id.
    #[error("this loss was declared before")]
    LossDeclared(ClaimId),
    /// The months of a loss are granted by another of the person's claims, the one of this id.
    #[error("another claim grants these months")]
    MonthsGranted(ClaimId),
    /// The officer's account has not the role for it.
    #[error("the officer has not the role for it")]
    RoleMissing,
    /// Storage failed.
    #[error("storage failed: {}", .0.explain())]
    Storage(StorageError),
    /// The data folder cannot be read or written; holds no secret.
    #[error("{what}: {why}")]
    Folder {
        /// The file or folder at fault.
        what: String,
        /// What is wrong with it.
        why: String,
    },
    /// Something of ours failed; the words are for the log.
    #[error("internal: {0}")]
    Internal(String),
}

impl ServiceError {
    /// Stable code, for logs and tests.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::InvalidInput(_) => "FUND-001",
            Self::SignInRefused => "FUND-002",
            Self::CodeRefused => "FUND-003",
            Self::TooManyTries { .. } => "FUND-004",
            Self::SessionEnded => "FUND-005",
            Self::NotFound => "FUND-006",
            Self::NotEntitled(_) => "FUND-007",
            Self::KeyReused => "FUND-008",
            Self::Busy { .. } => "FUND-009",
            Self::Storage(_) => "FUND-010",
            Self::Folder { .. } => "FUND-011",
            Self::Internal(_) => "FUND-012",
            Self::PasswordRefused(_) => "FUND-013",
            Self::LinkRefused => "FUND-014",
            Self::ConfirmationNeeded => "FUND-015",
            Self::DetailsGuarded { .. } => "FUND-016",
            Self::PasskeyRefused => "FUND-017",
            Self::IllegalStep(_) => "FUND-018",
            Self::RoleMissing => "FUND-019",
            Self::PensionRefused(_) => "FUND-020",
            Self::LossDeclared(_) => "FUND-021",
            Self::MonthsGranted(_) => "FUND-022",
        }
    }

    /// A failure of ours, in words for the log.
    pub(crate) fn internal(what: &'static str, why: impl std::fmt::Display) -> Self {
        Self::Internal(format!("{what}: {why}"))
    }

    /// A failure at a path.
    pub(crate) fn at(path: &std::path::Path, why: impl std::fmt::Display) -> Self {
        Self::Folder { what: path.display().to_string(), why: why.to_string() }
    }
}

/// A database that stays busy through every try is told to the caller as such.
impl From<StorageError> for ServiceError {
    fn from(error: StorageError) -> Self {
        match error {
            StorageError::Busy => Self::Busy { retry_after: 1 },
            other => Self::Storage(other),
        }
    }
}

impl From<IllegalStep> for ServiceError {
    fn from(step: IllegalStep) -> Self {
        Self::IllegalStep(step)
    }
}

impl From<PensionRefusal> for ServiceError {
    fn from(refusal: PensionRefusal) -> Self {
        Self::PensionRefused(refusal)
    }
}

/// Inside a transaction nothing but storage answers *busy*.
impl Transient for ServiceError {
    fn is_transient(&self) -> bool {
        matches!(self, Self::Busy { .. })
    }
}

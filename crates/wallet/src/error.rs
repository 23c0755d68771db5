//! What can go wrong in the wallet, and the small code of it that crosses to the screen.

use crate::keystore::KeyStoreError;
use crate::secret::NoRandomness;
use crate::vault::VaultError;
use damane_contract::{ErrorBody, ErrorCode};
use std::time::Duration;

/// Why the wallet did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum WalletError {
    /// The portal said no, with its reason.
    #[error("the portal refused: {:?}", .0.code)]
    Refused(Box<ErrorBody>),
    /// The portal could not be reached.
    #[error("the portal could not be reached")]
    Offline,
    /// What answered cannot be trusted.
    #[error("what answered is not to be trusted: {0}")]
    Untrusted(&'static str),
    /// What answered is the portal, with words of a later contract.
    #[error("the portal said something this app is too old to know")]
    Newer,
    /// The vault is locked, or there is none.
    #[error("the vault is locked")]
    Locked,
    /// The PIN is wrong, or it is too early to try again.
    #[error("the PIN was refused")]
    PinRefused {
        /// Tries before the vault is wiped.
        tries_left: Option<u32>,
        /// How long to wait.
        wait: Duration,
    },
    /// A field is not what it should be.
    #[error("{0} is not valid")]
    Invalid(&'static str),
    /// Nothing here under that name.
    #[error("not found")]
    NotFound,
    /// Larger than what is looked at.
    #[error("too large")]
    TooLarge,
    /// Nothing that could be checked.
    #[error("nothing to check")]
    NothingToCheck,
    /// The vault.
    #[error(transparent)]
    Vault(#[from] VaultError),
}

impl From<KeyStoreError> for WalletError {
    fn from(error: KeyStoreError) -> Self {
        Self::Vault(error.into())
    }
}

impl From<NoRandomness> for WalletError {
    fn from(error: NoRandomness) -> Self {
        Self::Vault(error.into())
    }
}

impl WalletError {
    /// Whether what is kept may stand in: the portal was silent, busy, ahead of this app, or no longer knows the session.
    pub fn leaves_what_is_kept(&self) -> bool {
        match self {
            Self::Offline | Self::Newer => true,
            Self::Refused(body) => {
                matches!(body.code, ErrorCode::Busy | ErrorCode::Internal | ErrorCode::SessionEnded)
            }
            // The device's key is out of reach just now, and so is the portal.
            Self::Vault(VaultError::KeyStore(_)) => true,
            _ => false,
        }
    }

    /// Whether the portal no longer knows the session.
    pub fn ends_the_session(&self) -> bool {
        matches!(self, Self::Refused(body) if body.code == ErrorCode::SessionEnded)
    }

    /// Whether the portal may have done what was asked all the same.
    pub fn may_have_been_carried_out(&self) -> bool {
        match self {
            Self::Offline | Self::Untrusted(_) | Self::Newer => true,
            Self::Refused(body) => matches!(body.code, ErrorCode::Busy | ErrorCode::Internal),
            _ => false,
        }
    }

    fn code(&self) -> ErrorCode {
        match self {
            Self::Refused(body) => body.code,
            Self::Offline => ErrorCode::Offline,
            Self::Untrusted(_) => ErrorCode::UntrustedPortal,
            Self::Newer => ErrorCode::NewerPortal,
            Self::Locked => ErrorCode::VaultLocked,
            Self::PinRefused { .. } => ErrorCode::PinRefused,
            Self::Invalid(_) => ErrorCode::InvalidInput,
            Self::NotFound => ErrorCode::NotFound,
            Self::TooLarge => ErrorCode::TooLarge,
            Self::NothingToCheck => ErrorCode::NothingToCheck,
            Self::Vault(VaultError::Damaged) => ErrorCode::VaultDamaged,
            Self::Vault(VaultError::KeyStore(_)) => ErrorCode::KeyStoreFailed,
            Self::Vault(_) => ErrorCode::Internal,
        }
    }
}

impl From<WalletError> for ErrorBody {
    fn from(error: WalletError) -> Self {
        let code = error.code();
        match error {
            WalletError::Refused(body) => *body,
            WalletError::PinRefused { tries_left, wait } => {
                let seconds = u32::try_from(wait.as_secs()).unwrap_or(u32::MAX);
                Self { tries_left, retry_after: (seconds > 0).then_some(seconds), ..code.into() }
            }
            WalletError::Invalid(field) => Self { field: Some(field.to_owned()), ..code.into() },
            _ => code.into(),
        }
    }
}

//! How an account is protected: what is in use, and the printed codes for the day everything else is lost.

use crate::account::note;
use crate::audit::Action;
use crate::confirmation::ConfirmedSession;
use crate::error::ServiceError;
use crate::fund::Fund;
use crate::messages::Template;
use crate::passkeys::PasskeySummary;
use crate::ports::Chance;
use crate::secrets::{make_recovery_code, read_recovery_code};
use crate::sessions::Session;
use crate::transaction::transaction;
use damane_domain::account::RECOVERY_CODES;
use damane_domain::time::Timestamp;
use damane_storage::Tx;
use damane_storage::accounts::{self, Digest};
use std::fmt;
use zeroize::Zeroizing;

/// How an account is protected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Protection {
    /// An authenticator app is in use.
    pub authenticator: bool,
    /// Printed codes not yet used.
    pub recovery_codes_left: u32,
    /// Passkeys, oldest first.
    pub passkeys: Vec<PasskeySummary>,
    /// Password last changed; `None` for the one the account was opened with.
    pub password_changed_at: Option<Timestamp>,
}

/// A sheet of printed codes: shown once, kept as keyed hashes.
pub struct RecoveryCodes(Vec<Zeroizing<String>>);

impl fmt::Debug for RecoveryCodes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RecoveryCodes(…)")
    }
}

impl RecoveryCodes {
    pub(crate) fn make(chance: &dyn Chance) -> Self {
        Self((0..RECOVERY_CODES).map(|_| Zeroizing::new(make_recovery_code(chance))).collect())
    }

    /// The codes, `XXXX-XXXX-XXXX-XXXX`.
    pub fn as_slice(&self) -> &[Zeroizing<String>] {
        &self.0
    }
}

impl Fund {
    /// How a person's account is protected.
    ///
    /// # Errors
    /// Storage only.
    pub async fn protection(&self, session: &Session) -> Result<Protection, ServiceError> {
        let (person, mut reader) = (session.person, self.store().read().await?);
        let details = accounts::find_details(&mut reader, person).await?.ok_or(ServiceError::SessionEnded)?;
        let passkeys = accounts::find_passkeys(&mut reader, person).await?;
        Ok(Protection {
            authenticator: accounts::find_authenticator(&mut reader, person, true).await?.is_some(),
            recovery_codes_left: accounts::count_recovery_codes(&mut reader, person).await?,
            passkeys: passkeys.into_iter().map(PasskeySummary::from).collect(),
            password_changed_at: details.password_changed_at,
        })
    }

    /// Makes new printed codes; the older ones are void.
    ///
    /// # Errors
    /// Storage only.
    pub async fn renew_recovery_codes(
        &self,
        confirmed: &ConfirmedSession,
    ) -> Result<RecoveryCodes, ServiceError> {
        let (codes, now) = (RecoveryCodes::make(self.chance()), self.now());
        transaction!(self.store(), |tx| async {
            self.keep_recovery_codes(tx, confirmed, &codes, now).await?;
            self.tell(tx, confirmed.person(), Template::FactorAdded, now).await
        })?;
        Ok(codes)
    }

    pub(crate) async fn keep_recovery_codes(
        &self,
        tx: &mut Tx,
        confirmed: &ConfirmedSession,
        codes: &RecoveryCodes,
        now: Timestamp,
    ) -> Result<(), ServiceError> {
        let person = confirmed.person();
        let read = codes.0.iter().filter_map(|code| read_recovery_code(code).map(Zeroizing::new));
        let kept: Vec<Digest> = read.map(|code| self.code_key().derive_recovery(person, &code)).collect();
        accounts::put_recovery_codes(tx, person, &kept, now).await?;
        note(tx, person, Action::RecoveryCodesMade, "", confirmed.device(), now).await
    }
}

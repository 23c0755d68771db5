//! Closing an account. What hangs on it goes; the register, the career, the certificates and the audit log are the
//! fund's by law and stay. The same person may open an account again.

use crate::account::{note, read_number};
use crate::audit::Action;
use crate::confirmation::ConfirmedSession;
use crate::error::ServiceError;
use crate::fund::Fund;
use crate::messages::Template;
use crate::transaction::transaction;
use damane_domain::ids::RegistrationNumber;
use damane_domain::time::Timestamp;
use damane_storage::{Tx, accounts};

impl Fund {
    /// Closes the account of who is signed in, once they typed their number. Every channel is told.
    ///
    /// # Errors
    /// [`ServiceError::InvalidInput`] for another number, [`ServiceError::SessionEnded`], [`ServiceError::Busy`].
    pub async fn close_account(
        &self,
        confirmed: &ConfirmedSession,
        typed_number: &str,
    ) -> Result<(), ServiceError> {
        let typed = read_number(typed_number)?;
        if !is_same(&typed, &confirmed.session().registration_number) {
            return Err(ServiceError::InvalidInput("registration_number"));
        }
        let now = self.now();
        transaction!(self.store(), |tx| self.close_confirmed(tx, confirmed, now))
    }

    async fn close_confirmed(
        &self,
        tx: &mut Tx,
        confirmed: &ConfirmedSession,
        now: Timestamp,
    ) -> Result<(), ServiceError> {
        let person = confirmed.person();
        self.tell(tx, person, Template::AccountClosed, now).await?;
        note(tx, person, Action::AccountClosed, "", confirmed.device(), now).await?;
        tx.send(|writes| accounts::clear_failures(writes, &confirmed.session().registration_number)).await?;
        accounts::close_account(tx, person).await?;
        Ok(())
    }
}

/// Zeros in front are no part of a number.
fn is_same(typed: &RegistrationNumber, kept: &RegistrationNumber) -> bool {
    typed.as_str().trim_start_matches('0') == kept.as_str().trim_start_matches('0')
}

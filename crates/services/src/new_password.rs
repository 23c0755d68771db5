//! Another password, chosen while signed in: the other sessions end and every channel is told (ASVS 5.0, 7.4.3).

use crate::account::note;
use crate::audit::Action;
use crate::confirmation::ConfirmedSession;
use crate::error::ServiceError;
use crate::fund::Fund;
use crate::messages::Template;
use crate::password;
use crate::secrets::make_bytes;
use crate::sign_up::about;
use crate::transaction::transaction;
use damane_domain::ids::Email;
use damane_domain::time::Timestamp;
use damane_storage::{Tx, accounts, register};
use zeroize::Zeroizing;

impl Fund {
    /// Gives the account of who is signed in another password.
    ///
    /// # Errors
    /// [`ServiceError::PasswordRefused`], [`ServiceError::SessionEnded`], [`ServiceError::Busy`].
    pub async fn change_password(
        &self,
        confirmed: &ConfirmedSession,
        password: &str,
    ) -> Result<(), ServiceError> {
        let about = self.known_of_owner(confirmed).await?;
        let (password, salt) = (Zeroizing::new(password.to_owned()), make_bytes(self.chance()));
        let place = self.password_places().take().await?;
        let hash = place.run(move || password::derive_hash_of_new(&password, &about, &salt)).await??;
        let now = self.now();
        transaction!(self.store(), |tx| self.keep_password(tx, confirmed, &hash, now))
    }

    /// What a guesser may know of who chooses a password.
    async fn known_of_owner(&self, confirmed: &ConfirmedSession) -> Result<Vec<String>, ServiceError> {
        let mut reader = self.store().read().await?;
        let person = register::find_person(&mut reader, confirmed.person()).await?;
        let details = accounts::find_details(&mut reader, confirmed.person()).await?;
        let (person, details) = person.zip(details).ok_or(ServiceError::SessionEnded)?;
        Ok(about(&person, details.email.as_ref().map_or("", Email::as_str)))
    }

    async fn keep_password(
        &self,
        tx: &mut Tx,
        confirmed: &ConfirmedSession,
        hash: &str,
        now: Timestamp,
    ) -> Result<(), ServiceError> {
        let person = confirmed.person();
        accounts::change_password(tx, person, hash, now).await?;
        accounts::void_links(tx, person, now).await?;
        accounts::end_other_sessions(tx, person, &confirmed.session().id).await?;
        note(tx, person, Action::PasswordChanged, "", confirmed.device(), now).await?;
        self.tell(tx, person, Template::PasswordChanged, now).await
    }
}

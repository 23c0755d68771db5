//! Another password, chosen while signed in: the other sessions end and every channel is told (ASVS 5.0, 7.4.3).

use crate::account::note;
use crate::audit::Action;
use crate::confirmation::ConfirmedSession;
use crate::error::ServiceError;
use crate::fund::Fund;
use crate::messages::Template;
use crate::notices::{Channels, Notice};
use crate::password;
use crate::secrets::make_bytes;
use crate::transaction::transaction;
use damane_domain::time::Timestamp;
use damane_storage::{Tx, accounts};
use zeroize::Zeroizing;

impl Fund {
    /// Gives the account of who is signed in another password.
    ///
    /// # Errors
    /// [`ServiceError::InvalidInput`] for one that is not taken, [`ServiceError::Busy`].
    pub async fn change_password(
        &self,
        confirmed: &ConfirmedSession,
        password: &str,
    ) -> Result<(), ServiceError> {
        password::check_new_password(password)?;
        let (password, salt) = (Zeroizing::new(password.to_owned()), make_bytes(self.chance()));
        let place = self.password_places().take().await?;
        let hash = place.run(move || password::derive_hash(&password, &salt)).await??;
        let (notice, now) = (self.make_notice(Template::PasswordChanged), self.now());
        transaction!(self.store(), |tx| change(tx, confirmed, &hash, &notice, now))
    }
}

async fn change(
    tx: &mut Tx,
    confirmed: &ConfirmedSession,
    hash: &str,
    notice: &Notice,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let person = confirmed.person();
    let details = accounts::find_details(tx, person).await?.ok_or(ServiceError::SessionEnded)?;
    accounts::change_password(tx, person, hash, now).await?;
    accounts::end_other_sessions(tx, person, &confirmed.session().id).await?;
    note(tx, person, Action::PasswordChanged, "", confirmed.device(), now).await?;
    notice.keep(tx, &Channels::from(&details), now).await
}

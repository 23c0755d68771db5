//! Notices of what happened to an account, to every channel its owner can be reached by (ASVS 5.0, 6.3.7).

use crate::error::ServiceError;
use crate::fund::Fund;
use crate::messages::{Outgoing, Template};
use crate::ports::Chance;
use crate::secrets::make_number;
use damane_domain::ids::{Email, Mobile, PersonId};
use damane_domain::time::Timestamp;
use damane_storage::Tx;
use damane_storage::accounts::{self, AccountDetails};
use damane_storage::messages::Recipient;

/// A notice without a secret.
pub(crate) struct Notice<'a> {
    /// Whom it is about.
    pub person: PersonId,
    /// `ar`, `fr`, `en`.
    pub language: &'a str,
    /// Which words.
    pub template: Template,
}

impl Notice<'_> {
    /// Sends it to each of them, in the transaction that causes it.
    ///
    /// # Errors
    /// Storage only.
    pub async fn send(
        &self,
        tx: &mut Tx,
        to: Vec<Recipient>,
        chance: &dyn Chance,
        now: Timestamp,
    ) -> Result<(), ServiceError> {
        for to in to {
            let (person, language, template) = (Some(self.person), self.language, self.template);
            let message = Outgoing { person, to, language, template, secret: None };
            message.keep(tx, make_number(chance), now).await?;
        }
        Ok(())
    }
}

/// The channels there are.
pub(crate) fn channels<'a>(
    mobiles: impl IntoIterator<Item = &'a Mobile>,
    email: Option<&Email>,
) -> Vec<Recipient> {
    let mobiles = mobiles.into_iter().cloned().map(Recipient::Mobile);
    mobiles.chain(email.cloned().map(Recipient::Email)).collect()
}

impl Fund {
    /// Tells the owner of an account, on every channel they have.
    ///
    /// # Errors
    /// [`ServiceError::SessionEnded`] when there is no account any more; storage.
    pub(crate) async fn tell(
        &self,
        tx: &mut Tx,
        person: PersonId,
        template: Template,
        now: Timestamp,
    ) -> Result<(), ServiceError> {
        let details = accounts::find_details(tx, person).await?.ok_or(ServiceError::SessionEnded)?;
        self.tell_also(tx, &details, template, None, now).await
    }

    /// Tells a person if they have an account: a certificate and a claim outlive it, and who closed theirs left no channel.
    ///
    /// # Errors
    /// Storage only.
    pub(crate) async fn tell_if_reached(
        &self,
        tx: &mut Tx,
        person: PersonId,
        template: Template,
        now: Timestamp,
    ) -> Result<(), ServiceError> {
        match accounts::find_details(tx, person).await? {
            Some(details) => self.tell_also(tx, &details, template, None, now).await,
            None => Ok(()),
        }
    }

    /// The same, and one channel more.
    ///
    /// # Errors
    /// Storage only.
    pub(crate) async fn tell_also(
        &self,
        tx: &mut Tx,
        details: &AccountDetails,
        template: Template,
        also: Option<Recipient>,
        now: Timestamp,
    ) -> Result<(), ServiceError> {
        let mut to = channels(&details.mobile, details.email.as_ref());
        let new = also.filter(|also| !to.contains(also));
        to.extend(new);
        let notice = Notice { person: details.person, language: &details.language, template };
        notice.send(tx, to, self.chance(), now).await
    }
}

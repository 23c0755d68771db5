//! Notices of what happened to an account, to every channel its owner can be reached by (ASVS 5.0, 6.3.7).

use crate::error::ServiceError;
use crate::messages::{Outgoing, Template};
use crate::ports::Chance;
use crate::secrets::make_number;
use damane_domain::ids::{Email, Mobile, PersonId};
use damane_domain::time::Timestamp;
use damane_storage::Tx;
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

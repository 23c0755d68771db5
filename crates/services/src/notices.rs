//! Notices: what touches the safety of an account is told on every channel its person has (ASVS 5.0, 6.3.7).

use crate::error::ServiceError;
use crate::fund::Fund;
use crate::messages::{Outgoing, Template};
use crate::secrets::make_number;
use damane_domain::ids::PersonId;
use damane_domain::time::Timestamp;
use damane_storage::Tx;
use damane_storage::accounts::AccountDetails;
use damane_storage::messages::Recipient;

/// Channels one notice goes to at most: the mobile, the e-mail, and one that is new.
const MOST: usize = 3;

/// A notice, drawn before the transaction that causes it.
pub(crate) struct Notice {
    template: Template,
    ids: [i64; MOST],
}

/// Where a person is told.
pub(crate) struct Channels {
    person: PersonId,
    language: String,
    to: Vec<Recipient>,
}

impl From<&AccountDetails> for Channels {
    fn from(details: &AccountDetails) -> Self {
        let mobile = details.mobile.clone().map(Recipient::Mobile);
        let email = details.email.clone().map(Recipient::Email);
        let to = mobile.into_iter().chain(email).collect();
        Self { person: details.person, language: details.language.clone(), to }
    }
}

impl Channels {
    /// The same and one more.
    pub fn and(mut self, recipient: Option<Recipient>) -> Self {
        let new = recipient.filter(|new| !self.to.contains(new));
        self.to.extend(new);
        self
    }
}

impl Fund {
    pub(crate) fn make_notice(&self, template: Template) -> Notice {
        Notice { template, ids: [0; MOST].map(|_| make_number(self.chance())) }
    }
}

impl Notice {
    /// Keeps it for every channel, in the transaction that causes it.
    ///
    /// # Errors
    /// Storage only.
    pub async fn keep(&self, tx: &mut Tx, channels: &Channels, now: Timestamp) -> Result<(), ServiceError> {
        for (to, id) in channels.to.iter().zip(self.ids) {
            let message = Outgoing {
                person: Some(channels.person),
                to: to.clone(),
                language: &channels.language,
                template: self.template,
                secret: None,
            };
            message.keep(tx, id, now).await?;
        }
        Ok(())
    }
}

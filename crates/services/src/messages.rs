//! Messages to people: written in the transaction that caused them, worded when they are read. Nothing private stands
//! in them: a message may be read on a locked screen.

use crate::error::ServiceError;
use crate::fund::Fund;
use damane_domain::ids::Mobile;
use damane_domain::time::Timestamp;
use damane_storage::messages::{self, MessageRecord};
use std::fmt;

/// Messages the outbox shows.
const SHOWN: u32 = 100;

/// A message that waits for its carrier; in a demonstration fund the outbox page is the carrier.
#[derive(Clone)]
pub struct OutboxMessage {
    /// Its number.
    pub id: i64,
    /// To whom.
    pub to: Mobile,
    /// The words, with the code in its place while it is good.
    pub text: String,
    /// The code, until it expires or is used.
    pub code: Option<String>,
    /// Written at.
    pub created_at: Timestamp,
    /// `ar`, `fr` or `en`.
    pub language: &'static str,
}

/// The words hold a code.
impl fmt::Debug for OutboxMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OutboxMessage").field("id", &self.id).finish_non_exhaustive()
    }
}

/// What a message is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Template {
    /// A code for a device that is new.
    SignInCode,
}

/// Stands where a code was.
const ERASED: &str = "••••••••";

impl Template {
    /// Its word in storage.
    pub const fn code(self) -> &'static str {
        match self {
            Self::SignInCode => "sign_in_code",
        }
    }

    fn from_code(code: &str) -> Option<Self> {
        [Self::SignInCode].into_iter().find(|template| template.code() == code)
    }

    /// The words in a language; French, which every office reads, for one we have no words in.
    fn words(self, language: &str, code: &str) -> (&'static str, String) {
        match (self, language) {
            (Self::SignInCode, "ar") => {
                ("ar", format!("ضماني: رمزكم هو {code}. صالح لمدة 10 دقائق. لا تعطوه لأحد ولو عبر الهاتف."))
            }
            (Self::SignInCode, "en") => (
                "en",
                format!(
                    "Mon Damane: your code is {code}. It is good for 10 minutes. Give it to nobody, not even on the phone."
                ),
            ),
            (Self::SignInCode, _) => (
                "fr",
                format!(
                    "Mon Damane : votre code est {code}. Il est valable 10 minutes. Ne le donnez à personne, même au téléphone."
                ),
            ),
        }
    }
}

fn outbox_message(record: MessageRecord, now: Timestamp) -> Option<OutboxMessage> {
    let good = record.code_until.is_some_and(|until| now < until);
    let code = record.code.filter(|_| good);
    let template = Template::from_code(&record.template)?;
    let (language, text) = template.words(&record.language, code.as_deref().unwrap_or(ERASED));
    let MessageRecord { id, recipient: to, created_at, .. } = record;
    Some(OutboxMessage { id, to, text, code, created_at, language })
}

impl Fund {
    /// The newest messages, newest first. There is no such thing in a fund that is not a demonstration.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] in a real fund.
    pub async fn outbox(&self) -> Result<Vec<OutboxMessage>, ServiceError> {
        if !self.profile().demonstration {
            return Err(ServiceError::NotFound);
        }
        let records = messages::find_newest(&mut *self.store().read().await?, SHOWN).await?;
        let now = self.now();
        Ok(records.into_iter().filter_map(|record| outbox_message(record, now)).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_message_fits_two_short_messages_and_says_the_code_once() {
        for language in ["ar", "fr", "en"] {
            let (named, text) = Template::SignInCode.words(language, "12345678");
            assert_eq!(named, language);
            assert_eq!(text.matches("12345678").count(), 1);
            // Two concatenated SMS: 134 characters of UCS-2, 306 of GSM-7.
            assert!(text.chars().count() <= if language == "ar" { 134 } else { 160 }, "{text}");
        }
        assert_eq!(Template::SignInCode.words("tzm", "1").0, "fr");
    }
}

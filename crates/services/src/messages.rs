//! Messages to people: written in the transaction that caused them, worded when they are read. Nothing private stands
//! in them: a message may be read on a locked screen.

use crate::error::ServiceError;
use crate::fund::Fund;
use crate::secrets::make_number;
use damane_domain::ids::PersonId;
use damane_domain::time::Timestamp;
use damane_storage::Tx;
use damane_storage::messages::{self, MessageRecord, Recipient};
use std::fmt;

/// Messages the outbox shows.
const SHOWN: u32 = 100;

/// A message that waits for its carrier; in a demonstration fund the outbox page is the carrier.
#[derive(Clone)]
pub struct OutboxMessage {
    /// Its number.
    pub id: i64,
    /// To whom.
    pub to: Recipient,
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
    /// A code that proves the phone of someone who opens an account.
    SignUpCode,
    /// A code that confirms a sensitive change.
    ConfirmationCode,
    /// A code that proves a new mobile or e-mail.
    DetailCode,
    /// A link to choose a new password.
    RecoveryLink,
    /// The account is open.
    AccountOpened,
    /// The password was changed.
    PasswordChanged,
    /// A device was trusted.
    DeviceAdded,
    /// A renewal token came twice: the session was ended.
    SessionStolen,
    /// A way to sign in was added: passkey or authenticator app.
    FactorAdded,
    /// A way to sign in was taken away.
    FactorRemoved,
    /// A change of mobile, e-mail or bank account was asked for, and holds in 72 hours.
    DetailChangeAsked,
    /// A change of mobile, e-mail or bank account holds.
    DetailChanged,
    /// The account was closed.
    AccountClosed,
}

/// What is sent: the words are made when it leaves.
pub(crate) struct Outgoing<'a> {
    /// Whom it is about; `None` for someone the register does not know.
    pub person: Option<PersonId>,
    /// Where it goes.
    pub to: Recipient,
    /// `ar`, `fr`, `en`.
    pub language: &'a str,
    /// Which words.
    pub template: Template,
    /// A code or a link's token, and until when it is good: erased then, when it is used, and when it was sent.
    pub secret: Option<(&'a str, Timestamp)>,
}

impl Outgoing<'_> {
    /// Keeps the message, in the transaction that causes it. `id` is a [`make_number`] drawn before it.
    ///
    /// # Errors
    /// Storage only.
    pub async fn keep(self, tx: &mut Tx, id: i64, now: Timestamp) -> Result<(), ServiceError> {
        let message = MessageRecord {
            id,
            person: self.person,
            template: self.template.code().to_owned(),
            language: self.language.to_owned(),
            recipient: self.to,
            code: self.secret.map(|(code, _)| code.to_owned()),
            code_until: self.secret.map(|(_, until)| until),
            created_at: now,
        };
        Ok(messages::add_message(tx, &message).await?)
    }
}

/// Stands where a code was.
const ERASED: &str = "••••••••";

impl Template {
    const ALL: [Self; 14] = [
        Self::SignInCode,
        Self::SignUpCode,
        Self::ConfirmationCode,
        Self::DetailCode,
        Self::RecoveryLink,
        Self::AccountOpened,
        Self::PasswordChanged,
        Self::DeviceAdded,
        Self::SessionStolen,
        Self::FactorAdded,
        Self::FactorRemoved,
        Self::DetailChangeAsked,
        Self::DetailChanged,
        Self::AccountClosed,
    ];

    /// Its word in storage.
    pub const fn code(self) -> &'static str {
        match self {
            Self::SignInCode => "sign_in_code",
            Self::SignUpCode => "sign_up_code",
            Self::ConfirmationCode => "confirmation_code",
            Self::DetailCode => "detail_code",
            Self::RecoveryLink => "recovery_link",
            Self::AccountOpened => "account_opened",
            Self::PasswordChanged => "password_changed",
            Self::DeviceAdded => "device_added",
            Self::SessionStolen => "session_stolen",
            Self::FactorAdded => "factor_added",
            Self::FactorRemoved => "factor_removed",
            Self::DetailChangeAsked => "detail_change_asked",
            Self::DetailChanged => "detail_changed",
            Self::AccountClosed => "account_closed",
        }
    }

    fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|template| template.code() == code)
    }

    /// The words in a language; French, which every office reads, for one we have no words in.
    fn words(self, language: &str, code: &str) -> (&'static str, String) {
        let (ar, fr, en) = self.sentences();
        let (language, sentence) = match language {
            "ar" => ("ar", ar),
            "en" => ("en", en),
            _ => ("fr", fr),
        };
        (language, sentence.replace("{code}", code))
    }

    /// Arabic, French, English. Nothing private: who reads over a shoulder learns that there is an account.
    const fn sentences(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::SignInCode | Self::SignUpCode | Self::ConfirmationCode | Self::DetailCode => (
                "ضماني: رمزكم هو {code}. صالح لمدة 10 دقائق. لا تعطوه لأحد ولو عبر الهاتف.",
                "Mon Damane : votre code est {code}. Il est valable 10 minutes. Ne le donnez à personne, même au téléphone.",
                "Mon Damane: your code is {code}. It is good for 10 minutes. Give it to nobody, not even on the phone.",
            ),
            _ => ("ضماني {code}", "Mon Damane {code}", "Mon Damane {code}"),
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

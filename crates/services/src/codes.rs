//! Codes that are sent: to whom, how many in an hour, and the breaker that everybody's wrong ones trip.

use crate::account::seconds_until;
use crate::error::ServiceError;
use crate::fund::Fund;
use crate::messages::{Outgoing, Template};
use crate::pace::hour_before;
use crate::second_step::{Draws, Purpose, is_open};
use crate::secrets::{self, derive_digest};
use crate::transaction::transaction;
use damane_domain::ids::PersonId;
use damane_domain::time::Timestamp;
use damane_storage::Tx;
use damane_storage::accounts;
use damane_storage::messages::{self, Recipient};

/// Window of everybody's wrong codes.
pub(crate) const WRONG_CODES_SECONDS: i64 = 600;

/// A code that is sent.
pub(crate) struct SentCode<'a> {
    pub person: PersonId,
    pub to: Recipient,
    pub language: &'a str,
    pub template: Template,
    pub code: &'a str,
    pub message: i64,
    pub expires_at: Timestamp,
}

impl Fund {
    /// Sends a code, unless the person got enough of them.
    pub(crate) async fn send_code(
        &self,
        tx: &mut Tx,
        sent: SentCode<'_>,
        now: Timestamp,
    ) -> Result<(), ServiceError> {
        self.check_codes_sent(tx, sent.person, now).await?;
        accounts::add_step_code(tx, sent.person, sent.message, now).await?;
        let message = Outgoing {
            person: Some(sent.person),
            to: sent.to,
            language: sent.language,
            template: sent.template,
            secret: Some((sent.code, sent.expires_at)),
        };
        message.keep(tx, sent.message, now).await
    }

    async fn check_codes_sent(
        &self,
        tx: &mut Tx,
        person: PersonId,
        now: Timestamp,
    ) -> Result<(), ServiceError> {
        let sent = accounts::find_codes_sent(tx, person, hour_before(now)).await?;
        let most = usize::try_from(self.limits().codes_per_hour).unwrap_or(usize::MAX);
        match sent.len().checked_sub(most).and_then(|oldest| sent.get(oldest)) {
            Some(oldest) => {
                let free_at = oldest.plus_seconds(3_600);
                Err(ServiceError::TooManyTries { retry_after: seconds_until(free_at, now) })
            }
            None => Ok(()),
        }
    }

    /// The breaker: when everybody together guesses too often, nobody's code is taken for a while.
    pub(crate) async fn check_wrong_codes(&self, tx: &mut Tx, now: Timestamp) -> Result<(), ServiceError> {
        let window = wrong_codes_window(now);
        if accounts::count_wrong_codes(tx, window).await? < self.limits().wrong_codes_in_ten_minutes {
            return Ok(());
        }
        self.guessing.codes.open(window.plus_seconds(WRONG_CODES_SECONDS));
        self.guessing.codes.check(now)
    }

    /// Sends a code by SMS for a second step after all: the authenticator app is not at hand, or the first SMS never
    /// came. The tries stay counted; an earlier code is void.
    ///
    /// # Errors
    /// [`ServiceError::InvalidInput`], [`ServiceError::CodeRefused`] for a step that is over or not the caller's,
    /// [`ServiceError::TooManyTries`], [`ServiceError::Busy`].
    pub async fn send_step_code(&self, challenge_id: &str) -> Result<(), ServiceError> {
        if !secrets::is_id(challenge_id) {
            return Err(ServiceError::InvalidInput("challenge_id"));
        }
        let challenge_id = challenge_id.to_ascii_lowercase();
        let (draws, now) = (self.draw_step(), self.now());
        self.guessing.codes.check(now)?;
        let sent = transaction!(self.store(), |tx| self.renew_step_code(tx, &challenge_id, &draws, now))?;
        if sent { Ok(()) } else { Err(ServiceError::CodeRefused) }
    }

    async fn renew_step_code(
        &self,
        tx: &mut Tx,
        challenge_id: &str,
        draws: &Draws,
        now: Timestamp,
    ) -> Result<bool, ServiceError> {
        self.check_wrong_codes(tx, now).await?;
        let id = derive_digest(challenge_id);
        let challenge = accounts::find_challenge(tx, &id).await?.filter(|found| is_open(found, now));
        let Some(challenge) = challenge else { return Ok(false) };
        let Some(template) = Purpose::template(&challenge.purpose) else { return Ok(false) };
        let details = accounts::find_details(tx, challenge.person).await?;
        let Some((details, mobile)) = details.and_then(|details| {
            let mobile = details.mobile.clone()?;
            Some((details, mobile))
        }) else {
            return Ok(false);
        };
        if let Some(earlier) = challenge.message {
            messages::erase_code(tx, earlier).await?;
        }
        let code = self.code_key().derive(challenge_id, &draws.code);
        accounts::renew_code(tx, &id, draws.message, &code).await?;
        let sent = SentCode {
            person: challenge.person,
            to: Recipient::Mobile(mobile),
            language: &details.language,
            template,
            code: &draws.code,
            message: draws.message,
            expires_at: challenge.expires_at,
        };
        self.send_code(tx, sent, now).await?;
        Ok(true)
    }
}

/// The window that a moment falls into.
pub(crate) fn wrong_codes_window(now: Timestamp) -> Timestamp {
    Timestamp::from_seconds(now.seconds().div_euclid(WRONG_CODES_SECONDS) * WRONG_CODES_SECONDS)
}

//! Messages leave: leased, handed to a carrier, marked.
//!
//! At least once: between a carrier's "taken" and our mark the process may die. The message is then sent again when its
//! lease has run out, under the same key, by which the carrier (or the reader's mail program) knows it for the same one.

use super::Template;
use super::words::{Language, compose};
use crate::error::ServiceError;
use crate::fund::Fund;
use crate::ports::Chance;
use crate::secrets::make_bytes;
use crate::transaction::transaction;
use damane_domain::time::Timestamp;
use damane_storage::Tx;
use damane_storage::messages::{self, Channel, LeasedMessage, MessageRecord};
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinSet;

/// A message is its sender's for so long. Longer than sending and marking take together.
const LEASE_SECONDS: i64 = 30;
/// A carrier that has not answered by then is taken for slow.
const SEND_WITHIN: Duration = Duration::from_secs(22);
/// Messages handed to one carrier at a time.
const AT_A_TIME: u32 = 20;
/// Notices that could not leave for so long are given up; a code is given up when it runs out.
const NOTICE_SECONDS: i64 = 86_400;
/// Wait after the first failure; twice as long after each further one.
const FIRST_WAIT_SECONDS: i64 = 4;
/// Longest wait of a notice.
const NOTICE_WAIT_SECONDS: i64 = 120;
/// Longest wait of a code: somebody is looking at their phone.
const CODE_WAIT_SECONDS: i64 = 30;
/// A carrier that asks for more patience than this is asked again all the same.
const LONGEST_WAIT_SECONDS: i64 = 3_600;

/// A message as its carrier takes it.
pub struct OutgoingText {
    /// The same whenever the same message is sent: 16 hex digits.
    pub key: String,
    /// A mobile number (E.164) or an e-mail address.
    pub to: String,
    /// An e-mail's subject; empty for an SMS.
    pub subject: String,
    /// The text.
    pub text: String,
    /// `ar`, `fr` or `en`.
    pub language: &'static str,
    /// Written at: the same whenever the same message is sent.
    pub created_at: Timestamp,
    /// It is of no use after so long.
    pub good_for: Duration,
}

/// The text may hold a code, and the address is a person's.
impl fmt::Debug for OutgoingText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OutgoingText").field("key", &self.key).finish_non_exhaustive()
    }
}

/// Why a carrier did not take a message. The words are kept and counted: stable, and nothing of the message in them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CarrierError {
    /// Another try may succeed.
    Temporary {
        /// A stable word: `unreachable`, `throttled`, `http_503`.
        why: String,
        /// Seconds the carrier asked us to wait.
        retry_after: Option<u32>,
    },
    /// It will never be taken: the number does not exist, the address is malformed.
    Permanent {
        /// A stable word: `http_422`, `smtp_550`.
        why: String,
    },
}

impl CarrierError {
    /// Worth another try, whenever we like.
    pub fn temporary(why: impl Into<String>) -> Self {
        Self::Temporary { why: why.into(), retry_after: None }
    }

    /// Not worth another try.
    pub fn permanent(why: impl Into<String>) -> Self {
        Self::Permanent { why: why.into() }
    }
}

/// A message on its way.
pub type Sending<'a> = Pin<Box<dyn Future<Output = Result<(), CarrierError>> + Send + 'a>>;

/// Takes messages of one kind.
pub trait Carrier: Send + Sync {
    /// Hands over one message; `Ok` once the carrier answers for it.
    fn send<'a>(&'a self, text: &'a OutgoingText) -> Sending<'a>;
}

/// What came of one message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Outcome {
    /// The carrier has it.
    Sent,
    /// It is tried again.
    PutOff,
    /// It is given up.
    Failed,
    /// What became of it could not be written down: it is tried again when its lease has run out.
    Unwritten,
}

impl Outcome {
    /// Its word in the operator's figures.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::PutOff => "put_off",
            Self::Failed => "failed",
            Self::Unwritten => "unwritten",
        }
    }
}

/// One message that was tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Delivered {
    /// The word of its template.
    pub template: &'static str,
    /// What came of it.
    pub outcome: Outcome,
}

/// What is to be written down of a message.
enum Mark {
    Sent,
    PutOff { next_at: Timestamp, why: String },
    Failed { why: String },
}

impl Fund {
    /// Sends what is due on one channel, a bounded number at a time; nothing when nothing is due.
    ///
    /// # Errors
    /// Storage only, before anything was sent.
    pub async fn deliver_due(
        self: &Arc<Self>,
        channel: Channel,
        carrier: &Arc<dyn Carrier>,
    ) -> Result<Vec<Delivered>, ServiceError> {
        let now = self.now();
        if !messages::is_due(&mut *self.store().read().await?, channel, now).await? {
            return Ok(Vec::new());
        }
        let until = now.plus_seconds(LEASE_SECONDS);
        let leased = transaction!(self.store(), |tx| lease(tx, channel, now, until))?;
        let mut under_way = JoinSet::new();
        for message in leased {
            let (fund, carrier) = (Arc::clone(self), Arc::clone(carrier));
            under_way.spawn(async move { fund.deliver(&message, until, &*carrier).await });
        }
        let mut delivered = Vec::new();
        while let Some(one) = under_way.join_next().await {
            delivered.push(one.map_err(|error| ServiceError::internal("a message under way", error))?);
        }
        Ok(delivered)
    }

    async fn deliver(&self, leased: &LeasedMessage, until: Timestamp, carrier: &dyn Carrier) -> Delivered {
        let template = Template::from_code(&leased.message.template);
        let mark = match template.map(|template| self.text_of(&leased.message, template)) {
            Some(Ok(text)) => {
                let sent = tokio::time::timeout(SEND_WITHIN, carrier.send(&text)).await;
                let sent = sent.unwrap_or_else(|_| Err(CarrierError::temporary("slow")));
                mark_of(sent, leased, self.now(), self.chance())
            }
            Some(Err(why)) => Mark::Failed { why: why.to_owned() },
            None => Mark::Failed { why: "no_words".to_owned() },
        };
        let (id, now) = (leased.message.id, self.now());
        let written = transaction!(self.store(), |tx| write_mark(tx, id, until, now, &mark));
        let outcome = match (written, &mark) {
            (Err(_), _) => Outcome::Unwritten,
            (Ok(()), Mark::Sent) => Outcome::Sent,
            (Ok(()), Mark::PutOff { .. }) => Outcome::PutOff,
            (Ok(()), Mark::Failed { .. }) => Outcome::Failed,
        };
        Delivered { template: template.map_or("unknown", Template::code), outcome }
    }

    /// The words of a message; a stable word for one that is not worth sending any more.
    fn text_of(&self, message: &MessageRecord, template: Template) -> Result<OutgoingText, &'static str> {
        let now = self.now();
        if now >= good_until(message) {
            return Err("expired");
        }
        let code = self.good_code(message, now);
        // A code that was used or cannot be unsealed is gone: its message has nothing to say.
        if message.code_until.is_some() && code.is_none() {
            return Err("code_gone");
        }
        let language = Language::of(&message.language);
        let secret = code.as_deref().unwrap_or_default();
        let composed = compose(template, language, message.recipient.channel(), secret, self.profile());
        Ok(OutgoingText {
            key: format!("{:016x}", message.id),
            to: message.recipient.as_str().to_owned(),
            subject: composed.subject,
            text: composed.text,
            language: language.code(),
            created_at: message.created_at,
            good_for: Duration::from_micros(good_until(message).as_micros().abs_diff(now.as_micros())),
        })
    }
}

async fn lease(
    tx: &mut Tx,
    channel: Channel,
    now: Timestamp,
    until: Timestamp,
) -> Result<Vec<LeasedMessage>, ServiceError> {
    Ok(messages::lease_due(tx, channel, now, until, AT_A_TIME).await?)
}

async fn write_mark(
    tx: &mut Tx,
    message: i64,
    until: Timestamp,
    now: Timestamp,
    mark: &Mark,
) -> Result<(), ServiceError> {
    match mark {
        Mark::Sent => messages::mark_sent(tx, message, now).await?,
        Mark::PutOff { next_at, why } => messages::put_off(tx, message, until, *next_at, why).await?,
        Mark::Failed { why } => messages::mark_failed(tx, message, until, now, why).await?,
    }
    Ok(())
}

/// Until when a message is worth sending.
fn good_until(message: &MessageRecord) -> Timestamp {
    message.code_until.unwrap_or_else(|| message.created_at.plus_seconds(NOTICE_SECONDS))
}

fn mark_of(
    sent: Result<(), CarrierError>,
    leased: &LeasedMessage,
    now: Timestamp,
    chance: &dyn Chance,
) -> Mark {
    let (why, asked) = match sent {
        Ok(()) => return Mark::Sent,
        Err(CarrierError::Permanent { why }) => return Mark::Failed { why },
        Err(CarrierError::Temporary { why, retry_after }) => (why, retry_after),
    };
    let most = if leased.message.code_until.is_some() { CODE_WAIT_SECONDS } else { NOTICE_WAIT_SECONDS };
    let spread = u32::from_be_bytes(make_bytes(chance));
    let wait = wait_micros(leased.attempts, most, asked, spread);
    let next_at = Timestamp::from_micros(now.as_micros().saturating_add(wait));
    if next_at < good_until(&leased.message) { Mark::PutOff { next_at, why } } else { Mark::Failed { why } }
}

/// Twice as long after each try, spread over the second half so that those who failed together do not come back
/// together; never sooner than the carrier asked.
fn wait_micros(attempts: i64, most: i64, asked: Option<u32>, spread: u32) -> i64 {
    let doublings = u32::try_from(attempts.clamp(1, 16) - 1).unwrap_or(0);
    let whole = (FIRST_WAIT_SECONDS << doublings).min(most) * 1_000_000;
    let half = whole / 2;
    let spread = half * i64::from(spread) / i64::from(u32::MAX);
    let asked = asked.map_or(0, |seconds| i64::from(seconds).min(LONGEST_WAIT_SECONDS) * 1_000_000);
    half.max(asked) + spread
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: i64 = 1_000_000;

    #[test]
    fn waits_double_up_to_the_most_and_are_spread() {
        for (attempts, least, most) in [(1, 2, 4), (2, 4, 8), (4, 16, 32), (6, 60, 120), (90, 60, 120)] {
            assert_eq!(wait_micros(attempts, NOTICE_WAIT_SECONDS, None, 0), least * SECOND, "{attempts}");
            assert_eq!(
                wait_micros(attempts, NOTICE_WAIT_SECONDS, None, u32::MAX),
                most * SECOND,
                "{attempts}"
            );
        }
        assert_eq!(wait_micros(90, CODE_WAIT_SECONDS, None, u32::MAX), 30 * SECOND);
    }

    #[test]
    fn a_carrier_that_asks_for_patience_has_it_within_reason() {
        assert_eq!(wait_micros(1, NOTICE_WAIT_SECONDS, Some(60), 0), 60 * SECOND);
        assert!(wait_micros(1, NOTICE_WAIT_SECONDS, Some(60), u32::MAX) > 60 * SECOND);
        assert_eq!(wait_micros(1, NOTICE_WAIT_SECONDS, Some(u32::MAX), 0), 3_600 * SECOND);
    }

    #[test]
    fn what_is_sent_is_never_printed() {
        let text = OutgoingText {
            key: "00".to_owned(),
            to: "+212612345678".to_owned(),
            subject: String::new(),
            text: "12345678".to_owned(),
            language: "fr",
            created_at: Timestamp::from_seconds(0),
            good_for: Duration::ZERO,
        };
        let printed = format!("{text:?}");
        assert!(!printed.contains("12345678"), "{printed}");
    }
}

//! Delivery: who carries the messages, and the work that hands them over, beside the requests.
//!
//! A demonstration without carriers keeps its messages: its outbox page shows them, codes and all, while they are good.
//! Where a carrier is set up, also in a demonstration, a message leaves and its code is erased.

mod smpp;
mod sms_http;
mod smtp;
pub(crate) mod tls;

use crate::state::Portal;
use damane_services::{
    Carrier, CarrierError, CarrierSettings, Channel, Delivered, Fund, Outcome, OutgoingText, Sending,
    SmsSettings,
};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::JoinSet;

/// How often is looked whether anything is due.
const LOOK: Duration = Duration::from_secs(1);
/// Longest pause of a carrier that takes nothing: its return is noticed within.
const LONGEST_PAUSE: Duration = Duration::from_secs(10);

/// Why a carrier cannot be set up.
#[derive(Debug, thiserror::Error)]
pub enum SetUpError {
    /// A certificate file cannot be used.
    #[error("{}: {why}", path.display())]
    CaFile {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// A setting of `portal.toml` that its carrier cannot use.
    #[error("portal.toml, {what}: {why}")]
    Setting {
        /// Table and key.
        what: &'static str,
        /// What is wrong with it.
        why: String,
    },
}

impl SetUpError {
    pub(crate) fn setting(what: &'static str, why: impl std::fmt::Display) -> Self {
        Self::Setting { what, why: why.to_string() }
    }
}

/// Who carries what.
#[derive(Clone, Default)]
pub struct Carriers {
    sms: Option<Arc<dyn Carrier>>,
    email: Option<Arc<dyn Carrier>>,
}

impl Carriers {
    /// Sets up the carriers of a fund's settings. Nothing is connected yet: a carrier that is down now is no reason not
    /// to serve.
    ///
    /// # Errors
    /// [`SetUpError`].
    pub fn new(settings: &CarrierSettings) -> Result<Self, SetUpError> {
        let sms = match &settings.sms {
            Some(SmsSettings::Http(gateway)) => {
                Some(Arc::new(sms_http::Gateway::new(gateway)?) as Arc<dyn Carrier>)
            }
            Some(SmsSettings::Smpp(centre)) => Some(Arc::new(smpp::Centre::new(centre)?) as Arc<dyn Carrier>),
            None => None,
        };
        let email = match &settings.email {
            Some(email) => Some(Arc::new(smtp::MailServer::new(email)?) as Arc<dyn Carrier>),
            None => None,
        };
        Ok(Self { sms, email })
    }

    fn of(&self, channel: Channel, fund: &Fund) -> Option<Arc<dyn Carrier>> {
        let carrier = match channel {
            Channel::Sms => self.sms.clone(),
            Channel::Email => self.email.clone(),
        };
        if carrier.is_none() && !fund.profile().demonstration {
            tracing::warn!(channel = channel.code(), "portal.toml names no carrier: messages wait");
            return Some(Arc::new(Nobody));
        }
        carrier
    }
}

/// Stands for a carrier a real fund has not set up: messages wait for it as for one that is down.
struct Nobody;

impl Carrier for Nobody {
    fn send<'a>(&'a self, _text: &'a OutgoingText) -> Sending<'a> {
        Box::pin(async { Err(CarrierError::temporary("no_carrier")) })
    }
}

/// The work of every channel.
pub struct Delivery {
    channels: JoinSet<()>,
    stop: watch::Sender<bool>,
}

impl Delivery {
    /// Starts it.
    pub fn start(portal: &Portal) -> Self {
        let (stop, asked) = watch::channel(false);
        let mut channels = JoinSet::new();
        for channel in [Channel::Sms, Channel::Email] {
            if let Some(carrier) = portal.carriers().of(channel, portal.fund()) {
                channels.spawn(keep_delivering(portal.clone(), channel, carrier, asked.clone()));
            }
        }
        Self { channels, stop }
    }

    /// Ends it: what is being handed over is waited for so long. What is cut off then is sent again, under the same key.
    pub async fn end(mut self, patience: Duration) {
        self.stop.send_replace(true);
        let ended = async { while self.channels.join_next().await.is_some() {} };
        if tokio::time::timeout(patience, ended).await.is_err() {
            tracing::warn!("messages were still being handed over when the portal ended");
        }
    }
}

async fn keep_delivering(
    portal: Portal,
    channel: Channel,
    carrier: Arc<dyn Carrier>,
    mut stop: watch::Receiver<bool>,
) {
    let mut pause = LOOK;
    while !*stop.borrow() {
        let wait = match portal.fund().deliver_due(channel, &carrier).await {
            Ok(delivered) => {
                count(&portal, channel, &delivered);
                pause = pause_after(&delivered, pause);
                if delivered.is_empty() { LOOK } else { pause }
            }
            Err(error) => {
                tracing::warn!(channel = channel.code(), %error, "messages could not be looked for");
                LOOK
            }
        };
        tokio::select! {
            () = tokio::time::sleep(wait) => {}
            // The sender lives as long as the portal.
            _ = stop.changed() => {}
        }
    }
}

fn count(portal: &Portal, channel: Channel, delivered: &[Delivered]) {
    for Delivered { template, outcome } in delivered {
        portal.metrics().count_message(channel.code(), template, outcome.code());
    }
    let trouble = delivered.iter().filter(|one| one.outcome != Outcome::Sent).count();
    if trouble > 0 {
        let sent = delivered.len() - trouble;
        tracing::warn!(channel = channel.code(), sent, not_sent = trouble, "messages did not leave");
    }
}

/// No pause while messages leave; a growing one when none of them was taken, so that a carrier that is down is not run
/// against by everything that waits for it.
fn pause_after(delivered: &[Delivered], last: Duration) -> Duration {
    let taken = |one: &Delivered| matches!(one.outcome, Outcome::Sent | Outcome::Failed);
    if delivered.is_empty() {
        last
    } else if delivered.iter().any(taken) {
        Duration::ZERO
    } else {
        (last * 2).clamp(LOOK, LONGEST_PAUSE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(outcomes: &[Outcome]) -> Vec<Delivered> {
        outcomes.iter().map(|outcome| Delivered { template: "sign_in_code", outcome: *outcome }).collect()
    }

    #[test]
    fn a_carrier_that_takes_nothing_is_left_in_peace_for_longer_and_longer_until_it_takes_one() {
        let nothing = of(&[Outcome::PutOff, Outcome::Unwritten]);
        let mut pause = LOOK;
        for seconds in [2, 4, 8, 10, 10] {
            pause = pause_after(&nothing, pause);
            assert_eq!(pause, Duration::from_secs(seconds));
        }
        assert_eq!(pause_after(&[], pause), pause, "nothing due says nothing of the carrier");
        assert_eq!(pause_after(&of(&[Outcome::PutOff, Outcome::Sent]), pause), Duration::ZERO);
        assert_eq!(pause_after(&of(&[Outcome::Failed]), pause), Duration::ZERO);
    }
}

//! A forgotten password: a link by SMS or by e-mail, used once.
//!
//! The request writes one row, whoever typed what, and is answered. Who it is about is looked up later, for all that wait
//! together: neither the answer nor its time tells whether a person exists (ASVS 5.0, 6.3.8). The link opens the choice
//! of a new password and nothing else: signing in still asks for the second step (6.4.3).

use crate::account::read_number;
use crate::audit::{Action, Actor, Deed};
use crate::error::ServiceError;
use crate::fund::Fund;
use crate::messages::{Outgoing, Template};
use crate::notices::{Notice, channels};
use crate::pace::{check_pace, hour_before};
use crate::password;
use crate::secrets::{TOKEN_CHARS, derive_digest, make_bytes, make_number, make_token};
use crate::sign_up::about;
use crate::transaction::transaction;
use damane_domain::account::{GUARD_SECONDS, LINK_BY_EMAIL_SECONDS, LINK_BY_SMS_SECONDS};
use damane_domain::ids::{Cin, Email, PersonId, RegistrationNumber};
use damane_domain::time::Timestamp;
use damane_storage::accounts::{self, Digest, NewRecovery, Reached, RecoveryLink, WaitingRecovery};
use damane_storage::messages::Recipient;
use damane_storage::{Tx, register};
use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;
use zeroize::Zeroizing;

/// Links that were asked for are made at this pace, all that wait at once: what one of them costs is seen in nobody's
/// answer.
const PASS: Duration = Duration::from_secs(1);
/// Most links made in one transaction.
const MOST: u32 = 200;

/// Where a recovery link goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RecoveryChannel {
    /// The mobile that counts for the account.
    Sms,
    /// The account's e-mail.
    Email,
}

impl RecoveryChannel {
    /// Its word in storage.
    const fn code(self) -> &'static str {
        match self {
            Self::Sms => "sms",
            Self::Email => "email",
        }
    }

    const fn link_seconds(self) -> i64 {
        match self {
            Self::Sms => LINK_BY_SMS_SECONDS,
            Self::Email => LINK_BY_EMAIL_SECONDS,
        }
    }

    /// Where a link goes, if anywhere. A mobile that is new to the account recovers nothing yet: whoever had it changed
    /// is not the one who decides.
    fn recipient(self, account: &Reached, now: Timestamp) -> Option<Recipient> {
        match self {
            Self::Sms if account.mobile_from.is_some_and(|from| now < from) => None,
            Self::Sms => account.mobile.clone().map(Recipient::Mobile),
            Self::Email => account.email.clone().map(Recipient::Email),
        }
    }
}

/// What someone typed to get a link.
#[derive(Clone, Copy)]
pub struct RecoveryAttempt<'a> {
    /// Registration number, blanks allowed.
    pub registration_number: &'a str,
    /// National identity card.
    pub cin: &'a str,
    /// Where the link goes.
    pub channel: RecoveryChannel,
    /// Where the request comes from.
    pub address: IpAddr,
}

/// If the person has an account, a link is on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RecoveryAsked {
    /// Seconds until the link expires.
    pub expires_in: u32,
    /// Seconds until another may be asked for.
    pub resend_in: u32,
}

impl Fund {
    /// Notes that a link was asked for.
    ///
    /// # Errors
    /// [`ServiceError::InvalidInput`], [`ServiceError::TooManyTries`], [`ServiceError::Busy`].
    pub async fn ask_recovery(&self, attempt: RecoveryAttempt<'_>) -> Result<RecoveryAsked, ServiceError> {
        let number = read_number(attempt.registration_number)?;
        let cin = Cin::parse(attempt.cin).map_err(|_| ServiceError::InvalidInput("cin"))?;
        let (ring, now) = (&self.guessing.recoveries, self.now());
        ring.check(attempt.address, now)?;
        ring.count(attempt.address, now);
        let (id, channel) = (make_number(self.chance()), attempt.channel);
        let new =
            NewRecovery { id, registration_number: &number, cin: &cin, channel: channel.code(), at: now };
        let resend_in = transaction!(self.store(), |tx| self.note_recovery(tx, &new))?;
        self.guessing.link_waits.store(true, Ordering::Release);
        let expires_in = u32::try_from(channel.link_seconds()).unwrap_or(0);
        Ok(RecoveryAsked { expires_in, resend_in })
    }

    async fn note_recovery(&self, tx: &mut Tx, new: &NewRecovery<'_>) -> Result<u32, ServiceError> {
        let since = hour_before(new.at);
        let asked = accounts::find_recoveries_asked(tx, new.registration_number, new.cin, since).await?;
        let resend_in = check_pace(&asked, self.limits(), new.at)?;
        accounts::add_recovery(tx, new).await?;
        Ok(resend_in)
    }

    /// Makes links that wait, every second until the fund is dropped.
    pub(crate) fn keep_links_made(self: &Arc<Self>) {
        let fund = Arc::downgrade(self);
        tokio::spawn(async move {
            loop {
                tokio::time::sleep(PASS).await;
                let Some(fund) = fund.upgrade() else { return };
                if fund.guessing.link_waits.swap(false, Ordering::Acquire) && fund.make_links().await.is_err()
                {
                    fund.guessing.link_waits.store(true, Ordering::Release);
                }
            }
        });
    }

    /// Makes the links that wait, and sends them; gives how many requests were looked after, whether a link came of
    /// them or not.
    ///
    /// # Errors
    /// Storage only.
    pub async fn make_links(&self) -> Result<usize, ServiceError> {
        let waiting = accounts::find_waiting_recoveries(&mut *self.store().read().await?, 1).await?;
        if waiting.is_empty() {
            return Ok(0);
        }
        let now = self.now();
        transaction!(self.store(), |tx| self.make_waiting_links(tx, now))
    }

    async fn make_waiting_links(&self, tx: &mut Tx, now: Timestamp) -> Result<usize, ServiceError> {
        let waiting = accounts::find_waiting_recoveries(tx, MOST).await?;
        if waiting.len() >= usize::try_from(MOST).unwrap_or(usize::MAX) {
            self.guessing.link_waits.store(true, Ordering::Release);
        }
        for recovery in &waiting {
            accounts::close_recovery(tx, recovery.id, now).await?;
            self.make_link_for(tx, recovery, now).await?;
        }
        Ok(waiting.len())
    }

    async fn make_link_for(
        &self,
        tx: &mut Tx,
        recovery: &WaitingRecovery,
        now: Timestamp,
    ) -> Result<(), ServiceError> {
        let channel = if recovery.channel == RecoveryChannel::Email.code() {
            RecoveryChannel::Email
        } else {
            RecoveryChannel::Sms
        };
        // One that waited too long would promise more time than it has.
        let expires_at = recovery.asked_at.plus_seconds(channel.link_seconds());
        let Some(account) = recovery.account.as_ref().filter(|_| now < expires_at) else { return Ok(()) };
        let Some(to) = channel.recipient(account, now) else { return Ok(()) };
        let token = Zeroizing::new(make_token(self.chance()));
        self.send_link(tx, account, to, &token, channel.code(), expires_at, now).await?;
        let (person, action) = (Some(account.person), Action::RecoveryAsked);
        let deed = Deed { person, actor: Actor::Person, action, detail: channel.code(), device: None };
        deed.note(tx, now).await
    }

    /// Keeps a link and the message that carries it.
    #[expect(clippy::too_many_arguments, reason = "one row and one message: each has these parts")]
    pub(crate) async fn send_link(
        &self,
        tx: &mut Tx,
        account: &Reached,
        to: Recipient,
        token: &str,
        channel: &str,
        expires_at: Timestamp,
        now: Timestamp,
    ) -> Result<(), ServiceError> {
        accounts::add_link(tx, &new_link(account.person, token, channel, expires_at, now)).await?;
        let message = Outgoing {
            person: Some(account.person),
            to,
            language: &account.language,
            template: Template::RecoveryLink,
            secret: Some((token, expires_at)),
        };
        message.keep(tx, make_number(self.chance()), now).await
    }

    /// Takes a new password for a link's token. Nobody is signed in by it, everybody is signed out, every channel is
    /// told, and details are guarded for 72 hours. A password that is not taken leaves the link as it is.
    ///
    /// # Errors
    /// [`ServiceError::LinkRefused`], [`ServiceError::PasswordRefused`], [`ServiceError::TooManyTries`],
    /// [`ServiceError::Busy`].
    pub async fn reset_password(
        &self,
        token: &str,
        password: &str,
        address: IpAddr,
    ) -> Result<(), ServiceError> {
        let (id, now) = (derive_digest(token), self.now());
        self.guessing.recoveries.check(address, now)?;
        let about = if token.len() == TOKEN_CHARS { self.about_owner_of(&id, now).await? } else { None };
        let Some(about) = about else {
            self.guessing.recoveries.count(address, now);
            return Err(ServiceError::LinkRefused);
        };
        let (password, salt) = (Zeroizing::new(password.to_owned()), make_bytes(self.chance()));
        let place = self.password_places().take().await?;
        let hash = place.run(move || password::derive_hash_of_new(&password, &about, &salt)).await??;
        let now = self.now();
        let is_used = transaction!(self.store(), |tx| self.use_link(tx, &id, &hash, now))?;
        if is_used { Ok(()) } else { Err(ServiceError::LinkRefused) }
    }

    /// What a guesser may know of whom a link belongs to; `None` for a link that opens nothing.
    async fn about_owner_of(&self, id: &Digest, now: Timestamp) -> Result<Option<Vec<String>>, ServiceError> {
        let mut reader = self.store().read().await?;
        let link = accounts::find_link(&mut reader, id).await?;
        let Some(link) = link.filter(|link| is_good(link, now)) else { return Ok(None) };
        let account = accounts::find_reached(&mut reader, link.person).await?;
        let person = register::find_person(&mut reader, link.person).await?;
        let about = |account: Reached| {
            person.map(|person| about(&person, account.email.as_ref().map_or("", Email::as_str)))
        };
        Ok(account.and_then(about))
    }

    /// False for a link that another request used first.
    async fn use_link(
        &self,
        tx: &mut Tx,
        id: &Digest,
        hash: &str,
        now: Timestamp,
    ) -> Result<bool, ServiceError> {
        let Some(link) = accounts::find_link(tx, id).await?.filter(|link| is_good(link, now)) else {
            return Ok(false);
        };
        let person = link.person;
        let Some(account) = accounts::find_reached(tx, person).await? else { return Ok(false) };
        let Some(owner) = register::find_person(tx, person).await? else { return Ok(false) };
        accounts::void_links(tx, person, now).await?;
        accounts::replace_password(tx, person, hash, now).await?;
        accounts::guard(tx, person, now.plus_seconds(GUARD_SECONDS)).await?;
        tx.send(|writes| accounts::clear_failures(writes, &owner.registration_number)).await?;
        let action = Action::PasswordChanged;
        let (actor, detail) = (Actor::Person, link.channel.as_str());
        Deed { person: Some(person), actor, action, detail, device: None }.note(tx, now).await?;
        let to = channels(&account.mobile, account.email.as_ref());
        let notice = Notice { person, language: &account.language, template: Template::PasswordChanged };
        notice.send(tx, to, self.chance(), now).await?;
        Ok(true)
    }

    /// How the account of a number is reached.
    pub(crate) async fn find_account_of(
        &self,
        tx: &mut Tx,
        number: &RegistrationNumber,
    ) -> Result<Option<Reached>, ServiceError> {
        let found = register::find_registered(tx, number).await?;
        match found {
            Some((person, _)) => Ok(accounts::find_reached(tx, person).await?),
            None => Ok(None),
        }
    }
}

/// A link nobody used yet.
pub(crate) fn new_link(
    person: PersonId,
    token: &str,
    channel: &str,
    expires_at: Timestamp,
    now: Timestamp,
) -> RecoveryLink {
    let (id, channel) = (derive_digest(token), channel.to_owned());
    RecoveryLink { id, person, channel, created_at: now, expires_at, used: false }
}

fn is_good(link: &RecoveryLink, now: Timestamp) -> bool {
    !link.used && now < link.expires_at
}

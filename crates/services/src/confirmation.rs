//! Confirmation: password and second step once more, before anything sensitive (ASVS 5.0, 7.5.1). It counts for five
//! minutes and for the session it was given in.

use crate::error::ServiceError;
use crate::fund::Fund;
use crate::second_step::{Asked, Factor, Purpose, Reply, SecondStep};
use crate::sessions::Session;
use crate::transaction::transaction;
use damane_domain::account::{CONFIRMATION_SECONDS, PASSWORD_MAX_CHARS};
use damane_domain::ids::PersonId;
use damane_domain::time::Timestamp;
use damane_storage::accounts::{self, Account, Digest};
use damane_storage::{Connection, Tx};
use std::net::IpAddr;

/// A session whose person was confirmed lately: [`Fund::get_confirmed`] alone makes one.
#[derive(Debug, Clone)]
pub struct ConfirmedSession(Session);

impl ConfirmedSession {
    /// The session.
    pub fn session(&self) -> &Session {
        &self.0
    }

    pub(crate) fn person(&self) -> PersonId {
        self.0.person
    }

    pub(crate) fn device(&self) -> &Digest {
        &self.0.device
    }
}

impl Fund {
    /// Takes the password again and asks for a second step, on a trusted device as well. Wrong passwords count like
    /// those of a sign-in.
    ///
    /// # Errors
    /// [`ServiceError::InvalidInput`], [`ServiceError::SignInRefused`], [`ServiceError::TooManyTries`],
    /// [`ServiceError::Busy`].
    pub async fn ask_confirmation(
        &self,
        session: &Session,
        password: &str,
        address: IpAddr,
    ) -> Result<SecondStep, ServiceError> {
        if password.is_empty() || password.chars().count() > PASSWORD_MAX_CHARS {
            return Err(ServiceError::InvalidInput("password"));
        }
        let account = self.check_password(&session.registration_number, password, address).await?;
        let (draws, now) = (self.draw_step(), self.now());
        let asked = asked(session, &account);
        let step = transaction!(self.store(), |tx| async {
            tx.send(|writes| accounts::clear_failures(writes, &session.registration_number)).await?;
            self.ask_second_step(tx, &asked, &draws, now).await
        })?;
        step.ok_or(ServiceError::SignInRefused)
    }

    /// Takes the answer to the second step: the session is confirmed from here on.
    ///
    /// # Errors
    /// [`ServiceError::InvalidInput`], [`ServiceError::CodeRefused`], also for a step of another session,
    /// [`ServiceError::SessionEnded`], [`ServiceError::TooManyTries`], [`ServiceError::Busy`].
    pub async fn confirm(
        &self,
        session: &Session,
        challenge_id: &str,
        factor: Factor,
        code: &str,
    ) -> Result<(), ServiceError> {
        let (reply, now) = (Reply::read(challenge_id, factor, code)?, self.now());
        self.guessing.codes.check(now)?;
        transaction!(self.store(), |tx| self.confirm_session(tx, session, &reply, now))?
    }

    /// The inner answer is a refusal whose try stays counted.
    async fn confirm_session(
        &self,
        tx: &mut Tx,
        session: &Session,
        reply: &Reply,
        now: Timestamp,
    ) -> Result<Result<(), ServiceError>, ServiceError> {
        if !is_of(tx, reply, session).await? {
            return Ok(Err(ServiceError::CodeRefused));
        }
        if self.answer_challenge(tx, reply, Purpose::Confirmation, now).await?.is_none() {
            return Ok(Err(ServiceError::CodeRefused));
        }
        let until = now.plus_seconds(CONFIRMATION_SECONDS);
        let stands = accounts::confirm_session(tx, session.person, &session.id, until).await?;
        Ok(if stands { Ok(()) } else { Err(ServiceError::SessionEnded) })
    }

    /// The proof that a session was confirmed in the last five minutes.
    ///
    /// # Errors
    /// [`ServiceError::ConfirmationNeeded`]; storage.
    pub async fn get_confirmed(&self, session: Session) -> Result<ConfirmedSession, ServiceError> {
        let mut reader = self.store().read().await?;
        match is_confirmed(&mut reader, &session, self.now()).await? {
            true => Ok(ConfirmedSession(session)),
            false => Err(ServiceError::ConfirmationNeeded),
        }
    }
}

/// Whether password and second step were given again in this session in the last minutes.
pub(crate) async fn is_confirmed(
    connection: &mut Connection,
    session: &Session,
    now: Timestamp,
) -> Result<bool, ServiceError> {
    let until = accounts::find_confirmation(connection, session.person, &session.id).await?;
    Ok(until.is_some_and(|until| now < until))
}

fn asked<'a>(session: &Session, account: &'a Account) -> Asked<'a> {
    Asked {
        purpose: Purpose::Confirmation,
        person: session.person,
        language: &account.language,
        mobile: account.mobile.as_ref(),
        session: Some(session.id),
        subject: None,
        device: Some(session.device),
        device_name: None,
        client: "",
    }
}

/// Whether a challenge was asked for by that session: one of another session costs no try.
pub(crate) async fn is_of(
    connection: &mut Connection,
    reply: &Reply,
    session: &Session,
) -> Result<bool, ServiceError> {
    let challenge = accounts::find_challenge(connection, &reply.id()).await?;
    Ok(challenge.is_some_and(|found| found.session == Some(session.id)))
}

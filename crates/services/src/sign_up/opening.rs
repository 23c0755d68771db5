//! The last step of a sign-up: a password, an account, a trusted device and a session, all in one transaction.

use super::read_id;
use crate::audit::{Action, Actor, Deed};
use crate::error::ServiceError;
use crate::fund::Fund;
use crate::messages::Template;
use crate::notices::{Notice, channels};
use crate::password;
use crate::people::PersonFile;
use crate::secrets::{derive_digest, make_bytes, make_token};
use crate::sessions::{OpenedSession, new_session};
use crate::transaction::transaction;
use damane_domain::account::{SignUpFacts, may_sign_up};
use damane_domain::career::CareerRules;
use damane_domain::ids::PersonId;
use damane_domain::person::Person;
use damane_domain::time::Timestamp;
use damane_storage::accounts::{self, Digest, NewAccount, SignUp};
use damane_storage::{Connection, Tx, register};
use zeroize::Zeroizing;

/// Whom the register knows by the number and the identity card that were typed.
pub(super) struct Claimed {
    pub id: PersonId,
    pub person: Person,
    pub facts: SignUpFacts,
}

impl Fund {
    /// Opens the account of a sign-up whose phone was proved, and signs in on the device it was begun on.
    ///
    /// # Errors
    /// [`ServiceError::InvalidInput`], [`ServiceError::PasswordRefused`], [`ServiceError::CodeRefused`] for a sign-up
    /// that is over or that something came between, [`ServiceError::Busy`].
    pub async fn choose_password(
        &self,
        sign_up_id: &str,
        password: &str,
    ) -> Result<OpenedSession, ServiceError> {
        let sign_up_id = read_id(sign_up_id)?;
        let id = derive_digest(&sign_up_id);
        let about = self.known_to_a_guesser(&id).await?.ok_or(ServiceError::CodeRefused)?;
        let (password, salt) = (Zeroizing::new(password.to_owned()), make_bytes(self.chance()));
        let place = self.password_places().take().await?;
        let hash = place.run(move || password::derive_hash_of_new(&password, &about, &salt)).await??;
        let (token, now) = (make_token(self.chance()), self.now());
        let opened = transaction!(self.store(), |tx| self.open_signed_up(tx, &id, &hash, &token, now))?;
        let sign_up = opened.ok_or(ServiceError::CodeRefused)?;
        let device = sign_up.1.device_is_ours.then(|| self.code_key().derive_device(&sign_up_id));
        Ok(OpenedSession { token, person: self.summary(sign_up.0).await?, device })
    }

    /// What a guesser may know of whoever chooses a password now; `None` when nobody may.
    async fn known_to_a_guesser(&self, id: &Digest) -> Result<Option<Vec<String>>, ServiceError> {
        let now = self.now();
        let mut reader = self.store().read().await?;
        let found = accounts::find_sign_up(&mut reader, id).await?;
        let Some(sign_up) = found.filter(|sign_up| may_choose(sign_up, now)) else { return Ok(None) };
        let found = register::find_registered(&mut reader, &sign_up.registration_number).await?;
        Ok(found.map(|(_, person)| about(&person, sign_up.email.as_str())))
    }

    /// `None` when something came between: the sign-up is over.
    async fn open_signed_up(
        &self,
        tx: &mut Tx,
        id: &Digest,
        hash: &str,
        token: &str,
        now: Timestamp,
    ) -> Result<Option<(PersonId, SignUp)>, ServiceError> {
        let found = accounts::find_sign_up(tx, id).await?;
        let Some(sign_up) = found.filter(|sign_up| may_choose(sign_up, now)) else { return Ok(None) };
        accounts::close_sign_up(tx, id, now).await?;
        let claimed = self.find_claimed(tx, &sign_up, now).await?;
        let Some(Claimed { id: person, facts, .. }) = claimed else { return Ok(None) };
        let account = NewAccount {
            person,
            password: hash,
            language: &sign_up.language,
            email: Some(&sign_up.email),
            mobile: Some(&sign_up.mobile),
            at: now,
        };
        let allowed = may_sign_up(&sign_up.mobile, Some(&facts)).is_ok();
        if !allowed || !accounts::open_account(tx, &account).await? {
            return Ok(None);
        }
        self.enter(tx, person, &sign_up, token, now).await?;
        Ok(Some((person, sign_up)))
    }

    /// The device is trusted, the session open, and both channels are told.
    async fn enter(
        &self,
        tx: &mut Tx,
        person: PersonId,
        sign_up: &SignUp,
        token: &str,
        now: Timestamp,
    ) -> Result<(), ServiceError> {
        let device = sign_up.device;
        accounts::trust_device(tx, person, &device, sign_up.device_name.as_deref(), now).await?;
        let session = new_session(token, person, &device, &sign_up.client, now);
        tx.send(|writes| accounts::add_session(writes, &session)).await?;
        for action in [Action::AccountOpened, Action::DeviceTrusted, Action::SignedIn] {
            let deed =
                Deed { person: Some(person), actor: Actor::Person, action, detail: "", device: Some(device) };
            deed.note(tx, now).await?;
        }
        let notice = Notice { person, language: &sign_up.language, template: Template::AccountOpened };
        let to = channels([&sign_up.mobile], Some(&sign_up.email));
        notice.send(tx, to, self.chance(), now).await
    }

    /// Whom a sign-up is about, and what speaks for and against it today. `None` when the number is nobody's or has
    /// another identity card.
    pub(super) async fn find_claimed(
        &self,
        connection: &mut Connection,
        sign_up: &SignUp,
        now: Timestamp,
    ) -> Result<Option<Claimed>, ServiceError> {
        let found = register::find_registered(connection, &sign_up.registration_number).await?;
        let Some((id, _)) = found.filter(|(_, person)| person.cin == sign_up.cin) else { return Ok(None) };
        let file = PersonFile::load(connection, id).await?;
        let today = now.date();
        let rules =
            CareerRules::at(today).map_err(|error| ServiceError::internal("rules of careers", error))?;
        let account = accounts::find_reached(connection, id).await?.map(|account| account.email);
        let owner = accounts::find_email_owner(connection, &sign_up.email).await?;
        let facts = SignUpFacts {
            declared_mobile: file.person.mobile.clone(),
            account,
            email_taken: owner.is_some_and(|owner| owner != id),
            employment: file.career.employment(today, &rules),
        };
        Ok(Some(Claimed { id, person: file.person, facts }))
    }
}

fn may_choose(sign_up: &SignUp, now: Timestamp) -> bool {
    sign_up.proved && !sign_up.closed && now < sign_up.expires_at
}

/// What a guesser may know of a person.
pub(crate) fn about(person: &Person, email: &str) -> Vec<String> {
    let Person { registration_number, cin, name, birth_date, mobile, .. } = person;
    let mobile = mobile.as_ref().map(ToString::to_string).unwrap_or_default();
    let day = birth_date.format("%d%m%Y").to_string();
    let texts = [registration_number.as_str(), cin.as_str(), &name.latin, &name.arabic, &mobile, &day, email];
    texts.map(str::to_owned).to_vec()
}

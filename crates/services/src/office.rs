//! What officers do about accounts after an office visit: a reset takes two of them, a mobile on an employer's notice one.
//!
//! An officer starts a reset and another agrees; neither sees or chooses a password (ASVS 5.0, 6.4.6): the person gets a
//! link by SMS or a token in a letter. Everything stands in the audit log under their names.

use crate::audit::{Action, Actor, Deed};
use crate::error::ServiceError;
use crate::fund::Fund;
use crate::recovery::new_link;
use crate::secrets::{self, make_id, make_token};
use crate::transaction::transaction;
use damane_domain::account::{LETTER_SECONDS, LINK_FROM_OFFICE_SECONDS, OFFICE_REQUEST_SECONDS};
use damane_domain::claim::OfficerName;
use damane_domain::ids::{Mobile, RegistrationNumber};
use damane_domain::time::Timestamp;
use damane_storage::accounts::Reached;
use damane_storage::messages::Recipient;
use damane_storage::office::{self as records, DeclaredMobileChange, OfficeRequest};
use damane_storage::{Tx, accounts, register};
use std::fmt;
use zeroize::Zeroizing;

/// Length of an officer's name, characters.
const NAME_CHARS: std::ops::RangeInclusive<usize> = 2..=60;
/// Length of a reason, characters.
const REASON_CHARS: std::ops::RangeInclusive<usize> = 3..=200;
pub(crate) const RESET: &str = "reset";
const MOBILE: &str = "mobile";

/// Why an officer's request is not carried out.
#[derive(Debug, thiserror::Error)]
pub enum OfficeError {
    /// An officer's name is empty or too long.
    #[error("an officer's name has 2 to 60 characters")]
    Officer,
    /// A reason is empty or too long.
    #[error("a reason has 3 to 200 characters")]
    Reason,
    /// The register knows no such number.
    #[error("the register knows no such number")]
    NumberUnknown,
    /// There is no account under that number.
    #[error("there is no account under that number")]
    NoAccount,
    /// No request waits under that id.
    #[error("no request waits under that id: it is unknown, was agreed to, or ran out")]
    NothingWaits,
    /// The officer who asked cannot be the one who agrees.
    #[error("another officer than the one who asked must agree")]
    SameOfficer,
    /// There is no declared mobile to send a link to.
    #[error("no mobile is declared: put the token into a letter, or have the mobile updated first")]
    NoMobile,
    /// The declared mobile is new to the account.
    #[error("the mobile was changed in the last days: put the token into a letter, or wait until it counts")]
    MobileNew,
    /// The declared mobile was chosen by one of the two officers.
    #[error(
        "one of the two officers put this mobile into the register: put the token into a letter, or let another officer ask or agree"
    )]
    MobileChosen,
    /// It could not be carried out.
    #[error(transparent)]
    Service(#[from] ServiceError),
}

/// A reset that waits for another officer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskedReset {
    /// What the other officer agrees to; 32 hex digits.
    pub request: String,
    /// Waits until.
    pub expires_at: Timestamp,
}

/// How the person gets the token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delivery {
    /// A link by SMS to the declared mobile.
    Sms,
    /// Printed, for a letter.
    Letter,
}

/// A reset that both agreed to.
pub struct Agreed {
    /// The token, when it goes into a letter.
    pub token: Option<Zeroizing<String>>,
    /// Good until.
    pub expires_at: Timestamp,
}

/// The token opens an account.
impl fmt::Debug for Agreed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Agreed").field("expires_at", &self.expires_at).finish_non_exhaustive()
    }
}

impl Fund {
    /// An officer asks for a reset after an office visit; nothing happens before another one agrees.
    ///
    /// # Errors
    /// [`OfficeError`].
    pub async fn ask_reset(
        &self,
        number: &RegistrationNumber,
        officer: &str,
        reason: &str,
    ) -> Result<AskedReset, OfficeError> {
        self.ask_reset_at(number, officer, None, reason).await
    }

    /// The same, by an officer of an office, whose colleagues alone may agree.
    pub(crate) async fn ask_reset_at(
        &self,
        number: &RegistrationNumber,
        officer: &str,
        office: Option<&str>,
        reason: &str,
    ) -> Result<AskedReset, OfficeError> {
        let (officer, reason) = (read_officer(officer)?, read_reason(reason)?);
        let (request, now) = (make_id(self.chance()), self.now());
        let expires_at = now.plus_seconds(OFFICE_REQUEST_SECONDS);
        let kept = transaction!(self.store(), |tx| async {
            let Some(account) = self.find_account_of(tx, number).await? else { return Ok(false) };
            let asked = OfficeRequest {
                id: request.clone(),
                kind: RESET.to_owned(),
                person: account.person,
                officer: officer.to_owned(),
                office: office.map(str::to_owned),
                reason: reason.to_owned(),
                asked_at: now,
                expires_at,
                approved_by: None,
            };
            records::add_request(tx, &asked).await?;
            note(tx, &asked, officer, "asked", now).await?;
            Ok::<_, ServiceError>(true)
        })?;
        if kept { Ok(AskedReset { request, expires_at }) } else { Err(OfficeError::NoAccount) }
    }

    /// Another officer agrees to a reset: the person gets a token, once.
    ///
    /// # Errors
    /// [`OfficeError`].
    pub async fn agree_to_reset(
        &self,
        request: &str,
        officer: &str,
        delivery: Delivery,
    ) -> Result<Agreed, OfficeError> {
        self.agree_to_reset_at(request, officer, None, delivery).await
    }

    /// The same, by an officer of an office, for what a colleague there asked.
    pub(crate) async fn agree_to_reset_at(
        &self,
        request: &str,
        officer: &str,
        office: Option<&str>,
        delivery: Delivery,
    ) -> Result<Agreed, OfficeError> {
        let officer = read_officer(officer)?;
        let request = Some(request).filter(|id| secrets::is_id(id)).ok_or(OfficeError::NothingWaits)?;
        let request = request.to_ascii_lowercase();
        let (token, now) = (Zeroizing::new(make_token(self.chance())), self.now());
        let seconds = match delivery {
            Delivery::Sms => LINK_FROM_OFFICE_SECONDS,
            Delivery::Letter => LETTER_SECONDS,
        };
        let expires_at = now.plus_seconds(seconds);
        let work = Agreement { request: &request, officer, office, delivery, token: &token, expires_at, now };
        let refused = transaction!(self.store(), |tx| self.carry_out(tx, &work))?;
        match refused {
            Some(refused) => Err(refused),
            None => Ok(Agreed { token: (delivery == Delivery::Letter).then_some(token), expires_at }),
        }
    }

    /// Why it is not carried out, if so; nothing is written then.
    async fn carry_out(
        &self,
        tx: &mut Tx,
        work: &Agreement<'_>,
    ) -> Result<Option<OfficeError>, ServiceError> {
        let Agreement { officer, token, expires_at, now, .. } = *work;
        let found = records::find_request(tx, work.request).await?;
        let waits = |asked: &OfficeRequest| {
            let of_the_office = work.office.is_none_or(|office| asked.office.as_deref() == Some(office));
            asked.kind == RESET && of_the_office && asked.approved_by.is_none() && now < asked.expires_at
        };
        let Some(asked) = found.filter(waits) else { return Ok(Some(OfficeError::NothingWaits)) };
        if OfficerName::parse(&asked.officer) == OfficerName::parse(officer) {
            return Ok(Some(OfficeError::SameOfficer));
        }
        let Some(account) = accounts::find_reached(tx, asked.person).await? else {
            return Ok(Some(OfficeError::NoAccount));
        };
        match work.delivery {
            Delivery::Sms => {
                let person = register::find_person(tx, asked.person).await?;
                let Some(mobile) = person.and_then(|person| person.mobile) else {
                    return Ok(Some(OfficeError::NoMobile));
                };
                let change = records::find_mobile_change(tx, asked.person).await?;
                let officers = [asked.officer.as_str(), officer];
                if let Some(refused) = against_link(&account, &mobile, change.as_ref(), officers, now) {
                    return Ok(Some(refused));
                }
                let to = Recipient::Mobile(mobile);
                self.send_link(tx, &account, to, token, "office", expires_at, now).await?;
            }
            Delivery::Letter => {
                accounts::add_link(tx, &new_link(asked.person, token, "letter", expires_at, now)).await?;
            }
        }
        records::approve_request(tx, work.request, officer, now).await?;
        note(tx, &asked, officer, "agreed", now).await?;
        Ok(None)
    }

    /// Puts another mobile into the register on an employer's notice, before the feed brings it. Who could not sign up
    /// because of the older one now can; an account is guarded, and both numbers are told. False when it was declared
    /// already.
    ///
    /// # Errors
    /// [`OfficeError`].
    pub async fn update_mobile(
        &self,
        number: &RegistrationNumber,
        mobile: &Mobile,
        officer: &str,
        reason: &str,
    ) -> Result<bool, OfficeError> {
        self.update_mobile_at(number, mobile, officer, None, reason).await
    }

    /// The same, by an officer of an office.
    pub(crate) async fn update_mobile_at(
        &self,
        number: &RegistrationNumber,
        mobile: &Mobile,
        officer: &str,
        office: Option<&str>,
        reason: &str,
    ) -> Result<bool, OfficeError> {
        let (officer, reason) = (read_officer(officer)?, read_reason(reason)?);
        let (id, now) = (make_id(self.chance()), self.now());
        let updated = transaction!(self.store(), |tx| async {
            let Some((person, _)) = register::find_registered(tx, number).await? else { return Ok(None) };
            if !records::put_mobile(tx, person, mobile, now).await? {
                return Ok(Some(false));
            }
            crate::register::follow_mobiles(tx, self.chance(), now).await?;
            let asked = OfficeRequest {
                id: id.clone(),
                kind: MOBILE.to_owned(),
                person,
                officer: officer.to_owned(),
                office: office.map(str::to_owned),
                reason: reason.to_owned(),
                asked_at: now,
                expires_at: now,
                approved_by: Some(officer.to_owned()),
            };
            records::add_request(tx, &asked).await?;
            note(tx, &asked, officer, "", now).await?;
            Ok::<_, ServiceError>(Some(true))
        })?;
        updated.ok_or(OfficeError::NumberUnknown)
    }
}

/// What the second officer agrees to, and how.
#[derive(Clone, Copy)]
struct Agreement<'a> {
    request: &'a str,
    officer: &'a str,
    /// The office that must have asked, where the officer has one.
    office: Option<&'a str>,
    delivery: Delivery,
    token: &'a str,
    expires_at: Timestamp,
    now: Timestamp,
}

/// What speaks against a link to the declared mobile on the word of two officers: who chose the number would get the
/// account (ASVS 5.0, 6.4.6).
pub(crate) fn against_link(
    account: &Reached,
    mobile: &Mobile,
    change: Option<&DeclaredMobileChange>,
    officers: [&str; 2],
    now: Timestamp,
) -> Option<OfficeError> {
    if account.mobile.as_ref() == Some(mobile) && account.mobile_from.is_some_and(|from| now < from) {
        return Some(OfficeError::MobileNew);
    }
    let chosen_by = change.and_then(|change| change.chosen_by.as_deref()).map(OfficerName::parse);
    let is_theirs =
        chosen_by.is_some_and(|by| officers.iter().any(|officer| OfficerName::parse(officer) == by));
    is_theirs.then_some(OfficeError::MobileChosen)
}

async fn note(
    tx: &mut Tx,
    asked: &OfficeRequest,
    officer: &str,
    detail: &str,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let action = if asked.kind == RESET { Action::AccountReset } else { Action::MobileUpdated };
    let (person, actor) = (Some(asked.person), Actor::Officer(officer));
    Deed { person, actor, action, detail, device: None }.note(tx, now).await
}

pub(crate) fn read_officer(name: &str) -> Result<&str, OfficeError> {
    let name = name.trim();
    let good = NAME_CHARS.contains(&name.chars().count()) && !name.contains(char::is_control);
    if good { Ok(name) } else { Err(OfficeError::Officer) }
}

pub(crate) fn read_reason(reason: &str) -> Result<&str, OfficeError> {
    let reason = reason.trim();
    let good = REASON_CHARS.contains(&reason.chars().count()) && !reason.contains(char::is_control);
    if good { Ok(reason) } else { Err(OfficeError::Reason) }
}

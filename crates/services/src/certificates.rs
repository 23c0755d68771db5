//! Certificates: issued as a sealed record of what the fund knew, drawn and sealed as a PDF each time one is asked for.
//!
//! Asking again is allowed. While the facts are the same the older one stands beside the newer; once they changed, the
//! newer one takes its place and whoever checks the older one is told so.

use crate::account::seconds_until;
use crate::audit::{Action, Actor, Deed};
use crate::error::ServiceError;
use crate::fund::Fund;
use crate::messages::Template;
use crate::request_key::check_key;
use crate::secrets::make_bytes;
use crate::sessions::Session;
use crate::transaction::transaction;
use damane_credential::{Claims, Facts, MIN_ENTRIES, StatusPointer, qr_text, seal, status_list_of};
use damane_domain::certificates::{CertificateKind, expires_at, reference};
use damane_domain::ids::{CertificateId, PersonId, RegistrationNumber};
use damane_domain::person::{Person, PersonName};
use damane_domain::time::Timestamp;
use damane_storage::Tx;
use damane_storage::accounts::Digest;
use damane_storage::certificates::{self as kept, IssueRecord};

mod facts;
mod review;

pub(crate) use facts::read_facts;
use facts::{certify_file, rules_of, write_facts};

/// Certificates in a list.
const LISTED: u32 = 200;
/// Draws of a free entry in a status list; the room doubles every fourth.
const DRAWS: u32 = 20;
const DAY_SECONDS: i64 = 86_400;

/// Whether a certificate stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CertificateState {
    /// In force.
    Valid,
    /// Past its validity.
    Expired,
    /// A newer one with other facts stands in its place.
    Replaced,
    /// Revoked by the fund.
    Revoked,
}

/// Why the fund revokes a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Revocation {
    /// It should not have been issued.
    IssuedInError,
    /// It states something wrong.
    FactsWrong,
    /// The account was in other hands.
    AccountMisused,
}

impl Revocation {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::IssuedInError, Self::FactsWrong, Self::AccountMisused];

    /// A stable word.
    pub const fn code(self) -> &'static str {
        match self {
            Self::IssuedInError => "issued_in_error",
            Self::FactsWrong => "facts_wrong",
            Self::AccountMisused => "account_misused",
        }
    }

    /// From its word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.code() == code)
    }
}

/// A certificate as its holder sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssuedCertificate {
    /// Its id.
    pub id: CertificateId,
    /// Its kind.
    pub kind: CertificateKind,
    /// What a person quotes.
    pub reference: String,
    /// Holder.
    pub name: PersonName,
    /// Holder's number.
    pub registration_number: RegistrationNumber,
    /// What it states.
    pub facts: Facts,
    /// Sealed at, whole seconds.
    pub issued_at: Timestamp,
    /// No longer good from here on; the last valid day is `domain::certificates::last_valid_day`.
    pub expires_at: Timestamp,
    /// Whether it stands now.
    pub state: CertificateState,
    /// The printed code's text, `https://HOST/#9…`.
    pub qr_text: String,
}

/// What a transaction made of a sealed record.
enum Outcome {
    /// This one counts.
    Is(Box<IssueRecord>),
    /// Somebody took the entry of the status list meanwhile.
    EntryTaken,
}

impl Fund {
    /// Issues a certificate of what the fund knows today. The same key asks once, however often it is sent.
    ///
    /// # Errors
    /// [`ServiceError::NotEntitled`] with every reason, [`ServiceError::KeyReused`], [`ServiceError::TooManyTries`].
    pub async fn issue_certificate(
        &self,
        session: &Session,
        kind: CertificateKind,
        idempotency_key: &str,
    ) -> Result<IssuedCertificate, ServiceError> {
        check_key(idempotency_key)?;
        let mut reader = self.store().read().await?;
        if let Some((request, id)) = kept::find_answer(&mut reader, session.person, idempotency_key).await? {
            let record = find_same(&mut reader, session.person, kind, &request, &id).await?;
            return self.issued(&record);
        }
        let file = self.file_as_it_stands(&mut reader, session.person).await?;
        drop(reader);
        let now = self.now().whole_second();
        let facts = certify_file(kind, &file, now)?;
        for _ in 0..DRAWS {
            let record = self.seal_record(session.person, &file.person, &facts, now).await?;
            let outcome = transaction!(self.store(), |tx| self.keep_record(
                tx,
                &record,
                session.device,
                idempotency_key
            ))?;
            if let Outcome::Is(record) = outcome {
                return self.issued(&record);
            }
        }
        Err(ServiceError::internal("status list", "no free entry was found"))
    }

    /// Decides whose entry a new certificate gets, and seals it.
    async fn seal_record(
        &self,
        id: PersonId,
        person: &Person,
        facts: &Facts,
        now: Timestamp,
    ) -> Result<IssueRecord, ServiceError> {
        let rules = rules_of(facts.kind(), now)?;
        let list = status_list_of(now);
        let claims = Claims {
            id: CertificateId(make_bytes(self.chance())),
            issuer: self.profile().issuer.clone(),
            issued_at: now,
            expires_at: expires_at(now, &rules),
            name: person.name.clone(),
            birth_date: person.birth_date,
            registration_number: person.registration_number.clone(),
            facts: facts.clone(),
            status: StatusPointer { list, index: self.find_free_entry(list).await? },
        };
        let keys = self.keys();
        let signer = &keys.sealing_at(now)?.signer;
        let sealed =
            seal(&claims, &**signer).map_err(|error| ServiceError::internal("certificate", error))?;
        Ok(IssueRecord {
            id: claims.id,
            person: id,
            kind: facts.kind(),
            registration_number: claims.registration_number,
            cin: person.cin.clone(),
            name: claims.name,
            birth_date: claims.birth_date,
            facts: write_facts(facts)?,
            issued_at: now,
            expires_at: claims.expires_at,
            list,
            index: claims.status.index,
            key_id: signer.kid().0,
            sealed,
            replaced_at: None,
            revoked_at: None,
        })
    }

    /// A random entry, so that neighbours on a list have nothing to do with each other. The room is a million, and
    /// grows when draws keep meeting entries that are taken.
    async fn find_free_entry(&self, list: u16) -> Result<u32, ServiceError> {
        let mut reader = self.store().read().await?;
        for draw in 0..DRAWS {
            let room = MIN_ENTRIES << (draw / 4);
            // The room is a power of two: the low bits are as random as the whole.
            let index = u32::from_be_bytes(make_bytes(self.chance())) % room;
            if kept::is_entry_free(&mut reader, list, index).await? {
                return Ok(index);
            }
        }
        Err(ServiceError::internal("status list", "no free entry was found"))
    }

    /// Keeps a sealed record and what it replaces, unless its key has an answer by now.
    async fn keep_record(
        &self,
        tx: &mut Tx,
        record: &IssueRecord,
        device: Digest,
        key: &str,
    ) -> Result<Outcome, ServiceError> {
        let (person, now) = (record.person, record.issued_at);
        if let Some((request, id)) = kept::find_answer(tx, person, key).await? {
            return Ok(Outcome::Is(Box::new(find_same(tx, person, record.kind, &request, &id).await?)));
        }
        let issued = kept::find_issue_times(tx, person, now.plus_seconds(-DAY_SECONDS)).await?;
        let most = usize::try_from(self.limits().certificates_per_day).unwrap_or(usize::MAX);
        if let Some(oldest) = issued.len().checked_sub(most).and_then(|at| issued.get(at)) {
            let free_at = oldest.plus_seconds(DAY_SECONDS);
            return Err(ServiceError::TooManyTries { retry_after: seconds_until(free_at, now) });
        }
        let older = kept::find_standing(tx, person, record.kind, now).await?;
        if !kept::add_certificate(tx, record).await? {
            return Ok(Outcome::EntryTaken);
        }
        for older in older.iter().filter(|older| states_otherwise(older, record)) {
            kept::replace(tx, person, &older.id, &record.id, now).await?;
        }
        kept::add_answer(tx, person, key, record.kind.code(), &record.id, now).await?;
        let device = Some(device);
        let issued = Deed {
            person: Some(person),
            actor: Actor::Person,
            action: Action::CertificateIssued,
            detail: record.kind.code(),
            device,
        };
        issued.note(tx, now).await?;
        Ok(Outcome::Is(Box::new(record.clone())))
    }

    /// A person's certificates, newest first.
    ///
    /// # Errors
    /// Storage only.
    pub async fn certificates(&self, session: &Session) -> Result<Vec<IssuedCertificate>, ServiceError> {
        self.admit_reading(session, Action::CertificatesRead).await?;
        let mut reader = self.store().read().await?;
        let records = kept::find_certificates(&mut reader, session.person, LISTED).await?;
        records.iter().map(|record| self.issued(record)).collect()
    }

    /// One of a person's own certificates.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] also for another person's.
    pub async fn get_certificate(
        &self,
        session: &Session,
        id: &CertificateId,
    ) -> Result<IssuedCertificate, ServiceError> {
        self.issued(&self.get_record(session, id).await?)
    }

    pub(crate) async fn get_record(
        &self,
        session: &Session,
        id: &CertificateId,
    ) -> Result<IssueRecord, ServiceError> {
        self.admit_reading(session, Action::CertificateRead).await?;
        let mut reader = self.store().read().await?;
        kept::find_certificate(&mut reader, session.person, id).await?.ok_or(ServiceError::NotFound)
    }

    /// Revokes a certificate of anyone: for the office and the command line, not for a door open to the public.
    /// `officer` is the name it is noted under.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`].
    pub async fn revoke_certificate(
        &self,
        id: &CertificateId,
        reason: Revocation,
        officer: &str,
    ) -> Result<(), ServiceError> {
        let now = self.now();
        let revoked = transaction!(self.store(), |tx| self.revoke(tx, id, reason, officer, now))?;
        if revoked { Ok(()) } else { Err(ServiceError::NotFound) }
    }

    async fn revoke(
        &self,
        tx: &mut Tx,
        id: &CertificateId,
        reason: Revocation,
        officer: &str,
        now: Timestamp,
    ) -> Result<bool, ServiceError> {
        let Some((person, is_new)) = kept::revoke(tx, id, reason.code(), now).await? else {
            return Ok(false);
        };
        let deed = Deed {
            person: Some(person),
            actor: Actor::Officer(officer),
            action: Action::CertificateRevoked,
            detail: reason.code(),
            device: None,
        };
        deed.note(tx, now).await?;
        if is_new {
            self.tell_if_reached(tx, person, Template::CertificateRevoked, now).await?;
        }
        Ok(true)
    }

    fn issued(&self, record: &IssueRecord) -> Result<IssuedCertificate, ServiceError> {
        Ok(IssuedCertificate {
            id: record.id,
            kind: record.kind,
            reference: reference(record.kind, &record.id),
            name: record.name.clone(),
            registration_number: record.registration_number.clone(),
            facts: read_facts(&record.facts)?,
            issued_at: record.issued_at,
            expires_at: record.expires_at,
            state: state(record, self.now()),
            qr_text: self.code_of(record)?,
        })
    }

    /// The text of the printed code.
    pub(crate) fn code_of(&self, record: &IssueRecord) -> Result<String, ServiceError> {
        qr_text(&self.profile().verification_host, &record.sealed)
            .map_err(|error| ServiceError::internal("printed code", error))
    }
}

/// The answer of an earlier request with the same key, if it asked for the same.
async fn find_same(
    connection: &mut damane_storage::Connection,
    person: PersonId,
    kind: CertificateKind,
    request: &str,
    id: &CertificateId,
) -> Result<IssueRecord, ServiceError> {
    if request != kind.code() {
        return Err(ServiceError::KeyReused);
    }
    kept::find_certificate(connection, person, id).await?.ok_or(ServiceError::NotFound)
}

/// Whether an older certificate says something else of the same person than a newer one.
fn states_otherwise(older: &IssueRecord, newer: &IssueRecord) -> bool {
    let stated = |record: &IssueRecord| {
        let person = (record.name.clone(), record.birth_date, record.registration_number.clone());
        (record.facts.clone(), record.cin.clone(), person)
    };
    stated(older) != stated(newer)
}

pub(crate) fn state(record: &IssueRecord, now: Timestamp) -> CertificateState {
    if record.revoked_at.is_some() {
        CertificateState::Revoked
    } else if record.replaced_at.is_some() {
        CertificateState::Replaced
    } else if now >= record.expires_at {
        CertificateState::Expired
    } else {
        CertificateState::Valid
    }
}

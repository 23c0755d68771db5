//! Disputed lines of careers at the console. The office the profile names first answers for careers as for claims, so its
//! officers answer them; the person sees the answer beside the line. What an officer sets right is a new line.

use super::note;
use crate::audit::Action;
use crate::career::is_note;
use crate::claims::{HandedIn, handed_in};
use crate::documents::OpenedDocument;
use crate::error::ServiceError;
use crate::fund::Fund;
use crate::messages::Template;
use crate::officers::OfficerSession;
use crate::people::PersonFile;
use crate::transaction::transaction;
use damane_domain::career::{CareerRules, Correction, DeclaredLine, Dispute, DisputeAnswer, DisputeReason};
use damane_domain::claim::IllegalStep;
use damane_domain::ids::{DocumentId, EmployerNumber, PersonId, RegistrationNumber};
use damane_domain::month::Month;
use damane_domain::office::OfficerRole;
use damane_domain::pension::PensionRules;
use damane_domain::person::PersonName;
use damane_domain::time::Timestamp;
use damane_storage::career::{self, CorrectionRecord};
use damane_storage::disputes::{self, DisputePlace};
use damane_storage::{Connection, StorageError, Tx, certificates, claims, register};
use ring::digest::{SHA256, digest};
use std::collections::{BTreeMap, BTreeSet};

/// Disputes of one page.
const PAGE: u32 = 25;

/// A disputed line as an officer sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CareerDispute {
    /// Whose career.
    pub name: PersonName,
    /// Their number.
    pub registration_number: RegistrationNumber,
    /// What they say.
    pub dispute: Dispute,
    /// What stands for that month, whoever declared it.
    pub lines: Vec<DeclaredLine>,
    /// Names of the employers of these lines.
    pub employer_names: BTreeMap<EmployerNumber, String>,
    /// What was handed in with it.
    pub documents: Vec<HandedIn>,
}

impl CareerDispute {
    /// A mark of what is shown: another one once a file or a document came, or the dispute was opened again.
    pub fn mark(&self) -> String {
        let reopened = self.dispute.reopened.map_or(0, |(_, at)| at.as_micros());
        let documents = self.documents.iter().map(|document| document.id.to_string());
        let lines = self.lines.iter().map(|line| line.sequence.to_string());
        let shown: Vec<String> =
            std::iter::once(reopened.to_string()).chain(documents).chain(lines).collect();
        hex::encode(digest(&SHA256, shown.join(" ").as_bytes()))
    }
}

/// A page of disputes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DisputePage {
    /// Oldest first, those whose employer was asked last.
    pub disputes: Vec<CareerDispute>,
    /// Where it goes on.
    pub next: Option<String>,
}

/// Which dispute, and what an officer says to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DisputeReply {
    /// Which month.
    pub month: Month,
    /// Whose line; 0 where nobody declared the month.
    pub employer: i64,
    /// What the person says is wrong.
    pub reason: DisputeReason,
    /// The answer.
    pub answer: DisputeAnswer,
    /// The officer's own words to the person, 500 characters at most; empty for none.
    pub words: String,
    /// What the line should have said, when the officer sets it right.
    pub correction: Option<Correction>,
    /// The [mark](CareerDispute::mark) of what the officer has read.
    pub seen: String,
}

impl Fund {
    /// A page of the disputes that wait. The reading is noted, and of everybody on the page that their career was read. An
    /// office that does not answer for careers has none.
    ///
    /// # Errors
    /// [`ServiceError::RoleMissing`], [`ServiceError::TooManyTries`]; [`ServiceError::InvalidInput`] `after`.
    pub async fn desk_disputes(
        &self,
        session: &OfficerSession,
        after: Option<&str>,
    ) -> Result<DisputePage, ServiceError> {
        session.require(OfficerRole::Decide)?;
        let after = after.map(read_place).transpose()?;
        self.admit_desk_reading(session, Action::QueueRead).await?;
        self.note_desk(session, None, Action::QueueRead, "disputes").await?;
        if session.officer.office != self.office_of_claims() {
            return Ok(DisputePage { disputes: Vec::new(), next: None });
        }
        let mut reader = self.store().read().await?;
        let open = disputes::find_open_disputes(&mut reader, after.as_ref(), PAGE).await?;
        let people: BTreeSet<PersonId> = open.iter().map(|(person, _)| *person).collect();
        self.watch_canaries(session, people.iter().copied()).await?;
        self.note_careers_read(session, &people).await?;
        let last = open.last().filter(|_| open.len() == PAGE as usize);
        let next = last.map(|(person, dispute)| write_place(&DisputePlace::of(*person, dispute)));
        let mut found = Vec::new();
        for (person, dispute) in open {
            found.push(shown(&mut reader, person, dispute).await?);
        }
        Ok(DisputePage { disputes: found, next })
    }

    /// A page shows what was declared of its people, with their salaries: each of them is a reading, which their journal
    /// tells.
    async fn note_careers_read(
        &self,
        session: &OfficerSession,
        people: &BTreeSet<PersonId>,
    ) -> Result<(), ServiceError> {
        for _ in people {
            self.admit_desk_reading(session, Action::CareerRead).await?;
        }
        let now = self.now();
        transaction!(self.store(), |tx| async {
            for person in people {
                note(tx, session, Some(*person), Action::CareerRead, "disputes", now).await?;
            }
            Ok::<_, ServiceError>(())
        })
    }

    /// A document that was handed in with a dispute. Each opening is noted.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] also at an office that does not answer for careers, and for documents of claims;
    /// [`ServiceError::RoleMissing`], [`ServiceError::TooManyTries`].
    pub async fn desk_dispute_document(
        &self,
        session: &OfficerSession,
        document: &DocumentId,
    ) -> Result<OpenedDocument, ServiceError> {
        session.require(OfficerRole::Decide)?;
        self.admit_desk_reading(session, Action::ClaimDocumentRead).await?;
        self.answers_for_careers(session)?;
        let found = claims::find_disputed_document(&mut *self.store().read().await?, document).await?;
        let found = found.ok_or(ServiceError::NotFound)?;
        let action = Action::ClaimDocumentRead;
        self.note_desk(session, Some(found.person), action, found.kind.code()).await?;
        self.watch_canaries(session, [found.person]).await?;
        self.opened(&found).await
    }

    fn answers_for_careers(&self, session: &OfficerSession) -> Result<(), ServiceError> {
        let is_ours = session.officer.office == self.office_of_claims();
        if is_ours { Ok(()) } else { Err(ServiceError::NotFound) }
    }

    /// Answers a dispute; its person is told that something changed. With a correction the career has another line from
    /// here on, and certificates that state something else are replaced. The same answer twice changes nothing; a final one
    /// is not changed by another.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] also at an office that does not answer for careers; [`ServiceError::RoleMissing`];
    /// [`ServiceError::InvalidInput`] names the field of the correction at fault, `words`, `answer` for one with another answer
    /// than that the line was corrected; [`ServiceError::IllegalStep`] once another final answer was given, and where
    /// something came that the officer has not read.
    pub async fn desk_answer_dispute(
        &self,
        session: &OfficerSession,
        number: &str,
        reply: &DisputeReply,
    ) -> Result<(), ServiceError> {
        session.require(OfficerRole::Decide)?;
        let (number, now) = (crate::account::read_number(number)?, self.now());
        self.answers_for_careers(session)?;
        if reply.correction.is_some() && reply.answer != DisputeAnswer::Corrected {
            return Err(ServiceError::InvalidInput("answer"));
        }
        if !is_note(&reply.words) {
            return Err(ServiceError::InvalidInput("words"));
        }
        transaction!(self.store(), |tx| self.keep_reply_to_dispute(tx, session, &number, reply, now))?;
        if reply.correction.is_some() {
            self.review_certificates().await?;
        }
        Ok(())
    }

    async fn keep_reply_to_dispute(
        &self,
        tx: &mut Tx,
        session: &OfficerSession,
        number: &RegistrationNumber,
        reply: &DisputeReply,
        now: Timestamp,
    ) -> Result<(), ServiceError> {
        let found = register::find_registered(tx, number).await?;
        let (person, _) = found.ok_or(ServiceError::NotFound)?;
        let kept = disputes::find_disputes(tx, person).await?;
        let is_it = |one: &&Dispute| {
            (one.month, one.employer, one.reason) == (reply.month, reply.employer, reply.reason)
        };
        let dispute = kept.iter().find(is_it).ok_or(ServiceError::NotFound)?;
        if let Some((known, at)) = dispute.answer {
            if says_the_same(tx, (person, dispute), (known, at), reply).await? {
                return Ok(());
            }
            // A colleague was first, and the person knows their answer.
            if known != DisputeAnswer::EmployerAsked {
                return Err(ServiceError::IllegalStep(IllegalStep::State {
                    state: known.code(),
                    step: reply.answer.code(),
                }));
            }
        }
        if shown(tx, person, dispute.clone()).await?.mark() != reply.seen {
            let (state, step) = ("otherwise by now", reply.answer.code());
            return Err(IllegalStep::State { state, step }.into());
        }
        if let Some(correction) = &reply.correction {
            set_right(tx, session, (person, dispute), correction, now).await?;
        }
        let officer = session.officer.name.as_str();
        let said = (reply.answer, reply.words.as_str());
        disputes::answer_dispute(tx, person, dispute, said, officer, now).await?;
        note(tx, session, Some(person), Action::DisputeAnswered, reply.answer.code(), now).await?;
        self.tell_if_reached(tx, person, Template::ClaimChanged, now).await
    }
}

/// A dispute with what stands, and what was handed in.
async fn shown(
    reader: &mut Connection,
    person: PersonId,
    dispute: Dispute,
) -> Result<CareerDispute, ServiceError> {
    let file = PersonFile::load(reader, person).await?;
    let documents = claims::find_documents_of_dispute(reader, person, &dispute).await?;
    let lines = file.career.standing().filter(|line| line.month == dispute.month);
    Ok(CareerDispute {
        lines: lines.cloned().collect(),
        name: file.person.name,
        registration_number: file.person.registration_number,
        employer_names: (*file.employer_names).clone(),
        documents: documents.into_iter().map(handed_in).collect(),
        dispute,
    })
}

/// Whether a dispute was answered just so before: an answer that was lost is given again.
async fn says_the_same(
    tx: &mut Tx,
    (person, dispute): (PersonId, &Dispute),
    (known, at): (DisputeAnswer, Timestamp),
    reply: &DisputeReply,
) -> Result<bool, ServiceError> {
    if known != reply.answer || dispute.words != reply.words {
        return Ok(false);
    }
    let written = career::find_correction(tx, person, dispute, at).await?;
    match (written, &reply.correction) {
        (None, None) => Ok(true),
        (Some(sequence), Some(correction)) => {
            let file = PersonFile::load(tx, person).await?;
            let lines = file.career.lines().iter().map(|line| &line.declared);
            let mut written = lines.filter(|line| line.sequence == sequence);
            Ok(written.any(|line| correction.is_said_by(line)))
        }
        _ => Ok(false),
    }
}

/// Keeps the line an officer sets in the place of a disputed one, and asks for the certificates to be looked at.
async fn set_right(
    tx: &mut Tx,
    session: &OfficerSession,
    (person, dispute): (PersonId, &Dispute),
    correction: &Correction,
    now: Timestamp,
) -> Result<(), ServiceError> {
    // First, as imports do: who is second waits before the work is done.
    let sequence = career::take_sequence(tx).await?;
    let file = PersonFile::load(tx, person).await?;
    let failed = |error| ServiceError::internal("rules of careers", error);
    let rules = CareerRules::at(now.date()).map_err(failed)?;
    let pension = PensionRules::at(now.date()).map_err(failed)?;
    let line = file.career.corrected(dispute, correction, (&rules, &pension), sequence);
    let line = line.map_err(|fault| ServiceError::InvalidInput(fault.field()))?;
    let number = file.person.registration_number.as_str();
    let registration = number.parse().map_err(|_| StorageError::Damaged("registration"))?;
    let officer = session.officer.name.as_str();
    let record = CorrectionRecord { person, registration, dispute, line: &line, officer, at: now };
    career::add_correction(tx, &record).await?;
    let month_end = Timestamp::start_of(line.month.plus(1).first_day());
    certificates::ask_review(tx, registration, month_end, now).await?;
    note(tx, session, Some(person), Action::CareerCorrected, dispute.reason.code(), now).await
}

fn write_place(place: &DisputePlace) -> String {
    let DisputePlace { asked, made_at, person, month, employer, reason } = place;
    let (asked, made_at) = (u8::from(*asked), made_at.as_micros());
    format!("{asked}-{made_at}-{}-{}-{employer}-{}", person.0, month.index(), reason.code())
}

fn read_place(text: &str) -> Result<DisputePlace, ServiceError> {
    let wrong = || ServiceError::InvalidInput("after");
    let parts: Vec<&str> = text.split('-').collect();
    let &[asked, made_at, person, month, employer, reason] = parts.as_slice() else { return Err(wrong()) };
    let number = |text: &str| text.parse::<i64>().map_err(|_| wrong());
    let month = Month::from_index(month.parse().map_err(|_| wrong())?);
    Ok(DisputePlace {
        asked: number(asked)? == 1,
        made_at: Timestamp::from_micros(number(made_at)?),
        person: PersonId(number(person)?),
        month,
        employer: number(employer)?,
        reason: DisputeReason::from_code(reason).ok_or_else(wrong)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_survives_the_wire_and_no_text_makes_a_wild_one() {
        let place = DisputePlace {
            asked: true,
            made_at: Timestamp::from_micros(1_796_000_000_000_000),
            person: PersonId(7),
            month: Month::parse("2026-09").unwrap(),
            employer: 1_000_004,
            reason: DisputeReason::WrongDays,
        };
        assert_eq!(read_place(&write_place(&place)).unwrap(), place);
        let wild =
            ["", "1", "0-1-2-3-4", "0-1-2-3-4-no_reason", "0-x-2-3-4-wrong_days", "0-1-2-3-4-wrong_days-5"];
        for text in wild {
            assert!(read_place(text).is_err(), "{text}");
        }
    }
}

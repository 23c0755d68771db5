//! An office's queue: what is to be done, what waits for documents, what another officer must agree to.

use crate::audit::Action;
use crate::claims::ClaimSummary;
use crate::error::ServiceError;
use crate::fund::Fund;
use crate::officers::OfficerSession;
use damane_domain::claim::{ClaimKind, ClaimState};
use damane_domain::ids::ClaimId;
use damane_domain::money::Money;
use damane_domain::office::OfficerRole;
use damane_domain::person::PersonName;
use damane_domain::time::Timestamp;
use damane_storage::claims::{self as kept, ClaimRecord, DeskQuery, QueuePlace};
use damane_storage::{Connection, StorageError, register};

/// Claims of one page.
const PAGE: u32 = 50;
/// Oldest claims that can be asked for alone, days.
const MOST_DAYS: u32 = 3_650;

/// The parts of a queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeskTab {
    /// On the pile, or in an officer's hands.
    ToDo,
    /// Documents are waited for.
    Waiting,
    /// Proposed by a colleague, or a month of a benefit that was confirmed late.
    ToAgree,
    /// Due today, or given back by the bank: the next batch's, also of who has no account to be paid to.
    ToPay,
    /// Decided: granted, at the bank, paid, or refused. What is granted and not due yet is found here.
    Closed,
}

impl DeskTab {
    const fn states(self) -> &'static [&'static str] {
        match self {
            Self::ToDo => &["received", "in_progress"],
            Self::Waiting => &["documents_asked"],
            Self::ToAgree => &["proposed"],
            Self::ToPay => &[],
            Self::Closed => &["accepted", "in_payment", "paid", "rejected"],
        }
    }

    const fn code(self) -> &'static str {
        match self {
            Self::ToDo => "to_do",
            Self::Waiting => "waiting",
            Self::ToAgree => "to_agree",
            Self::ToPay => "to_pay",
            Self::Closed => "closed",
        }
    }
}

/// What of a queue is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeskQuestion {
    /// Which part.
    pub tab: DeskTab,
    /// Of one kind alone.
    pub kind: Option<ClaimKind>,
    /// Handed in at least so many days ago.
    pub days: u32,
    /// In the officer's own hands alone.
    pub mine: bool,
    /// The [`DeskPage::next`] of the page before.
    pub after: Option<String>,
}

/// A claim in a queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeskEntry {
    /// In one line.
    pub summary: ClaimSummary,
    /// Whose.
    pub name: PersonName,
    /// Who has it.
    pub holder: Option<String>,
    /// What is proposed, granted, or comes of the tariffs.
    pub amount: Option<Money>,
    /// It is to be paid, and the register knows no account of its person's.
    pub lacks_account: bool,
}

/// How much there is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct DeskCounts {
    /// On the pile or in hands.
    pub to_do: u32,
    /// Waiting for documents.
    pub waiting: u32,
    /// Proposed by others than who asks, and benefits with a month that was confirmed late.
    pub to_agree: u32,
    /// For the next batch: due, and its person has an account to be paid to.
    pub to_pay: u32,
}

/// A page of a queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeskPage {
    /// Oldest first.
    pub entries: Vec<DeskEntry>,
    /// Where it goes on.
    pub next: Option<String>,
    /// How much there is in all.
    pub counts: DeskCounts,
}

impl Fund {
    /// A page of the queue of the officer's office. The reading is noted.
    ///
    /// # Errors
    /// [`ServiceError::RoleMissing`] for who neither decides nor approves; [`ServiceError::TooManyTries`];
    /// [`ServiceError::InvalidInput`].
    pub async fn desk_queue(
        &self,
        session: &OfficerSession,
        asked: &DeskQuestion,
    ) -> Result<DeskPage, ServiceError> {
        session.require_any(&[OfficerRole::Decide, OfficerRole::Approve])?;
        let after = asked.after.as_deref().map(read_place).transpose()?;
        if asked.days > MOST_DAYS {
            return Err(ServiceError::InvalidInput("days"));
        }
        self.admit_desk_reading(session, Action::QueueRead).await?;
        self.note_desk(session, None, Action::QueueRead, asked.tab.code()).await?;
        let name = session.officer.name.as_str();
        let query = DeskQuery {
            office: &session.officer.office,
            states: asked.tab.states(),
            kind: asked.kind,
            held_by: asked.mine.then_some(name),
            not_held_by: (asked.tab == DeskTab::ToAgree).then_some(name),
            with_held: asked.tab == DeskTab::ToAgree,
            due_on: (asked.tab == DeskTab::ToPay).then(|| self.now().date()),
            until: self.now().plus_days(-i64::from(asked.days)),
            after,
            most: PAGE,
        };
        let mut reader = self.store().read().await?;
        let records = kept::find_desk(&mut reader, &query).await?;
        self.watch_canaries(session, records.iter().map(|record| record.person)).await?;
        let is_full = records.len() == PAGE as usize;
        let next = records.last().filter(|_| is_full).map(|last| write_place((last.submitted_at, last.id)));
        let mut entries = Vec::new();
        for record in &records {
            entries.push(self.desk_entry(&mut reader, record, asked.tab).await?);
        }
        Ok(DeskPage { entries, next, counts: self.counts(&mut reader, session).await? })
    }

    /// How much there is at the officer's office.
    pub(super) async fn desk_counts(&self, session: &OfficerSession) -> Result<DeskCounts, ServiceError> {
        self.counts(&mut *self.store().read().await?, session).await
    }

    async fn counts(
        &self,
        reader: &mut Connection,
        session: &OfficerSession,
    ) -> Result<DeskCounts, ServiceError> {
        let office = &session.officer.office;
        let by_state = kept::count_by_state(reader, office).await?;
        let sum = |tab: DeskTab| {
            let of_tab = by_state.iter().filter(|(state, _)| tab.states().contains(&state.as_str()));
            u32::try_from(of_tab.map(|(_, count)| count).sum::<i64>()).unwrap_or(u32::MAX)
        };
        let to_agree = kept::count_to_agree(reader, office, session.officer.name.as_str()).await?;
        let to_pay = kept::count_payable(reader, office, self.now().date()).await?;
        Ok(DeskCounts {
            to_do: sum(DeskTab::ToDo),
            waiting: sum(DeskTab::Waiting),
            to_agree: u32::try_from(to_agree).unwrap_or(u32::MAX),
            to_pay: u32::try_from(to_pay).unwrap_or(u32::MAX),
        })
    }

    async fn desk_entry(
        &self,
        reader: &mut Connection,
        record: &ClaimRecord,
        tab: DeskTab,
    ) -> Result<DeskEntry, ServiceError> {
        let person = register::find_person(reader, record.person).await?;
        let person = person.ok_or(StorageError::Damaged("person of a claim"))?;
        let lacks_account = tab == DeskTab::ToPay && person.rib.is_none();
        let summary = self.claim_summary(record)?;
        let amount = match summary.claim.state {
            ClaimState::Proposed { amount, .. } => Some(amount),
            _ => summary.care.as_ref().map(|care| care.granted.unwrap_or(care.estimate.refund)),
        };
        let holder = record.standing.officer.clone();
        Ok(DeskEntry { summary, name: person.name, holder, amount, lacks_account })
    }
}

fn write_place((at, id): QueuePlace) -> String {
    format!("{}-{id}", at.as_micros())
}

fn read_place(text: &str) -> Result<QueuePlace, ServiceError> {
    let wrong = ServiceError::InvalidInput("after");
    let Some((at, id)) = text.split_once('-') else { return Err(wrong) };
    match (at.parse(), ClaimId::parse(id)) {
        (Ok(at), Ok(id)) => Ok((Timestamp::from_micros(at), id)),
        _ => Err(wrong),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_survives_the_wire_and_no_text_makes_a_wild_one() {
        let place = (Timestamp::from_micros(1_796_000_000_000_000), ClaimId([7; 16]));
        assert_eq!(read_place(&write_place(place)).unwrap(), place);
        for text in ["", "1", "1-", "x-07070707070707070707070707070707", "1-07"] {
            assert!(read_place(text).is_err(), "{text}");
        }
    }
}

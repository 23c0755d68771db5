//! The journal of a person's file: who read or changed it, newest first.

use crate::audit::Action;
use crate::error::ServiceError;
use crate::fund::Fund;
use crate::sessions::Session;
use damane_domain::ids::PersonId;
use damane_domain::time::Timestamp;
use damane_storage::Connection;
use damane_storage::accounts::{self, Digest};
use damane_storage::audit::{self, KeptEntry};
use std::collections::BTreeMap;

/// Entries of one page.
const PAGE: u32 = 50;

/// Who did it. An officer's name stays with the fund.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JournalActor {
    /// The person.
    Myself,
    /// An officer of the fund.
    Officer,
    /// The fund by itself.
    Fund,
}

impl JournalActor {
    fn read(actor: &str) -> Self {
        match actor {
            "person" => Self::Myself,
            "fund" => Self::Fund,
            _ => Self::Officer,
        }
    }

    /// A stable word.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Myself => "myself",
            Self::Officer => "officer",
            Self::Fund => "fund",
        }
    }
}

/// One reading or change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JournalEntry {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub actor: JournalActor,
    /// What, as a stable word.
    pub action: String,
    /// Name of the device, while it is trusted.
    pub device: Option<String>,
}

/// A page of the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Journal {
    /// At most fifty entries, newest first.
    pub entries: Vec<JournalEntry>,
    /// Where older ones start.
    pub next: Option<String>,
}

/// Where a page starts: at entries of that moment or before, after so many of that very moment. What happens at once
/// may be more than one entry, and a page may end between two of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Place {
    at: i64,
    skipped: u32,
}

impl Place {
    const NEWEST: Self = Self { at: i64::MAX - 1, skipped: 0 };

    fn read(text: &str) -> Option<Self> {
        let (at, skipped) = text.split_once('-')?;
        let place = Self { at: at.parse().ok()?, skipped: skipped.parse().ok()? };
        (0..i64::MAX).contains(&place.at).then_some(place).filter(|place| place.skipped <= 10_000)
    }

    fn write(self) -> String {
        format!("{}-{}", self.at, self.skipped)
    }

    /// Where the page after these entries starts.
    fn after(self, page: &[KeptEntry]) -> Option<Self> {
        let at = page.last()?.said.at.as_micros();
        let same = page.iter().filter(|entry| entry.said.at.as_micros() == at).count();
        let before = if at == self.at { self.skipped } else { 0 };
        Some(Self { at, skipped: before.saturating_add(u32::try_from(same).unwrap_or(PAGE)) })
    }
}

impl Fund {
    /// A page of the journal; `before` is the [`Journal::next`] of the page before it.
    ///
    /// # Errors
    /// [`ServiceError::InvalidInput`]; storage.
    pub async fn journal(&self, session: &Session, before: Option<&str>) -> Result<Journal, ServiceError> {
        let place = match before {
            None => Place::NEWEST,
            Some(text) => Place::read(text).ok_or(ServiceError::InvalidInput("before"))?,
        };
        self.admit_reading(session, Action::JournalRead).await?;
        let mut reader = self.store().read().await?;
        let devices = find_device_names(&mut reader, session.person).await?;
        let page = find_page(&mut reader, session.person, place, PAGE).await?;
        let is_full = page.len() == PAGE as usize;
        let next = place.after(&page).filter(|_| is_full).map(Place::write);
        Ok(Journal {
            entries: page.into_iter().filter_map(|entry| read_entry(entry, &devices)).collect(),
            next,
        })
    }

    /// The newest entries of the journal, for whoever takes their file with them.
    pub(crate) async fn newest_entries(
        &self,
        person: PersonId,
        most: u32,
    ) -> Result<Vec<JournalEntry>, ServiceError> {
        let mut reader = self.store().read().await?;
        let devices = find_device_names(&mut reader, person).await?;
        let page = find_page(&mut reader, person, Place::NEWEST, most).await?;
        Ok(page.into_iter().filter_map(|entry| read_entry(entry, &devices)).collect())
    }
}

async fn find_page(
    connection: &mut Connection,
    person: PersonId,
    place: Place,
    most: u32,
) -> Result<Vec<KeptEntry>, ServiceError> {
    let before = Timestamp::from_micros(place.at.saturating_add(1));
    let found = audit::find_about(connection, person, before, most.saturating_add(place.skipped)).await?;
    Ok(found.into_iter().skip(place.skipped as usize).collect())
}

async fn find_device_names(
    connection: &mut Connection,
    person: PersonId,
) -> Result<BTreeMap<Digest, String>, ServiceError> {
    let devices = accounts::find_trusted_devices(connection, person).await?;
    Ok(devices.into_iter().filter_map(|device| Some((device.id, device.name?))).collect())
}

/// `None` for what would tell a thief that the file is a trap.
fn read_entry(entry: KeptEntry, devices: &BTreeMap<Digest, String>) -> Option<JournalEntry> {
    (entry.said.action != Action::CanaryRead.code()).then(|| JournalEntry {
        at: entry.said.at,
        actor: JournalActor::read(&entry.said.actor),
        action: entry.said.action,
        device: entry.said.device.and_then(|device| devices.get(&device).cloned()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_survives_the_wire_and_no_text_makes_a_wild_one() {
        let place = Place { at: 1_796_000_000_000_000, skipped: 3 };
        assert_eq!(Place::read(&place.write()), Some(place));
        for text in ["", "1", "1-", "-1-0", "x-1", "1-x", "1-10001", "9223372036854775807-0", "1-2-3"] {
            assert_eq!(Place::read(text), None, "{text}");
        }
    }

    #[test]
    fn an_officers_name_stays_with_the_fund() {
        assert_eq!(JournalActor::read("officer:A. Bennani"), JournalActor::Officer);
        assert_eq!(JournalActor::read("person"), JournalActor::Myself);
        assert_eq!(JournalActor::read("fund"), JournalActor::Fund);
    }
}

//! What is done to the sealing keys while portals run: a key is made and listed ahead, seals from its day on, seals no
//! more, or is disowned. Portals read the folder anew within seconds ([`crate::Fund::reload_keys`]).

use super::files::{to_pem, write_private};
use super::making::{SEALING_DAYS, make_signer};
use super::table::{KeyEntry, KeyStateWord, KeyTable, PlaceWord};
use super::{Keys, TokenSettings, authorities, unmade};
use crate::error::ServiceError;
use crate::fund::read_profile;
use crate::ports::Ports;
use damane_credential::{KeyState, PublicKey, Signer as _};
use damane_document::x509::{Certificate, Validity};
use damane_domain::fund::FundProfile;
use damane_domain::time::Timestamp;
use std::path::{Path, PathBuf};

/// Seconds a retired key's seals still count: the portals read the folder meanwhile.
const GRACE_SECONDS: i64 = 60;
/// A verifier's trust list may be so old before it asks for a newer one, with room for one that was offline a day.
const LEAD_SECONDS: i64 = 48 * 3_600;

/// The key folder of a fund, for whoever looks after it. No portal need run, and any may.
pub struct KeyFolder {
    pub(super) folder: PathBuf,
    pub(super) profile: FundProfile,
    pub(super) ports: Ports,
}

/// Where a sealing key is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyPlace {
    /// In a file of the folder.
    File,
    /// In the token.
    Token,
}

/// How a new sealing key is to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rotation {
    /// Where it is made.
    pub place: KeyPlace,
    /// Seconds until it seals: every verifier should have a trust list that names it by then.
    pub lead_seconds: i64,
    /// Days it is good for.
    pub days: i64,
}

impl Default for Rotation {
    fn default() -> Self {
        Self { place: KeyPlace::File, lead_seconds: LEAD_SECONDS, days: SEALING_DAYS }
    }
}

/// A sealing key as it is listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedKey {
    /// Its name in the folder.
    pub name: String,
    /// Its id, 16 hex digits.
    pub kid: String,
    /// Where it is.
    pub place: KeyPlace,
    /// What the fund says of it.
    pub state: KeyState,
    /// Seals from here.
    pub valid_from: Timestamp,
    /// Seals no more from here.
    pub valid_until: Timestamp,
    /// It is the one that seals now.
    pub seals_now: bool,
}

impl KeyFolder {
    /// The key folder of a data folder.
    ///
    /// # Errors
    /// [`ServiceError::Folder`] when there is no fund.
    pub fn open(data: &Path, ports: Ports) -> Result<Self, ServiceError> {
        Ok(Self { folder: data.join("keys"), profile: read_profile(data)?, ports })
    }

    /// Every sealing key, in the order they were made.
    ///
    /// # Errors
    /// [`ServiceError::Folder`], or a token that does not open.
    pub fn list(&self) -> Result<Vec<ListedKey>, ServiceError> {
        let (table, keys) = (KeyTable::read(&self.folder)?, Keys::read(&self.folder)?);
        let sealing = keys.sealing_at(self.ports.clock.now()).ok().map(|one| one.name.clone());
        let entries = table.sealing.iter().zip(&keys.sealing);
        Ok(entries
            .map(|(entry, identity)| ListedKey {
                name: entry.name.clone(),
                kid: identity.listed.public.kid().to_hex(),
                place: entry.place.into(),
                state: identity.listed.state,
                valid_from: identity.listed.valid_from,
                valid_until: identity.listed.valid_until,
                seals_now: sealing.as_ref() == Some(&entry.name),
            })
            .collect())
    }

    /// Names the token that keys may be made in, once it opened.
    ///
    /// # Errors
    /// A token that does not open; [`ServiceError::Folder`] when keys are in another.
    pub fn use_token(&self, settings: TokenSettings) -> Result<(), ServiceError> {
        let mut table = KeyTable::read(&self.folder)?;
        let in_use = table.sealing.iter().any(|entry| entry.place == PlaceWord::Token);
        let is_other = table.token.as_ref().is_some_and(|known| known.label != settings.label);
        if in_use && is_other {
            return Err(self.refused("sealing keys are in another token"));
        }
        table.token = Some(settings);
        table.open_token(&self.folder)?;
        table.write(&self.folder)
    }

    /// Makes a sealing key: listed at once, sealing once its lead is over. The older ones stay as they are.
    ///
    /// # Errors
    /// [`ServiceError::Folder`]; a token that does not make it.
    pub fn rotate(&self, wanted: &Rotation) -> Result<ListedKey, ServiceError> {
        let mut table = KeyTable::read(&self.folder)?;
        let number = |entry: &KeyEntry| entry.name.strip_prefix("sealing-")?.parse::<u32>().ok();
        let number = table.sealing.iter().filter_map(number).max().unwrap_or(0) + 1;
        let name = format!("sealing-{number}");
        let from = self.ports.clock.now().whole_second().plus_seconds(wanted.lead_seconds.max(0));
        let validity = Validity { from, until: from.plus_days(wanted.days.max(1)) };
        let (public, pem) = match wanted.place {
            KeyPlace::File => make_signer(&self.ports).map(|(key, pem)| (key.public_key(), Some(pem)))?,
            KeyPlace::Token => (table.open_token(&self.folder)?.make(&name)?.public_key(), None),
        };
        let chain = self.certify(&format!("seal {number}"), validity, &public)?;
        if let Some(pem) = pem {
            write_private(&self.folder.join(format!("{name}.pem")), pem.as_bytes())?;
        }
        write_private(&self.folder.join(format!("{name}.crt")), to_pem(&chain).as_bytes())?;
        let place = wanted.place.into();
        table.sealing.push(KeyEntry::new(name.clone(), (from, validity.until), place, &public));
        table.write(&self.folder)?;
        self.get(&name)
    }

    /// A sealing key seals no more; what it sealed stands. Seals dated later than a minute from now count for nothing:
    /// a copy of the key that turns up later is worth nothing.
    ///
    /// # Errors
    /// [`ServiceError::Folder`] when it is not active, or when no other key would seal.
    pub fn retire(&self, name: &str) -> Result<ListedKey, ServiceError> {
        let (now, keys) = (self.ports.clock.now(), Keys::read(&self.folder)?);
        let others = keys.sealing.iter().filter(|one| one.name != name);
        if !others.into_iter().any(|one| keys.seals_at(one, now)) {
            return Err(self.refused("no other key seals yet: rotate first, and wait until the new one does"));
        }
        let end = now.whole_second().plus_seconds(GRACE_SECONDS);
        self.change(name, |entry| {
            if entry.state != KeyStateWord::Active {
                return Err(self.refused(&format!("{name} is not active")));
            }
            entry.state = KeyStateWord::Retired;
            let ends_sooner = Timestamp::parse_rfc3339(&entry.valid_until).is_some_and(|until| until < end);
            if !ends_sooner {
                entry.valid_until = end.to_rfc3339();
            }
            Ok(())
        })
    }

    /// Disowns a sealing key that others may have: nothing it ever sealed stands.
    ///
    /// # Errors
    /// [`ServiceError::Folder`] when there is no such key.
    pub fn withdraw(&self, name: &str) -> Result<ListedKey, ServiceError> {
        self.change(name, |entry| {
            entry.state = KeyStateWord::Withdrawn;
            Ok(())
        })
    }

    fn change(
        &self,
        name: &str,
        change: impl FnOnce(&mut KeyEntry) -> Result<(), ServiceError>,
    ) -> Result<ListedKey, ServiceError> {
        let mut table = KeyTable::read(&self.folder)?;
        let entry = table.sealing.iter_mut().find(|entry| entry.name == name);
        change(entry.ok_or_else(|| self.refused(&format!("no sealing key {name}")))?)?;
        table.write(&self.folder)?;
        self.get(name)
    }

    fn get(&self, name: &str) -> Result<ListedKey, ServiceError> {
        let found = self.list()?.into_iter().find(|one| one.name == name);
        found.ok_or_else(|| self.refused(&format!("no sealing key {name}")))
    }

    /// The X.509 chain of a new key. A fund from before there was an authority gets one, while its root is at hand.
    fn certify(&self, what: &str, validity: Validity, key: &PublicKey) -> Result<Vec<Vec<u8>>, ServiceError> {
        let keys = Keys::read(&self.folder)?;
        let authority = match (keys.authority, &keys.root) {
            (Some(authority), _) => authority,
            (None, Some(root)) => {
                authorities::make(&self.folder, &self.profile, (&keys.root_certificate, root), &self.ports)?
            }
            (None, None) => return Err(self.refused("no authority that certifies keys: the root is offline")),
        };
        let own = Certificate::read(authority.certificate())
            .map_err(|_| unmade(damane_credential::SealError::Key))?;
        if own.validity.until < validity.until {
            return Err(self.refused("the authority that certifies keys ends before this key would"));
        }
        authority.certify(&self.profile, what, validity, key)
    }

    pub(super) fn refused(&self, why: &str) -> ServiceError {
        ServiceError::at(&self.folder, why)
    }
}

impl From<PlaceWord> for KeyPlace {
    fn from(word: PlaceWord) -> Self {
        match word {
            PlaceWord::File => Self::File,
            PlaceWord::Token => Self::Token,
        }
    }
}

impl From<KeyPlace> for PlaceWord {
    fn from(place: KeyPlace) -> Self {
        match place {
            KeyPlace::File => Self::File,
            KeyPlace::Token => Self::Token,
        }
    }
}

//! What a certificate states, as CBOR: CWT claims (RFC 8392), identity claims (MOSIP Claim 169 v1.2),
//! our facts under a private-use claim, and the pointer into a Token Status List.

use chrono::{Datelike, NaiveDate};
use damane_domain::{
    certificates::Facts,
    ids::{CertificateId, RegistrationNumber},
    person::PersonName,
    time::Timestamp,
};

#[cfg(feature = "issue")]
use crate::cbor::Writer;
use crate::{
    cbor::Reader,
    error::Malformed,
    facts::read_facts,
    wire::{self, CLAIM_ISS},
};

const CLAIM_IDENTITY: i64 = 169;
const CLAIM_STATUS: i64 = 65535;
const CLAIM_FACTS: i64 = -70001;

const IDENTITY_ID: u64 = 1;
const IDENTITY_NAME: u64 = 4;
const IDENTITY_BIRTH_DATE: u64 = 8;
const IDENTITY_SECOND_NAME: u64 = 19;
const IDENTITY_SECOND_LANGUAGE: u64 = 20;
const ARABIC: &str = "ara";

/// Longest text of one field that is read.
const MAX_TEXT: usize = 256;

/// Where the certificate's status stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StatusPointer {
    /// The list: the year (UTC) in which the certificate was sealed.
    pub list: u16,
    /// The entry.
    pub index: u32,
}

/// Everything a certificate states. Times are whole seconds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claims {
    /// The certificate's own id.
    pub id: CertificateId,
    /// The fund.
    pub issuer: String,
    /// Sealed at.
    pub issued_at: Timestamp,
    /// No longer valid from here on.
    pub expires_at: Timestamp,
    /// Whom it is about.
    pub name: PersonName,
    /// Birth date.
    pub birth_date: NaiveDate,
    /// Registration number.
    pub registration_number: RegistrationNumber,
    /// What it states. The printed code carries all but its tables.
    pub facts: Facts,
    /// Where its status stands. The list is not written: it is the year of `issued_at`.
    pub status: StatusPointer,
}

/// The status list a certificate sealed at `at` belongs to: its year in UTC.
pub fn status_list_of(at: Timestamp) -> u16 {
    u16::try_from(at.date().year()).unwrap_or_default()
}

impl Claims {
    /// Reads claims. Unknown claims are stepped over: the layout may grow.
    pub(crate) fn from_cbor(payload: &[u8]) -> Result<Self, Malformed> {
        let mut reader = Reader::new(payload);
        let mut times = wire::Times::default();
        let (mut issuer, mut identity, mut index, mut facts) = (None, None, None, None);
        for _ in 0..reader.map()? {
            match reader.integer()? {
                CLAIM_ISS => issuer = Some(text(&mut reader)?),
                CLAIM_IDENTITY => identity = Some(read_identity(&mut reader)?),
                CLAIM_STATUS => index = Some(read_status(&mut reader)?),
                CLAIM_FACTS => facts = Some(read_facts(&mut reader)?),
                claim => times.read_or_skip(claim, &mut reader)?,
            }
        }
        let (id, name, birth_date) = identity.ok_or(Malformed::Layout)?;
        let (registration_number, facts) = facts.ok_or(Malformed::Layout)?;
        let issued_at = times.issued_at()?;
        Ok(Self {
            id,
            issuer: issuer.ok_or(Malformed::Layout)?,
            issued_at,
            expires_at: times.expires_at()?,
            name,
            birth_date,
            registration_number,
            facts,
            status: StatusPointer { list: status_list_of(issued_at), index: index.ok_or(Malformed::Layout)? },
        })
    }
}

#[cfg(feature = "issue")]
impl Claims {
    /// Writes the claims as deterministic CBOR.
    pub(crate) fn to_cbor(&self) -> Result<Vec<u8>, Malformed> {
        if self.status.list != status_list_of(self.issued_at) {
            return Err(Malformed::Layout);
        }
        let mut writer = Writer::new();
        writer.map(6);
        writer.integer(CLAIM_ISS).text(&self.issuer);
        writer.integer(wire::CLAIM_EXP).unsigned(wire::seconds(self.expires_at)?);
        writer.integer(wire::CLAIM_IAT).unsigned(wire::seconds(self.issued_at)?);
        self.write_identity(&mut writer);
        writer.integer(CLAIM_STATUS).map(1).text("status_list");
        writer.map(1).text("idx").unsigned(u64::from(self.status.index));
        writer.integer(CLAIM_FACTS);
        crate::facts::write_facts(&self.registration_number, &self.facts, &mut writer)?;
        Ok(writer.finish())
    }

    fn write_identity(&self, writer: &mut Writer) {
        writer.integer(CLAIM_IDENTITY).map(5);
        writer.unsigned(IDENTITY_ID).bytes(&self.id.0);
        writer.unsigned(IDENTITY_NAME).text(&self.name.latin);
        writer.unsigned(IDENTITY_BIRTH_DATE).text(&self.birth_date.format("%Y%m%d").to_string());
        writer.unsigned(IDENTITY_SECOND_NAME).text(&self.name.arabic);
        writer.unsigned(IDENTITY_SECOND_LANGUAGE).text(ARABIC);
    }
}

/// Reads the issuer alone, of a payload whose seal is not known: it says whose certificate this claims to be.
pub(crate) fn claimed_issuer(payload: &[u8]) -> Result<&str, Malformed> {
    let mut reader = Reader::new(payload);
    for _ in 0..reader.map()? {
        if reader.integer()? == CLAIM_ISS {
            return reader.text();
        }
        reader.skip()?;
    }
    Err(Malformed::Layout)
}

pub(crate) fn text(reader: &mut Reader<'_>) -> Result<String, Malformed> {
    match reader.text()? {
        text if text.len() <= MAX_TEXT => Ok(text.to_owned()),
        _ => Err(Malformed::Layout),
    }
}

fn read_identity(reader: &mut Reader<'_>) -> Result<(CertificateId, PersonName, NaiveDate), Malformed> {
    let (mut id, mut latin, mut birth_date, mut arabic, mut language) = (None, None, None, None, None);
    for _ in 0..reader.map()? {
        match reader.unsigned()? {
            IDENTITY_ID => id = Some(reader.bytes()?.try_into().map_err(|_| Malformed::Layout)?),
            IDENTITY_NAME => latin = Some(text(reader)?),
            IDENTITY_BIRTH_DATE => birth_date = Some(read_date(reader.text()?)?),
            IDENTITY_SECOND_NAME => arabic = Some(text(reader)?),
            IDENTITY_SECOND_LANGUAGE => language = Some(reader.text()?),
            _ => reader.skip()?,
        }
    }
    match (id, latin, birth_date, arabic, language) {
        (Some(id), Some(latin), Some(birth_date), Some(arabic), Some(ARABIC)) => {
            Ok((CertificateId(id), PersonName { latin, arabic }, birth_date))
        }
        _ => Err(Malformed::Layout),
    }
}

fn read_date(text: &str) -> Result<NaiveDate, Malformed> {
    let number: u32 = match text.len() {
        8 if text.bytes().all(|byte| byte.is_ascii_digit()) => text.parse().map_err(|_| Malformed::Layout)?,
        _ => return Err(Malformed::Layout),
    };
    let year = i32::try_from(number / 10_000).map_err(|_| Malformed::Layout)?;
    NaiveDate::from_ymd_opt(year, number / 100 % 100, number % 100).ok_or(Malformed::Layout)
}

/// Token Status List §6.2; the list's address is implied by the year and left out.
fn read_status(reader: &mut Reader<'_>) -> Result<u32, Malformed> {
    let mut index = None;
    for _ in 0..reader.map()? {
        if reader.text()? != "status_list" {
            reader.skip()?;
            continue;
        }
        for _ in 0..reader.map()? {
            match reader.text()? {
                "idx" => index = Some(u32::try_from(reader.unsigned()?).map_err(|_| Malformed::Layout)?),
                _ => reader.skip()?,
            }
        }
    }
    index.ok_or(Malformed::Layout)
}

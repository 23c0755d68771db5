//! The demonstration's officers: two at the first office, so that one proposes and the other agrees, one for accounts, one
//! at another office. Their secrets are no secrets: they are drawn from their logins, printed, and their codes shown on the
//! outbox page of a demonstration.

use crate::base32;
use crate::demo::PASSWORD;
use crate::error::ServiceError;
use crate::fund::Fund;
use crate::officers::{NewOfficer, place_of};
use crate::password;
use crate::secrets::{derive_digest, make_bytes};
use crate::totp::{SECRET_BYTES, derive_current};
use crate::transaction::transaction;
use damane_domain::claim::OfficerName;
use damane_domain::office::{OfficerLogin, OfficerRole};
use damane_domain::time::Timestamp;
use damane_storage::officers as kept;
use zeroize::Zeroizing;

use OfficerRole::{Accounts, Approve, Certificates, Decide};

/// Login, name, place of the office among the demonstration's, roles.
const OFFICERS: [(&str, &str, usize, &[OfficerRole]); 4] = [
    ("l.bennis", "L. Bennis", 0, &[Decide]),
    ("h.berrada", "H. Berrada", 0, &[Decide, Approve, Accounts, Certificates]),
    ("s.amrani", "S. Amrani", 0, &[Approve, Accounts, Certificates]),
    ("k.alaoui", "K. Alaoui", 1, &[Decide, Approve, Accounts, Certificates]),
];

/// Who can sign in at the console.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct DemoOfficer {
    /// What they sign in with.
    pub login: String,
    /// What they sign with.
    pub name: String,
    /// Their office's code.
    pub office: String,
    /// What they may do, in stable words.
    pub roles: Vec<String>,
    /// Their authenticator's secret, Base32.
    pub secret: String,
}

fn secret_of(login: &str) -> [u8; SECRET_BYTES] {
    let digest = derive_digest(&format!("demonstration officer {login}"));
    digest.first_chunk().copied().unwrap_or_default()
}

fn office_code(fund: &Fund, place: usize) -> String {
    fund.profile().offices.get(place).map(|office| office.code.clone()).unwrap_or_default()
}

/// Opens their accounts, those that are there stay as they are.
pub async fn open_officers(fund: &Fund) -> Result<Vec<DemoOfficer>, ServiceError> {
    let mut opened = Vec::new();
    for (login, name, place, roles) in OFFICERS {
        let wrong = || ServiceError::internal("demonstration", "an officer's name");
        let officer = NewOfficer {
            login: OfficerLogin::parse(login).ok_or_else(wrong)?,
            name: OfficerName::parse(name).ok_or_else(wrong)?,
            office: office_code(fund, place),
            roles: roles.to_vec(),
        };
        open(fund, &officer).await?;
        opened.push(DemoOfficer {
            login: login.to_owned(),
            name: name.to_owned(),
            office: officer.office,
            roles: roles.iter().map(|role| role.code().to_owned()).collect(),
            secret: base32::write(&secret_of(login), base32::RFC_4648),
        });
    }
    Ok(opened)
}

async fn open(fund: &Fund, officer: &NewOfficer) -> Result<(), ServiceError> {
    let record = fund.new_record(officer);
    let sealed = fund.at_rest_key().seal_for(
        fund.chance(),
        &place_of(record.id),
        &secret_of(officer.login.as_str()),
    )?;
    let salt = make_bytes(fund.chance());
    let place = fund.password_places().take().await?;
    let words = Zeroizing::new(PASSWORD.to_owned());
    let hash = place.run(move || password::derive_hash_of_new(&words, &[], &salt)).await??;
    transaction!(fund.store(), |tx| async {
        if kept::find_by_login(tx, &officer.login).await?.is_none() {
            kept::add_officer(tx, &record).await?;
            kept::enrol(tx, record.id, &hash, &sealed, 0).await?;
        }
        Ok::<_, ServiceError>(())
    })
}

/// What their authenticators show now: login, name, office, code. Empty for a fund that is no demonstration.
pub fn codes_now(fund: &Fund, now: Timestamp) -> Vec<(&'static str, &'static str, String, String)> {
    if !fund.profile().demonstration {
        return Vec::new();
    }
    let shown = |(login, name, place, _): &(&'static str, &'static str, usize, _)| {
        (*login, *name, office_code(fund, *place), derive_current(&secret_of(login), now))
    };
    OFFICERS.iter().map(shown).collect()
}

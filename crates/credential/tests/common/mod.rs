//! A small fund for tests and examples: two keys, a trust list, a status list, one certificate.

#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::panic,
    reason = "shared by several tests, each using a part; tests fail loudly"
)]

use chrono::NaiveDate;
use damane_credential::{
    Claims, Facts, KeyState, P256Signer, SealingKey, Signer, Status, StatusAddress, StatusEntries,
    StatusListContent, StatusPointer, TrustBundle, TrustListContent, qr_text, seal, seal_status_list,
    seal_trust_list,
};
use damane_domain::{
    certificates::{CertificateKind, FactValue, Field, FieldType},
    ids::{CertificateId, EmployerNumber, RegistrationNumber},
    money::Money,
    month::Month,
    person::PersonName,
    situation::Situation,
    time::Timestamp,
};
use serde_json::json;

pub const HOST: &str = "damane.example";
pub const ISSUER: &str = "damane.example";
pub const LIST_URI: &str = "https://damane.example/v1/status/2026";
pub const DAY: i64 = 86_400;
/// 2026-11-20T09:00:00Z.
pub const SEALED: i64 = 1_795_165_200;
/// Three days later.
pub const NOW: i64 = SEALED + 3 * DAY;
pub const INDEX: u32 = 700_001;
pub const REVOKED_INDEX: u32 = 7;
pub const REPLACED_INDEX: u32 = 1_048_575;
/// A value of another profile of the standard.
pub const SUSPENDED_INDEX: u32 = 12;

pub fn at(seconds: i64) -> Timestamp {
    Timestamp::from_micros(seconds * 1_000_000)
}

pub fn signer(seed: u8) -> P256Signer {
    P256Signer::from_scalar(&[seed; 32]).unwrap()
}

pub fn root() -> P256Signer {
    signer(1)
}

pub fn sealer() -> P256Signer {
    signer(2)
}

pub fn sealing_key(key: &P256Signer, state: KeyState) -> SealingKey {
    SealingKey {
        public: key.public_key(),
        valid_from: at(SEALED - 300 * DAY),
        valid_until: at(SEALED + 400 * DAY),
        state,
    }
}

pub fn trust_content() -> TrustListContent {
    TrustListContent {
        issuer: ISSUER.into(),
        issued_at: at(NOW - DAY / 2),
        expires_at: at(NOW + 30 * DAY),
        ttl_seconds: DAY as u64,
        hosts: vec![HOST.into()],
        keys: vec![sealing_key(&sealer(), KeyState::Active)],
        status: vec![StatusAddress { list: 2026, uri: LIST_URI.into() }],
        next_root: None,
    }
}

pub fn status_content() -> StatusListContent {
    let mut entries = StatusEntries::with_room_for(0);
    assert!(entries.set(REVOKED_INDEX, Status::Revoked));
    assert!(entries.set(REPLACED_INDEX, Status::Replaced));
    assert!(entries.set(SUSPENDED_INDEX, Status::Unknown));
    StatusListContent {
        uri: LIST_URI.into(),
        issued_at: at(NOW - DAY / 2),
        expires_at: at(NOW + 6 * DAY),
        ttl_seconds: DAY as u64,
        entries,
    }
}

pub fn bundle() -> TrustBundle {
    bundle_of(&trust_content(), Some(&status_content()))
}

pub fn bundle_of(trust: &TrustListContent, status: Option<&StatusListContent>) -> TrustBundle {
    let trust = seal_trust_list(trust, &root()).unwrap();
    let mut bundle = TrustBundle::open(root().public_key(), &trust).unwrap();
    if let Some(status) = status {
        bundle.put_status(&seal_status_list(status, &sealer()).unwrap()).unwrap();
    }
    bundle
}

/// Facts of any kind, each field with a value of its type.
pub fn facts_of(kind: CertificateKind) -> Facts {
    let mut months = 0;
    let values = kind.details().fields.iter().map(|field| match field.of {
        FieldType::Employer => FactValue::Employer {
            number: EmployerNumber::parse("1234567").unwrap(),
            name: "ATELIERS DE L'ATLAS SARL".into(),
        },
        FieldType::Month => {
            months += 1;
            let (year, month) =
                if months == 1 && kind != CertificateKind::Deregistration { (2019, 4) } else { (2026, 10) };
            FactValue::Month(Month::new(year, month).unwrap())
        }
        FieldType::Days { most } => FactValue::Days(most.min(312)),
        FieldType::Number { most } => FactValue::Number(most.min(12)),
        FieldType::Money => FactValue::Money(Money::centimes(6_223_680)),
        FieldType::Situation => FactValue::Situation(Situation::Left),
        FieldType::MonthTable => FactValue::Months(Vec::new()),
        FieldType::YearTable => FactValue::Years(Vec::new()),
    });
    Facts::new(kind, values.collect()).unwrap()
}

/// Facts in the words of the wire (contract: `FactView`).
pub fn on_the_wire(facts: &Facts) -> serde_json::Value {
    let one = |(field, value): (&'static Field, &FactValue)| {
        let key = field.key;
        match value {
            FactValue::Employer { number, name } => json!({"key": key, "name": name, "number": number}),
            FactValue::Month(month) => json!({"key": key, "month": month}),
            FactValue::Days(days) => json!({"key": key, "days": days}),
            FactValue::Number(count) => json!({"key": key, "count": count}),
            FactValue::Money(amount) => json!({"key": key, "centimes": amount}),
            FactValue::Situation(situation) => json!({"key": key, "situation": situation.word()}),
            FactValue::Months(_) | FactValue::Years(_) => panic!("a code carries no tables"),
        }
    };
    facts.in_code().map(one).collect()
}

pub fn claims() -> Claims {
    Claims {
        id: CertificateId([0x5a; 16]),
        issuer: ISSUER.into(),
        issued_at: at(SEALED),
        expires_at: at(SEALED + 91 * DAY),
        name: PersonName { latin: "Naïma EL OUARDI".into(), arabic: "نعيمة الوردي".into() },
        birth_date: NaiveDate::from_ymd_opt(1984, 3, 12).unwrap(),
        registration_number: RegistrationNumber::parse("190000010").unwrap(),
        facts: facts_of(CertificateKind::Employment),
        status: StatusPointer { list: 2026, index: INDEX },
    }
}

pub fn sealed() -> Vec<u8> {
    seal(&claims(), &sealer()).unwrap()
}

/// The codes of four certificates.
pub fn texts() -> Vec<String> {
    (0..4)
        .map(|index| {
            let claims = claims();
            let status = StatusPointer { index, ..claims.status };
            qr_text(HOST, &seal(&Claims { status, ..claims }, &sealer()).unwrap()).unwrap()
        })
        .collect()
}

//! A small fund for tests and examples: its keys, its lists, one certificate, sealed.

#![allow(
    dead_code,
    clippy::unwrap_used,
    reason = "shared by several tests, each using a part; tests fail loudly"
)]

use chrono::NaiveDate;
use damane_credential::{
    Claims, KeyState, P256Signer, SealingKey, Signer, StatusAddress, StatusEntries, StatusListContent,
    StatusPointer, TrustBundle, TrustListContent, qr_text, seal_status_list, seal_trust_list,
};
use damane_document::x509::Validity;
use damane_document::{Page, SealIdentity, compose, pki, seal};
use damane_domain::certificates::{
    CertificateKind, FactValue, Facts, FieldType, StatedMonth, StatedYear, reference,
};
use damane_domain::fund::{FundProfile, Trilingual};
use damane_domain::ids::{CertificateId, Cin, EmployerNumber, RegistrationNumber};
use damane_domain::money::Money;
use damane_domain::month::Month;
use damane_domain::person::PersonName;
use damane_domain::situation::Situation;
use damane_domain::time::Timestamp;

pub const HOST: &str = "damane.example";
pub const DAY: i64 = 86_400;
/// 2026-11-20T09:00:00Z.
pub const SEALED: i64 = 1_795_165_200;
pub const NOW: i64 = SEALED + 3 * DAY;
pub const ID: CertificateId = CertificateId([0x5a; 16]);

pub fn at(seconds: i64) -> Timestamp {
    Timestamp::from_seconds(seconds)
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

pub fn fund() -> FundProfile {
    FundProfile {
        demonstration: true,
        issuer: HOST.into(),
        verification_host: HOST.into(),
        portal_url: "http://localhost:8440".into(),
        root_key: String::new(),
        auto_lock_minutes: 5,
        phone: "+212 5 00 00 00 00".into(),
        name: Trilingual {
            ar: "الصندوق الاجتماعي التجريبي".into(),
            fr: "Fonds social de démonstration".into(),
            en: "Demonstration Social Fund".into(),
        },
        offices: Vec::new(),
    }
}

pub fn bundle_with(keys: Vec<SealingKey>) -> TrustBundle {
    let uri = format!("https://{HOST}/v1/status/2026");
    let trust = TrustListContent {
        issuer: HOST.into(),
        issued_at: at(NOW - DAY / 2),
        expires_at: at(NOW + 30 * DAY),
        ttl_seconds: DAY as u64,
        hosts: vec![HOST.into()],
        keys,
        status: vec![StatusAddress { list: 2026, uri: uri.clone() }],
        next_root: None,
    };
    let status = StatusListContent {
        uri,
        issued_at: at(NOW - DAY / 2),
        expires_at: at(NOW + 6 * DAY),
        ttl_seconds: DAY as u64,
        entries: StatusEntries::with_room_for(0),
    };
    let trust = seal_trust_list(&trust, &root()).unwrap();
    let mut bundle = TrustBundle::open(root().public_key(), &trust).unwrap();
    let _unsigned_when_the_sealer_is_not_listed =
        bundle.put_status(&seal_status_list(&status, &sealer()).unwrap());
    bundle
}

pub fn key(signer: &P256Signer, state: KeyState) -> SealingKey {
    SealingKey {
        public: signer.public_key(),
        valid_from: at(SEALED - 300 * DAY),
        valid_until: at(SEALED + 400 * DAY),
        state,
    }
}

pub fn bundle() -> TrustBundle {
    bundle_with(vec![key(&sealer(), KeyState::Active)])
}

pub fn name() -> PersonName {
    PersonName { latin: "Naïma EL OUARDI".into(), arabic: "نعيمة الوردي".into() }
}

pub fn employer() -> FactValue {
    employer_named("ATELIER ZERHOUN SARL")
}

pub fn employer_named(name: &str) -> FactValue {
    FactValue::Employer { number: EmployerNumber::parse("1000004").unwrap(), name: name.into() }
}

pub fn facts() -> Facts {
    employment_with("ATELIER ZERHOUN SARL")
}

pub fn employment_with(employer: &str) -> Facts {
    let month = |year, month| FactValue::Month(Month::new(year, month).unwrap());
    let values = vec![employer_named(employer), month(2019, 4), month(2026, 10), FactValue::Days(312)];
    Facts::new(CertificateKind::Employment, values).unwrap()
}

/// Facts of any kind; a table has so many rows.
pub fn facts_of(kind: CertificateKind, rows: u32) -> Facts {
    let last = Month::new(2026, 10).unwrap();
    let month = |back: u32| last.plus(-i32::try_from(back).unwrap());
    let values = kind.details().fields.iter().map(|field| match field.of {
        FieldType::Employer => employer(),
        FieldType::Month => FactValue::Month(last),
        FieldType::Days { most } => FactValue::Days(most.min(26 * rows)),
        FieldType::Number { most } => FactValue::Number(most.min(rows)),
        FieldType::Money => FactValue::Money(Money::centimes(518_640 * i64::from(rows))),
        FieldType::Situation => FactValue::Situation(Situation::Left),
        FieldType::MonthTable => FactValue::Months(
            (0..rows)
                .rev()
                .map(|back| StatedMonth { month: month(back), days: 26, salary: Money::centimes(518_640) })
                .collect(),
        ),
        FieldType::YearTable => FactValue::Years(
            (0..rows)
                .rev()
                .map(|back| StatedYear { year: 2026 - i32::try_from(back).unwrap(), days: 312, quarters: 4 })
                .collect(),
        ),
    });
    Facts::new(kind, values.collect()).unwrap()
}

pub fn claims(name: &PersonName, facts: &Facts) -> Vec<u8> {
    let claims = Claims {
        id: ID,
        issuer: HOST.into(),
        issued_at: at(SEALED),
        expires_at: at(SEALED + 91 * DAY),
        name: name.clone(),
        birth_date: NaiveDate::from_ymd_opt(1984, 3, 12).unwrap(),
        registration_number: RegistrationNumber::parse("190000010").unwrap(),
        facts: facts.clone(),
        status: StatusPointer { list: 2026, index: 700_001 },
    };
    damane_credential::seal(&claims, &sealer()).unwrap()
}

pub fn another_name() -> PersonName {
    PersonName { latin: "Omar BENNANI".into(), arabic: "عمر بناني".into() }
}

/// Gives the page of a certificate about anyone.
pub fn page_of<T>(name: &PersonName, facts: &Facts, then: impl FnOnce(&Page<'_>) -> T) -> T {
    let claims = claims(name, facts);
    let page = Page {
        fund: &fund(),
        name,
        registration_number: &RegistrationNumber::parse("190000010").unwrap(),
        cin: &Cin::parse("XA104882").unwrap(),
        facts,
        issued_at: at(SEALED),
        expires_at: at(SEALED + 91 * DAY),
        reference: &reference(facts.kind(), &ID),
        qr_text: &qr_text(HOST, &claims).unwrap(),
        claims: &claims,
        key: sealer().kid(),
    };
    then(&page)
}

/// Composes the page of a certificate about anyone, with these claims attached.
pub fn composed_with(name: &PersonName, facts: &Facts, claims: &[u8]) -> Vec<u8> {
    page_of(name, facts, |page| compose(&Page { claims, ..*page }).unwrap())
}

pub fn composed() -> Vec<u8> {
    composed_with(&name(), &facts(), &claims(&name(), &facts()))
}

pub const ROOT_HOLDER: pki::Holder<'static> =
    pki::Holder { common_name: "Racine de démonstration", organisation: "Fonds social de démonstration" };
pub const SEAL_HOLDER: pki::Holder<'static> =
    pki::Holder { common_name: "Cachet de démonstration", organisation: "Fonds social de démonstration" };

pub fn validity() -> Validity {
    Validity { from: at(SEALED - 300 * DAY), until: at(SEALED + 3_000 * DAY) }
}

pub fn root_certificate() -> Vec<u8> {
    pki::make_root(ROOT_HOLDER, validity(), &root()).unwrap()
}

pub fn seal_certificate(key: &P256Signer) -> Vec<u8> {
    let root = root();
    let authority = pki::Authority::of(&root_certificate(), &root, pki::Published::default()).unwrap();
    pki::make_seal_certificate(SEAL_HOLDER, validity(), &key.public_key(), &authority).unwrap()
}

pub fn sealed_by(unsealed: &[u8], key: &P256Signer) -> Vec<u8> {
    let identity = SealIdentity { chain: vec![seal_certificate(key)], signer: key };
    seal(unsealed, &identity, at(SEALED)).unwrap()
}

pub fn sealed() -> Vec<u8> {
    sealed_by(&composed(), &sealer())
}

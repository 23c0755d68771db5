//! A fund with two keys, whose lists and certificates are really signed.

use chrono::NaiveDate;
use damane_contract::{CertificateStateView, CertificateView, fact_views};
use damane_credential::{
    Claims, KeyState, P256Signer, SealingKey, Signer, Status, StatusAddress, StatusEntries,
    StatusListContent, StatusPointer, TrustListContent, qr_text, seal, seal_status_list, seal_trust_list,
};
use damane_document::{Page, Paper, PaperRow, SealIdentity, compose, compose_paper, pki};
use damane_domain::certificates::{CertificateKind, FactValue, Facts, Words, last_valid_day, reference};
use damane_domain::fund::{FundProfile, Trilingual};
use damane_domain::ids::{CertificateId, Cin, EmployerNumber, RegistrationNumber};
use damane_domain::month::Month;
use damane_domain::person::PersonName;
use damane_domain::time::Timestamp;

/// 2026-11-20T09:00:00Z.
pub const NOW: i64 = 1_795_165_200;
const HOST: &str = "damane.example";
const LIST_URI: &str = "https://damane.example/v1/status/2026";
const DAY: i64 = 86_400;

pub fn at(seconds: i64) -> Timestamp {
    Timestamp::from_seconds(seconds)
}

pub struct Fund {
    root: P256Signer,
    sealer: P256Signer,
}

impl Fund {
    /// A fund whose keys follow from a number.
    pub fn new(seed: u8) -> Self {
        let signer = |scalar: u8| P256Signer::from_scalar(&[scalar; 32]).unwrap();
        Self { root: signer(seed), sealer: signer(seed + 1) }
    }

    pub fn profile(&self, portal_url: &str) -> FundProfile {
        use base64::Engine;
        let root = self.root.public_key();
        FundProfile {
            demonstration: true,
            issuer: HOST.into(),
            verification_host: HOST.into(),
            portal_url: portal_url.into(),
            root_key: base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(root.as_point()),
            auto_lock_minutes: 5,
            phone: "+212 5 00 00 00 00".into(),
            name: Trilingual { ar: "صندوق".into(), fr: "Fonds".into(), en: "Fund".into() },
            offices: Vec::new(),
        }
    }

    pub fn trust_list(&self, issued_at: i64) -> Vec<u8> {
        let key = SealingKey {
            public: self.sealer.public_key(),
            valid_from: at(NOW - 300 * DAY),
            valid_until: at(NOW + 400 * DAY),
            state: KeyState::Active,
        };
        let content = TrustListContent {
            issuer: HOST.into(),
            issued_at: at(issued_at),
            expires_at: at(issued_at + 400 * DAY),
            ttl_seconds: DAY as u64,
            hosts: vec![HOST.into()],
            keys: vec![key],
            status: vec![StatusAddress { list: 2026, uri: LIST_URI.into() }],
            next_root: None,
        };
        seal_trust_list(&content, &self.root).unwrap()
    }

    /// A status list good for seven days.
    pub fn status_list(&self, issued_at: i64, revoked: &[u32]) -> Vec<u8> {
        let mut entries = StatusEntries::with_room_for(0);
        for index in revoked {
            assert!(entries.set(*index, Status::Revoked));
        }
        let content = StatusListContent {
            uri: LIST_URI.into(),
            issued_at: at(issued_at),
            expires_at: at(issued_at + 7 * DAY),
            ttl_seconds: DAY as u64,
            entries,
        };
        seal_status_list(&content, &self.sealer).unwrap()
    }

    /// Claims of the certificate with this number, which is also its place in the status list.
    pub fn claims(&self, number: u8) -> Claims {
        Claims {
            id: CertificateId([number; 16]),
            issuer: HOST.into(),
            issued_at: at(NOW),
            expires_at: at(NOW + 91 * DAY),
            name: PersonName { latin: "Naïma EL OUARDI".into(), arabic: "نعيمة الوردي".into() },
            birth_date: NaiveDate::from_ymd_opt(1984, 3, 12).unwrap(),
            registration_number: RegistrationNumber::parse(super::NUMBER).unwrap(),
            facts: employment(),
            status: StatusPointer { list: 2026, index: u32::from(number) },
        }
    }

    pub fn seal(&self, claims: &Claims) -> Vec<u8> {
        seal(claims, &self.sealer).unwrap()
    }

    /// The page of a certificate, with the claims of another attached if so wished.
    pub fn page(&self, claims: &Claims, attached: &Claims) -> Vec<u8> {
        let sealed = self.seal(attached);
        let page = Page {
            fund: &self.profile("http://localhost:8440"),
            name: &claims.name,
            registration_number: &claims.registration_number,
            cin: &Cin::parse("XA104882").unwrap(),
            facts: &claims.facts,
            issued_at: claims.issued_at,
            expires_at: claims.expires_at,
            reference: &reference(claims.facts.kind(), &claims.id),
            qr_text: &qr_text(HOST, &self.seal(claims)).unwrap(),
            claims: &sealed,
            key: self.sealer.kid(),
        };
        self.sealed(&compose(&page).unwrap(), claims.issued_at)
    }

    /// A letter: sealed as a certificate is, with nothing attached.
    pub fn letter(&self) -> Vec<u8> {
        let person = self.claims(1);
        let cin = Cin::parse("XA104882").unwrap();
        let paper = Paper {
            fund: &self.profile("http://localhost:8440"),
            title: Words { ar: "قرار", fr: "Décision", en: "Decision" },
            reference: "RB-7K4M-29QX-81TN",
            key: self.sealer.kid(),
            issued_at: person.issued_at,
            rows: PaperRow::of_person(&person.name, &person.registration_number, &cin),
            sections: Vec::new(),
        };
        self.sealed(&compose_paper(&paper).unwrap(), person.issued_at)
    }

    fn sealed(&self, composed: &[u8], issued_at: Timestamp) -> Vec<u8> {
        let holder = pki::Holder { common_name: "Cachet", organisation: "Fonds" };
        let validity =
            damane_document::x509::Validity { from: at(NOW - 300 * DAY), until: at(NOW + 400 * DAY) };
        let key = self.sealer.public_key();
        let root = pki::make_root(holder, validity, &self.root).unwrap();
        let authority = pki::Authority::of(&root, &self.root, pki::Published::default()).unwrap();
        let chain = vec![pki::make_seal_certificate(holder, validity, &key, &authority).unwrap()];
        let identity = SealIdentity { chain, signer: &self.sealer };
        damane_document::seal(composed, &identity, issued_at).unwrap()
    }

    /// The certificate as the portal sends it.
    pub fn certificate(&self, number: u8) -> CertificateView {
        self.certificate_of(&self.claims(number))
    }

    pub fn certificate_of(&self, claims: &Claims) -> CertificateView {
        CertificateView {
            id: claims.id.to_string(),
            reference: reference(claims.facts.kind(), &claims.id),
            kind: claims.facts.kind().into(),
            name_latin: claims.name.latin.clone(),
            name_arabic: claims.name.arabic.clone(),
            registration_number: claims.registration_number.to_string(),
            facts: fact_views(&claims.facts),
            issued_at: claims.issued_at.to_rfc3339(),
            valid_until: last_valid_day(claims.expires_at).to_string(),
            state: CertificateStateView::Valid,
            qr_text: qr_text(HOST, &self.seal(claims)).unwrap(),
            kept: false,
        }
    }
}

/// What an employment certificate states.
pub fn employment() -> Facts {
    let employer = FactValue::Employer {
        number: EmployerNumber::parse("1000004").unwrap(),
        name: "ATELIER ZERHOUN SARL".into(),
    };
    let month = |year, month| FactValue::Month(Month::new(year, month).unwrap());
    let values = vec![employer, month(2019, 4), month(2026, 10), FactValue::Days(312)];
    Facts::new(CertificateKind::Employment, values).unwrap()
}

//! What must hold for every certificate and every change to one.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "here a panic is the report")]

mod common;
#[path = "common/hostile.rs"]
mod hostile;

use chrono::{Days, NaiveDate};
use common::*;
use damane_credential::{
    CAPACITY_BITS, Claims, Facts, MAX_COSE, MAX_HOST, MAX_ISSUER, TrustBundle, claim169_text, fit_to_code,
    qr_text, seal, verify, verify_cose,
};
use damane_domain::{
    certificates::{CertificateKind, FactValue, FieldType, MOST_CENTIMES},
    ids::{CertificateId, EmployerNumber, RegistrationNumber},
    money::Money,
    month::Month,
    situation::Situation,
    verification::Verdict,
};
use proptest::prelude::*;

prop_compose! {
    fn any_claims()(
        id in any::<[u8; 16]>(),
        latin in "[A-ZÉÏÇ' -]{1,40}", arabic in "[ء-ي ]{1,30}", employer in "[A-Z .']{1,30}",
        born in 0_u64..30_000, registration in "[0-9]{9}", number in "[0-9]{7}",
        since in 0_u32..600, count in 0_u32..=70_000, index in 0_u32..1 << 20,
        money in 0..=MOST_CENTIMES, rank in 0_u8..9, kind in prop::sample::select(CertificateKind::ALL.to_vec()),
    ) -> Claims {
        let mut claims = claims();
        claims.id = CertificateId(id);
        claims.name.latin = latin.trim().to_owned();
        claims.name.arabic = arabic.trim().to_owned();
        claims.birth_date = NaiveDate::from_ymd_opt(1930, 1, 1).unwrap() + Days::new(born);
        if let Ok(registration) = RegistrationNumber::parse(&registration) {
            claims.registration_number = registration;
        }
        let month = FactValue::Month(Month::new(1976 + (since / 12) as i32, (since % 12) as u8 + 1).unwrap());
        let number = EmployerNumber::parse(&number).unwrap_or(EmployerNumber::parse("1000004").unwrap());
        let values = kind.details().fields.iter().filter(|field| field.of.is_in_code()).map(|field| match field.of {
            FieldType::Employer => FactValue::Employer { number: number.clone(), name: employer.clone() },
            FieldType::Month => month.clone(),
            FieldType::Days { most } => FactValue::Days(count.min(most)),
            FieldType::Number { most } => FactValue::Number(count.min(most)),
            FieldType::Money => FactValue::Money(Money::centimes(money)),
            _ => FactValue::Situation(Situation::from_rank(rank).unwrap()),
        });
        claims.facts = Facts::of_code(kind, values.collect()).unwrap();
        claims.status.index = index;
        claims
    }
}

proptest! {
    #[test]
    fn what_was_sealed_is_what_is_read(claims in any_claims()) {
        let cose = seal(&claims, &sealer()).unwrap();
        let text = qr_text(HOST, &cose).unwrap();
        let answer = verify(&text, &bundle_once(), at(NOW));
        let proven = answer.certificate.unwrap();
        prop_assert_eq!(proven.claims(), &fit_to_code(&claims).unwrap());
        prop_assert_eq!(seal(proven.claims(), &sealer()).unwrap(), cose, "one record, one spelling");
    }

    #[test]
    fn any_flipped_byte_is_never_valid(at_byte in any::<prop::sample::Index>(), bits in 1_u8..) {
        let mut cose = sealed();
        let index = at_byte.index(cose.len());
        cose[index] ^= bits;
        let verdict = verify_cose(&cose, &bundle_once(), at(NOW)).verdict;
        prop_assert!(matches!(verdict, Verdict::NotGenuine | Verdict::UntrustedKey), "{verdict:?}");
    }

    #[test]
    fn any_changed_character_of_a_code_is_never_valid(
        at_character in any::<prop::sample::Index>(), other in "[ -~]",
    ) {
        for text in [qr_text(HOST, &sealed()).unwrap(), claim169_text(&sealed()).unwrap()] {
            let index = at_character.index(text.len());
            let changed = format!("{}{other}{}", &text[..index], &text[index + 1..]);
            prop_assume!(changed != text);
            let verdict = verify(&changed, &bundle_once(), at(NOW)).verdict;
            prop_assert!(!matches!(verdict, Verdict::Valid | Verdict::ValidStatusOld), "{verdict:?}");
        }
    }

    #[test]
    fn no_text_and_no_bytes_make_the_reader_fall(text in any::<String>(), bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        let bundle = bundle_once();
        verify(&text, &bundle, at(NOW));
        verify(&format!("https://{HOST}/#9{text}"), &bundle, at(NOW));
        verify_cose(&bytes, &bundle, at(NOW));
        let _refused = TrustBundle::open(*bundle.root(), &bytes);
    }

    #[test]
    fn a_list_with_a_flipped_byte_is_refused(at_byte in any::<prop::sample::Index>(), bits in 1_u8..) {
        let mut bundle = bundle_once();
        let mut trust = bundle.trust().as_bytes().to_vec();
        let index = at_byte.index(trust.len());
        trust[index] ^= bits;
        prop_assert!(bundle.renew_trust(&trust).is_err());
        let mut status = bundle.statuses()[0].as_bytes().to_vec();
        let index = at_byte.index(status.len());
        status[index] ^= bits;
        prop_assert!(bundle.put_status(&status).is_err());
    }
}

fn bundle_once() -> TrustBundle {
    static BUNDLE: std::sync::OnceLock<TrustBundle> = std::sync::OnceLock::new();
    BUNDLE.get_or_init(bundle).clone()
}

/// The longest everything of a kind: names of sixty letters in each script, every number at its most.
fn longest(kind: CertificateKind) -> Claims {
    let mut claims = claims();
    claims.issuer = "i".repeat(MAX_ISSUER);
    claims.name.latin = "ABDELMOUGHITHE BENABDERRAHMANE ".repeat(2).chars().take(60).collect();
    claims.name.arabic = "عبد المغيث بن عبد الرحمان ".repeat(3).chars().take(60).collect();
    claims.registration_number = RegistrationNumber::parse("0999999999").unwrap();
    let values = kind.details().fields.iter().map(|field| match field.of {
        FieldType::Employer => FactValue::Employer {
            number: EmployerNumber::parse("0999999").unwrap(),
            name: "SOCIETE MAROCAINE DE CONSTRUCTION ".repeat(3),
        },
        FieldType::Month => FactValue::Month(Month::new(2199, 12).unwrap()),
        FieldType::Days { most } => FactValue::Days(most),
        FieldType::Number { most } => FactValue::Number(most),
        FieldType::Money => FactValue::Money(Money::centimes(MOST_CENTIMES)),
        FieldType::Situation => FactValue::Situation(Situation::OccupationalDisease),
        FieldType::MonthTable => FactValue::Months(Vec::new()),
        FieldType::YearTable => FactValue::Years(Vec::new()),
    });
    claims.facts = Facts::new(kind, values.collect()).unwrap();
    claims.status.index = u32::MAX;
    claims
}

#[test]
fn the_longest_certificate_of_every_kind_fits_a_version_13_code_under_the_longest_host() {
    let host = "h".repeat(MAX_HOST);
    for kind in CertificateKind::ALL {
        for seed in 2..20 {
            let cose = seal(&longest(kind), &signer(seed)).unwrap();
            assert!(cose.len() <= MAX_COSE, "{}: {}", kind.code(), cose.len());
            let text = qr_text(&host, &cose).unwrap();
            let mut bits = qrcode::bits::Bits::new(qrcode::Version::Normal(13));
            bits.push_optimal_data(text.as_bytes()).unwrap();
            assert!(bits.len() <= CAPACITY_BITS);
            let code = qrcode::QrCode::with_version(&text, qrcode::Version::Normal(13), qrcode::EcLevel::M);
            assert_eq!(code.unwrap().width(), 69);
        }
    }
}

#[test]
fn an_ordinary_certificate_keeps_its_names_whole_and_a_long_one_most_of_them() {
    for kind in CertificateKind::ALL {
        let ordinary = Claims { facts: facts_of(kind), ..claims() };
        let fitted = fit_to_code(&ordinary).unwrap();
        assert_eq!(fitted, Claims { facts: facts_of(kind).as_in_code(), ..claims() });
        let fitted = fit_to_code(&longest(kind)).unwrap();
        assert!(fitted.name.latin.ends_with('…') && fitted.name.latin.starts_with("ABDELMOUGHITHE BENA"));
        assert!(fitted.name.arabic.ends_with('…') && fitted.name.arabic.starts_with("عبد المغيث"));
        assert_eq!(fitted.registration_number, longest(kind).registration_number);
    }
}

/// Facts as they stand in the signed payload, after `change`, signed by a good key.
fn forged(kind: CertificateKind, old: &[u8], new: &[u8]) -> Vec<u8> {
    let cose = seal(&Claims { facts: facts_of(kind), ..claims() }, &sealer()).unwrap();
    let mut payload = hostile::payload_of(&cose);
    let start = payload.windows(old.len()).rposition(|window| window == old).unwrap();
    payload.splice(start..start + old.len(), new.iter().copied());
    hostile::signed(payload)
}

#[test]
fn a_layout_with_a_value_too_many_too_large_or_of_another_kind_is_not_read_whoever_signed_it() {
    let malformed = |cose: &[u8]| {
        let answer = verify_cose(cose, &bundle_once(), at(NOW));
        answer.verdict == Verdict::NotGenuine && answer.certificate.is_none()
    };
    let salary = CertificateKind::AnnualSalary;
    // Nine items, layout 31; twelve months, then 312 days.
    assert!(!malformed(&forged(salary, &[0x89, 0x18, 31], &[0x89, 0x18, 31])), "unchanged it is read");
    assert!(malformed(&forged(salary, &[0x89, 0x18, 31], &[0x89, 0x18, 32])), "a layout nobody knows");
    assert!(malformed(&forged(salary, &[0x89, 0x18, 31], &[0x89, 0x18, 41])), "another kind's layout");
    assert!(
        malformed(&forged(salary, &[0x0c, 0x19, 0x01, 0x38], &[0x17 + 1, 24, 0x19, 0x01, 0x38])),
        "24 months"
    );
    assert!(
        malformed(&forged(salary, &[0x0c, 0x19, 0x01, 0x38], &[0x0c, 0x20, 0x19, 0x01, 0x38])),
        "a value more"
    );
    let ended = CertificateKind::Deregistration;
    assert!(malformed(&forged(ended, &[0x01], &[0x09])), "no such situation");
}

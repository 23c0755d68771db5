//! What must hold for every certificate and every change to one.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "here a panic is the report")]

mod common;

use chrono::{Days, NaiveDate};
use common::*;
use damane_credential::{
    CAPACITY_BITS, Claims, Facts, MAX_COSE, MAX_HOST, MAX_ISSUER, TrustBundle, claim169_text, fit_to_code,
    qr_text, seal, verify, verify_cose,
};
use damane_domain::{
    ids::{CertificateId, EmployerNumber, RegistrationNumber},
    month::Month,
    verification::Verdict,
};
use proptest::prelude::*;

prop_compose! {
    fn any_claims()(
        id in any::<[u8; 16]>(),
        latin in "[A-ZÉÏÇ' -]{1,40}", arabic in "[ء-ي ]{1,30}", employer in "[A-Z .']{1,30}",
        born in 0_u64..30_000, registration in "[0-9]{9}", number in "[0-9]{7}",
        since in 0_u32..600, days in 0_u32..=312, index in 0_u32..1 << 20,
    ) -> Claims {
        let mut claims = claims();
        claims.id = CertificateId(id);
        claims.name.latin = latin.trim().to_owned();
        claims.name.arabic = arabic.trim().to_owned();
        claims.birth_date = NaiveDate::from_ymd_opt(1930, 1, 1).unwrap() + Days::new(born);
        if let Ok(registration) = RegistrationNumber::parse(&registration) {
            claims.registration_number = registration;
        }
        let Facts::Employment(facts) = &mut claims.facts;
        if let Ok(number) = EmployerNumber::parse(&number) {
            facts.employer = number;
        }
        facts.employer_name = employer;
        facts.declared_since = Month::new(1976 + (since / 12) as i32, (since % 12) as u8 + 1).unwrap();
        facts.days_last_year = days;
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

/// The longest everything of an employment certificate.
fn longest() -> Claims {
    let mut claims = claims();
    claims.issuer = "i".repeat(MAX_ISSUER);
    claims.name.latin = "ABDELMOUGHIT BENABDERRAHMANE ".repeat(3);
    claims.name.arabic = "عبد المغيث بن عبد الرحمان ".repeat(3);
    claims.registration_number = RegistrationNumber::parse("9999999999").unwrap();
    let Facts::Employment(facts) = &mut claims.facts;
    facts.employer = EmployerNumber::parse("9999999").unwrap();
    facts.employer_name = "SOCIETE MAROCAINE DE CONSTRUCTION ".repeat(3);
    facts.days_last_year = 65_535;
    claims.status.index = (1 << 24) - 1;
    claims
}

#[test]
fn the_longest_employment_certificate_fits_a_version_13_code_under_the_longest_host() {
    let host = "h".repeat(MAX_HOST);
    for seed in 2..40 {
        let cose = seal(&longest(), &signer(seed)).unwrap();
        assert!(cose.len() <= MAX_COSE);
        let text = qr_text(&host, &cose).unwrap();
        let mut bits = qrcode::bits::Bits::new(qrcode::Version::Normal(13));
        bits.push_optimal_data(text.as_bytes()).unwrap();
        assert!(bits.len() <= CAPACITY_BITS);
        let code = qrcode::QrCode::with_version(&text, qrcode::Version::Normal(13), qrcode::EcLevel::M);
        assert_eq!(code.unwrap().width(), 69);
    }
}

#[test]
fn an_ordinary_certificate_keeps_its_names_whole() {
    assert_eq!(fit_to_code(&claims()).unwrap(), claims());
    let fitted = fit_to_code(&longest()).unwrap();
    assert!(fitted.name.latin.ends_with('…') && fitted.name.latin.starts_with("ABDELMOUGHIT BENA"));
    assert!(fitted.name.arabic.ends_with('…'));
    assert_eq!(fitted.registration_number, longest().registration_number);
}

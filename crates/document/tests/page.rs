//! The page of a certificate: one page, to the standards, the same bytes each time, whatever the names.
#![expect(clippy::unwrap_used, reason = "tests fail loudly")]

use damane_document::{Page, compose};
use damane_domain::certificates::EmploymentFacts;
use damane_domain::fund::FundProfile;
use damane_domain::ids::{Cin, EmployerNumber, RegistrationNumber};
use damane_domain::month::Month;
use damane_domain::person::PersonName;
use damane_domain::time::Timestamp;

const FUND: &str = r#"
demonstration = true
issuer = "damane.example"
verification_host = "damane.example"
portal_url = "http://localhost:8440"
phone = "+212 5 00 00 00 00"
[name]
ar = "الصندوق الاجتماعي التجريبي"
fr = "Fonds social de démonstration"
en = "Demonstration Social Fund"
"#;

fn page(latin: &str, arabic: &str, employer: &str) -> Vec<u8> {
    let digits = "1234567890".repeat(66);
    let page = Page {
        fund: &FundProfile::from_toml(FUND).unwrap(),
        name: &PersonName { latin: latin.to_owned(), arabic: arabic.to_owned() },
        registration_number: &RegistrationNumber::parse("190000010").unwrap(),
        cin: &Cin::parse("XA104882").unwrap(),
        facts: &EmploymentFacts {
            employer: EmployerNumber::parse("1000004").unwrap(),
            employer_name: employer.to_owned(),
            declared_since: Month::new(2016, 5).unwrap(),
            last_month: Month::new(2026, 10).unwrap(),
            days_last_year: 312,
        },
        issued_at: Timestamp::parse_rfc3339("2026-11-21T10:42:00Z").unwrap(),
        expires_at: Timestamp::parse_rfc3339("2027-02-22T00:00:00Z").unwrap(),
        reference: "EM-7K4M-29QX-81TN",
        qr_text: &format!("https://damane.example/#9{digits}"),
        claims: b"claims",
        key: "7f3a09c2d5e6f708",
    };
    compose(&page).unwrap()
}

#[test]
fn the_same_facts_give_the_same_bytes() {
    let once = page("Naïma EL OUARDI", "نعيمة الوردي", "ATELIER ZERHOUN SARL");
    assert!(once.starts_with(b"%PDF-1.7"));
    assert_eq!(once, page("Naïma EL OUARDI", "نعيمة الوردي", "ATELIER ZERHOUN SARL"));
    if let Some(path) = std::env::var_os("DAMANE_KEEP_PAGE") {
        std::fs::write(path, once).unwrap();
    }
}

#[test]
fn the_longest_names_stay_on_one_page() {
    let latin = "MOHAMMED-ABDERRAHMANE EL ALAOUI EL BELGHITI EL IDRISSI TAZI";
    let arabic = "محمد عبد الرحمان العلوي البلغيتي الإدريسي التازي الفاسي الفهري";
    let employer = "SOCIETE INDUSTRIELLE DES TEXTILES DU SUD";
    assert!(page(latin, arabic, employer).len() > 10_000);
}

//! What stands in each file of an export. Nothing is hidden here: it is the person's own file, asked for after a
//! confirmation.

use super::Member;
use crate::career::CareerStatement;
use crate::certificates::{CertificateState, IssuedCertificate};
use crate::error::ServiceError;
use crate::journal::JournalEntry;
use crate::protection::Protection;
use damane_domain::career::{CareerLine, Origin};
use damane_domain::fund::Trilingual;
use damane_domain::money::Money;
use damane_domain::person::Person;
use damane_domain::time::Timestamp;
use damane_storage::accounts::{AccountDetails, PendingChange, TrustedDevice};
use damane_storage::register::DetailChange;
use serde_json::{Value, json};

/// Everything the fund keeps of a person.
pub struct Kept {
    pub at: Timestamp,
    pub fund: Trilingual,
    pub person: Person,
    pub details: AccountDetails,
    pub pending: Vec<PendingChange>,
    pub earlier: Vec<DetailChange>,
    pub devices: Vec<TrustedDevice>,
    pub protection: Protection,
    pub statement: CareerStatement,
    pub certificates: Vec<IssuedCertificate>,
    pub journal: Vec<JournalEntry>,
}

/// Where a certificate's paper stands in the archive.
pub fn paper_name(certificate: &IssuedCertificate) -> String {
    format!("certificates/{}.pdf", certificate.reference)
}

/// All files but the papers.
pub fn write(kept: &Kept) -> Result<Vec<Member>, ServiceError> {
    let objects = [
        ("me.json", me(kept)),
        ("details.json", details(kept)),
        ("career.json", career(&kept.statement)),
        ("certificates.json", kept.certificates.iter().map(certificate).collect()),
        ("journal.json", kept.journal.iter().map(entry).collect()),
        ("devices.json", kept.devices.iter().map(device).collect()),
    ];
    let text = |value: &Value| {
        serde_json::to_vec_pretty(value).map_err(|error| ServiceError::internal("export", error))
    };
    let mut members = vec![("career.csv".to_owned(), table(&kept.statement)?)];
    for (name, value) in &objects {
        members.push(((*name).to_owned(), text(value)?));
    }
    Ok(members)
}

fn time(at: Timestamp) -> String {
    at.to_rfc3339()
}

fn me(kept: &Kept) -> Value {
    let (person, protection) = (&kept.person, &kept.protection);
    let passkeys = protection.passkeys.iter().map(|passkey| {
        json!({
            "name": passkey.name,
            "added_at": time(passkey.added_at),
            "used_at": passkey.used_at.map(time),
        })
    });
    json!({
        "as_of": time(kept.at),
        "fund": { "ar": kept.fund.ar, "fr": kept.fund.fr, "en": kept.fund.en },
        "registration_number": person.registration_number,
        "cin": person.cin,
        "name_latin": person.name.latin,
        "name_arabic": person.name.arabic,
        "birth_date": person.birth_date.to_string(),
        "dependants": person.dependants,
        "account": {
            "opened_at": time(kept.details.opened_at),
            "language": kept.details.language,
            "password_changed_at": protection.password_changed_at.map(time),
            "authenticator": protection.authenticator,
            "recovery_codes_left": protection.recovery_codes_left,
            "passkeys": passkeys.collect::<Value>(),
        },
    })
}

fn details(kept: &Kept) -> Value {
    let details = &kept.details;
    let pending = kept.pending.iter().map(|change| {
        json!({
            "detail": change.detail,
            "value": change.value,
            "asked_at": time(change.asked_at),
            "effective_at": time(change.effective_at),
        })
    });
    let earlier = kept.earlier.iter().map(|change| {
        json!({ "at": time(change.at), "detail": change.detail, "was": change.was, "became": change.became })
    });
    json!({
        "mobile": details.mobile,
        "email": details.email,
        "rib": details.rib,
        "guarded_until": details.guarded_until.map(time),
        "pending": pending.collect::<Value>(),
        "earlier": earlier.collect::<Value>(),
    })
}

fn career(statement: &CareerStatement) -> Value {
    let CareerStatement { career, employer_names, rules, as_of, .. } = statement;
    let employers = employer_names.iter().map(|(number, name)| json!({ "number": number, "name": name }));
    let years = career.years(rules).into_iter().map(|year| {
        json!({
            "year": year.year,
            "days": year.days,
            "quarters": year.quarters,
            "salary_centimes": year.salary.as_centimes(),
        })
    });
    json!({
        "as_of": time(*as_of),
        "total_days": career.total_days(rules),
        "total_quarters": career.total_quarters(rules),
        "employers": employers.collect::<Value>(),
        "years": years.collect::<Value>(),
        "lines": career.lines().iter().map(line).collect::<Value>(),
    })
}

fn line(line: &CareerLine) -> Value {
    let declared = &line.declared;
    json!({
        "month": declared.month.to_string(),
        "employer": declared.employer,
        "days": declared.days,
        "salary_centimes": declared.salary.as_centimes(),
        "capped_salary_centimes": declared.capped_salary.as_centimes(),
        "situation": declared.situation.code(),
        "origin": origin(line.origin),
        "superseded": line.superseded,
    })
}

const fn origin(origin: Origin) -> &'static str {
    match origin {
        Origin::Main => "main",
        Origin::Complementary => "complementary",
        Origin::Correction => "correction",
    }
}

fn certificate(certificate: &IssuedCertificate) -> Value {
    let (state, paper) = match certificate.state {
        CertificateState::Valid => ("valid", Some(paper_name(certificate))),
        CertificateState::Expired => ("expired", None),
        CertificateState::Replaced => ("replaced", None),
        CertificateState::Revoked => ("revoked", None),
    };
    let mut told = json!({
        "id": certificate.id.to_string(),
        "reference": certificate.reference,
        "issued_at": time(certificate.issued_at),
        "expires_at": time(certificate.expires_at),
        "state": state,
        "code": certificate.qr_text,
        "paper": paper,
    });
    // Its kind and what it states, as they are kept.
    if let (Some(told), Value::Object(facts)) = (told.as_object_mut(), json!(certificate.facts)) {
        told.extend(facts);
    }
    told
}

fn entry(entry: &JournalEntry) -> Value {
    let JournalEntry { at, actor, action, device } = entry;
    json!({ "at": time(*at), "actor": actor.code(), "action": action, "device": device })
}

fn device(device: &TrustedDevice) -> Value {
    json!({
        "name": device.name,
        "trusted_at": time(device.trusted_at),
        "used_at": time(device.used_at),
    })
}

/// The career as a table: a line for each declared one.
pub fn table(statement: &CareerStatement) -> Result<Vec<u8>, ServiceError> {
    let failed = |error: &dyn std::fmt::Display| ServiceError::internal("table of a career", error);
    let mut table = csv::Writer::from_writer(Vec::new());
    let head = [
        "month",
        "employer",
        "employer_name",
        "days",
        "salary_mad",
        "capped_salary_mad",
        "situation",
        "origin",
        "superseded",
    ];
    table.write_record(head).map_err(|error| failed(&error))?;
    for line in statement.career.lines() {
        let declared = &line.declared;
        let name = statement.employer_names.get(&declared.employer).map_or("", String::as_str);
        let cells = [
            declared.month.to_string(),
            declared.employer.to_string(),
            plain(name),
            declared.days.to_string(),
            dirhams(declared.salary),
            dirhams(declared.capped_salary),
            declared.situation.code().to_owned(),
            origin(line.origin).to_owned(),
            line.superseded.to_string(),
        ];
        table.write_record(cells).map_err(|error| failed(&error))?;
    }
    table.into_inner().map_err(|error| failed(&error))
}

/// `5186.40`.
fn dirhams(amount: Money) -> String {
    let centimes = amount.as_centimes();
    let sign = if centimes < 0 { "-" } else { "" };
    let centimes = centimes.unsigned_abs();
    format!("{sign}{}.{:02}", centimes / 100, centimes % 100)
}

/// An employer wrote this name: it must not become a formula in the person's spreadsheet (ASVS 5.0, 1.2.10).
fn plain(name: &str) -> String {
    if name.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{name}") } else { name.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_is_written_without_a_float() {
        assert_eq!(dirhams(Money::centimes(518_640)), "5186.40");
        assert_eq!(dirhams(Money::centimes(5)), "0.05");
        assert_eq!(dirhams(Money::centimes(-105)), "-1.05");
    }

    #[test]
    fn an_employers_name_is_no_formula() {
        assert_eq!(plain("=HYPERLINK(\"x\")"), "'=HYPERLINK(\"x\")");
        assert_eq!(plain("ATELIER ZERHOUN SARL"), "ATELIER ZERHOUN SARL");
    }
}

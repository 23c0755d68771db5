//! Certificates: their kinds, who may have which, how long they are good.

use crate::career::{Career, CareerRules, has_left};
use crate::ids::{CertificateId, EmployerNumber};
use crate::month::Month;
use crate::parameters::{Figures, FiguresError};
use crate::time::Timestamp;
use chrono::{Months, NaiveDate};

/// Kinds of certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CertificateKind {
    /// Declared employment.
    Employment,
    /// Affiliation.
    Affiliation,
    /// Salaries of the last twelve declared months.
    AnnualSalary,
    /// Days and contributed quarters.
    Quarters,
    /// End of declaration.
    Deregistration,
}

impl CertificateKind {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::Employment, Self::Affiliation, Self::AnnualSalary, Self::Quarters, Self::Deregistration];

    /// A stable word for files, columns and the wire.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Employment => "employment",
            Self::Affiliation => "affiliation",
            Self::AnnualSalary => "annual_salary",
            Self::Quarters => "quarters",
            Self::Deregistration => "deregistration",
        }
    }

    /// From its word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// Two letters in front of a reference.
    const fn letters(self) -> &'static str {
        match self {
            Self::Employment => "EM",
            Self::Affiliation => "AF",
            Self::AnnualSalary => "DS",
            Self::Quarters => "TR",
            Self::Deregistration => "CD",
        }
    }
}

/// What an employment certificate states: what the fund knows, which is what employers declared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmploymentFacts {
    /// Employer of the last declared month.
    pub employer: EmployerNumber,
    /// Its name as declared.
    pub employer_name: String,
    /// First month of the unbroken run of months declared by this employer.
    pub declared_since: Month,
    /// Last declared month.
    pub last_month: Month,
    /// Days counted in the twelve months that end with it.
    pub days_last_year: u32,
}

/// Why a person may not have a certificate now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NotEntitled {
    /// Never declared by an employer.
    NeverDeclared,
    /// No declaration in the last months: nothing current to certify.
    NotDeclaredLately,
    /// The last declaration says the person has left.
    LeftEmployer,
    /// This kind is not issued yet.
    KindNotIssued,
}

/// The figures of certificates on a day (`certificates.toml`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CertificateRules {
    /// Months a certificate is good for.
    pub validity_months: u32,
    /// Months back within which a declaration speaks of today.
    pub declared_within_months: u32,
}

const FIGURES: &str = include_str!("certificates.toml");

impl CertificateRules {
    /// The figures that hold on a day.
    ///
    /// # Errors
    /// [`FiguresError`] when a figure does not hold yet on that day.
    pub fn at(day: NaiveDate) -> Result<Self, FiguresError> {
        let figures = Figures::from_toml(FIGURES)?;
        let months = |name: &str| figures.get(name, day).map(|dated| u32::try_from(dated.value).unwrap_or(0));
        Ok(Self { validity_months: months("validity")?, declared_within_months: months("declared_within")? })
    }
}

/// What an employment certificate would state on a day, or why there can be none.
///
/// # Errors
/// Every reason that stands against it.
pub fn employment(
    career: &Career,
    employer_name: impl FnOnce(&EmployerNumber) -> String,
    at: NaiveDate,
    rules: &CertificateRules,
    career_rules: &CareerRules,
) -> Result<EmploymentFacts, Vec<NotEntitled>> {
    let (Some(line), Some(today)) = (career.last_line(), Month::of(at)) else {
        return Err(vec![NotEntitled::NeverDeclared]);
    };
    let mut reasons = Vec::new();
    if today.months_since(line.month) > i32::try_from(rules.declared_within_months).unwrap_or(0) {
        reasons.push(NotEntitled::NotDeclaredLately);
    }
    if has_left(line.situation) {
        reasons.push(NotEntitled::LeftEmployer);
    }
    if !reasons.is_empty() {
        return Err(reasons);
    }
    Ok(EmploymentFacts {
        employer: line.employer.clone(),
        employer_name: employer_name(&line.employer),
        declared_since: career.run_with(&line.employer, line.month),
        last_month: line.month,
        days_last_year: career.days_in_year_to(line.month, career_rules),
    })
}

/// The instant from which a certificate is no longer good: the midnight (UTC) after its last valid day.
pub fn expires_at(issued_at: Timestamp, rules: &CertificateRules) -> Timestamp {
    let day = issued_at.date();
    let last = day.checked_add_months(Months::new(rules.validity_months)).unwrap_or(day);
    Timestamp::start_of(last).plus_days(1)
}

/// The last day (UTC) on which a certificate with that end is good.
pub fn last_valid_day(expires_at: Timestamp) -> NaiveDate {
    Timestamp::from_micros(expires_at.as_micros().saturating_sub(1)).date()
}

/// What a person quotes: `EM-7K4M-29QX-81TN`, sixty bits of the id.
pub fn reference(kind: CertificateKind, id: &CertificateId) -> String {
    crate::reference::reference(kind.letters(), &id.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::career::DeclaredLine;
    use crate::money::Money;
    use crate::situation::Situation;

    fn on(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn career(months: &[(&str, u8, Situation)]) -> Career {
        let line = |(month, days, situation): &(&str, u8, Situation)| DeclaredLine {
            month: Month::parse(month).unwrap(),
            employer: EmployerNumber::parse("1000004").unwrap(),
            category: 0,
            sequence: 1,
            days: *days,
            salary: Money::centimes(518_640),
            capped_salary: Money::centimes(518_640),
            situation: *situation,
        };
        Career::new(months.iter().map(line).collect())
    }

    fn certified(career: &Career, at: &str) -> Result<EmploymentFacts, Vec<NotEntitled>> {
        let (rules, career_rules) = (CertificateRules::at(on(at)).unwrap(), CareerRules::at(on(at)).unwrap());
        employment(career, |_| "ATELIER ZERHOUN SARL".to_owned(), on(at), &rules, &career_rules)
    }

    #[test]
    fn the_worked_cases_of_the_file_hold() {
        let cases = Figures::from_toml(FIGURES).unwrap().cases;
        assert!(cases.len() >= 2);
        for case in cases {
            let issued = Timestamp::parse_rfc3339(case.given["issued_at"].as_str().unwrap()).unwrap();
            let expires = expires_at(issued, &CertificateRules::at(issued.date()).unwrap());
            let expected = case.expect["last_valid_day"].as_str().unwrap();
            assert_eq!(last_valid_day(expires).to_string(), expected, "{}", case.name);
        }
    }

    #[test]
    fn a_person_declared_lately_has_a_certificate_of_what_was_declared() {
        let career = career(&[("2026-08", 26, Situation::Normal), ("2026-09", 20, Situation::Normal)]);
        let facts = certified(&career, "2026-11-21").unwrap();
        assert_eq!(facts.days_last_year, 46);
        assert_eq!(facts.declared_since, Month::parse("2026-08").unwrap());
        assert_eq!(facts.last_month, Month::parse("2026-09").unwrap());
    }

    #[test]
    fn a_refusal_says_every_reason() {
        assert_eq!(certified(&career(&[]), "2026-11-21"), Err(vec![NotEntitled::NeverDeclared]));
        let old = career(&[("2026-08", 26, Situation::Normal)]);
        assert_eq!(certified(&old, "2026-11-21"), Err(vec![NotEntitled::NotDeclaredLately]));
        let left = career(&[("2026-08", 0, Situation::Left)]);
        assert_eq!(
            certified(&left, "2026-11-21"),
            Err(vec![NotEntitled::NotDeclaredLately, NotEntitled::LeftEmployer])
        );
    }

    #[test]
    fn a_mother_on_leave_is_still_employed() {
        let career = career(&[("2026-09", 26, Situation::Normal), ("2026-10", 0, Situation::Maternity)]);
        assert!(certified(&career, "2026-11-21").is_ok());
    }
}

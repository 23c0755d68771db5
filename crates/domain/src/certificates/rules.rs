//! The rule of each kind: what it would state of a career on a day, or every reason against it.

use super::facts::{FactValue, Facts, StatedMonth, StatedYear};
use super::kind::CertificateKind;
use crate::career::{Career, CareerRules, DeclaredLine, has_left};
use crate::ids::EmployerNumber;
use crate::month::Month;
use crate::parameters::{Figures, FiguresError};
use chrono::NaiveDate;

/// Why a person may not have a certificate now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NotEntitled {
    /// Never declared by an employer.
    NeverDeclared,
    /// No declaration in the last months: nothing current to certify.
    NotDeclaredLately,
    /// The last declaration says the person has left.
    LeftEmployer,
    /// No month with days or a salary.
    NoSalaryDeclared,
    /// No month with days.
    NoDaysDeclared,
    /// An employer declares the person today: nothing has ended.
    StillDeclared,
    /// Declared no more, but no employer has said that the person left.
    DepartureNotDeclared,
}

/// The figures of a kind on a day (`certificates/<kind>.toml`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CertificateRules {
    /// Months a certificate is good for.
    pub validity_months: u32,
    /// Months back within which a declaration speaks of today; 0 where the kind does not ask.
    pub declared_within_months: u32,
    /// Months a salary certificate looks back on; 0 for other kinds.
    pub months_stated: u32,
}

impl CertificateRules {
    /// The figures that hold for a kind on a day.
    ///
    /// # Errors
    /// [`FiguresError`] when a figure does not hold yet on that day.
    pub fn at(kind: CertificateKind, day: NaiveDate) -> Result<Self, FiguresError> {
        let figures = Figures::from_toml(kind.details().figures)?;
        let months = |name: &str| figures.get(name, day).map(|dated| u32::try_from(dated.value).unwrap_or(0));
        Ok(Self {
            validity_months: months("validity")?,
            declared_within_months: months("declared_within").unwrap_or(0),
            months_stated: months("months_stated").unwrap_or(0),
        })
    }
}

/// Whose certificate, on which day, by which figures.
pub struct Question<'a> {
    /// All that was declared.
    pub career: &'a Career,
    /// The name of an employer.
    pub employer_name: &'a dyn Fn(&EmployerNumber) -> String,
    /// The day.
    pub at: NaiveDate,
    /// Figures of the kind.
    pub rules: &'a CertificateRules,
    /// Figures of careers.
    pub career_rules: &'a CareerRules,
}

/// What a certificate of a kind would state, or why there can be none.
///
/// # Errors
/// Every reason that stands against it.
pub fn certify(kind: CertificateKind, question: &Question<'_>) -> Result<Facts, Vec<NotEntitled>> {
    let never = vec![NotEntitled::NeverDeclared];
    let Some(last) = question.career.last_line() else { return Err(never) };
    let values = match kind {
        CertificateKind::Employment => question.employment(last),
        CertificateKind::Affiliation => Ok(question.affiliation(last)),
        CertificateKind::AnnualSalary => question.annual_salary(),
        CertificateKind::Quarters => question.quarters(),
        CertificateKind::Deregistration => question.deregistration(last),
    }?;
    Facts::new(kind, values).ok_or(never)
}

impl Question<'_> {
    fn employer(&self, number: &EmployerNumber) -> FactValue {
        FactValue::Employer { number: number.clone(), name: (self.employer_name)(number) }
    }

    fn is_lately(&self, month: Month) -> bool {
        let within = i32::try_from(self.rules.declared_within_months).unwrap_or(0);
        Month::of(self.at).is_some_and(|today| today.months_since(month) <= within)
    }

    fn employment(&self, last: &DeclaredLine) -> Result<Vec<FactValue>, Vec<NotEntitled>> {
        let mut reasons = Vec::new();
        if !self.is_lately(last.month) {
            reasons.push(NotEntitled::NotDeclaredLately);
        }
        if has_left(last.situation) {
            reasons.push(NotEntitled::LeftEmployer);
        }
        if !reasons.is_empty() {
            return Err(reasons);
        }
        Ok(vec![
            self.employer(&last.employer),
            FactValue::Month(self.career.run_with(&last.employer, last.month)),
            FactValue::Month(last.month),
            FactValue::Days(self.career.days_in_year_to(last.month, self.career_rules)),
        ])
    }

    fn affiliation(&self, last: &DeclaredLine) -> Vec<FactValue> {
        let (first_month, last_month) = self.career.span().unwrap_or((last.month, last.month));
        vec![
            self.employer(&last.employer),
            FactValue::Month(first_month),
            FactValue::Month(last_month),
            FactValue::Days(self.career.total_days(self.career_rules)),
        ]
    }

    fn annual_salary(&self) -> Result<Vec<FactValue>, Vec<NotEntitled>> {
        let most = usize::try_from(self.rules.months_stated).unwrap_or(0);
        let mut months: Vec<_> = self.career.months(self.career_rules).into_values().collect();
        months.retain(|month| month.salary.as_centimes() > 0);
        let months = months.split_off(months.len().saturating_sub(most));
        let (Some(first), Some(last)) = (months.first(), months.last()) else {
            return Err(vec![NotEntitled::NoSalaryDeclared]);
        };
        let paying = self.career.standing().filter(|line| line.month == last.month);
        let Some(paying) = paying.max_by_key(|line| line.salary) else {
            return Err(vec![NotEntitled::NoSalaryDeclared]);
        };
        let table = months.iter().map(|month| StatedMonth {
            month: month.month,
            days: u32::from(month.days),
            salary: month.salary,
        });
        Ok(vec![
            self.employer(&paying.employer),
            FactValue::Month(first.month),
            FactValue::Month(last.month),
            FactValue::Number(u32::try_from(months.len()).unwrap_or(u32::MAX)),
            FactValue::Days(months.iter().map(|month| u32::from(month.days)).sum()),
            FactValue::Money(months.iter().map(|month| month.salary).sum()),
            FactValue::Months(table.collect()),
        ])
    }

    fn quarters(&self) -> Result<Vec<FactValue>, Vec<NotEntitled>> {
        let months = self.career.months(self.career_rules);
        let mut with_days = months.values().filter(|month| month.days > 0).map(|month| month.month);
        let Some(first) = with_days.next() else { return Err(vec![NotEntitled::NoDaysDeclared]) };
        let last = with_days.next_back().unwrap_or(first);
        let mut years = self.career.years(self.career_rules);
        years.retain(|year| year.days > 0);
        years.reverse();
        let table = years.iter().map(|year| StatedYear {
            year: year.year,
            days: year.days,
            quarters: u32::from(year.quarters),
        });
        Ok(vec![
            FactValue::Month(first),
            FactValue::Month(last),
            FactValue::Days(self.career.total_days(self.career_rules)),
            FactValue::Number(self.career.total_quarters(self.career_rules)),
            FactValue::Days(self.career_rules.quarter_days.value),
            FactValue::Years(table.collect()),
        ])
    }

    fn deregistration(&self, last: &DeclaredLine) -> Result<Vec<FactValue>, Vec<NotEntitled>> {
        if last.situation != crate::situation::Situation::Left {
            let is_at_work = self.is_lately(last.month) && !has_left(last.situation);
            let reason =
                if is_at_work { NotEntitled::StillDeclared } else { NotEntitled::DepartureNotDeclared };
            return Err(vec![reason]);
        }
        let worked = self
            .career
            .standing()
            .rev()
            .find(|line| line.employer == last.employer && line.days > 0 && line.month <= last.month);
        Ok(vec![
            self.employer(&last.employer),
            FactValue::Month(worked.map_or(last.month, |line| line.month)),
            FactValue::Month(last.month),
            FactValue::Situation(last.situation),
        ])
    }
}

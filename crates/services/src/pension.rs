//! Pensions: what a person's own career gives, age by age, and what it would give under other suppositions; asking for one
//! and deciding of it.

mod deciding;
mod request;

pub use deciding::DeskPension;
pub(crate) use deciding::{check_standing, is_by_month};
pub(crate) use request::read_decision;
pub use request::{PensionCheck, PensionDecision, PensionFile};

use crate::audit::Action;
use crate::error::ServiceError;
use crate::fund::Fund;
use crate::people::PersonFile;
use crate::sessions::Session;
use chrono::NaiveDate;
use damane_domain::career::{CareerRules, Employment};
use damane_domain::money::Money;
use damane_domain::month::Month;
use damane_domain::parameters::FiguresError;
use damane_domain::pension::{
    Insured, InsuredMonth, Outlook, PensionRules, Plan, Stated, day_of_age, outlook, stated_conditions,
};
use damane_domain::time::Timestamp;

/// What a person supposes; what is left out comes from the career.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Suppositions {
    /// Salary a month from now on, centimes.
    pub salary: Option<i64>,
    /// Rise of it every January, basis points.
    pub growth: Option<i32>,
    /// Last month of work: year and month.
    pub stop: Option<(i32, u8)>,
}

/// The simulation of one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PensionSimulation {
    /// When the career was read.
    pub as_of: Timestamp,
    /// What was supposed.
    pub plan: Plan,
    /// The person is declared today.
    pub working: bool,
    /// Days counted already.
    pub known_days: u32,
    /// Age of a pension, years.
    pub pension_age: u32,
    /// The day it is reached.
    pub pension_age_on: NaiveDate,
    /// Ages and thresholds.
    pub outlook: Outlook,
    /// Conditions of other pensions, as they are stated.
    pub conditions: Vec<Stated>,
}

/// Salaries beyond this are typing errors, centimes.
const MOST_SALARY: i64 = 100_000_000;
/// Rises and falls beyond this a year are, too, basis points.
const MOST_GROWTH: u32 = 2_000;
/// Days of a full month.
const FULL_MONTH: u8 = 26;
/// Ages that are looked at: from the age of today, this at the earliest, to this at least.
const AGES: (u32, u32) = (50, 65);
/// So many years after today are looked at in any case.
const YEARS_AHEAD: u32 = 5;

impl Fund {
    /// Simulates the pension of who is signed in.
    ///
    /// # Errors
    /// [`ServiceError::InvalidInput`] names a supposition that cannot be; storage.
    pub async fn simulate_pension(
        &self,
        session: &Session,
        suppositions: &Suppositions,
    ) -> Result<PensionSimulation, ServiceError> {
        check(suppositions)?;
        self.admit_reading(session, Action::CareerRead).await?;
        let as_of = self.now();
        let file = self.file_as_it_stands(&mut *self.store().read().await?, session.person).await?;
        simulate(&file, suppositions, as_of).map_err(failed)
    }
}

fn failed(error: FiguresError) -> ServiceError {
    ServiceError::internal("rules of pensions", error)
}

fn check(suppositions: &Suppositions) -> Result<(), ServiceError> {
    let Suppositions { salary, growth, stop } = suppositions;
    if salary.is_some_and(|salary| !(0..=MOST_SALARY).contains(&salary)) {
        return Err(ServiceError::InvalidInput("salary"));
    }
    if growth.is_some_and(|growth| growth.unsigned_abs() > MOST_GROWTH) {
        return Err(ServiceError::InvalidInput("growth"));
    }
    if stop.is_some_and(|(year, month)| Month::new(year, month).is_none()) {
        return Err(ServiceError::InvalidInput("stop_month"));
    }
    Ok(())
}

fn simulate(
    file: &PersonFile,
    suppositions: &Suppositions,
    as_of: Timestamp,
) -> Result<PensionSimulation, FiguresError> {
    let (today, birth_date) = (as_of.date(), file.person.birth_date);
    let career_rules = CareerRules::at(today)?;
    let rules = PensionRules::at(today)?;
    let months = file.career.insured_months(&career_rules);
    let employment = file.career.employment(today, &career_rules);
    let working = matches!(employment, Employment::Declared { .. });
    let plan = plan(&months, suppositions, working, today);
    let insured = Insured { birth_date, months: &months, underground_months: 0, early_agreed: false };
    let age = today.years_since(birth_date).unwrap_or(0);
    let first = age.max(AGES.0);
    let outlook = outlook(&insured, &plan, first..=AGES.1.max(age + YEARS_AHEAD), today)?;
    Ok(PensionSimulation {
        as_of,
        plan,
        working,
        known_days: months.iter().map(|month| u32::from(month.days)).sum(),
        pension_age: rules.age.count(),
        pension_age_on: day_of_age(birth_date, rules.age.count()),
        outlook,
        conditions: stated_conditions(today)?,
    })
}

/// Who is declared today goes on where the declarations end; who is not begins again next month. The salary is that of
/// the last full month, else of the last declared one.
fn plan(months: &[InsuredMonth], suppositions: &Suppositions, working: bool, today: NaiveDate) -> Plan {
    let this_month = Month::of(today).unwrap_or_else(|| Month::from_index(0));
    let known = months.iter().rev().find(|month| month.is_declared());
    let full = months.iter().rev().take(12).find(|month| month.days >= FULL_MONTH);
    let last_salary = full.or(known).map(|month| month.salary);
    let from = match known {
        Some(known) if working => known.month.plus(1),
        _ => this_month.plus(1),
    };
    Plan {
        salary: suppositions.salary.map(Money::centimes).or(last_salary),
        growth: suppositions.growth.unwrap_or(0),
        days: FULL_MONTH,
        from,
        until: suppositions.stop.and_then(|(year, month)| Month::new(year, month)),
    }
}

//! What if: a pension for each age at which work might stop, and when each threshold of days is reached.

use super::{Insured, InsuredMonth, Outcome, Pension, PensionRules, Start, day_of_age, explain, simulate};
use crate::explanation::Step;
use crate::money::Money;
use crate::month::Month;
use crate::parameters::FiguresError;
use chrono::NaiveDate;

/// What a person supposes of the years to come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plan {
    /// Salary a month from now on, centimes; none: no work from now on.
    pub salary: Option<Money>,
    /// Yearly rise of that salary, basis points; every January. Negative is a fall.
    pub growth: i32,
    /// Days declared a month, 0 to 26.
    pub days: u8,
    /// First month that is supposed rather than known.
    pub from: Month,
    /// Last month of work, when it ends before the age that is looked at.
    pub until: Option<Month>,
}

/// A pension for one age at which work stops.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AtAge {
    /// Age at which work stops, years.
    pub age: u32,
    /// Last month of work.
    pub last_month: Month,
    /// From which day a pension is paid that is asked for at once.
    pub start: Start,
    /// The answer for the day on which age and end of work are both reached.
    pub pension: Pension,
    /// The figures it was counted with.
    pub rules: PensionRules,
}

/// A number of days, and when it is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Threshold {
    /// Days.
    pub days: u32,
    /// The month in which they are complete; none when they never are, as planned.
    pub reached_in: Option<Month>,
    /// They are complete already.
    pub reached: bool,
}

/// All ages, and the thresholds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outlook {
    /// Youngest age first.
    pub ages: Vec<AtAge>,
    /// Fewest days first: the least pension's, the full pension's, the highest rate's.
    pub thresholds: Vec<Threshold>,
}

/// The months a person has, and those the plan supposes, up to `last`. Known months are kept as they are.
pub fn project(months: &[InsuredMonth], plan: &Plan, last: Month) -> Vec<InsuredMonth> {
    let mut all: Vec<InsuredMonth> = months.iter().take_while(|month| month.month <= last).copied().collect();
    let Some(mut salary) = plan.salary else { return all };
    let start = all.last().map_or(plan.from, |known| plan.from.max(known.month.plus(1)));
    let rate = u32::try_from(i64::from(plan.growth).saturating_add(10_000)).unwrap_or(0);
    let end = plan.until.map_or(last, |until| until.min(last));
    for index in start.index()..=end.index() {
        let month = Month::from_index(index);
        if month.month() == 1 && month > plan.from {
            salary = salary.share(rate);
        }
        all.push(InsuredMonth { month, days: plan.days, salary });
    }
    all
}

/// The pension for each age at which work might stop.
///
/// # Errors
/// [`FiguresError`] when no figures are known for a day.
pub fn outlook(
    insured: &Insured<'_>,
    plan: &Plan,
    ages: std::ops::RangeInclusive<u32>,
    today: NaiveDate,
) -> Result<Outlook, FiguresError> {
    let oldest = *ages.end();
    let ages = ages.map(|age| at_age(insured, plan, age, today)).collect::<Result<Vec<_>, _>>()?;
    let rules = PensionRules::at(today)?;
    let end = month_before(day_of_age(insured.birth_date, oldest));
    let thresholds = thresholds(&project(insured.months, plan, end), plan.from, &rules);
    Ok(Outlook { ages, thresholds })
}

fn at_age(insured: &Insured<'_>, plan: &Plan, age: u32, today: NaiveDate) -> Result<AtAge, FiguresError> {
    let stops_on = day_of_age(insured.birth_date, age).max(today);
    let last_month = month_before(stops_on);
    let months = project(insured.months, plan, last_month);
    let planned = Insured { months: &months, ..*insured };
    let stopped = simulate(&planned, &PensionRules::at(stops_on)?);
    let age_on = stopped.age.reached_on;
    let rules = PensionRules::at(age_on.max(stops_on))?;
    let pension = simulate(&planned, &rules);
    let stopped_on = last_month.last_day();
    let start = Start::of(age_on, stopped_on, age_on.max(stopped_on).max(today), &rules)?;
    Ok(AtAge { age, last_month, start, pension, rules })
}

/// Work up to a birthday ends with the month before it.
fn month_before(day: NaiveDate) -> Month {
    Month::of(day).unwrap_or_else(|| Month::from_index(i32::MAX)).plus(-1)
}

fn thresholds(months: &[InsuredMonth], supposed_from: Month, rules: &PensionRules) -> Vec<Threshold> {
    let least = rules.bands.first().map(|band| band.days.count());
    let wanted = least.into_iter().chain([rules.full_days.count(), rules.days_of_highest_rate()]);
    let reached = |days: u32| {
        let mut sum = 0_u32;
        let reached_in = months.iter().find_map(|month| {
            sum += u32::from(month.days);
            (sum >= days).then_some(month.month)
        });
        let reached = reached_in.is_some_and(|month| month < supposed_from);
        Threshold { days, reached_in, reached }
    };
    wanted.map(reached).collect()
}

impl AtAge {
    /// What is drawn: an amount for a full pension, the minimum of the band, or nothing.
    pub fn amount(&self) -> Option<(Money, bool)> {
        self.pension.monthly_amount.map(|amount| (amount, self.pension.outcome == Outcome::MinimumOnly))
    }

    /// Its steps, in order, the day it begins last.
    pub fn explain(&self) -> Vec<Step> {
        let mut steps = explain(&self.pension, &self.rules);
        steps.extend(self.amount().map(|_| self.start.explain_supposed()));
        steps
    }
}

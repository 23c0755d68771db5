//! The job-loss benefit (IPE): who may have it, what it comes to and for how long, and why (loi 03-14).

mod explain;
mod following;
mod form;
mod rules;

#[cfg(test)]
mod tests;

pub use explain::explain;
pub use following::{BenefitMonth, Confirmed, Granted, MonthState};
pub use form::{JobLossForm, can_have_ended_on};
pub use rules::JobLossRules;

use crate::money::Money;
use crate::month::Month;
use crate::pension::InsuredMonth;
use chrono::{Days, NaiveDate};

/// How a contract ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EndOfContract {
    /// Dismissed.
    Dismissal,
    /// Dismissed for economic reasons.
    Economic,
    /// Resigned.
    Resignation,
    /// Left by agreement.
    VoluntaryDeparture,
    /// Stayed away.
    Abandonment,
    /// The contract was for a fixed term.
    EndOfFixedTerm,
}

impl EndOfContract {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Dismissal,
        Self::Economic,
        Self::Resignation,
        Self::VoluntaryDeparture,
        Self::Abandonment,
        Self::EndOfFixedTerm,
    ];

    /// A stable word for the wire and the command line.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Dismissal => "dismissal",
            Self::Economic => "economic",
            Self::Resignation => "resignation",
            Self::VoluntaryDeparture => "voluntary_departure",
            Self::Abandonment => "abandonment",
            Self::EndOfFixedTerm => "end_of_fixed_term",
        }
    }

    /// From its word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.code() == code)
    }

    /// Whether the person lost the work against their will. The fund's pages name the three that are not; of the end
    /// of a fixed term they say nothing.
    pub const fn is_involuntary(self) -> bool {
        !matches!(self, Self::Resignation | Self::VoluntaryDeparture | Self::Abandonment)
    }
}

/// Why there is no benefit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reason {
    /// The work was left, not lost.
    NotInvoluntary,
    /// Too few days in the long window.
    TooFewDaysIn36Months,
    /// Too few days in the short window.
    TooFewDaysIn12Months,
    /// Claimed after the last day.
    ClaimedTooLate,
    /// Claimed before the contract ended.
    ClaimedBeforeTheEnd,
}

impl Reason {
    /// A stable word for the wire and the command line.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotInvoluntary => "not_involuntary",
            Self::TooFewDaysIn36Months => "too_few_days_in_36_months",
            Self::TooFewDaysIn12Months => "too_few_days_in_12_months",
            Self::ClaimedTooLate => "claimed_too_late",
            Self::ClaimedBeforeTheEnd => "claimed_before_the_end",
        }
    }
}

/// A loss of work, as the rules see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Loss<'m> {
    /// Last day of the contract.
    pub ended_on: NaiveDate,
    /// Day of the claim.
    pub claimed_on: NaiveDate,
    /// How it ended.
    pub reason: EndOfContract,
    /// Declared months in order, each once.
    pub months: &'m [InsuredMonth],
}

/// The average salary of the long window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Average {
    /// Sum of the declared salaries.
    pub total: Money,
    /// Declared months.
    pub months: u32,
    /// The one over the other, to the nearest centime.
    pub salary: Money,
}

/// The answer. [`explain`] gives its steps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// Every reason against it; none: it is due.
    pub reasons: Vec<Reason>,
    /// How the contract ended.
    pub reason: EndOfContract,
    /// Last month of both windows.
    pub last_month: Month,
    /// Days counted in the long window.
    pub days_in_36_months: u32,
    /// Days counted in the short window.
    pub days_in_12_months: u32,
    /// Average salary; none when nothing was declared.
    pub average: Option<Average>,
    /// Its share, rounded and capped: what a month would be, due or not.
    pub amount: Option<Money>,
    /// Last day on which to claim.
    pub last_day_to_claim: NaiveDate,
    /// First day it is paid for.
    pub starts_on: NaiveDate,
}

impl Check {
    /// Whether the benefit is due.
    pub const fn is_eligible(&self) -> bool {
        self.reasons.is_empty()
    }

    /// A month's benefit, when it is due.
    pub fn monthly_amount(&self) -> Option<Money> {
        self.amount.filter(|_| self.is_eligible())
    }

    /// Days left to claim on a day; none once it is over.
    pub fn days_left(&self, today: NaiveDate) -> Option<u32> {
        u32::try_from(self.last_day_to_claim.signed_duration_since(today).num_days()).ok()
    }
}

/// Checks a loss against the figures of its day.
pub fn check(loss: &Loss<'_>, rules: &JobLossRules) -> Check {
    let last_month = last_month(loss);
    let days = |window: u32| -> u32 {
        within(loss.months, last_month, window).iter().map(|month| u32::from(month.days)).sum()
    };
    let days_in_36_months = days(rules.long_window.count());
    let days_in_12_months = days(rules.short_window.count());
    let average = average(within(loss.months, last_month, rules.long_window.count()));
    let last_day_to_claim = plus(loss.ended_on, rules.claim_within.count());
    let against = [
        (!loss.reason.is_involuntary(), Reason::NotInvoluntary),
        (days_in_36_months < rules.days_in_36_months.count(), Reason::TooFewDaysIn36Months),
        (days_in_12_months < rules.days_in_12_months.count(), Reason::TooFewDaysIn12Months),
        (loss.claimed_on > last_day_to_claim, Reason::ClaimedTooLate),
        (loss.claimed_on < loss.ended_on, Reason::ClaimedBeforeTheEnd),
    ];
    Check {
        reasons: against.into_iter().filter_map(|(holds, reason)| holds.then_some(reason)).collect(),
        reason: loss.reason,
        last_month,
        days_in_36_months,
        days_in_12_months,
        average,
        amount: average.map(|average| amount(average.salary, rules)),
        last_day_to_claim,
        starts_on: plus(loss.ended_on, 1),
    }
}

/// The share of the average, to the nearest dirham as the official examples have it, never above the minimum wage.
fn amount(salary: Money, rules: &JobLossRules) -> Money {
    salary.share(rules.rate.count()).to_nearest(rules.rounding.money()).min(rules.monthly_smig())
}

/// The windows end with the last month worked: that of the loss when it was declared or is complete, else the one before.
fn last_month(loss: &Loss<'_>) -> Month {
    let month = Month::of(loss.ended_on).unwrap_or_else(|| Month::from_index(0));
    let declared = loss.months.iter().any(|known| known.month == month && known.is_declared());
    if declared || month.last_day() == loss.ended_on { month } else { month.plus(-1) }
}

fn within(months: &[InsuredMonth], last: Month, window: u32) -> &[InsuredMonth] {
    let first = last.plus(1 - i32::try_from(window).unwrap_or(i32::MAX));
    let from = months.partition_point(|month| month.month < first);
    let to = months.partition_point(|month| month.month <= last);
    months.get(from..to).unwrap_or_default()
}

/// Months without declaration are passed over, as for pensions.
fn average(months: &[InsuredMonth]) -> Option<Average> {
    let declared = months.iter().filter(|month| month.is_declared());
    let months = u32::try_from(declared.clone().count()).unwrap_or(u32::MAX);
    let total: Money = declared.map(|month| month.salary).sum();
    (months > 0).then(|| Average { total, months, salary: total.divided_by(months) })
}

fn plus(day: NaiveDate, days: u32) -> NaiveDate {
    day.checked_add_days(Days::new(u64::from(days))).unwrap_or(NaiveDate::MAX)
}

//! From which day a pension is paid: the first of the month after the age and after the end of work; asked for too late,
//! after the request (dahir 1-72-184, art. 53; `pension_request.toml`). The simulation and the request both ask here.

use super::request::RequestRules;
use super::rules::PensionRules;
use crate::explanation::{Step, StepCode, Unit, day_number};
use crate::month::Month;
use crate::parameters::{Dated, FiguresError};
use chrono::{Months, NaiveDate};

/// The first day of a pension, and what decides it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Start {
    /// First day it is paid for.
    pub on: NaiveDate,
    /// It is asked for too late to begin with the age and the end of work.
    pub late: bool,
    /// The last day on which a request keeps its start.
    pub keeps_until: NaiveDate,
    effect_after: &'static Dated,
    claim_within: &'static Dated,
}

impl Start {
    /// The first day of a pension whose age is reached on a day, for work that ended with another, asked for on a third.
    /// The figures are those of the day of the request.
    ///
    /// # Errors
    /// [`FiguresError`] when a figure does not hold yet on that day.
    pub fn of(
        age_on: NaiveDate,
        stopped_on: NaiveDate,
        filed_on: NaiveDate,
        rules: &PensionRules,
    ) -> Result<Self, FiguresError> {
        let effect_after = RequestRules::at(filed_on)?.effect_after;
        let claim_within = rules.claim_within;
        let keeps_until = later(age_on, claim_within.count());
        let late = filed_on > keeps_until;
        let next = |day: NaiveDate| first_of_month_after(day, effect_after.count());
        let kept = next(age_on).max(next(stopped_on));
        let on = if late { kept.max(next(filed_on)) } else { kept };
        Ok(Self { on, late, keeps_until, effect_after, claim_within })
    }

    /// The step of a request: until when it keeps its start, and whether it did.
    pub fn explain_request(&self) -> Step {
        self.step()
            .given("keeps_until", day_number(self.keeps_until), Unit::Day)
            .given("claim_within", self.claim_within.value, Unit::Months)
            .given("late", i64::from(self.late), Unit::Pieces)
            .by(self.claim_within)
            .by(self.effect_after)
    }

    /// The step of a simulation, which supposes that the pension is asked for at once.
    pub fn explain_supposed(&self) -> Step {
        self.step().by(self.effect_after)
    }

    fn step(&self) -> Step {
        Step::new(StepCode::EffectFrom, day_number(self.on), Unit::Day)
    }
}

/// So many months after a day; the last day of a shorter month.
pub(super) fn later(day: NaiveDate, months: u32) -> NaiveDate {
    day.checked_add_months(Months::new(months)).unwrap_or(NaiveDate::MAX)
}

fn first_of_month_after(day: NaiveDate, months: u32) -> NaiveDate {
    let next = |month: Month| month.plus(i32::try_from(months).unwrap_or(1)).first_day();
    Month::of(day).map_or(NaiveDate::MAX, next)
}

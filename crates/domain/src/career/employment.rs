//! What a career says of a person's work on a day: declared, interrupted, inactive or never declared.

use super::{Career, CareerRules, DeclaredLine, Figure};
use crate::ids::EmployerNumber;
use crate::month::Month;
use crate::situation::Situation;
use chrono::NaiveDate;

/// What the last declarations say about a person's work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Employment {
    /// Declared in the last months.
    Declared {
        /// Employer of the last declared month.
        employer: EmployerNumber,
        /// Last declared month.
        last_month: Month,
    },
    /// Not declared for some months, or declared as having left.
    Interrupted {
        /// Last declared month.
        last_month: Month,
        /// Whole months without declaration since.
        months: u32,
    },
    /// Without declaration for longer than a file stays active.
    Inactive {
        /// Last declared month.
        last_month: Month,
    },
    /// Never declared.
    NeverDeclared,
}

impl Career {
    /// The line that speaks of today: of the last declared month, the one with most days.
    pub fn last_line(&self) -> Option<&DeclaredLine> {
        let (_, last) = self.span()?;
        let last_month = self.standing().filter(|line| line.month == last);
        last_month.max_by_key(|line| (!has_left(line.situation), line.days))
    }

    /// First month of the unbroken run of months with this employer that ends with `last`.
    pub fn run_with(&self, employer: &EmployerNumber, last: Month) -> Month {
        let declared =
            |month: Month| self.standing().any(|line| line.month == month && line.employer == *employer);
        let (first, _) = self.span().unwrap_or((last, last));
        let mut start = last;
        while start > first && declared(start.plus(-1)) {
            start = start.plus(-1);
        }
        start
    }

    /// What the last declarations say on a day.
    pub fn employment(&self, at: NaiveDate, rules: &CareerRules) -> Employment {
        let (Some(line), Some(today)) = (self.last_line(), Month::of(at)) else {
            return Employment::NeverDeclared;
        };
        let (last_month, since) = (line.month, today.months_since(line.month));
        let within = |figure: Figure| since <= i32::try_from(figure.value).unwrap_or(i32::MAX);
        if within(rules.declared_within) && !has_left(line.situation) {
            Employment::Declared { employer: line.employer.clone(), last_month }
        } else if within(rules.inactive_after) {
            // The current month is not yet due: it is not a month without declaration.
            let months = u32::try_from(since - 1).unwrap_or(0);
            Employment::Interrupted { last_month, months }
        } else {
            Employment::Inactive { last_month }
        }
    }
}

/// Whether a situation says that the person works there no more.
pub(crate) const fn has_left(situation: Situation) -> bool {
    matches!(situation, Situation::Left | Situation::Deceased)
}

//! A claim: one machine for reimbursements, pension requests and job-loss declarations.
//!
//! A state holds what is true in it alone. A step consumes the claim and gives the next one, or says why it is not
//! allowed; nothing else changes a claim. Where money moves two officers agree.

mod machine;
mod words;

pub use machine::{Claim, ClaimState, IllegalStep, Upheld};
pub(crate) use words::coded;
pub use words::{ClaimKind, ClaimStatus, DocumentKind, OfficerName, Refusal, ReturnReason, Upholding};

use crate::ids::ClaimId;
use crate::parameters::{Confidence, Figures, FiguresError};
use chrono::{Days, NaiveDate};

const FIGURES: &str = include_str!("claim.toml");

/// The figures of every claim on a day (`claim.toml`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClaimRules {
    /// Days a person has to send documents that were asked for.
    pub reply_within_days: u32,
    /// Days a person has to contest a decision.
    pub contest_within_days: u32,
    /// Days a person has after a payment that was at the bank as those ended.
    pub contest_after_payment_days: u32,
    /// How sure we are of the days to contest.
    pub contest_confidence: Confidence,
}

impl ClaimRules {
    /// The figures that hold on a day.
    ///
    /// # Errors
    /// [`FiguresError`] when a figure does not hold yet on that day.
    pub fn at(day: NaiveDate) -> Result<Self, FiguresError> {
        let figures = Figures::from_toml(FIGURES)?;
        let days = |name: &str| figures.get(name, day).map(|dated| u32::try_from(dated.value).unwrap_or(0));
        Ok(Self {
            reply_within_days: days("reply_within")?,
            contest_within_days: days("contest_within")?,
            contest_after_payment_days: days("contest_after_payment")?,
            contest_confidence: figures.get("contest_within", day)?.confidence,
        })
    }

    /// The last day on which documents asked for on a day are waited for.
    pub fn reply_by(&self, asked_on: NaiveDate) -> NaiveDate {
        asked_on.checked_add_days(Days::new(self.reply_within_days.into())).unwrap_or(asked_on)
    }

    /// The last day on which a decision is contested.
    pub fn last_day_to_contest(&self, decided_on: NaiveDate) -> NaiveDate {
        decided_on.checked_add_days(Days::new(self.contest_within_days.into())).unwrap_or(decided_on)
    }

    /// The last day on which a decision is contested whose days ended before a payment of it was settled.
    pub fn last_day_after_payment(&self, settled_on: NaiveDate) -> NaiveDate {
        settled_on.checked_add_days(Days::new(self.contest_after_payment_days.into())).unwrap_or(settled_on)
    }
}

/// What a person quotes: `RB-7K4M-29QX-81TN`.
pub fn reference(kind: ClaimKind, id: &ClaimId) -> String {
    crate::reference::reference(kind.letters(), &id.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worked_cases_of_the_file_hold() {
        let cases = Figures::from_toml(FIGURES).unwrap().cases;
        assert!(cases.len() >= 2);
        for case in cases {
            let decided: NaiveDate = case.given["decided_on"].as_str().unwrap().parse().unwrap();
            let last = ClaimRules::at(decided).unwrap().last_day_to_contest(decided);
            assert_eq!(
                last.to_string(),
                case.expect["last_day_to_contest"].as_str().unwrap(),
                "{}",
                case.name
            );
        }
    }

    #[test]
    fn a_figure_that_no_text_gave_is_marked() {
        let rules = ClaimRules::at("2026-11-28".parse().unwrap()).unwrap();
        assert_eq!(rules.contest_confidence, Confidence::Unverified);
    }
}

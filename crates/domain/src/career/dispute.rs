//! What a person says is wrong with a declared line. It changes nothing of the career by itself: what is set right, by
//! the employer's file or by an officer, comes as a new line.

use super::Career;
use crate::claim::coded;
use crate::ids::EmployerNumber;
use crate::month::Month;
use crate::time::Timestamp;

/// What is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DisputeReason {
    /// Worked, and not declared.
    MissingMonth,
    /// Other days than were worked.
    WrongDays,
    /// Another salary than was paid.
    WrongSalary,
    /// Another situation.
    WrongSituation,
    /// Never worked there.
    NotMyEmployer,
}

impl DisputeReason {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::MissingMonth, Self::WrongDays, Self::WrongSalary, Self::WrongSituation, Self::NotMyEmployer];

    /// A stable word for columns and the wire.
    pub const fn code(self) -> &'static str {
        match self {
            Self::MissingMonth => "missing_month",
            Self::WrongDays => "wrong_days",
            Self::WrongSalary => "wrong_salary",
            Self::WrongSituation => "wrong_situation",
            Self::NotMyEmployer => "not_my_employer",
        }
    }

    /// From its word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.code() == code)
    }
}

coded! {
    /// What an officer answers to a dispute.
    DisputeAnswer {
        /// The line stands as it was declared.
        Stands = "stands",
        /// The employer is asked to correct it.
        EmployerAsked = "employer_asked",
        /// It was corrected.
        Corrected = "corrected",
    }
}

coded! {
    /// Why a dispute that was answered waits again.
    Reopening {
        /// An employer's later file says otherwise than the line an officer had set right.
        ByFile = "file",
        /// Its person handed in documents the fund had not seen.
        ByPerson = "person",
    }
}

/// A dispute as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dispute {
    /// Which month.
    pub month: Month,
    /// Whose line, by its number; 0 where nobody declared the month.
    pub employer: i64,
    /// What is wrong.
    pub reason: DisputeReason,
    /// The person's own words.
    pub note: String,
    /// When it was made.
    pub made_at: Timestamp,
    /// How many documents came with it.
    pub documents: u32,
    /// What an officer answered, and when.
    pub answer: Option<(DisputeAnswer, Timestamp)>,
    /// The officer's own words with it; empty for none.
    pub words: String,
    /// Why it waited again after an answer, and since when.
    pub reopened: Option<(Reopening, Timestamp)>,
    /// What it was answered before that.
    pub earlier: Option<EarlierAnswer>,
}

/// An answer that stood until the dispute was opened again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EarlierAnswer {
    /// What an officer answered.
    pub answer: DisputeAnswer,
    /// When.
    pub at: Timestamp,
    /// Their own words with it; empty for none.
    pub words: String,
}

impl Dispute {
    /// Whether it was answered for good: only more documents, or another file of the employer, open it again.
    pub fn is_answered(&self) -> bool {
        self.answer.is_some_and(|(answer, _)| answer != DisputeAnswer::EmployerAsked)
    }

    /// Whether both are about the same line, for the same reason: there is one of a kind.
    pub fn is_about_the_same(&self, other: &Self) -> bool {
        (self.month, self.employer, self.reason) == (other.month, other.employer, other.reason)
    }
}

impl Career {
    /// Whether a dispute speaks of something: a line that stands, or a month up to today that has none.
    pub fn can_be_disputed(
        &self,
        month: Month,
        employer: Option<&EmployerNumber>,
        reason: DisputeReason,
        today: Month,
    ) -> bool {
        let stands = |number: &EmployerNumber| {
            self.standing().any(|line| line.month == month && line.employer == *number)
        };
        match (reason, employer) {
            (DisputeReason::MissingMonth, None) => month < today,
            (DisputeReason::MissingMonth, Some(number)) => month < today && !stands(number),
            (_, Some(number)) => stands(number),
            (_, None) => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::career::DeclaredLine;
    use crate::money::Money;
    use crate::situation::Situation;

    #[test]
    fn only_a_line_that_stands_or_a_month_without_one_can_be_disputed() {
        let (one, other) =
            (EmployerNumber::parse("1000004").unwrap(), EmployerNumber::parse("1000011").unwrap());
        let month = |text: &str| Month::parse(text).unwrap();
        let career = Career::new(vec![DeclaredLine {
            month: month("2026-09"),
            employer: one.clone(),
            category: 0,
            sequence: 1,
            days: 10,
            salary: Money::centimes(200_000),
            capped_salary: Money::centimes(200_000),
            situation: Situation::Normal,
        }]);
        let can = |at: &str, employer: Option<&EmployerNumber>, reason| {
            career.can_be_disputed(month(at), employer, reason, month("2026-11"))
        };
        use DisputeReason::{MissingMonth, WrongDays};
        assert!(can("2026-09", Some(&one), WrongDays));
        assert!(!can("2026-09", Some(&other), WrongDays), "no line of theirs");
        assert!(!can("2026-09", None, WrongDays), "whose line is not said");
        assert!(can("2026-10", None, MissingMonth));
        assert!(can("2026-09", Some(&other), MissingMonth), "a second employer did not declare it");
        assert!(!can("2026-09", Some(&one), MissingMonth), "it is declared");
        assert!(!can("2026-11", None, MissingMonth), "this month is not due yet");
    }
}

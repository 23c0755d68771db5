//! What a person declares to have the benefit, as on form 310-1-26, and the papers that come with it.

use super::EndOfContract;
use crate::claim::DocumentKind;
use chrono::NaiveDate;

/// Longest name of an employer, characters.
const NAME_CHARS: usize = 120;
/// Older losses than this are a mistyped year.
const OLDEST_DAYS: i64 = 5 * 366;

/// The insured person's part of the declaration.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct JobLossForm {
    /// Last day of the contract.
    pub ended_on: NaiveDate,
    /// How it ended.
    pub reason: EndOfContract,
    /// The employer's name.
    pub employer: String,
    /// Declares on their honour that it is so.
    pub sworn: bool,
    /// Promises to report new work in time.
    pub will_report_work: bool,
}

impl JobLossForm {
    /// The first field that cannot be as it is, as it is named on the wire.
    pub fn find_flaw(&self, today: NaiveDate) -> Option<&'static str> {
        let name = self.employer.trim();
        let is_name = (2..=NAME_CHARS).contains(&name.chars().count()) && !name.chars().any(char::is_control);
        let flaws = [
            (!can_have_ended_on(self.ended_on, today), "ended_on"),
            (!is_name, "employer"),
            (!self.sworn, "sworn"),
            (!self.will_report_work, "will_report_work"),
        ];
        flaws.into_iter().find_map(|(flawed, field)| flawed.then_some(field))
    }
}

/// Whether a contract can have ended on a day: a loss is declared once it has happened.
pub fn can_have_ended_on(ended_on: NaiveDate, today: NaiveDate) -> bool {
    (0..=OLDEST_DAYS).contains(&today.signed_duration_since(ended_on).num_days())
}

impl EndOfContract {
    /// The papers without which it is not looked at. The fund's list was found cut short: the identity card, the labour
    /// inspector's record with cause and date and the contract stand on it; the employer's part is on the form itself.
    pub const fn papers(self) -> &'static [DocumentKind] {
        use DocumentKind::{EmployerStatement, IdentityCard, LabourInspectorRecord, WorkContract};
        match self {
            Self::EndOfFixedTerm => &[IdentityCard, EmployerStatement, WorkContract],
            Self::Dismissal
            | Self::Economic
            | Self::Resignation
            | Self::VoluntaryDeparture
            | Self::Abandonment => &[IdentityCard, EmployerStatement, LabourInspectorRecord],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flaw_is_named_as_on_the_wire() {
        let today: NaiveDate = "2026-11-28".parse().unwrap();
        let good = JobLossForm {
            ended_on: "2026-10-31".parse().unwrap(),
            reason: EndOfContract::Dismissal,
            employer: "ATELIER ZERHOUN".to_owned(),
            sworn: true,
            will_report_work: true,
        };
        assert_eq!(good.find_flaw(today), None);
        let tomorrow = JobLossForm { ended_on: "2026-11-29".parse().unwrap(), ..good.clone() };
        assert_eq!(tomorrow.find_flaw(today), Some("ended_on"));
        assert_eq!(JobLossForm { employer: " ".into(), ..good.clone() }.find_flaw(today), Some("employer"));
        assert_eq!(JobLossForm { sworn: false, ..good.clone() }.find_flaw(today), Some("sworn"));
        assert_eq!(
            JobLossForm { will_report_work: false, ..good }.find_flaw(today),
            Some("will_report_work")
        );
    }
}

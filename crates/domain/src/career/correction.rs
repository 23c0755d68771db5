//! What an officer sets right after a dispute: a new line in the place of the one that stood, which stays to be seen.

use super::{Career, CareerRules, DeclaredLine, Dispute, DisputeReason};
use crate::ids::EmployerNumber;
use crate::money::Money;
use crate::pension::PensionRules;
use crate::situation::{Situation, WorkFault};

/// Most a file's field of thirteen digits holds (e-BDS `N_Salaire_Reel`).
const MOST_SALARY: Money = Money::centimes(9_999_999_999_999);

/// What a line should have said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// Whose line it is, where the dispute names nobody's.
    pub employer: Option<EmployerNumber>,
    /// Days worked.
    pub days: u8,
    /// Salary paid.
    pub salary: Money,
    /// Situation; the one that stands when it is left out.
    pub situation: Option<Situation>,
}

impl Correction {
    /// Whether a line says just this.
    pub fn is_said_by(&self, line: &DeclaredLine) -> bool {
        (self.days, self.salary) == (line.days, line.salary)
            && self.situation.is_none_or(|situation| situation == line.situation)
            && self.employer.as_ref().is_none_or(|employer| *employer == line.employer)
    }
}

/// Why it makes no line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CorrectionFault {
    /// The employer is missing, or another than the dispute's.
    #[error("the employer is missing, or another than the disputed line's")]
    Employer,
    /// More days than a month counts, or nothing is corrected.
    #[error("more days than a month counts, or just what stands")]
    Days,
    /// A salary below nothing, above what a file can hold, for no day, or none for days at work.
    #[error("a salary below nothing, above what a file can hold, for no day, or none for days at work")]
    Salary,
    /// Days or pay that do not go with the situation.
    #[error("days or pay that do not go with the situation")]
    Situation,
}

impl CorrectionFault {
    /// The field at fault.
    pub const fn field(self) -> &'static str {
        match self {
            Self::Employer => "employer_number",
            Self::Days => "days",
            Self::Salary => "salary",
            Self::Situation => "situation",
        }
    }
}

impl Career {
    /// The line that stands in the place of a disputed one from here on; `sequence` is its place in the order of receipt.
    /// Of a main line and a complementary one of the same employer and month it takes the main one's place.
    ///
    /// # Errors
    /// [`CorrectionFault`].
    pub fn corrected(
        &self,
        dispute: &Dispute,
        correction: &Correction,
        (rules, pension): (&CareerRules, &PensionRules),
        sequence: i64,
    ) -> Result<DeclaredLine, CorrectionFault> {
        let disputed = match dispute.employer {
            0 => None,
            number => {
                Some(EmployerNumber::parse(&format!("{number:07}")).map_err(|_| CorrectionFault::Employer)?)
            }
        };
        let employer = match (disputed, correction.employer.clone()) {
            (Some(disputed), None) => disputed,
            (Some(disputed), Some(named)) if disputed == named => disputed,
            (None, Some(named)) => named,
            _ => return Err(CorrectionFault::Employer),
        };
        let of_the_line = |line: &&DeclaredLine| line.month == dispute.month && line.employer == employer;
        let stands = self.standing().filter(of_the_line).min_by_key(|line| line.category);
        let Correction { days, salary, .. } = *correction;
        let kept = stands.map_or(Situation::Normal, |line| line.situation);
        let line = DeclaredLine {
            month: dispute.month,
            employer,
            category: stands.map_or(0, |line| line.category),
            sequence,
            days,
            salary,
            capped_salary: pension.capped(dispute.month, salary),
            situation: correction.situation.unwrap_or(kept),
        };
        let says = |line: &DeclaredLine| (line.days, line.salary, line.situation);
        if u32::from(days) > rules.month_days.value || stands.is_some_and(|stood| says(stood) == says(&line))
        {
            return Err(CorrectionFault::Days);
        }
        check_work(&line, dispute.reason)?;
        Ok(line)
    }
}

/// What the rules that check a file say of days, pay and situation. One line no file has: who never worked there has no
/// day of work and no pay.
fn check_work(line: &DeclaredLine, reason: DisputeReason) -> Result<(), CorrectionFault> {
    let (days, paid) = (line.days > 0, line.salary > Money::ZERO);
    if line.salary < Money::ZERO || line.salary > MOST_SALARY {
        return Err(CorrectionFault::Salary);
    }
    match line.situation.find_work_fault(days, paid) {
        Some(WorkFault::With) => Err(CorrectionFault::Situation),
        _ if paid && !days => Err(CorrectionFault::Salary),
        Some(WorkFault::Without) if days => Err(CorrectionFault::Salary),
        Some(WorkFault::Without) if reason != DisputeReason::NotMyEmployer => Err(CorrectionFault::Situation),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::month::Month;
    use crate::time::Timestamp;

    const SEPTEMBER: &str = "2026-09";

    fn employer(digits: &str) -> EmployerNumber {
        EmployerNumber::parse(digits).unwrap()
    }

    fn line(category: u8, days: u8, situation: Situation) -> DeclaredLine {
        DeclaredLine {
            month: Month::parse(SEPTEMBER).unwrap(),
            employer: employer("1000004"),
            category,
            sequence: 1,
            days,
            salary: Money::centimes(200_000),
            capped_salary: Money::centimes(200_000),
            situation,
        }
    }

    fn disputed(employer: i64) -> Dispute {
        Dispute {
            month: Month::parse(SEPTEMBER).unwrap(),
            employer,
            reason: DisputeReason::WrongDays,
            note: String::new(),
            made_at: Timestamp::from_seconds(1),
            answer: None,
            words: String::new(),
            reopened: None,
            earlier: None,
            documents: 0,
        }
    }

    fn worked(days: u8, salary: i64) -> Correction {
        Correction { employer: None, days, salary: Money::centimes(salary), situation: None }
    }

    fn absent(situation: Situation, days: u8, salary: i64) -> Correction {
        Correction { situation: Some(situation), ..worked(days, salary) }
    }

    fn correct(
        career: &Career,
        whose: i64,
        correction: &Correction,
    ) -> Result<DeclaredLine, CorrectionFault> {
        set_right(career, &disputed(whose), correction)
    }

    fn set_right(
        career: &Career,
        dispute: &Dispute,
        correction: &Correction,
    ) -> Result<DeclaredLine, CorrectionFault> {
        let day = "2026-11-21".parse().unwrap();
        let rules = (&CareerRules::at(day).unwrap(), &PensionRules::at(day).unwrap());
        career.corrected(dispute, correction, rules, 9)
    }

    #[test]
    fn a_correction_takes_the_place_of_the_main_line_and_counts_up_to_the_ceiling() {
        let career = Career::new(vec![line(0, 10, Situation::Sickness), line(1, 3, Situation::Normal)]);
        let new = correct(&career, 1_000_004, &worked(26, 900_000)).unwrap();
        assert_eq!((new.category, new.sequence, new.days), (0, 9, 26));
        assert_eq!(new.capped_salary, Money::centimes(600_000), "6,000 dirhams");
        assert_eq!(new.situation, Situation::Sickness, "nobody said otherwise");
        let mut lines: Vec<DeclaredLine> = career.lines().iter().map(|line| line.declared.clone()).collect();
        lines.push(new.clone());
        let after = Career::new(lines);
        let standing: Vec<_> = after.standing().map(|line| (line.category, line.days)).collect();
        assert_eq!(standing, [(0, 26), (1, 3)]);
        assert_eq!(after.lines().len(), 3, "the old line is still to be seen");
    }

    #[test]
    fn who_never_worked_there_gets_a_line_of_nothing() {
        let career = Career::new(vec![line(0, 10, Situation::Normal)]);
        let never = Dispute { reason: DisputeReason::NotMyEmployer, ..disputed(1_000_004) };
        let new = set_right(&career, &never, &worked(0, 0)).unwrap();
        assert_eq!((new.days, new.salary), (0, Money::ZERO));
        let other = correct(&career, 1_000_004, &worked(0, 0));
        assert_eq!(other, Err(CorrectionFault::Situation), "at work, and nothing of it");
    }

    #[test]
    fn a_month_nobody_declared_needs_an_employer() {
        let career = Career::new(Vec::new());
        assert_eq!(correct(&career, 0, &worked(26, 500_000)), Err(CorrectionFault::Employer));
        let named = Correction { employer: Some(employer("1000011")), ..worked(26, 500_000) };
        assert_eq!(correct(&career, 0, &named).unwrap().employer, employer("1000011"));
        assert_eq!(correct(&career, 1_000_004, &named), Err(CorrectionFault::Employer));
    }

    #[test]
    fn what_makes_no_line_is_named() {
        let career = Career::new(vec![line(0, 10, Situation::Normal)]);
        for (correction, fault) in [
            (worked(27, 200_000), CorrectionFault::Days),
            (worked(10, 200_000), CorrectionFault::Days),
            (worked(10, -1), CorrectionFault::Salary),
            (worked(0, 1), CorrectionFault::Salary),
            (worked(26, 0), CorrectionFault::Salary),
            (worked(26, 10_000_000_000_000), CorrectionFault::Salary),
            (absent(Situation::UnpaidLeave, 26, 200_000), CorrectionFault::Situation),
            (absent(Situation::KeptWithoutPay, 0, 200_000), CorrectionFault::Situation),
            (absent(Situation::OccupationalDisease, 1, 0), CorrectionFault::Situation),
        ] {
            assert_eq!(correct(&career, 1_000_004, &correction), Err(fault), "{correction:?}");
        }
        for right in [absent(Situation::UnpaidLeave, 0, 0), absent(Situation::Sickness, 12, 90_000)] {
            assert!(correct(&career, 1_000_004, &right).is_ok(), "{right:?}");
        }
    }
}

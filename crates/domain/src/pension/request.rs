//! Asking for an old-age pension: what is declared, what stands in the way, what it comes to and from which day (dahir
//! 1-72-184, art. 53 and 55; form 315-1-04).

use super::start::later;
use super::{Insured, InsuredMonth, Outcome, Pension, PensionRules, Start, explain, simulate};
use crate::claim::DocumentKind;
use crate::explanation::Step;
use crate::money::Money;
use crate::month::Month;
use crate::parameters::{Dated, Figures, FiguresError};
use chrono::NaiveDate;
use std::sync::LazyLock;

static FIGURES: LazyLock<Result<Figures, FiguresError>> =
    LazyLock::new(|| Figures::from_toml(include_str!("../pension_request.toml")));

/// Nobody was declared younger: a day of before is a mistyped year.
const YOUNGEST: u32 = 15;
/// The first day of which figures are known (`pension.toml`): it stands for all that was before.
const FIRST_DAY: NaiveDate = match NaiveDate::from_ymd_opt(2000, 1, 1) {
    Some(day) => day,
    None => NaiveDate::MIN,
};

/// What a person declares who asks for a pension.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct PensionForm {
    /// Last day of any salaried work.
    pub stopped_on: NaiveDate,
    /// Five years underground in a mine, which make the age earlier.
    pub underground: bool,
    /// Declares on their honour that it is so and that all salaried work has stopped.
    pub sworn: bool,
}

impl PensionForm {
    /// The first field that cannot be as it is, as it is named on the wire.
    pub fn find_flaw(&self, birth_date: NaiveDate, today: NaiveDate) -> Option<&'static str> {
        let flaws = [
            (!can_have_stopped_on(self.stopped_on, birth_date, today), "stopped_on"),
            (!self.sworn, "sworn"),
        ];
        flaws.into_iter().find_map(|(flawed, field)| flawed.then_some(field))
    }
}

/// Whether work can have stopped on a day: it is declared once it has happened.
pub fn can_have_stopped_on(stopped_on: NaiveDate, birth_date: NaiveDate, today: NaiveDate) -> bool {
    stopped_on <= today && stopped_on >= super::day_of_age(birth_date, YOUNGEST)
}

/// The figures of a request on its day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RequestRules {
    /// Months after which a pension begins, on the first of the month.
    pub effect_after: &'static Dated,
    /// Months after the end of work from which the employer's word is not enough.
    pub inactivity_after: &'static Dated,
    /// Months a certificate of life is good for.
    pub life_certificate_within: &'static Dated,
}

impl RequestRules {
    /// The figures for a request of a day.
    ///
    /// # Errors
    /// [`FiguresError`] when a figure does not hold yet on that day.
    pub fn at(day: NaiveDate) -> Result<Self, FiguresError> {
        let figures = FIGURES.as_ref().map_err(Clone::clone)?;
        let figure = |name: &str| figures.get(name, day);
        Ok(Self {
            effect_after: figure("effect_after")?,
            inactivity_after: figure("inactivity_after")?,
            life_certificate_within: figure("life_certificate_within")?,
        })
    }

    /// The papers without which a request is not looked at, as public pages list them (service-public.ma, demande de
    /// pension de vieillesse): the form itself is what is filled in here. The account's only where the register has none.
    pub fn papers(&self, form: &PensionForm, has_account: bool, today: NaiveDate) -> Vec<DocumentKind> {
        let long_ago = today > later(form.stopped_on, self.inactivity_after.count());
        let stopped =
            if long_ago { DocumentKind::InactivityStatement } else { DocumentKind::EmployerStatement };
        let mut papers = vec![DocumentKind::IdentityCard, stopped, DocumentKind::LifeCertificate];
        papers.extend(form.underground.then_some(DocumentKind::UndergroundStatement));
        papers.extend((!has_account).then_some(DocumentKind::BankStatement));
        papers
    }

    /// Whether what was handed in holds all of them. Who waited to send may have passed the day from which the employer's
    /// word is not enough; the statement of inactivity always is.
    pub fn are_complete(&self, needed: &[DocumentKind], papers: &[DocumentKind]) -> bool {
        let is_there = |paper: &DocumentKind| {
            papers.contains(paper)
                || (*paper == DocumentKind::EmployerStatement
                    && papers.contains(&DocumentKind::InactivityStatement))
        };
        needed.iter().all(is_there)
    }
}

/// What stands in the way of a request, told at once and never guessed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Obstacle {
    /// The age is not reached.
    TooYoung {
        /// The day it is.
        from: NaiveDate,
    },
    /// An employer declared days after the day on which work is said to have stopped.
    DeclaredAfter {
        /// The last month of them.
        month: Month,
    },
    /// Nothing was ever declared: there is nothing to pay, nor to pay back.
    NothingDeclared,
}

/// A request as the rules see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked<'m> {
    /// Birth date.
    pub birth_date: NaiveDate,
    /// Declared months in order, each once.
    pub months: &'m [InsuredMonth],
    /// What is declared.
    pub form: PensionForm,
    /// Day of the request.
    pub filed_on: NaiveDate,
}

/// What a request comes to. [`Assessment::explain`] gives its steps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assessment {
    /// What stands in the way.
    pub obstacle: Option<Obstacle>,
    /// The answer for the day on which age and end of work are both reached.
    pub pension: Pension,
    /// The figures it was counted with.
    pub rules: PensionRules,
    /// The day whose figures they are: on it age and end of work are both reached.
    pub rules_on: NaiveDate,
    /// The day it begins.
    pub start: Start,
}

/// Assesses a request. It never errs about the person: what stands in the way is an answer.
///
/// # Errors
/// [`FiguresError`] when a figure does not hold yet on a day.
pub fn assess(asked: &Asked<'_>) -> Result<Assessment, FiguresError> {
    let Asked { birth_date, months, form, filed_on } = *asked;
    let usual = PensionRules::at(filed_on)?;
    let underground_months = if form.underground { usual.miner_underground.count() } else { 0 };
    let insured = Insured { birth_date, months, underground_months, early_agreed: false };
    let age_on = simulate(&insured, &usual).age.reached_on;
    let free_on = form.stopped_on.succ_opt().unwrap_or(form.stopped_on);
    let rules_on = age_on.max(free_on).max(FIRST_DAY);
    let rules = PensionRules::at(rules_on)?;
    let pension = simulate(&insured, &rules);
    let start = Start::of(age_on, form.stopped_on, filed_on, &rules)?;
    let obstacle = obstacle(asked, age_on, pension.days);
    Ok(Assessment { obstacle, pension, rules, rules_on, start })
}

fn obstacle(asked: &Asked<'_>, age_on: NaiveDate, days: u32) -> Option<Obstacle> {
    let stopped_in = Month::of(asked.form.stopped_on)?;
    let after = asked.months.iter().rev().find(|month| month.days > 0 && month.month > stopped_in);
    if asked.filed_on < age_on {
        return Some(Obstacle::TooYoung { from: age_on });
    }
    match after {
        Some(after) => Some(Obstacle::DeclaredAfter { month: after.month }),
        None => (days == 0).then_some(Obstacle::NothingDeclared),
    }
}

impl Assessment {
    /// Its figures, to be kept with the request and its decision.
    pub fn figures(&self) -> PensionFigures {
        PensionFigures {
            outcome: self.pension.outcome,
            days: self.pension.days,
            reference_salary: self.pension.reference.map(|reference| reference.salary),
            rate: self.pension.rate,
            amount: self.pension.monthly_amount,
            starts_on: self.start.on,
            late: self.start.late,
            rules_on: Some(self.rules_on),
        }
    }

    /// The steps that lead to it, in order, the day it begins last.
    pub fn explain(&self) -> Vec<Step> {
        let mut steps = explain(&self.pension, &self.rules);
        if matches!(self.pension.outcome, Outcome::Pension | Outcome::MinimumOnly) {
            steps.push(self.start.explain_request());
        }
        steps
    }
}

/// The figures of a request at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct PensionFigures {
    /// What it is.
    pub outcome: Outcome,
    /// Days counted.
    pub days: u32,
    /// Reference salary.
    pub reference_salary: Option<Money>,
    /// Share of it, basis points.
    pub rate: Option<u32>,
    /// A month's pension, or the minimum of its band; none for contributions that are paid back.
    pub amount: Option<Money>,
    /// First day it is paid for.
    pub starts_on: NaiveDate,
    /// It was asked for too late to keep its start.
    pub late: bool,
    /// The day whose rules counted them; not known of what was kept before it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rules_on: Option<NaiveDate>,
}

impl PensionFigures {
    /// Whether they say something else than others, whatever was kept of the day of their rules.
    pub fn differ_from(&self, others: &Self) -> bool {
        Self { rules_on: None, ..*self } != Self { rules_on: None, ..*others }
    }

    /// The rules that counted them.
    ///
    /// # Errors
    /// [`FiguresError`] when no figures are known for that day.
    pub fn rules(&self) -> Result<PensionRules, FiguresError> {
        PensionRules::at(self.rules_on.unwrap_or(self.starts_on))
    }

    /// Whether an amount can be granted: that of the rules where they know it, at least the band's minimum where they do
    /// not, any where contributions are paid back.
    pub fn allow(&self, amount: Money) -> bool {
        match self.outcome {
            Outcome::Pension => self.amount == Some(amount),
            Outcome::MinimumOnly => self.amount.is_some_and(|least| amount >= least),
            Outcome::Refund(_) => amount > Money::ZERO,
            Outcome::NotEntitled => false,
        }
    }

    /// Whether it is paid by the month, not once.
    pub const fn is_monthly(&self) -> bool {
        matches!(self.outcome, Outcome::Pension | Outcome::MinimumOnly)
    }
}

/// Months of a pension that are due when it is paid on a day: from its first one to that of the day.
pub fn months_due(starts_on: NaiveDate, paid_on: NaiveDate) -> u32 {
    let (Some(first), Some(last)) = (Month::of(starts_on), Month::of(paid_on)) else { return 0 };
    u32::try_from(last.months_since(first) + 1).unwrap_or(0)
}

#[cfg(test)]
mod tests;

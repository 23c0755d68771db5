//! `damane rules job-loss`: whether the job-loss benefit is due, what it comes to, until when to claim, with its steps.

use super::career::{Line, months};
use super::input::{Refused, day, no_figures, parse, write};
use super::steps::{StepOut, steps};
use chrono::NaiveDate;
use damane_domain::job_loss::{EndOfContract, JobLossRules, Loss, Reason, check, explain};
use std::borrow::Cow;

/// A question.
pub const EXAMPLE: &str = r#"{"end_of_contract":"2026-09-30","claimed_on":"2026-10-20","reason":"dismissal","career":[{"month":"2026-09","employer":"1000004","days":26,"declared_salary":234400,"situation":""}]}"#;

#[derive(Debug, serde::Deserialize)]
struct Question<'t> {
    #[serde(borrow)]
    end_of_contract: Cow<'t, str>,
    #[serde(borrow)]
    claimed_on: Cow<'t, str>,
    #[serde(borrow)]
    reason: Cow<'t, str>,
    #[serde(borrow)]
    career: Vec<Line<'t>>,
}

#[derive(Debug, serde::Serialize)]
struct Answer {
    eligible: bool,
    reasons: Vec<&'static str>,
    days_in_36_months: u32,
    days_in_12_months: u32,
    reference_salary: Option<i64>,
    monthly_amount: Option<i64>,
    months: u32,
    last_day_to_claim: NaiveDate,
    starts_on: NaiveDate,
    steps: Vec<StepOut>,
}

/// Answers one question.
pub fn answer(text: &str, out: &mut Vec<u8>) -> Result<(), Refused> {
    let question: Question<'_> = parse(text)?;
    let ended_on = day("end_of_contract", &question.end_of_contract)?;
    let claimed_on = day("claimed_on", &question.claimed_on)?;
    let reason = EndOfContract::from_code(&question.reason).ok_or_else(|| unknown(&question.reason))?;
    let rules = JobLossRules::at(ended_on).map_err(|error| no_figures("end_of_contract", &error))?;
    let months = months(&question.career, None, claimed_on.max(ended_on), "claimed_on")?;
    let checked = check(&Loss { ended_on, claimed_on, reason, months: &months }, &rules);
    let answer = Answer {
        eligible: checked.is_eligible(),
        reasons: checked.reasons.iter().copied().map(Reason::code).collect(),
        days_in_36_months: checked.days_in_36_months,
        days_in_12_months: checked.days_in_12_months,
        reference_salary: checked.average.map(|average| average.salary.as_centimes()),
        monthly_amount: checked.monthly_amount().map(|amount| amount.as_centimes()),
        months: if checked.is_eligible() { rules.months_paid.count() } else { 0 },
        last_day_to_claim: checked.last_day_to_claim,
        starts_on: checked.starts_on,
        steps: steps(&explain(&checked, &rules)),
    };
    write(&answer, out)
}

fn unknown(reason: &str) -> Refused {
    let known = EndOfContract::ALL.map(EndOfContract::code).join(", ");
    Refused::field("reason", format!("{reason:?} is none of {known}"))
}

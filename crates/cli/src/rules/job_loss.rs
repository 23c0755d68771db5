//! `damane rules job-loss`: whether the job-loss benefit is due, what it comes to, until when to claim, with its steps.

use super::career::{Line, months};
use super::input::{Object, Refused, day, no_figures, parse, text, write};
use super::steps::{StepOut, steps};
use chrono::NaiveDate;
use damane_domain::job_loss::{EndOfContract, JobLossRules, Loss, Reason, check, explain};
use serde::de::Deserializer;

/// A question.
pub const EXAMPLE: &str = r#"{"end_of_contract":"2026-09-30","claimed_on":"2026-10-20","reason":"dismissal","career":[{"month":"2026-09","employer":"1000004","days":26,"declared_salary":234400,"situation":""}]}"#;

#[derive(Debug, serde::Deserialize)]
struct Question<'t> {
    #[serde(deserialize_with = "day")]
    end_of_contract: NaiveDate,
    #[serde(deserialize_with = "day")]
    claimed_on: NaiveDate,
    #[serde(deserialize_with = "reason")]
    reason: EndOfContract,
    #[serde(borrow)]
    career: Vec<Object<Line<'t>>>,
}

fn reason<'de, D: Deserializer<'de>>(deserializer: D) -> Result<EndOfContract, D::Error> {
    text(deserializer, "a reason", |code| {
        let known = || EndOfContract::ALL.map(EndOfContract::code).join(", ");
        EndOfContract::from_code(code).ok_or_else(|| format!("{code:?} is none of {}", known()))
    })
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
    let (ended_on, claimed_on, reason) = (question.end_of_contract, question.claimed_on, question.reason);
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

//! `damane rules pension`: the pension of who retires on a day, with its steps.

use super::career::{Line, months};
use super::input::{Object, Refused, Whole, count, day, no_figures, parse, write};
use super::steps::{StepOut, steps};
use chrono::NaiveDate;
use damane_domain::pension::{Insured, PensionRules, Reason, explain, simulate};

/// A question.
pub const EXAMPLE: &str = r#"{"birth_date":"1966-03-14","at":"2026-11-28","career":[{"month":"2026-09","employer":"1000004","days":26,"declared_salary":600000,"situation":""},{"month":"2026-10","employer":"1000004","days":20,"declared_salary":461500,"situation":"SO"}]}"#;

/// Nobody has lived longer.
const OLDEST: u32 = 130;
/// A working life, in months.
const MOST_MONTHS: u32 = 12 * OLDEST;

#[derive(Debug, serde::Deserialize)]
struct Question<'t> {
    #[serde(deserialize_with = "day")]
    birth_date: NaiveDate,
    #[serde(deserialize_with = "day")]
    at: NaiveDate,
    #[serde(borrow)]
    career: Vec<Object<Line<'t>>>,
    /// Months underground in a mine; sixty make the age 55.
    #[serde(default)]
    underground_months: Whole,
    /// The employer agrees to an early retirement and pays for it.
    #[serde(default)]
    early_agreed: bool,
}

#[derive(Debug, serde::Serialize)]
struct Answer {
    outcome: &'static str,
    days: u32,
    reference_salary: Option<i64>,
    rate_bp: Option<u32>,
    monthly_amount: Option<i64>,
    reasons: Vec<&'static str>,
    steps: Vec<StepOut>,
    age_reached_on: NaiveDate,
}

/// Answers one question.
pub fn answer(text: &str, out: &mut Vec<u8>) -> Result<(), Refused> {
    let question: Question<'_> = parse(text)?;
    let (birth_date, at) = (question.birth_date, question.at);
    if at.years_since(birth_date).is_none_or(|age| age > OLDEST) {
        return Err(Refused::field(
            "birth_date",
            format!("{birth_date} is not the birth date of a person on {at}"),
        ));
    }
    let rules = PensionRules::at(at).map_err(|error| no_figures("at", &error))?;
    let months = months(&question.career, Some(birth_date), at, "at")?;
    let underground_months =
        count(|| "underground_months".to_owned(), question.underground_months, MOST_MONTHS)?;
    let insured =
        Insured { birth_date, months: &months, underground_months, early_agreed: question.early_agreed };
    let pension = simulate(&insured, &rules);
    let answer = Answer {
        outcome: pension.outcome.code(),
        days: pension.days,
        reference_salary: pension.reference.map(|reference| reference.salary.as_centimes()),
        rate_bp: pension.rate,
        monthly_amount: pension.monthly_amount.map(|amount| amount.as_centimes()),
        reasons: pension.reasons.iter().copied().map(Reason::code).collect(),
        steps: steps(&explain(&pension, &rules)),
        age_reached_on: pension.age.reached_on,
    };
    write(&answer, out)
}

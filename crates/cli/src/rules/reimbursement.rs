//! `damane rules reimbursement`: what a claim for care is paid back, line by line, with its steps.

use super::input::{Amount, Object, Refused, Whole, count, day, no_figures, parse, text, write};
use super::steps::{StepOut, steps};
use chrono::NaiveDate;
use damane_domain::money::Money;
use damane_domain::reimbursements::{
    Abroad, Act, Claim, Convention, Estimate, EstimatedLine, Line, Reason, estimate, explain,
};
use serde::de::Deserializer;
use std::borrow::Cow;

/// A question.
pub const EXAMPLE: &str = r#"{"filed_on":"2026-11-01","continuous":false,"long_term":false,"convention":"2006","days_in_6_months":156,"abroad":null,"lines":[{"act":"gp_visit","date":"2026-10-05","paid":15000},{"act":"medicine","date":"2026-10-06","paid":20000,"generic_price":12000,"quantity":1}]}"#;

/// More lines than this are refused.
const MOST_LINES: usize = 1_000;
/// More of one thing than this is refused.
const MOST_PIECES: u32 = 1_000;

#[derive(Debug, serde::Deserialize)]
struct Question<'t> {
    #[serde(deserialize_with = "day")]
    filed_on: NaiveDate,
    #[serde(default)]
    continuous: bool,
    #[serde(default)]
    long_term: bool,
    /// `2006` (what is reported as applied; the default) or `2020` (signed, reported as not applied).
    #[serde(borrow, default)]
    convention: Option<Cow<'t, str>>,
    #[serde(default)]
    days_in_6_months: Option<Whole>,
    #[serde(default)]
    abroad: Option<Object<Papers>>,
    lines: Vec<Object<QuestionLine>>,
}

#[derive(Debug, Clone, Copy, serde::Deserialize)]
struct Papers {
    #[serde(default)]
    prior_agreement: bool,
    #[serde(default)]
    sworn_translation: bool,
}

#[derive(Debug, serde::Deserialize)]
struct QuestionLine {
    #[serde(deserialize_with = "act")]
    act: Act,
    #[serde(deserialize_with = "day")]
    date: NaiveDate,
    paid: Amount,
    #[serde(default = "one")]
    quantity: Whole,
    #[serde(default)]
    generic_price: Option<Amount>,
    #[serde(default)]
    public_hospital: bool,
}

const fn one() -> Whole {
    Whole(1)
}

fn act<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Act, D::Error> {
    text(deserializer, "an act", |code| {
        let known = || Act::ALL.map(Act::code).join(", ");
        Act::from_code(code).ok_or_else(|| format!("{code:?} is none of {}", known()))
    })
}

#[derive(Debug, serde::Serialize)]
struct Answer {
    accepted: bool,
    reasons: Vec<&'static str>,
    last_day_to_file: Option<NaiveDate>,
    lines: Vec<AnswerLine>,
    paid: i64,
    refund: i64,
    remainder: i64,
    complete: bool,
    at_least: bool,
    steps: Vec<StepOut>,
}

#[derive(Debug, serde::Serialize)]
struct AnswerLine {
    act: &'static str,
    date: NaiveDate,
    paid: i64,
    tariff: Option<i64>,
    rate_bp: u32,
    refund: Option<i64>,
    remainder: i64,
    reason: &'static str,
}

/// Answers one question.
pub fn answer(text: &str, out: &mut Vec<u8>) -> Result<(), Refused> {
    let question: Question<'_> = parse(text)?;
    let filed_on = question.filed_on;
    if question.lines.len() > MOST_LINES {
        return Err(Refused::field("lines", format!("more than {MOST_LINES}")));
    }
    let places = question.lines.iter().enumerate();
    let lines =
        places.map(|(place, Object(given))| line(place, given, filed_on)).collect::<Result<Vec<_>, _>>()?;
    let most_days = 6 * 26;
    let days = question.days_in_6_months;
    let days = days.map(|days| count(|| "days_in_6_months".to_owned(), days, most_days)).transpose()?;
    let claim = Claim {
        filed_on,
        continuous: question.continuous,
        long_term: question.long_term,
        abroad: question.abroad.map(|Object(Papers { prior_agreement, sworn_translation })| Abroad {
            prior_agreement,
            sworn_translation,
        }),
        days_in_6_months: days,
        convention: convention(question.convention.as_deref())?,
        lines: &lines,
    };
    let found = estimate(&claim).map_err(|error| no_figures("lines", &error))?;
    let steps_of = explain(&claim, &found).map_err(|error| no_figures("filed_on", &error))?;
    write(&answered(&found, steps(&steps_of)), out)
}

fn answered(found: &Estimate, steps: Vec<StepOut>) -> Answer {
    let line = |found: &EstimatedLine| AnswerLine {
        act: found.line.act.code(),
        date: found.line.on,
        paid: found.line.paid.as_centimes(),
        tariff: found.tariff.map(Money::as_centimes),
        rate_bp: found.rate.count(),
        refund: found.refund.map(Money::as_centimes),
        remainder: found.remainder.as_centimes(),
        reason: found.reason.code(),
    };
    Answer {
        accepted: found.reasons.is_empty(),
        reasons: found.reasons.iter().copied().map(Reason::code).collect(),
        last_day_to_file: found.last_day_to_file,
        lines: found.lines.iter().map(line).collect(),
        paid: found.paid.as_centimes(),
        refund: found.refund.as_centimes(),
        remainder: found.remainder.as_centimes(),
        complete: found.complete,
        at_least: found.at_least,
        steps,
    }
}

fn convention(text: Option<&str>) -> Result<Convention, Refused> {
    match text {
        None | Some("2006") => Ok(Convention::Of2006),
        Some("2020") => Ok(Convention::SignedIn2020),
        Some(other) => Err(Refused::field("convention", format!("{other:?} is neither 2006 nor 2020"))),
    }
}

fn line(place: usize, given: &QuestionLine, filed_on: NaiveDate) -> Result<Line, Refused> {
    let field = |name: &str| format!("lines[{place}].{name}");
    let on = given.date;
    if on > filed_on {
        return Err(Refused::field(field("date"), format!("{on} is after filed_on")));
    }
    let quantity = count(|| field("quantity"), given.quantity, MOST_PIECES)?;
    let (Amount(paid), generic_price) = (given.paid, given.generic_price.map(|Amount(price)| price));
    let (act, public_hospital) = (given.act, given.public_hospital);
    Ok(Line { act, on, paid, quantity, generic_price, public_hospital })
}

//! The career of a question: lines by month and employer become months, checked on the way.

use super::input::{Refused, amount, count};
use chrono::NaiveDate;
use damane_domain::career::CareerRules;
use damane_domain::money::Money;
use damane_domain::month::Month;
use damane_domain::pension::InsuredMonth;
use damane_domain::situation::Situation;
use serde::de::{Deserializer, Visitor};
use std::borrow::Cow;
use std::fmt;

/// More lines than this are refused: sixty years with ten employers a month are 7,200.
const MOST_LINES: usize = 20_000;

/// A line as it is written in a question.
#[derive(Debug, serde::Deserialize)]
pub struct Line<'t> {
    #[serde(borrow)]
    month: Cow<'t, str>,
    #[serde(borrow, default)]
    employer: Employer<'t>,
    days: i64,
    declared_salary: i64,
    #[serde(borrow, default)]
    situation: Option<Cow<'t, str>>,
}

/// Number or name of an employer: it only tells lines of the same month apart.
#[derive(Debug, Default, PartialEq, Eq)]
enum Employer<'t> {
    #[default]
    Unnamed,
    Named(Cow<'t, str>),
    Number(i64),
}

impl<'de: 't, 't> serde::Deserialize<'de> for Employer<'t> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reading;
        impl<'de> Visitor<'de> for Reading {
            type Value = Employer<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an employer's number or name")
            }
            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(Employer::Named(Cow::Borrowed(text)))
            }
            fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Employer::Named(Cow::Owned(text.to_owned())))
            }
            fn visit_u64<E: serde::de::Error>(self, number: u64) -> Result<Self::Value, E> {
                i64::try_from(number).map(Employer::Number).map_err(E::custom)
            }
            fn visit_unit<E>(self) -> Result<Self::Value, E> {
                Ok(Employer::Unnamed)
            }
        }
        deserializer.deserialize_any(Reading)
    }
}

/// The months of a career, in order, days capped across employers. No line may be before `born` or after `until`.
pub fn months(
    lines: &[Line<'_>],
    born: Option<NaiveDate>,
    until: NaiveDate,
    until_field: &str,
) -> Result<Vec<InsuredMonth>, Refused> {
    if lines.len() > MOST_LINES {
        return Err(Refused::field("career", format!("more than {MOST_LINES} lines")));
    }
    let most = CareerRules::at(until).map_err(|error| Refused::field(until_field, error.to_string()))?;
    let most = most.month_days.value;
    let bounds = Bounds { first: born.and_then(Month::of), last: Month::of(until), until_field, most };
    let mut checked = Vec::with_capacity(lines.len());
    for (place, line) in lines.iter().enumerate() {
        checked.push((check(place, line, &bounds)?, place));
    }
    checked.sort_by_key(|(month, _)| month.month);
    let mut months: Vec<InsuredMonth> = Vec::with_capacity(checked.len());
    for run in checked.chunk_by(|(one, _), (next, _)| one.month == next.month) {
        refuse_doubles(run, lines)?;
        let days: u32 = run.iter().map(|(line, _)| u32::from(line.days)).sum();
        let salary: Money = run.iter().map(|(line, _)| line.salary).sum();
        if let Some((first, _)) = run.first() {
            months.push(InsuredMonth {
                days: u8::try_from(days.min(most)).unwrap_or(u8::MAX),
                salary,
                ..*first
            });
        }
    }
    Ok(months)
}

struct Bounds<'f> {
    first: Option<Month>,
    last: Option<Month>,
    until_field: &'f str,
    most: u32,
}

fn check(place: usize, line: &Line<'_>, bounds: &Bounds<'_>) -> Result<InsuredMonth, Refused> {
    let field = |name: &str| format!("career[{place}].{name}");
    let wrong_month = |why: &str| Refused::field(field("month"), format!("{:?} is {why}", line.month));
    let month = Month::parse(&line.month).ok_or_else(|| wrong_month("not a month like 2026-11"))?;
    if bounds.first.is_some_and(|first| month < first) {
        return Err(wrong_month("before the birth"));
    }
    if bounds.last.is_some_and(|last| month > last) {
        return Err(wrong_month(&format!("after {}", bounds.until_field)));
    }
    let days = count(|| field("days"), line.days, bounds.most)?;
    let salary = amount(|| field("declared_salary"), line.declared_salary)?;
    if let Some(text) = line.situation.as_deref().filter(|text| !is_situation(text)) {
        return Err(Refused::field(field("situation"), format!("{text:?} is not a situation")));
    }
    Ok(InsuredMonth { month, days: u8::try_from(days).unwrap_or(u8::MAX), salary })
}

/// A code of the declarations (`SO`, `IL`…; blank at work), or the word of the career statement.
fn is_situation(text: &str) -> bool {
    const WORDS: [&str; 9] = [
        "normal",
        "left",
        "deceased",
        "maternity",
        "sickness",
        "work_accident",
        "unpaid_leave",
        "kept_without_pay",
        "occupational_disease",
    ];
    Situation::from_code(text).is_some() || WORDS.contains(&text)
}

/// Two lines of one employer in one month contradict each other: which of them stands is not ours to guess.
fn refuse_doubles(run: &[(InsuredMonth, usize)], lines: &[Line<'_>]) -> Result<(), Refused> {
    let employer = |place: &usize| lines.get(*place).map(|line| &line.employer);
    for (at, (month, place)) in run.iter().enumerate() {
        let seen = run.iter().take(at).any(|(_, past)| employer(past) == employer(place));
        if seen {
            let why = format!("{} is there twice for the same employer", month.month);
            return Err(Refused::field(format!("career[{place}].month"), why));
        }
    }
    Ok(())
}

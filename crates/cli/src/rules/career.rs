//! The career of a question: lines by month and employer become months, checked on the way.

use super::input::{Amount, Object, Refused, Whole, count, text};
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
    #[serde(deserialize_with = "month")]
    month: Month,
    #[serde(borrow, default)]
    employer: Employer<'t>,
    days: Whole,
    declared_salary: Amount,
    #[serde(borrow, default)]
    situation: Option<Cow<'t, str>>,
}

fn month<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Month, D::Error> {
    text(deserializer, "a month like 2026-11", |text| {
        Month::parse(text).ok_or_else(|| format!("{text:?} is not a month like 2026-11"))
    })
}

/// Number or name of an employer, as trimmed text: it only tells lines of the same month apart. Empty when none is named.
#[derive(Debug, Default, PartialEq, Eq)]
struct Employer<'t>(Cow<'t, str>);

impl<'de: 't, 't> serde::Deserialize<'de> for Employer<'t> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reading;
        impl<'de> Visitor<'de> for Reading {
            type Value = Employer<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an employer's number or name")
            }
            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(Employer(Cow::Borrowed(text.trim())))
            }
            fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Employer(Cow::Owned(text.trim().to_owned())))
            }
            fn visit_u64<E>(self, number: u64) -> Result<Self::Value, E> {
                Ok(Employer(Cow::Owned(number.to_string())))
            }
            fn visit_unit<E>(self) -> Result<Self::Value, E> {
                Ok(Employer::default())
            }
        }
        deserializer.deserialize_any(Reading)
    }
}

/// The months of a career, in order, days capped across employers. No line may be before `born` or after `until`.
pub fn months(
    lines: &[Object<Line<'_>>],
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
    for (place, Object(line)) in lines.iter().enumerate() {
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
    let month = line.month;
    let wrong_month = |why: &str| Refused::field(field("month"), format!("\"{month}\" is {why}"));
    if bounds.first.is_some_and(|first| month < first) {
        return Err(wrong_month("before the birth"));
    }
    if bounds.last.is_some_and(|last| month > last) {
        return Err(wrong_month(&format!("after {}", bounds.until_field)));
    }
    let days = count(|| field("days"), line.days, bounds.most)?;
    if let Some(text) = line.situation.as_deref().filter(|text| !is_situation(text)) {
        return Err(Refused::field(field("situation"), format!("{text:?} is not a situation")));
    }
    let Amount(salary) = line.declared_salary;
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
fn refuse_doubles(run: &[(InsuredMonth, usize)], lines: &[Object<Line<'_>>]) -> Result<(), Refused> {
    let employer = |place: &usize| lines.get(*place).map(|Object(line)| &line.employer);
    for (at, (month, place)) in run.iter().enumerate() {
        let seen = run.iter().take(at).any(|(_, past)| employer(past) == employer(place));
        if seen {
            let why = format!("{} is there twice for the same employer", month.month);
            return Err(Refused::field(format!("career[{place}].month"), why));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::pension::answer;

    /// What is said of a month with a line for each of these employers, written as JSON; blank for a line without one.
    fn said_of(employers: &[&str]) -> Option<String> {
        let line = |employer: &&str| {
            let member =
                if employer.is_empty() { String::new() } else { format!(r#","employer":{employer}"#) };
            format!(r#"{{"month":"2026-09","days":10,"declared_salary":100000{member}}}"#)
        };
        let lines: Vec<String> = employers.iter().map(line).collect();
        let question =
            format!(r#"{{"birth_date":"1966-03-14","at":"2026-11-28","career":[{}]}}"#, lines.join(","));
        answer(&question, &mut Vec::new()).err().map(|refused| refused.to_string())
    }

    #[test]
    fn an_employer_is_the_same_as_a_number_and_as_a_text() {
        for employers in [
            ["\"1\"", "1"],
            ["1", "\" 1 \""],
            ["\"A\\u0042\"", "\"AB\""],
            ["null", ""],
            ["", "\"\""],
            ["\"\"", "null"],
            ["\" \"", ""],
            ["18446744073709551615", "\"18446744073709551615\""],
        ] {
            let said = said_of(&employers);
            let expected = "career[1].month: 2026-09 is there twice for the same employer";
            assert_eq!(said.as_deref(), Some(expected), "{employers:?}");
        }
    }

    #[test]
    fn several_employers_may_stand_in_a_month() {
        assert_eq!(said_of(&["\"1\"", "2", "\"Atlas\"", "\"atlas\"", ""]), None);
    }

    #[test]
    fn a_month_outside_the_career_is_named_as_it_was_written() {
        for (month, said) in
            [("2026-12", "\"2026-12\" is after at"), ("1966-02", "\"1966-02\" is before the birth")]
        {
            let question = format!(
                r#"{{"birth_date":"1966-03-14","at":"2026-11-28","career":[{{"month":"{month}","days":1,"declared_salary":1}}]}}"#
            );
            let refused = answer(&question, &mut Vec::new()).unwrap_err();
            assert_eq!(refused.to_string(), format!("career[0].month: {said}"));
        }
    }
}

//! What is wrong with a question: the field, and why.

use chrono::{Datelike, NaiveDate};
use damane_domain::money::Money;
use damane_domain::parameters::FiguresError;
use std::fmt;
use std::io;

/// A question that cannot be answered as it stands.
#[derive(Debug, PartialEq, Eq)]
pub struct Refused {
    /// The field: `career[3].days`; empty when the text is no JSON object at all.
    field: String,
    /// What is wrong with it.
    message: String,
}

impl Refused {
    /// A field, and what is wrong with it.
    pub fn field(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self { field: field.into(), message: message.into() }
    }

    /// Not text.
    pub fn not_utf8() -> Self {
        Self::field("", "not UTF-8 text")
    }

    /// Longer than any career.
    pub fn too_long() -> Self {
        Self::field("", "longer than 4 MiB")
    }

    /// The answer of a refused line in a batch.
    pub fn write(&self, line: u64, out: &mut Vec<u8>) -> serde_json::Result<()> {
        let Self { field, message } = self;
        let error = serde_json::json!({ "error": { "line": line, "field": field, "message": message } });
        serde_json::to_writer(out, &error)
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.field.as_str() {
            "" => write!(f, "{}", self.message),
            field => write!(f, "{field}: {}", self.message),
        }
    }
}

/// Reads a question. Only one that cannot be read is read again, to name the field.
pub fn parse<'t, T: serde::Deserialize<'t>>(text: &'t str) -> Result<T, Refused> {
    let error = match serde_json::from_str(text) {
        Ok(question) => return Ok(question),
        Err(error) => error,
    };
    let mut reader = serde_json::Deserializer::from_str(text);
    let found: Result<T, _> = serde_path_to_error::deserialize(&mut reader);
    Err(match found {
        Err(at) if at.inner().is_data() => named(&at.path().to_string(), &at.inner().to_string()),
        _ => Refused::field("", format!("not a JSON object: {error}")),
    })
}

/// A missing field is named with its parent by the reader: `career[3]`, "missing field `days`".
fn named(path: &str, message: &str) -> Refused {
    let path = if path == "." { "" } else { path };
    let missing = message.strip_prefix("missing field `").and_then(|rest| rest.split('`').next());
    match missing {
        Some(name) if path.is_empty() => Refused::field(name, "is missing"),
        Some(name) => Refused::field(format!("{path}.{name}"), "is missing"),
        None => Refused::field(path, message),
    }
}

/// A day like 2026-11-28, of the years 1900 to 2199.
pub fn day(field: &str, text: &str) -> Result<NaiveDate, Refused> {
    let shaped = text.len() == 10 && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    let day = shaped.then(|| text.parse::<NaiveDate>().ok()).flatten();
    day.filter(|day| (1900..2200).contains(&day.year()))
        .ok_or_else(|| Refused::field(field, format!("{text:?} is not a day like 2026-11-28")))
}

/// The largest amount a declaration can hold: thirteen digits of centimes.
const MOST: i64 = 9_999_999_999_999;

/// An amount that is neither negative nor absurd.
pub fn amount(field: impl Fn() -> String, centimes: i64) -> Result<Money, Refused> {
    match centimes {
        ..0 => Err(Refused::field(field(), format!("{centimes} is negative"))),
        0..=MOST => Ok(Money::centimes(centimes)),
        _ => Err(Refused::field(field(), format!("{centimes} is more than a declaration can hold"))),
    }
}

/// A count from nothing to the most.
pub fn count(field: impl Fn() -> String, value: i64, most: u32) -> Result<u32, Refused> {
    match u32::try_from(value) {
        Ok(value) if value <= most => Ok(value),
        Ok(_) => Err(Refused::field(field(), format!("{value} is more than {most}"))),
        Err(_) if value < 0 => Err(Refused::field(field(), format!("{value} is negative"))),
        Err(_) => Err(Refused::field(field(), format!("{value} is more than {most}"))),
    }
}

/// The figures do not reach back to a day: the field that holds it is named.
pub fn no_figures(field: &str, error: &FiguresError) -> Refused {
    Refused::field(field, error.to_string())
}

/// Writes an answer as one line.
pub fn write(answer: &impl serde::Serialize, out: &mut Vec<u8>) -> Result<(), Refused> {
    serde_json::to_writer(out, answer).map_err(|error| Refused::field("", io::Error::from(error).to_string()))
}

//! Dated figures of the rules: each has a value, the day it starts, a unit, a source and a confidence.
//!
//! A room's figures stand in `<room>.toml`; worked cases beside them run as tests. A figure that is not sourced
//! is shown as such wherever it is used.

use crate::money::Money;
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// How sure we are of a figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Confidence {
    /// Not found, contradictory or inferred: to be shown as unverified.
    Unverified,
    /// Our own decision, where no law speaks.
    Decided,
    /// Read in a law, a decree or the fund's own pages.
    Sourced,
}

/// A figure that holds from one day until the next one starts.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dated {
    /// First day on which it holds.
    #[serde(deserialize_with = "day")]
    pub from: NaiveDate,
    /// The figure, in `unit`.
    pub value: i64,
    /// What is counted: `days`, `centimes`, `months`, `basis points`…
    pub unit: String,
    /// Where it was read.
    pub source: String,
    /// How sure we are.
    pub confidence: Confidence,
}

impl Confidence {
    /// A stable word for the wire and the command line.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Unverified => "unverified",
            Self::Decided => "decided",
            Self::Sourced => "sourced",
        }
    }
}

impl Dated {
    /// The value as a count; nothing when it is negative.
    pub fn count(&self) -> u32 {
        u32::try_from(self.value).unwrap_or(0)
    }

    /// The value as money: the unit is centimes.
    pub const fn money(&self) -> Money {
        Money::centimes(self.value)
    }
}

/// A worked case: what is given, what must come out.
#[derive(Debug, Clone, PartialEq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// A sentence.
    pub name: String,
    /// Inputs by name.
    pub given: toml::Table,
    /// Results by name.
    pub expect: toml::Table,
}

/// A room's file: its figures by name, oldest first, and its worked cases.
#[derive(Debug, Clone, PartialEq)]
pub struct Figures {
    by_name: BTreeMap<String, Vec<Dated>>,
    /// Worked cases.
    pub cases: Vec<Case>,
}

/// What is wrong with a room's file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FiguresError {
    /// Not TOML of the expected layout.
    #[error("{0}")]
    Unreadable(String),
    /// A figure has no value, source or unit, or two start on the same day, or they are out of order.
    #[error("{name}: {why}")]
    Figure {
        /// The figure.
        name: String,
        /// What is wrong.
        why: &'static str,
    },
    /// No figure of that name holds on that day.
    #[error("no {name} on {at}")]
    Missing {
        /// The figure.
        name: String,
        /// The day.
        at: NaiveDate,
    },
}

impl Figures {
    /// Reads a room's file. Each figure holds until the next starts, so there are no gaps or overlaps within one.
    ///
    /// # Errors
    /// [`FiguresError`] names the figure at fault.
    pub fn from_toml(text: &str) -> Result<Self, FiguresError> {
        let unreadable = |error: toml::de::Error| FiguresError::Unreadable(error.to_string());
        let mut table: toml::Table = toml::from_str(text).map_err(unreadable)?;
        let cases = match table.remove("case") {
            Some(cases) => cases.try_into().map_err(unreadable)?,
            None => Vec::new(),
        };
        let by_name: BTreeMap<String, Vec<Dated>> =
            toml::Value::Table(table).try_into().map_err(unreadable)?;
        for (name, figures) in &by_name {
            let wrong = |why| FiguresError::Figure { name: name.clone(), why };
            if figures.is_empty() {
                return Err(wrong("has no value"));
            }
            if figures.iter().any(|figure| figure.source.trim().is_empty() || figure.unit.trim().is_empty()) {
                return Err(wrong("needs a source and a unit"));
            }
            if figures.windows(2).any(|pair| pair[0].from >= pair[1].from) {
                return Err(wrong("its days must grow, each once"));
            }
            if figures.windows(2).any(|pair| pair[0].unit != pair[1].unit) {
                return Err(wrong("changes its unit"));
            }
        }
        Ok(Self { by_name, cases })
    }

    /// Every value the figure has had, oldest first; empty when there is no such figure.
    pub fn history(&self, name: &str) -> &[Dated] {
        self.by_name.get(name).map(Vec::as_slice).unwrap_or_default()
    }

    /// Every figure by name, each with all its values, oldest first.
    pub fn all(&self) -> impl Iterator<Item = (&str, &[Dated])> {
        self.by_name.iter().map(|(name, figures)| (name.as_str(), figures.as_slice()))
    }

    /// The figure of that name on that day.
    ///
    /// # Errors
    /// [`FiguresError::Missing`] when none holds yet.
    pub fn get(&self, name: &str, at: NaiveDate) -> Result<&Dated, FiguresError> {
        let known = self.by_name.get(name).map(Vec::as_slice).unwrap_or_default();
        let missing = || FiguresError::Missing { name: name.to_owned(), at };
        known.iter().rev().find(|figure| figure.from <= at).ok_or_else(missing)
    }
}

fn day<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<NaiveDate, D::Error> {
    let date = <toml::value::Datetime as serde::Deserialize>::deserialize(deserializer)?;
    let day = date.date.filter(|_| date.time.is_none() && date.offset.is_none());
    day.and_then(|day| NaiveDate::from_ymd_opt(day.year.into(), day.month.into(), day.day.into()))
        .ok_or_else(|| serde::de::Error::custom("not a day like 2026-01-01"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    const TWO: &str = r#"
[[smig]]
from = 2025-01-01
value = 1710
unit = "centimes/hour"
source = "Décret 2.24.1122"
confidence = "sourced"
[[smig]]
from = 2026-01-01
value = 1792
unit = "centimes/hour"
source = "Décret 2.25.983"
confidence = "sourced"
"#;

    #[test]
    fn a_figure_holds_from_its_day_until_the_next_one_starts() {
        let figures = Figures::from_toml(TWO).unwrap();
        assert_eq!(figures.get("smig", on("2025-12-31")).unwrap().value, 1710);
        assert_eq!(figures.get("smig", on("2026-01-01")).unwrap().value, 1792);
        assert!(matches!(figures.get("smig", on("2024-12-31")), Err(FiguresError::Missing { .. })));
        assert!(matches!(figures.get("smag", on("2026-01-01")), Err(FiguresError::Missing { .. })));
    }

    #[test]
    fn a_figure_without_source_or_out_of_order_is_refused() {
        for (from, to) in [
            ("source = \"Décret 2.25.983\"", "source = \" \""),
            ("from = 2026-01-01", "from = 2025-01-01"),
            ("from = 2026-01-01", "from = 2024-01-01"),
            ("source = \"Décret 2.25.983\"\n", ""),
            ("confidence = \"sourced\"", "confidence = \"sure\""),
        ] {
            assert!(Figures::from_toml(&TWO.replacen(from, to, 2)).is_err(), "{to:?}");
        }
    }
}

//! The figures of careers, read from `career.toml` for a day.

use crate::parameters::{Confidence, Dated, Figures, FiguresError};
use chrono::NaiveDate;
use std::sync::LazyLock;

/// A rule's figure on a day, with its confidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Figure {
    /// Value, in the unit of its name.
    pub value: u32,
    /// How sure we are.
    pub confidence: Confidence,
}

/// The figures of careers on a day (`career.toml`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CareerRules {
    /// Most days that count in a month, across employers.
    pub month_days: Figure,
    /// Days asked for a full pension.
    pub pension_days: Figure,
    /// Days from which a civil quarter counts.
    pub quarter_days: Figure,
    /// Whole months without declaration after which a file is inactive.
    pub inactive_after: Figure,
    /// Months back within which a declaration speaks of today.
    pub declared_within: Figure,
}

pub(super) const FIGURES: &str = include_str!("../career.toml");

static READ: LazyLock<Result<Figures, FiguresError>> = LazyLock::new(|| Figures::from_toml(FIGURES));

impl CareerRules {
    /// The figures that hold on a day.
    ///
    /// # Errors
    /// [`FiguresError`] when a figure does not hold yet on that day.
    pub fn at(day: NaiveDate) -> Result<Self, FiguresError> {
        let figures = READ.as_ref().map_err(Clone::clone)?;
        let figure = |name: &str| figures.get(name, day).map(Figure::from);
        Ok(Self {
            month_days: figure("month_days")?,
            pension_days: figure("pension_days")?,
            quarter_days: figure("quarter_days")?,
            inactive_after: figure("inactive_after")?,
            declared_within: figure("declared_within")?,
        })
    }
}

impl From<&Dated> for Figure {
    fn from(dated: &Dated) -> Self {
        Self { value: u32::try_from(dated.value).unwrap_or(0), confidence: dated.confidence }
    }
}

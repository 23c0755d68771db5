//! The figures of pensions on a day of retirement, read from `pension.toml` (dahir 1-72-184; loi 02.24).

use crate::money::Money;
use crate::month::Month;
use crate::parameters::{Dated, Figures, FiguresError};
use chrono::{Datelike, NaiveDate};
use std::sync::LazyLock;

pub(super) static FIGURES: LazyLock<Result<Figures, FiguresError>> =
    LazyLock::new(|| Figures::from_toml(include_str!("../pension.toml")));

/// A band of days with a legal minimum.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Band {
    /// Days from which it holds.
    pub days: &'static Dated,
    /// Its minimum a month, centimes.
    pub minimum: &'static Dated,
}

/// The figures of a pension on a day of retirement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PensionRules {
    /// The day they are for.
    pub at: NaiveDate,
    /// Age of a pension, years.
    pub age: &'static Dated,
    /// Age of a pension for miners, years.
    pub miner_age: &'static Dated,
    /// Months underground that make a miner.
    pub miner_underground: &'static Dated,
    /// Earliest age with the employer's agreement, years.
    pub early_age: &'static Dated,
    /// Days asked for a full pension.
    pub full_days: &'static Dated,
    /// Bands below that, fewest days first; none before the reform.
    pub bands: Vec<Band>,
    /// Months of the reference salary.
    pub reference_months: &'static Dated,
    /// Rate at the days of a full pension, basis points.
    pub base_rate: &'static Dated,
    /// Days of a block that gives more.
    pub block_days: &'static Dated,
    /// What a block gives, basis points.
    pub block_rate: &'static Dated,
    /// Highest rate, basis points.
    pub highest_rate: &'static Dated,
    /// Lowest full pension a month, centimes.
    pub minimum: &'static Dated,
    /// Which shares of the contributions are paid back: 1 the employee's, 2 both.
    pub refunded_shares: &'static Dated,
    /// Months after the age within which a request keeps its start.
    pub claim_within: &'static Dated,
    ceilings: Vec<(i32, &'static Dated)>,
}

impl PensionRules {
    /// The figures for somebody who retires on a day.
    ///
    /// # Errors
    /// [`FiguresError`] when a figure does not hold yet on that day.
    pub fn at(day: NaiveDate) -> Result<Self, FiguresError> {
        let figures = FIGURES.as_ref().map_err(Clone::clone)?;
        let figure = |name: &str| figures.get(name, day);
        let band = |number: u8| {
            let days = figure(&format!("band_{number}_days")).ok()?;
            Some(Band { days, minimum: figure(&format!("band_{number}_minimum")).ok()? })
        };
        let month =
            |dated: &'static Dated| (dated.from.year() * 12 + dated.from.month0().cast_signed(), dated);
        Ok(Self {
            at: day,
            age: figure("age")?,
            miner_age: figure("miner_age")?,
            miner_underground: figure("miner_underground")?,
            early_age: figure("early_age")?,
            full_days: figure("full_days")?,
            bands: (1..=9).map_while(band).collect(),
            reference_months: figure("reference_months")?,
            base_rate: figure("base_rate")?,
            block_days: figure("block_days")?,
            block_rate: figure("block_rate")?,
            highest_rate: figure("highest_rate")?,
            minimum: figure("minimum")?,
            refunded_shares: figure("refunded_shares")?,
            claim_within: figure("claim_within")?,
            ceilings: figures.history("salary_ceiling").iter().map(month).collect(),
        })
    }

    /// The ceiling of the salaries of a month.
    pub fn ceiling(&self, month: Month) -> Option<&'static Dated> {
        let index = month.index();
        self.ceilings.iter().rev().find(|(from, _)| *from <= index).map(|(_, dated)| *dated)
    }

    /// A month's salary up to its ceiling; all of it when there is none.
    pub fn capped(&self, month: Month, salary: Money) -> Money {
        self.ceiling(month).map_or(salary, |ceiling| salary.min(ceiling.money()))
    }

    /// The band that holds for so many days, below a full pension.
    pub fn band(&self, days: u32) -> Option<&Band> {
        self.bands.iter().rev().find(|band| band.days.count() <= days)
    }

    /// The rate of a full pension for so many days, basis points, and how many blocks gave it.
    pub fn rate(&self, days: u32) -> (u32, u32) {
        let blocks = days.saturating_sub(self.full_days.count()) / self.block_days.count().max(1);
        let rate = self.base_rate.count().saturating_add(blocks.saturating_mul(self.block_rate.count()));
        (rate.min(self.highest_rate.count()), blocks)
    }

    /// Days from which more days give no higher rate.
    pub fn days_of_highest_rate(&self) -> u32 {
        let points = self.highest_rate.count().saturating_sub(self.base_rate.count());
        let blocks = points.div_ceil(self.block_rate.count().max(1));
        self.full_days.count().saturating_add(blocks.saturating_mul(self.block_days.count()))
    }
}

/// A figure that is stated on a screen and not computed with, and its name.
pub type Stated = (&'static str, &'static Dated);

/// The conditions of invalidity and survivors' pensions and of early retirement on a day, as they are stated.
///
/// # Errors
/// [`FiguresError`] when one does not hold yet on that day.
pub fn stated_conditions(day: NaiveDate) -> Result<Vec<Stated>, FiguresError> {
    const STATED: [&str; 20] = [
        "early_age",
        "early_premium_rate",
        "claim_within",
        "invalidity_days",
        "invalidity_days_last_year",
        "invalidity_rate",
        "invalidity_block_days",
        "invalidity_highest_rate",
        "invalidity_minimum",
        "invalidity_reference_short",
        "invalidity_reference_long",
        "invalidity_helper",
        "survivor_spouse",
        "survivor_orphan",
        "survivor_full_orphan",
        "survivor_most",
        "survivor_child_age",
        "survivor_apprentice_age",
        "survivor_student_age",
        "survivor_claim_within",
    ];
    let figures = FIGURES.as_ref().map_err(Clone::clone)?;
    STATED.into_iter().map(|name| Ok((name, figures.get(name, day)?))).collect()
}

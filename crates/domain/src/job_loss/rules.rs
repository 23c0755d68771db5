//! The figures of the job-loss benefit on the day of the loss, read from `job_loss.toml` (loi 03-14).

use crate::money::Money;
use crate::parameters::{Dated, Figures, FiguresError};
use chrono::NaiveDate;
use std::sync::LazyLock;

pub(super) static FIGURES: LazyLock<Result<Figures, FiguresError>> =
    LazyLock::new(|| Figures::from_toml(include_str!("../job_loss.toml")));

/// The figures on the day of a loss.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct JobLossRules {
    /// The day they are for.
    pub at: NaiveDate,
    /// Days asked for in the long window.
    pub days_in_36_months: &'static Dated,
    /// Days asked for in the short window.
    pub days_in_12_months: &'static Dated,
    /// Months of the long window, over which the salary is averaged too.
    pub long_window: &'static Dated,
    /// Months of the short window.
    pub short_window: &'static Dated,
    /// Days after the loss within which to claim.
    pub claim_within: &'static Dated,
    /// Share of the average salary, basis points.
    pub rate: &'static Dated,
    /// Months it is paid for at most.
    pub months_paid: &'static Dated,
    /// Days within which new work is reported.
    pub report_work_within: &'static Dated,
    /// Days after a month within which to confirm it.
    pub confirm_within: &'static Dated,
    /// To what amount the share is rounded, centimes.
    pub rounding: &'static Dated,
    /// The minimum wage, centimes an hour.
    pub smig: &'static Dated,
    /// Hours in a month of the minimum wage.
    pub smig_hours: &'static Dated,
}

impl JobLossRules {
    /// The figures for a loss on a day.
    ///
    /// # Errors
    /// [`FiguresError`] before the law was in force.
    pub fn at(day: NaiveDate) -> Result<Self, FiguresError> {
        let figures = FIGURES.as_ref().map_err(Clone::clone)?;
        let figure = |name: &str| figures.get(name, day);
        Ok(Self {
            at: day,
            days_in_36_months: figure("days_in_36_months")?,
            days_in_12_months: figure("days_in_12_months")?,
            long_window: figure("long_window")?,
            short_window: figure("short_window")?,
            claim_within: figure("claim_within")?,
            rate: figure("rate")?,
            months_paid: figure("months_paid")?,
            report_work_within: figure("report_work_within")?,
            confirm_within: figure("confirm_within")?,
            rounding: figure("rounding")?,
            smig: figure("smig")?,
            smig_hours: figure("smig_hours")?,
        })
    }

    /// The minimum wage of a month.
    pub const fn monthly_smig(&self) -> Money {
        Money::centimes(self.smig.value.saturating_mul(self.smig_hours.value))
    }
}

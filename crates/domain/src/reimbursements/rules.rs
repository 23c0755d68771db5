//! The figures of reimbursements on a day of care, read from `reimbursements.toml` (loi 65-00).

use super::{Act, Convention};
use crate::parameters::{Dated, Figures, FiguresError};
use chrono::NaiveDate;
use std::sync::LazyLock;

pub(super) static FIGURES: LazyLock<Result<Figures, FiguresError>> =
    LazyLock::new(|| Figures::from_toml(include_str!("../reimbursements.toml")));

/// The figures on a day of care.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReimbursementRules {
    /// Tariff of a visit to a general practitioner, centimes.
    pub gp_visit_tariff: &'static Dated,
    /// Tariff of a visit to a specialist, centimes.
    pub specialist_visit_tariff: &'static Dated,
    /// Share that is paid back, basis points.
    pub rate: &'static Dated,
    /// Share in a public hospital, basis points.
    pub public_hospital_rate: &'static Dated,
    /// Days that open the right.
    pub rights_days: &'static Dated,
    /// Months in which they are counted.
    pub rights_window: &'static Dated,
    /// Months the right is kept after the last declared one.
    pub rights_kept: &'static Dated,
    /// Monthly pension from which a pensioner has the right, whatever was declared, centimes.
    pub pensioner_least: &'static Dated,
    /// Months from the first act within which to file.
    pub file_within: &'static Dated,
    /// Days from the end of continuous care within which to file.
    pub file_within_continuous: &'static Dated,
}

impl ReimbursementRules {
    /// The figures for care on a day.
    ///
    /// # Errors
    /// [`FiguresError`] when no figures are known for that day, or none of that convention.
    pub fn at(day: NaiveDate, convention: Convention) -> Result<Self, FiguresError> {
        let figures = FIGURES.as_ref().map_err(Clone::clone)?;
        let figure = |name: &str| figures.get(name, day);
        let agreed = |applied: &str, signed: &str| {
            figure(match convention {
                Convention::Of2006 => applied,
                Convention::SignedIn2020 => signed,
            })
        };
        Ok(Self {
            gp_visit_tariff: agreed("gp_visit_tariff", "signed_gp_visit_tariff")?,
            specialist_visit_tariff: agreed("specialist_visit_tariff", "signed_specialist_visit_tariff")?,
            rate: agreed("rate", "signed_rate")?,
            public_hospital_rate: figure("public_hospital_rate")?,
            rights_days: figure("rights_days")?,
            rights_window: figure("rights_window")?,
            rights_kept: figure("rights_kept")?,
            pensioner_least: figure("pensioner_least")?,
            file_within: figure("file_within")?,
            file_within_continuous: figure("file_within_continuous")?,
        })
    }

    /// The tariff of an act, where one is known.
    pub const fn tariff(&self, act: Act) -> Option<&'static Dated> {
        match act {
            Act::GpVisit => Some(self.gp_visit_tariff),
            Act::SpecialistVisit => Some(self.specialist_visit_tariff),
            Act::Medicine | Act::Other => None,
        }
    }
}

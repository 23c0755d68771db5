//! What the letter of a job-loss benefit says: so much a month, for so many months at most, from a day on. It is decided
//! once, whatever was paid of it since.

use super::{day, label};
use crate::claims::ClaimSummary;
use chrono::NaiveDate;
use damane_document::{PaperRow, write_amount};
use damane_domain::claim::ClaimRules;
use damane_domain::money::Money;
use damane_domain::time::Timestamp;
use damane_storage::job_loss::BenefitRecord;

/// A granted benefit.
pub(super) struct Monthly {
    /// For each confirmed month.
    pub each: Money,
    /// Months at most.
    pub months: u32,
    /// First day it is paid for.
    pub from: NaiveDate,
    /// When two officers agreed.
    pub on: NaiveDate,
    /// Paid so far.
    pub paid: Money,
}

impl Monthly {
    /// As it is kept; decided on the day two officers agreed last, also after it was contested.
    pub fn of(benefit: &BenefitRecord, decided_on: Option<NaiveDate>, paid: Money) -> Self {
        let BenefitRecord { starts_on, months, monthly, granted_on, .. } = *benefit;
        Self { each: monthly, months, from: starts_on, on: decided_on.unwrap_or(granted_on), paid }
    }

    /// Its rows.
    pub fn rows(&self) -> Vec<PaperRow> {
        let mut rows = vec![
            PaperRow::new(label("تاريخ القرار", "Décidée le", "Decided on"), day(self.on)),
            PaperRow::new(
                label("المبلغ الشهري الممنوح (درهم)", "Accordé par mois (DH)", "Granted each month (MAD)"),
                write_amount(self.each),
            ),
            PaperRow::new(
                label("عدد الأشهر على الأكثر", "Nombre de mois au plus", "Months at most"),
                self.months.to_string(),
            ),
            PaperRow::new(label("ابتداء من", "À partir du", "From"), day(self.from)),
        ];
        if self.paid > Money::ZERO {
            rows.push(PaperRow::new(
                label("المؤدى إلى حدود اليوم (درهم)", "Payé à ce jour (DH)", "Paid so far (MAD)"),
                write_amount(self.paid),
            ));
        }
        rows
    }
}

/// The last day to contest while a month is on its way to the bank: the days run from the decision, and go on.
pub(super) fn still_contested_until(
    claim: &ClaimSummary,
    rules: &ClaimRules,
    now: Timestamp,
) -> Option<NaiveDate> {
    let decided_on = claim.claim.decided_on.filter(|_| claim.kind.is_paid_by_the_month());
    let last =
        decided_on.filter(|_| claim.claim.contested_on.is_none()).map(|on| rules.last_day_to_contest(on));
    last.filter(|last| now.date() <= *last)
}

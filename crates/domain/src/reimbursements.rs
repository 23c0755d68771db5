//! Care reimbursements (AMO): what a claim would be paid back, line by line, and why (loi 65-00).

mod decided;
mod explain;
mod form;
mod rules;

#[cfg(test)]
mod tests;

pub use decided::DecidedLine;
pub use explain::explain;
pub use form::{Beneficiary, ForeignCare, FormLine, MOST_LINES, ReimbursementForm};
pub use rules::ReimbursementRules;

use crate::money::Money;
use crate::parameters::{Dated, FiguresError};
use chrono::{Days, Months, NaiveDate};

/// What was done or bought.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    /// A visit to a general practitioner.
    GpVisit,
    /// A visit to a specialist.
    SpecialistVisit,
    /// A medicine.
    Medicine,
    /// Anything whose tariff is not known here.
    Other,
}

impl Act {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::GpVisit, Self::SpecialistVisit, Self::Medicine, Self::Other];

    /// A stable word for the wire and the command line.
    pub const fn code(self) -> &'static str {
        match self {
            Self::GpVisit => "gp_visit",
            Self::SpecialistVisit => "specialist_visit",
            Self::Medicine => "medicine",
            Self::Other => "other",
        }
    }

    /// From its word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|act| act.code() == code)
    }
}

/// Which agreement between funds and practitioners the tariffs are taken from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Convention {
    /// That of 2006, which the last sources found say is applied.
    #[default]
    Of2006,
    /// That signed in January 2020, reported as not applied in January 2023.
    SignedIn2020,
}

/// One line of a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    /// What it was.
    pub act: Act,
    /// Day of the care.
    pub on: NaiveDate,
    /// What was paid for the whole line, centimes.
    pub paid: Money,
    /// How many.
    pub quantity: u32,
    /// Price of one piece of the nearest generic, where the medicine has one, centimes.
    pub generic_price: Option<Money>,
    /// Given in a public hospital.
    pub public_hospital: bool,
}

/// The two papers that care abroad asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Abroad {
    /// The fund agreed beforehand.
    pub prior_agreement: bool,
    /// The papers are translated by a sworn translator.
    pub sworn_translation: bool,
}

/// A claim, as the rules see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Claim<'l> {
    /// Day of filing.
    pub filed_on: NaiveDate,
    /// Care over a time, whose end counts rather than its beginning.
    pub continuous: bool,
    /// A long-term illness.
    pub long_term: bool,
    /// Care abroad, and which of its papers are there.
    pub abroad: Option<Abroad>,
    /// Days declared in the months before, when known.
    pub days_in_6_months: Option<u32>,
    /// Which tariffs.
    pub convention: Convention,
    /// Its lines, at least one.
    pub lines: &'l [Line],
}

/// Why a claim is not paid back at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reason {
    /// Nothing is claimed.
    NoLines,
    /// Filed after the last day.
    FiledTooLate,
    /// Too few declared days: the right is not open.
    TooFewDays,
    /// Care abroad without prior agreement.
    PriorAgreementMissing,
    /// Papers from abroad without sworn translation.
    SwornTranslationMissing,
    /// A line of the same care stands in another claim of the same person: a line alone does not show it, so that
    /// [`estimate`] does not say so.
    ClaimedBefore,
}

impl Reason {
    /// A stable word for the wire and the command line.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NoLines => "no_lines",
            Self::FiledTooLate => "filed_too_late",
            Self::TooFewDays => "too_few_days",
            Self::PriorAgreementMissing => "prior_agreement_missing",
            Self::SwornTranslationMissing => "sworn_translation_missing",
            Self::ClaimedBefore => "claimed_before",
        }
    }
}

/// Why a line is paid back as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LineReason {
    /// The whole claim is refused.
    ClaimRefused,
    /// No tariff is known: nothing can be said.
    NoTariff,
    /// More was paid than the tariff: the tariff counts.
    PaidAboveTariff,
    /// The price of the generic counts.
    GenericPrice,
    /// What was paid counts.
    PaidAmount,
}

impl LineReason {
    /// A stable word for the wire and the command line.
    pub const fn code(self) -> &'static str {
        match self {
            Self::ClaimRefused => "claim_refused",
            Self::NoTariff => "no_tariff",
            Self::PaidAboveTariff => "paid_above_tariff",
            Self::GenericPrice => "generic_price",
            Self::PaidAmount => "paid_amount",
        }
    }
}

/// What a line comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EstimatedLine {
    /// The line.
    pub line: Line,
    /// The tariff for its quantity, where one is known.
    pub tariff: Option<Money>,
    /// The figure of that tariff.
    pub tariff_law: Option<&'static Dated>,
    /// What the share is taken of.
    pub base: Money,
    /// The share.
    pub rate: &'static Dated,
    /// What is paid back; nothing known for an act without tariff.
    pub refund: Option<Money>,
    /// What remains to be borne.
    pub remainder: Money,
    /// Why.
    pub reason: LineReason,
}

/// What a claim comes to. [`explain`] gives its steps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Estimate {
    /// Every reason against it; none: it is paid back.
    pub reasons: Vec<Reason>,
    /// Its lines.
    pub lines: Vec<EstimatedLine>,
    /// Last day on which to file; none without lines.
    pub last_day_to_file: Option<NaiveDate>,
    /// What was paid.
    pub paid: Money,
    /// What is paid back of what is known.
    pub refund: Money,
    /// What remains.
    pub remainder: Money,
    /// Every line's refund is known.
    pub complete: bool,
    /// A long-term illness may be paid back at a higher rate, which is not known: this is the least.
    pub at_least: bool,
}

/// What a claim would be paid back.
///
/// # Errors
/// [`FiguresError`] when no figures are known for a line's day.
pub fn estimate(claim: &Claim<'_>) -> Result<Estimate, FiguresError> {
    let last_day_to_file = last_day_to_file(claim)?;
    let reasons = against(claim, last_day_to_file)?;
    let refused = !reasons.is_empty();
    let line = |line: &Line| {
        let rules = ReimbursementRules::at(line.on, claim.convention)?;
        Ok(estimated(line, &rules, refused))
    };
    let lines = claim.lines.iter().map(line).collect::<Result<Vec<_>, _>>()?;
    let refund = lines.iter().filter_map(|line| line.refund).sum();
    Ok(Estimate {
        reasons,
        last_day_to_file,
        paid: lines.iter().map(|line| line.line.paid).sum(),
        refund,
        remainder: lines.iter().map(|line| line.remainder).sum(),
        complete: lines.iter().all(|line| line.refund.is_some()),
        at_least: claim.long_term && !refused,
        lines,
    })
}

/// Two months from the first act; for continuous care sixty days from its end.
fn last_day_to_file(claim: &Claim<'_>) -> Result<Option<NaiveDate>, FiguresError> {
    let days = claim.lines.iter().map(|line| line.on);
    let (Some(first), Some(last)) = (days.clone().min(), days.max()) else { return Ok(None) };
    let rules = ReimbursementRules::at(first, Convention::Of2006)?;
    let end = if claim.continuous {
        last.checked_add_days(Days::new(u64::from(rules.file_within_continuous.count())))
    } else {
        first.checked_add_months(Months::new(rules.file_within.count()))
    };
    Ok(Some(end.unwrap_or(NaiveDate::MAX)))
}

fn against(claim: &Claim<'_>, last_day: Option<NaiveDate>) -> Result<Vec<Reason>, FiguresError> {
    let Some(last_day) = last_day else { return Ok(vec![Reason::NoLines]) };
    let rules = ReimbursementRules::at(claim.filed_on, Convention::Of2006)?;
    let too_few = claim.days_in_6_months.is_some_and(|days| days < rules.rights_days.count());
    let missing = |paper: fn(Abroad) -> bool| claim.abroad.is_some_and(|abroad| !paper(abroad));
    let reasons = [
        (claim.filed_on > last_day, Reason::FiledTooLate),
        (too_few, Reason::TooFewDays),
        (missing(|abroad| abroad.prior_agreement), Reason::PriorAgreementMissing),
        (missing(|abroad| abroad.sworn_translation), Reason::SwornTranslationMissing),
    ];
    Ok(reasons.into_iter().filter_map(|(holds, reason)| holds.then_some(reason)).collect())
}

fn estimated(line: &Line, rules: &ReimbursementRules, refused: bool) -> EstimatedLine {
    let tariff_law = rules.tariff(line.act);
    let of_quantity =
        |price: Money| Money::centimes(price.as_centimes().saturating_mul(i64::from(line.quantity)));
    let tariff = match line.act {
        Act::Medicine => line.generic_price.map(of_quantity),
        Act::GpVisit | Act::SpecialistVisit | Act::Other => tariff_law.map(|law| of_quantity(law.money())),
    };
    let base = tariff.map_or(line.paid, |tariff| tariff.min(line.paid));
    let rate = if line.public_hospital { rules.public_hospital_rate } else { rules.rate };
    let reason = match (refused, line.act, tariff) {
        (true, ..) => LineReason::ClaimRefused,
        (_, Act::Other, _) => LineReason::NoTariff,
        (_, Act::Medicine, Some(tariff)) if tariff < line.paid => LineReason::GenericPrice,
        (_, _, Some(tariff)) if tariff < line.paid => LineReason::PaidAboveTariff,
        _ => LineReason::PaidAmount,
    };
    let refund = match reason {
        LineReason::ClaimRefused => Some(Money::ZERO),
        LineReason::NoTariff => None,
        _ => Some(base.share(rate.count())),
    };
    let remainder = line.paid.less(refund.unwrap_or(Money::ZERO));
    EstimatedLine { line: *line, tariff, tariff_law, base, rate, refund, remainder, reason }
}

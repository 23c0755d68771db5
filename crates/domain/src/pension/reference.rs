//! The reference salary: what the contributory salaries of the last declared months come to (dahir 1-72-184, art. 55).

use super::PensionRules;
use crate::money::Money;
use crate::month::Month;
use crate::parameters::Dated;

/// Days and salary of one month, across employers, as the fund counts them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InsuredMonth {
    /// The month.
    pub month: Month,
    /// Days counted, 0 to 26.
    pub days: u8,
    /// Salary declared, centimes, not yet capped.
    pub salary: Money,
}

impl InsuredMonth {
    /// Whether anything was declared: a month of unpaid leave or of departure alone is not one.
    pub fn is_declared(&self) -> bool {
        self.days > 0 || self.salary > Money::ZERO
    }
}

/// The months that were averaged, and what they come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reference {
    /// Sum of the capped salaries.
    pub total: Money,
    /// How many months that is.
    pub months: u32,
    /// First of them.
    pub first: Month,
    /// Last of them.
    pub last: Month,
    /// How many of them were above the ceiling.
    pub above_ceiling: u32,
    /// The sum over the number of months, to the nearest centime.
    pub salary: Money,
    /// Fewer months than the rule asks for: they are averaged among themselves.
    pub short: bool,
    /// The ceiling of the last of them.
    pub ceiling: Option<&'static Dated>,
    /// The weakest ceiling that was applied, where an old month rests on one that is not sourced.
    pub weakest_ceiling: Option<&'static Dated>,
}

/// Averages the declared months that precede the last month of insurance before `bound`. `months` are in order, each once.
///
/// The text speaks of the 96 declared months that *precede* the last civil month of insurance before the age: that last
/// month, often begun and not finished, is left out as soon as enough months come before it. Months without declaration
/// are passed over. Whoever has no month at all before the age is averaged over what came after it.
pub(super) fn reference(months: &[InsuredMonth], bound: Month, rules: &PensionRules) -> Option<Reference> {
    let wanted = rules.reference_months.count();
    let before = months.partition_point(|month| month.month < bound);
    let known = months.get(..before).unwrap_or_default();
    let mut before_the_last = known.iter().rev().filter(|month| month.is_declared());
    before_the_last.next();
    let enough = average(before_the_last, wanted, rules).filter(|found| !found.short);
    let all_known = || average(known.iter().rev().filter(|month| month.is_declared()), wanted, rules);
    let later = || average(months.iter().rev().filter(|month| month.is_declared()), wanted, rules);
    enough.or_else(all_known).or_else(later)
}

fn average<'m>(
    newest_first: impl Iterator<Item = &'m InsuredMonth>,
    wanted: u32,
    rules: &PensionRules,
) -> Option<Reference> {
    let mut averaged: Option<Reference> = None;
    for month in newest_first.take(usize::try_from(wanted).unwrap_or(usize::MAX)) {
        let ceiling = rules.ceiling(month.month);
        let sum = averaged.get_or_insert(Reference {
            total: Money::ZERO,
            months: 0,
            first: month.month,
            last: month.month,
            above_ceiling: 0,
            salary: Money::ZERO,
            short: false,
            ceiling,
            weakest_ceiling: ceiling,
        });
        let most = ceiling.map_or(month.salary, Dated::money);
        sum.total = sum.total + month.salary.min(most);
        sum.above_ceiling += u32::from(month.salary > most);
        sum.months += 1;
        sum.first = month.month;
        let weaker =
            |law: &&Dated| sum.weakest_ceiling.is_none_or(|weakest| law.confidence < weakest.confidence);
        if let Some(law) = ceiling.filter(weaker) {
            sum.weakest_ceiling = Some(law);
        }
    }
    averaged.map(|sum| Reference {
        salary: sum.total.divided_by(sum.months),
        short: sum.months < wanted,
        ..sum
    })
}

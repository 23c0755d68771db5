//! Calendar months: the unit in which work is declared.

use chrono::{Datelike, NaiveDate};
use std::fmt;

/// A month of a year, from 1900 to 2199, kept as the months since year zero: a career is many of them.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month(u16);

impl Month {
    /// The month, when it exists.
    pub fn new(year: i32, month: u8) -> Option<Self> {
        let exists = (1900..2200).contains(&year) && (1..=12).contains(&month);
        exists.then(|| Self::from_index(year * 12 + i32::from(month) - 1))
    }

    /// Reads `202609`, as e-BDS files write periods.
    pub fn parse_compact(text: &str) -> Option<Self> {
        let (year, month) = (text.get(..4)?, text.get(4..)?);
        (month.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit()))
            .then(|| Self::new(year.parse().ok()?, month.parse().ok()?))?
    }

    /// Reads `2026-09`.
    pub fn parse(text: &str) -> Option<Self> {
        let (year, month) = text.split_once('-')?;
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        (year.len() == 4 && month.len() == 2 && digits(year) && digits(month))
            .then(|| Self::new(year.parse().ok()?, month.parse().ok()?))?
    }

    /// The month a day belongs to.
    pub fn of(day: NaiveDate) -> Option<Self> {
        Self::new(day.year(), u8::try_from(day.month()).ok()?)
    }

    /// Year.
    pub fn year(self) -> i32 {
        self.index() / 12
    }

    /// Month of the year, 1 to 12.
    pub fn month(self) -> u8 {
        u8::try_from(self.0 % 12 + 1).unwrap_or(1)
    }

    /// Months since year zero: a number to count with.
    pub fn index(self) -> i32 {
        i32::from(self.0)
    }

    /// The month of that index, clamped to the years we know.
    pub fn from_index(index: i32) -> Self {
        let clamped = index.clamp(1900 * 12, 2199 * 12 + 11);
        Self(u16::try_from(clamped).unwrap_or(0))
    }

    /// So many months later (earlier when negative).
    pub fn plus(self, months: i32) -> Self {
        Self::from_index(self.index().saturating_add(months))
    }

    /// Whole months from `earlier` to this one.
    pub fn months_since(self, earlier: Self) -> i32 {
        self.index() - earlier.index()
    }

    /// First day.
    pub fn first_day(self) -> NaiveDate {
        NaiveDate::from_ymd_opt(self.year(), u32::from(self.month()), 1).unwrap_or_default()
    }

    /// Last day.
    pub fn last_day(self) -> NaiveDate {
        self.plus(1).first_day().pred_opt().unwrap_or_default()
    }

    /// `202609`.
    pub fn compact(self) -> String {
        format!("{:04}{:02}", self.year(), self.month())
    }
}

impl fmt::Debug for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year(), self.month())
    }
}

impl serde::Serialize for Month {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for Month {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <String as serde::Deserialize>::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom("not a month like 2026-09"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_last_day_knows_leap_years() {
        assert_eq!(Month::new(2024, 2).unwrap().last_day().day(), 29);
        assert_eq!(Month::new(2026, 12).unwrap().last_day().day(), 31);
    }

    #[test]
    fn a_month_that_does_not_exist_is_refused() {
        assert_eq!(Month::parse_compact("202613"), None);
        assert_eq!(Month::parse_compact("20269"), None);
        assert_eq!(Month::parse("2026-9"), None);
        assert_eq!(Month::parse_compact("٢٠٢٦٠٩"), None);
    }

    proptest! {
        #[test]
        fn counting_months_forth_and_back_comes_home(year in 1950_i32..2150, month in 1_u8..=12, steps in -500_i32..500) {
            let start = Month::new(year, month).unwrap();
            prop_assert_eq!(start.plus(steps).plus(-steps), start);
            prop_assert_eq!(start.plus(steps).months_since(start), steps);
            prop_assert_eq!(Month::parse(&start.to_string()), Some(start));
            prop_assert_eq!(Month::parse_compact(&start.compact()), Some(start));
        }
    }
}

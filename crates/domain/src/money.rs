//! Money in integer centimes of dirham. No floating point comes near it.
//!
//! Rounding stands here and nowhere else: a share or an average is rounded to the nearest centime, halves up (away
//! from zero). A rule that rounds coarser says so in its figures and uses [`Money::to_nearest`].

use std::iter::Sum;
use std::ops::Add;

/// An amount in centimes.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, serde::Serialize, serde::Deserialize,
)]
#[serde(transparent)]
pub struct Money(i64);

impl Money {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// An amount of so many centimes.
    pub const fn centimes(centimes: i64) -> Self {
        Self(centimes)
    }

    /// How many centimes.
    pub const fn as_centimes(self) -> i64 {
        self.0
    }

    /// The sum, or nothing when it does not fit.
    pub fn checked_add(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).map(Self)
    }

    /// What is left, never below nothing.
    pub fn less(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0).max(0))
    }

    /// So many basis points (hundredths of a percent) of it, to the nearest centime.
    pub fn share(self, basis_points: u32) -> Self {
        Self(nearest(i128::from(self.0) * i128::from(basis_points), 10_000))
    }

    /// One of so many equal parts, to the nearest centime; all of it when there are none.
    pub fn divided_by(self, parts: u32) -> Self {
        Self(nearest(i128::from(self.0), i128::from(parts.max(1))))
    }

    /// To the nearest multiple of another amount; itself when that is nothing.
    pub fn to_nearest(self, unit: Self) -> Self {
        if unit.0 <= 0 {
            return self;
        }
        Self(nearest(i128::from(self.0), i128::from(unit.0)).saturating_mul(unit.0))
    }
}

/// The quotient to the nearest whole number, halves away from zero. `divisor` is positive.
fn nearest(value: i128, divisor: i128) -> i64 {
    let rounded = (value.abs() * 2 + divisor) / (divisor * 2);
    i64::try_from(rounded * value.signum()).unwrap_or(if value < 0 { i64::MIN } else { i64::MAX })
}

/// Sums saturate: a total beyond 92 thousand billion dirhams is a broken file, found by its control sums.
impl Add for Money {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl Sum for Money {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::ZERO, Add::add)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_go_up_to_the_nearest_centime() {
        assert_eq!(Money::centimes(1).share(5_000), Money::centimes(1));
        assert_eq!(Money::centimes(1).share(4_999), Money::ZERO);
        assert_eq!(Money::centimes(518_640).share(5_800), Money::centimes(300_811));
        assert_eq!(Money::centimes(100).divided_by(8), Money::centimes(13));
        assert_eq!(Money::centimes(100).divided_by(0), Money::centimes(100));
        assert_eq!(Money::centimes(-1).share(5_000), Money::centimes(-1));
    }

    #[test]
    fn a_coarser_rounding_takes_the_nearest_multiple() {
        let dirham = Money::centimes(100);
        assert_eq!(Money::centimes(115_290).to_nearest(dirham), Money::centimes(115_300));
        assert_eq!(Money::centimes(115_250).to_nearest(dirham), Money::centimes(115_300));
        assert_eq!(Money::centimes(115_249).to_nearest(dirham), Money::centimes(115_200));
        assert_eq!(Money::centimes(115_249).to_nearest(Money::ZERO), Money::centimes(115_249));
    }
}

//! Money in integer centimes of dirham. No floating point comes near it.

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

//! Sums of a file: what its recaps must say.

use crate::layout::Total;

/// Eleven sums. Additions saturate: a sum that does not fit is not what any recap can say, so it is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Totals([u64; 11]);

impl Totals {
    /// One of the sums.
    #[inline]
    pub const fn get(&self, total: Total) -> u64 {
        self.0[total as usize]
    }

    /// Adds to one of the sums.
    #[inline]
    pub const fn add(&mut self, total: Total, amount: u64) {
        self.0[total as usize] = self.0[total as usize].saturating_add(amount);
    }
}

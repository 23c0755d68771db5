//! Who was declared already: four bytes a person while numbers ascend, a set of them once they do not.

use std::collections::HashSet;

/// Registration numbers seen among the details.
#[derive(Debug)]
pub(crate) enum Seen {
    Ascending(Vec<u32>),
    Any(HashSet<u32>, u32),
}

/// What a number is, after those before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    Ascending,
    OutOfOrder,
    Twice,
}

impl Default for Seen {
    fn default() -> Self {
        Self::Ascending(Vec::new())
    }
}

impl Seen {
    #[inline]
    pub fn add(&mut self, number: u32) -> Place {
        match self {
            Self::Ascending(numbers) => match numbers.last() {
                Some(last) if number == *last => Place::Twice,
                Some(last) if number < *last => self.add_below(number),
                _ => {
                    numbers.push(number);
                    Place::Ascending
                }
            },
            Self::Any(numbers, last) => {
                let place = match (numbers.insert(number), number > *last) {
                    (false, _) => Place::Twice,
                    (true, true) => Place::Ascending,
                    (true, false) => Place::OutOfOrder,
                };
                *last = number;
                place
            }
        }
    }

    #[cold]
    fn add_below(&mut self, number: u32) -> Place {
        let Self::Ascending(numbers) = self else { return Place::OutOfOrder };
        let mut any: HashSet<u32> = numbers.drain(..).collect();
        let place = if any.insert(number) { Place::OutOfOrder } else { Place::Twice };
        *self = Self::Any(any, number);
        place
    }

    pub fn contains(&self, number: u32) -> bool {
        match self {
            Self::Ascending(numbers) => numbers.binary_search(&number).is_ok(),
            Self::Any(numbers, _) => numbers.contains(&number),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_number_is_seen_twice_exactly_when_it_came_before(numbers in proptest::collection::vec(0_u32..40, 0..60)) {
            let mut seen = Seen::default();
            for (index, number) in numbers.iter().enumerate() {
                let before = &numbers[..index];
                prop_assert_eq!(seen.contains(*number), before.contains(number));
                let expected = match before.last() {
                    _ if before.contains(number) => Place::Twice,
                    Some(last) if number < last => Place::OutOfOrder,
                    _ => Place::Ascending,
                };
                prop_assert_eq!(seen.add(*number), expected);
            }
        }
    }
}

//! The text of an insert of many rows at once: only placeholders are put together, values are always bound.

use std::fmt::Write as _;

/// `VALUES` for `rows` rows. Each row first repeats the `shared` placeholders (`$1`…, bound once for all rows), then
/// has `own` placeholders of its own.
pub fn values(shared: usize, own: usize, rows: usize) -> String {
    let mut text = String::with_capacity(rows * (shared + own) * 7);
    text.push_str("VALUES ");
    let mut next = shared;
    for row in 0..rows {
        text.push_str(if row == 0 { "(" } else { ",(" });
        for column in 0..shared + own {
            let number = if column < shared {
                column + 1
            } else {
                next += 1;
                next
            };
            let comma = if column == 0 { "" } else { "," };
            // Writing to a String cannot fail.
            let _written = write!(text, "{comma}${number}");
        }
        text.push(')');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shared_values_are_bound_once_and_others_row_by_row() {
        assert_eq!(values(2, 1, 3), "VALUES ($1,$2,$3),($1,$2,$4),($1,$2,$5)");
        assert_eq!(values(0, 2, 1), "VALUES ($1,$2)");
    }
}

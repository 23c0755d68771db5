//! Dated figures of declarations (`declarations.toml`): the ceiling of contributions, family allowances.

use damane_domain::money::Money;
use damane_domain::month::Month;
use damane_domain::parameters::Figures;
use std::sync::OnceLock;

fn find(name: &str, month: Month) -> Option<Money> {
    static FIGURES: OnceLock<Option<Figures>> = OnceLock::new();
    let figures = FIGURES.get_or_init(|| Figures::from_toml(include_str!("declarations.toml")).ok());
    let figure = figures.as_ref()?.get(name, month.first_day()).ok()?;
    Some(Money::centimes(figure.value))
}

/// Most of a month's salary on which capped contributions are due, where it is known.
pub fn find_ceiling(month: Month) -> Option<Money> {
    find("ceiling", month)
}

/// Family allowances of a month for so many children: three at the first rate, three at the second, no more.
pub fn derive_allowances(children: u8, month: Month) -> Money {
    let rate = |name| find(name, month).map_or(0, Money::as_centimes);
    let (first, next) = (i64::from(children.min(3)), i64::from(children.clamp(3, 6) - 3));
    Money::centimes(first * rate("allowance_first_three") + next * rate("allowance_next_three"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn month(text: &str) -> Month {
        Month::parse(text).unwrap()
    }

    #[test]
    fn the_ceiling_is_known_since_april_2002() {
        assert_eq!(find_ceiling(month("2026-09")), Some(Money::centimes(600_000)));
        assert_eq!(find_ceiling(month("2002-04")), Some(Money::centimes(600_000)));
        assert_eq!(find_ceiling(month("2002-03")), None);
    }

    #[test]
    fn allowances_follow_the_rates_of_their_month_up_to_six_children() {
        let of = |children, at: &str| derive_allowances(children, month(at)).as_centimes();
        assert_eq!(of(0, "2026-09"), 0);
        assert_eq!(of(2, "2026-09"), 60_000);
        assert_eq!(of(4, "2022-12"), 93_600);
        assert_eq!(of(4, "2026-09"), 100_000);
        assert_eq!(of(9, "2026-09"), of(6, "2026-09"));
    }
}

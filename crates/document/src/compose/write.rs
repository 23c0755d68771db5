//! How a page writes months, numbers, amounts and situations.

use damane_domain::money::Money;
use damane_domain::month::Month;
use damane_domain::situation::Situation;

const MONTHS_FR: [&str; 12] = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
];
/// Months as they are named in Morocco.
const MONTHS_AR: [&str; 12] = [
    "يناير",
    "فبراير",
    "مارس",
    "أبريل",
    "ماي",
    "يونيو",
    "يوليوز",
    "غشت",
    "شتنبر",
    "أكتوبر",
    "نونبر",
    "دجنبر",
];

/// A month in Arabic and in French.
pub fn month(month: Month) -> (String, String) {
    let named = |names: &[&str; 12]| {
        let name = names.get(usize::from(month.month()).saturating_sub(1)).copied().unwrap_or_default();
        format!("{name} {}", month.year())
    };
    (named(&MONTHS_AR), named(&MONTHS_FR))
}

/// A situation in Arabic and in French, in the words of the declarations.
pub const fn situation(situation: Situation) -> (&'static str, &'static str) {
    match situation {
        Situation::Normal => ("في العمل", "Au travail"),
        Situation::Left => ("مغادر", "Sortant"),
        Situation::Deceased => ("متوفى", "Décédé"),
        Situation::Maternity => ("أمومة", "Maternité"),
        Situation::Sickness => ("مرض", "Maladie"),
        Situation::WorkAccident => ("حادثة شغل", "Accident du travail"),
        Situation::UnpaidLeave => ("عطلة بدون أجر", "Congé sans salaire"),
        Situation::KeptWithoutPay => ("محتفظ به بدون أجر", "Maintenu sans salaire"),
        Situation::OccupationalDisease => ("مرض مهني", "Maladie professionnelle"),
    }
}

/// Vowel signs and stretching strokes are left out: readers put them back in the wrong places.
pub fn without_harakat(name: &str) -> String {
    name.chars().filter(|sign| !matches!(sign, '\u{64b}'..='\u{652}' | '\u{670}' | '\u{640}')).collect()
}

/// Digits in threes from the end, as people read them: `190 000 010`.
pub fn grouped(digits: &str) -> String {
    let first = digits.len() % 3;
    let mut parts = vec![digits.get(..first).unwrap_or_default()];
    parts.extend((first..digits.len()).step_by(3).filter_map(|at| digits.get(at..at + 3)));
    parts.retain(|part| !part.is_empty());
    parts.join("\u{a0}")
}

/// Centimes as dirhams: `5 186,40`.
pub fn amount(money: Money) -> String {
    let centimes = money.as_centimes().unsigned_abs();
    let sign = if money.as_centimes() < 0 { "-" } else { "" };
    format!("{sign}{},{:02}", grouped(&(centimes / 100).to_string()), centimes % 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_as_people_read_them() {
        assert_eq!(grouped("190000010"), "190\u{a0}000\u{a0}010");
        assert_eq!(grouped("1000004"), "1\u{a0}000\u{a0}004");
        assert_eq!(grouped("12345678"), "12\u{a0}345\u{a0}678");
    }

    #[test]
    fn amounts_have_two_decimals() {
        for (centimes, text) in [(0, "0,00"), (7, "0,07"), (518_640, "5\u{a0}186,40"), (-150, "-1,50")] {
            assert_eq!(amount(Money::centimes(centimes)), text);
        }
    }
}

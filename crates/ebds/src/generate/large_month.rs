//! One employer's month of any size, for measures: a million lines without a million careers.

use super::population::{Population, registration_number};
use super::{Plan, files};
use crate::figures::find_ceiling;
use crate::record::{Allowances, Detail, Nature};
use crate::writer::{LineEnding, WriteError, Writer};
use damane_domain::money::Money;
use damane_domain::month::Month;
use damane_domain::situation::Situation;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::io::{self, Write};

/// Writes a main declaration of `insured` people (at most 900 000 of a generated register's numbers, then those
/// that follow, up to the 999 999 a recap can count). It has `insured + 6` lines. A recap's days have six digits
/// too, so beyond 38 461 people nobody works a full month, and a million lines have one day each.
///
/// # Errors
/// [`WriteError`] when the destination fails or there are too many people.
pub fn write_large_month<W: Write>(out: W, insured: u32, seed: u64, month: Month) -> Result<W, WriteError> {
    let plan = Plan { people: 1, employers: 1, months: 1, seed, last_month: month };
    let population = Population::derive(&plan).map_err(io::Error::other)?;
    let employer = population.employers().first().ok_or(WriteError::Order)?;
    let opening = files::opening(employer, month, Nature::Main);
    let heading = files::heading(employer, month);
    let mut writer = Writer::start(out, &opening, &heading, LineEnding::Lf)?;
    let mut chance = ChaCha8Rng::seed_from_u64(seed);
    let most_days = u8::try_from(999_999 / insured.max(1)).unwrap_or(u8::MAX).clamp(1, 26);
    let ceiling = find_ceiling(month).unwrap_or(Money::ZERO);
    for index in 0..insured {
        let days =
            if chance.random_range(0..10) == 0 { chance.random_range(1..=most_days) } else { most_days };
        let salary = Money::centimes(chance.random_range(12_000..60_000) * i64::from(days));
        let detail = Detail {
            line: 0,
            number: registration_number(index),
            allowances: Allowances::default(),
            returned: Money::ZERO,
            days,
            salary,
            capped_salary: salary.min(ceiling),
            situation: Situation::Normal,
        };
        writer.detail(&detail, "PERSONNE INVENTEE")?;
    }
    writer.finish()
}

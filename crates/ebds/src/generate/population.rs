//! Invented people and employers.

use super::names::{FAMILIES, FORMS, MEN, PLACES, TOWNS, TRADES, WOMEN, derive_file_text};
use super::{Plan, PlanError};
use crate::digits::{with_employer_key, with_registration_key};
use chrono::{Days, NaiveDate};
use damane_domain::ids::{Cin, EmployerNumber, IdError, Mobile, RegistrationNumber, Rib};
use damane_domain::person::{Person, PersonName};
use rand::Rng;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

/// Someone invented.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resident {
    /// As the register feed has them.
    pub person: Person,
    /// Name as declarations carry it.
    pub declared_name: String,
    pub(super) number: u32,
    pub(super) woman: bool,
}

/// An employer invented.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Employer {
    /// Number.
    pub number: EmployerNumber,
    /// Name.
    pub company: String,
    /// Activity.
    pub activity: String,
    /// Address.
    pub address: String,
    /// Town.
    pub town: String,
    /// Postal code.
    pub postal_code: String,
    /// Agency of the fund.
    pub agency: u8,
}

/// The people and employers of a plan: the same plan gives the same ones.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Population {
    residents: Vec<Resident>,
    employers: Vec<Employer>,
}

impl Population {
    /// Invents them. The first person is Naïma EL OUARDI, the first employer ATELIER ZERHOUN SARL.
    ///
    /// # Errors
    /// [`PlanError`] when the plan asks for more than numbers can tell apart, or for nothing.
    pub fn derive(plan: &Plan) -> Result<Self, PlanError> {
        plan.check()?;
        let residents = (0..plan.people).map(|index| resident(plan, index)).collect::<Result<_, _>>();
        let employers = (0..plan.employers).map(employer).collect::<Result<_, _>>();
        Ok(Self {
            residents: residents.map_err(PlanError::Number)?,
            employers: employers.map_err(PlanError::Number)?,
        })
    }

    /// Somebody beyond the people of a plan, alone with an employer of their own.
    pub(super) fn of_one(plan: &Plan, change: impl FnOnce(&mut Person)) -> Result<Self, PlanError> {
        plan.check()?;
        let mut one = resident(plan, plan.people).map_err(PlanError::Number)?;
        change(&mut one.person);
        let employer = employer(plan.employers).map_err(PlanError::Number)?;
        Ok(Self { residents: vec![one], employers: vec![employer] })
    }

    /// The people, by registration number.
    pub fn residents(&self) -> &[Resident] {
        &self.residents
    }

    /// The employers, by number.
    pub fn employers(&self) -> &[Employer] {
        &self.employers
    }
}

/// Chance of one person, whatever the others do.
pub(super) fn chance_of(plan: &Plan, index: u32, purpose: u64) -> ChaCha8Rng {
    let mut chance = ChaCha8Rng::seed_from_u64(plan.seed);
    chance.set_stream(u64::from(index) * 4 + purpose);
    chance
}

/// Nine digits that begin with 1, keyed by the published rule for two thirds of people, by the recent one for
/// the others.
pub(super) fn registration_number(index: u32) -> u32 {
    let body = 19_000_001 + u64::from(index);
    u32::try_from(with_registration_key(body, index % 3 == 2)).unwrap_or(0)
}

fn resident(plan: &Plan, index: u32) -> Result<Resident, IdError> {
    let mut chance = chance_of(plan, index, 0);
    let woman = index == 0 || chance.random_range(0..10) < 4;
    let first_names = if woman { &WOMEN } else { &MEN };
    let first = if index == 0 { 0 } else { chance.random_range(0..first_names.len()) };
    let family = if index == 0 { 0 } else { chance.random_range(0..FAMILIES.len()) };
    let ((first, first_arabic), (family, family_arabic)) = (first_names[first], FAMILIES[family]);
    let days_old = if index == 0 { 15_500 } else { chance.random_range(20 * 365..58 * 365) };
    let birth_date = plan.last_month.first_day().checked_sub_days(Days::new(days_old));
    let cin = if index == 0 {
        "XA104882".to_owned()
    } else {
        format!("X{}{:06}", char::from(b'B' + (index % 25) as u8), (index / 25 * 7_919 + 31) % 1_000_000)
    };
    let dependants = [0, 0, 0, 1, 1, 2, 2, 3, 4, 5, 6][chance.random_range(0..11)];
    let account: u64 = chance.random_range(0..10_u64.pow(16));
    let number = registration_number(index);
    let person = Person {
        registration_number: RegistrationNumber::parse(&format!("{number:09}"))?,
        cin: Cin::parse(&cin)?,
        name: PersonName {
            latin: format!("{first} {family}"),
            arabic: format!("{first_arabic} {family_arabic}"),
        },
        birth_date: birth_date.unwrap_or(NaiveDate::MIN),
        mobile: Some(Mobile::parse(&format!("06000{:05}", index % 100_000))?),
        rib: if index.is_multiple_of(5) && index > 0 {
            None
        } else {
            Some(Rib::from_account(&format!("999999{account:016}"))?)
        },
        dependants: if index == 0 { 2 } else { dependants },
    };
    let declared_name = derive_file_text(&format!("{family} {first}"));
    Ok(Resident { person, declared_name, number, woman })
}

/// ATELIER ZERHOUN SARL keeps the number it has everywhere in the demonstration, though its key fits no rule;
/// all others have a key, a third of them the recent one.
fn employer(index: u32) -> Result<Employer, IdError> {
    let number = match index {
        0 => 1_000_004,
        _ => with_employer_key(100_000 + u64::from(index), index % 3 == 2),
    };
    let rank = index as usize;
    let (trade, activity) = TRADES[rank % TRADES.len()];
    // 16 trades and 19 places share no divisor: a pair comes back after 304 employers only, then with a number.
    let place = PLACES[rank % PLACES.len()];
    let form = FORMS[rank % FORMS.len()];
    let round = rank / (TRADES.len() * PLACES.len());
    let company = if round == 0 {
        format!("{trade} {place} {form}")
    } else {
        format!("{trade} {place} {round} {form}")
    };
    let (town, postal_code) = TOWNS[rank % TOWNS.len()];
    Ok(Employer {
        number: EmployerNumber::parse(&format!("{number:07}"))?,
        company,
        activity: activity.to_owned(),
        address: format!("{} RUE DE L ATELIER QUARTIER INDUSTRIEL", rank % 90 + 1),
        town: town.to_owned(),
        postal_code: postal_code.to_owned(),
        agency: u8::try_from(rank % TOWNS.len()).unwrap_or(0) + 1,
    })
}

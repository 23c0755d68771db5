//! Somebody who worked long enough, turned sixty and stopped: a person and an employer beside those of a plan.

use super::careers::{Row, Work};
use super::population::{Population, Resident};
use super::{GenerateError, Plan, RETIRED_FILE, files};
use crate::figures::find_ceiling;
use crate::record::{Allowances, Detail};
use crate::register::RegisterWriter;
use chrono::{Days, Months};
use damane_domain::ids::Rib;
use damane_domain::money::Money;
use damane_domain::month::Month;
use damane_domain::situation::Situation;
use std::fs::File;
use std::io::BufWriter;
use std::path::Path;

/// Full months: 3,484 days, one block of 216 beyond what a full pension asks for.
const WORKED: i32 = 134;
/// Months from the last full one to the last of the plan.
const STOPPED: i32 = 3;
/// For a full month, centimes.
const SALARY: i64 = 540_000;

/// Writes the register feed and the monthly files of one person into `folder`, who turned sixty two months before the end
/// of the plan and stopped work shortly before; who it is.
///
/// # Errors
/// [`GenerateError`] when the plan asks for too much or a file cannot be written.
pub fn generate_retired(plan: &Plan, folder: &Path) -> Result<Resident, GenerateError> {
    let sixty = plan.last_month.plus(-2).first_day() + Days::new(14);
    let population = Population::of_one(plan, |person| {
        person.birth_date = sixty.checked_sub_months(Months::new(720)).unwrap_or(person.birth_date);
        person.dependants = 0;
        person.rib = Rib::from_account("9999990000000000006000").ok();
    })?;
    let mut register = RegisterWriter::start(BufWriter::new(File::create(folder.join(RETIRED_FILE))?))?;
    let (residents, employers) = (population.residents(), population.employers());
    for resident in residents {
        register.write(&resident.person)?;
    }
    register.finish()?;
    let left = plan.last_month.plus(1 - STOPPED);
    for back in (0..=WORKED).rev() {
        let (month, stops) = (left.plus(-back), back == 0);
        for (resident, employer) in residents.iter().zip(employers) {
            files::write(folder, &population, employer, month, &[row(resident, month, stops)])?;
        }
    }
    residents.first().cloned().ok_or(GenerateError::Plan(super::PlanError::People))
}

/// A full month, or the one in which the employer says that the person left.
fn row(resident: &Resident, month: Month, stops: bool) -> Row {
    let (days, earned) = if stops { (0, 0) } else { (26, SALARY) };
    let salary = Money::centimes(earned);
    let detail = Detail {
        line: 0,
        number: resident.number,
        allowances: Allowances::default(),
        returned: Money::ZERO,
        days,
        salary,
        capped_salary: find_ceiling(month).map_or(salary, |ceiling| salary.min(ceiling)),
        situation: if stops { Situation::Left } else { Situation::Normal },
    };
    Row { employer: 0, person: 0, work: Work::Detail(detail) }
}

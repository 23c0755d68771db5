//! Invented files, for demonstrations and measures: the same plan gives the same bytes.

mod careers;
mod files;
mod large_month;
mod names;
mod population;
mod retired;

use crate::register::RegisterWriter;
use crate::writer::WriteError;
use careers::Careers;
use damane_domain::ids::IdError;
use damane_domain::month::Month;
pub use large_month::write_large_month;
pub use names::derive_file_text;
pub use population::{Employer, Population, Resident};
pub use retired::generate_retired;
use std::fs::{self, File};
use std::io::{self, BufWriter};
use std::path::Path;

/// Name of the register feed among the files.
pub const REGISTER_FILE: &str = "register.csv";
/// Name of the register feed of somebody who retired.
pub const RETIRED_FILE: &str = "register-retired.csv";

/// What to invent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plan {
    /// Insured persons.
    pub people: u32,
    /// Employers.
    pub employers: u32,
    /// Months of declarations.
    pub months: u32,
    /// Same seed, same bytes.
    pub seed: u64,
    /// Last month declared.
    pub last_month: Month,
}

/// Why a plan cannot be carried out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PlanError {
    /// 1 to 900 000 people.
    #[error("between 1 and {} people", Plan::MOST_PEOPLE)]
    People,
    /// 1 to 100 000 employers.
    #[error("between 1 and {} employers", Plan::MOST_EMPLOYERS)]
    Employers,
    /// 1 to 600 months.
    #[error("between 1 and {} months", Plan::MOST_MONTHS)]
    Months,
    /// An invented number is none.
    #[error("an invented number is refused: {0}")]
    Number(IdError),
}

/// Why files could not be generated.
#[derive(Debug, thiserror::Error)]
pub enum GenerateError {
    /// The plan.
    #[error(transparent)]
    Plan(#[from] PlanError),
    /// A file.
    #[error(transparent)]
    Write(#[from] WriteError),
    /// The folder or the register feed.
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// What was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Generated {
    /// Declaration files and préétablis, the register feed aside.
    pub files: u64,
    /// Lines about people in declarations.
    pub lines: u64,
}

impl Plan {
    /// Most people: their numbers stay within nine digits that begin with 19.
    pub const MOST_PEOPLE: u32 = 900_000;
    /// Most employers.
    pub const MOST_EMPLOYERS: u32 = 100_000;
    /// Most months: fifty years.
    pub const MOST_MONTHS: u32 = 600;

    fn check(&self) -> Result<(), PlanError> {
        let within = |value, most| (1..=most).contains(&value);
        if !within(self.people, Self::MOST_PEOPLE) {
            return Err(PlanError::People);
        }
        if !within(self.employers, Self::MOST_EMPLOYERS) {
            return Err(PlanError::Employers);
        }
        if within(self.months, Self::MOST_MONTHS) { Ok(()) } else { Err(PlanError::Months) }
    }

    fn month(&self, rank: u32) -> Month {
        self.last_month.plus(i32::try_from(rank + 1).unwrap_or(0) - i32::try_from(self.months).unwrap_or(0))
    }
}

/// Writes `register.csv` and each employer's monthly files into `folder`, which is made if needed. Every file
/// passes the checker.
///
/// # Errors
/// [`GenerateError`] when the plan asks for too much or a file cannot be written.
pub fn generate(plan: &Plan, folder: &Path) -> Result<Generated, GenerateError> {
    let population = Population::derive(plan)?;
    fs::create_dir_all(folder)?;
    let mut register = RegisterWriter::start(BufWriter::new(File::create(folder.join(REGISTER_FILE))?))?;
    for resident in population.residents() {
        register.write(&resident.person)?;
    }
    register.finish()?;
    let mut generated = Generated { files: 0, lines: 0 };
    let mut careers = Careers::start(plan, &population);
    for rank in 0..plan.months {
        let month = plan.month(rank);
        let rows = careers.month(rank, month);
        generated.lines += rows.len() as u64;
        for rows in rows.chunk_by(|one, next| one.employer == next.employer) {
            let employer = rows.first().and_then(|row| population.employers().get(row.employer as usize));
            if let Some(employer) = employer {
                generated.files += files::write(folder, &population, employer, month, rows)?;
            }
        }
    }
    Ok(generated)
}

#[cfg(test)]
mod tests;

//! An employer of a demonstration declares a month again, for whoever tries a disputed line: a file like any other, which
//! comes in by the same door. A line that stands is corrected by a file of its own kind; one that is missing comes in a
//! complementary declaration. (Reference: domain notes §2.1 and §8: corrections are new lines.)

use crate::error::ServiceError;
use crate::fund::Fund;
use crate::people::PersonFile;
use damane_domain::career::DeclaredLine;
use damane_domain::ids::{EmployerNumber, RegistrationNumber};
use damane_domain::money::Money;
use damane_domain::month::Month;
use damane_domain::situation::Situation;
use damane_ebds::generate::derive_file_text;
use damane_ebds::{
    Allowances, Detail, Entrant, FileName, Heading, LineEnding, Nature, Opening, WriteError, Writer,
    find_ceiling,
};
use damane_storage::register;
use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};

/// What an employer declares of a person and a month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemoCorrection {
    /// Of whom.
    pub person: RegistrationNumber,
    /// Which month.
    pub month: Month,
    /// Who declares it.
    pub employer: EmployerNumber,
    /// Days, 0 to 26.
    pub days: u8,
    /// Salary, centimes; absent for the one that was declared.
    pub salary: Option<Money>,
}

/// Writes the employer's file into a folder; its path. Nothing of the fund changes.
///
/// # Errors
/// [`ServiceError::NotFound`] for a fund that is no demonstration, a person nobody knows, and an employer who never declared them;
/// [`ServiceError::InvalidInput`] names what cannot stand in a file; [`ServiceError::Folder`].
pub async fn write_correction(
    fund: &Fund,
    folder: &Path,
    correction: &DemoCorrection,
) -> Result<PathBuf, ServiceError> {
    if !fund.profile().demonstration {
        return Err(ServiceError::NotFound);
    }
    let mut reader = fund.store().read().await?;
    let found = register::find_registered(&mut reader, &correction.person).await?;
    let (id, _) = found.ok_or(ServiceError::NotFound)?;
    let file = PersonFile::load(&mut reader, id).await?;
    drop(reader);
    let company = file.employer_names.get(&correction.employer).ok_or(ServiceError::NotFound)?;
    let stands = file
        .career
        .standing()
        .find(|line| (line.month, &line.employer) == (correction.month, &correction.employer));
    let nature = match stands.map_or(1, |line| line.category) {
        0 => Nature::Main,
        number => Nature::Complementary(number),
    };
    let name = FileName { nature, employer: correction.employer.clone(), period: correction.month }.make();
    let path = folder.join(name);
    let declared = Declared { correction, stands, file: &file };
    std::fs::create_dir_all(folder).map_err(|error| ServiceError::at(folder, error))?;
    let out = File::create(&path).map_err(|error| ServiceError::at(&path, error))?;
    declared.write(BufWriter::new(out), nature, company)?;
    Ok(path)
}

struct Declared<'a> {
    correction: &'a DemoCorrection,
    /// The line that is corrected.
    stands: Option<&'a DeclaredLine>,
    file: &'a PersonFile,
}

impl Declared<'_> {
    fn write(&self, out: BufWriter<File>, nature: Nature, company: &str) -> Result<(), ServiceError> {
        let person = &self.file.person;
        let number = person.registration_number.as_str().parse();
        let number: u32 = number.map_err(|_| ServiceError::InvalidInput("person"))?;
        let days = self.correction.days;
        let salary = self.correction.salary.or_else(|| self.stands.map(|line| line.salary));
        let salary = salary.ok_or(ServiceError::InvalidInput("salary"))?;
        let capped_salary = find_ceiling(self.correction.month).map_or(salary, |most| most.min(salary));
        let name = derive_file_text(&person.name.latin);
        let mut writer = Writer::start(out, &self.opening(nature), &self.heading(company), LineEnding::Lf)
            .map_err(failed)?;
        if nature == Nature::Main {
            let situation = self.stands.map_or(Situation::Normal, |line| line.situation);
            let (allowances, returned) = (Allowances::default(), Money::ZERO);
            let row =
                Detail { line: 0, number, allowances, returned, days, salary, capped_salary, situation };
            writer.detail(&row, &name).map_err(failed)?;
        } else {
            let mut cin = [b' '; 8];
            for (place, byte) in cin.iter_mut().zip(person.cin.as_str().bytes()) {
                *place = byte;
            }
            let row = Entrant { line: 0, number, cin, days, salary, capped_salary };
            writer.entrant(&row, &name).map_err(failed)?;
        }
        writer.finish().map_err(failed)?;
        Ok(())
    }

    /// The transfer number: period, employer, rank.
    fn opening(&self, nature: Nature) -> Opening {
        let DemoCorrection { month, employer, .. } = self.correction;
        let mut transfer = [b'0'; 14];
        let text = format!("{}{employer}{}", month.compact(), nature.category());
        for (place, byte) in transfer.iter_mut().zip(text.bytes()) {
            *place = byte;
        }
        Opening { nature, transfer }
    }

    fn heading(&self, company: &str) -> Heading {
        let DemoCorrection { month, employer, .. } = self.correction;
        Heading {
            employer: employer.clone(),
            period: *month,
            company: derive_file_text(company),
            activity: "DIVERS".to_owned(),
            address: "1 RUE EXEMPLE".to_owned(),
            town: "CASABLANCA".to_owned(),
            postal_code: "20000".to_owned(),
            agency: 1,
            issued: month.first_day(),
            due: month.plus(1).first_day(),
        }
    }
}

fn failed(error: WriteError) -> ServiceError {
    match error {
        WriteError::Field(field) => ServiceError::InvalidInput(field),
        other => ServiceError::internal("file of a correction", other),
    }
}

//! Files of an employer's month: préétabli, main declaration, and complementary ones where someone was forgotten.

use super::careers::{Row, Work};
use super::population::{Employer, Population};
use crate::file_name::FileName;
use crate::record::{Heading, Listed, Nature, Opening};
use crate::writer::{LineEnding, WriteError, Writer};
use damane_domain::month::Month;
use std::fs::File;
use std::io::BufWriter;
use std::path::Path;

/// Header of an employer's files: made on the 15th of the month, due on the 10th of the next one.
pub(super) fn heading(employer: &Employer, period: Month) -> Heading {
    let day = |month: Month, day: u64| month.first_day() + chrono::Days::new(day - 1);
    Heading {
        employer: employer.number.clone(),
        period,
        company: employer.company.clone(),
        activity: employer.activity.clone(),
        address: employer.address.clone(),
        town: employer.town.clone(),
        postal_code: employer.postal_code.clone(),
        agency: employer.agency,
        issued: day(period, 15),
        due: day(period.plus(1), 10),
    }
}

/// The transfer number: period, employer, and the complementary declaration's rank (0 for the others).
pub(super) fn opening(employer: &Employer, period: Month, nature: Nature) -> Opening {
    let text = format!("{}{}{}", period.compact(), employer.number, nature.category());
    let mut transfer = [b'0'; 14];
    for (place, byte) in transfer.iter_mut().zip(text.bytes()) {
        *place = byte;
    }
    Opening { nature, transfer }
}

/// Writes the files of one employer for one month into `folder`; how many.
pub(super) fn write(
    folder: &Path,
    population: &Population,
    employer: &Employer,
    period: Month,
    rows: &[Row],
) -> Result<u64, WriteError> {
    let mut files = 0;
    for nature in natures(rows) {
        let name = FileName { nature, employer: employer.number.clone(), period }.make();
        let out = BufWriter::new(File::create(folder.join(name))?);
        let (opening, heading) = (opening(employer, period, nature), heading(employer, period));
        let mut writer = Writer::start(out, &opening, &heading, LineEnding::Lf)?;
        for row in rows {
            let Some(resident) = population.residents().get(row.person as usize) else { continue };
            let name = &resident.declared_name;
            match (nature, row.work) {
                (Nature::Preetabli, Work::Detail(detail)) => {
                    let listed = Listed { line: 0, number: detail.number, allowances: detail.allowances };
                    writer.listed(&listed, name)?;
                }
                (Nature::Main, Work::Detail(detail)) => writer.detail(&detail, name)?,
                _ => {}
            }
        }
        for row in rows {
            let Some(resident) = population.residents().get(row.person as usize) else { continue };
            if let Work::Entrant(entrant, category) = row.work
                && nature != Nature::Preetabli
                && category == nature.category()
            {
                writer.entrant(&entrant, &resident.declared_name)?;
            }
        }
        writer.finish()?;
        files += 1;
    }
    Ok(files)
}

/// The files a month needs.
fn natures(rows: &[Row]) -> impl Iterator<Item = Nature> {
    let complementary = |number: u8| {
        rows.iter().any(|row| matches!(row.work, Work::Entrant(_, category) if category == number))
    };
    let complementary = (1..=9).filter(move |number| complementary(*number)).map(Nature::Complementary);
    [Nature::Preetabli, Nature::Main].into_iter().chain(complementary)
}

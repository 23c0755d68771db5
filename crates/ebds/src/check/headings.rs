//! First two records: nature of the file, then employer and period.

use super::{Checker, Sheet};
use crate::digits;
use crate::figures::find_ceiling;
use crate::layout::{EMPLOYER, Field, LINE, PERIOD, header, opening};
use crate::record::{Heading, Nature, Opening, Text, centimes};
use crate::rules;
use damane_domain::ids::{CheckDigit, EmployerNumber};
use damane_domain::month::Month;

impl Checker<'_> {
    pub(super) fn opening(&mut self, number: u64, line: &[u8; LINE]) {
        let mut sheet = Sheet { number, line, findings: &mut self.findings };
        let category = sheet.bytes(&opening::CATEGORY);
        let nature = match (line[0], category) {
            (b'A', b"A0") => Some(Nature::Preetabli),
            (b'B', b"B0") => Some(Nature::Main),
            (b'E', [b'E', digit @ b'1'..=b'9']) => Some(Nature::Complementary(digit - b'0')),
            (b'E', b"E0") => Some(Nature::Complementary(1)),
            _ => None,
        };
        if nature.is_none() {
            sheet.say_of(&opening::CATEGORY, &rules::CATEGORY);
        } else if category == b"E0" {
            sheet.say_of(&opening::CATEGORY, &rules::CATEGORY_ZERO);
        }
        let complementary = line[0] == b'E';
        let transfer_read = if complementary {
            sheet.text(&opening::TRANSFER_TEXT);
            !sheet.is_blank(&opening::TRANSFER)
        } else {
            sheet.is_blank(&opening::TRANSFER) || sheet.number(&opening::TRANSFER).is_some()
        };
        if sheet.is_blank(&opening::TRANSFER) {
            sheet.say_of(&opening::TRANSFER, &rules::TRANSFER_BLANK);
        }
        sheet.filler(&opening::FILLER);
        let transfer = sheet.bytes(&opening::TRANSFER).try_into().ok().filter(|_| transfer_read);
        if let (Some(nature), Some(transfer)) = (nature, transfer) {
            self.opening = Some(Opening { nature, transfer });
            self.compare_opening(number, transfer);
        }
        let announced = self.file_name.as_ref().map(|name| name.nature);
        if announced.is_some_and(|announced| nature.is_some_and(|nature| nature != announced)) {
            self.findings.add(number, opening::CATEGORY.start, &rules::FILE_NAME_KIND);
        }
    }

    pub(super) fn heading(&mut self, number: u64, line: &[u8; LINE]) {
        let mut sheet = Sheet { number, line, findings: &mut self.findings };
        let employer = read_employer(&mut sheet);
        let period = read_period(&mut sheet);
        let mut text = |field: &Field| Text(sheet.text(field)).decode().into_owned();
        let (company, activity) = (text(&header::COMPANY), text(&header::ACTIVITY));
        let (address, town) = (text(&header::ADDRESS), text(&header::TOWN));
        let postal_code = text(&header::POSTAL_CODE);
        if company.is_empty() {
            sheet.say_of(&header::COMPANY, &rules::COMPANY_BLANK);
        }
        let agency = sheet.number(&header::AGENCY).and_then(|agency| u8::try_from(agency).ok());
        let (issued, due) = (sheet.day(&header::ISSUED), sheet.day(&header::DUE));
        if issued.zip(due).is_some_and(|(issued, due)| due < issued) {
            sheet.say(header::DUE.start, &rules::DUE_BEFORE_ISSUED);
        }
        let Some((employer, period)) = employer.zip(period) else { return };
        self.key = line.get(3..16).and_then(|key| key.try_into().ok());
        self.ceiling = find_ceiling(period).map(centimes);
        if self.ceiling.is_none() {
            self.findings.add(number, PERIOD.start, &rules::NO_CEILING);
        }
        self.compare_file_name(number, &employer, period);
        self.compare_heading(number, &employer, period);
        if let (Some(agency), Some(issued), Some(due)) = (agency, issued, due) {
            self.heading = Some(Heading {
                employer,
                period,
                company,
                activity,
                address,
                town,
                postal_code,
                agency,
                issued,
                due,
            });
        }
    }

    fn compare_file_name(&mut self, number: u64, employer: &EmployerNumber, period: Month) {
        let Some(name) = &self.file_name else { return };
        if name.employer != *employer {
            self.findings.add(number, EMPLOYER.start, &rules::FILE_NAME_EMPLOYER);
        }
        if name.period != period {
            self.findings.add(number, PERIOD.start, &rules::FILE_NAME_PERIOD);
        }
    }
}

fn read_employer(sheet: &mut Sheet<'_, '_>) -> Option<EmployerNumber> {
    let number = sheet.number(&EMPLOYER)?;
    if digits::employer_key(number) == CheckDigit::Mismatch {
        sheet.say(EMPLOYER.start, &rules::EMPLOYER_KEY);
    }
    EmployerNumber::parse(std::str::from_utf8(sheet.bytes(&EMPLOYER)).ok()?).ok()
}

fn read_period(sheet: &mut Sheet<'_, '_>) -> Option<Month> {
    sheet.number(&PERIOD)?;
    let period = std::str::from_utf8(sheet.bytes(&PERIOD)).ok().and_then(Month::parse_compact);
    if period.is_none() {
        sheet.say(PERIOD.start, &rules::PERIOD);
    }
    period
}

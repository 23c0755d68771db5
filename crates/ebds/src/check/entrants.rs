//! B04, E04: people newly at work, or one empty record when there are none.

use super::work::{WorkFields, money};
use super::{Checker, MOST, Sheet};
use crate::layout::{LINE, Total, entrant};
use crate::reader::Event;
use crate::record::{CASUAL_NUMBER, Entrant, NO_NUMBER, REFUSED_NUMBER, Text};
use crate::rules;

const WORK: WorkFields = WorkFields {
    days: entrant::DAYS,
    salary: entrant::SALARY,
    capped: entrant::CAPPED,
    control: entrant::CONTROL,
};

impl Checker<'_> {
    pub(super) fn entrant<'a>(&mut self, number: u64, line: &'a [u8; LINE]) -> Event<'a> {
        let mut sheet = Sheet { number, line, findings: &mut self.findings };
        if sheet.is_blank(&entrant::NUMBER) {
            return self.void_entrant(number, line);
        }
        let insured = sheet.number(&entrant::NUMBER).and_then(|insured| u32::try_from(insured).ok());
        let name = sheet.text(&entrant::NAME);
        let cin: [u8; 8] = sheet.text(&entrant::CIN).try_into().unwrap_or([b' '; 8]);
        let work = sheet.work(&WORK);
        sheet.filler(&entrant::FILLER);
        self.entrant_lines += 1;
        let (Some(insured), Some(work)) = (insured, work) else {
            self.unsure = true;
            return Event::Other;
        };
        let row = Entrant {
            line: number,
            number: insured,
            cin,
            days: work.days,
            salary: money(work.salary),
            capped_salary: money(work.capped),
        };
        sheet.check_work(&WORK, work, insured, self.ceiling, row.derive_control());
        if work.days == 0 || work.salary == 0 {
            sheet.say(entrant::DAYS.start, &rules::DAYS_WITHOUT_PAY);
        }
        sheet.check_number(&entrant::NUMBER, insured);
        sheet.check_identity(&row);
        self.check_new(&row);
        self.insured += 1;
        for (total, amount) in [
            (Total::Insured, 1),
            (Total::Numbers, insured.into()),
            (Total::Days, work.days.into()),
            (Total::Salary, work.salary),
            (Total::Capped, work.capped),
            (Total::Control, work.control),
        ] {
            self.entrants.add(total, amount);
        }
        Event::Entrant(row, Text(name))
    }

    /// The empty record: blank number, then nothing but spaces and zeros.
    fn void_entrant<'a>(&mut self, number: u64, line: &[u8; LINE]) -> Event<'a> {
        let mut sheet = Sheet { number, line, findings: &mut self.findings };
        if !sheet.is_void(&entrant::NUMBER, &entrant::FILLER) {
            let place = line[16..136].iter().position(|byte| !matches!(byte, b' ' | b'0')).unwrap_or(0);
            sheet.say(17 + place, &rules::EMPTY_NOT_EMPTY);
        }
        sheet.filler(&entrant::FILLER);
        if self.empty_entrant || self.entrant_lines > 0 {
            sheet.say(entrant::NUMBER.start, &rules::EMPTY_ENTRANT);
        }
        self.empty_entrant = true;
        Event::Other
    }

    /// Whether the entrant was declared already, among the details or the entrants.
    fn check_new(&mut self, row: &Entrant) {
        let mut say = |field: &crate::layout::Field, rule| self.findings.add(row.line, field.start, rule);
        if self.empty_entrant && self.entrant_lines == 1 {
            say(&entrant::NUMBER, &rules::EMPTY_ENTRANT);
        }
        if self.entrant_lines > MOST {
            if self.entrant_lines == MOST + 1 {
                self.findings.add(row.line, 1, &rules::TOO_MANY);
            }
            return;
        }
        if ![NO_NUMBER, CASUAL_NUMBER, REFUSED_NUMBER].contains(&row.number) {
            if self.seen.contains(row.number) {
                say(&entrant::NUMBER, &rules::ENTRANT_IN_DETAILS);
            }
            if !self.entrant_numbers.insert(row.number) {
                say(&entrant::NUMBER, &rules::DECLARED_TWICE);
            }
        }
        if !row.cin.trim_ascii().is_empty() && !self.entrant_cins.insert(row.cin) {
            say(&entrant::CIN, &rules::CIN_TWICE);
        }
    }
}

impl Sheet<'_, '_> {
    fn check_identity(&mut self, row: &Entrant) {
        if row.number != CASUAL_NUMBER && self.is_blank(&entrant::NAME) {
            self.say(entrant::NAME.start, &rules::NAME_MISSING);
        }
        let cin = row.cin.trim_ascii_end();
        if cin.is_empty() {
            if row.number == NO_NUMBER {
                self.say(entrant::CIN.start, &rules::CIN_MISSING);
            }
            return;
        }
        let letters = cin.iter().take_while(|byte| byte.is_ascii_uppercase()).count();
        let digits = &cin[letters..];
        if !(1..=2).contains(&letters) || digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
            self.say(entrant::CIN.start, &rules::CIN_FORM);
        }
    }
}

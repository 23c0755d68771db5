//! A02, B02, E02: one insured person a line.

use super::seen::Place;
use super::work::{Work, WorkFields, money};
use super::{Checker, MOST, Sheet};
use crate::layout::{LINE, Total, detail};
use crate::reader::Event;
use crate::record::{Allowances, CASUAL_NUMBER, Detail, Listed, NO_NUMBER, Text, centimes};
use crate::rules;

const WORK: WorkFields = WorkFields {
    days: detail::DAYS,
    salary: detail::SALARY,
    capped: detail::CAPPED,
    control: detail::CONTROL,
};

impl Checker<'_> {
    pub(super) fn listed<'a>(&mut self, number: u64, line: &'a [u8; LINE]) -> Event<'a> {
        let mut sheet = Sheet { number, line, findings: &mut self.findings };
        if sheet.is_void(&detail::NUMBER, &detail::LISTED_FILLER) {
            sheet.filler(&detail::LISTED_FILLER);
            return self.void_detail(number);
        }
        let insured = sheet.number(&detail::NUMBER).and_then(|insured| u32::try_from(insured).ok());
        let name = sheet.text(&detail::NAME);
        let allowances = sheet.allowances();
        sheet.filler(&detail::LISTED_FILLER);
        let (Some(insured), Some(allowances)) = (insured, allowances) else {
            return self.uncounted_detail();
        };
        self.check_person(number, line, insured);
        self.add_allowances(insured, &allowances);
        Event::Listed(Listed { line: number, number: insured, allowances }, Text(name))
    }

    pub(super) fn detail<'a>(&mut self, number: u64, line: &'a [u8; LINE]) -> Event<'a> {
        let mut sheet = Sheet { number, line, findings: &mut self.findings };
        if line[16] <= b'0' && sheet.is_void(&detail::NUMBER, &detail::FILLER) {
            sheet.filler(&detail::FILLER);
            return self.void_detail(number);
        }
        if line[0] == b'E' {
            sheet.say(detail::NUMBER.start, &rules::COMPLEMENTARY_DETAIL);
        }
        let insured = sheet.number(&detail::NUMBER).and_then(|insured| u32::try_from(insured).ok());
        let name = sheet.text(&detail::NAME);
        let allowances = sheet.allowances();
        let returned = sheet.number(&detail::RETURNED);
        let work = sheet.work(&WORK);
        let situation = sheet.situation();
        sheet.filler(&detail::FILLER);
        let (Some(insured), Some(allowances), Some(returned), Some(work), Some(situation)) =
            (insured, allowances, returned, work, situation)
        else {
            return self.uncounted_detail();
        };
        let row = Detail {
            line: number,
            number: insured,
            allowances,
            returned: money(returned),
            days: work.days,
            salary: money(work.salary),
            capped_salary: money(work.capped),
            situation,
        };
        sheet.check_work(&WORK, work, insured, self.ceiling, row.derive_control());
        sheet.check_situation(&row);
        self.check_person(number, line, insured);
        self.add_detail(&row, work);
        self.compare_detail(&row);
        Event::Detail(row, Text(name))
    }

    fn void_detail<'a>(&mut self, number: u64) -> Event<'a> {
        if self.empty_detail || self.detail_lines > 0 {
            self.findings.add(number, detail::NUMBER.start, &rules::EMPTY_DETAIL);
        }
        self.empty_detail = true;
        Event::Other
    }

    fn uncounted_detail<'a>(&mut self) -> Event<'a> {
        self.unsure = true;
        self.detail_lines += 1;
        Event::Other
    }

    /// Who it is: number, name, order, and whether already declared.
    #[inline]
    fn check_person(&mut self, number: u64, line: &[u8; LINE], insured: u32) {
        let mut sheet = Sheet { number, line, findings: &mut self.findings };
        sheet.check_number(&detail::NUMBER, insured);
        if insured == NO_NUMBER {
            sheet.say(detail::NUMBER.start, &rules::NUMBER_MISSING);
        }
        if insured != CASUAL_NUMBER && line[25] == b' ' && sheet.is_blank(&detail::NAME) {
            sheet.say(detail::NAME.start, &rules::NAME_MISSING);
        }
        self.detail_lines += 1;
        if self.detail_lines > MOST {
            if self.detail_lines == MOST + 1 {
                sheet.say(1, &rules::TOO_MANY);
            }
            return;
        }
        if self.empty_detail && self.detail_lines == 1 {
            sheet.say(detail::NUMBER.start, &rules::EMPTY_DETAIL);
        }
        match self.seen.add(insured) {
            Place::Twice if insured != CASUAL_NUMBER => {
                sheet.say(detail::NUMBER.start, &rules::DECLARED_TWICE)
            }
            Place::OutOfOrder => sheet.say(detail::NUMBER.start, &rules::NOT_ASCENDING),
            _ => {}
        }
    }

    #[inline]
    fn add_allowances(&mut self, insured: u32, allowances: &Allowances) {
        self.insured += 1;
        let sums = &mut self.details;
        sums.add(Total::Insured, 1);
        sums.add(Total::Numbers, insured.into());
        sums.add(Total::Children, allowances.children.into());
        sums.add(Total::ToPay, centimes(allowances.to_pay));
        sums.add(Total::ToDeduct, centimes(allowances.to_deduct));
        sums.add(Total::Net, centimes(allowances.net));
    }

    #[inline]
    fn add_detail(&mut self, row: &Detail, work: Work) {
        self.add_allowances(row.number, &row.allowances);
        let sums = &mut self.details;
        sums.add(Total::Returned, centimes(row.returned));
        sums.add(Total::Days, row.days.into());
        sums.add(Total::Salary, work.salary);
        sums.add(Total::Capped, work.capped);
        sums.add(Total::Control, work.control);
    }
}

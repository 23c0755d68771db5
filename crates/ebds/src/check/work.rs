//! Rules of days, salaries, situations and family allowances (domain notes §2.4, §2.5).

use super::Sheet;
use crate::digits;
use crate::layout::{Field, detail};
use crate::record::{Allowances, CASUAL_NUMBER, Detail, NO_NUMBER, REFUSED_NUMBER, centimes};
use crate::rules::{self, Rule};
use damane_domain::ids::CheckDigit;
use damane_domain::money::Money;
use damane_domain::situation::{Situation, WorkFault};

/// Most days a month counts (e-BDS `N_Jours_Declares`).
const FULL_MONTH: u64 = 26;

/// Days and both salaries, where they stand in a record.
pub(super) struct WorkFields {
    pub days: Field,
    pub salary: Field,
    pub capped: Field,
    pub control: Field,
}

/// Days and both salaries, as declared; centimes.
#[derive(Clone, Copy)]
pub(super) struct Work {
    pub days: u8,
    pub salary: u64,
    pub capped: u64,
    pub control: u64,
}

impl Sheet<'_, '_> {
    /// Reads days, salaries and the control sum.
    #[inline]
    pub(super) fn work(&mut self, fields: &WorkFields) -> Option<Work> {
        let days = self.number(&fields.days);
        let salary = self.number(&fields.salary);
        let capped = self.number(&fields.capped);
        let control = self.number(&fields.control);
        let days = u8::try_from(days?).ok()?;
        Some(Work { days, salary: salary?, capped: capped?, control: control? })
    }

    /// Days 0 to 26; capped salary = salary up to the ceiling; the control sum.
    #[inline]
    pub(super) fn check_work(
        &mut self,
        fields: &WorkFields,
        work: Work,
        number: u32,
        ceiling: Option<u64>,
        control: u64,
    ) {
        if u64::from(work.days) > FULL_MONTH {
            self.say(fields.days.start, &rules::DAYS);
        }
        let expected = ceiling.map_or(work.salary, |ceiling| work.salary.min(ceiling));
        if work.capped > work.salary {
            self.say(fields.capped.start, &rules::CAPPED_ABOVE_REAL);
        } else if work.capped != expected && number != CASUAL_NUMBER && ceiling.is_some() {
            self.say_with(fields.capped.start, &rules::CAPPED, || {
                format!("{} centimes expected, {} declared", expected, work.capped)
            });
        }
        if work.control != control {
            self.say_with(fields.control.start, &rules::CONTROL, || {
                format!("S_Ctr is {}, its terms make {control}", work.control)
            });
        }
    }

    /// Check digit and first digit of a registration number: never more than a warning.
    #[inline]
    pub(super) fn check_number(&mut self, field: &Field, number: u32) {
        let rule = match number {
            NO_NUMBER | CASUAL_NUMBER => return,
            REFUSED_NUMBER => &rules::NUMBER_REFUSED,
            number if number / 100_000_000 != 1 => &rules::NUMBER_START,
            number if digits::registration_key(number.into()) == CheckDigit::Mismatch => &rules::NUMBER_KEY,
            _ => return,
        };
        self.say(field.start, rule);
    }

    /// Children and family allowances.
    #[inline]
    pub(super) fn allowances(&mut self) -> Option<Allowances> {
        let children = self.number(&detail::CHILDREN);
        let to_pay = self.number(&detail::TO_PAY);
        let to_deduct = self.number(&detail::TO_DEDUCT);
        let net = self.number(&detail::NET);
        let (to_pay, to_deduct, net) = (to_pay?, to_deduct?, net?);
        if net != to_pay.saturating_sub(to_deduct) {
            self.say(detail::NET.start, &rules::NET);
        }
        let children = u8::try_from(children?).ok()?;
        Some(Allowances { children, to_pay: money(to_pay), to_deduct: money(to_deduct), net: money(net) })
    }

    /// The situation; nothing, and a finding, when its code is none of the nine.
    #[inline]
    pub(super) fn situation(&mut self) -> Option<Situation> {
        let bytes = self.bytes(&detail::SITUATION);
        if bytes == b"  " {
            return Some(Situation::Normal);
        }
        let code = std::str::from_utf8(bytes).ok().filter(|code| code.trim().len() == code.len());
        let situation = code.and_then(Situation::from_code);
        if situation.is_none() {
            self.say(detail::SITUATION.start, &rules::SITUATION);
        }
        situation
    }

    /// What a situation allows of days, salary and family allowances.
    #[inline]
    pub(super) fn check_situation(&mut self, row: &Detail) {
        let (days, paid) = (row.days > 0, centimes(row.salary) > 0 || centimes(row.capped_salary) > 0);
        let is_paid = if row.situation == Situation::Normal { centimes(row.salary) > 0 } else { paid };
        let work: Option<&Rule> = match row.situation {
            Situation::Normal
            | Situation::UnpaidLeave
            | Situation::KeptWithoutPay
            | Situation::OccupationalDisease => match row.situation.find_work_fault(days, is_paid) {
                Some(WorkFault::Without) => Some(&rules::NORMAL_WITHOUT_WORK),
                Some(WorkFault::With) => Some(&rules::SITUATION_WITH_WORK),
                None => None,
            },
            Situation::Left | Situation::Deceased => (days || paid).then_some(&rules::LEFT_WITH_WORK),
            Situation::Maternity | Situation::Sickness | Situation::WorkAccident => {
                if u64::from(row.days) == FULL_MONTH {
                    Some(&rules::ABSENT_FULL_MONTH)
                } else {
                    (days != paid).then_some(&rules::DAYS_WITHOUT_PAY)
                }
            }
        };
        if let Some(rule) = work {
            self.say(detail::SITUATION.start, rule);
        }
        if row.returned > row.allowances.net {
            self.say(detail::RETURNED.start, &rules::RETURNED_ABOVE_NET);
        } else if matches!(row.situation, Situation::Left | Situation::Deceased)
            && row.returned != row.allowances.net
        {
            self.say(detail::RETURNED.start, &rules::RETURNED_NOT_NET);
        }
    }
}

/// Fields of thirteen digits at most always fit.
pub(super) fn money(centimes: u64) -> Money {
    Money::centimes(i64::try_from(centimes).unwrap_or(i64::MAX))
}

//! What follows a granted benefit: months that end, are confirmed and paid, and new work that ends it (loi 03-14).

use super::JobLossRules;
use chrono::{Days, Months, NaiveDate};

/// A month that was confirmed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Confirmed {
    /// Which, from 1.
    pub number: u32,
    /// After its last day: an officer looks at it first.
    pub late: bool,
    /// An officer let a late one be paid.
    pub released: bool,
    /// It went to the bank.
    pub sent: bool,
}

/// A granted benefit, as it is followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Granted<'c> {
    /// First day it is paid for.
    pub starts_on: NaiveDate,
    /// Months at most.
    pub months: u32,
    /// When two officers agreed.
    pub granted_on: NaiveDate,
    /// First day of new work, once it was reported.
    pub work_from: Option<NaiveDate>,
    /// Months that were confirmed.
    pub confirmed: &'c [Confirmed],
}

/// Where a month stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MonthState {
    /// It has not ended.
    Ahead,
    /// It ended and waits for its confirmation.
    Open,
    /// Its last day to confirm has passed: the benefit is suspended.
    Suspended,
    /// Confirmed after its last day: an officer looks at it.
    Held,
    /// Confirmed: it will be paid.
    Confirmed,
    /// It went to the bank.
    Sent,
    /// New work came before its end, or the benefit was refused when it was looked at again: nothing is paid for it.
    Ended,
}

impl MonthState {
    /// Whether the person can confirm it.
    pub const fn can_be_confirmed(self) -> bool {
        matches!(self, Self::Open | Self::Suspended)
    }
}

/// A month of a benefit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BenefitMonth {
    /// Which, from 1.
    pub number: u32,
    /// Its first day.
    pub first: NaiveDate,
    /// Its last day.
    pub last: NaiveDate,
    /// First day on which it can be confirmed.
    pub confirm_from: NaiveDate,
    /// Last day on which it is confirmed in time.
    pub confirm_until: NaiveDate,
    /// Where it stands.
    pub state: MonthState,
}

impl BenefitMonth {
    /// Nothing is paid for it any more.
    pub const fn end(&mut self) {
        self.state = MonthState::Ended;
    }
}

impl Granted<'_> {
    /// Its months on a day, in order. A month counts from the day of the loss, not of the calendar. One that ended before
    /// the decision is confirmed after the decision.
    pub fn months_on(&self, today: NaiveDate, rules: &JobLossRules) -> Vec<BenefitMonth> {
        (1..=self.months).map(|number| self.month(number, today, rules)).collect()
    }

    /// The day after the last it was or can be paid for: its last month's end or new work, and no month earlier that went
    /// to the bank, whenever the work was reported.
    pub fn ends_before(&self) -> NaiveDate {
        let end = later(self.starts_on, self.months);
        let can_be = self.work_from.map_or(end, |from| from.min(end));
        let sent = self.confirmed.iter().filter(|month| month.sent).map(|month| month.number).max();
        can_be.max(later(self.starts_on, sent.unwrap_or(0)))
    }

    /// Whether a day was or can be paid for by both.
    pub fn overlaps(&self, other: &Granted<'_>) -> bool {
        self.starts_on.max(other.starts_on) < self.ends_before().min(other.ends_before())
    }

    fn month(&self, number: u32, today: NaiveDate, rules: &JobLossRules) -> BenefitMonth {
        let first = later(self.starts_on, number - 1);
        let next = later(self.starts_on, number);
        let last = next.pred_opt().unwrap_or(next);
        let confirm_from = next.max(self.granted_on);
        let within = Days::new(rules.confirm_within.count().saturating_sub(1).into());
        let confirm_until = confirm_from.checked_add_days(within).unwrap_or(confirm_from);
        let mut month =
            BenefitMonth { number, first, last, confirm_from, confirm_until, state: MonthState::Ahead };
        month.state = self.state(&month, today);
        month
    }

    fn state(&self, month: &BenefitMonth, today: NaiveDate) -> MonthState {
        let ended = self.work_from.is_some_and(|from| from <= month.last);
        match self.confirmed.iter().find(|known| known.number == month.number) {
            Some(known) if known.sent => MonthState::Sent,
            _ if ended => MonthState::Ended,
            Some(known) if known.late && !known.released => MonthState::Held,
            Some(_) => MonthState::Confirmed,
            None if today < month.confirm_from => MonthState::Ahead,
            None if today <= month.confirm_until => MonthState::Open,
            None => MonthState::Suspended,
        }
    }
}

impl JobLossRules {
    /// The last day on which new work that begins on a day is reported.
    pub fn report_by(&self, work_from: NaiveDate) -> NaiveDate {
        let within = Days::new(self.report_work_within.count().into());
        work_from.checked_add_days(within).unwrap_or(work_from)
    }
}

/// So many months after a day; the last day of a shorter month.
fn later(day: NaiveDate, months: u32) -> NaiveDate {
    day.checked_add_months(Months::new(months)).unwrap_or(NaiveDate::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn granted<'c>(confirmed: &'c [Confirmed], work_from: Option<&str>) -> Granted<'c> {
        Granted {
            starts_on: day("2026-10-01"),
            months: 6,
            granted_on: day("2026-10-20"),
            work_from: work_from.map(day),
            confirmed,
        }
    }

    fn states(granted: &Granted<'_>, today: &str) -> Vec<MonthState> {
        let rules = JobLossRules::at(granted.starts_on).unwrap();
        granted.months_on(day(today), &rules).iter().map(|month| month.state).collect()
    }

    const IN_TIME: Confirmed = Confirmed { number: 1, late: false, released: false, sent: false };

    #[test]
    fn a_month_opens_when_it_ended_and_suspends_when_nobody_confirmed_it() {
        use MonthState::{Ahead, Open, Suspended};
        assert_eq!(states(&granted(&[], None), "2026-10-31"), [Ahead; 6]);
        assert_eq!(states(&granted(&[], None), "2026-11-01")[..2], [Open, Ahead]);
        assert_eq!(states(&granted(&[], None), "2026-11-15")[..2], [Open, Ahead]);
        assert_eq!(states(&granted(&[], None), "2026-11-16")[..2], [Suspended, Ahead]);
    }

    #[test]
    fn a_late_month_waits_for_an_officer() {
        use MonthState::{Confirmed as Kept, Held, Sent};
        let late = Confirmed { late: true, ..IN_TIME };
        assert_eq!(states(&granted(&[late], None), "2026-11-20")[0], Held);
        assert_eq!(states(&granted(&[Confirmed { released: true, ..late }], None), "2026-11-20")[0], Kept);
        assert_eq!(states(&granted(&[Confirmed { sent: true, ..IN_TIME }], None), "2026-11-20")[0], Sent);
    }

    #[test]
    fn new_work_ends_its_month_and_all_that_follow() {
        use MonthState::{Confirmed as Kept, Ended};
        let known = granted(&[IN_TIME], Some("2026-11-30"));
        assert_eq!(states(&known, "2026-12-02"), [Kept, Ended, Ended, Ended, Ended, Ended]);
        let rules = JobLossRules::at(known.starts_on).unwrap();
        assert_eq!(rules.report_by(day("2026-11-30")), day("2026-12-08"));
    }

    #[test]
    fn two_benefits_overlap_where_a_day_is_in_both_and_none_where_work_or_nothing_lies_between() {
        let first = granted(&[], None);
        let from = |starts_on: &str, months| Granted { starts_on: day(starts_on), months, ..first };
        let worked = granted(&[], Some("2026-12-15"));
        for (other, both) in
            [("2027-03-31", true), ("2027-04-01", false), ("2026-04-02", true), ("2026-04-01", false)]
        {
            assert_eq!(first.overlaps(&from(other, 6)), both, "{other}");
            assert_eq!(from(other, 6).overlaps(&first), both, "{other}");
        }
        assert!(!worked.overlaps(&from("2026-12-15", 6)) && worked.overlaps(&from("2026-12-14", 6)));
        assert!(!first.overlaps(&from("2026-11-01", 0)), "nothing was paid of it");
        // November went to the bank before anyone said that work began in October.
        let sent = [Confirmed { number: 2, sent: true, ..IN_TIME }];
        let late = granted(&sent, Some("2026-10-15"));
        assert!(late.overlaps(&from("2026-11-30", 6)) && !late.overlaps(&from("2026-12-01", 6)));
        let refused = Granted { months: 0, ..granted(&sent, None) };
        assert!(refused.overlaps(&from("2026-11-30", 6)) && !refused.overlaps(&from("2026-12-01", 6)));
    }

    #[test]
    fn a_month_that_ended_before_the_decision_is_confirmed_after_it() {
        let known = Granted { granted_on: day("2026-12-10"), ..granted(&[], None) };
        let rules = JobLossRules::at(known.starts_on).unwrap();
        let months = known.months_on(day("2026-12-10"), &rules);
        assert_eq!((months[0].state, months[0].confirm_until), (MonthState::Open, day("2026-12-24")));
        assert_eq!((months[0].first, months[0].last), (day("2026-10-01"), day("2026-10-31")));
    }

    #[test]
    fn a_loss_late_in_a_long_month_loses_no_day() {
        let known = Granted { starts_on: day("2026-12-31"), ..granted(&[], None) };
        let rules = JobLossRules::at(known.starts_on).unwrap();
        let months = known.months_on(day("2026-12-31"), &rules);
        let follows = |pair: &[BenefitMonth]| pair[0].last.succ_opt() == Some(pair[1].first);
        assert!(months.windows(2).all(follows), "{months:?}");
    }
}

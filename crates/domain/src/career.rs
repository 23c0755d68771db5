//! A career: the months employers have declared, what counts of them, and what they say of a person's work today.

use crate::ids::EmployerNumber;
use crate::money::Money;
use crate::month::Month;
use crate::pension::InsuredMonth;
use crate::situation::Situation;
use std::collections::{BTreeMap, BTreeSet};

mod correction;
mod dispute;
mod employment;
mod rules;

pub use correction::{Correction, CorrectionFault};
pub use dispute::{Dispute, DisputeAnswer, DisputeReason, EarlierAnswer, Reopening};
pub use employment::Employment;
pub(crate) use employment::has_left;
pub use rules::{CareerRules, Figure};

/// One line of an employer's file about one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeclaredLine {
    /// Month declared.
    pub month: Month,
    /// Employer.
    pub employer: EmployerNumber,
    /// 0 for the main declaration (DS), 1 to 9 for a complementary one (DSC).
    pub category: u8,
    /// Order in which the fund received the file: of two files of the same employer, month and category, the
    /// later one stands.
    pub sequence: i64,
    /// Days declared, 0 to 26.
    pub days: u8,
    /// Salary declared, centimes.
    pub salary: Money,
    /// Salary up to the ceiling, centimes.
    pub capped_salary: Money,
    /// Situation.
    pub situation: Situation,
}

/// Where a line came from, in a statement's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Origin {
    /// Main declaration.
    Main,
    /// Complementary declaration.
    Complementary,
    /// A later file for the same employer, month and category, or what an officer set right after a dispute.
    Correction,
}

/// A declared line in its career.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CareerLine {
    /// The line as declared.
    pub declared: DeclaredLine,
    /// Where it came from.
    pub origin: Origin,
    /// A later line stands in its place: shown, not counted.
    pub superseded: bool,
}

/// How a month is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MonthState {
    /// As many days as a month can count.
    Full,
    /// Some days.
    Partial,
    /// Sickness, work accident or occupational disease.
    Sickness,
    /// Maternity.
    Maternity,
    /// Nothing counted, between the first and the last declared month.
    Gap,
    /// Before the first or after the last declared month.
    Outside,
}

/// What counts of one month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CareerMonth {
    /// The month.
    pub month: Month,
    /// How it is drawn.
    pub state: MonthState,
    /// Days counted, capped across employers.
    pub days: u8,
    /// Salary declared across employers, centimes.
    pub salary: Money,
}

/// One civil year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CareerYear {
    /// Year.
    pub year: i32,
    /// Twelve months, January first.
    pub months: Vec<CareerMonth>,
    /// Days counted.
    pub days: u32,
    /// Salary declared, centimes.
    pub salary: Money,
    /// Civil quarters that count.
    pub quarters: u8,
    /// Employer of most of the year's days.
    pub main_employer: Option<EmployerNumber>,
}

/// All that employers have declared of one person.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Career {
    lines: Vec<CareerLine>,
}

impl Career {
    /// Orders the lines by month, employer, category and time of receipt, and finds which of them stand.
    pub fn new(mut lines: Vec<DeclaredLine>) -> Self {
        let key = |line: &DeclaredLine| (line.month, line.employer.clone(), line.category, line.sequence);
        lines.sort_by_cached_key(key);
        let same = |a: &DeclaredLine, b: &DeclaredLine| {
            (a.month, &a.employer, a.category) == (b.month, &b.employer, b.category)
                && a.sequence != b.sequence
        };
        let superseded: Vec<bool> = lines
            .iter()
            .enumerate()
            .map(|(at, line)| {
                lines[at..].iter().take_while(|next| next.month == line.month).any(|next| same(line, next))
            })
            .collect();
        let corrects: Vec<bool> = lines
            .iter()
            .enumerate()
            .map(|(at, line)| {
                lines[..at]
                    .iter()
                    .rev()
                    .take_while(|past| past.month == line.month)
                    .any(|past| same(line, past))
            })
            .collect();
        let lines =
            lines.into_iter().zip(superseded).zip(corrects).map(|((declared, superseded), corrects)| {
                let origin = match (corrects, declared.category) {
                    (true, _) => Origin::Correction,
                    (false, 0) => Origin::Main,
                    (false, _) => Origin::Complementary,
                };
                CareerLine { declared, origin, superseded }
            });
        Self { lines: lines.collect() }
    }

    /// Says which lines an officer set right: also where no line of an employer stood before, they are corrections.
    pub fn mark_corrections(&mut self, sequences: &BTreeSet<i64>) {
        let set_right = self.lines.iter_mut().filter(|line| sequences.contains(&line.declared.sequence));
        set_right.for_each(|line| line.origin = Origin::Correction);
    }

    /// Every line, oldest month first.
    pub fn lines(&self) -> &[CareerLine] {
        &self.lines
    }

    /// The lines that count.
    pub fn standing(&self) -> impl DoubleEndedIterator<Item = &DeclaredLine> {
        self.lines.iter().filter(|line| !line.superseded).map(|line| &line.declared)
    }

    /// First and last month with a standing line.
    pub fn span(&self) -> Option<(Month, Month)> {
        Some((self.standing().next()?.month, self.standing().next_back()?.month))
    }

    /// What counts of each declared month.
    pub(crate) fn months(&self, rules: &CareerRules) -> BTreeMap<Month, CareerMonth> {
        let mut months: BTreeMap<Month, (u32, Money, Vec<Situation>)> = BTreeMap::new();
        for line in self.standing() {
            let (days, salary, situations) = months.entry(line.month).or_default();
            *days += u32::from(line.days);
            *salary = *salary + line.salary;
            situations.push(line.situation);
        }
        let most = rules.month_days.value;
        let counted = |(month, (days, salary, situations)): (Month, (u32, Money, Vec<Situation>))| {
            let days = u8::try_from(days.min(most)).unwrap_or(u8::MAX);
            (month, CareerMonth { month, state: drawn(days, most, &situations), days, salary })
        };
        months.into_iter().map(counted).collect()
    }

    /// Days and salary of each declared month, oldest first, as pensions and job-loss benefits count them.
    pub fn insured_months(&self, rules: &CareerRules) -> Vec<InsuredMonth> {
        let counted = |CareerMonth { month, days, salary, .. }| InsuredMonth { month, days, salary };
        self.months(rules).into_values().map(counted).collect()
    }

    /// The years from the first declared month to the last, newest first, none left out.
    pub fn years(&self, rules: &CareerRules) -> Vec<CareerYear> {
        let Some((first, last)) = self.span() else { return Vec::new() };
        let months = self.months(rules);
        (first.year()..=last.year()).rev().map(|year| self.year(year, &months, rules)).collect()
    }

    fn year(&self, year: i32, known: &BTreeMap<Month, CareerMonth>, rules: &CareerRules) -> CareerYear {
        let (first, last) = self.span().unwrap_or((Month::from_index(0), Month::from_index(0)));
        let months: Vec<CareerMonth> = (1..=12)
            .filter_map(|month| Month::new(year, month))
            .map(|month| {
                let outside = month < first || month > last;
                let state = if outside { MonthState::Outside } else { MonthState::Gap };
                known.get(&month).copied().unwrap_or(CareerMonth {
                    month,
                    state,
                    days: 0,
                    salary: Money::ZERO,
                })
            })
            .collect();
        let days = |months: &[CareerMonth]| months.iter().map(|month| u32::from(month.days)).sum::<u32>();
        let quarters = months.chunks(3).filter(|quarter| days(quarter) >= rules.quarter_days.value).count();
        let mut by_employer: BTreeMap<&EmployerNumber, u32> = BTreeMap::new();
        for line in self.standing().filter(|line| line.month.year() == year) {
            *by_employer.entry(&line.employer).or_default() += u32::from(line.days);
        }
        let main_employer =
            by_employer.into_iter().max_by_key(|(_, days)| *days).map(|(number, _)| number.clone());
        CareerYear {
            year,
            days: days(&months),
            salary: months.iter().map(|month| month.salary).sum(),
            quarters: u8::try_from(quarters).unwrap_or(0),
            main_employer,
            months,
        }
    }

    /// Days counted over the whole career.
    pub fn total_days(&self, rules: &CareerRules) -> u32 {
        self.months(rules).values().map(|month| u32::from(month.days)).sum()
    }

    /// Civil quarters that count over the whole career.
    pub fn total_quarters(&self, rules: &CareerRules) -> u32 {
        self.years(rules).iter().map(|year| u32::from(year.quarters)).sum()
    }

    /// Days counted in the twelve months that end with `last`.
    pub fn days_in_year_to(&self, last: Month, rules: &CareerRules) -> u32 {
        self.months(rules).range(last.plus(-11)..=last).map(|(_, month)| u32::from(month.days)).sum()
    }
}

fn drawn(days: u8, most: u32, situations: &[Situation]) -> MonthState {
    let any = |kinds: &[Situation]| situations.iter().any(|situation| kinds.contains(situation));
    if any(&[Situation::Maternity]) {
        MonthState::Maternity
    } else if any(&[Situation::Sickness, Situation::WorkAccident, Situation::OccupationalDisease]) {
        MonthState::Sickness
    } else if u32::from(days) >= most {
        MonthState::Full
    } else if days > 0 {
        MonthState::Partial
    } else {
        MonthState::Gap
    }
}

#[cfg(test)]
mod tests {
    use super::rules::FIGURES;
    use super::*;
    use crate::parameters::Figures;
    use chrono::NaiveDate;
    use proptest::prelude::*;

    fn line(month: &str, employer: &str, days: u8, sequence: i64) -> DeclaredLine {
        DeclaredLine {
            month: Month::parse(month).unwrap(),
            employer: EmployerNumber::parse(employer).unwrap(),
            category: 0,
            sequence,
            days,
            salary: Money::centimes(i64::from(days) * 20_000),
            capped_salary: Money::centimes(i64::from(days) * 20_000),
            situation: Situation::Normal,
        }
    }

    fn rules() -> CareerRules {
        CareerRules::at("2026-11-21".parse().unwrap()).unwrap()
    }

    #[test]
    fn the_worked_cases_of_the_file_hold() {
        let cases = Figures::from_toml(FIGURES).unwrap().cases;
        assert!(cases.len() >= 5);
        for case in cases {
            let at: NaiveDate = case.given["at"].as_str().unwrap().parse().unwrap();
            let lines = case.given["lines"].as_array().unwrap().iter().map(|given| {
                let field = |at: usize| given[at].as_str().unwrap();
                line(field(0), field(1), u8::try_from(given[2].as_integer().unwrap()).unwrap(), 1)
            });
            let (career, rules) = (Career::new(lines.collect()), CareerRules::at(at).unwrap());
            let employment = match career.employment(at, &rules) {
                Employment::Declared { .. } => "declared",
                Employment::Interrupted { .. } => "interrupted",
                Employment::Inactive { .. } => "inactive",
                Employment::NeverDeclared => "never_declared",
            };
            assert_eq!(case.expect["employment"].as_str(), Some(employment), "{}", case.name);
            let number = |name: &str| case.expect[name].as_integer().unwrap();
            assert_eq!(number("total_days"), i64::from(career.total_days(&rules)), "{}", case.name);
            assert_eq!(number("total_quarters"), i64::from(career.total_quarters(&rules)), "{}", case.name);
        }
    }

    #[test]
    fn a_correction_is_a_new_line_and_the_old_one_counts_no_more() {
        let career = Career::new(vec![line("2026-09", "1000004", 10, 7), line("2026-09", "1000004", 26, 9)]);
        let kept: Vec<_> = career.lines().iter().map(|line| (line.origin, line.superseded)).collect();
        assert_eq!(kept, [(Origin::Main, true), (Origin::Correction, false)]);
        assert_eq!(career.total_days(&rules()), 26);
    }

    #[test]
    fn a_complementary_declaration_adds_to_the_main_one() {
        let complementary = DeclaredLine { category: 1, ..line("2026-09", "1000004", 5, 9) };
        let career = Career::new(vec![line("2026-09", "1000004", 10, 7), complementary]);
        assert_eq!(career.lines()[1].origin, Origin::Complementary);
        assert_eq!(career.total_days(&rules()), 15);
    }

    #[test]
    fn who_was_declared_as_having_left_is_no_longer_employed() {
        let left = DeclaredLine { situation: Situation::Left, days: 0, ..line("2026-10", "1000004", 0, 2) };
        let career = Career::new(vec![line("2026-09", "1000004", 26, 1), left]);
        let employment = career.employment("2026-11-21".parse().unwrap(), &rules());
        assert!(matches!(employment, Employment::Interrupted { months: 0, .. }), "{employment:?}");
    }

    #[test]
    fn a_gap_is_seen_between_declared_months_only() {
        let career = Career::new(vec![line("2026-02", "1000004", 26, 1), line("2026-04", "1000004", 12, 2)]);
        let years = career.years(&rules());
        let states: Vec<_> = years[0].months.iter().take(5).map(|month| month.state).collect();
        use MonthState::{Full, Gap, Outside, Partial};
        assert_eq!(states, [Outside, Full, Gap, Partial, Outside]);
    }

    #[test]
    fn a_run_with_an_employer_starts_after_the_last_break() {
        let months = ["2025-12", "2026-02", "2026-03", "2026-04"];
        let career = Career::new(months.iter().map(|month| line(month, "1000004", 26, 1)).collect());
        let employer = EmployerNumber::parse("1000004").unwrap();
        assert_eq!(
            career.run_with(&employer, Month::parse("2026-04").unwrap()),
            Month::parse("2026-02").unwrap()
        );
    }

    proptest! {
        #[test]
        fn no_month_counts_more_than_26_days_and_the_years_sum_to_the_whole(
            months in proptest::collection::vec((2000_i32..2027, 1_u8..=12, 0_u8..=26, 0_usize..3, 0_i64..4), 0..60)
        ) {
            let employers = ["1000004", "1000011", "1000028"];
            let lines = months.iter().map(|(year, month, days, employer, sequence)| DeclaredLine {
                month: Month::new(*year, *month).unwrap(),
                ..line("2026-01", employers[*employer], *days, *sequence)
            });
            let career = Career::new(lines.collect());
            let years = career.years(&rules());
            prop_assert!(years.iter().flat_map(|year| &year.months).all(|month| month.days <= 26));
            prop_assert_eq!(years.iter().map(|year| year.days).sum::<u32>(), career.total_days(&rules()));
            prop_assert!(years.windows(2).all(|pair| pair[0].year == pair[1].year + 1));
        }
    }
}

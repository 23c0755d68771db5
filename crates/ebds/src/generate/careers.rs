//! Invented careers, a month at a time: work, absences, departures, gaps, second jobs.

use super::Plan;
use super::population::{Population, Resident, chance_of};
use crate::figures::{derive_allowances, find_ceiling};
use crate::record::{Allowances, Detail, Entrant, NO_NUMBER};
use damane_domain::money::Money;
use damane_domain::month::Month;
use damane_domain::situation::Situation;
use rand::Rng;
use rand_chacha::ChaCha8Rng;

const FULL_MONTH: u8 = 26;

/// What Naïma earns in the last year, centimes.
const NAIMA_SALARY: i64 = 518_640;

/// A line about a person, by rank in the population, for an employer.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row {
    pub employer: u32,
    pub person: u32,
    pub work: Work,
}

#[derive(Debug, Clone, Copy)]
pub(super) enum Work {
    Detail(Detail),
    /// In the main declaration (0) or a complementary one (1 to 9).
    Entrant(Entrant, u8),
}

/// Someone's employment with one employer.
#[derive(Debug, Clone)]
struct Job {
    employer: u32,
    /// For a full month, centimes.
    salary: i64,
    /// The fund knows of it: the next préétabli lists it.
    listed: bool,
    /// Declared so next month, for the last time.
    leaving: Option<Situation>,
    /// Absence under way, and the months it still lasts.
    absence: Option<(Situation, u8)>,
}

struct Worker {
    chance: ChaCha8Rng,
    jobs: Vec<Job>,
    /// Months before the next job; nothing when there will be none.
    idle: Option<u32>,
    declared_before: bool,
}

/// All careers of a population, walked month by month.
pub(super) struct Careers<'a> {
    plan: &'a Plan,
    population: &'a Population,
    workers: Vec<Worker>,
}

impl<'a> Careers<'a> {
    pub fn start(plan: &'a Plan, population: &'a Population) -> Self {
        let workers = (0..plan.people).map(|index| Worker::start(plan, index)).collect();
        Self { plan, population, workers }
    }

    /// Everyone's lines of the next month, by employer, then by registration number.
    pub fn month(&mut self, rank: u32, month: Month) -> Vec<Row> {
        let mut rows = Vec::new();
        for (index, worker) in (0..).zip(&mut self.workers) {
            let Some(resident) = self.population.residents().get(index as usize) else { continue };
            let step = Step { plan: self.plan, resident, index, rank, month };
            if index == 0 { Worker::naima(&step, &mut rows) } else { worker.month(&step, &mut rows) }
        }
        rows.sort_by_key(|row| (row.employer, row.person));
        rows
    }
}

/// One person's month.
struct Step<'a> {
    plan: &'a Plan,
    resident: &'a Resident,
    index: u32,
    rank: u32,
    month: Month,
}

impl Step<'_> {
    /// People 1 to 8 show the eight situation codes whatever chance decides, in this month.
    fn scripted(&self) -> Option<Situation> {
        let situation = script(self.index)?;
        (self.rank == script_month(self.plan, self.index)).then_some(situation)
    }

    /// Up to there they work without event.
    fn before_script(&self) -> bool {
        script(self.index).is_some() && self.rank < script_month(self.plan, self.index)
    }

    /// Paid through one employer only; now and then the fund takes back a third.
    fn allowances(&self, main_job: bool, deducts: bool) -> Allowances {
        let children = self.resident.person.dependants;
        if !main_job {
            return Allowances { children, ..Allowances::default() };
        }
        let to_pay = derive_allowances(children, self.month);
        let to_deduct = if deducts { Money::centimes(to_pay.as_centimes() / 3) } else { Money::ZERO };
        let net = Money::centimes(to_pay.as_centimes() - to_deduct.as_centimes());
        Allowances { children, to_pay, to_deduct, net }
    }

    fn push_detail(
        &self,
        rows: &mut Vec<Row>,
        job: &Job,
        allowances: Allowances,
        days: u8,
        situation: Situation,
    ) {
        let (salary, capped_salary) = self.pay(job, days);
        let gives_back = matches!(situation, Situation::Left | Situation::Deceased | Situation::UnpaidLeave);
        let returned = if gives_back { allowances.net } else { Money::ZERO };
        let number = self.resident.number;
        let detail = Detail { line: 0, number, allowances, returned, days, salary, capped_salary, situation };
        rows.push(Row { employer: job.employer, person: self.index, work: Work::Detail(detail) });
    }

    fn push_entrant(&self, rows: &mut Vec<Row>, job: &Job, number: u32, days: u8, category: u8) {
        let (salary, capped_salary) = self.pay(job, days);
        let mut cin = [b' '; 8];
        for (place, byte) in cin.iter_mut().zip(self.resident.person.cin.as_str().bytes()) {
            *place = byte;
        }
        let entrant = Entrant { line: 0, number, cin, days, salary, capped_salary };
        rows.push(Row { employer: job.employer, person: self.index, work: Work::Entrant(entrant, category) });
    }

    fn pay(&self, job: &Job, days: u8) -> (Money, Money) {
        let salary = Money::centimes(job.salary * i64::from(days) / i64::from(FULL_MONTH));
        (salary, find_ceiling(self.month).map_or(salary, |ceiling| salary.min(ceiling)))
    }
}

fn script(index: u32) -> Option<Situation> {
    (1..=8).contains(&index).then(|| Situation::ALL.get(index as usize).copied())?
}

fn script_month(plan: &Plan, index: u32) -> u32 {
    1 + index * plan.months.saturating_sub(2) / 9
}

impl Worker {
    fn start(plan: &Plan, index: u32) -> Self {
        let mut worker =
            Self { chance: chance_of(plan, index, 1), jobs: Vec::new(), idle: None, declared_before: false };
        if script(index).is_some() || worker.chance.random_range(0..100) < 75 {
            let job = worker.find_job(plan, true);
            worker.jobs.push(job);
            worker.declared_before = true;
        } else {
            worker.idle = Some(worker.chance.random_range(0..plan.months));
        }
        worker
    }

    /// The lesser of two draws: some employers are large, most are small.
    fn find_job(&mut self, plan: &Plan, listed: bool) -> Job {
        let draw = |chance: &mut ChaCha8Rng| chance.random_range(0..plan.employers);
        let employer = draw(&mut self.chance).min(draw(&mut self.chance));
        let grade = self.chance.random_range(0..100_i64);
        let salary = 350_000 + grade * grade * 130 + self.chance.random_range(0..50_000);
        Job { employer, salary, listed, leaving: None, absence: None }
    }

    fn month(&mut self, step: &Step<'_>, rows: &mut Vec<Row>) {
        self.seek(step);
        let at_work = !self.jobs.is_empty();
        let Self { chance, jobs, declared_before, .. } = self;
        let mut main_job = true;
        let mut died = false;
        jobs.retain_mut(|job| {
            if step.month.month() == 1 {
                job.salary += job.salary * chance.random_range(10..45) / 1_000;
            }
            let end = if job.listed {
                work(chance, step, rows, job, main_job)
            } else {
                enter(chance, step, rows, job, *declared_before);
                None
            };
            *declared_before = true;
            main_job = false;
            died |= end == Some(Situation::Deceased);
            end.is_none()
        });
        if died {
            jobs.iter_mut().for_each(|job| job.leaving = Some(Situation::Deceased));
        }
        if at_work && jobs.is_empty() && !died {
            self.idle = Some(chance.random_range(0..15));
        }
    }

    /// A first job after a gap, or a second one beside the first.
    fn seek(&mut self, step: &Step<'_>) {
        match (self.jobs.as_slice(), self.idle) {
            ([], Some(0)) => {
                self.idle = None;
                let job = self.find_job(step.plan, false);
                self.jobs.push(job);
            }
            ([], Some(months)) => self.idle = Some(months - 1),
            ([only], _) if only.leaving.is_none() && !step.before_script() => {
                let taken = only.employer;
                if self.chance.random_range(0..1_000) < 3 {
                    let mut second = self.find_job(step.plan, false);
                    second.salary = second.salary * 3 / 10;
                    if second.employer != taken {
                        self.jobs.push(second);
                    }
                }
            }
            _ => {}
        }
    }

    /// Naïma's career has no gap: TEXTILE OUED FES SA first, then ATELIER ZERHOUN SARL to the last month.
    fn naima(step: &Step<'_>, rows: &mut Vec<Row>) {
        let atelier_months =
            step.plan.months.div_ceil(3).saturating_mul(2).clamp(1, 68).min(step.plan.months);
        let before = if step.plan.employers > 1 { step.plan.months - atelier_months } else { 0 };
        let raises = i64::from(step.plan.last_month.year() - step.month.year());
        let salary = (NAIMA_SALARY - 12_000 * raises).max(320_000);
        let job = |employer| Job { employer, salary, listed: true, leaving: None, absence: None };
        let allowances = step.allowances(true, false);
        if step.rank < before {
            step.push_detail(rows, &job(1), allowances, FULL_MONTH, Situation::Normal);
        } else if step.rank == before && before > 0 {
            step.push_detail(rows, &job(1), allowances, 0, Situation::Left);
            step.push_entrant(rows, &job(0), step.resident.number, FULL_MONTH, 0);
        } else {
            step.push_detail(rows, &job(0), allowances, FULL_MONTH, Situation::Normal);
        }
    }
}

/// The first month with an employer: a few are forgotten, then declared in a complementary file; a few who were
/// never declared before have no number yet, only their identity number.
fn enter(
    chance: &mut ChaCha8Rng,
    step: &Step<'_>,
    rows: &mut Vec<Row>,
    job: &mut Job,
    declared_before: bool,
) {
    let days = chance.random_range(4..=FULL_MONTH);
    let category = match chance.random_range(0..100) {
        0 => 2,
        1..=6 => 1,
        _ => 0,
    };
    let unknown = !declared_before && chance.random_range(0..100) < 10;
    let number = if unknown { NO_NUMBER } else { step.resident.number };
    step.push_entrant(rows, job, number, days, category);
    job.listed = true;
}

/// A month with an employer who knows the person; the situation with which it ends, when it does.
fn work(
    chance: &mut ChaCha8Rng,
    step: &Step<'_>,
    rows: &mut Vec<Row>,
    job: &mut Job,
    main_job: bool,
) -> Option<Situation> {
    let deducts = chance.random_range(0..100) < 2;
    let allowances = step.allowances(main_job, deducts);
    let scripted = step.scripted().filter(|_| main_job);
    let leaves = scripted.filter(|situation| matches!(situation, Situation::Left | Situation::Deceased));
    if let Some(end) = job.leaving.or(leaves) {
        step.push_detail(rows, job, allowances, 0, end);
        return Some(end);
    }
    if let Some(situation) = scripted {
        job.absence = Some((situation, 1));
    } else if job.absence.is_none() && !step.before_script() {
        befall(chance, step, job);
    }
    let (days, situation) = match job.absence {
        Some((situation, months)) => {
            job.absence = (months > 1).then(|| (situation, months - 1));
            (absent_days(chance, situation, months), situation)
        }
        None if step.before_script() || chance.random_range(0..100) < 94 => (FULL_MONTH, Situation::Normal),
        None => (chance.random_range(8..FULL_MONTH), Situation::Normal),
    };
    step.push_detail(rows, job, allowances, days, situation);
    None
}

/// What chance brings this month, in ten-thousandths.
fn befall(chance: &mut ChaCha8Rng, step: &Step<'_>, job: &mut Job) {
    let draw = chance.random_range(0..10_000);
    let mut absent = |situation, most| job.absence = Some((situation, chance.random_range(1..=most)));
    match draw {
        0..150 => job.leaving = Some(Situation::Left),
        150..154 => job.leaving = Some(Situation::Deceased),
        200..300 => absent(Situation::Sickness, 3),
        300..330 if step.resident.woman => job.absence = Some((Situation::Maternity, 4)),
        330..350 => absent(Situation::WorkAccident, 2),
        350..365 => absent(Situation::UnpaidLeave, 2),
        365..375 => absent(Situation::KeptWithoutPay, 2),
        375..382 => absent(Situation::OccupationalDisease, 3),
        _ => {}
    }
}

/// Sickness, maternity and accidents leave some days in their last month; the others none at all.
fn absent_days(chance: &mut ChaCha8Rng, situation: Situation, months_left: u8) -> u8 {
    let partial = matches!(situation, Situation::Maternity | Situation::Sickness | Situation::WorkAccident);
    if partial && months_left == 1 { chance.random_range(3..20) } else { 0 }
}

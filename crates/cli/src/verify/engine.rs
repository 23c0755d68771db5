//! Many inputs checked at once, in bounded memory, and told in the order in which they came.

use super::check::{Answer, Judge};
use super::walk::{Step, Walk};
use super::words;
use crate::output::{complain, say};
use anyhow::{Context, Result, anyhow};
use indicatif::ProgressBar;
use std::collections::BTreeMap;
use std::fs::File;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};

/// Batches begun and not yet told, for each one that is checked at a time: so many answers may wait for an earlier one.
const AHEAD: usize = 4;
/// Most inputs of a batch: handing one over costs two threads some of the time a small page takes to be checked.
const MOST_OF_A_BATCH: u64 = 16;
/// One input in so many is the size of a batch: few inputs, which may be large, are shared out one by one.
const SHARE: u64 = 32;

/// How many came out how.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// May be relied on.
    pub good: u64,
    /// May not.
    pub not_good: u64,
    /// Could not be read.
    pub unreadable: u64,
    /// Not opened: links, pipes.
    pub skipped: u64,
    /// Somebody stopped the work.
    pub was_stopped: bool,
}

/// As many as work at once.
pub fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
}

/// What became of one input.
enum Outcome {
    Checked(PathBuf, Result<Answer>),
    PassedOver(PathBuf, &'static str),
}

/// Checks everything; gives the counts once all is told.
pub fn run(
    inputs: &[PathBuf],
    judge: &Judge,
    jobs: usize,
    mut sink: Sink,
    stop: &AtomicBool,
) -> Result<Counts> {
    // A place is taken for every batch begun and given back when it is told: this bounds what waits.
    let (give_back, places) = sync_channel::<()>(jobs * AHEAD);
    (0..jobs * AHEAD).try_for_each(|_| give_back.send(()))?;
    let (hand_out, taken) = sync_channel::<(u64, Vec<Step>)>(jobs);
    let (tell, told) = sync_channel::<(u64, Vec<Outcome>)>(jobs * AHEAD);
    let taken = Arc::new(Mutex::new(taken));
    std::thread::scope(|scope| {
        scope.spawn(move || walk(inputs, stop, &places, &hand_out));
        for _ in 0..jobs {
            let (tell, taken) = (tell.clone(), Arc::clone(&taken));
            scope.spawn(move || work(judge, stop, &taken, &tell));
        }
        // Each end lives in its thread alone: when one side gives up, the others come to an end too.
        drop((tell, taken));
        tell_in_order(told, give_back, &mut sink)
    })?;
    sink.finish(stop.load(Ordering::Relaxed))
}

fn walk(
    inputs: &[PathBuf],
    stop: &AtomicBool,
    places: &Receiver<()>,
    hand_out: &SyncSender<(u64, Vec<Step>)>,
) {
    let (mut steps, mut seen) = (Walk::over(inputs), 0_u64);
    for number in 0.. {
        let size = (seen / SHARE).clamp(1, MOST_OF_A_BATCH);
        let batch: Vec<Step> = steps.by_ref().take(size as usize).collect();
        seen += size;
        let goes_on = !batch.is_empty() && !stop.load(Ordering::Relaxed) && places.recv().is_ok();
        if !goes_on || hand_out.send((number, batch)).is_err() {
            return;
        }
    }
}

fn work(
    judge: &Judge,
    stop: &AtomicBool,
    taken: &Mutex<Receiver<(u64, Vec<Step>)>>,
    tell: &SyncSender<(u64, Vec<Outcome>)>,
) {
    loop {
        let next = taken.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok((number, batch)) = next else { return };
        let goes_on = |_: &Step| !stop.load(Ordering::Relaxed);
        let outcomes = batch.into_iter().take_while(goes_on).map(|step| outcome(judge, step)).collect();
        if tell.send((number, outcomes)).is_err() {
            return;
        }
    }
}

fn outcome(judge: &Judge, step: Step) -> Outcome {
    match step {
        Step::File(path) => {
            // One input that makes a decoder fall over must not end the work on the others.
            let checked = catch_unwind(AssertUnwindSafe(|| judge.check(&path)));
            let checked = checked.unwrap_or_else(|_| Err(anyhow!("the check failed")));
            Outcome::Checked(path, checked)
        }
        Step::PassedOver(path, why) => Outcome::PassedOver(path, why),
        Step::Failed(path, error) => Outcome::Checked(path, Err(error.into())),
    }
}

fn tell_in_order(
    told: Receiver<(u64, Vec<Outcome>)>,
    give_back: SyncSender<()>,
    sink: &mut Sink,
) -> Result<()> {
    let (mut next, mut waiting) = (0, BTreeMap::new());
    while let Ok((number, outcomes)) = told.recv() {
        waiting.insert(number, outcomes);
        while let Some(outcomes) = waiting.remove(&next) {
            outcomes.iter().try_for_each(|outcome| sink.tell(outcome))?;
            next += 1;
            // The walk may have ended already.
            let _nobody_waits = give_back.send(());
        }
    }
    Ok(())
}

/// Where answers go.
pub struct Sink {
    json: bool,
    table: Option<csv::Writer<File>>,
    counts: Counts,
    bar: ProgressBar,
}

impl Sink {
    /// Opens the table, if there is to be one.
    pub fn new(json: bool, table: Option<&Path>) -> Result<Self> {
        let table = match table {
            Some(path) => {
                let mut table = csv::Writer::from_path(path).with_context(|| path.display().to_string())?;
                table.write_record(words::COLUMNS)?;
                Some(table)
            }
            None => None,
        };
        // Drawn on a terminal only.
        Ok(Self { json, table, counts: Counts::default(), bar: ProgressBar::new_spinner() })
    }

    fn tell(&mut self, outcome: &Outcome) -> Result<()> {
        match outcome {
            Outcome::Checked(path, Ok(answer)) => self.tell_answer(path, answer),
            Outcome::Checked(path, Err(error)) => self.tell_failure(path, error),
            Outcome::PassedOver(path, why) => {
                self.counts.skipped += 1;
                self.bar.suspend(|| complain(&format!("{}: passed over, {why}", path.display())));
                Ok(())
            }
        }
    }

    fn tell_answer(&mut self, path: &Path, answer: &Answer) -> Result<()> {
        let count = if answer.is_good() { &mut self.counts.good } else { &mut self.counts.not_good };
        *count += 1;
        if let Some(table) = &mut self.table {
            table.write_record(words::row(path, answer))?;
        }
        if self.json {
            self.bar.suspend(|| say(&words::object(path, answer).to_string()));
        } else if self.table.is_none() {
            self.bar.suspend(|| words::tell(path, answer));
        }
        self.progress();
        Ok(())
    }

    fn tell_failure(&mut self, path: &Path, error: &anyhow::Error) -> Result<()> {
        self.counts.unreadable += 1;
        if let Some(table) = &mut self.table {
            table.write_record(words::failed_row(path, &format!("{error:#}")))?;
        }
        self.bar.suspend(|| complain(&format!("{}: {error:#}", path.display())));
        self.progress();
        Ok(())
    }

    fn progress(&self) {
        if self.bar.is_hidden() {
            return;
        }
        let Counts { good, not_good, unreadable, .. } = self.counts;
        self.bar.set_message(format!("{good} valid, {not_good} not valid, {unreadable} unreadable"));
        self.bar.tick();
    }

    fn finish(mut self, was_stopped: bool) -> Result<Counts> {
        if let Some(table) = &mut self.table {
            table.flush()?;
        }
        self.bar.finish_and_clear();
        Ok(Counts { was_stopped, ..self.counts })
    }
}

//! What a pension simulation costs beside the same rule ported to OpenFisca-Core and to publicodes, in one run.
//!
//! `cargo xtask bench --only pension` runs it. The peers' inputs are set before their clocks start. Prints JSON lines.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a measurement, run by the bench")]

use chrono::NaiveDate;
use damane_domain::money::Money;
use damane_domain::month::Month;
use damane_domain::pension::{Insured, InsuredMonth, PensionRules, explain, simulate};
use serde_json::Value;
use std::hint::black_box;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

/// Twenty years.
const MONTHS: u32 = 240;
const ROUNDS: usize = 5;
const SINGLES: usize = 2_000;

fn main() {
    let people: usize = std::env::var("DAMANE_BENCH_PEOPLE").map_or(100_000, |text| text.parse().unwrap());
    let (rules, birth_date) = (PensionRules::at(day("2026-11-01")).unwrap(), day("1966-03-14"));
    let careers: Vec<Vec<InsuredMonth>> =
        (0..people).map(|person| career(200_000 + (person as i64 % 5_000) * 100)).collect();
    let one = career(450_000);
    let (mut single, mut batch, mut openfisca, mut publicodes) = (vec![], vec![], vec![], vec![]);
    for _ in 0..ROUNDS {
        single.push(time_single(&one, birth_date, &rules));
        batch.push(time_batch(&careers, birth_date, &rules));
        openfisca.push(run_openfisca(people));
        publicodes.push(run_publicodes());
    }
    let ours = amount(&one, birth_date, &rules);
    for peer in openfisca.iter().chain(&publicodes) {
        assert_eq!((number(peer, "amount") * 100.0).round() as i64, ours, "the ports hold the same rule");
    }
    let sum: i64 = careers.iter().map(|career| amount(career, birth_date, &rules)).sum();
    let theirs = number(&openfisca[0], "batch_sum") * 100.0;
    assert!((sum as f64 - theirs).abs() / theirs < 1e-4, "{sum} and {theirs}: the batches agree");

    let (single, batch) = (median(single), median(batch));
    let of = |answers: &[Value], field| median(answers.iter().map(|answer| number(answer, field)).collect());
    let note = "a career of 240 months, amount and steps; the peer's inputs are set before its clock starts; medians";
    report(
        "one pension simulation, times faster than OpenFisca",
        single,
        of(&openfisca, "single_seconds"),
        &openfisca[0],
        "µs",
        1e6,
        note,
    );
    report(
        "one pension simulation, times faster than publicodes",
        single,
        of(&publicodes, "single_seconds"),
        &publicodes[0],
        "µs",
        1e6,
        note,
    );
    let note = format!(
        "{people} careers of 240 months, all cores here, one vectorised calculation there; inputs in memory on both sides"
    );
    report(
        "a batch of pension simulations, times faster than OpenFisca vectorised",
        batch,
        of(&openfisca, "batch_seconds"),
        &openfisca[0],
        "ms",
        1e3,
        &note,
    );
}

fn report(figure: &str, ours: f64, peer: f64, answer: &Value, unit: &str, scale: f64, note: &str) {
    let line = serde_json::json!({
        "figure": figure, "unit": unit, "ours": ours * scale, "ours_name": "damane-domain",
        "peer": peer * scale, "peer_name": answer["name"], "ratio": peer / ours, "note": note,
    });
    println!("{line}");
}

fn time_single(career: &[InsuredMonth], birth_date: NaiveDate, rules: &PensionRules) -> f64 {
    let start = Instant::now();
    for _ in 0..SINGLES {
        let found = simulate(black_box(&insured(career, birth_date)), black_box(rules));
        black_box(explain(&found, rules));
    }
    start.elapsed().as_secs_f64() / SINGLES as f64
}

/// Every core takes its share of the careers.
fn time_batch(careers: &[Vec<InsuredMonth>], birth_date: NaiveDate, rules: &PensionRules) -> f64 {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let mut amounts = vec![0_i64; careers.len()];
    let share = careers.len().div_ceil(cores);
    let start = Instant::now();
    std::thread::scope(|scope| {
        for (careers, amounts) in careers.chunks(share).zip(amounts.chunks_mut(share)) {
            scope.spawn(move || {
                for (career, into) in careers.iter().zip(amounts) {
                    *into = amount(career, birth_date, rules);
                }
            });
        }
    });
    let spent = start.elapsed().as_secs_f64();
    black_box(amounts);
    spent
}

fn amount(career: &[InsuredMonth], birth_date: NaiveDate, rules: &PensionRules) -> i64 {
    simulate(&insured(career, birth_date), rules).monthly_amount.map_or(0, Money::as_centimes)
}

fn insured(months: &[InsuredMonth], birth_date: NaiveDate) -> Insured<'_> {
    Insured { birth_date, months, underground_months: 0, early_agreed: false }
}

fn career(salary: i64) -> Vec<InsuredMonth> {
    let end = Month::parse("2026-11").unwrap();
    let month = |back: u32| InsuredMonth {
        month: end.plus(-(back as i32)),
        days: 26,
        salary: Money::centimes(salary),
    };
    (1..=MONTHS).rev().map(month).collect()
}

fn run_openfisca(people: usize) -> Value {
    let python = std::env::var("DAMANE_BENCH_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let (months, people) = (MONTHS.to_string(), people.to_string());
    ask(Command::new(python).arg(bench("pension_openfisca.py")).args([
        months.as_str(),
        "50",
        people.as_str(),
    ]))
}

fn run_publicodes() -> Value {
    let mut node = Command::new("node");
    node.current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../ui"));
    ask(node.arg(bench("pension_publicodes.mjs")).args([MONTHS.to_string().as_str(), "200"]))
}

fn bench(name: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/bench").join(name)
}

fn ask(command: &mut Command) -> Value {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn number(answer: &Value, field: &str) -> f64 {
    answer[field].as_f64().unwrap()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

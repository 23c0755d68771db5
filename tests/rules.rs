//! The rules through the built command: worked cases, wrong questions, a question a line.

use damane_tests::built;
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

fn run(rule: &str, arguments: &[&str], input: &[u8]) -> Output {
    let mut command = Command::new(built("damane"));
    command.args(["rules", rule]).args(arguments);
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("damane starts");
    let mut stdin = child.stdin.take().expect("a pipe");
    let input = input.to_vec();
    let writer = std::thread::spawn(move || {
        let _refused_early = stdin.write_all(&input);
    });
    let output = child.wait_with_output().expect("damane ends");
    writer.join().expect("the question was written");
    output
}

fn asked(rule: &str, question: &Value) -> Value {
    let output = run(rule, &[], question.to_string().as_bytes());
    assert!(output.status.success(), "{question}: {}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("one JSON object")
}

/// So many days at one salary, 26 a month, ending with a month; the rest of the days is in the first one.
fn career(days: u32, salary: i64, last: (u32, u32)) -> Vec<Value> {
    let count = days.div_ceil(26);
    let line = |back: u32| {
        let month = last.0 * 12 + last.1 - 1 - (back - 1);
        let rest = if back == count && !days.is_multiple_of(26) { days % 26 } else { 26 };
        json!({
            "month": format!("{:04}-{:02}", month / 12, month % 12 + 1),
            "employer": "1000004", "days": rest, "declared_salary": salary, "situation": "",
        })
    };
    (1..=count).rev().map(line).collect()
}

fn pension_of(days: u32, salary: i64) -> Value {
    json!({ "birth_date": "1966-03-14", "at": "2026-11-28", "career": career(days, salary, (2026, 10)) })
}

fn loss_of(salary: i64, end: &str, last: (u32, u32)) -> Value {
    json!({ "end_of_contract": end, "claimed_on": end, "reason": "dismissal", "career": career(936, salary, last) })
}

#[test]
fn pensions_of_the_worked_cases_come_out_of_the_command() {
    for (salary, days, rate, amount) in [
        (600_000, 7_560, 7_000, 420_000),
        (200_000, 3_240, 5_000, 100_000),
        (500_000, 5_400, 6_000, 300_000),
        (500_000, 5_399, 5_900, 295_000),
        (400_000, 3_455, 5_000, 200_000),
        (400_000, 3_456, 5_100, 204_000),
        (1_200_000, 7_559, 6_900, 414_000),
    ] {
        let answer = asked("pension", &pension_of(days, salary));
        assert_eq!(answer["outcome"], "pension", "{answer}");
        assert_eq!((&answer["days"], &answer["rate_bp"]), (&json!(days), &json!(rate)), "{answer}");
        assert_eq!(answer["monthly_amount"], amount, "{answer}");
        let last = answer["steps"].as_array().and_then(|steps| steps.last()).expect("steps");
        assert_eq!(last["result"], amount, "the steps end with the amount");
    }
    let band = asked("pension", &pension_of(2_089, 500_000));
    assert_eq!((&band["outcome"], &band["monthly_amount"]), (&json!("minimum_only"), &json!(80_000)));
    assert_eq!(band["rate_bp"], Value::Null, "the formula is not known");
    let refund = asked("pension", &pension_of(1_319, 500_000));
    assert_eq!((&refund["outcome"], &refund["reasons"]), (&json!("refund"), &json!(["too_few_days"])));
}

#[test]
fn every_step_names_its_law_with_day_and_confidence() {
    let answer = asked("pension", &pension_of(5_400, 500_000));
    for step in answer["steps"].as_array().expect("steps") {
        let laws = step["law"].as_array().expect("laws");
        assert!(!laws.is_empty(), "{step}");
        let whole =
            |law: &Value| law["source"].as_str().is_some_and(|s| !s.is_empty()) && law["from"].is_string();
        assert!(laws.iter().all(whole), "{step}");
        assert!(["sourced", "decided", "unverified"].contains(&step["confidence"].as_str().expect("a word")));
    }
}

#[test]
fn job_loss_benefits_of_the_worked_cases_come_out_of_the_command() {
    for (salary, end, last, amount) in [
        (164_700, "2026-09-30", (2026, 9), 115_300),
        (234_400, "2026-09-30", (2026, 9), 164_100),
        (600_000, "2026-09-30", (2026, 9), 342_272),
        (1_000_000, "2025-12-31", (2025, 12), 326_610),
    ] {
        let answer = asked("job-loss", &loss_of(salary, end, last));
        assert_eq!(answer["eligible"], true, "{answer}");
        assert_eq!((&answer["monthly_amount"], &answer["months"]), (&json!(amount), &json!(6)), "{answer}");
        assert_eq!(
            (&answer["days_in_36_months"], &answer["days_in_12_months"], &answer["reference_salary"]),
            (&json!(936), &json!(312), &json!(salary)),
            "{answer}"
        );
    }
    let mut late = loss_of(164_700, "2026-09-30", (2026, 9));
    late["claimed_on"] = json!("2026-11-30");
    late["reason"] = json!("resignation");
    let answer = asked("job-loss", &late);
    assert_eq!(answer["reasons"], json!(["not_involuntary", "claimed_too_late"]), "{answer}");
    assert_eq!(answer["last_day_to_claim"], "2026-11-29");
    assert_eq!(answer["monthly_amount"], Value::Null);
}

#[test]
fn a_claim_is_estimated_line_by_line() {
    let answer = asked(
        "reimbursement",
        &json!({ "filed_on": "2026-11-01", "lines": [
            { "act": "gp_visit", "date": "2026-10-05", "paid": 15_000 },
            { "act": "other", "date": "2026-10-05", "paid": 40_000 },
        ] }),
    );
    let line = &answer["lines"][0];
    assert_eq!(
        (&line["tariff"], &line["rate_bp"], &line["refund"], &line["remainder"], &line["reason"]),
        (&json!(8_000), &json!(7_000), &json!(5_600), &json!(9_400), &json!("paid_above_tariff")),
        "{answer}"
    );
    assert_eq!((&answer["lines"][1]["refund"], &answer["complete"]), (&Value::Null, &json!(false)));
    let abroad = asked(
        "reimbursement",
        &json!({ "filed_on": "2026-11-01", "abroad": { "prior_agreement": true },
            "lines": [{ "act": "gp_visit", "date": "2026-10-05", "paid": 15_000 }] }),
    );
    assert_eq!(
        (&abroad["accepted"], &abroad["reasons"], &abroad["refund"]),
        (&json!(false), &json!(["sworn_translation_missing"]), &json!(0)),
        "{abroad}"
    );
}

#[test]
fn the_example_of_each_rule_is_a_question_it_answers() {
    for rule in ["pension", "job-loss", "reimbursement"] {
        let example = run(rule, &["--example"], b"");
        assert!(example.status.success());
        let answer = run(rule, &["-"], &example.stdout);
        assert!(answer.status.success(), "{rule}: {}", String::from_utf8_lossy(&answer.stderr));
    }
}

#[test]
fn several_employers_in_a_month_count_twenty_six_days_together() {
    let line = |employer: &str, days: u32| json!({ "month": "2026-09", "employer": employer, "days": days, "declared_salary": 300_000 });
    let question = json!({ "birth_date": "1966-03-14", "at": "2026-11-28",
        "career": [line("1000004", 20), line("1000011", 20)] });
    let answer = asked("pension", &question);
    assert_eq!((&answer["days"], &answer["reference_salary"]), (&json!(26), &json!(600_000)), "{answer}");
}

#[test]
fn a_wrong_question_is_exit_status_2_with_its_field_named() {
    let good = pension_of(3_240, 400_000);
    let with = |pointer: &str, value: Value| {
        let mut question = good.clone();
        *question.pointer_mut(pointer).expect("the field is there") = value;
        question.to_string()
    };
    let without = |name: &str| {
        let mut question = good.clone();
        question["career"][7].as_object_mut().expect("a line").remove(name);
        question.to_string()
    };
    let mut double = good.clone();
    double["career"].as_array_mut().expect("a list").push(good["career"][4].clone());
    let absurd = json!({ "birth_date": "1966-03-14", "at": "2026-11-28",
        "career": vec![&good["career"][4]; 20_001] });
    let cases = [
        (with("/career/3/days", json!(-4)), "career[3].days: -4 is negative"),
        (with("/career/3/days", json!(27)), "career[3].days: 27 is more than 26"),
        (with("/career/3/days", json!(2.5)), "career[3].days"),
        (with("/career/3/days", json!(1e300)), "career[3].days"),
        (with("/career/3/days", json!("26")), "career[3].days"),
        (with("/career/0/month", json!("2026-13")), "career[0].month"),
        (with("/career/0/month", json!("2026-2")), "career[0].month"),
        (with("/career/0/month", json!("2026-12")), "career[0].month: \"2026-12\" is after at"),
        (with("/career/0/month", json!("1966-02")), "career[0].month: \"1966-02\" is before the birth"),
        (with("/career/9/declared_salary", json!(-1)), "career[9].declared_salary: -1 is negative"),
        (with("/career/9/declared_salary", json!(10_000_000_000_000_i64)), "career[9].declared_salary"),
        (with("/career/9/situation", json!("XX")), "career[9].situation"),
        (with("/birth_date", json!("1966-02-30")), "birth_date"),
        (with("/birth_date", json!("2027-01-01")), "birth_date"),
        (with("/birth_date", json!("1866-01-01")), "birth_date"),
        (with("/birth_date", Value::Null), "birth_date"),
        (with("/at", json!("2026-11-31")), "at: "),
        (with("/at", json!("1999-12-31")), "at: "),
        (with("/at", json!("28/11/2026")), "at: "),
        (without("days"), "career[7].days: is missing"),
        (without("month"), "career[7].month: is missing"),
        (json!({ "at": "2026-11-28", "career": [] }).to_string(), "birth_date: is missing"),
        (double.to_string(), "is there twice for the same employer"),
        (absurd.to_string(), "career: more than 20000 lines"),
        ("[]".to_owned(), "error: "),
        (String::new(), "not a JSON object"),
        ("{\"birth_date\":".to_owned(), "not a JSON object"),
        (format!("{good} and more"), "not a JSON object"),
        ("[".repeat(200_000), "error: "),
    ];
    for (question, named) in cases {
        let output = run("pension", &[], question.as_bytes());
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{named}: {said}");
        assert!(said.contains(named), "{named} is not in {said}");
        assert!(output.stdout.is_empty(), "a refused question has no answer");
    }
    let wrong = run("pension", &[], b"{\"birth_date\":\"\xff\"}");
    assert_eq!(wrong.status.code(), Some(2));
}

#[test]
fn the_other_rules_name_their_fields_too() {
    let loss = |name: &str, value: Value| {
        let mut question = loss_of(164_700, "2026-09-30", (2026, 9));
        question[name] = value;
        ("job-loss", question.to_string())
    };
    let care = |name: &str, value: Value| {
        let mut line = json!({ "act": "gp_visit", "date": "2026-10-05", "paid": 15_000, "quantity": 1 });
        line[name] = value;
        ("reimbursement", json!({ "filed_on": "2026-11-01", "lines": [line] }).to_string())
    };
    for ((rule, question), named) in [
        (loss("end_of_contract", json!("2026-02-29")), "end_of_contract"),
        (loss("end_of_contract", json!("2014-11-30")), "end_of_contract"),
        (loss("claimed_on", json!("soon")), "claimed_on"),
        (loss("reason", json!("bored")), "reason"),
        (care("act", json!("surgery")), "lines[0].act"),
        (care("date", json!("2026-11-02")), "lines[0].date"),
        (care("paid", json!(-15_000)), "lines[0].paid"),
        (care("quantity", json!(-1)), "lines[0].quantity"),
        (care("date", json!("2005-12-31")), "lines"),
    ] {
        let output = run(rule, &[], question.as_bytes());
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{question}: {said}");
        assert!(said.contains(&format!("error: {named}")), "{named} is not in {said}");
    }
}

#[test]
fn a_batch_gives_what_each_question_gives_alone() {
    let questions: Vec<Value> =
        (0..60).map(|at| pension_of(1_000 + at * 131, 150_000 + i64::from(at) * 9_973)).collect();
    let lines = questions.iter().fold(String::new(), |mut text, question| {
        writeln!(text, "{question}").expect("a string takes all");
        text
    });
    for arguments in [&["--lines"][..], &[]] {
        let output = run("pension", arguments, lines.as_bytes());
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let text = String::from_utf8(output.stdout).expect("text");
        let answers: Vec<Value> =
            text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
        assert_eq!(answers.len(), questions.len());
        for place in [0, 17, 18, 33, 59] {
            assert_eq!(answers[place], asked("pension", &questions[place]));
        }
    }
}

#[test]
fn a_question_may_be_spread_over_lines_or_stand_in_a_file() {
    let question = pension_of(3_240, 200_000);
    let pretty = serde_json::to_string_pretty(&question).expect("JSON");
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("question.json");
    std::fs::write(&file, &pretty).expect("a file");
    let spread = run("pension", &[], pretty.as_bytes());
    let kept = run("pension", &[file.to_str().expect("a path")], b"");
    assert!(spread.status.success() && kept.status.success());
    assert_eq!(spread.stdout, kept.stdout);
    let nowhere = run("pension", &["nowhere.json"], b"");
    assert_eq!(nowhere.status.code(), Some(2));
}

#[test]
fn a_bad_line_of_a_batch_is_named_and_the_others_are_answered() {
    let good = pension_of(3_240, 200_000).to_string();
    let bad = good.replacen("\"days\":26", "\"days\":-26", 1);
    let lines = format!("{good}\n\n{bad}\nnonsense\n{good}");
    let output = run("pension", &["--lines"], lines.as_bytes());
    assert_eq!(output.status.code(), Some(2));
    let text = String::from_utf8(output.stdout).expect("text");
    let answers: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!(answers.len(), 4, "{text}");
    assert_eq!((&answers[0], &answers[0]["monthly_amount"]), (&answers[3], &json!(100_000)));
    let error = &answers[1]["error"];
    let field = error["field"].as_str().expect("a field");
    assert_eq!(error["line"], 3);
    assert!(field.starts_with("career[") && field.ends_with("].days"), "{error}");
    assert_eq!(answers[2]["error"]["line"], 4);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("line 3: career[") && said.contains("line 4: "), "{said}");
}

#[test]
fn a_line_longer_than_any_career_is_refused_and_the_next_one_answered() {
    let good = pension_of(3_240, 200_000).to_string();
    let lines = format!("{}\n{good}\n", "x".repeat(9 * 1024 * 1024));
    let output = run("pension", &["--lines"], lines.as_bytes());
    assert_eq!(output.status.code(), Some(2));
    let text = String::from_utf8(output.stdout).expect("text");
    let answers: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!((&answers[0]["error"]["line"], &answers[1]["outcome"]), (&json!(1), &json!("pension")));
}

#[cfg(target_os = "linux")]
#[test]
fn a_long_batch_takes_no_more_memory_than_a_short_one() {
    let mut command = Command::new(built("damane"));
    command.args(["rules", "pension", "--lines"]).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.spawn().expect("damane starts");
    let line = format!("{}\n", pension_of(7_000, 450_000));
    let mut stdin = child.stdin.take().expect("a pipe");
    let answers = BufReader::new(child.stdout.take().expect("a pipe")).lines();
    let answered = AtomicUsize::new(0);
    let peak = |child: &std::process::Child| {
        let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).expect("it runs");
        let line = status.lines().find(|line| line.starts_with("VmHWM:")).expect("a peak").to_owned();
        line.split_whitespace().nth(1).and_then(|kib| kib.parse::<u64>().ok()).expect("a number")
    };
    let (short, long) = std::thread::scope(|scope| {
        scope.spawn(|| {
            for answer in answers {
                answer.expect("an answer");
                answered.fetch_add(1, Ordering::Relaxed);
            }
        });
        let mut ask = |times: usize, all: usize| {
            stdin.write_all(line.repeat(times).as_bytes()).expect("it reads");
            // The last answers stay in its buffer until it has filled or the input ends.
            while answered.load(Ordering::Relaxed) < all - 100 {
                std::thread::sleep(Duration::from_millis(20));
            }
            peak(&child)
        };
        let peaks = (ask(200, 200), ask(1_500, 1_700));
        drop(stdin);
        peaks
    });
    assert!(long < short + 4 * 1024, "{short} KiB after 200 questions, {long} KiB after 1,700");
    assert!(child.wait().expect("it ends").success());
    assert_eq!(answered.into_inner(), 1_700);
}

//! Files to spoil: the two vectors, and a complementary declaration written here.

#![allow(dead_code, reason = "each test uses the part it needs")]

use chrono::NaiveDate;
use damane_domain::ids::EmployerNumber;
use damane_domain::money::Money;
use damane_domain::month::Month;
use damane_ebds::{
    CheckOptions, Entrant, Heading, LineEnding, Nature, Opening, Preetabli, Summary, Writer, check,
};

pub const PREETABLI: &[u8] = include_bytes!("../vectors/AFFEBDS_9000019_202609.txt");
pub const DECLARATION: &[u8] = include_bytes!("../vectors/DS_9000019_202609.txt");

pub fn heading() -> Heading {
    Heading {
        employer: EmployerNumber::parse("9000019").unwrap(),
        period: Month::parse("2026-09").unwrap(),
        company: "SOCIETE EXEMPLE SARL".to_owned(),
        activity: "COMMERCE".to_owned(),
        address: "1 RUE EXEMPLE".to_owned(),
        town: "CASABLANCA".to_owned(),
        postal_code: "20000".to_owned(),
        agency: 1,
        issued: NaiveDate::from_ymd_opt(2026, 9, 15).unwrap(),
        due: NaiveDate::from_ymd_opt(2026, 10, 10).unwrap(),
    }
}

/// A complementary declaration of two entrants, one of whom has no number yet.
pub fn complementary() -> Vec<u8> {
    let opening = Opening { nature: Nature::Complementary(1), transfer: *b"REPRISE2026AB " };
    let mut writer = Writer::start(Vec::new(), &opening, &heading(), LineEnding::Lf).unwrap();
    for (number, cin, name) in [(0, *b"AB123456", "TEST QUATRE"), (190_000_044, *b"XA77    ", "TEST CINQ")] {
        let salary = Money::centimes(700_000);
        let capped_salary = Money::centimes(600_000);
        let row = Entrant { line: 0, number, cin, days: 20, salary, capped_salary };
        writer.entrant(&row, name).unwrap();
    }
    writer.finish().unwrap()
}

pub fn checked(file: &[u8]) -> Summary {
    check(file, &CheckOptions::default(), &mut |_| {}).unwrap()
}

pub fn checked_against(file: &[u8], preetabli: &[u8]) -> Summary {
    let (preetabli, _) = Preetabli::read(preetabli, None).unwrap();
    let options = CheckOptions { preetabli: Some(&preetabli), file_name: None };
    check(file, &options, &mut |_| {}).unwrap()
}

/// Line and code of each finding.
pub fn findings(summary: &Summary) -> Vec<(u64, &'static str)> {
    summary.findings.kept().iter().map(|finding| (finding.line, finding.code)).collect()
}

/// The lines of a file, line endings aside.
pub fn lines(file: &[u8]) -> Vec<Vec<u8>> {
    let mut lines: Vec<Vec<u8>> = file.split(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect();
    lines.pop();
    lines
}

pub fn joined(lines: &[Vec<u8>]) -> Vec<u8> {
    lines.iter().flat_map(|line| [line.as_slice(), b"\n"]).flatten().copied().collect()
}

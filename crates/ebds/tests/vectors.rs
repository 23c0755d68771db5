//! The two vectors are accepted as they stand and in every form that is only a matter of layout.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "here a panic is the report")]

mod common;

use common::{DECLARATION, PREETABLI, checked, complementary, findings, heading, joined, lines};
use damane_domain::money::Money;
use damane_domain::situation::Situation;
use damane_ebds::{
    Allowances, CheckOptions, Detail, Entrant, Event, Findings, LineEnding, Listed, Nature, Opening, Reader,
    WriteError, Writer, check,
};

#[test]
fn both_vectors_are_accepted_without_a_finding() {
    for (file, lines, insured) in [(PREETABLI, 6, 3), (DECLARATION, 9, 4)] {
        let summary = checked(file);
        assert_eq!(findings(&summary), []);
        assert_eq!((summary.lines, summary.insured), (lines, insured));
        assert_eq!(summary.heading, Some(heading()));
    }
    assert_eq!(findings(&checked(&complementary())), []);
}

#[test]
fn a_declaration_is_read_as_it_says() {
    let mut reader = Reader::new(DECLARATION, &CheckOptions::default());
    let (mut details, mut entrants, mut names) = (Vec::new(), Vec::new(), Vec::new());
    while let Some(event) = reader.next_event().unwrap() {
        match event {
            Event::Detail(detail, name) => {
                details.push(detail);
                names.push(name.decode().into_owned());
            }
            Event::Entrant(entrant, name) => {
                entrants.push(entrant);
                names.push(name.decode().into_owned());
            }
            _ => {}
        }
    }
    assert_eq!(reader.opening().unwrap().nature, Nature::Main);
    assert_eq!(reader.opening().unwrap().transfer_text(), "00000000000001");
    assert_eq!(names, ["TEST UN", "TEST DEUX", "TEST TROIS", "TEST QUATRE"]);
    let first = details[0];
    assert_eq!((first.line, first.number, first.days), (3, 190_000_010, 26));
    assert_eq!((first.salary, first.capped_salary), (Money::centimes(850_000), Money::centimes(600_000)));
    assert_eq!(first.derive_control(), 191_450_036);
    assert_eq!(details[2].situation, Situation::Left);
    assert_eq!(details[2].returned, Money::centimes(30_000));
    assert_eq!((entrants[0].number, entrants[0].cin_text().as_str()), (0, "AB123456"));
    assert_eq!(entrants[0].derive_control(), 263_296);
}

#[test]
fn line_endings_and_a_missing_last_one_make_no_difference() {
    let crlf: Vec<u8> =
        lines(DECLARATION).into_iter().flat_map(|line| [line, b"\r\n".to_vec()].concat()).collect();
    let open = &DECLARATION[..DECLARATION.len() - 1];
    for file in
        [crlf.as_slice(), open, crlf.strip_suffix(b"\r\n").unwrap(), crlf.strip_suffix(b"\n").unwrap()]
    {
        let summary = checked(file);
        assert_eq!((findings(&summary), summary.lines, summary.insured), (vec![], 9, 4));
    }
}

#[test]
fn spaces_cut_off_at_the_right_are_a_warning_a_line() {
    let cut: Vec<Vec<u8>> = lines(DECLARATION).iter().map(|line| line.trim_ascii_end().to_vec()).collect();
    let summary = checked(&joined(&cut));
    assert!(summary.is_accepted());
    let expected: Vec<_> = [1, 3, 4, 5, 6, 7, 8, 9].map(|line| (line, "EBDS-006")).to_vec();
    assert_eq!((findings(&summary), summary.insured), (expected, 4));
}

#[test]
fn letters_outside_ascii_are_read_as_windows_1252_with_a_warning() {
    let mut lines = lines(DECLARATION);
    lines[2][25..33].copy_from_slice(b"FA\xc7ADE\x8cU");
    let mut first = String::new();
    let summary = check(joined(&lines).as_slice(), &CheckOptions::default(), &mut |event| {
        if let Event::Detail(_, name) = event
            && first.is_empty()
        {
            first = name.decode().into_owned();
        }
    })
    .unwrap();
    assert_eq!(first, "FAÇADEŒU");
    assert_eq!((findings(&summary), summary.is_accepted()), (vec![(3, "EBDS-011")], true));
}

#[test]
fn a_declaration_without_entrants_or_without_staff_is_accepted() {
    let opening = Opening { nature: Nature::Main, transfer: *b"00000000000001" };
    let empty = Writer::start(Vec::new(), &opening, &heading(), LineEnding::CrLf).unwrap().finish().unwrap();
    let summary = checked(&empty);
    assert_eq!((findings(&summary), summary.lines, summary.insured), (vec![], 6, 0));
    let opening = Opening { nature: Nature::Preetabli, ..opening };
    let empty = Writer::start(Vec::new(), &opening, &heading(), LineEnding::Lf).unwrap().finish().unwrap();
    assert_eq!(findings(&checked(&empty)), []);
}

#[test]
fn casual_labour_needs_no_name_and_follows_no_ceiling() {
    let opening = Opening { nature: Nature::Main, transfer: *b"00000000000001" };
    let mut writer = Writer::start(Vec::new(), &opening, &heading(), LineEnding::Lf).unwrap();
    let (salary, capped_salary) = (Money::centimes(500_000), Money::centimes(400_000));
    for _ in 0..2 {
        let row = Entrant { line: 0, number: 999_999_999, cin: [b' '; 8], days: 20, salary, capped_salary };
        writer.entrant(&row, "").unwrap();
    }
    assert_eq!(findings(&checked(&writer.finish().unwrap())), []);
}

#[test]
fn the_writer_makes_the_vectors_byte_for_byte() {
    for (file, nature) in [(PREETABLI, Nature::Preetabli), (DECLARATION, Nature::Main)] {
        let opening = Opening { nature, transfer: *b"00000000000001" };
        let mut writer = Writer::start(Vec::new(), &opening, &heading(), LineEnding::Lf).unwrap();
        let mut failed = None;
        check(file, &CheckOptions::default(), &mut |event| {
            let written = match event {
                Event::Listed(row, name) => writer.listed(&row, &name.decode()),
                Event::Detail(row, name) => writer.detail(&row, &name.decode()),
                Event::Entrant(row, name) => writer.entrant(&row, &name.decode()),
                _ => Ok(()),
            };
            failed = failed.take().or(written.err());
        })
        .unwrap();
        assert!(failed.is_none(), "{failed:?}");
        assert_eq!(String::from_utf8(writer.finish().unwrap()), String::from_utf8(file.to_vec()));
    }
}

#[test]
fn the_writer_refuses_what_would_not_be_read_back() {
    let opening = Opening { nature: Nature::Main, transfer: *b"00000000000001" };
    let start = |opening: &Opening| Writer::start(Vec::new(), opening, &heading(), LineEnding::Lf);
    let mut writer = start(&opening).unwrap();
    let work = |salary| Detail {
        line: 0,
        number: 190_000_010,
        allowances: Allowances::default(),
        returned: Money::ZERO,
        days: 26,
        salary: Money::centimes(salary),
        capped_salary: Money::centimes(600_000),
        situation: Situation::Normal,
    };
    let listed = Listed { line: 0, number: 190_000_010, allowances: Allowances::default() };
    for name in ["Test", "TEST-UN", "ÉTÉ", &"A".repeat(61)] {
        assert!(matches!(writer.detail(&work(850_000), name), Err(WriteError::Field("L_Nom_Prenom"))));
    }
    assert!(matches!(writer.detail(&work(10_i64.pow(13)), "A"), Err(WriteError::Field("N_Salaire_Reel"))));
    assert!(matches!(writer.listed(&listed, "A"), Err(WriteError::Order)));
    let nature = Nature::Complementary(10);
    assert!(start(&Opening { nature, ..opening }).is_err());
    assert!(start(&Opening { transfer: *b"A0000000000001", ..opening }).is_err());
}

#[test]
fn findings_beyond_the_limit_are_counted_and_not_kept() {
    let mut many = lines(DECLARATION);
    let spoilt = [&many[2][..111], b"99", &many[2][113..]].concat();
    many.splice(2..3, std::iter::repeat_n(spoilt, 3_000));
    let summary = checked(&joined(&many));
    assert_eq!(summary.findings.kept().len() as u64, Findings::LIMIT);
    assert!(summary.findings.errors() >= 8_999, "{}", summary.findings.errors());
    assert_eq!(summary.findings.left_out(), summary.findings.errors() - Findings::LIMIT);
}

//! One defect at a time: the checker names its line and its code.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "here a panic is the report")]

mod common;

use common::{DECLARATION, PREETABLI, checked, checked_against, complementary, findings, joined, lines};
use damane_ebds::{CheckOptions, check, rules};
use std::collections::BTreeSet;

/// A defect put into a file.
enum Defect {
    /// These bytes from that line and column on.
    Set(usize, usize, &'static [u8]),
    /// The line is taken away.
    Drop(usize),
    /// The line comes again right after itself.
    Repeat(usize),
    /// Both lines change places.
    Swap(usize, usize),
    /// The line loses all after that many columns.
    Cut(usize, usize),
    /// These bytes come before that line and column.
    Insert(usize, usize, &'static [u8]),
    /// This line comes before that one.
    InsertLine(usize, &'static [u8]),
}
use Defect::{Cut, Drop, Insert, InsertLine, Repeat, Set, Swap};

fn spoil(file: &[u8], defects: &[Defect]) -> Vec<u8> {
    let mut lines = lines(file);
    for defect in defects {
        match *defect {
            Set(line, column, bytes) => {
                lines[line - 1][column - 1..column - 1 + bytes.len()].copy_from_slice(bytes);
            }
            Drop(line) => {
                lines.remove(line - 1);
            }
            Repeat(line) => lines.insert(line, lines[line - 1].clone()),
            Swap(one, other) => lines.swap(one - 1, other - 1),
            Cut(line, length) => lines[line - 1].truncate(length),
            Insert(line, column, bytes) => {
                lines[line - 1].splice(column - 1..column - 1, bytes.iter().copied());
            }
            InsertLine(line, bytes) => lines.insert(line - 1, bytes.to_vec()),
        }
    }
    joined(&lines)
}

/// Each defect with the line and the code that must be named; the file must be refused exactly when the code is
/// an error's. Gives the codes.
fn names_each(base: &[u8], cases: &[(&[Defect], u64, &'static str)]) -> BTreeSet<&'static str> {
    assert_eq!(findings(&checked(base)), [], "the base has no defect");
    for (index, (defects, line, code)) in cases.iter().enumerate() {
        let summary = checked(&spoil(base, defects));
        let found = findings(&summary);
        assert!(found.contains(&(*line, code)), "case {index}: {line} {code} expected, {found:?} found");
        let refused = rules::find_rule(code).unwrap().severity == damane_ebds::Severity::Error;
        assert!(!refused || !summary.is_accepted(), "case {index}: {code} must refuse the file");
    }
    cases.iter().map(|(_, _, code)| *code).collect()
}

#[test]
fn a_defect_of_a_line_is_named() {
    let codes = names_each(
        DECLARATION,
        &[
            (&[Set(1, 1, b"X00")], 1, "EBDS-001"),
            (&[Insert(1, 1, b"\xef\xbb\xbf")], 1, "EBDS-003"),
            (&[Set(4, 30, b"\0")], 4, "EBDS-004"),
            (&[Set(4, 114, b"\0")], 4, "EBDS-004"),
            (&[Set(4, 200, b"\0")], 4, "EBDS-004"),
            (&[Cut(3, 259)], 3, "EBDS-005"),
            (&[Cut(3, 150)], 3, "EBDS-005"),
            (&[Insert(3, 30, b" ")], 3, "EBDS-005"),
            (&[Insert(2, 261, b"  ")], 2, "EBDS-005"),
            (&[Cut(4, 156)], 4, "EBDS-006"),
            (&[Cut(1, 19)], 1, "EBDS-006"),
            (&[Cut(6, 144)], 6, "EBDS-006"),
            (&[Cut(7, 136)], 7, "EBDS-006"),
            (&[Cut(9, 90)], 9, "EBDS-006"),
            (&[InsertLine(5, b"")], 5, "EBDS-007"),
            (&[InsertLine(10, b"")], 10, "EBDS-008"),
            (&[Set(3, 31, b"\xc3"), Insert(3, 32, b"\x89")], 3, "EBDS-009"),
            (&[Set(3, 31, b"u")], 3, "EBDS-010"),
            (&[Set(2, 20, b"&")], 2, "EBDS-010"),
            (&[Set(7, 86, b"a")], 7, "EBDS-010"),
            (&[Set(3, 31, b"\xc9")], 3, "EBDS-011"),
            (&[Set(1, 100, b"X")], 1, "EBDS-012"),
            (&[Set(4, 260, b"0")], 4, "EBDS-012"),
            (&[Set(6, 145, b"1")], 6, "EBDS-012"),
            (&[Set(8, 91, b"1")], 8, "EBDS-012"),
            (&[Set(3, 26, b" TEST UN")], 3, "EBDS-013"),
            (&[Set(3, 112, b" 6")], 3, "EBDS-014"),
            (&[Set(4, 117, b"O")], 4, "EBDS-014"),
            (&[Set(6, 92, b"     ")], 6, "EBDS-014"),
            (&[Set(7, 96, b"-")], 7, "EBDS-014"),
            (&[Set(2, 245, b"20260931")], 2, "EBDS-015"),
        ],
    );
    assert_eq!(codes.len(), 14);
}

#[test]
fn a_defect_of_the_order_of_records_is_named() {
    let codes = names_each(
        DECLARATION,
        &[
            (&[Set(4, 1, b"B09")], 4, "EBDS-020"),
            (&[Set(4, 1, b"ZZZ")], 4, "EBDS-020"),
            (&[Set(4, 1, b"A02")], 4, "EBDS-021"),
            (&[Repeat(2)], 3, "EBDS-022"),
            (&[Repeat(6)], 7, "EBDS-022"),
            (&[Repeat(9)], 10, "EBDS-022"),
            (&[Swap(5, 6)], 6, "EBDS-022"),
            (&[Drop(1)], 1, "EBDS-023"),
            (&[Drop(2)], 2, "EBDS-023"),
            (&[Drop(6)], 6, "EBDS-023"),
            (&[Drop(7)], 7, "EBDS-023"),
            (&[Drop(8)], 8, "EBDS-023"),
            (&[Drop(9)], 8, "EBDS-024"),
            (&[Drop(9), Drop(8), Drop(7)], 6, "EBDS-024"),
        ],
    );
    assert_eq!(codes.len(), 5);
}

#[test]
fn a_defect_of_the_first_two_records_is_named() {
    let codes = names_each(
        DECLARATION,
        &[
            (&[Set(1, 18, b"A0")], 1, "EBDS-030"),
            (&[Set(1, 18, b"B1")], 1, "EBDS-030"),
            (&[Set(1, 4, b"              ")], 1, "EBDS-032"),
            (&[Set(1, 4, b"A")], 1, "EBDS-014"),
            (&[Set(2, 11, b"202613")], 2, "EBDS-033"),
            (&[Set(4, 4, b"9000027")], 4, "EBDS-034"),
            (&[Set(9, 4, b"9000027")], 9, "EBDS-034"),
            (&[Set(4, 11, b"202608")], 4, "EBDS-035"),
            (&[Set(8, 11, b"202608")], 8, "EBDS-035"),
            (&[Set(2, 17, &[b' '; 40])], 2, "EBDS-038"),
            (&[Set(2, 253, b"20260910")], 2, "EBDS-039"),
            (&[Set(2, 245, b"2026XX15")], 2, "EBDS-014"),
        ],
    );
    assert_eq!(codes.len(), 8);
}

#[test]
fn a_defect_of_a_detail_is_named() {
    let codes = names_each(
        DECLARATION,
        &[
            (&[Set(3, 25, b"1")], 3, "EBDS-050"),
            (&[Set(5, 17, b"2")], 5, "EBDS-051"),
            (&[Set(3, 17, b"100000000")], 3, "EBDS-052"),
            (&[Set(3, 17, b"000000000")], 3, "EBDS-053"),
            (&[Set(4, 26, &[b' '; 60])], 4, "EBDS-054"),
            (&[Swap(3, 4)], 4, "EBDS-055"),
            (&[Repeat(4)], 5, "EBDS-056"),
            (&[Set(4, 17, b"190000010")], 4, "EBDS-056"),
            (&[Set(3, 112, b"27")], 3, "EBDS-070"),
            (&[Set(4, 127, b"000171137")], 4, "EBDS-071"),
            (&[Set(3, 127, b"000600001")], 3, "EBDS-072"),
            (&[Set(3, 127, b"000850000")], 3, "EBDS-072"),
            (&[Set(4, 127, b"000171135")], 4, "EBDS-072"),
            (&[Set(5, 136, b"XX")], 5, "EBDS-073"),
            (&[Set(5, 136, b" S")], 5, "EBDS-073"),
            (&[Set(5, 136, b"so")], 5, "EBDS-073"),
            (&[Set(3, 112, b"00")], 3, "EBDS-074"),
            (&[Set(5, 136, b"  ")], 5, "EBDS-074"),
            (&[Set(4, 136, b"CS")], 4, "EBDS-075"),
            (&[Set(4, 136, b"MS")], 4, "EBDS-075"),
            (&[Set(4, 136, b"MP")], 4, "EBDS-075"),
            (&[Set(4, 136, b"SO")], 4, "EBDS-076"),
            (&[Set(3, 136, b"IT")], 3, "EBDS-077"),
            (&[Set(4, 112, b"00"), Set(4, 136, b"IL")], 4, "EBDS-078"),
            (&[Set(3, 106, b"060001")], 3, "EBDS-085"),
            (&[Set(5, 106, b"029999")], 5, "EBDS-086"),
            (&[Set(5, 106, b"000000"), Set(5, 136, b"DE")], 5, "EBDS-086"),
            (&[Set(3, 94, b"000100")], 3, "EBDS-087"),
            (&[Set(3, 156, b"7")], 3, "EBDS-090"),
            (&[Set(4, 136, b"AT")], 4, "EBDS-090"),
            (&[InsertLine(4, &VOID_DETAIL)], 4, "EBDS-027"),
        ],
    );
    assert_eq!(codes.len(), 21);
}

/// An empty B02 of the vectors' employer.
const VOID_DETAIL: [u8; 260] = {
    let mut line = [b' '; 260];
    let start = b"B029000019202609000000000";
    let mut column = 0;
    while column < start.len() {
        line[column] = start[column];
        column += 1;
    }
    line
};

#[test]
fn a_defect_of_an_entrant_is_named() {
    let codes = names_each(
        DECLARATION,
        &[
            (&[Set(7, 26, &[b' '; 60])], 7, "EBDS-054"),
            (&[Repeat(7)], 8, "EBDS-060"),
            (&[Set(7, 17, b"190000028")], 7, "EBDS-057"),
            (&[Set(7, 17, b"190000044"), Repeat(7)], 8, "EBDS-056"),
            (&[Set(7, 86, b"        ")], 7, "EBDS-058"),
            (&[Set(7, 86, b"123456  ")], 7, "EBDS-059"),
            (&[Set(7, 17, b"         ")], 7, "EBDS-061"),
            (&[Repeat(7), Set(8, 17, &[b' '; 120])], 8, "EBDS-062"),
            (&[Repeat(7), Set(7, 17, &[b' '; 120])], 8, "EBDS-062"),
            (&[Set(7, 94, b"27")], 7, "EBDS-070"),
            (&[Set(7, 109, b"000131644")], 7, "EBDS-071"),
            (&[Set(7, 109, b"000131642")], 7, "EBDS-072"),
            (&[Set(7, 94, b"00")], 7, "EBDS-078"),
            (&[Set(7, 136, b"7")], 7, "EBDS-090"),
            (&[Set(7, 4, b"       "), Set(7, 17, &[b' '; 120])], 7, "EBDS-036"),
        ],
    );
    assert_eq!(codes.len(), 14);
}

#[test]
fn every_total_is_recomputed() {
    for (line, columns, code) in [
        (6, &[22, 28, 40, 52, 64, 79, 91, 97, 112, 125, 144][..], "EBDS-091"),
        (8, &[22, 37, 43, 58, 71, 90][..], "EBDS-092"),
        (9, &[22, 37, 43, 58, 71, 90][..], "EBDS-093"),
    ] {
        for column in columns {
            let mut lines = lines(DECLARATION);
            let digit = &mut lines[line - 1][column - 1];
            *digit = b'0' + (*digit - b'0' + 1) % 10;
            let summary = checked(&joined(&lines));
            assert!(findings(&summary).contains(&(line as u64, code)), "{line}:{column}");
        }
    }
}

#[test]
fn a_defect_of_a_preetabli_is_named() {
    let codes = names_each(
        PREETABLI,
        &[
            (&[Set(1, 18, b"B0")], 1, "EBDS-030"),
            (&[Set(3, 112, b"26")], 3, "EBDS-012"),
            (&[Set(4, 17, b"190000010")], 4, "EBDS-056"),
            (&[Swap(4, 5)], 5, "EBDS-055"),
            (&[Set(6, 28, b"4")], 6, "EBDS-091"),
            (&[Set(3, 87, b"3")], 6, "EBDS-091"),
            (&[Drop(6)], 5, "EBDS-024"),
            (&[Repeat(6)], 7, "EBDS-022"),
            (&[Cut(5, 105)], 5, "EBDS-006"),
        ],
    );
    assert_eq!(codes.len(), 8);
}

#[test]
fn a_defect_of_a_complementary_declaration_is_named() {
    let base = complementary();
    let codes = names_each(
        &base,
        &[
            (&[Set(1, 18, b"E0")], 1, "EBDS-031"),
            (&[Set(1, 18, b"B0")], 1, "EBDS-030"),
            (&[Set(3, 17, b"190000010")], 3, "EBDS-026"),
            (&[Set(4, 22, b"1")], 4, "EBDS-091"),
            (&[Set(5, 94, b"19")], 5, "EBDS-090"),
            (&[Set(6, 17, b"000000000")], 6, "EBDS-090"),
            (&[Set(8, 22, b"3")], 8, "EBDS-093"),
        ],
    );
    assert_eq!(codes.len(), 6);
}

#[test]
fn a_declaration_that_does_not_answer_its_preetabli_is_told_where() {
    assert_eq!(findings(&checked_against(DECLARATION, PREETABLI)), []);
    for (declaration, preetabli, line, code) in [
        (&[][..], &[Set(3, 17, b"190000012")][..], 1, "EBDS-100"),
        (&[Set(1, 17, b"2")], &[], 1, "EBDS-101"),
        (&[Set(2, 4, b"9000027")], &[], 2, "EBDS-102"),
        (&[Set(2, 11, b"202608")], &[], 2, "EBDS-103"),
        (&[Set(4, 17, b"190000029")], &[], 4, "EBDS-104"),
        (&[Swap(3, 4)], &[], 4, "EBDS-105"),
        (&[Drop(4)], &[], 5, "EBDS-106"),
        (&[Drop(5)], &[], 5, "EBDS-106"),
        (&[Set(4, 87, b"1")], &[], 4, "EBDS-107"),
        (&[Set(3, 88, b"050000")], &[], 3, "EBDS-107"),
    ] {
        let summary = checked_against(&spoil(DECLARATION, declaration), &spoil(PREETABLI, preetabli));
        assert!(findings(&summary).contains(&(line, code)), "{line} {code}: {:?}", findings(&summary));
    }
    assert!(findings(&checked_against(DECLARATION, DECLARATION)).contains(&(1, "EBDS-100")));
}

#[test]
fn a_file_name_that_announces_something_else_is_a_warning() {
    for (name, expected) in [
        ("DS_9000019_202609.txt", &[][..]),
        ("DS_9000019_092026.txt", &[]),
        ("notes.txt", &[]),
        ("AFFEBDS_9000019_202609.txt", &[(1, "EBDS-110")]),
        ("DSC1_9000019_202609.txt", &[(1, "EBDS-110")]),
        ("DS_9000027_202609.txt", &[(2, "EBDS-111")]),
        ("DS_9000019_202608.txt", &[(2, "EBDS-112")]),
    ] {
        let options = CheckOptions { preetabli: None, file_name: Some(name) };
        let summary = check(DECLARATION, &options, &mut |_| {}).unwrap();
        assert_eq!(findings(&summary), expected, "{name}");
        assert!(summary.is_accepted());
    }
}

#[test]
fn a_period_or_an_employer_that_is_only_unusual_is_a_warning() {
    let all = |column: usize, bytes: &[u8]| {
        let mut lines = lines(DECLARATION);
        for line in &mut lines[1..] {
            line[column - 1..column - 1 + bytes.len()].copy_from_slice(bytes);
        }
        joined(&lines)
    };
    let old = checked(&all(11, b"199909"));
    assert_eq!((findings(&old), old.is_accepted()), (vec![(2, "EBDS-079")], true));
    let employer = checked(&all(4, b"9000015"));
    assert_eq!((findings(&employer), employer.is_accepted()), (vec![(2, "EBDS-037")], true));
}

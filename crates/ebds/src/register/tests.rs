//! The register feed: what it says, what it refuses and where.

use super::*;
use proptest::prelude::*;

const HEADER: &str = "registration_number,cin,name_latin,name_arabic,birth_date,mobile,rib,dependants";
const NAIMA: &str = "190000010,XA104882,Naïma EL OUARDI,نعيمة الوردي,1984-03-14,+212600000000,,2";

fn rows(feed: &[u8]) -> Vec<RegisterRow> {
    let mut reader = RegisterReader::new(feed);
    let mut rows = Vec::new();
    while let Some(row) = reader.next_row().unwrap() {
        rows.push(row);
    }
    rows
}

fn refusal(feed: &[u8]) -> (u64, u16, &'static str) {
    let rows = rows(feed);
    let finding = rows.iter().find_map(|row| row.person.as_ref().err()).expect("a refusal");
    (finding.line, finding.column, finding.code)
}

#[test]
fn a_person_is_read_in_both_scripts_with_either_separator() {
    for (from, to) in [(",", ","), (",", ";"), ("\n", "\r\n")] {
        let feed = format!("\u{feff}{HEADER}\n{NAIMA}\n\n").replace(from, to);
        let rows = rows(feed.as_bytes());
        let person = rows[0].person.as_ref().unwrap();
        assert_eq!((rows.len(), rows[0].line), (1, 2));
        assert_eq!(person.name.latin, "Naïma EL OUARDI");
        assert_eq!(person.name.arabic, "نعيمة الوردي");
        assert_eq!(person.mobile.as_ref().unwrap().as_str(), "+212600000000");
        assert_eq!((person.rib.clone(), person.dependants), (None, 2));
    }
}

#[test]
fn each_defect_of_a_line_is_named_where_it_stands() {
    let long_name = "A".repeat(101);
    for (from, to, column, code) in [
        ("190000010", "19000001O", 1, "REG-010"),
        ("XA104882", "XA/04882", 11, "REG-011"),
        ("Naïma EL OUARDI", "Naïma 2", 20, "REG-012"),
        ("Naïma EL OUARDI", "نعيمة", 20, "REG-012"),
        ("Naïma EL OUARDI", &long_name, 20, "REG-012"),
        ("Naïma EL OUARDI", "", 20, "REG-012"),
        ("نعيمة الوردي", "Naima", 37, "REG-013"),
        ("نعيمة الوردي", "نعيمة\u{202e}الوردي", 37, "REG-013"),
        ("1984-03-14", "1984-02-30", 61, "REG-014"),
        ("1984-03-14", "1884-03-14", 61, "REG-014"),
        ("+212600000000", "+33600000000", 72, "REG-015"),
        (",,2", ",123456789012345678901235,2", 86, "REG-016"),
        (",,2", ",,200", 87, "REG-017"),
        (",,2", ",,-2", 87, "REG-017"),
        (",,2", ",2", 86, "REG-006"),
        (",,2", ",,2,9", 89, "REG-006"),
        ("XA104882", "\"XA104882", 11, "REG-007"),
        ("XA104882", "XA\x00104882", 13, "REG-005"),
    ] {
        let feed = format!("{HEADER}\n{}\n", NAIMA.replace(from, to));
        assert_eq!(refusal(feed.as_bytes()), (2, column, code), "{from} → {to}");
    }
    assert_eq!(refusal(b""), (1, 1, "REG-002"));
    assert_eq!(refusal(NAIMA.as_bytes()), (1, 1, "REG-001"));
    assert_eq!(refusal(format!("{HEADER}\n{}", "x".repeat(9_000)).as_bytes()), (2, 4_097, "REG-003"));
    assert_eq!(refusal(&[HEADER.as_bytes(), b"\n1900\xff"].concat()), (2, 5, "REG-004"));
}

#[test]
fn a_refused_line_does_not_hide_the_next_one() {
    let feed = format!("{HEADER}\nnobody\n{NAIMA}");
    let rows = rows(feed.as_bytes());
    assert!(rows[0].person.is_err() && rows[1].person.is_ok());
    assert_eq!(rows[1].line, 3);
}

#[test]
fn a_quoted_cell_may_hold_the_separator_and_quotes() {
    let cells = split("a,\"b,\"\"c\"\"\",d", b',').unwrap();
    assert_eq!(cells, [(1, "a".into()), (3, "b,\"c\"".into()), (13, Cow::from("d"))]);
    assert_eq!(split("a,", b',').unwrap().len(), 2);
    assert!(split("\"a\"b,c", b',').is_err());
}

proptest! {
    #[test]
    fn no_feed_makes_the_reader_panic(feed in proptest::collection::vec(any::<u8>(), 0..600), named: bool) {
        let header = if named { format!("{HEADER}\n") } else { String::new() };
        rows(&[header.as_bytes(), &feed].concat());
    }

    #[test]
    fn whatever_the_line_it_is_answered_once(line in "[ 0-9A-Zéع\",;]{1,60}") {
        let feed = format!("{HEADER}\n{line}\n");
        prop_assert_eq!(rows(feed.as_bytes()).len(), 1);
    }

    #[test]
    fn a_person_written_is_the_person_read(
        number in "1[0-9]{8}", latin in "[A-ZÉÏ][a-zéï]{1,20} [A-Z]{2,20}", arabic in "[ا-غ]{2,20} [ف-ي]{2,20}",
        mobile in proptest::option::of("0[67][0-9]{8}"), dependants in 0_u8..=99,
    ) {
        let mobile = mobile.unwrap_or_default();
        let feed = format!("{HEADER}\n{number},XA1,{latin},{arabic},1990-01-31,{mobile},,{dependants}\n");
        let feed = feed.replace("XA1,", "XA104882,");
        let person = rows(feed.as_bytes()).remove(0).person.unwrap();
        let mut writer = RegisterWriter::start(Vec::new()).unwrap();
        writer.write(&person).unwrap();
        let written = writer.finish().unwrap();
        prop_assert_eq!(rows(&written).remove(0).person, Ok(person));
    }
}

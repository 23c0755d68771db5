//! Cells of a register line, each with its own rule.

use super::{Cell, rules};
use crate::rules::Rule;
use chrono::{Datelike, NaiveDate};
use damane_domain::ids::{Cin, Mobile, RegistrationNumber, Rib};
use damane_domain::person::{Person, PersonName};

/// Longest name, in characters.
const LONGEST_NAME: usize = 100;

type Wrong = (usize, &'static Rule);

/// The person of eight cells, or the first cell at fault.
pub(super) fn read(cells: &[Cell<'_>; 8]) -> Result<Person, Wrong> {
    let [number, cin, latin, arabic, birth, mobile, rib, dependants] = cells;
    Ok(Person {
        registration_number: cell(number, &rules::REGISTRATION_NUMBER, |text| {
            RegistrationNumber::parse(text).ok()
        })?,
        cin: cell(cin, &rules::CIN, |text| Cin::parse(text).ok())?,
        name: PersonName {
            latin: cell(latin, &rules::NAME_LATIN, |text| name(text, is_latin))?,
            arabic: cell(arabic, &rules::NAME_ARABIC, |text| name(text, is_arabic))?,
        },
        birth_date: cell(birth, &rules::BIRTH_DATE, day)?,
        mobile: cell(mobile, &rules::MOBILE, |text| optional(text, |text| Mobile::parse(text).ok()))?,
        rib: cell(rib, &rules::RIB, |text| optional(text, |text| Rib::parse(text).ok()))?,
        dependants: cell(dependants, &rules::DEPENDANTS, |text| {
            let digits = (1..=2).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
            digits.then(|| text.parse().ok())?
        })?,
    })
}

fn cell<T>(cell: &Cell<'_>, rule: &'static Rule, read: impl Fn(&str) -> Option<T>) -> Result<T, Wrong> {
    read(cell.1.trim()).ok_or((cell.0, rule))
}

/// An empty cell says that nothing is known; a wrong one is refused.
fn optional<T>(text: &str, read: impl Fn(&str) -> Option<T>) -> Option<Option<T>> {
    if text.is_empty() { Some(None) } else { read(text).map(Some) }
}

fn name(text: &str, may_stand: fn(char) -> bool) -> Option<String> {
    let letters = text.chars().any(char::is_alphabetic);
    (letters && text.chars().count() <= LONGEST_NAME && text.chars().all(may_stand)).then(|| text.to_owned())
}

/// Letters of the Latin blocks (Basic Latin to Latin Extended-B, Latin Extended Additional) and what joins names.
fn is_latin(letter: char) -> bool {
    let block = matches!(letter, '\0'..='\u{24f}' | '\u{1e00}'..='\u{1eff}');
    (block && letter.is_alphabetic()) || matches!(letter, ' ' | '-' | '\'' | '’' | '.')
}

/// Letters and vowel signs of the Arabic blocks and what joins names; no digits, no direction marks.
fn is_arabic(letter: char) -> bool {
    let block = matches!(letter, '\u{620}'..='\u{65f}' | '\u{66e}'..='\u{6d3}' | '\u{750}'..='\u{77f}');
    block || matches!(letter, ' ' | '-')
}

fn day(text: &str) -> Option<NaiveDate> {
    let day = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?;
    (text.len() == 10 && (1900..2200).contains(&day.year())).then_some(day)
}

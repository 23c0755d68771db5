//! Every rule of the register feed: stable code and words. Each refuses its line, not the feed.

use crate::rules::{Rule, rules};

rules! {
    COLUMN_NAMES = "REG-001" Error "the first line does not name the columns of the register feed";
    EMPTY = "REG-002" Error "the file is empty";
    LINE_LENGTH = "REG-003" Error "the line is longer than 4 096 bytes";
    NOT_UTF8 = "REG-004" Error "the line is not UTF-8";
    CONTROL_CHARACTER = "REG-005" Error "a control character stands in the line";
    COLUMN_COUNT = "REG-006" Error "the line has not eight columns";
    QUOTES = "REG-007" Error "the quotes of a field do not close before its separator";

    REGISTRATION_NUMBER = "REG-010" Error "not a registration number of 8 to 10 digits";
    CIN = "REG-011" Error "not a national identity number of 4 to 12 letters and digits";
    NAME_LATIN = "REG-012" Error "not a name in Latin script of at most 100 characters";
    NAME_ARABIC = "REG-013" Error "not a name in Arabic script of at most 100 characters";
    BIRTH_DATE = "REG-014" Error "not a day of the calendar since 1900 written AAAA-MM-JJ";
    MOBILE = "REG-015" Error "not a Moroccan mobile number";
    RIB = "REG-016" Error "not a bank account of 24 digits with its key";
    DEPENDANTS = "REG-017" Error "not a number of dependants from 0 to 99";
}

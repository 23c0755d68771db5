//! Every rule of the checker: stable code, severity, words. Codes are never given to another rule.
//!
//! The specification has 95 codes of its own, which we could not read: `official` stays empty until they are
//! (domain notes §2.5).

use std::fmt;

/// Whether a finding makes the file refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth a look; the file is accepted.
    Warning,
    /// The file is refused.
    Error,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Warning => "warning",
            Self::Error => "error",
        })
    }
}

/// A rule of the checker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// `EBDS-nnn`.
    pub code: &'static str,
    /// What breaking it means.
    pub severity: Severity,
    /// What is wrong, in English.
    pub words: &'static str,
    /// The fund's own code for it, where known.
    pub official: Option<&'static str>,
}

macro_rules! rules {
    ($($name:ident = $code:literal $severity:ident $words:literal;)*) => {
        $(
            #[doc = $words]
            pub const $name: Rule = Rule {
                code: $code,
                severity: $crate::rules::Severity::$severity,
                words: $words,
                official: None,
            };
        )*
        /// All rules, by code.
        pub const ALL: &[Rule] = &[$($name),*];

        /// The rule of a code.
        pub fn find_rule(code: &str) -> Option<&'static Rule> {
            ALL.iter().find(|rule| rule.code == code)
        }
    };
}
pub(crate) use rules;

rules! {
    NOT_EBDS = "EBDS-001" Error "this is not an e-BDS file: its first line is no A00, B00 or E00 record";
    EMPTY = "EBDS-002" Error "the file is empty";
    BYTE_ORDER_MARK = "EBDS-003" Error "the file begins with a byte order mark: one byte per character is expected";
    NUL = "EBDS-004" Error "a NUL byte stands in the line";
    LINE_LENGTH = "EBDS-005" Error "the line is not 260 characters long";
    RIGHT_TRIMMED = "EBDS-006" Warning "the spaces at the end of the line were cut off";
    BLANK_LINE = "EBDS-007" Error "an empty line stands between records";
    BLANK_END = "EBDS-008" Warning "empty lines follow the last record";
    UTF8 = "EBDS-009" Error "the line is 260 characters of UTF-8: one byte per character is expected";
    CHARACTER = "EBDS-010" Error "only A to Z, 0 to 9, space and tab may stand in a text";
    NOT_ASCII = "EBDS-011" Warning "a character outside ASCII was read as Windows-1252";
    FILLER = "EBDS-012" Error "the filler must be spaces";
    NOT_LEFT_ALIGNED = "EBDS-013" Warning "the text does not begin at the left of its field";
    NOT_DIGITS = "EBDS-014" Error "a number takes digits only, filled with zeros at its left";
    DAY = "EBDS-015" Error "not a day of the calendar written AAAAMMJJ";
    UNREADABLE = "EBDS-016" Error "the file cannot be read";

    UNKNOWN_RECORD = "EBDS-020" Error "the line begins with no record type of the layout";
    OTHER_FAMILY = "EBDS-021" Error "the record belongs to another kind of file";
    OUT_OF_ORDER = "EBDS-022" Error "the record stands out of order or a second time";
    RECORD_MISSING = "EBDS-023" Error "a record is missing before this one";
    ENDS_EARLY = "EBDS-024" Error "the file ends before its last record";
    TOO_MANY = "EBDS-025" Error "more insured persons than a recap can count (999 999)";
    COMPLEMENTARY_DETAIL = "EBDS-026" Error "a complementary declaration holds entrants only: its E02 must be empty";
    EMPTY_DETAIL = "EBDS-027" Error "an empty detail stands beside others";

    CATEGORY = "EBDS-030" Error "the category does not fit the nature of the file";
    CATEGORY_ZERO = "EBDS-031" Warning "category E0 is not of the specification, which has E1 to E9";
    TRANSFER_BLANK = "EBDS-032" Error "the transfer number is missing";
    PERIOD = "EBDS-033" Error "not a month written AAAAMM";
    EMPLOYER_DIFFERS = "EBDS-034" Error "the employer number differs from the header's";
    PERIOD_DIFFERS = "EBDS-035" Error "the period differs from the header's";
    EMPLOYER_BLANK = "EBDS-036" Warning "the employer number of the empty entrant record is blank";
    EMPLOYER_KEY = "EBDS-037" Warning "the employer number's check digit fits neither known rule";
    COMPANY_BLANK = "EBDS-038" Error "the company name is missing";
    DUE_BEFORE_ISSUED = "EBDS-039" Warning "the due date is before the date of issue";

    NUMBER_KEY = "EBDS-050" Warning "the registration number's check digit fits neither known rule";
    NUMBER_START = "EBDS-051" Warning "the registration number does not begin with 1";
    NUMBER_REFUSED = "EBDS-052" Warning "100000000 marks a refused registration";
    NUMBER_MISSING = "EBDS-053" Error "only an entrant may have no registration number";
    NAME_MISSING = "EBDS-054" Error "the name is missing";
    NOT_ASCENDING = "EBDS-055" Error "details stand in the order of registration numbers";
    DECLARED_TWICE = "EBDS-056" Error "this insured person is declared twice";
    ENTRANT_IN_DETAILS = "EBDS-057" Error "this entrant is declared among the details too";
    CIN_MISSING = "EBDS-058" Error "an entrant without registration number needs a national identity number";
    CIN_FORM = "EBDS-059" Warning "not a Moroccan national identity number (one or two letters, then digits)";
    CIN_TWICE = "EBDS-060" Error "two entrants have the same national identity number";
    EMPTY_NOT_EMPTY = "EBDS-061" Error "the empty record carries values";
    EMPTY_ENTRANT = "EBDS-062" Error "an empty entrant record stands beside others";

    DAYS = "EBDS-070" Error "more than 26 days";
    CAPPED_ABOVE_REAL = "EBDS-071" Error "the capped salary is above the salary";
    CAPPED = "EBDS-072" Error "the capped salary is not the salary up to the ceiling of the period";
    SITUATION = "EBDS-073" Error "not a situation code";
    NORMAL_WITHOUT_WORK = "EBDS-074" Error "at work (no situation code), but without days or salary";
    SITUATION_WITH_WORK = "EBDS-075" Error "CS, MS and MP take neither days nor salary";
    LEFT_WITH_WORK = "EBDS-076" Warning "SO and DE are declared without days and salary";
    ABSENT_FULL_MONTH = "EBDS-077" Warning "IT, IL and AT with 26 days: a full month was not worked";
    DAYS_WITHOUT_PAY = "EBDS-078" Warning "days without salary, or salary without days";
    NO_CEILING = "EBDS-079" Warning "no ceiling is known for the period: capped salaries are checked against salaries only";

    RETURNED_ABOVE_NET = "EBDS-085" Error "family allowances given back are above the net to pay";
    RETURNED_NOT_NET = "EBDS-086" Error "SO and DE give back the whole net family allowances";
    NET = "EBDS-087" Warning "net family allowances are not those to pay less those to deduct";

    CONTROL = "EBDS-090" Error "the control sum is wrong";
    RECAP = "EBDS-091" Error "a total is not the sum of the details";
    ENTRANTS_RECAP = "EBDS-092" Error "a total is not the sum of the entrants";
    GRAND_RECAP = "EBDS-093" Error "a total is not that of both recaps together";

    PREETABLI_UNUSABLE = "EBDS-100" Error "the préétabli given for comparison is itself refused";
    PREETABLI_TRANSFER = "EBDS-101" Error "the transfer number is not the préétabli's";
    PREETABLI_EMPLOYER = "EBDS-102" Error "the employer is not the préétabli's";
    PREETABLI_PERIOD = "EBDS-103" Error "the period is not the préétabli's";
    NOT_LISTED = "EBDS-104" Error "this insured person is not in the préétabli";
    PREETABLI_ORDER = "EBDS-105" Error "this insured person stands in another order than in the préétabli";
    NOT_ANSWERED = "EBDS-106" Error "an insured person of the préétabli has no detail";
    PREETABLI_ALLOWANCES = "EBDS-107" Warning "children or family allowances differ from the préétabli";

    FILE_NAME_KIND = "EBDS-110" Warning "the file name announces another kind of file";
    FILE_NAME_EMPLOYER = "EBDS-111" Warning "the file name announces another employer";
    FILE_NAME_PERIOD = "EBDS-112" Warning "the file name announces another period";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_one_rule_and_codes_grow() {
        assert!(ALL.windows(2).all(|pair| pair[0].code < pair[1].code));
        assert!(ALL.iter().all(|rule| rule.code.len() == 8 && rule.code.starts_with("EBDS-")));
        assert_eq!(find_rule("EBDS-090"), Some(&CONTROL));
        assert_eq!(find_rule("EBDS-999"), None);
    }
}

//! The kinds of certificate: what each file of `certificates/` says, known while the house is built.

/// A text in the three languages of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Words {
    /// Arabic.
    pub ar: &'static str,
    /// French.
    pub fr: &'static str,
    /// English.
    pub en: &'static str,
}

/// What kind of thing a field states. A kind of certificate is made of these; none needs code of its own to be
/// sealed, read, drawn or shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldType {
    /// An employer: number and name as declared.
    Employer,
    /// A month.
    Month,
    /// A count of days.
    Days {
        /// Most that is stated, and read.
        most: u32,
    },
    /// A count of something else: months, quarters.
    Number {
        /// Most that is stated, and read.
        most: u32,
    },
    /// An amount, centimes.
    Money,
    /// A declared situation.
    Situation,
    /// Months with their days and salary: on the page alone.
    MonthTable,
    /// Years with their days and quarters: on the page alone.
    YearTable,
}

impl FieldType {
    /// A word for files.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Employer => "employer",
            Self::Month => "month",
            Self::Days { .. } => "days",
            Self::Number { .. } => "number",
            Self::Money => "money",
            Self::Situation => "situation",
            Self::MonthTable => "month_table",
            Self::YearTable => "year_table",
        }
    }

    /// Most that is counted, for what is a count.
    pub const fn most(self) -> Option<u32> {
        match self {
            Self::Days { most } | Self::Number { most } => Some(most),
            _ => None,
        }
    }

    /// Whether the printed code has room for it: everything but tables, whose totals are fields of their own.
    pub const fn is_in_code(self) -> bool {
        !matches!(self, Self::MonthTable | Self::YearTable)
    }
}

/// One thing a kind states.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    /// A stable word for the wire and for what is kept; screens have their words under `fact_<key>`.
    pub key: &'static str,
    /// What it states.
    pub of: FieldType,
    /// Its name on the page.
    pub label: Words,
    /// The page has a row for it; otherwise the table beside it says the same.
    pub has_row: bool,
}

/// A kind's file.
#[derive(Debug, PartialEq, Eq)]
pub struct KindDetails {
    /// A stable word for files, columns and the wire.
    pub code: &'static str,
    /// Kind and layout in one small number in front of the sealed facts.
    pub layout: u64,
    /// Two letters in front of a reference.
    pub letters: &'static str,
    /// Title of the page.
    pub title: Words,
    /// What the fund attests.
    pub sentence: Words,
    /// What is stated, in the order of the page and of the code.
    pub fields: &'static [Field],
    /// Dated figures and worked cases, as TOML.
    pub(super) figures: &'static str,
}

include!(concat!(env!("OUT_DIR"), "/kinds.rs"));

impl CertificateKind {
    /// A stable word for files, columns and the wire.
    pub const fn code(self) -> &'static str {
        self.details().code
    }

    /// From its word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// From the number in front of sealed facts.
    pub fn from_layout(layout: u64) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.details().layout == layout)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn words_and_layouts_that_are_printed_or_kept_stay_what_they_are() {
        let kinds: Vec<_> = CertificateKind::ALL
            .map(|kind| (kind.code(), kind.details().layout, kind.details().letters))
            .into();
        assert_eq!(
            kinds,
            [
                ("employment", 11, "EM"),
                ("affiliation", 21, "AF"),
                ("annual_salary", 31, "DS"),
                ("quarters", 41, "TR"),
                ("deregistration", 51, "CD"),
            ]
        );
        for kind in CertificateKind::ALL {
            assert_eq!(CertificateKind::from_code(kind.code()), Some(kind));
            assert_eq!(CertificateKind::from_layout(kind.details().layout), Some(kind));
        }
        assert_eq!(CertificateKind::from_layout(12), None);
    }

    #[test]
    fn every_kind_names_itself_and_its_facts_in_three_languages_and_no_fact_twice() {
        for kind in CertificateKind::ALL {
            let details = kind.details();
            let mut texts = vec![details.title, details.sentence];
            texts.extend(details.fields.iter().map(|field| field.label));
            for Words { ar, fr, en } in texts {
                assert!(ar.chars().any(|letter| ('\u{620}'..'\u{64a}').contains(&letter)), "{ar}");
                assert!(!ar.chars().any(|sign| ('\u{64b}'..='\u{652}').contains(&sign)), "vowel signs: {ar}");
                assert!(!fr.is_empty() && !en.is_empty());
            }
            let keys: BTreeSet<_> = details.fields.iter().map(|field| field.key).collect();
            assert_eq!(keys.len(), details.fields.len(), "{}", kind.code());
        }
    }
}

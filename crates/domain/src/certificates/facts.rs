//! What a certificate states: values in the order of its kind's fields, each of the field's type.

use super::kind::{CertificateKind, Field, FieldType};
use crate::ids::EmployerNumber;
use crate::money::Money;
use crate::month::Month;
use crate::situation::Situation;

/// Most centimes that are stated: what every reader, also one written in JavaScript, counts exactly (2^53 − 1).
pub const MOST_CENTIMES: i64 = (1 << 53) - 1;

/// One month of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StatedMonth {
    /// The month.
    pub month: Month,
    /// Days counted.
    pub days: u32,
    /// Salary declared, centimes.
    pub salary: Money,
}

/// One year of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StatedYear {
    /// The civil year.
    pub year: i32,
    /// Days counted.
    pub days: u32,
    /// Civil quarters that count.
    pub quarters: u32,
}

/// One thing that is stated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FactValue {
    /// An employer.
    Employer {
        /// Its number.
        number: EmployerNumber,
        /// Its name as declared.
        name: String,
    },
    /// A month.
    Month(Month),
    /// A count of days.
    Days(u32),
    /// A count of something else.
    Number(u32),
    /// An amount, not negative.
    Money(Money),
    /// A declared situation.
    Situation(Situation),
    /// Months, oldest first.
    Months(Vec<StatedMonth>),
    /// Years, oldest first.
    Years(Vec<StatedYear>),
}

impl FactValue {
    fn is_of(&self, field: FieldType) -> bool {
        match (self, field) {
            (Self::Days(number), FieldType::Days { most })
            | (Self::Number(number), FieldType::Number { most }) => *number <= most,
            (Self::Money(money), FieldType::Money) => (0..=MOST_CENTIMES).contains(&money.as_centimes()),
            (Self::Employer { .. }, FieldType::Employer)
            | (Self::Month(_), FieldType::Month)
            | (Self::Situation(_), FieldType::Situation)
            | (Self::Months(_), FieldType::MonthTable)
            | (Self::Years(_), FieldType::YearTable) => true,
            _ => false,
        }
    }
}

/// What a certificate of one kind states. Read from a printed code it lacks the tables, which stand on the page alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    kind: CertificateKind,
    values: Vec<FactValue>,
}

impl Facts {
    /// All that the kind states, in its order; nothing when a value is missing, too many, of another type or too large.
    pub fn new(kind: CertificateKind, values: Vec<FactValue>) -> Option<Self> {
        Self::of(kind, values, kind.details().fields.iter())
    }

    /// What a printed code states: everything but tables.
    pub fn of_code(kind: CertificateKind, values: Vec<FactValue>) -> Option<Self> {
        Self::of(kind, values, kind.details().fields.iter().filter(|field| field.of.is_in_code()))
    }

    fn of<'a>(
        kind: CertificateKind,
        values: Vec<FactValue>,
        fields: impl Iterator<Item = &'a Field>,
    ) -> Option<Self> {
        let fields: Vec<_> = fields.collect();
        let fits = fields.len() == values.len()
            && fields.iter().zip(&values).all(|(field, value)| value.is_of(field.of));
        fits.then_some(Self { kind, values })
    }

    /// The kind.
    pub const fn kind(&self) -> CertificateKind {
        self.kind
    }

    /// Each field that is stated, with its value.
    pub fn iter(&self) -> impl Iterator<Item = (&'static Field, &FactValue)> {
        let fields = self.kind.details().fields;
        let is_whole = self.values.len() == fields.len();
        fields.iter().filter(move |field| is_whole || field.of.is_in_code()).zip(&self.values)
    }

    /// One value by its key.
    pub fn find(&self, key: &str) -> Option<&FactValue> {
        self.iter().find(|(field, _)| field.key == key).map(|(_, value)| value)
    }

    /// What of it a printed code carries.
    pub fn in_code(&self) -> impl Iterator<Item = (&'static Field, &FactValue)> {
        self.iter().filter(|(field, _)| field.of.is_in_code())
    }

    /// The same without its tables.
    #[must_use]
    pub fn as_in_code(&self) -> Self {
        Self { kind: self.kind, values: self.in_code().map(|(_, value)| value.clone()).collect() }
    }

    /// The employer's names in it: what a page must have letters for, and a code may have to shorten.
    pub fn employer_names_mut(&mut self) -> impl Iterator<Item = &mut String> {
        self.values.iter_mut().filter_map(|value| match value {
            FactValue::Employer { name, .. } => Some(name),
            _ => None,
        })
    }

    /// The employers named in it.
    pub fn employers(&self) -> impl Iterator<Item = (&EmployerNumber, &str)> {
        self.values.iter().filter_map(|value| match value {
            FactValue::Employer { number, name } => Some((number, name.as_str())),
            _ => None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn month() -> FactValue {
        FactValue::Month(Month::new(2026, 9).unwrap())
    }

    #[test]
    fn facts_have_every_value_of_their_kind_each_of_its_type_and_none_too_large() {
        let make = |values: Vec<FactValue>| Facts::new(CertificateKind::Quarters, values);
        let (number, days_of) = (FactValue::Number, FactValue::Days);
        let whole = |days, rule| {
            vec![month(), month(), days_of(days), number(9), days_of(rule), FactValue::Years(vec![])]
        };
        assert!(make(whole(3_240, 54)).is_some());
        assert!(make(whole(65_536, 54)).is_none() && make(whole(1, 93)).is_none(), "too large");
        assert!(make(whole(1, 54)[..5].to_vec()).is_none(), "the table is missing");
        let mut swapped = whole(1, 54);
        swapped.swap(0, 2);
        assert!(make(swapped).is_none());
        assert!(Facts::of_code(CertificateKind::Quarters, whole(1, 54)[..5].to_vec()).is_some());
    }

    #[test]
    fn a_code_carries_everything_but_tables() {
        let whole = vec![month(), month(), FactValue::Days(1), FactValue::Number(0), FactValue::Days(54)];
        let whole =
            [whole, vec![FactValue::Years(vec![StatedYear { year: 2026, days: 1, quarters: 0 }])]].concat();
        let facts = Facts::new(CertificateKind::Quarters, whole).unwrap();
        assert_eq!(facts.iter().count(), 6);
        let coded = facts.as_in_code();
        assert_eq!(coded.iter().count(), 5);
        assert_eq!((coded.find("by_year"), coded.find("quarter_days")), (None, Some(&FactValue::Days(54))));
        assert_eq!(coded.as_in_code(), coded);
    }
}

//! Facts as they are kept and exported: one flat object, an employer as two entries, tables as rows of cells. Records of
//! any age are read, so a key is never given another meaning.

use super::facts::{FactValue, Facts, StatedMonth, StatedYear};
use super::kind::{CertificateKind, FieldType};
use crate::ids::EmployerNumber;
use crate::money::Money;
use crate::month::Month;
use crate::situation::Situation;
use serde::de::Error as _;
use serde::ser::SerializeMap as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::collections::BTreeMap;

impl Serialize for Facts {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("kind", self.kind().code())?;
        for (field, value) in self.iter() {
            let key = field.key;
            match value {
                FactValue::Employer { number, name } => {
                    map.serialize_entry(key, number)?;
                    map.serialize_entry(&format!("{key}_name"), name)?;
                }
                FactValue::Month(month) => map.serialize_entry(key, month)?,
                FactValue::Days(number) | FactValue::Number(number) => map.serialize_entry(key, number)?,
                FactValue::Money(money) => map.serialize_entry(key, money)?,
                FactValue::Situation(situation) => map.serialize_entry(key, situation.word())?,
                FactValue::Months(rows) => {
                    let rows: Vec<_> = rows.iter().map(|row| (row.month, row.days, row.salary)).collect();
                    map.serialize_entry(key, &rows)?;
                }
                FactValue::Years(rows) => {
                    let rows: Vec<_> = rows.iter().map(|row| (row.year, row.days, row.quarters)).collect();
                    map.serialize_entry(key, &rows)?;
                }
            }
        }
        map.end()
    }
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Kept {
    Number(i64),
    Text(String),
    Months(Vec<(Month, u32, Money)>),
    Years(Vec<(i32, u32, u32)>),
}

impl<'de> Deserialize<'de> for Facts {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let kept = BTreeMap::<String, Kept>::deserialize(deserializer)?;
        read(&kept).ok_or_else(|| D::Error::custom("not the facts of a certificate"))
    }
}

fn read(kept: &BTreeMap<String, Kept>) -> Option<Facts> {
    let kind = CertificateKind::from_code(text(kept, "kind")?)?;
    let fields = kind.details().fields.iter();
    Facts::new(kind, fields.map(|field| value(kept, field.key, field.of)).collect::<Option<_>>()?)
}

fn text<'a>(kept: &'a BTreeMap<String, Kept>, key: &str) -> Option<&'a str> {
    match kept.get(key)? {
        Kept::Text(text) => Some(text),
        _ => None,
    }
}

fn number(kept: &BTreeMap<String, Kept>, key: &str) -> Option<i64> {
    match kept.get(key)? {
        Kept::Number(number) => Some(*number),
        _ => None,
    }
}

fn value(kept: &BTreeMap<String, Kept>, key: &str, of: FieldType) -> Option<FactValue> {
    let count = || u32::try_from(number(kept, key)?).ok();
    Some(match of {
        FieldType::Employer => FactValue::Employer {
            number: EmployerNumber::parse(text(kept, key)?).ok()?,
            name: text(kept, &format!("{key}_name"))?.to_owned(),
        },
        FieldType::Month => FactValue::Month(Month::parse(text(kept, key)?)?),
        FieldType::Days { .. } => FactValue::Days(count()?),
        FieldType::Number { .. } => FactValue::Number(count()?),
        FieldType::Money => FactValue::Money(Money::centimes(number(kept, key)?)),
        FieldType::Situation => FactValue::Situation(Situation::from_word(text(kept, key)?)?),
        FieldType::MonthTable => FactValue::Months(months(kept.get(key)?)?),
        FieldType::YearTable => FactValue::Years(years(kept.get(key)?)?),
    })
}

fn months(kept: &Kept) -> Option<Vec<StatedMonth>> {
    let Kept::Months(rows) = kept else { return None };
    Some(
        rows.iter()
            .map(|(month, days, salary)| StatedMonth { month: *month, days: *days, salary: *salary })
            .collect(),
    )
}

fn years(kept: &Kept) -> Option<Vec<StatedYear>> {
    match kept {
        Kept::Years(rows) => {
            let row = |(year, days, quarters): &(i32, u32, u32)| StatedYear {
                year: *year,
                days: *days,
                quarters: *quarters,
            };
            Some(rows.iter().map(row).collect())
        }
        // No row says nothing of its cells.
        Kept::Months(rows) if rows.is_empty() => Some(Vec::new()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OLD: &str = r#"{"kind":"employment","employer":"1000004","employer_name":"ATELIER ZERHOUN SARL","declared_since":"2019-04","last_month":"2026-10","days_last_year":312}"#;

    #[test]
    fn what_the_first_certificates_kept_is_read_and_written_as_it_was() {
        let facts: Facts = serde_json::from_str(OLD).unwrap();
        assert_eq!(facts.kind(), CertificateKind::Employment);
        assert_eq!(facts.find("days_last_year"), Some(&FactValue::Days(312)));
        assert_eq!(serde_json::to_string(&facts).unwrap(), OLD);
    }

    #[test]
    fn every_kind_is_read_as_it_was_written_and_nothing_else_is() {
        let month = Month::new(2026, 9).unwrap();
        for kind in CertificateKind::ALL {
            let values = kind.details().fields.iter().map(|field| match field.of {
                FieldType::Employer => FactValue::Employer {
                    number: EmployerNumber::parse("0000001").unwrap(),
                    name: "A \"B\"".into(),
                },
                FieldType::Month => FactValue::Month(month),
                FieldType::Days { .. } => FactValue::Days(3),
                FieldType::Number { .. } => FactValue::Number(2),
                FieldType::Money => FactValue::Money(Money::centimes(123_456)),
                FieldType::Situation => FactValue::Situation(Situation::Left),
                FieldType::MonthTable => {
                    FactValue::Months(vec![StatedMonth { month, days: 3, salary: Money::centimes(9) }])
                }
                FieldType::YearTable => {
                    FactValue::Years(vec![StatedYear { year: 2026, days: 3, quarters: 0 }])
                }
            });
            let facts = Facts::new(kind, values.collect()).unwrap();
            let text = serde_json::to_string(&facts).unwrap();
            assert_eq!(serde_json::from_str::<Facts>(&text).unwrap(), facts);
            let damaged = text.replacen(kind.details().fields[0].key, "another", 1);
            assert!(serde_json::from_str::<Facts>(&damaged).is_err(), "{damaged}");
        }
    }
}

//! What a certificate of any kind states, as one small array: the number of its layout, the holder's number, then the
//! values of the kind's fields in their order (`domain/src/certificates/<kind>.toml`). Tables stand on the page alone.

use damane_domain::{
    certificates::{CertificateKind, FactValue, Facts, FieldType},
    ids::{EmployerNumber, RegistrationNumber},
    money::Money,
    month::Month,
    situation::Situation,
};

#[cfg(feature = "issue")]
use crate::cbor::Writer;
use crate::{
    cbor::{Reader, major},
    claims::text,
    error::Malformed,
};
#[cfg(feature = "issue")]
use damane_domain::certificates::MOST_CENTIMES;

/// Items of the array that stand for a field.
const fn items(field: FieldType) -> usize {
    match field {
        FieldType::Employer => 2,
        FieldType::MonthTable | FieldType::YearTable => 0,
        FieldType::Month
        | FieldType::Days { .. }
        | FieldType::Number { .. }
        | FieldType::Money
        | FieldType::Situation => 1,
    }
}

/// Items of the whole array.
const fn items_of(kind: CertificateKind) -> usize {
    let (fields, mut sum, mut at) = (kind.details().fields, 2, 0);
    while at < fields.len() {
        sum += items(fields[at].of);
        at += 1;
    }
    sum
}

/// Most bytes the array of a kind takes, without the text of an employer's name.
#[cfg(feature = "issue")]
pub(crate) const fn longest_of(kind: CertificateKind) -> usize {
    let details = kind.details();
    // Ten digits as text where a leading zero would be lost.
    let (mut sum, mut at) = (unsigned_bytes(items_of(kind) as u64) + unsigned_bytes(details.layout) + 11, 0);
    while at < details.fields.len() {
        sum += longest(details.fields[at].of);
        at += 1;
    }
    sum
}

#[cfg(feature = "issue")]
const fn longest(field: FieldType) -> usize {
    match field {
        // Seven digits as text where a leading zero would be lost, and the head of the name.
        FieldType::Employer => 8 + 2,
        FieldType::Month => 3,
        FieldType::Days { most } | FieldType::Number { most } => unsigned_bytes(most as u64),
        FieldType::Money => unsigned_bytes(MOST_CENTIMES as u64),
        FieldType::Situation => 1,
        FieldType::MonthTable | FieldType::YearTable => 0,
    }
}

/// Bytes of an unsigned integer (RFC 8949 §3.1).
#[cfg(feature = "issue")]
const fn unsigned_bytes(value: u64) -> usize {
    match value {
        0..=23 => 1,
        24..=0xff => 2,
        0x100..=0xffff => 3,
        0x1_0000..=0xffff_ffff => 5,
        _ => 9,
    }
}

#[cfg(feature = "issue")]
pub(crate) fn write_facts(
    registration_number: &RegistrationNumber,
    facts: &Facts,
    writer: &mut Writer,
) -> Result<(), Malformed> {
    writer.array(items_of(facts.kind())).unsigned(facts.kind().details().layout);
    write_number(writer, registration_number.as_str());
    for (_, value) in facts.in_code() {
        match value {
            FactValue::Employer { number, name } => {
                write_number(writer, number.as_str());
                writer.text(name);
            }
            FactValue::Month(month) => write_unsigned(writer, i64::from(month.index()))?,
            FactValue::Days(number) | FactValue::Number(number) => {
                write_unsigned(writer, i64::from(*number))?;
            }
            FactValue::Money(money) => write_unsigned(writer, money.as_centimes())?,
            FactValue::Situation(situation) => write_unsigned(writer, i64::from(situation.rank()))?,
            FactValue::Months(_) | FactValue::Years(_) => {}
        }
    }
    Ok(())
}

#[cfg(feature = "issue")]
fn write_unsigned(writer: &mut Writer, value: i64) -> Result<(), Malformed> {
    writer.unsigned(u64::try_from(value).map_err(|_| Malformed::Layout)?);
    Ok(())
}

/// A number of digits: as an integer, which is half as long, unless a leading zero would be lost.
#[cfg(feature = "issue")]
fn write_number(writer: &mut Writer, digits: &str) {
    match digits.parse::<u64>() {
        Ok(number) if !digits.starts_with('0') => writer.unsigned(number),
        _ => writer.text(digits),
    };
}

/// Reads the array: a layout that is known, exactly its items, each of its field's type and within its limits.
pub(crate) fn read_facts(reader: &mut Reader<'_>) -> Result<(RegistrationNumber, Facts), Malformed> {
    let length = reader.array()?;
    let kind = CertificateKind::from_layout(reader.unsigned()?).ok_or(Malformed::Layout)?;
    if usize::try_from(length) != Ok(items_of(kind)) {
        return Err(Malformed::Layout);
    }
    let registration_number =
        RegistrationNumber::parse(&read_number(reader)?).map_err(|_| Malformed::Layout)?;
    let fields = kind.details().fields.iter().filter(|field| field.of.is_in_code());
    let values = fields.map(|field| read_value(field.of, reader)).collect::<Result<_, _>>()?;
    // The limits of its fields are checked here.
    let facts = Facts::of_code(kind, values).ok_or(Malformed::Layout)?;
    Ok((registration_number, facts))
}

fn read_value(field: FieldType, reader: &mut Reader<'_>) -> Result<FactValue, Malformed> {
    match field {
        FieldType::Employer => {
            let number = EmployerNumber::parse(&read_number(reader)?).map_err(|_| Malformed::Layout)?;
            Ok(FactValue::Employer { number, name: text(reader)? })
        }
        FieldType::Month => read_month(reader).map(FactValue::Month),
        FieldType::Days { .. } => read_as(reader).map(FactValue::Days),
        FieldType::Number { .. } => read_as(reader).map(FactValue::Number),
        FieldType::Money => read_as(reader).map(Money::centimes).map(FactValue::Money),
        FieldType::Situation => {
            Situation::from_rank(read_as(reader)?).map(FactValue::Situation).ok_or(Malformed::Layout)
        }
        FieldType::MonthTable | FieldType::YearTable => Err(Malformed::Layout),
    }
}

fn read_as<T: TryFrom<u64>>(reader: &mut Reader<'_>) -> Result<T, Malformed> {
    T::try_from(reader.unsigned()?).map_err(|_| Malformed::Layout)
}

fn read_number(reader: &mut Reader<'_>) -> Result<String, Malformed> {
    if reader.next_kind() == Some(major::UNSIGNED) {
        return Ok(reader.unsigned()?.to_string());
    }
    match reader.text()? {
        digits if digits.starts_with('0') => Ok(digits.to_owned()),
        _ => Err(Malformed::Layout),
    }
}

/// Months since the year 0.
fn read_month(reader: &mut Reader<'_>) -> Result<Month, Malformed> {
    let months: u16 = read_as(reader)?;
    let month = u8::try_from(months % 12 + 1).map_err(|_| Malformed::Layout)?;
    Month::new(i32::from(months / 12), month).ok_or(Malformed::Layout)
}

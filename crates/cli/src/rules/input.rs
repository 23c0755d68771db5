//! Reads a question, and says what is wrong with it: the first wrong field, and why.

use chrono::{Datelike, NaiveDate};
use damane_domain::money::Money;
use damane_domain::parameters::FiguresError;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};
use std::fmt;
use std::io;
use std::marker::PhantomData;

/// A question that cannot be answered as it stands.
#[derive(Debug, PartialEq, Eq)]
pub struct Refused {
    /// The field: `career[3].days`; empty when the text is no JSON object at all.
    field: String,
    /// What is wrong with it.
    message: String,
}

impl Refused {
    /// A field, and what is wrong with it.
    pub fn field(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self { field: field.into(), message: message.into() }
    }

    /// Not text.
    pub fn not_utf8() -> Self {
        Self::field("", "not UTF-8 text")
    }

    /// Longer than any career.
    pub fn too_long() -> Self {
        Self::field("", "longer than 4 MiB")
    }

    /// The answer of a refused line in a batch.
    pub fn write(&self, line: u64, out: &mut Vec<u8>) -> serde_json::Result<()> {
        let Self { field, message } = self;
        let error = serde_json::json!({ "error": { "line": line, "field": field, "message": message } });
        serde_json::to_writer(out, &error)
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.field.as_str() {
            "" => write!(f, "{}", self.message),
            field => write!(f, "{field}: {}", self.message),
        }
    }
}

/// Reads a question. Only one that cannot be read is read again, to name the field.
pub fn parse<'t, T: Deserialize<'t>>(text: &'t str) -> Result<T, Refused> {
    let error = match serde_json::from_str(text) {
        Ok(Object(question)) => return Ok(question),
        Err(error) => error,
    };
    let mut reader = serde_json::Deserializer::from_str(text);
    let found: Result<Object<T>, _> = serde_path_to_error::deserialize(&mut reader);
    Err(match found {
        Err(at) if at.inner().is_data() => named(&at.path().to_string(), &words(at.inner())),
        _ => Refused::field("", format!("not a JSON object: {error}")),
    })
}

/// What is wrong, without its place in the text: the field says where, and each line of a batch would be line 1.
fn words(error: &serde_json::Error) -> String {
    let words = error.to_string();
    let place = format!(" at line {} column {}", error.line(), error.column());
    words.strip_suffix(place.as_str()).unwrap_or(&words).to_owned()
}

/// A missing field is named with its parent by the reader: `career[3]`, "missing field `days`".
fn named(path: &str, message: &str) -> Refused {
    let path = if path == "." { "" } else { path };
    let missing = message.strip_prefix("missing field `").and_then(|rest| rest.split('`').next());
    match missing {
        Some(name) if path.is_empty() => Refused::field(name, "is missing"),
        Some(name) => Refused::field(format!("{path}.{name}"), "is missing"),
        None => Refused::field(path, message),
    }
}

/// What stands in a question as an object. A list of its values in order is refused: nothing in it says which is which.
#[derive(Debug, Clone, Copy)]
pub struct Object<T>(pub T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reading<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for Reading<T> {
            type Value = Object<T>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<M: MapAccess<'de>>(self, members: M) -> Result<Self::Value, M::Error> {
                T::deserialize(MapAccessDeserializer::new(members)).map(Object)
            }
        }
        deserializer.deserialize_map(Reading(PhantomData))
    }
}

/// Reads a text that is one of few: a day, a month, a word. Done while the question is read, so that the first wrong
/// field is the one that is named.
pub fn text<'de, D: Deserializer<'de>, T>(
    deserializer: D,
    expected: &'static str,
    read: fn(&str) -> Result<T, String>,
) -> Result<T, D::Error> {
    struct Reading<T> {
        expected: &'static str,
        read: fn(&str) -> Result<T, String>,
    }
    impl<T> Visitor<'_> for Reading<T> {
        type Value = T;
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str(self.expected)
        }
        fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
            (self.read)(text).map_err(E::custom)
        }
    }
    deserializer.deserialize_str(Reading { expected, read })
}

/// A day like 2026-11-28, of the years 1900 to 2199.
pub fn day<'de, D: Deserializer<'de>>(deserializer: D) -> Result<NaiveDate, D::Error> {
    text(deserializer, "a day like 2026-11-28", |text| {
        let shaped = text.len() == 10 && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
        let day = shaped.then(|| text.parse::<NaiveDate>().ok()).flatten();
        day.filter(|day| (1900..2200).contains(&day.year()))
            .ok_or_else(|| format!("{text:?} is not a day like 2026-11-28"))
    })
}

/// A whole number that is not negative.
#[derive(Debug, Clone, Copy, Default)]
pub struct Whole(pub u64);

impl<'de> Deserialize<'de> for Whole {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reading;
        impl Visitor<'_> for Reading {
            type Value = Whole;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a whole number")
            }
            fn visit_u64<E>(self, number: u64) -> Result<Whole, E> {
                Ok(Whole(number))
            }
            fn visit_i64<E: Error>(self, number: i64) -> Result<Whole, E> {
                u64::try_from(number).map(Whole).map_err(|_| E::custom(format!("{number} is negative")))
            }
        }
        deserializer.deserialize_u64(Reading)
    }
}

/// The largest amount a declaration can hold: thirteen digits of centimes.
const MOST: i64 = 9_999_999_999_999;

/// An amount in centimes that is neither negative nor absurd.
#[derive(Debug, Clone, Copy)]
pub struct Amount(pub Money);

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Whole(given) = Whole::deserialize(deserializer)?;
        let centimes = i64::try_from(given).ok().filter(|centimes| *centimes <= MOST);
        centimes
            .map(|centimes| Self(Money::centimes(centimes)))
            .ok_or_else(|| D::Error::custom(format!("{given} is more than a declaration can hold")))
    }
}

/// A count from nothing to the most.
pub fn count(field: impl Fn() -> String, Whole(value): Whole, most: u32) -> Result<u32, Refused> {
    u32::try_from(value)
        .ok()
        .filter(|value| *value <= most)
        .ok_or_else(|| Refused::field(field(), format!("{value} is more than {most}")))
}

/// The figures do not reach back to a day: the field that holds it is named.
pub fn no_figures(field: &str, error: &FiguresError) -> Refused {
    Refused::field(field, error.to_string())
}

/// Writes an answer as one line.
pub fn write(answer: &impl serde::Serialize, out: &mut Vec<u8>) -> Result<(), Refused> {
    serde_json::to_writer(out, answer).map_err(|error| Refused::field("", io::Error::from(error).to_string()))
}

#[cfg(test)]
mod tests {
    use super::super::{batch::Rule, job_loss, pension, reimbursement};

    const RULES: [(Rule, &str); 3] = [
        (pension::answer, pension::EXAMPLE),
        (job_loss::answer, job_loss::EXAMPLE),
        (reimbursement::answer, reimbursement::EXAMPLE),
    ];

    fn refusal(rule: Rule, question: &str) -> String {
        rule(question, &mut Vec::new()).expect_err(question).to_string()
    }

    #[test]
    fn a_missing_field_hides_no_impossible_day() {
        for (rule, question, said) in [
            (
                RULES[0].0,
                r#"{"birth_date":"2026-02-30"}"#,
                r#"birth_date: "2026-02-30" is not a day like 2026-11-28"#,
            ),
            (RULES[0].0, r#"{"at":"2026-11-31"}"#, r#"at: "2026-11-31" is not a day like 2026-11-28"#),
            (RULES[1].0, r#"{"claimed_on":"soon"}"#, r#"claimed_on: "soon" is not a day like 2026-11-28"#),
            (
                RULES[2].0,
                r#"{"filed_on":"2026-13-01"}"#,
                r#"filed_on: "2026-13-01" is not a day like 2026-11-28"#,
            ),
            (
                RULES[2].0,
                r#"{"lines":[{"date":"2026-02-29"}]}"#,
                r#"lines[0].date: "2026-02-29" is not a day like 2026-11-28"#,
            ),
            (
                RULES[0].0,
                r#"{"career":[{"month":"2026-13"}]}"#,
                r#"career[0].month: "2026-13" is not a month like 2026-11"#,
            ),
        ] {
            assert_eq!(refusal(rule, question), said, "{question}");
        }
    }

    #[test]
    fn a_missing_field_hides_no_negative_number_and_no_unknown_word() {
        for (rule, question, said) in [
            (RULES[0].0, r#"{"career":[{"days":-4}]}"#, "career[0].days: -4 is negative"),
            (
                RULES[0].0,
                r#"{"career":[{"declared_salary":-1}]}"#,
                "career[0].declared_salary: -1 is negative",
            ),
            (RULES[0].0, r#"{"underground_months":-1}"#, "underground_months: -1 is negative"),
            (RULES[2].0, r#"{"lines":[{"paid":-15000}]}"#, "lines[0].paid: -15000 is negative"),
            (RULES[2].0, r#"{"lines":[{"generic_price":-1}]}"#, "lines[0].generic_price: -1 is negative"),
            (RULES[2].0, r#"{"days_in_6_months":-1}"#, "days_in_6_months: -1 is negative"),
        ] {
            assert_eq!(refusal(rule, question), said, "{question}");
        }
        let bored = refusal(job_loss::answer, r#"{"reason":"bored"}"#);
        assert!(bored.starts_with(r#"reason: "bored" is none of dismissal"#), "{bored}");
        let surgery = refusal(reimbursement::answer, r#"{"lines":[{"act":"surgery"}]}"#);
        assert!(surgery.starts_with(r#"lines[0].act: "surgery" is none of "#), "{surgery}");
    }

    #[test]
    fn what_is_missing_is_named_when_nothing_before_it_is_wrong() {
        assert_eq!(refusal(pension::answer, r#"{"birth_date":"1966-03-14"}"#), "at: is missing");
        let line = r#"{"career":[{"month":"2026-09","declared_salary":1}]}"#;
        assert_eq!(refusal(pension::answer, line), "career[0].days: is missing");
    }

    #[test]
    fn an_amount_no_declaration_can_hold_is_refused() {
        let of = |number: &str| format!(r#"{{"career":[{{"declared_salary":{number}}}]}}"#);
        let most = refusal(pension::answer, &of("9999999999999"));
        assert_eq!(most, "career[0].month: is missing", "it is taken");
        for number in ["10000000000000", "18446744073709551615"] {
            let said = refusal(pension::answer, &of(number));
            assert_eq!(
                said,
                format!("career[0].declared_salary: {number} is more than a declaration can hold")
            );
        }
    }

    #[test]
    fn a_list_in_the_place_of_an_object_is_refused() {
        let pension_line =
            r#"{"birth_date":"1966-03-14","at":"2026-11-28","career":[["2026-09",null,26,600000,null]]}"#;
        let loss_line = r#"{"end_of_contract":"2026-09-30","claimed_on":"2026-10-20","reason":"dismissal","career":[["2026-09","1",26,234400,""]]}"#;
        let care_line = r#"{"filed_on":"2026-11-01","lines":[["gp_visit","2026-10-05",15000,1,null,false]]}"#;
        let papers = r#"{"filed_on":"2026-11-01","abroad":[true,true],"lines":[]}"#;
        for (rule, question, field) in [
            (RULES[0].0, r#"["1966-03-14","2026-11-28",[],0,false]"#, ""),
            (RULES[1].0, r#"["2026-09-30","2026-10-20","dismissal",[]]"#, ""),
            (RULES[2].0, r#"["2026-11-01",false,false,null,null,null,[]]"#, ""),
            (RULES[0].0, pension_line, "career[0]: "),
            (RULES[1].0, loss_line, "career[0]: "),
            (RULES[2].0, care_line, "lines[0]: "),
            (RULES[2].0, papers, "abroad: "),
        ] {
            let said = refusal(rule, question);
            assert_eq!(said, format!("{field}invalid type: sequence, expected an object"), "{question}");
        }
    }

    #[test]
    fn no_refusal_speaks_of_types_of_the_program() {
        for wrong in ["0", "-1", "2.5", "1e300", "true", "null", "\"x\"", "[]", "{}"] {
            for (rule, example) in RULES {
                let whole: serde_json::Value = serde_json::from_str(example).unwrap();
                for field in whole.as_object().unwrap().keys() {
                    let mut question = whole.clone();
                    question[field] = serde_json::from_str(wrong).unwrap();
                    let Err(refused) = rule(&question.to_string(), &mut Vec::new()) else { continue };
                    let said = refused.to_string();
                    let leaked = ["struct", "i64", "u64", "Question", "Line", "Papers", " at line "];
                    assert!(!leaked.iter().any(|word| said.contains(word)), "{said}");
                }
            }
        }
    }

    #[test]
    fn the_examples_are_answered() {
        for (rule, example) in RULES {
            let mut out = Vec::new();
            rule(example, &mut out).unwrap();
            assert!(out.starts_with(b"{"), "{example}");
        }
    }
}

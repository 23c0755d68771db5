//! What a certificate states, for programs and for people.

use damane_domain::certificates::{FactValue, Facts};
use serde_json::{Value, json};

/// Facts by their keys; an employer as two.
pub fn facts_of(facts: &Facts) -> Value {
    let mut object = serde_json::Map::new();
    for (field, value) in facts.in_code() {
        let key = field.key;
        match value {
            FactValue::Employer { number, name } => {
                object.insert(format!("{key}_name"), json!(name));
                object.insert(format!("{key}_number"), json!(number));
            }
            value => {
                object.insert(key.to_owned(), simple(value));
            }
        }
    }
    Value::Object(object)
}

fn simple(value: &FactValue) -> Value {
    match value {
        FactValue::Month(month) => json!(month),
        FactValue::Days(number) | FactValue::Number(number) => json!(number),
        FactValue::Money(money) => json!(money),
        FactValue::Situation(situation) => json!(situation.word()),
        // An employer is told above, and no code carries a table.
        FactValue::Employer { .. } | FactValue::Months(_) | FactValue::Years(_) => Value::Null,
    }
}

/// For people.
pub fn told(value: &FactValue) -> String {
    match value {
        FactValue::Employer { number, name } => format!("{name} ({number})"),
        FactValue::Money(money) => {
            format!("{}.{:02} MAD", money.as_centimes() / 100, money.as_centimes() % 100)
        }
        other => simple(other).to_string().trim_matches('"').replace('_', " "),
    }
}

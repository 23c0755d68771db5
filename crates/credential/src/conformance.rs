//! Other people's test vectors (`tests/vectors/conformance`), read for the tests beside what they test. Every test counts
//! the cases it ran, so that a vector that is lost is a test that fails.

use serde_json::Value;

/// One case of a file.
pub struct Case(Value);

/// All the cases of a file.
pub fn read_cases(file: &str) -> Vec<Case> {
    let file: Value = serde_json::from_str(file).unwrap();
    assert!(file["source"].as_str().is_some_and(|source| !source.is_empty()), "vectors without a source");
    file["cases"].as_array().unwrap().iter().cloned().map(Case).collect()
}

impl Case {
    /// A field that is there.
    pub fn at(&self, field: &str) -> Self {
        self.find(field).unwrap_or_else(|| panic!("{field} is missing"))
    }

    /// A field that may be there.
    pub fn find(&self, field: &str) -> Option<Self> {
        self.0.get(field).cloned().map(Self)
    }

    /// A field's text.
    pub fn text(&self, field: &str) -> String {
        self.at(field).0.as_str().unwrap().to_owned()
    }

    /// A field's number.
    pub fn number(&self, field: &str) -> u64 {
        self.at(field).0.as_u64().unwrap()
    }

    /// A field that is true or false.
    pub fn is(&self, field: &str) -> bool {
        self.at(field).0.as_bool().unwrap()
    }

    /// A field's items.
    pub fn list(&self, field: &str) -> Vec<Value> {
        self.at(field).0.as_array().unwrap().clone()
    }

    /// A field's bytes, in hex.
    pub fn bytes(&self, field: &str) -> Vec<u8> {
        let hex = self.text(field);
        (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect()
    }
}

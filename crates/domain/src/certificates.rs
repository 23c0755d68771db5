//! Certificates: their kinds, who may have which, what each states, how long they are good.
//!
//! A kind is a file, `certificates/<kind>.toml`: its words, fields, figures and worked cases. What a kind needs beside it
//! is a rule in `certificates/rules.rs`, which says how its values follow from a career.

mod facts;
mod kept;
mod kind;
mod reference;
mod rules;
#[cfg(test)]
mod rules_tests;
mod validity;

pub use facts::{FactValue, Facts, MOST_CENTIMES, StatedMonth, StatedYear};
pub use kind::{CertificateKind, Field, FieldType, KindDetails, Words};
pub use reference::reference;
pub use rules::{CertificateRules, NotEntitled, Question, certify};
pub use validity::{expires_at, last_valid_day};

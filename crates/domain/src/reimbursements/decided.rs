//! What officers decided of a claim of care, line by line. It is kept with the claim as a JSON list, in the order of its
//! lines.

use crate::claim::Refusal;
use crate::money::Money;

/// What is paid back of one line, and why not more.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct DecidedLine {
    /// What is paid back, centimes.
    pub refund: Money,
    /// Why nothing, or not all, is paid back.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<Refusal>,
}

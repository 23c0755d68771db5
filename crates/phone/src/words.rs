//! What crosses between Rust and the phone's own language: few words, secrets in Base64, refusals by name.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize as _, Deserializer, Serializer};
use zeroize::Zeroizing;

/// Why the phone did not do what was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PhoneError {
    /// It has no strong biometrics, or none are enrolled, or no screen lock is set.
    #[error("no finger and no face is enrolled here")]
    Absent,
    /// The person turned away.
    #[error("dismissed")]
    Dismissed,
    /// Not now: too many wrong fingers, or the system refused.
    #[error("refused")]
    Refused,
}

impl PhoneError {
    /// Each with its name in Kotlin and Swift.
    pub const NAMES: [(Self, &'static str); 3] =
        [(Self::Absent, "absent"), (Self::Dismissed, "dismissed"), (Self::Refused, "refused")];

    /// The refusal a name stands for. What the phone said beside it is dropped: it may quote what was asked.
    pub fn of(name: Option<&str>) -> Self {
        let known = Self::NAMES.into_iter().find(|(_, known)| Some(*known) == name);
        known.map_or(Self::Refused, |(refusal, _)| refusal)
    }
}

/// The name of a kept secret.
#[derive(Debug, serde::Serialize)]
pub struct Named<'a> {
    /// The name.
    pub name: &'a str,
}

/// A secret to keep under a name.
#[derive(serde::Serialize)]
pub struct Keep<'a> {
    name: &'a str,
    #[serde(serialize_with = "write")]
    secret: Zeroizing<String>,
}

impl<'a> Keep<'a> {
    /// Of a secret's bytes.
    pub fn new(name: &'a str, secret: &[u8]) -> Self {
        Self { name, secret: Zeroizing::new(STANDARD.encode(secret)) }
    }
}

/// What was found under a name.
#[derive(serde::Deserialize)]
pub struct Asked {
    #[serde(default, deserialize_with = "read")]
    secret: Option<Zeroizing<String>>,
}

impl Asked {
    /// The secret's bytes; `None` when there is none, or none that can be read.
    pub fn secret(&self) -> Option<Zeroizing<Vec<u8>>> {
        self.secret.as_ref().and_then(|text| STANDARD.decode(text.as_str()).ok()).map(Zeroizing::new)
    }
}

fn write<S: Serializer>(secret: &Zeroizing<String>, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(secret)
}

fn read<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Zeroizing<String>>, D::Error> {
    Ok(Option::<String>::deserialize(from)?.map(Zeroizing::new))
}

/// A secret text for the clipboard.
#[derive(serde::Serialize)]
pub struct Copied<'a> {
    /// The text.
    pub text: &'a str,
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    const KOTLIN: &[&str] = &[
        include_str!("../android/src/main/java/PhonePlugin.kt"),
        include_str!("../android/src/main/java/BoundKeys.kt"),
    ];
    const SWIFT: &[&str] =
        &[include_str!("../ios/Sources/PhonePlugin.swift"), include_str!("../ios/Sources/BoundKeys.swift")];
    const RUST: &str = include_str!("plugin.rs");

    /// The words that follow a mark, in all files.
    fn after<'a>(files: &[&'a str], mark: &str) -> BTreeSet<&'a str> {
        let word = |rest: &'a str| rest.split(|c: char| !c.is_alphanumeric()).next().unwrap();
        files.iter().flat_map(|text| text.split(mark).skip(1).map(word)).collect()
    }

    #[test]
    fn the_three_languages_know_the_same_commands() {
        let asked = after(&[RUST], ">(\"");
        assert_eq!(asked, BTreeSet::from(["ask", "copy", "forget", "keep", "ready"]));
        assert_eq!(after(KOTLIN, "@Command fun "), asked);
        assert_eq!(after(SWIFT, "@objc public func "), asked);
    }

    #[test]
    fn and_the_same_refusals() {
        let names = PhoneError::NAMES.map(|(_, name)| name).into();
        assert_eq!(after(KOTLIN, "Denied(\""), names);
        assert_eq!(after(SWIFT, "case denied").len(), 0);
        let swift: BTreeSet<&str> = after(SWIFT, "case ").intersection(&names).copied().collect();
        assert_eq!(swift, names);
        for (refusal, name) in PhoneError::NAMES {
            assert_eq!(PhoneError::of(Some(name)), refusal);
        }
        assert_eq!(PhoneError::of(None), PhoneError::Refused);
        assert_eq!(PhoneError::of(Some("{\"secret\":\"…\"}")), PhoneError::Refused);
    }

    #[test]
    fn a_secret_comes_back_as_it_went() {
        let sent = serde_json::to_value(Keep::new("vault", &[0, 255, 7])).unwrap();
        assert_eq!(sent, serde_json::json!({"name": "vault", "secret": "AP8H"}));
        let read = |answer: &str| serde_json::from_str::<Asked>(answer).unwrap().secret();
        assert_eq!(read(r#"{"secret":"AP8H"}"#).unwrap().as_slice(), [0, 255, 7]);
        assert!(read(r#"{"secret":null}"#).is_none());
        assert!(read("{}").is_none());
        assert!(read(r#"{"secret":"?"}"#).is_none());
    }
}

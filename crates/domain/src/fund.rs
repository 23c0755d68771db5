//! The fund profile (`fund.toml`): who the fund is, in three languages, and where it answers.

/// A text in the three languages.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Trilingual {
    /// Arabic.
    pub ar: String,
    /// French.
    pub fr: String,
    /// English.
    pub en: String,
}

/// An office of the fund.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Office {
    /// A short word its officers and claims are filed under: `casa-anfa`. Empty in an older profile.
    #[serde(default)]
    pub code: String,
    /// Its name.
    pub name: Trilingual,
    /// Street and town.
    pub address: Trilingual,
    /// Opening hours.
    pub hours: Trilingual,
    /// Telephone.
    pub phone: String,
}

/// What every part of the product knows of the fund. Holds no secret: the app carries it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FundProfile {
    /// A demonstration fund: every screen and page says so.
    pub demonstration: bool,
    /// Name in every certificate's `iss`, at most [`MAX_ISSUER`] bytes.
    pub issuer: String,
    /// Host printed under the QR code, at most [`MAX_HOST`] lower-case characters.
    pub verification_host: String,
    /// Where the portal answers: `https://…`; plain `http://localhost:…` for a demonstration only.
    pub portal_url: String,
    /// The fund's root key: uncompressed P-256 point, base64url without padding. Empty until keys are made.
    #[serde(default)]
    pub root_key: String,
    /// Minutes without use before the app locks itself.
    #[serde(default = "five")]
    pub auto_lock_minutes: u32,
    /// Telephone of the fund.
    pub phone: String,
    /// Name.
    pub name: Trilingual,
    /// Offices, nearest to the capital first.
    #[serde(default)]
    pub offices: Vec<Office>,
}

const fn five() -> u32 {
    5
}

/// Longest issuer name, bytes: what the printed code has room for.
pub const MAX_ISSUER: usize = 17;
/// Longest verification host, characters.
pub const MAX_HOST: usize = 17;

/// What is wrong with a profile.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum FundProfileError {
    /// Not TOML, or a field is missing or unknown.
    #[error("fund.toml: {0}")]
    Unreadable(String),
    /// A field's value cannot be used.
    #[error("fund.toml: {field}: {why}")]
    Field {
        /// The field.
        field: &'static str,
        /// What is wrong with it.
        why: &'static str,
    },
}

impl FundProfile {
    /// Reads and checks a profile.
    ///
    /// # Errors
    /// [`FundProfileError`] names the field at fault.
    pub fn from_toml(text: &str) -> Result<Self, FundProfileError> {
        let profile: Self =
            toml::from_str(text).map_err(|error| FundProfileError::Unreadable(error.to_string()))?;
        profile.check()?;
        Ok(profile)
    }

    /// The profile as a file's text.
    pub fn to_toml(&self) -> String {
        toml::to_string_pretty(self).unwrap_or_default()
    }

    fn check(&self) -> Result<(), FundProfileError> {
        let require = |good: bool, field, why| {
            if good { Ok(()) } else { Err(FundProfileError::Field { field, why }) }
        };
        let host = |text: &str| {
            (1..=MAX_HOST).contains(&text.len())
                && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b".-".contains(&b))
        };
        require(host(&self.verification_host), "verification_host", "1 to 17 of a-z 0-9 . -")?;
        require((1..=MAX_ISSUER).contains(&self.issuer.len()), "issuer", "1 to 17 bytes")?;
        let plain = self.demonstration && self.portal_url.starts_with("http://localhost:");
        require(
            plain || self.portal_url.starts_with("https://"),
            "portal_url",
            "must start with https:// (or http://localhost: for a demonstration)",
        )?;
        require((1..=120).contains(&self.auto_lock_minutes), "auto_lock_minutes", "1 to 120")?;
        let named = [&self.name.ar, &self.name.fr, &self.name.en];
        require(
            named.iter().all(|name| (1..=80).contains(&name.chars().count())),
            "name",
            "1 to 80 characters in each language",
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = r#"
demonstration = true
issuer = "damane.example"
verification_host = "damane.example"
portal_url = "http://localhost:8440"
phone = "+212 5 00 00 00 00"
[name]
ar = "الصندوق الاجتماعي التجريبي"
fr = "Fonds social de démonstration"
en = "Demonstration Social Fund"
"#;

    #[test]
    fn a_profile_survives_its_file() {
        let profile = FundProfile::from_toml(GOOD).unwrap();
        assert_eq!(profile.auto_lock_minutes, 5);
        assert_eq!(FundProfile::from_toml(&profile.to_toml()), Ok(profile));
    }

    #[test]
    fn a_field_that_cannot_be_used_is_named() {
        for (from, to, field) in [
            (
                "verification_host = \"damane.example\"",
                "verification_host = \"Damane.example\"",
                "verification_host",
            ),
            ("http://localhost:8440", "http://fund.example", "portal_url"),
            ("demonstration = true", "demonstration = false", "portal_url"),
            ("issuer = \"damane.example\"", "issuer = \"a-name-that-is-too-long\"", "issuer"),
        ] {
            let error = FundProfile::from_toml(&GOOD.replace(from, to)).unwrap_err();
            assert!(
                matches!(error, FundProfileError::Field { field: named, .. } if named == field),
                "{error}"
            );
        }
        assert!(matches!(
            FundProfile::from_toml(&GOOD.replace("phone", "telephone")),
            Err(FundProfileError::Unreadable(_))
        ));
    }
}

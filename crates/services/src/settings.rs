//! How this portal runs (`portal.toml`): its database and its limits. Optional; nothing in it concerns an app.

use crate::error::ServiceError;
use std::path::Path;

/// The file. Everything in it may be left out.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// Where the records are.
    pub database: Database,
    /// What one person, one address or everybody together may do.
    pub limits: Limits,
}

/// Where the records are. The address may hold a password: it is never printed.
#[derive(Default, serde::Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Database {
    /// `postgres://…` or `sqlite://…`; a file in the data folder when left out.
    pub url: Option<String>,
}

impl std::fmt::Debug for Database {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Database(…)")
    }
}

/// Limits, with our defaults. All are decisions of ours (ASVS 5.0 chapters 2.4, 6.1, 6.6), none is law.
#[derive(Debug, Clone, serde::Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// Codes sent to one person in an hour.
    pub codes_per_hour: u32,
    /// Wrong codes of everybody together in ten minutes, after which no code is taken until the next ten: guessing
    /// across accounts is seen nowhere else. A busy day of honest mistakes stays below.
    pub wrong_codes_in_ten_minutes: u32,
    /// Wrong passwords from one address in ten minutes: a wide ring, because a mobile operator puts thousands of
    /// people behind one address.
    pub wrong_passwords_per_address: u32,
    /// Passkey sign-ins begun from one address in ten minutes: each is a row of the database, asked for by nobody yet.
    pub ceremonies_per_address: u32,
    /// Certificates issued to one person in a day.
    pub certificates_per_day: u32,
    /// PDFs drawn for one person in a day.
    pub papers_per_day: u32,
    /// Parts of their file that one person's sessions read in an hour: no person does, a program that copies does.
    pub readings_per_hour: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            codes_per_hour: damane_domain::account::CODES_PER_HOUR,
            wrong_codes_in_ten_minutes: 2_000,
            wrong_passwords_per_address: 600,
            ceremonies_per_address: 1_200,
            certificates_per_day: 30,
            papers_per_day: 60,
            readings_per_hour: 1_000,
        }
    }
}

impl Settings {
    /// Reads the file; the defaults when there is none.
    pub fn read(folder: &Path) -> Result<Self, ServiceError> {
        let path = folder.join("portal.toml");
        match std::fs::read_to_string(&path) {
            // The parser quotes the line at fault, which may be the address with its password: its place is enough.
            Ok(text) => toml::from_str(&text).map_err(|error: toml::de::Error| {
                let start = error.span().map_or(0, |span| span.start);
                let line = text.bytes().take(start).filter(|byte| *byte == b'\n').count() + 1;
                ServiceError::at(&path, format!("line {line}: {}", error.message()))
            }),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(ServiceError::at(&path, error)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_out_has_our_default_and_a_typing_error_is_found() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(Settings::read(folder.path()).unwrap().limits.papers_per_day, 60);
        let path = folder.path().join("portal.toml");
        std::fs::write(&path, "[limits]\npapers_per_day = 2\n").unwrap();
        let settings = Settings::read(folder.path()).unwrap();
        assert_eq!((settings.limits.papers_per_day, settings.limits.codes_per_hour), (2, 3));
        std::fs::write(&path, "[limits]\npaper_per_day = 2\n").unwrap();
        assert!(Settings::read(folder.path()).unwrap_err().to_string().contains("line 2"));
    }

    #[test]
    fn the_databases_address_is_never_printed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("portal.toml");
        std::fs::write(&path, "[database]\nurl = 'postgres://u:s3cret@db/x\n").unwrap();
        assert!(!Settings::read(folder.path()).unwrap_err().to_string().contains("s3cret"));
        std::fs::write(&path, "[database]\nurl = 'postgres://u:s3cret@db/x'\n").unwrap();
        assert!(!format!("{:?}", Settings::read(folder.path()).unwrap()).contains("s3cret"));
    }
}

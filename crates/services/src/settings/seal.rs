//! How papers are sealed, in `portal.toml`: `[seal]`, and `[seal.tsa]` for who dates them. Left out: level B-B, which
//! needs nobody else.

use super::Secret;
use super::carriers::is_this_machine;
use crate::error::ServiceError;
use crate::keys::read_certificates;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use std::path::{Path, PathBuf};

/// How papers are sealed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SealSettings {
    /// Level of PAdES.
    pub level: SealLevel,
    /// What becomes of a paper while it cannot be dated.
    pub when_down: WhenDown,
    /// Who dates them; a demonstration does it itself when this is left out.
    pub tsa: Option<Tsa>,
}

/// Levels of PAdES (EN 319 142-1 §6), each with what the one before has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SealLevel {
    /// Sealed.
    #[default]
    BB,
    /// Dated by another.
    BT,
    /// With what a later check needs.
    BLt,
    /// Dated as a whole.
    BLta,
}

impl SealLevel {
    /// A stable word.
    pub const fn code(self) -> &'static str {
        match self {
            Self::BB => "b_b",
            Self::BT => "b_t",
            Self::BLt => "b_lt",
            Self::BLta => "b_lta",
        }
    }

    /// From its word.
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::BB, Self::BT, Self::BLt, Self::BLta].into_iter().find(|level| level.code() == code)
    }
}

/// What becomes of a paper while it cannot be dated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WhenDown {
    /// It is handed out at level B-B, and dated the next time it is asked for.
    #[default]
    SealNow,
    /// It is not handed out yet.
    Wait,
}

/// A timestamp authority (RFC 3161, by HTTP).
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tsa {
    /// Where it is asked. Tokens are signed, so `http://` will do where it asks for no password.
    #[serde(deserialize_with = "tsa_url")]
    pub url: String,
    /// Certificates (PEM): its root, and those between that its tokens do not carry. A token that leads to none of the
    /// roots in here is refused.
    pub ca_file: PathBuf,
    /// Name it knows us by (HTTP Basic).
    pub user: Option<String>,
    /// Its password.
    pub password: Option<Secret>,
    /// Seconds it may take to answer: 1 to 5.
    #[serde(default = "three", deserialize_with = "timeout")]
    pub timeout_seconds: u64,
    /// What `ca_file` holds, DER.
    #[serde(skip)]
    pub certificates: Vec<Vec<u8>>,
}

impl Tsa {
    pub(super) fn read_files(&mut self, folder: &Path) -> Result<(), ServiceError> {
        let contradiction = |why| Err(ServiceError::at(&folder.join("portal.toml"), why));
        if self.user.is_some() != self.password.is_some() {
            return contradiction("[seal.tsa]: user and password go together");
        }
        if self.password.is_some() && !self.is_private() {
            return contradiction("[seal.tsa]: a password is sent by https:// only");
        }
        if let Some(password) = &mut self.password {
            password.read(folder)?;
        }
        self.certificates = read_certificates(&folder.join(&self.ca_file))?;
        Ok(())
    }

    fn is_private(&self) -> bool {
        self.url.starts_with("https://") || is_this_machine(host(&self.url))
    }
}

fn host(url: &str) -> &str {
    let rest = url.split_once("://").map(|(_, rest)| rest).unwrap_or_default();
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
        _ => authority,
    }
}

fn tsa_url<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let url = String::deserialize(deserializer)?;
    let is_http = url.starts_with("https://") || url.starts_with("http://");
    match host(&url) {
        host if is_http && !host.is_empty() && !host.contains('@') => Ok(url),
        _ => Err(D::Error::custom("is no address of a timestamp authority")),
    }
}

const fn three() -> u64 {
    3
}

/// The portal answers within fifteen seconds, and may have to ask twice.
fn timeout<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
    let seconds = u64::deserialize(deserializer)?;
    if (1..=5).contains(&seconds) { Ok(seconds) } else { Err(D::Error::custom("must be 1 to 5 seconds")) }
}

#[cfg(test)]
mod tests {
    use super::super::Settings;
    use super::*;

    const ROOT: &str = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    const DATED: &str = "[seal]
level = 'b_lta'
when_down = 'wait'

[seal.tsa]
url = 'https://tsa.example/'
ca_file = 'tsa.pem'
user = 'fonds'
password = 's3cret'
";

    fn read(text: &str) -> Result<SealSettings, ServiceError> {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("portal.toml"), text).unwrap();
        std::fs::write(folder.path().join("tsa.pem"), ROOT).unwrap();
        Settings::read(folder.path())?.take_seal(folder.path())
    }

    #[test]
    fn what_is_left_out_needs_nobody_else() {
        let seal = read("").unwrap();
        assert_eq!(
            (seal.level, seal.when_down, seal.tsa.is_none()),
            (SealLevel::BB, WhenDown::SealNow, true)
        );
        assert!(SealLevel::BB < SealLevel::BT && SealLevel::BLt < SealLevel::BLta);
    }

    #[test]
    fn an_authority_is_read_with_its_roots_and_its_password_never_printed() {
        let seal = read(DATED).unwrap();
        assert_eq!((seal.level, seal.when_down), (SealLevel::BLta, WhenDown::Wait));
        let tsa = seal.tsa.as_ref().unwrap();
        assert_eq!((tsa.timeout_seconds, &tsa.certificates[..]), (3, &[vec![0, 0, 0]][..]));
        assert!(!format!("{seal:?}").contains("s3cret"));
    }

    #[test]
    fn an_authority_that_cannot_be_meant_is_refused_with_its_line() {
        for (from, to, words) in [
            ("'b_lta'", "'b_xl'", "line 2"),
            ("'wait'", "'hope'", "line 3"),
            ("https://tsa.example/", "tsa.example", "line 6"),
            ("https://tsa.example/", "https://u:p@tsa.example/", "line 6"),
            ("https://tsa.example/", "http://tsa.example/", "https:// only"),
            ("user = 'fonds'\n", "", "user and password"),
            ("'tsa.pem'", "'nowhere.pem'", "nowhere.pem"),
            ("user = 'fonds'", "user = 'fonds'\ntimeout_seconds = 30", "line 9"),
        ] {
            assert!(DATED.contains(from), "{from}");
            let refused = read(&DATED.replace(from, to)).unwrap_err().to_string();
            assert!(refused.contains(words) && !refused.contains("s3cret"), "{to}: {refused}");
        }
        let plain = DATED.replace("https", "http").replace("user = 'fonds'\npassword = 's3cret'\n", "");
        assert!(read(&plain).is_ok(), "what is signed needs no private line");
    }
}

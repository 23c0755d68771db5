//! `keys.toml`: what the fund says of its sealing keys, and which token holds those that are in none of its files.

use super::files::{read, read_certificates, read_signer, write_private};
use super::token::Token;
use super::{Gone, SealingIdentity, SharedSigner};
use crate::error::ServiceError;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use damane_credential::{KeyState, PublicKey, SealingKey};
use damane_domain::time::Timestamp;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Its name.
const NAME: &str = "keys.toml";

/// The file.
#[derive(serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct KeyTable {
    /// Public point of the root to come, base64url.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_root: Option<String>,
    /// Where keys of the place `token` are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<TokenSettings>,
    pub sealing: Vec<KeyEntry>,
}

/// A PKCS#11 token. Its PIN is in a file or in the environment (`DAMANE_TOKEN_PIN`), never on a command line.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TokenSettings {
    /// The library that speaks to it.
    pub module: PathBuf,
    /// Its label.
    pub label: String,
    /// File with its PIN; relative to the key folder.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pin_file: Option<PathBuf>,
}

#[derive(Clone, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct KeyEntry {
    /// `NAME.crt` lies beside; so does `NAME.pem` for a key in a file. Its label in a token.
    pub name: String,
    pub valid_from: String,
    pub valid_until: String,
    pub state: KeyStateWord,
    #[serde(default)]
    pub place: PlaceWord,
    /// Its public point, base64url: known also when the key itself is gone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub public: Option<String>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum PlaceWord {
    #[default]
    File,
    Token,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum KeyStateWord {
    Active,
    Retired,
    Withdrawn,
}

impl From<KeyStateWord> for KeyState {
    fn from(word: KeyStateWord) -> Self {
        match word {
            KeyStateWord::Active => Self::Active,
            KeyStateWord::Retired => Self::Retired,
            KeyStateWord::Withdrawn => Self::Withdrawn,
        }
    }
}

impl KeyTable {
    pub fn read(folder: &Path) -> Result<Self, ServiceError> {
        let path = folder.join(NAME);
        toml::from_str(&read(&path)?).map_err(|error| ServiceError::at(&path, error.message()))
    }

    pub fn write(&self, folder: &Path) -> Result<(), ServiceError> {
        // Keys of tables stand after plain values.
        let text = toml::to_string(self).map_err(|error| ServiceError::internal(NAME, error))?;
        write_private(&folder.join(NAME), text.as_bytes())
    }

    /// The root to come.
    pub fn next_root(&self, folder: &Path) -> Result<Option<PublicKey>, ServiceError> {
        let Some(text) = &self.next_root else { return Ok(None) };
        let point = URL_SAFE_NO_PAD.decode(text).ok().and_then(|point| PublicKey::from_point(&point).ok());
        let wrong = || ServiceError::at(&folder.join(NAME), "next_root is not a point in base64url");
        point.map(Some).ok_or_else(wrong)
    }

    /// The token, opened; an error that names the file when none is set.
    pub fn open_token(&self, folder: &Path) -> Result<Arc<Token>, ServiceError> {
        let none = || ServiceError::at(&folder.join(NAME), "no [token] is set");
        Token::open(folder, self.token.as_ref().ok_or_else(none)?)
    }

    /// Every key with what seals with it.
    pub fn identities(&self, folder: &Path) -> Result<Vec<Arc<SealingIdentity>>, ServiceError> {
        let wants_token =
            |entry: &KeyEntry| entry.place == PlaceWord::Token && entry.state != KeyStateWord::Withdrawn;
        let token = match self.sealing.iter().any(wants_token) {
            true => Some(self.open_token(folder)?),
            false => None,
        };
        self.sealing.iter().map(|entry| entry.read(folder, token.as_ref()).map(Arc::new)).collect()
    }
}

impl KeyEntry {
    pub fn new(
        name: String,
        (from, until): (Timestamp, Timestamp),
        place: PlaceWord,
        public: &PublicKey,
    ) -> Self {
        Self {
            name,
            valid_from: from.to_rfc3339(),
            valid_until: until.to_rfc3339(),
            state: KeyStateWord::Active,
            place,
            public: Some(URL_SAFE_NO_PAD.encode(public.as_point())),
        }
    }

    fn read(&self, folder: &Path, token: Option<&Arc<Token>>) -> Result<SealingIdentity, ServiceError> {
        let table = folder.join(NAME);
        if !self.name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-') {
            return Err(ServiceError::at(&table, "a key's name holds letters, digits and hyphens"));
        }
        let time = |text: &str| {
            let read = Timestamp::parse_rfc3339(text);
            read.ok_or_else(|| ServiceError::at(&table, format!("not a time: {text}")))
        };
        let signer = self.signer(folder, &table, token)?;
        let listed = SealingKey {
            public: signer.public_key(),
            valid_from: time(&self.valid_from)?,
            valid_until: time(&self.valid_until)?,
            state: self.state.into(),
        };
        let chain = read_certificates(&folder.join(format!("{}.crt", self.name)))?;
        Ok(SealingIdentity { name: self.name.clone(), signer, chain, listed })
    }

    /// What seals with it. A key that seals no more may be gone; one whose public half is another than the table's is
    /// somebody else's.
    fn signer(
        &self,
        folder: &Path,
        table: &Path,
        token: Option<&Arc<Token>>,
    ) -> Result<SharedSigner, ServiceError> {
        let wrong = |why: &str| ServiceError::at(table, format!("{}: {why}", self.name));
        let public = match &self.public {
            Some(text) => {
                let point = URL_SAFE_NO_PAD.decode(text).ok();
                let point = point.and_then(|point| PublicKey::from_point(&point).ok());
                Some(point.ok_or_else(|| wrong("public is not a point in base64url"))?)
            }
            None => None,
        };
        let path = folder.join(format!("{}.pem", self.name));
        let opened: Result<SharedSigner, _> = match (self.place, token) {
            (PlaceWord::File, _) => read_signer(&path).map(|signer| Arc::new(signer) as SharedSigner),
            (PlaceWord::Token, Some(token)) => {
                token.find(&self.name).map(|key| Arc::new(key) as SharedSigner)
            }
            (PlaceWord::Token, None) => Err(wrong("its token is not open")),
        };
        match (opened, public) {
            (Ok(signer), Some(public)) if signer.public_key() != public => {
                Err(wrong("the key is another one"))
            }
            (Err(_), Some(public)) if self.state != KeyStateWord::Active => Ok(Arc::new(Gone(public))),
            (opened, _) => opened,
        }
    }
}

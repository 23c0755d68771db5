//! Who carries the messages, in `portal.toml`: `[sms.http]` or `[sms.smpp]`, and `[email]`. A password stands in the file
//! itself or in one it names, never on a command line, and is never printed.

use crate::error::ServiceError;
use damane_domain::ids::Email;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use std::fmt;
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// Who carries the messages of a fund.
#[derive(Debug, Clone, Default)]
pub struct CarrierSettings {
    /// SMS.
    pub sms: Option<SmsSettings>,
    /// E-mail.
    pub email: Option<EmailSettings>,
}

/// Who carries SMS.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub enum SmsSettings {
    /// A gateway that takes JSON by HTTP.
    Http(HttpGateway),
    /// An operator's message centre, by SMPP 3.4.
    Smpp(MessageCentre),
}

/// A gateway that takes JSON by HTTP.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HttpGateway {
    /// Where messages are posted: `https://…`; plain HTTP on this machine only.
    #[serde(deserialize_with = "gateway_url")]
    pub url: String,
    /// What the gateway knows us by (`Authorization: Bearer …`).
    pub token: Option<Secret>,
    /// Who the SMS says it is from.
    pub sender: String,
    /// Seconds it may take to answer: 1 to 20.
    #[serde(default = "ten", deserialize_with = "timeout")]
    pub timeout_seconds: u64,
    /// Certificate (PEM) of an authority to trust besides the public ones.
    pub ca_file: Option<PathBuf>,
}

/// An operator's message centre.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MessageCentre {
    /// Its host.
    pub host: String,
    /// Its port.
    #[serde(default = "smpp_port")]
    pub port: u16,
    /// TLS, unless the line itself is private (a VPN).
    #[serde(default)]
    pub tls: LineTls,
    /// What it knows us by: 1 to 15 characters.
    pub system_id: String,
    /// 1 to 8 characters.
    pub password: Secret,
    /// What it sorts us under: at most 12 characters.
    #[serde(default)]
    pub system_type: String,
    /// Who the SMS says it is from: at most 11 letters and digits, or a number.
    pub sender: String,
    /// Seconds it may take to answer: 1 to 20.
    #[serde(default = "ten", deserialize_with = "timeout")]
    pub timeout_seconds: u64,
    /// Certificate (PEM) of an authority to trust besides the public ones.
    pub ca_file: Option<PathBuf>,
}

/// The mail server that takes our e-mails.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EmailSettings {
    /// Its host.
    pub host: String,
    /// Its port: by default 587 for `starttls`, 465 for `tls`, 25 for `none`.
    pub port: Option<u16>,
    /// How the line is kept private.
    #[serde(default)]
    pub tls: MailTls,
    /// Name to sign in with; none for a server that takes our mail as it comes.
    pub user: Option<String>,
    /// Its password.
    pub password: Option<Secret>,
    /// Address the e-mails come from.
    #[serde(deserialize_with = "address")]
    pub from: Email,
    /// Seconds it may take to answer: 1 to 20.
    #[serde(default = "ten", deserialize_with = "timeout")]
    pub timeout_seconds: u64,
    /// Certificate (PEM) of an authority to trust besides the public ones.
    pub ca_file: Option<PathBuf>,
}

/// Whether TLS is spoken on a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LineTls {
    /// From the first byte.
    #[default]
    Tls,
    /// Never.
    None,
}

/// How TLS is spoken with a mail server. There is no "if it can": whoever sits on the line would say that it cannot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MailTls {
    /// After `STARTTLS`, which must work.
    #[default]
    Starttls,
    /// From the first byte.
    Tls,
    /// Never: on this machine only.
    None,
}

/// A password: `"…"`, or `{ file = "…" }` for the first line of a file (beside `portal.toml` when its path is relative).
#[derive(Clone, Deserialize)]
#[serde(from = "Written")]
pub struct Secret {
    text: Zeroizing<String>,
    file: Option<PathBuf>,
}

#[derive(Deserialize)]
#[serde(untagged, expecting = "a text, or { file = \"…\" }")]
enum Written {
    Here(String),
    InFile { file: PathBuf },
}

impl From<Written> for Secret {
    fn from(written: Written) -> Self {
        match written {
            Written::Here(text) => Self { text: Zeroizing::new(text), file: None },
            Written::InFile { file } => Self { text: Zeroizing::default(), file: Some(file) },
        }
    }
}

impl Secret {
    /// The password, to hand to whom it is for.
    pub fn reveal(&self) -> &str {
        &self.text
    }

    pub(super) fn read(&mut self, folder: &Path) -> Result<(), ServiceError> {
        let Some(file) = &self.file else { return Ok(()) };
        let path = folder.join(file);
        let text = std::fs::read_to_string(&path).map_err(|error| ServiceError::at(&path, error))?;
        let text = Zeroizing::new(text);
        self.text = Zeroizing::new(text.lines().next().unwrap_or_default().to_owned());
        if self.text.is_empty() { Err(ServiceError::at(&path, "is empty")) } else { Ok(()) }
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl CarrierSettings {
    /// Reads the files that are named; paths are relative to the fund's folder.
    pub(super) fn read_files(&mut self, folder: &Path) -> Result<(), ServiceError> {
        let (secret, ca_file) = match &mut self.sms {
            Some(SmsSettings::Http(gateway)) => (gateway.token.as_mut(), gateway.ca_file.as_mut()),
            Some(SmsSettings::Smpp(centre)) => (Some(&mut centre.password), centre.ca_file.as_mut()),
            None => (None, None),
        };
        let email = self.email.as_mut().map(|email| (email.password.as_mut(), email.ca_file.as_mut()));
        let (email_secret, email_ca) = email.unwrap_or_default();
        for secret in [secret, email_secret].into_iter().flatten() {
            secret.read(folder)?;
        }
        for file in [ca_file, email_ca].into_iter().flatten() {
            *file = folder.join(&file);
        }
        Ok(())
    }

    /// What no single line shows to be wrong.
    pub(super) fn find_contradiction(&self) -> Option<&'static str> {
        let email = self.email.as_ref()?;
        if email.tls == MailTls::None && !is_this_machine(&email.host) {
            return Some("[email]: tls = \"none\" is for a mail server on this machine");
        }
        (email.user.is_some() != email.password.is_some()).then_some("[email]: user and password go together")
    }
}

pub(super) fn is_this_machine(host: &str) -> bool {
    ["localhost", "127.0.0.1", "::1", "[::1]"].contains(&host)
}

const fn ten() -> u64 {
    10
}

const fn smpp_port() -> u16 {
    2775
}

fn timeout<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
    let seconds = u64::deserialize(deserializer)?;
    if (1..=20).contains(&seconds) { Ok(seconds) } else { Err(D::Error::custom("must be 1 to 20 seconds")) }
}

fn address<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Email, D::Error> {
    Email::parse(&String::deserialize(deserializer)?).map_err(|_| D::Error::custom("is no e-mail address"))
}

fn gateway_url<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let url = String::deserialize(deserializer)?;
    let (scheme, rest) = url.split_once("://").unwrap_or_default();
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
        _ => authority,
    };
    match scheme {
        _ if host.is_empty() || authority.contains('@') => {
            Err(D::Error::custom("is no address of a gateway"))
        }
        "https" => Ok(url),
        "http" if is_this_machine(host) => Ok(url),
        _ => Err(D::Error::custom("must start with https:// (http:// on this machine only)")),
    }
}

//! How this portal runs (`portal.toml`): its database, its limits, who carries its messages. Optional; nothing in it
//! concerns an app.

mod carriers;
mod seal;

pub use carriers::{
    CarrierSettings, EmailSettings, HttpGateway, LineTls, MailTls, MessageCentre, Secret, SmsSettings,
};

pub use seal::{SealLevel, SealSettings, Tsa, WhenDown};

use crate::documents::Scanner;
use crate::error::ServiceError;
use damane_domain::ids::Rib;
use damane_storage::objects::Bucket;
use std::path::Path;

/// The file. Everything in it may be left out.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// Where the records are.
    pub database: Database,
    /// What one person, one address or everybody together may do.
    pub limits: Limits,
    /// Who carries SMS.
    pub sms: Option<SmsSettings>,
    /// Who carries e-mails.
    pub email: Option<EmailSettings>,
    /// From which account claims are paid.
    pub payments: Option<PaymentSettings>,
    /// Where documents lie; a folder beside the database when left out.
    pub objects: Option<ObjectSettings>,
    /// What is done to documents of claims.
    pub documents: DocumentSettings,
    /// How papers are sealed.
    pub seal: SealSettings,
}

/// What is done to documents of claims.
#[derive(Debug, Default, Clone, serde::Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct DocumentSettings {
    /// The virus scanner that is asked about each; none when left out.
    pub scan: Option<Scanner>,
}

/// A bucket of an S3 service.
#[derive(Debug, Clone, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ObjectSettings {
    /// Where the service answers: `https://…`; plain `http://` on this machine only.
    pub endpoint: String,
    /// The bucket.
    pub bucket: String,
    /// Its region.
    pub region: String,
    /// Who asks.
    pub access_key_id: String,
    /// With what key.
    pub secret_access_key: Secret,
}

impl ObjectSettings {
    /// The bucket, with its key read.
    ///
    /// # Errors
    /// [`ServiceError::Folder`] for an endpoint without TLS elsewhere than on this machine, and a key that cannot be read.
    pub fn bucket(mut self, folder: &Path) -> Result<Bucket, ServiceError> {
        const HERE: [&str; 2] = ["http://localhost:", "http://127.0.0.1:"];
        let plain_http = HERE.iter().any(|here| self.endpoint.starts_with(here));
        if !plain_http && !self.endpoint.starts_with("https://") {
            let why = "[objects]: the endpoint is https://…, or http:// on this machine";
            return Err(ServiceError::at(&folder.join("portal.toml"), why));
        }
        self.secret_access_key.read(folder)?;
        Ok(Bucket {
            endpoint: self.endpoint,
            name: self.bucket,
            region: self.region,
            access_key_id: self.access_key_id,
            secret_access_key: self.secret_access_key.reveal().to_owned(),
            plain_http,
        })
    }
}

/// The account claims are paid from.
#[derive(Debug, Clone, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PaymentSettings {
    /// Its holder, as the bank knows it: at most 70 characters.
    pub holder: String,
    /// Its number, 24 digits.
    pub rib: Rib,
    /// Its bank (BIC), where that bank asks for it.
    pub bic: Option<String>,
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
    /// Seconds until a second code or link may be asked for; each further one within the hour waits twice as long.
    pub resend_seconds: u32,
    /// Sign-ups begun, and wrong sign-up codes, from one address in ten minutes: as wide a ring, for the same reason.
    pub sign_ups_per_address: u32,
    /// Links asked for, and links refused, from one address in ten minutes.
    pub recoveries_per_address: u32,
    /// References of certificates asked about from one address in ten minutes.
    pub references_per_address: u32,
    /// Wrong sign-up codes of everybody together in ten minutes. Counted apart from codes for signing in: anyone can
    /// begin a sign-up, and must not be able to close the door to those who have an account.
    pub wrong_sign_up_codes_in_ten_minutes: u32,
    /// Sign-up codes sent in a day to one block of ten thousand mobiles, as operators hold them: messages to numbers an
    /// accomplice is paid for come from few blocks.
    pub sign_up_codes_per_block: u32,
    /// Sign-up codes sent in a day in all: what messages may cost.
    pub sign_up_codes_per_day: u32,
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
            resend_seconds: 60,
            sign_ups_per_address: 120,
            recoveries_per_address: 120,
            references_per_address: 120,
            wrong_sign_up_codes_in_ten_minutes: 2_000,
            sign_up_codes_per_block: 200,
            sign_up_codes_per_day: 100_000,
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

    /// Takes out how papers are sealed, with the files that are named read.
    pub fn take_seal(&mut self, folder: &Path) -> Result<SealSettings, ServiceError> {
        let mut seal = std::mem::take(&mut self.seal);
        if let Some(tsa) = &mut seal.tsa {
            tsa.read_files(folder)?;
        }
        Ok(seal)
    }

    /// Takes out who carries the messages, with the files that are named read.
    pub fn take_carriers(&mut self, folder: &Path) -> Result<CarrierSettings, ServiceError> {
        let mut carriers = CarrierSettings { sms: self.sms.take(), email: self.email.take() };
        if let Some(why) = carriers.find_contradiction() {
            return Err(ServiceError::at(&folder.join("portal.toml"), why));
        }
        carriers.read_files(folder)?;
        Ok(carriers)
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

    const CARRIERS: &str = "[sms.smpp]
host = 'smsc.example'
system_id = 'damane'
password = { file = 'smsc.password' }
sender = 'MonDamane'

[email]
host = 'mail.example'
user = 'damane'
password = 's3cret'
from = 'no-reply@damane.example'
";

    fn carriers(text: &str) -> Result<CarrierSettings, ServiceError> {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("portal.toml"), text).unwrap();
        std::fs::write(folder.path().join("smsc.password"), "k3y\n").unwrap();
        Settings::read(folder.path())?.take_carriers(folder.path())
    }

    #[test]
    fn carriers_are_read_with_their_passwords_which_are_never_printed() {
        let settings = carriers(CARRIERS).unwrap();
        let Some(SmsSettings::Smpp(centre)) = &settings.sms else { panic!("{settings:?}") };
        assert_eq!((centre.port, centre.tls, centre.password.reveal()), (2775, LineTls::Tls, "k3y"));
        let email = settings.email.as_ref().unwrap();
        assert_eq!((email.tls, email.password.as_ref().unwrap().reveal()), (MailTls::Starttls, "s3cret"));
        let printed = format!("{settings:?}");
        assert!(!printed.contains("k3y") && !printed.contains("s3cret"), "{printed}");
    }

    #[test]
    fn a_carrier_that_cannot_be_meant_is_refused_with_its_line() {
        for (from, to, words) in [
            ("sender = 'MonDamane'", "sendr = 'MonDamane'", "line 5"),
            ("sender = 'MonDamane'", "sender = 'MonDamane'\ntimeout_seconds = 0", "line 6"),
            ("[sms.smpp]", "[sms.pigeon]", "line 1"),
            ("from = 'no-reply@damane.example'", "from = 'no-reply'", "line 11"),
            ("password = { file = 'smsc.password' }", "password = { file = 'nowhere' }", "nowhere"),
            ("user = 'damane'\n", "", "user and password"),
            ("host = 'mail.example'", "host = 'mail.example'\ntls = 'none'", "on this machine"),
            ("host = 'mail.example'", "host = 'mail.example'\ntls = 'maybe'", "line 9"),
        ] {
            assert!(CARRIERS.contains(from), "{from}");
            let refused = carriers(&CARRIERS.replace(from, to)).unwrap_err().to_string();
            assert!(refused.contains(words) && !refused.contains("s3cret"), "{to}: {refused}");
        }
    }

    #[test]
    fn a_gateway_is_reached_by_tls_or_on_this_machine() {
        let gateway = |url: &str| carriers(&format!("[sms.http]\nurl = '{url}'\nsender = 'x'\n"));
        for url in ["https://sms.example/v1", "http://127.0.0.1:8080/sms", "http://localhost/x"] {
            assert!(gateway(url).is_ok(), "{url}");
        }
        for url in [
            "http://sms.example/",
            "https://",
            "sms.example",
            "https://u:p@sms.example/",
            "http://localhost.example/",
        ] {
            assert!(gateway(url).unwrap_err().to_string().contains("line 2"), "{url}");
        }
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

//! E-mail, handed to a mail server by SMTP (RFC 5321). The `Message-ID` is made from the message's key: whoever gets the
//! same e-mail twice, a mail program or a relay, knows it for the same one.

use super::SetUpError;
use damane_services::{Carrier, CarrierError, EmailSettings, MailTls, OutgoingText, Sending};
use lettre::address::AddressError;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, Tls, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use lettre::transport::smtp::{AsyncSmtpTransport, Error};
use lettre::{AsyncTransport as _, Tokio1Executor};
use std::time::{Duration, SystemTime};

/// Who the e-mails say they are from, beside the address.
const SENDER: &str = "Mon Damane";
/// Replies that refuse us, not the message (RFC 4954 §6, RFC 3207 §4): settings to be mended.
const NOT_ABOUT_THE_MESSAGE: [u16; 5] = [530, 534, 535, 538, 454];

/// The mail server.
pub struct MailServer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
    domain: String,
}

impl MailServer {
    /// Sets it up.
    pub fn new(settings: &EmailSettings) -> Result<Self, SetUpError> {
        let address = settings.from.as_str();
        let from =
            address.parse().map_err(|error: AddressError| SetUpError::setting("[email] from", error))?;
        let domain = address.rsplit_once('@').map_or("localhost", |(_, domain)| domain).to_owned();
        let port = settings.port.unwrap_or(match settings.tls {
            MailTls::Starttls => 587,
            MailTls::Tls => 465,
            MailTls::None => 25,
        });
        let mut transport = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&settings.host)
            .port(port)
            .tls(tls(settings)?)
            .hello_name(ClientId::Domain(domain.clone()))
            .timeout(Some(Duration::from_secs(settings.timeout_seconds)));
        if let (Some(user), Some(password)) = (&settings.user, &settings.password) {
            let credentials = Credentials::new(user.clone(), password.reveal().to_owned());
            transport = transport.credentials(credentials);
        }
        Ok(Self { transport: transport.build(), from: Mailbox::new(Some(SENDER.to_owned()), from), domain })
    }

    async fn hand_over(&self, text: &OutgoingText) -> Result<(), CarrierError> {
        let message = self.letter(text)?;
        self.transport.send(message).await.map(|_| ()).map_err(|error| judge(&error))
    }

    fn letter(&self, text: &OutgoingText) -> Result<Message, CarrierError> {
        let to = text.to.parse().map_err(|_| CarrierError::permanent("address"))?;
        let written = Duration::from_micros(u64::try_from(text.created_at.as_micros()).unwrap_or(0));
        Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(&text.subject)
            .message_id(Some(format!("<{}@{}>", text.key, self.domain)))
            .date(SystemTime::UNIX_EPOCH + written)
            // No holiday answer comes back to a machine (RFC 3834 §5).
            .raw_header(header("Auto-Submitted", "auto-generated"))
            .raw_header(header("Content-Language", text.language))
            .header(ContentType::TEXT_PLAIN)
            .body(text.text.clone())
            .map_err(|_| CarrierError::permanent("letter"))
    }
}

impl Carrier for MailServer {
    fn send<'a>(&'a self, text: &'a OutgoingText) -> Sending<'a> {
        Box::pin(self.hand_over(text))
    }
}

fn header(name: &'static str, value: &str) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned())
}

fn tls(settings: &EmailSettings) -> Result<Tls, SetUpError> {
    if settings.tls == MailTls::None {
        return Ok(Tls::None);
    }
    let mut parameters = TlsParameters::builder(settings.host.clone());
    if let Some(path) = &settings.ca_file {
        let fault =
            |why: &dyn std::fmt::Display| SetUpError::CaFile { path: path.clone(), why: why.to_string() };
        let pem = std::fs::read(path).map_err(|error| fault(&error))?;
        parameters =
            parameters.add_root_certificate(Certificate::from_pem(&pem).map_err(|error| fault(&error))?);
    }
    let parameters = parameters.build_rustls().map_err(|error| SetUpError::setting("[email] tls", error))?;
    Ok(match settings.tls {
        MailTls::Tls => Tls::Wrapper(parameters),
        _ => Tls::Required(parameters),
    })
}

/// The server's words may quote the address: only its number is kept.
fn judge(error: &Error) -> CarrierError {
    match error.status().map(u16::from) {
        Some(code) if error.is_permanent() && !NOT_ABOUT_THE_MESSAGE.contains(&code) => {
            CarrierError::permanent(format!("smtp_{code}"))
        }
        Some(code) => CarrierError::temporary(format!("smtp_{code}")),
        None if error.is_timeout() => CarrierError::temporary("slow"),
        None if error.is_tls() => CarrierError::temporary("tls"),
        None => CarrierError::temporary("unreachable"),
    }
}

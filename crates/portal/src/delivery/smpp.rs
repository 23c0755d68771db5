//! SMS through an operator's message centre, by SMPP 3.4 (Short Message Peer-to-Peer Protocol, 12 October 1999).
//!
//! The protocol has no idempotency key. The nearest to one: the message's key, cut to what fits, is its
//! `user_message_reference` and the reference of its parts, so that a part that comes twice replaces itself on the phone.

mod session;

use self::session::{Line, Session};
use super::{SetUpError, tls};
use damane_services::{Carrier, CarrierError, LineTls, MessageCentre, OutgoingText, Sending};
use rusmpp::CommandStatus;
use rusmpp::extra::concatenation::SubmitSmMultipartExt as _;
use rusmpp::pdus::{BindTransceiver, SubmitSm};
use rusmpp::tlvs::MessageSubmissionRequestTlvValue;
use rusmpp::types::{COctetString, EmptyOrFullCOctetString};
use rusmpp::values::{InterfaceVersion, Npi, Ton, UserMessageReference};
use rustls::pki_types::ServerName;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::sync::{Mutex, Semaphore};
use tokio::time::{Instant, timeout};
use tokio_rustls::TlsConnector;

/// Messages the centre may have before it answers the first: what operators usually allow.
const WINDOW: usize = 10;
/// Pause after the first bind that failed; twice as long after each further one, up to the longest.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);
/// A throttled message waits at least so many seconds.
const THROTTLED_SECONDS: u32 = 1;

/// The message centre.
pub struct Centre {
    host: String,
    port: u16,
    tls: Option<(TlsConnector, ServerName<'static>)>,
    bind: BindTransceiver,
    sender: Sender,
    within: Duration,
    line: Mutex<Bound>,
    window: Semaphore,
}

/// The session, or when one may be tried again.
#[derive(Default)]
struct Bound {
    session: Option<Arc<Session>>,
    not_before: Option<Instant>,
    pause: Duration,
}

struct Sender {
    ton: Ton,
    npi: Npi,
    address: COctetString<1, 21>,
}

impl Centre {
    /// Sets it up.
    pub fn new(settings: &MessageCentre) -> Result<Self, SetUpError> {
        let tls = match settings.tls {
            LineTls::Tls => {
                let name = ServerName::try_from(settings.host.clone());
                let name = name.map_err(|error| SetUpError::setting("[sms.smpp] host", error))?;
                let client = tls::client(settings.ca_file.as_deref())?;
                Some((TlsConnector::from(Arc::new(client)), name))
            }
            LineTls::None => None,
        };
        let bind = BindTransceiver::builder()
            .system_id(text("[sms.smpp] system_id", &settings.system_id)?)
            .password(text("[sms.smpp] password", settings.password.reveal())?)
            .system_type(text("[sms.smpp] system_type", &settings.system_type)?)
            .interface_version(InterfaceVersion::Smpp3_4)
            .build();
        Ok(Self {
            host: settings.host.clone(),
            port: settings.port,
            tls,
            bind,
            sender: Sender::read(&settings.sender)?,
            within: Duration::from_secs(settings.timeout_seconds),
            line: Mutex::default(),
            window: Semaphore::new(WINDOW),
        })
    }

    async fn submit(&self, message: &OutgoingText) -> Result<(), CarrierError> {
        let parts = self.parts(message)?;
        let _place = self.window.acquire().await.map_err(|_| CarrierError::temporary("closed"))?;
        let session = self.session().await?;
        for part in parts {
            let answer = session.ask(part, self.within).await?;
            judge(answer.status())?;
        }
        Ok(())
    }

    /// The session that stands, or a new one. After a bind that failed nobody binds for a while.
    async fn session(&self) -> Result<Arc<Session>, CarrierError> {
        let mut line = self.line.lock().await;
        if let Some(session) = line.session.as_ref().filter(|session| session.stands()) {
            return Ok(Arc::clone(session));
        }
        line.session = None;
        if line.not_before.is_some_and(|moment| Instant::now() < moment) {
            return Err(CarrierError::temporary("unreachable"));
        }
        match self.bind().await {
            Ok(session) => {
                let session = Arc::new(session);
                *line = Bound { session: Some(Arc::clone(&session)), ..Bound::default() };
                Ok(session)
            }
            Err(error) => {
                line.pause = (line.pause * 2).clamp(FIRST_PAUSE, LONGEST_PAUSE);
                line.not_before = Some(Instant::now() + line.pause);
                tracing::warn!(?error, "the message centre cannot be bound to");
                Err(error)
            }
        }
    }

    async fn bind(&self) -> Result<Session, CarrierError> {
        let connected = timeout(self.within, self.connect()).await;
        let line = connected.map_err(|_| CarrierError::temporary("slow"))??;
        let session = Session::start(line, self.within);
        let answer = session.ask(self.bind.clone(), self.within).await?;
        match answer.status() {
            CommandStatus::EsmeRok => Ok(session),
            status => Err(CarrierError::temporary(format!("bind_{:x}", u32::from(status)))),
        }
    }

    async fn connect(&self) -> Result<Line, CarrierError> {
        let unreachable = |_| CarrierError::temporary("unreachable");
        let stream = TcpStream::connect((self.host.as_str(), self.port)).await.map_err(unreachable)?;
        // Small messages go out at once.
        let _works_without = stream.set_nodelay(true);
        match &self.tls {
            Some((tls, name)) => {
                let stream = tls.connect(name.clone(), stream).await;
                Ok(Box::new(stream.map_err(|_| CarrierError::temporary("tls"))?))
            }
            None => Ok(Box::new(stream)),
        }
    }

    /// One `submit_sm` for each part: GSM 03.38 where its letters do, UCS-2 for others (§5.2.19).
    fn parts(&self, message: &OutgoingText) -> Result<Vec<SubmitSm>, CarrierError> {
        let reference = u64::from_str_radix(&message.key, 16).unwrap_or(0).to_be_bytes();
        let [.., high, low] = reference;
        let to = message.to.trim_start_matches('+').parse();
        let validity = EmptyOrFullCOctetString::from_string(validity(message.good_for));
        let mut sm = SubmitSm::builder()
            .source_addr_ton(self.sender.ton)
            .source_addr_npi(self.sender.npi)
            .source_addr(self.sender.address.clone())
            .dest_addr_ton(Ton::International)
            .dest_addr_npi(Npi::Isdn)
            .destination_addr(to.map_err(|_| CarrierError::permanent("address"))?)
            .validity_period(validity.map_err(|_| CarrierError::permanent("validity"))?)
            .build();
        let own = UserMessageReference::from(u16::from_be_bytes([high, low]));
        sm.push_tlv(MessageSubmissionRequestTlvValue::UserMessageReference(own));
        split(sm, &message.text, low).ok_or_else(|| CarrierError::permanent("letters"))
    }
}

impl Carrier for Centre {
    fn send<'a>(&'a self, text: &'a OutgoingText) -> Sending<'a> {
        Box::pin(self.submit(text))
    }
}

impl Sender {
    /// A name of letters, or a number.
    fn read(sender: &str) -> Result<Self, SetUpError> {
        let what = "[sms.smpp] sender";
        let is_number = sender.strip_prefix('+').unwrap_or(sender).bytes().all(|byte| byte.is_ascii_digit());
        let is_name =
            sender.len() <= 11 && sender.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ');
        if sender.is_empty() || !(is_number || is_name) {
            return Err(SetUpError::setting(
                what,
                "is neither a number nor a name of 1 to 11 letters and digits",
            ));
        }
        let (ton, npi) = match (is_number, sender.starts_with('+')) {
            (true, true) => (Ton::International, Npi::Isdn),
            (true, false) => (Ton::Unknown, Npi::Isdn),
            (false, _) => (Ton::Alphanumeric, Npi::Unknown),
        };
        Ok(Self { ton, npi, address: text(what, sender.trim_start_matches('+'))? })
    }
}

fn text<const MOST: usize>(what: &'static str, text: &str) -> Result<COctetString<1, MOST>, SetUpError> {
    text.parse()
        .map_err(|_| SetUpError::setting(what, format!("must be ASCII, at most {} letters", MOST - 1)))
}

/// A text in as many parts as it takes. A short message has room for 160 letters of GSM 03.38 or 140 octets; in a part,
/// six octets say which one it is, and take the place of seven letters (3GPP TS 23.040 §9.2.3.24.1).
fn split(sm: SubmitSm, text: &str, reference: u8) -> Option<Vec<SubmitSm>> {
    let gsm = |most: usize| {
        sm.clone()
            .multipart(text)
            .reference_u8(reference)
            .gsm7bit_unpacked()
            .max_short_message_size(most)
            .build()
    };
    match gsm(160) {
        Ok(parts) if parts.len() == 1 => Some(parts),
        Ok(_) => gsm(159).ok(),
        Err(_) => {
            let parts = sm.clone().multipart(text).reference_u8(reference).ucs2().max_short_message_size(140);
            parts.build().ok()
        }
    }
}

/// For how long the centre may try, as a relative time (§7.1.1.2): a code that ran out should not arrive.
fn validity(good_for: Duration) -> String {
    let seconds = good_for.as_secs().clamp(60, 2 * 86_400);
    let (days, hours) = (seconds / 86_400, seconds / 3_600 % 24);
    format!("0000{days:02}{hours:02}{:02}{:02}000R", seconds / 60 % 60, seconds % 60)
}

/// What a refusal says of the message ends it; what it says of the session, our contract or the moment does not (§5.1.3).
fn judge(status: CommandStatus) -> Result<(), CarrierError> {
    use CommandStatus::{
        EsmeRinvdstadr, EsmeRinvdstnpi, EsmeRinvdstton, EsmeRinvmsglen, EsmeRmsgqful, EsmeRok,
        EsmeRthrottled, EsmeRxPAppn, EsmeRxRAppn,
    };
    let why = format!("smpp_{:x}", u32::from(status));
    match status {
        EsmeRok => Ok(()),
        EsmeRthrottled | EsmeRmsgqful => {
            Err(CarrierError::Temporary { why: "throttled".to_owned(), retry_after: Some(THROTTLED_SECONDS) })
        }
        EsmeRinvdstadr | EsmeRinvdstton | EsmeRinvdstnpi | EsmeRinvmsglen | EsmeRxPAppn | EsmeRxRAppn => {
            Err(CarrierError::Permanent { why })
        }
        _ => Err(CarrierError::Temporary { why, retry_after: None }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lengths(text: &str) -> Vec<usize> {
        let parts = split(SubmitSm::default(), text, 7).unwrap();
        parts.iter().map(|part| part.short_message().len()).collect()
    }

    #[test]
    fn a_text_is_cut_where_a_short_message_ends() {
        assert_eq!(lengths(&"a".repeat(160)), [160]);
        assert_eq!(lengths(&"é".repeat(161)), [6 + 153, 6 + 8]);
        assert_eq!(lengths(&"a".repeat(306)), [6 + 153, 6 + 153]);
        assert_eq!(lengths(&"ض".repeat(70)), [140]);
        assert_eq!(lengths(&"ض".repeat(71)), [6 + 134, 6 + 8]);
        assert_eq!(lengths(&"ض".repeat(134)), [6 + 134, 6 + 134]);
        assert!(split(SubmitSm::default(), "\u{1f600}", 7).is_none(), "no letter of UCS-2");
    }

    #[test]
    fn the_centre_is_told_until_when_a_message_is_of_use() {
        assert_eq!(validity(Duration::from_secs(600)), "000000001000000R");
        assert_eq!(validity(Duration::from_secs(90_061)), "000001010101000R");
        assert_eq!(validity(Duration::ZERO), "000000000100000R");
    }

    #[test]
    fn a_sender_is_a_number_or_a_short_name() {
        for (sender, ton) in
            [("MonDamane", Ton::Alphanumeric), ("+212600000000", Ton::International), ("3434", Ton::Unknown)]
        {
            assert_eq!(Sender::read(sender).unwrap().ton, ton, "{sender}");
        }
        for sender in ["", "+", "MonDamaneMonDamane", "ضماني"] {
            assert!(Sender::read(sender).is_err(), "{sender}");
        }
    }

    #[test]
    fn a_throttled_message_waits_and_one_to_no_number_ends() {
        assert_eq!(judge(CommandStatus::EsmeRok), Ok(()));
        let throttled = CarrierError::Temporary { why: "throttled".to_owned(), retry_after: Some(1) };
        assert_eq!(judge(CommandStatus::EsmeRthrottled), Err(throttled));
        assert_eq!(judge(CommandStatus::EsmeRinvdstadr), Err(CarrierError::permanent("smpp_b")));
        assert_eq!(judge(CommandStatus::EsmeRsyserr), Err(CarrierError::temporary("smpp_8")));
    }
}

//! The second step: a code by SMS, an authenticator app or a printed code, for a device that is new and for a
//! confirmation. Five tries whatever answers; wrong answers of everybody together trip a breaker.

use crate::codes::{SentCode, wrong_codes_window};
use crate::error::ServiceError;
use crate::fund::Fund;
use crate::messages::Template;
use crate::secrets::{self, derive_digest, make_code, make_id, make_number, read_recovery_code};
use damane_domain::account::{AUTHENTICATOR_DIGITS, CODE_DIGITS, CODE_SECONDS, CODE_TRIES};
use damane_domain::ids::{Mobile, PersonId};
use damane_domain::time::Timestamp;
use damane_storage::accounts::{self, Challenge, Digest};
use damane_storage::messages::{self, Recipient};
use damane_storage::{Connection, Tx};
use zeroize::Zeroizing;

/// Longest answer as typed, bytes.
const ANSWER_BYTES: usize = 64;

/// What answers a second step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Factor {
    /// A code by SMS.
    Sms,
    /// An authenticator app.
    Authenticator,
    /// A printed code.
    RecoveryCode,
}

/// What a challenge is for. One that is answered opens nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    SignIn,
    Confirmation,
    Detail,
}

impl Purpose {
    /// Its word in storage.
    pub const fn code(self) -> &'static str {
        match self {
            Self::SignIn => "sign_in",
            Self::Confirmation => "confirmation",
            Self::Detail => "detail",
        }
    }

    /// What is sent for one that asks for a second step; a detail is no second step.
    pub fn template(code: &str) -> Option<Template> {
        match code {
            "sign_in" => Some(Template::SignInCode),
            "confirmation" => Some(Template::ConfirmationCode),
            _ => None,
        }
    }
}

/// A second step that waits for its answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecondStep {
    /// To send back with the answer; 32 hex digits.
    pub challenge_id: String,
    /// Ways to answer, the expected one first.
    pub factors: Vec<Factor>,
    /// Last two digits of the mobile that codes go to, where there is one.
    pub mobile_ending: Option<String>,
    /// Seconds until it expires.
    pub expires_in: u32,
}

impl SecondStep {
    /// True when a code is on its way.
    pub fn is_sent(&self) -> bool {
        self.factors.first() == Some(&Factor::Sms)
    }
}

/// What a challenge is made of, drawn before the transaction that keeps it.
pub(crate) struct Draws {
    pub challenge_id: String,
    pub code: Zeroizing<String>,
    pub message: i64,
}

/// Who is asked, for what, from which device.
pub(crate) struct Asked<'a> {
    pub purpose: Purpose,
    pub person: PersonId,
    pub language: &'a str,
    pub mobile: Option<&'a Mobile>,
    /// The session it is for, where there is one.
    pub session: Option<Digest>,
    /// What is to be proved, where it is a detail.
    pub subject: Option<String>,
    /// `None` for a device that has no name yet.
    pub device: Option<Digest>,
    pub device_name: Option<&'a str>,
    pub client: &'a str,
}

/// An answer whose shape is right.
pub(crate) struct Reply {
    pub challenge_id: String,
    factor: Factor,
    code: Zeroizing<String>,
}

impl Reply {
    pub fn read(challenge_id: &str, factor: Factor, typed: &str) -> Result<Self, ServiceError> {
        if !secrets::is_id(challenge_id) {
            return Err(ServiceError::InvalidInput("challenge_id"));
        }
        let digits = |wanted: u32| {
            let bare: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
            let are_digits = bare.len() == wanted as usize && bare.bytes().all(|byte| byte.is_ascii_digit());
            are_digits.then_some(bare)
        };
        let code = match factor {
            _ if typed.len() > ANSWER_BYTES => None,
            Factor::Sms => digits(CODE_DIGITS),
            Factor::Authenticator => digits(AUTHENTICATOR_DIGITS),
            Factor::RecoveryCode => read_recovery_code(typed),
        };
        let code = Zeroizing::new(code.ok_or(ServiceError::InvalidInput("code"))?);
        Ok(Self { challenge_id: challenge_id.to_ascii_lowercase(), factor, code })
    }

    /// What its challenge is kept under.
    pub fn id(&self) -> Digest {
        derive_digest(&self.challenge_id)
    }
}

impl Fund {
    pub(crate) fn draw_step(&self) -> Draws {
        let chance = self.chance();
        Draws {
            challenge_id: make_id(chance),
            code: Zeroizing::new(make_code(chance)),
            message: make_number(chance),
        }
    }

    /// Asks for a second step. A code is sent unless an authenticator app is expected to answer; `None` for a person
    /// who has no way to answer.
    pub(crate) async fn ask_second_step(
        &self,
        tx: &mut Tx,
        asked: &Asked<'_>,
        draws: &Draws,
        now: Timestamp,
    ) -> Result<Option<SecondStep>, ServiceError> {
        let factors = self.find_factors(tx, asked.person, asked.mobile.is_some(), now).await?;
        if factors.is_empty() {
            return Ok(None);
        }
        self.check_wrong_codes(tx, now).await?;
        let step = SecondStep {
            challenge_id: draws.challenge_id.clone(),
            factors,
            mobile_ending: asked.mobile.map(|mobile| mobile.ending().to_owned()),
            expires_in: u32::try_from(CODE_SECONDS).unwrap_or(0),
        };
        self.keep_challenge(tx, asked, draws, step.is_sent(), now).await?;
        if let (true, Some(mobile), Some(template)) =
            (step.is_sent(), asked.mobile, Purpose::template(asked.purpose.code()))
        {
            let sent = SentCode {
                person: asked.person,
                to: Recipient::Mobile(mobile.clone()),
                language: asked.language,
                template,
                code: &draws.code,
                message: draws.message,
                expires_at: now.plus_seconds(CODE_SECONDS),
            };
            self.send_code(tx, sent, now).await?;
        }
        Ok(Some(step))
    }

    /// Keeps a challenge; `is_sent` when its code goes out with it.
    pub(crate) async fn keep_challenge(
        &self,
        tx: &mut Tx,
        asked: &Asked<'_>,
        draws: &Draws,
        is_sent: bool,
        now: Timestamp,
    ) -> Result<(), ServiceError> {
        let ours = || derive_digest(&self.code_key().derive_device(&draws.challenge_id));
        let challenge = Challenge {
            id: derive_digest(&draws.challenge_id),
            person: asked.person,
            purpose: asked.purpose.code().to_owned(),
            session: asked.session,
            subject: asked.subject.clone(),
            message: is_sent.then_some(draws.message),
            code: self.code_key().derive(&draws.challenge_id, &draws.code),
            device: asked.device.unwrap_or_else(ours),
            device_name: asked.device_name.map(str::to_owned),
            device_is_ours: asked.device.is_none(),
            client: asked.client.to_owned(),
            created_at: now,
            expires_at: now.plus_seconds(CODE_SECONDS),
            tries: 0,
            closed: false,
        };
        Ok(accounts::add_challenge(tx, &challenge).await?)
    }

    /// How a person may answer, the expected way first. A printed code is the last resort.
    async fn find_factors(
        &self,
        connection: &mut Connection,
        person: PersonId,
        has_mobile: bool,
        now: Timestamp,
    ) -> Result<Vec<Factor>, ServiceError> {
        let ways = [
            (Factor::Authenticator, self.has_authenticator(connection, person, now).await?),
            (Factor::Sms, has_mobile),
            (Factor::RecoveryCode, accounts::count_recovery_codes(connection, person).await? > 0),
        ];
        Ok(ways.into_iter().filter_map(|(factor, is_there)| is_there.then_some(factor)).collect())
    }

    /// Takes the answer to a challenge and closes it; `None` for one that is refused: its try stays counted.
    pub(crate) async fn answer_challenge(
        &self,
        tx: &mut Tx,
        reply: &Reply,
        purpose: Purpose,
        now: Timestamp,
    ) -> Result<Option<Challenge>, ServiceError> {
        self.check_wrong_codes(tx, now).await?;
        let id = reply.id();
        let challenge = accounts::find_challenge(tx, &id).await?;
        let Some(challenge) =
            challenge.filter(|found| found.purpose == purpose.code() && is_open(found, now))
        else {
            return Ok(None);
        };
        accounts::count_try(tx, &id).await?;
        if !self.is_right(tx, &challenge, reply, now).await? {
            accounts::add_wrong_code(tx, wrong_codes_window(now)).await?;
            return Ok(None);
        }
        accounts::close_challenge(tx, &id, now).await?;
        if let Some(message) = challenge.message {
            messages::erase_code(tx, message).await?;
        }
        Ok(Some(challenge))
    }

    async fn is_right(
        &self,
        tx: &mut Tx,
        challenge: &Challenge,
        reply: &Reply,
        now: Timestamp,
    ) -> Result<bool, ServiceError> {
        let (person, code) = (challenge.person, reply.code.as_str());
        match reply.factor {
            Factor::Sms => {
                let fits = self.code_key().matches(&challenge.code, &reply.challenge_id, code);
                Ok(fits && challenge.message.is_some())
            }
            // A detail is proved by the code that was sent to it, and by nothing else.
            _ if challenge.purpose == Purpose::Detail.code() => Ok(false),
            Factor::Authenticator => self.use_authenticator(tx, person, code, now).await,
            Factor::RecoveryCode => {
                let code = self.code_key().derive_recovery(person, code);
                Ok(accounts::use_recovery_code(tx, person, &code, now).await?)
            }
        }
    }
}

pub(crate) fn is_open(challenge: &Challenge, now: Timestamp) -> bool {
    !challenge.closed && now < challenge.expires_at && challenge.tries < CODE_TRIES
}

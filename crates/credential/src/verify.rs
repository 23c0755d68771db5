//! From a stranger's text to one of ten verdicts. No network, no account, no clock of its own.

use damane_domain::{
    time::Timestamp,
    verification::{Reason, Verdict},
};

use crate::{
    bundle::TrustBundle,
    claims::{Claims, claimed_issuer},
    code::{ForeignCode, Input, read_text},
    cose::Envelope,
    error::Malformed,
    inflate::MAX_CERTIFICATE,
    status::{Status, StatusList},
    trust::{KeyProblem, SealingKey},
};

const MICROS: i64 = 1_000_000;
const DAY: i64 = 24 * 60 * 60 * MICROS;
/// How far clocks may differ before a time counts as lying in the future.
pub const CLOCK_TOLERANCE_SECONDS: i64 = 5 * 60;
/// How far an HTTP `Date` may be from the device's clock.
pub const HTTP_DATE_TOLERANCE_SECONDS: i64 = 2 * 60 * 60;

/// Claims whose seal was verified with a trusted key. Only [`verify`] and [`verify_cose`] make one.
///
/// It proves who said it, not that it still stands: that is the verdict beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifiedCertificate {
    claims: Claims,
    _only_verify_makes_one: (),
}

impl VerifiedCertificate {
    /// The one constructor: the key is trusted, it signed these bytes, and they read as claims.
    fn prove(envelope: &Envelope<'_>, key: &SealingKey) -> Result<Self, Reason> {
        if !envelope.is_signed_by(&key.public) {
            return Err(Reason::SignatureInvalid);
        }
        let claims = Claims::from_cbor(envelope.payload).map_err(|_| Reason::Malformed)?;
        Ok(Self { claims, _only_verify_makes_one: () })
    }

    /// What it states.
    pub fn claims(&self) -> &Claims {
        &self.claims
    }
}

/// The answer, with everything a screen says about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verification {
    /// The verdict.
    pub verdict: Verdict,
    /// Why; empty when valid.
    pub reasons: Vec<Reason>,
    /// What is stated; absent unless a trusted key sealed it.
    pub certificate: Option<VerifiedCertificate>,
    /// When the status list was signed.
    pub status_as_of: Option<Timestamp>,
    /// Its age in whole days.
    pub status_age_days: Option<u32>,
    /// Host named in the code.
    pub host: Option<String>,
    /// What it is, when it is not a certificate.
    pub foreign: Option<ForeignCode>,
}

impl Verification {
    fn refused(verdict: Verdict, reason: Reason) -> Self {
        Self {
            verdict,
            reasons: vec![reason],
            certificate: None,
            status_as_of: None,
            status_age_days: None,
            host: None,
            foreign: None,
        }
    }

    fn with_host(self, host: Option<&str>) -> Self {
        Self { host: host.map(str::to_owned), ..self }
    }
}

/// Verifies the text of a code: printed QR, or Claim 169.
pub fn verify(text: &str, bundle: &TrustBundle, now: Timestamp) -> Verification {
    answer(text, |host, cose| {
        if host.is_some_and(|host| !bundle.trust().has_host(host)) {
            return Verification::refused(Verdict::WrongIssuer, Reason::WrongHost);
        }
        match cose {
            Ok(cose) => verify_cose(&cose, bundle, now),
            Err(_) => Verification::refused(Verdict::NotGenuine, Reason::Malformed),
        }
    })
}

/// The answer while there is no trust list yet: nothing is shown, nothing is called valid.
pub fn verify_without_trust(text: &str) -> Verification {
    answer(text, |_, cose| match cose {
        Ok(_) => Verification::refused(Verdict::StatusUnknown, Reason::NoStatusList),
        Err(_) => Verification::refused(Verdict::NotGenuine, Reason::Malformed),
    })
}

fn answer(
    text: &str,
    certificate: impl FnOnce(Option<&str>, Result<Vec<u8>, Malformed>) -> Verification,
) -> Verification {
    match read_text(text) {
        Input::Certificate { host, cose } => certificate(host, cose).with_host(host),
        Input::TooLong => Verification::refused(Verdict::NotACertificate, Reason::Malformed),
        Input::Empty => Verification::refused(Verdict::NotACertificate, Reason::NoCode),
        Input::Foreign(family) => Verification {
            foreign: Some(family),
            ..Verification::refused(Verdict::NotACertificate, Reason::ForeignCode)
        },
    }
}

/// Verifies the sealed bytes themselves, as a PDF carries them.
pub fn verify_cose(bytes: &[u8], bundle: &TrustBundle, now: Timestamp) -> Verification {
    match prove(bytes, bundle) {
        Ok(certificate) => judge(certificate, bundle, now),
        Err((verdict, reason)) => Verification::refused(verdict, reason),
    }
}

/// Everything about the seal: who made it, whether it holds, whether the key may.
fn prove(bytes: &[u8], bundle: &TrustBundle) -> Result<VerifiedCertificate, (Verdict, Reason)> {
    let malformed = (Verdict::NotGenuine, Reason::Malformed);
    if bytes.len() > MAX_CERTIFICATE {
        return Err(malformed);
    }
    let envelope = Envelope::read(bytes, None).map_err(|_| malformed)?;
    let fund = bundle.trust().content().issuer.as_str();
    let Some(key) = bundle.trust().key(envelope.kid) else {
        return match claimed_issuer(envelope.payload) {
            Ok(issuer) if issuer == fund => Err((Verdict::UntrustedKey, Reason::KeyUnknown)),
            Ok(_) => Err((Verdict::WrongIssuer, Reason::KeyUnknown)),
            Err(_) => Err(malformed),
        };
    };
    let certificate =
        VerifiedCertificate::prove(&envelope, key).map_err(|reason| (Verdict::NotGenuine, reason))?;
    if certificate.claims.issuer != fund {
        return Err((Verdict::WrongIssuer, Reason::KeyUnknown));
    }
    match key.problem_at(certificate.claims.issued_at) {
        Some(KeyProblem::Withdrawn) => Err((Verdict::UntrustedKey, Reason::KeyWithdrawn)),
        Some(KeyProblem::NotValidThen) => Err((Verdict::UntrustedKey, Reason::KeyNotValidThen)),
        None => Ok(certificate),
    }
}

/// Everything about time and status: a certificate with a good seal, does it stand now?
fn judge(certificate: VerifiedCertificate, bundle: &TrustBundle, now: Timestamp) -> Verification {
    let claims = &certificate.claims;
    let list = bundle.status_list(claims.status.list);
    let standing =
        list.ok_or(Reason::NoStatusList).and_then(|list| standing_in(list, claims.status.index, now));
    let doubts = clock_doubts(claims, bundle, now);
    let (verdict, reasons) = match standing {
        Ok(Status::Revoked) => (Verdict::Revoked, vec![Reason::RevokedByFund]),
        Ok(Status::Replaced) => (Verdict::Replaced, vec![Reason::ReplacedByFund]),
        _ if now >= claims.expires_at => (Verdict::Expired, vec![Reason::ValidityPassed]),
        _ if !doubts.is_empty() => (Verdict::StatusUnknown, doubts),
        Err(reason) => (Verdict::StatusUnknown, vec![reason]),
        Ok(Status::Unknown) => (Verdict::StatusUnknown, vec![Reason::NoStatusList]),
        Ok(Status::InForce) if list.is_some_and(|list| is_due(list, now)) => {
            (Verdict::ValidStatusOld, vec![])
        }
        Ok(Status::InForce) => (Verdict::Valid, vec![]),
    };
    let status_as_of = list.map(|list| list.content().issued_at);
    let status_age_days = status_as_of.map(|at| age_days(at, now));
    Verification {
        verdict,
        reasons,
        certificate: Some(certificate),
        status_as_of,
        status_age_days,
        host: None,
        foreign: None,
    }
}

fn standing_in(list: &StatusList, index: u32, now: Timestamp) -> Result<Status, Reason> {
    if now >= list.content().expires_at {
        return Err(Reason::StatusListExpired);
    }
    list.content().entries.get(index).ok_or(Reason::NoStatusList)
}

/// What makes this device's clock, or the trust list held, unfit to call anything valid.
fn clock_doubts(claims: &Claims, bundle: &TrustBundle, now: Timestamp) -> Vec<Reason> {
    let ahead = |at: Timestamp| at.as_micros() > now.as_micros() + CLOCK_TOLERANCE_SECONDS * MICROS;
    let mut doubts = Vec::new();
    if ahead(bundle.clock_floor()) {
        doubts.push(Reason::ClockBehind);
    }
    if ahead(claims.issued_at) {
        doubts.push(Reason::IssuedInFuture);
    }
    if now >= bundle.trust().content().expires_at {
        doubts.push(Reason::StatusListExpired);
    }
    doubts
}

fn is_due(list: &StatusList, now: Timestamp) -> bool {
    let ttl = i64::try_from(list.content().ttl_seconds).unwrap_or(0).saturating_mul(MICROS);
    now.as_micros() > list.content().issued_at.as_micros().saturating_add(ttl)
}

fn age_days(at: Timestamp, now: Timestamp) -> u32 {
    u32::try_from((now.as_micros() - at.as_micros()) / DAY).unwrap_or(0)
}

/// Place of the answer that decides, of several codes in one picture: the worst one. Other families' codes are passed
/// over, for a poster on the wall says nothing of a paper; a forged code beside a good one makes no good paper.
pub fn deciding(answers: &[Verification]) -> Option<usize> {
    let worst_first = |answer: &Verification| match (answer.verdict, answer.foreign) {
        (Verdict::NotGenuine, _) => 0,
        (Verdict::WrongIssuer, _) => 1,
        (Verdict::UntrustedKey, _) => 2,
        (Verdict::Revoked, _) => 3,
        (Verdict::Replaced, _) => 4,
        (Verdict::Expired, _) => 5,
        (Verdict::StatusUnknown, _) => 6,
        (Verdict::ValidStatusOld, _) => 7,
        (Verdict::Valid, _) => 8,
        (Verdict::NotACertificate, Some(ForeignCode::Other | ForeignCode::WebAddress) | None) => 10,
        (Verdict::NotACertificate, Some(_)) => 9,
    };
    answers.iter().enumerate().min_by_key(|(_, answer)| worst_first(answer)).map(|(place, _)| place)
}

/// Whether the device's clock agrees with a server's `Date`, give or take two hours.
pub fn clock_agrees(now: Timestamp, http_date: Timestamp) -> bool {
    (now.as_micros() - http_date.as_micros()).abs() <= HTTP_DATE_TOLERANCE_SECONDS * MICROS
}

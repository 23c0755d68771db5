//! Verification: is this certificate genuine? Without network, without account, without unlocking.

use crate::error::WalletError;
use crate::wallet::Wallet;
use damane_contract::{
    CertificateView, FactValueView, FactView, ForeignCodeView, VerdictReason, VerdictView, VerificationView,
    VerifiedCertificateView, fact_views, limits,
};
use damane_credential::{Claims, ForeignCode, TrustBundle, Verification, VerifiedCertificate};
use damane_domain::certificates::reference;
use damane_domain::time::Timestamp;
use damane_domain::verification::{Reason, Verdict};
use std::time::Duration;

/// A check waits so long for newer lists, then goes by those that are held.
const PATIENCE: Duration = Duration::from_secs(4);

impl Wallet {
    /// Checks the text of a code.
    pub async fn verify_text(&self, text: &str) -> Result<VerificationView, WalletError> {
        if text.trim().is_empty() {
            return Err(WalletError::NothingToCheck);
        }
        if text.len() > 4 * limits::QR_TEXT_CHARS {
            return Err(WalletError::TooLarge);
        }
        self.ask_for_newer_lists().await;
        Ok(view(self.judge(text).await))
    }

    /// Checks a picture: every code in it; the worst answer decides.
    pub async fn verify_image(&self, picture: Vec<u8>) -> Result<VerificationView, WalletError> {
        if picture.len() > limits::CHECKED_FILE_BYTES {
            return Err(WalletError::TooLarge);
        }
        let found = tokio::task::spawn_blocking(move || damane_credential::codes_in_image(&picture)).await;
        let codes = found.ok().and_then(Result::ok).ok_or(WalletError::NothingToCheck)?;
        self.ask_for_newer_lists().await;
        let (bundle, now) = (self.trust().bundle().await, self.now());
        let answers = codes.iter().map(|code| judge_text(code, bundle.as_deref(), now)).collect();
        view_of_all(answers).ok_or(WalletError::NothingToCheck)
    }

    /// Fetches the fund's lists now.
    pub async fn refresh_trust(&self) -> Result<(), WalletError> {
        self.trust().refresh(self.portal(), self.now()).await
    }

    pub(crate) async fn refresh_trust_if_due(&self) {
        if self.trust().is_due(self.now()).await {
            // Without network the held lists serve until they expire.
            let _held_ones_serve = self.refresh_trust().await;
        }
    }

    /// Lists that are a day old are asked for again before anybody is judged by them, but nobody waits for long.
    pub(crate) async fn ask_for_newer_lists(&self) {
        if self.trust().may_ask(self.now(), self.clock.elapsed()).await {
            let _held_ones_serve = tokio::time::timeout(PATIENCE, self.refresh_trust()).await;
        }
    }

    pub(crate) async fn verdict_of(&self, text: &str) -> VerdictView {
        view(self.judge(text).await).verdict
    }

    async fn judge(&self, text: &str) -> Verification {
        judge_text(text, self.trust().bundle().await.as_deref(), self.now())
    }

    /// What the portal sends must be what the fund sealed, to the letter.
    pub(crate) async fn check_received(&self, certificate: &CertificateView) -> Result<(), WalletError> {
        let answer = self.judge(&certificate.qr_text).await;
        let sealed =
            answer.certificate.as_ref().ok_or(WalletError::Untrusted("a certificate without a good seal"))?;
        if states_the_same(sealed, certificate) {
            Ok(())
        } else {
            Err(WalletError::Untrusted("a certificate that differs from its seal"))
        }
    }
}

/// Whether a certificate as told is the one that was sealed, to the letter.
pub(crate) fn states_the_same(sealed: &VerifiedCertificate, told: &CertificateView) -> bool {
    let sealed = stated(sealed);
    sealed.id == told.id
        && sealed.reference == told.reference
        && sealed.kind == told.kind
        && is_name(&sealed.name_latin, &told.name_latin)
        && is_name(&sealed.name_arabic, &told.name_arabic)
        && sealed.registration_number == told.registration_number
        && sealed.facts.len() == told.facts.len()
        && sealed.facts.iter().zip(&told.facts).all(|(sealed, told)| is_fact(sealed, told))
        && sealed.issued_at == told.issued_at
        && sealed.valid_until == told.valid_until
}

/// A name as sealed: the whole of it, or as much as the printed code has room for and an ellipsis.
fn is_name(sealed: &str, whole: &str) -> bool {
    let whole = whole.trim();
    sealed == whole
        || sealed.strip_suffix('…').is_some_and(|kept| !kept.is_empty() && whole.starts_with(kept))
}

fn is_fact(sealed: &FactView, told: &FactView) -> bool {
    use FactValueView::Employer;
    match (&sealed.value, &told.value) {
        (Employer { name, number }, Employer { name: whole, number: same }) => {
            sealed.key == told.key && number == same && is_name(name, whole)
        }
        _ => sealed == told,
    }
}

/// The answer to a code's text by the lists held, if there are any.
pub(crate) fn judge_text(text: &str, bundle: Option<&TrustBundle>, now: Timestamp) -> Verification {
    match bundle {
        Some(bundle) => damane_credential::verify(text, bundle, now),
        None => damane_credential::verify_without_trust(text),
    }
}

/// The answer that decides, and beside it each of them when there are several; `None` without any.
fn view_of_all(answers: Vec<Verification>) -> Option<VerificationView> {
    let deciding = damane_credential::deciding(&answers)?;
    let views: Vec<VerificationView> = answers.into_iter().map(view).collect();
    let decides = views.get(deciding)?.clone();
    let codes = (views.len() > 1).then_some(views);
    Some(VerificationView { codes, ..decides })
}

/// The answer in the words of the wire.
pub fn view(answer: Verification) -> VerificationView {
    VerificationView {
        verdict: verdict(answer.verdict),
        reasons: answer.reasons.iter().copied().map(reason).collect(),
        certificate: answer.certificate.as_ref().map(stated),
        status_age_days: answer.status_age_days,
        status_as_of: answer.status_as_of.map(Timestamp::to_rfc3339),
        host: answer.host,
        foreign: answer.foreign.map(foreign),
        codes: None,
        report: None,
    }
}

fn stated(certificate: &VerifiedCertificate) -> VerifiedCertificateView {
    let Claims { id, issuer, issued_at, expires_at, name, birth_date, registration_number, facts, .. } =
        certificate.claims();
    VerifiedCertificateView {
        id: id.to_string(),
        reference: reference(facts.kind(), id),
        kind: facts.kind().into(),
        issuer: issuer.clone(),
        name_latin: name.latin.clone(),
        name_arabic: name.arabic.clone(),
        birth_date: birth_date.to_string(),
        registration_number: registration_number.to_string(),
        facts: fact_views(facts),
        issued_at: issued_at.to_rfc3339(),
        valid_until: damane_domain::certificates::last_valid_day(*expires_at).to_string(),
    }
}

fn verdict(verdict: Verdict) -> VerdictView {
    match verdict {
        Verdict::Valid => VerdictView::Valid,
        Verdict::ValidStatusOld => VerdictView::ValidStatusOld,
        Verdict::StatusUnknown => VerdictView::StatusUnknown,
        Verdict::Revoked => VerdictView::Revoked,
        Verdict::Replaced => VerdictView::Replaced,
        Verdict::Expired => VerdictView::Expired,
        Verdict::NotGenuine => VerdictView::NotGenuine,
        Verdict::UntrustedKey => VerdictView::UntrustedKey,
        Verdict::WrongIssuer => VerdictView::WrongIssuer,
        Verdict::NotACertificate => VerdictView::NotACertificate,
    }
}

fn reason(reason: Reason) -> VerdictReason {
    match reason {
        Reason::SignatureInvalid => VerdictReason::SignatureInvalid,
        Reason::Malformed => VerdictReason::Malformed,
        Reason::KeyUnknown => VerdictReason::KeyUnknown,
        Reason::KeyNotValidThen => VerdictReason::KeyNotValidThen,
        Reason::KeyWithdrawn => VerdictReason::KeyWithdrawn,
        Reason::WrongHost => VerdictReason::WrongHost,
        Reason::IssuedInFuture => VerdictReason::IssuedInFuture,
        Reason::ValidityPassed => VerdictReason::ValidityPassed,
        Reason::RevokedByFund => VerdictReason::RevokedByFund,
        Reason::ReplacedByFund => VerdictReason::ReplacedByFund,
        Reason::NoStatusList => VerdictReason::NoStatusList,
        Reason::StatusListExpired => VerdictReason::StatusListExpired,
        Reason::ClockBehind => VerdictReason::ClockBehind,
        Reason::PdfChanged => VerdictReason::PdfChanged,
        Reason::PdfNotCovered => VerdictReason::PdfNotCovered,
        Reason::PdfSealUntrusted => VerdictReason::PdfSealUntrusted,
        Reason::PdfWithoutClaims => VerdictReason::PdfWithoutClaims,
        Reason::PdfNotSealed => VerdictReason::PdfNotSealed,
        Reason::PdfSealUnreadable => VerdictReason::PdfSealUnreadable,
        Reason::PdfSeveralSeals => VerdictReason::PdfSeveralSeals,
        Reason::PdfBytesAfter => VerdictReason::PdfBytesAfter,
        Reason::PdfChangedAfter => VerdictReason::PdfChangedAfter,
        Reason::PdfTimestampWrong => VerdictReason::PdfTimestampWrong,
        Reason::PdfNotCertified => VerdictReason::PdfNotCertified,
        Reason::PdfStructure => VerdictReason::PdfStructure,
        Reason::PdfEncrypted => VerdictReason::PdfEncrypted,
        Reason::PdfForeignSeal => VerdictReason::PdfForeignSeal,
        Reason::PdfFundPaper => VerdictReason::PdfFundPaper,
        Reason::ForeignCode => VerdictReason::ForeignCode,
        Reason::NoCode => VerdictReason::NoCode,
    }
}

fn foreign(code: ForeignCode) -> ForeignCodeView {
    match code {
        ForeignCode::HealthCertificate => ForeignCodeView::HealthCertificate,
        ForeignCode::SmartHealthCard => ForeignCodeView::SmartHealthCard,
        ForeignCode::VisibleDigitalSeal => ForeignCodeView::VisibleDigitalSeal,
        ForeignCode::TwoDDoc => ForeignCodeView::TwoDDoc,
        ForeignCode::WebAddress => ForeignCodeView::WebAddress,
        ForeignCode::Other => ForeignCodeView::Other,
    }
}

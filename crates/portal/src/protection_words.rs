//! What protects an account and how it is reached, from the services' types to the contract's views and back.

use damane_contract::{
    AuthenticatorView, ChangeStepView, ConfirmationView, DetailView, DetailsView, JournalActorView,
    JournalEntryView, JournalView, PasskeyCeremonyView, PasskeyView, PendingChangeView, RecoveryCodesView,
    SecondFactor, SecurityView,
};
use damane_services::{
    ChangeStep, Detail, Details, Factor, Journal, JournalActor, JournalEntry, OfferedAuthenticator,
    PasskeyCeremony, PasskeySummary, PendingDetail, Protection, RecoveryCodes, SecondStep,
};

/// What answers; the SMS where an older app says nothing.
pub fn factor(named: Option<SecondFactor>) -> Factor {
    match named {
        None | Some(SecondFactor::Sms) => Factor::Sms,
        Some(SecondFactor::Authenticator) => Factor::Authenticator,
        Some(SecondFactor::RecoveryCode) => Factor::RecoveryCode,
    }
}

/// A factor.
pub fn factor_view(factor: Factor) -> SecondFactor {
    match factor {
        Factor::Sms => SecondFactor::Sms,
        Factor::Authenticator => SecondFactor::Authenticator,
        Factor::RecoveryCode => SecondFactor::RecoveryCode,
    }
}

/// A confirmation's second step.
pub fn confirmation(step: SecondStep) -> ConfirmationView {
    let is_sent = step.is_sent();
    ConfirmationView {
        challenge_id: step.challenge_id,
        factors: step.factors.into_iter().map(factor_view).collect(),
        mobile_ending: step.mobile_ending.filter(|_| is_sent),
        expires_in: step.expires_in,
    }
}

/// How an account is protected.
pub fn security(protection: Protection) -> SecurityView {
    SecurityView {
        authenticator: protection.authenticator,
        recovery_codes_left: protection.recovery_codes_left,
        passkeys: protection.passkeys.into_iter().map(passkey).collect(),
        password_changed_at: protection.password_changed_at.map(|at| at.to_rfc3339()),
    }
}

/// A secret for an authenticator app.
pub fn authenticator(offered: &OfferedAuthenticator) -> AuthenticatorView {
    AuthenticatorView { secret: offered.secret.to_string(), uri: offered.uri.to_string() }
}

/// Printed codes.
pub fn recovery_codes(codes: &RecoveryCodes) -> RecoveryCodesView {
    RecoveryCodesView { codes: codes.as_slice().iter().map(|code| code.to_string()).collect() }
}

/// A passkey.
pub fn passkey(passkey: PasskeySummary) -> PasskeyView {
    PasskeyView {
        id: passkey.id,
        name: passkey.name,
        added_at: passkey.added_at.to_rfc3339(),
        used_at: passkey.used_at.map(|at| at.to_rfc3339()),
    }
}

/// A WebAuthn ceremony begun.
pub fn ceremony(begun: PasskeyCeremony) -> PasskeyCeremonyView {
    PasskeyCeremonyView { ceremony_id: begun.ceremony_id, options: begun.options }
}

/// A detail.
pub fn detail(view: DetailView) -> Detail {
    match view {
        DetailView::Mobile => Detail::Mobile,
        DetailView::Email => Detail::Email,
        DetailView::Rib => Detail::Rib,
    }
}

fn detail_view(detail: Detail) -> DetailView {
    match detail {
        Detail::Mobile => DetailView::Mobile,
        Detail::Email => DetailView::Email,
        Detail::Rib => DetailView::Rib,
    }
}

/// How a person is reached and paid.
pub fn details(details: Details) -> DetailsView {
    DetailsView {
        masked_mobile: details.masked_mobile,
        masked_email: details.masked_email,
        masked_rib: details.masked_rib,
        language: details.language,
        guarded_until: details.guarded_until.map(|at| at.to_rfc3339()),
        pending: details.pending.into_iter().map(pending).collect(),
    }
}

fn pending(change: PendingDetail) -> PendingChangeView {
    PendingChangeView {
        detail: detail_view(change.detail),
        masked_value: change.masked_value,
        effective_at: change.effective_at.to_rfc3339(),
    }
}

/// A change that waits.
pub fn pending_step(change: PendingDetail) -> ChangeStepView {
    ChangeStepView::Pending { change: pending(change) }
}

/// What a change waits for.
pub fn change_step(step: ChangeStep) -> ChangeStepView {
    match step {
        ChangeStep::CodeNeeded { challenge_id, expires_in } => {
            ChangeStepView::CodeNeeded { challenge_id, expires_in }
        }
        ChangeStep::Pending(change) => pending_step(change),
    }
}

/// A page of the journal.
pub fn journal(journal: Journal) -> JournalView {
    JournalView { entries: journal.entries.into_iter().map(entry).collect(), next: journal.next }
}

fn entry(entry: JournalEntry) -> JournalEntryView {
    JournalEntryView {
        at: entry.at.to_rfc3339(),
        actor: match entry.actor {
            JournalActor::Myself => JournalActorView::Myself,
            JournalActor::Officer => JournalActorView::Officer,
            JournalActor::Fund => JournalActorView::Fund,
        },
        action: entry.action,
        device: entry.device,
    }
}

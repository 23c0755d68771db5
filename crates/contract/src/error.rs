//! Error codes of the wire: small, stable, without prose. The UI holds the words.

/// Why a request was not carried out. The UI has words in three languages for each.
#[derive(Debug, Clone, Copy, Hash, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ErrorCode {
    /// A field is missing or malformed; `field` names it.
    InvalidInput,
    /// Number or password wrong, or nobody there: never says which.
    SignInRefused,
    /// The code is wrong, used, expired or belongs to another request.
    CodeRefused,
    /// Too many tries; `retry_after` says how many seconds to wait.
    TooManyTries,
    /// No session, or it has ended.
    SessionEnded,
    /// The request's origin or anti-forgery header is not ours.
    ForbiddenOrigin,
    /// Nothing here under that name that the caller may see.
    NotFound,
    /// The certificate may not be issued; `reasons` says why.
    NotEntitled,
    /// Same idempotency key with a different body.
    KeyReused,
    /// The body is larger than the limit.
    TooLarge,
    /// The portal is too busy; `retry_after` says when to come back.
    Busy,
    /// Something failed on the portal; it was logged under `incident`.
    Internal,
    /// The portal could not be reached (raised by the app, never by the portal).
    Offline,
    /// What answered is not the fund's portal, or its answer could not be trusted.
    UntrustedPortal,
    /// The portal answered with words this app does not know: it is older than the portal (raised by the app).
    NewerPortal,
    /// The vault is locked.
    VaultLocked,
    /// The PIN is wrong; `tries_left` says how many remain.
    PinRefused,
    /// The key store of the system refused or lost the vault's key.
    KeyStoreFailed,
    /// The vault's file cannot be read.
    VaultDamaged,
    /// The input holds nothing that can be checked.
    NothingToCheck,
    /// The password is not taken; `flaw` says why.
    PasswordRefused,
    /// The link was used, has expired, or is none of ours.
    LinkRefused,
    /// Confirm with the password and the second step first.
    ConfirmationNeeded,
    /// Details are guarded after a recovery; `retry_after` says for how many seconds.
    DetailsGuarded,
    /// The passkey's answer does not fit.
    PasskeyRefused,
    /// The claim cannot take that step now: it stands elsewhere, or another has it.
    StepRefused,
    /// The officer's account has not the role for it.
    RoleMissing,
    /// The age of a pension is not reached; `when` says the day it is.
    PensionTooEarly,
    /// An employer declared work after the day on which it is said to have stopped; `when` says the last month of it.
    PensionStillDeclared,
    /// Nothing was ever declared: there is no pension to ask for.
    PensionNothingDeclared,
    /// A pension was asked for already: that request stands.
    PensionAskedBefore,
    /// The same loss of a job was declared already: that declaration stands.
    LossDeclaredBefore,
    /// Months of a loss are granted already, by another claim of the same person's.
    MonthsGrantedBefore,
}

/// The body of every answer that is not a success.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ErrorBody {
    /// What went wrong.
    pub code: ErrorCode,
    /// The request field at fault.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// Seconds to wait before trying again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u32>,
    /// Tries left before a longer wait or a wipe.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tries_left: Option<u32>,
    /// Why a certificate may not be issued.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<crate::NotEntitledReason>,
    /// Why a password is not taken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flaw: Option<crate::PasswordFlaw>,
    /// The day, `YYYY-MM-DD`, or the month, `YYYY-MM`, it turns on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<String>,
    /// Reference of the log entry, to quote to the fund.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub incident: Option<String>,
}

impl From<ErrorCode> for ErrorBody {
    fn from(code: ErrorCode) -> Self {
        Self {
            code,
            field: None,
            retry_after: None,
            tries_left: None,
            reasons: Vec::new(),
            flaw: None,
            when: None,
            incident: None,
        }
    }
}

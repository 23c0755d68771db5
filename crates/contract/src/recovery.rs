//! A forgotten password: a link by SMS or by e-mail, used once. The answer is the same for everybody.

/// `POST /v1/recovery`: asks for a link. The answer is a [`RecoveryView`], whoever it is.
#[derive(Clone, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RecoverRequest {
    /// Registration number as typed: 8 to 10 digits, blanks allowed.
    pub registration_number: String,
    /// National identity card number.
    pub cin: String,
    /// Where the link goes.
    pub channel: RecoveryChannel,
}

/// Where a recovery link goes.
#[derive(Debug, Clone, Copy, Hash, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum RecoveryChannel {
    /// The mobile on file: at once.
    Sms,
    /// The account's e-mail: within some minutes.
    Email,
}

/// If the person has an account, a link is on its way.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RecoveryView {
    /// Seconds until the link expires.
    pub expires_in: u32,
    /// Seconds until another may be asked for.
    pub resend_in: u32,
}

/// `POST /v1/recovery/password`: the link's token and a new password; 204. Other sessions end; signing in still asks
/// for the second factor.
#[derive(Clone, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ResetPasswordRequest {
    /// Token of the link, or of the officer's letter.
    pub token: String,
    /// New password, 12 to 128 characters.
    pub password: String,
}

impl std::fmt::Debug for RecoverRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RecoverRequest(…)")
    }
}

impl std::fmt::Debug for ResetPasswordRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ResetPasswordRequest(…)")
    }
}

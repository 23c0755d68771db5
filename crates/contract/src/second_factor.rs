//! What is asked beside the password: a code by SMS, an authenticator app, a printed code, a passkey.

/// How a second step is answered.
#[derive(Debug, Clone, Copy, Hash, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum SecondFactor {
    /// A code by SMS, eight digits.
    Sms,
    /// An authenticator app, six digits (TOTP, RFC 6238).
    Authenticator,
    /// A printed code, used once.
    RecoveryCode,
}

/// `POST /v1/session/code/sms`: a code by SMS after all, for a step the authenticator app would answer.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SendCodeRequest {
    /// The challenge it will answer.
    pub challenge_id: String,
}

/// `POST /v1/me/authenticator`: a secret for an authenticator app, not yet in use.
#[derive(Clone, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AuthenticatorView {
    /// Base32, for typing in.
    pub secret: String,
    /// `otpauth://…`, for the picture.
    pub uri: String,
}

/// `PUT /v1/me/authenticator`: the app's first code puts it in use. The answer is a [`RecoveryCodesView`].
#[derive(Clone, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ConfirmAuthenticatorRequest {
    /// Six digits.
    pub code: String,
}

/// `POST /v1/me/recovery-codes`: new printed codes; the older ones are void. Shown once.
#[derive(Clone, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RecoveryCodesView {
    /// Ten codes, `XXXX-XXXX-XXXX-XXXX`.
    pub codes: Vec<String>,
}

/// How the account is protected: `GET /v1/me/security`.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SecurityView {
    /// An authenticator app is in use.
    pub authenticator: bool,
    /// Printed codes not yet used.
    pub recovery_codes_left: u32,
    /// Passkeys, oldest first.
    pub passkeys: Vec<PasskeyView>,
    /// Password last changed: UTC, RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password_changed_at: Option<String>,
}

/// A passkey.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PasskeyView {
    /// Its name on the wire.
    pub id: String,
    /// What the person called it.
    pub name: String,
    /// UTC, RFC 3339.
    pub added_at: String,
    /// UTC, RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub used_at: Option<String>,
}

/// A WebAuthn ceremony begun: `POST /v1/me/passkeys/start`, `POST /v1/session/passkey/start`.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PasskeyCeremonyView {
    /// To send back with the answer.
    pub ceremony_id: String,
    /// What `navigator.credentials` takes, as JSON (WebAuthn level 3, `…OptionsJSON`).
    pub options: String,
}

/// `POST /v1/me/passkeys`: what the authenticator answered. The answer is a [`PasskeyView`].
#[derive(Clone, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AddPasskeyRequest {
    /// The ceremony it answers.
    pub ceremony_id: String,
    /// `PublicKeyCredential.toJSON()`, as JSON.
    pub credential: String,
    /// What the person calls it.
    pub name: String,
}

/// `POST /v1/session/passkey`: signs in with a passkey, both factors at once. The answer is a [`crate::SignInView`].
#[derive(Clone, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PasskeySignInRequest {
    /// The ceremony it answers.
    pub ceremony_id: String,
    /// `PublicKeyCredential.toJSON()`, as JSON.
    pub credential: String,
}

/// `POST /v1/me/confirmation`: the password again, before a sensitive change. The answer is a [`ConfirmationView`].
#[derive(Clone, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ConfirmPasswordRequest {
    /// Password.
    pub password: String,
}

/// A second step is asked as well: answer with [`crate::ConfirmCodeRequest`] at `POST /v1/me/confirmation/code`, 204.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ConfirmationView {
    /// To send back with the code.
    pub challenge_id: String,
    /// Ways to answer, the expected one first.
    pub factors: Vec<SecondFactor>,
    /// Last two digits of the mobile a code went to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mobile_ending: Option<String>,
    /// Seconds until it expires.
    pub expires_in: u32,
}

impl std::fmt::Debug for AuthenticatorView {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("AuthenticatorView(…)")
    }
}

impl std::fmt::Debug for ConfirmAuthenticatorRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ConfirmAuthenticatorRequest(…)")
    }
}

impl std::fmt::Debug for RecoveryCodesView {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RecoveryCodesView(…)")
    }
}

impl std::fmt::Debug for AddPasskeyRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("AddPasskeyRequest(…)")
    }
}

impl std::fmt::Debug for PasskeySignInRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PasskeySignInRequest(…)")
    }
}

impl std::fmt::Debug for ConfirmPasswordRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ConfirmPasswordRequest(…)")
    }
}

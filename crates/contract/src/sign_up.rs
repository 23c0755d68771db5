//! Opening an account: who one is, the phone proved by a code, a password. The first answer is the same for everybody.

use crate::ClientKind;

/// `POST /v1/sign-up`: who asks. The answer is a [`SignUpView`], whoever it is.
#[derive(Clone, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SignUpRequest {
    /// Registration number as typed: 8 to 10 digits, blanks allowed.
    pub registration_number: String,
    /// National identity card number.
    pub cin: String,
    /// E-mail, of this account only.
    pub email: String,
    /// Moroccan mobile, national or E.164; the one the employer declared.
    pub mobile: String,
    /// Language of the messages: `ar`, `fr`, `en`.
    pub language: String,
    /// How the session will be carried.
    pub client: ClientKind,
    /// Random name this device gave itself (128 bits, hex); a browser sends none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device_id: Option<String>,
    /// What the person will recognise in the list of devices.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device_name: Option<String>,
}

/// A code went to the mobile that was typed.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SignUpView {
    /// To send back with the code.
    pub sign_up_id: String,
    /// Seconds until the code expires.
    pub expires_in: u32,
    /// Seconds until another code may be asked for.
    pub resend_in: u32,
}

/// `POST /v1/sign-up/resend`: no code came. The answer is a [`SignUpView`].
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ResendCodeRequest {
    /// The request the code belongs to.
    pub sign_up_id: String,
}

/// `POST /v1/sign-up/code`: the code, which proves the phone. The answer is a [`SignUpStepView`].
#[derive(Clone, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SignUpCodeRequest {
    /// The request the code belongs to.
    pub sign_up_id: String,
    /// Eight digits.
    pub code: String,
}

/// What comes after the phone is proved.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum SignUpStepView {
    /// Everything fits: choose a password.
    ChoosePassword {
        /// Name in Latin script, to greet.
        name_latin: String,
        /// Name in Arabic script.
        name_arabic: String,
        /// Seconds left to choose.
        expires_in: u32,
    },
    /// No account can be opened now.
    Blocked {
        /// Why: each has its page.
        case: BlockedCaseView,
        /// E-mail of the account there is, most of it hidden (`s…a@e…e.ma`).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        masked_email: Option<String>,
    },
}

/// Why no account can be opened.
#[derive(Debug, Clone, Copy, Hash, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum BlockedCaseView {
    /// The fund knows no such number with this identity card.
    NumberUnknown,
    /// Employers declared another mobile.
    OtherMobile,
    /// There is an account, on another e-mail.
    AccountExists,
    /// The e-mail belongs to another account.
    EmailTaken,
    /// Not declared for more than six months: the file is inactive.
    FileInactive,
}

/// `POST /v1/sign-up/password`: opens the account. The answer is a [`crate::SignInView`], signed in.
#[derive(Clone, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChoosePasswordRequest {
    /// The request whose phone was proved.
    pub sign_up_id: String,
    /// Password, 12 to 128 characters.
    pub password: String,
}

/// How a password would fare, told while it is typed (the app asks its shell; a browser judges by itself).
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PasswordStrengthView {
    /// 0 (guessed at once) to 4; 3 is asked.
    pub score: u8,
    /// Why it would not be taken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flaw: Option<PasswordFlaw>,
}

/// Why a password is not taken (`password_refused`).
#[derive(Debug, Clone, Copy, Hash, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum PasswordFlaw {
    /// Fewer than 12 characters.
    TooShort,
    /// More than 128 characters.
    TooLong,
    /// Among those tried first everywhere, or known from a breach.
    Common,
    /// Easily guessed from what is known of the person or from a pattern.
    Guessable,
}

impl std::fmt::Debug for SignUpRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SignUpRequest(…)")
    }
}

impl std::fmt::Debug for SignUpCodeRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SignUpCodeRequest(…)")
    }
}

impl std::fmt::Debug for ChoosePasswordRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ChoosePasswordRequest(…)")
    }
}

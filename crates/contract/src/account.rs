//! Signing in, sessions, and who is signed in.

/// Who asks for a session: decides how it is carried.
#[derive(Debug, Clone, Copy, Hash, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ClientKind {
    /// A browser: the session is a `__Host-` cookie, the answer carries no token.
    Browser,
    /// The app: the answer carries a bearer token.
    App,
}

/// `POST /v1/session`: number and password.
#[derive(Clone, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SignInRequest {
    /// Registration number as typed: 8 to 10 digits, blanks allowed.
    pub registration_number: String,
    /// Password.
    pub password: String,
    /// How the session is carried.
    pub client: ClientKind,
    /// Random name this device gave itself (128 bits, hex); a browser sends none, its cookie stands for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device_id: Option<String>,
    /// What the person will recognise in the list of devices.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device_name: Option<String>,
}

/// `POST /v1/session/code`: the code received by SMS.
#[derive(Clone, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ConfirmCodeRequest {
    /// The challenge this code answers.
    pub challenge_id: String,
    /// As it was read: eight digits by SMS, six of an authenticator app, or a printed code.
    pub code: String,
    /// What answers; SMS when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub factor: Option<crate::SecondFactor>,
}

impl std::fmt::Debug for SignInRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SignInRequest(…)")
    }
}

impl std::fmt::Debug for ConfirmCodeRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ConfirmCodeRequest(…)")
    }
}

/// `POST /v1/me/password`: another password, after a confirmation; 204. The other sessions end.
#[derive(Clone, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChangePasswordRequest {
    /// New password, 12 to 128 characters.
    pub password: String,
}

impl std::fmt::Debug for ChangePasswordRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ChangePasswordRequest(…)")
    }
}

/// Answer of both sign-in steps.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum SignInView {
    /// A code was sent by SMS: this device is new.
    CodeNeeded {
        /// To send back with the code.
        challenge_id: String,
        /// Last two digits of the mobile the code went to.
        mobile_ending: String,
        /// Seconds until the code expires.
        expires_in: u32,
        /// Ways to answer, the expected one first; none from an older portal means SMS.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        factors: Vec<crate::SecondFactor>,
    },
    /// The session is open.
    SignedIn {
        /// Bearer token, for the app only. Never reaches the webview.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        token: Option<String>,
        /// Renewal token, for an app that proved a key. Never reaches the webview.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        renewal_token: Option<String>,
        /// Seconds the token lasts, where there is a renewal token.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        expires_in: Option<u32>,
        /// Who is signed in.
        person: PersonView,
    },
}

/// The signed-in person: `GET /v1/me`.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PersonView {
    /// Registration number, 8 to 10 digits.
    pub registration_number: String,
    /// Name in Latin script.
    pub name_latin: String,
    /// Name in Arabic script.
    pub name_arabic: String,
    /// Employment in one line.
    pub employment: EmploymentView,
}

/// What the last declarations say about a person's work.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum EmploymentView {
    /// Declared in the last months.
    Declared {
        /// Name of the employer of the last declared month.
        employer: String,
        /// Last declared month, `YYYY-MM`.
        last_month: String,
    },
    /// Not declared for some months, at most six.
    Interrupted {
        /// Last declared month, `YYYY-MM`.
        last_month: String,
        /// Whole months without declaration since.
        months: u32,
    },
    /// More than six months without declaration.
    Inactive {
        /// Last declared month, `YYYY-MM`.
        last_month: String,
    },
    /// Never declared.
    NeverDeclared,
}

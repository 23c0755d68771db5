//! Answers that are not a success: an error code of the contract, its status, and nothing of what happened inside.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use damane_contract::{ErrorBody, ErrorCode};

/// A request that was not carried out.
#[derive(Debug)]
pub struct Refusal(pub ErrorBody);

/// What a handler gives.
pub type Answer<T> = Result<T, Refusal>;

impl From<ErrorCode> for Refusal {
    fn from(code: ErrorCode) -> Self {
        Self(code.into())
    }
}

impl Refusal {
    /// Nothing to refuse where no session stands; any other failure stays one: what could not be ended has not ended.
    ///
    /// # Errors
    /// The refusal itself.
    pub fn or_ended(self) -> Answer<()> {
        if self.0.code == ErrorCode::SessionEnded { Ok(()) } else { Err(self) }
    }

    /// A field is missing or malformed.
    pub fn invalid(field: &str) -> Self {
        Self(ErrorBody { field: Some(field.to_owned()), ..ErrorCode::InvalidInput.into() })
    }

    /// Come back in so many seconds.
    pub fn later(code: ErrorCode, seconds: u32) -> Self {
        Self(ErrorBody { retry_after: Some(seconds), ..code.into() })
    }

    /// Something failed inside: the cause goes to the log, its reference to the caller.
    pub fn internal(cause: &dyn std::fmt::Display) -> Self {
        let incident = crate::observe::make_id();
        tracing::error!(incident, %cause, "internal error");
        Self(ErrorBody { incident: Some(incident), ..ErrorCode::Internal.into() })
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let wait = self.0.retry_after;
        let mut response = (status(self.0.code), Json(self.0)).into_response();
        if let Some(seconds) = wait {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

/// The status that goes with a code.
const fn status(code: ErrorCode) -> StatusCode {
    match code {
        ErrorCode::InvalidInput
        | ErrorCode::KeyReused
        | ErrorCode::NothingToCheck
        | ErrorCode::PasswordRefused => StatusCode::UNPROCESSABLE_ENTITY,
        ErrorCode::SignInRefused
        | ErrorCode::CodeRefused
        | ErrorCode::PasskeyRefused
        | ErrorCode::SessionEnded => StatusCode::UNAUTHORIZED,
        ErrorCode::TooManyTries => StatusCode::TOO_MANY_REQUESTS,
        ErrorCode::ForbiddenOrigin | ErrorCode::ConfirmationNeeded | ErrorCode::RoleMissing => {
            StatusCode::FORBIDDEN
        }
        ErrorCode::NotFound | ErrorCode::LinkRefused => StatusCode::NOT_FOUND,
        ErrorCode::NotEntitled
        | ErrorCode::DetailsGuarded
        | ErrorCode::StepRefused
        | ErrorCode::PensionTooEarly
        | ErrorCode::PensionStillDeclared
        | ErrorCode::PensionNothingDeclared
        | ErrorCode::PensionAskedBefore
        | ErrorCode::LossDeclaredBefore
        | ErrorCode::MonthsGrantedBefore => StatusCode::CONFLICT,
        ErrorCode::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        ErrorCode::Busy => StatusCode::SERVICE_UNAVAILABLE,
        // The app's own codes never leave the portal; one that did would be our defect.
        ErrorCode::Internal
        | ErrorCode::Offline
        | ErrorCode::UntrustedPortal
        | ErrorCode::NewerPortal
        | ErrorCode::VaultLocked
        | ErrorCode::PinRefused
        | ErrorCode::KeyStoreFailed
        | ErrorCode::VaultDamaged => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

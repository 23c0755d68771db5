//! The console's doors: `/v1/office/…`. An officer's session stands in a cookie of its own; an insured person's opens
//! none of them, and an officer's none of theirs.

pub mod accounts;
pub mod claims;
mod coded;
pub mod payments;
pub mod session;
mod words;

use crate::answer::Refusal;
use crate::cookies;
use crate::state::Portal;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use damane_contract::ErrorCode;
use damane_services::OfficerSession;

/// A request with an officer's session that stands.
pub struct OnDuty(pub OfficerSession);

impl FromRequestParts<Portal> for OnDuty {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, portal: &Portal) -> Result<Self, Refusal> {
        let ended = || Refusal::from(ErrorCode::SessionEnded);
        let token = cookies::find(&parts.headers, cookies::OFFICER).ok_or_else(ended)?;
        portal.fund().find_officer_session(token).await?.map(Self).ok_or_else(ended)
    }
}

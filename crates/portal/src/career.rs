//! The career statement: `/v1/career`.

use crate::answer::Answer;
use crate::caller::Caller;
use crate::state::Portal;
use crate::words;
use axum::Json;
use axum::extract::State;
use damane_contract::{CareerView, ErrorBody};

/// Everything employers have declared of the signed-in person.
#[utoipa::path(get, path = "/v1/career", tag = "career",
    responses((status = 200, body = CareerView), (status = 401, body = ErrorBody)))]
pub async fn statement(State(portal): State<Portal>, Caller(session): Caller) -> Answer<Json<CareerView>> {
    Ok(Json(words::career(&portal.fund().career_statement(&session).await?)))
}

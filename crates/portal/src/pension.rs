//! The pension simulation: `/v1/pension`.

use crate::answer::Answer;
use crate::caller::{Asked, Caller};
use crate::pension_words as words;
use crate::state::Portal;
use axum::Json;
use axum::extract::State;
use damane_contract::{ErrorBody, PensionQuestion, PensionView};

/// What the signed-in person's career gives at each age, as it is or as they suppose it to go on.
#[utoipa::path(get, path = "/v1/pension", tag = "pension", params(PensionQuestion),
    responses((status = 200, body = PensionView), (status = "4XX", body = ErrorBody)))]
pub async fn simulate(
    State(portal): State<Portal>,
    Caller(session): Caller,
    Asked(question): Asked<PensionQuestion>,
) -> Answer<Json<PensionView>> {
    let suppositions = words::suppositions(question);
    Ok(Json(words::pension(&portal.fund().simulate_pension(&session, &suppositions).await?)))
}

//! The reference page's answer: `/v1/references/{reference}`. For anyone who was sent one.

use crate::answer::Answer;
use crate::caller::ClientAddress;
use crate::state::Portal;
use crate::words;
use axum::Json;
use axum::extract::{Path, State};
use damane_contract::{ErrorBody, ReferenceView};

/// Whether the certificate of a reference stands. The same answer for every reference the fund did not give.
#[utoipa::path(get, path = "/v1/references/{reference}", tag = "verification", security(()),
    params(("reference" = String, Path)),
    responses((status = 200, body = ReferenceView), (status = 429, body = ErrorBody)))]
pub async fn show(
    State(portal): State<Portal>,
    ClientAddress(address): ClientAddress,
    Path(reference): Path<String>,
) -> Answer<Json<ReferenceView>> {
    let found = portal.fund().find_referenced(&reference, address).await?;
    Ok(Json(words::referenced(found, portal.fund().now())))
}

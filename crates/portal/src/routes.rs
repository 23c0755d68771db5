//! Every route of the portal, on one page. What is listed here stands in the OpenAPI document by the same line.

use crate::answer::Refusal;
use crate::state::Portal;
use crate::{
    account, career, certificates, claims, cookies, details, devices, documents, fund, guards, headers,
    job_loss, my_file, observe, office, operation, outbox, passkeys, pension, pki, protection, recovery,
    references, reimbursements, sign_up, ui, verification,
};
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use damane_contract::{ErrorCode, limits};
use std::any::Any;
use tower::ServiceBuilder;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::{
    CompressionLayer, DefaultPredicate, Predicate as _, predicate::NotForContentType,
};
use utoipa::openapi::security::{ApiKey, ApiKeyValue, Http, HttpAuthScheme, SecurityScheme};
use utoipa::{Modify, OpenApi};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

#[derive(OpenApi)]
#[openapi(security(("cookie" = []), ("dpop" = []), ("bearer" = [])), modifiers(&Sessions), info(
    title = "Mon Damane",
    description = "A person's social-insurance file. A browser carries its session in a cookie and marks every change with `X-Damane: 1`; the app sends its token with a proof of its device's key (DPoP, RFC 9449); an older app, a bearer token."
))]
struct Document;

/// The ways a session is carried.
struct Sessions;

impl Modify for Sessions {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let components = document.components.get_or_insert_default();
        let cookie = ApiKey::Cookie(ApiKeyValue::new(cookies::SESSION));
        components.add_security_scheme("cookie", SecurityScheme::ApiKey(cookie));
        let officer = ApiKey::Cookie(ApiKeyValue::new(cookies::OFFICER));
        components.add_security_scheme("officer", SecurityScheme::ApiKey(officer));
        components.add_security_scheme("bearer", SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer)));
        // The scheme's name is not among those of OpenAPI: `Authorization: DPoP …`, and the proof in the `DPoP` header.
        let dpop = ApiKey::Header(ApiKeyValue::new("Authorization"));
        components.add_security_scheme("dpop", SecurityScheme::ApiKey(dpop));
    }
}

/// What is asked of the fund: each request holds one of a bounded number of places.
fn asked() -> OpenApiRouter<Portal> {
    OpenApiRouter::with_openapi(Document::openapi())
        .routes(routes!(account::sign_in, account::sign_out))
        .routes(routes!(account::confirm_code))
        .routes(routes!(account::send_code))
        .routes(routes!(account::me, my_file::close))
        .merge(protected())
        .merge(console())
        .routes(routes!(devices::renew))
        .routes(routes!(devices::list))
        .routes(routes!(devices::name, devices::revoke))
        .routes(routes!(career::statement))
        .routes(routes!(career::table))
        .routes(routes!(career::pdf))
        .routes(routes!(career::dispute))
        .routes(routes!(pension::simulate))
        .routes(routes!(pension::check))
        .routes(routes!(pension::file))
        .routes(routes!(pension::show))
        .routes(routes!(certificates::list, certificates::issue))
        .routes(routes!(certificates::show))
        .routes(routes!(certificates::pdf))
        .routes(routes!(reimbursements::estimate))
        .routes(routes!(reimbursements::file))
        .routes(routes!(job_loss::check))
        .routes(routes!(job_loss::file))
        .routes(routes!(job_loss::show))
        .routes(routes!(job_loss::confirm))
        .routes(routes!(job_loss::report))
        .routes(routes!(documents::begin))
        .routes(routes!(documents::show))
        .routes(routes!(documents::content))
        .routes(routes!(claims::list))
        .routes(routes!(claims::show))
        .routes(routes!(claims::letter))
        .routes(routes!(claims::answer))
        .routes(routes!(claims::contest))
        .routes(routes!(fund::profile))
        .routes(routes!(fund::verifier_profile))
        .routes(routes!(verification::trust))
        .routes(routes!(verification::status))
        .routes(routes!(references::show))
        .routes(routes!(pki::published))
        .routes(routes!(pki::timestamp))
        .routes(routes!(outbox::page))
        .routes(routes!(sign_up::start))
        .routes(routes!(sign_up::resend))
        .routes(routes!(sign_up::code))
        .routes(routes!(sign_up::password))
        .routes(routes!(recovery::ask))
        .routes(routes!(recovery::reset))
}

/// Pieces of documents are larger than words.
fn pieces() -> OpenApiRouter<Portal> {
    OpenApiRouter::new().routes(routes!(documents::piece))
}

/// What protects an account, and what is done with it only after a confirmation.
fn protected() -> OpenApiRouter<Portal> {
    OpenApiRouter::new()
        .routes(routes!(protection::ask_confirmation))
        .routes(routes!(protection::confirm))
        .routes(routes!(protection::show))
        .routes(routes!(
            protection::offer_authenticator,
            protection::confirm_authenticator,
            protection::remove_authenticator
        ))
        .routes(routes!(protection::renew_recovery_codes))
        .routes(routes!(protection::change_password))
        .routes(routes!(passkeys::start))
        .routes(routes!(passkeys::add))
        .routes(routes!(passkeys::remove))
        .routes(routes!(passkeys::start_sign_in))
        .routes(routes!(passkeys::sign_in))
        .routes(routes!(details::show, details::ask))
        .routes(routes!(details::prove))
        .routes(routes!(details::withdraw))
        .routes(routes!(my_file::journal))
        .routes(routes!(my_file::export))
}

/// The officers' console.
fn console() -> OpenApiRouter<Portal> {
    OpenApiRouter::new()
        .routes(routes!(office::session::sign_in, office::session::show, office::session::sign_out))
        .routes(routes!(office::session::offer, office::session::enrol))
        .routes(routes!(office::claims::queue))
        .routes(routes!(office::claims::show))
        .routes(routes!(office::claims::document))
        .routes(routes!(office::claims::step))
        .routes(routes!(office::claims::release_month))
        .routes(routes!(office::claims::disputes))
        .routes(routes!(office::claims::dispute_document))
        .routes(routes!(office::claims::answer_dispute))
        .routes(routes!(office::payments::list, office::payments::make))
        .routes(routes!(office::payments::show))
        .routes(routes!(office::payments::agree))
        .routes(routes!(office::payments::withdraw))
        .routes(routes!(office::payments::file))
        .routes(routes!(office::payments::settle))
        .routes(routes!(office::payments::give_back))
        .routes(routes!(office::accounts::search))
        .routes(routes!(office::accounts::ask_reset, office::accounts::resets))
        .routes(routes!(office::accounts::agree_to_reset))
        .routes(routes!(office::accounts::update_mobile))
        .routes(routes!(office::accounts::revoke))
}

/// What must answer under load as well.
fn operation() -> OpenApiRouter<Portal> {
    OpenApiRouter::new()
        .routes(routes!(operation::health))
        .routes(routes!(operation::metrics))
        .routes(routes!(operation::openapi))
}

/// The interface as an OpenAPI document.
pub fn openapi() -> utoipa::openapi::OpenApi {
    asked().merge(pieces()).merge(operation()).into_openapi()
}

/// The whole portal.
pub fn router(portal: Portal) -> Router {
    let guarded = |routes: OpenApiRouter<Portal>, most: usize| {
        routes.layer(
            ServiceBuilder::new()
                .layer(from_fn(guards::no_forgery))
                .layer(DefaultBodyLimit::max(most))
                .layer(from_fn_with_state(portal.clone(), guards::bounded)),
        )
    };
    // The body is read in the guard: each kind of route brings its own limit to it.
    let asked = guarded(asked(), limits::BODY_BYTES).merge(guarded(pieces(), limits::PIECE_BYTES));
    let (routes, _document) = asked.merge(operation()).split_for_parts();
    let around = ServiceBuilder::new()
        .layer(from_fn_with_state(portal.clone(), observe::observe))
        .layer(from_fn_with_state(portal.clone(), headers::harden))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn_with_state(portal.clone(), guards::right_host))
        .layer(
            CompressionLayer::new().compress_when(
                DefaultPredicate::new()
                    .and(NotForContentType::const_new("application/pdf"))
                    .and(NotForContentType::const_new("application/zip"))
                    .and(NotForContentType::const_new("application/cwt")),
            ),
        );
    routes.fallback(ui::serve).method_not_allowed_fallback(no_such_method).layer(around).with_state(portal)
}

async fn no_such_method() -> Response {
    Refusal::from(ErrorCode::NotFound).into_response()
}

/// The words of a panic may hold anything: they stay here. The hook has logged where it was.
fn panicked(_words: Box<dyn Any + Send + 'static>) -> Response {
    Refusal::internal(&"a handler panicked").into_response()
}

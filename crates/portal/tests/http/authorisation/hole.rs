//! A door before the portal that has a hole: at one route it looks up the object by its id alone, as a handler does that
//! forgot to ask whose it is. To the portal such a request comes from the owner, whoever sent it with a session.

use super::scene::Scene;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderName, header};
use axum::response::Response;
use std::net::SocketAddr;
use std::sync::Arc;
use tokio::net::TcpListener;

/// More than any answer of the table.
const MOST_BYTES: usize = 8 << 20;

struct Hole {
    http: reqwest::Client,
    inside: SocketAddr,
    /// Method and path of the route, with the owner's object in it.
    route: (String, String),
    /// The session that is another person's.
    other: String,
    /// The owner's.
    owner: String,
}

/// Opens a door whose `method` and `template` ask for no owner.
pub async fn without_owner_check(scene: &Scene, method: &str, template: &str) -> SocketAddr {
    let hole = Arc::new(Hole {
        http: reqwest::Client::new(),
        inside: scene.portal.address,
        route: (method.to_owned(), scene.path(template)),
        other: format!("Bearer {}", scene.other),
        owner: format!("Bearer {}", scene.owner),
    });
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let router = Router::new().fallback(pass).with_state(hole);
    tokio::spawn(async move { axum::serve(listener, router).await });
    address
}

async fn pass(State(hole): State<Arc<Hole>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let mut headers = parts.headers;
    let is_hole = hole.route.0 == parts.method.as_str() && hole.route.1 == parts.uri.path();
    let is_other =
        headers.get(header::AUTHORIZATION).is_some_and(|shown| shown.as_bytes() == hole.other.as_bytes());
    if is_hole && is_other {
        headers.insert(header::AUTHORIZATION, hole.owner.parse().unwrap());
    }
    // The connection's own.
    for name in [header::HOST, header::CONTENT_LENGTH, header::CONNECTION] {
        headers.remove(HeaderName::clone(&name));
    }
    let url = format!("http://localhost:{}{}", hole.inside.port(), parts.uri);
    let body = to_bytes(body, MOST_BYTES).await.unwrap();
    let answer = hole.http.request(parts.method, url).headers(headers).body(body).send().await.unwrap();
    let status = answer.status();
    let mut response = Response::new(Body::from(answer.bytes().await.unwrap()));
    *response.status_mut() = status;
    response
}

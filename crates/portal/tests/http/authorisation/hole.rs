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
    /// The header that carries a session.
    header: HeaderName,
    /// The session that is another's.
    other: String,
    /// The one it is taken for.
    owner: String,
}

/// Opens a door whose `method` and `template` ask for no owner.
pub async fn without_owner_check(scene: &Scene, method: &str, template: &str) -> SocketAddr {
    let bearer = |token: &str| format!("Bearer {token}");
    let sessions = [bearer(&scene.other), bearer(&scene.owner)];
    open_door(scene, (method, template), header::AUTHORIZATION, sessions).await
}

/// Opens a door whose `method` and `template` ask for no office.
pub async fn without_office_check(scene: &Scene, method: &str, template: &str) -> SocketAddr {
    let sessions = [scene.officer_elsewhere.clone(), scene.officer.clone()];
    open_door(scene, (method, template), header::COOKIE, sessions).await
}

async fn open_door(
    scene: &Scene,
    (method, template): (&str, &str),
    header: HeaderName,
    [other, owner]: [String; 2],
) -> SocketAddr {
    let path = scene.path(template);
    let path = path.split('?').next().unwrap_or_default().to_owned();
    let (http, inside) = (reqwest::Client::new(), scene.portal.address);
    let hole = Arc::new(Hole { http, inside, route: (method.to_owned(), path), header, other, owner });
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
    let is_other = headers.get(&hole.header).is_some_and(|shown| shown.as_bytes() == hole.other.as_bytes());
    if is_hole && is_other {
        headers.insert(hole.header.clone(), hole.owner.parse().unwrap());
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

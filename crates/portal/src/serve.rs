//! Listening: bounded connections, bounded patience with slow ones, and an end within ten seconds of being asked.

use crate::caller::Peer;
use crate::delivery::Delivery;
use crate::keys;
use crate::state::Portal;
use axum::Router;
use axum::body::Body;
use axum::response::Response;
use hyper::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::{Builder, Runtime};
use tokio::sync::Semaphore;
use tower::ServiceExt as _;

/// Connections open at a time; the next ones wait in the system's queue.
const CONNECTIONS: usize = 1_024;
/// Largest head of a request, bytes.
const HEAD_BYTES: usize = 16 * 1024;
/// Most headers of a request.
const HEADERS: usize = 64;

/// The threads that requests are answered on: half as many as the machine has processors. Hashes, pages and SQLite have
/// threads of their own, and an answer that comes from one of those would wake a second thread here, to see whether there
/// is more to do (decision 0031).
///
/// # Errors
/// The system's, when it gives no thread.
pub fn runtime() -> std::io::Result<Runtime> {
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    Builder::new_multi_thread().worker_threads(processors.div_ceil(2)).enable_all().build()
}

/// Serves and delivers messages until `stop` is ready; requests under way are finished.
pub async fn serve(listener: TcpListener, portal: Portal, stop: impl Future<Output = ()>) {
    let patience = portal.patience();
    let delivery = Delivery::start(&portal);
    let keys = keys::watch(portal.fund());
    let router = crate::routes::router(portal);
    let connections = Arc::new(Semaphore::new(CONNECTIONS));
    let open = GracefulShutdown::new();
    let mut stop = std::pin::pin!(stop);
    loop {
        let accepted = async {
            let place = Arc::clone(&connections).acquire_owned().await;
            (listener.accept().await, place)
        };
        let (accepted, place) = tokio::select! {
            () = &mut stop => break,
            next = accepted => next,
        };
        match accepted {
            Ok((stream, peer)) => {
                let answering = open.watch(answer(stream, Peer(peer.ip()), router.clone(), patience.head));
                tokio::spawn(async move {
                    // A connection cut short concerns the other end alone.
                    let _cut_short = answering.await;
                    drop(place);
                });
            }
            Err(error) => {
                tracing::warn!(%error, "a connection was not accepted");
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
    }
    drop(listener);
    keys.abort();
    let (answered, ()) =
        tokio::join!(tokio::time::timeout(patience.last, open.shutdown()), delivery.end(patience.last));
    if answered.is_err() {
        tracing::warn!("requests were still under way when the portal ended");
    }
}

/// What answers the requests of one connection.
trait Answering:
    Service<Request<Incoming>, Response = Response, Error = Infallible, Future: Send> + Send
{
}

impl<S: Service<Request<Incoming>, Response = Response, Error = Infallible, Future: Send> + Send> Answering
    for S
{
}

fn answer(
    stream: TcpStream,
    peer: Peer,
    router: Router,
    head_within: Duration,
) -> http1::Connection<TokioIo<TcpStream>, impl Answering> {
    let service = service_fn(move |request: Request<Incoming>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(peer);
        router.clone().oneshot(request)
    });
    // Small answers go out at once.
    let _works_without = stream.set_nodelay(true);
    http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(head_within)
        .max_headers(HEADERS)
        .max_header_size(HEAD_BYTES)
        .max_buf_size(HEAD_BYTES)
        .serve_connection(TokioIo::new(stream), service)
}

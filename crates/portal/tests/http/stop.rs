//! Ending: what is under way is answered, and the end comes within its time whatever the others do.

use crate::served::Served;
use damane_portal::{Patience, Placement};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

#[tokio::test]
async fn a_request_under_way_is_answered_and_new_connections_are_not_taken() {
    let mut portal = Served::start().await;
    let address = portal.address;
    let mut under_way = TcpStream::connect(address).await.unwrap();
    under_way
        .write_all(b"POST /v1/session HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n")
        .await
        .unwrap();
    tokio::time::sleep(Duration::from_millis(200)).await;
    portal.ask_to_stop();
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert!(TcpStream::connect(address).await.is_err(), "nothing new is taken");
    under_way.write_all(b"{}").await.unwrap();
    let mut answer = String::new();
    under_way.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 422"), "{answer}");
    tokio::time::timeout(Duration::from_secs(5), portal.stopped()).await.expect("then it ends");
}

#[tokio::test]
async fn a_request_without_end_does_not_keep_it_from_ending() {
    let default = Placement::default();
    let patience = Patience { last: Duration::from_millis(300), ..default.patience };
    let mut portal = Served::with(Placement { patience, ..default }, |_| {}).await;
    let mut endless = TcpStream::connect(portal.address).await.unwrap();
    endless
        .write_all(b"POST /v1/session HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n")
        .await
        .unwrap();
    tokio::time::sleep(Duration::from_millis(200)).await;
    let asked = Instant::now();
    portal.ask_to_stop();
    portal.stopped().await;
    assert!(asked.elapsed() < Duration::from_secs(3), "{:?}", asked.elapsed());
}

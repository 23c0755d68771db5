//! What every request may use: the fund, the counters, the gate, and the names the portal answers to.

use crate::delivery::Carriers;
use crate::metrics::Metrics;
use axum::http::{HeaderMap, header};
use damane_services::Fund;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;

/// How this portal stands in its network, and how much it takes on.
#[derive(Debug, Clone, Copy)]
pub struct Placement {
    /// A reverse proxy on this machine or network stands in front: it says who asks.
    pub behind_proxy: bool,
    /// Requests worked on at a time; more are answered *busy* before memory runs out.
    pub at_a_time: usize,
    /// How long the others are waited for.
    pub patience: Patience,
}

/// How long a portal waits.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// For a request's head, and for the next request on an open connection.
    pub head: Duration,
    /// For a request's body.
    pub body: Duration,
    /// For its own answer.
    pub answer: Duration,
    /// For the last answers, once asked to stop.
    pub last: Duration,
}

impl Default for Placement {
    fn default() -> Self {
        let [head, body, answer, last] = [15, 10, 15, 8].map(Duration::from_secs);
        Self { behind_proxy: false, at_a_time: 256, patience: Patience { head, body, answer, last } }
    }
}

/// Shared by all requests.
#[derive(Clone)]
pub struct Portal(Arc<Shared>);

struct Shared {
    fund: Arc<Fund>,
    metrics: Metrics,
    gate: Arc<Semaphore>,
    names: BTreeSet<String>,
    https: bool,
    openapi: String,
    placement: Placement,
    carriers: Carriers,
}

impl Portal {
    /// A portal of a fund whose messages nobody carries.
    pub fn new(fund: Arc<Fund>, placement: Placement) -> Self {
        Self::delivering(fund, placement, Carriers::default())
    }

    /// A portal of a fund that hands its messages to these carriers.
    pub fn delivering(fund: Arc<Fund>, placement: Placement, carriers: Carriers) -> Self {
        let profile = fund.profile();
        let (scheme, rest) = profile.portal_url.split_once("://").unwrap_or(("", ""));
        let own = rest.split('/').next().map(without_port).unwrap_or_default();
        let mut names: BTreeSet<String> = LOOPBACK.map(str::to_owned).into();
        names.extend([own.to_owned(), profile.verification_host.clone()]);
        let https = scheme == "https";
        let openapi = crate::routes::openapi().to_pretty_json().unwrap_or_default();
        let (metrics, gate) = (Metrics::default(), Arc::new(Semaphore::new(placement.at_a_time)));
        Self(Arc::new(Shared { fund, metrics, gate, names, https, openapi, placement, carriers }))
    }

    /// Who carries its messages.
    pub fn carriers(&self) -> &Carriers {
        &self.0.carriers
    }

    /// The fund.
    pub fn fund(&self) -> &Arc<Fund> {
        &self.0.fund
    }

    /// The counters.
    pub fn metrics(&self) -> &Metrics {
        &self.0.metrics
    }

    /// One permit for each request worked on.
    pub fn gate(&self) -> Arc<Semaphore> {
        Arc::clone(&self.0.gate)
    }

    /// The interface, as an OpenAPI document.
    pub fn openapi(&self) -> String {
        self.0.openapi.clone()
    }

    /// True when browsers reach the portal over TLS.
    pub fn is_https(&self) -> bool {
        self.0.https
    }

    /// True when a proxy says who asks.
    pub fn is_behind_proxy(&self) -> bool {
        self.0.placement.behind_proxy
    }

    /// How long the others are waited for.
    pub fn patience(&self) -> Patience {
        self.0.placement.patience
    }

    /// True for a host the portal answers to: another one is a rebound name or somebody else's.
    pub fn answers_to(&self, headers: &HeaderMap) -> bool {
        host(headers).is_some_and(|host| self.0.names.contains(without_port(host)))
    }

    /// True when the verification host was asked.
    pub fn is_verification_host(&self, headers: &HeaderMap) -> bool {
        host(headers).is_some_and(|host| without_port(host) == self.fund().profile().verification_host)
    }
}

const LOOPBACK: [&str; 3] = ["localhost", "127.0.0.1", "[::1]"];

/// True when this very machine was asked for by name, as its operator and its monitoring do.
pub fn is_loopback(headers: &HeaderMap) -> bool {
    host(headers).is_some_and(|host| LOOPBACK.contains(&without_port(host)))
}

/// The `Host` header.
pub fn host(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::HOST)?.to_str().ok()
}

fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    }
}

#[cfg(test)]
mod tests {
    use super::without_port;

    #[test]
    fn a_port_is_no_part_of_a_name() {
        let cases = [
            ("localhost:8440", "localhost"),
            ("[::1]:80", "[::1]"),
            ("[::1]", "[::1]"),
            ("a.example", "a.example"),
        ];
        for (host, name) in cases {
            assert_eq!(without_port(host), name);
        }
    }
}

//! Figures for the operator, in the text format of Prometheus (version 0.0.4). No person, no address, no free text:
//! the labels are the route's template, the method and the status; a message's template, its channel and what came of it.

use damane_services::Alarms;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Upper bounds of the latency buckets, milliseconds.
const BUCKETS: [u64; 9] = [5, 10, 25, 50, 100, 250, 1_000, 5_000, 15_000];

/// What was asked and what came of it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Label {
    route: String,
    method: &'static str,
    status: u16,
}

/// Messages of one kind that came to the same.
type MessageLabel = (&'static str, &'static str, &'static str);

#[derive(Debug, Default)]
struct Latency {
    buckets: [u64; BUCKETS.len()],
    micros: u64,
    count: u64,
}

/// Counters since the portal started.
#[derive(Debug, Default)]
pub struct Metrics {
    requests: Mutex<BTreeMap<Label, u64>>,
    latency: Mutex<BTreeMap<String, Latency>>,
    messages: Mutex<BTreeMap<MessageLabel, u64>>,
}

impl Metrics {
    /// Counts an answered request. `route` is a template of ours, never a path as asked.
    pub fn count(&self, method: &axum::http::Method, route: &str, status: u16, took: Duration) {
        let label = Label { route: route.to_owned(), method: bounded(method), status };
        *lock(&self.requests).entry(label).or_default() += 1;
        let mut all = lock(&self.latency);
        let latency = all.entry(route.to_owned()).or_default();
        latency.count += 1;
        latency.micros = latency.micros.saturating_add(u64::try_from(took.as_micros()).unwrap_or(u64::MAX));
        for (bucket, bound) in latency.buckets.iter_mut().zip(BUCKETS) {
            *bucket += u64::from(took <= Duration::from_millis(bound));
        }
    }

    /// Counts a message that was tried, by words of ours.
    pub fn count_message(&self, channel: &'static str, template: &'static str, outcome: &'static str) {
        *lock(&self.messages).entry((channel, template, outcome)).or_default() += 1;
    }

    /// The whole page.
    pub fn to_text(&self, alarms: Alarms) -> String {
        let requests = lock(&self.requests);
        let mut text = String::new();
        type_line(&mut text, "damane_requests_total", "counter", "Answered requests.");
        for (Label { route, method, status }, count) in requests.iter() {
            let labels = format!("route=\"{route}\",method=\"{method}\",status=\"{status}\"");
            line(&mut text, "damane_requests_total", &labels, count);
        }
        let refused =
            |label: &Label| label.route.starts_with("/v1/session") && matches!(label.status, 401 | 429);
        let issued = |label: &Label| {
            label.route == "/v1/certificates" && label.method == "POST" && label.status == 200
        };
        for (name, help, chosen) in [
            (
                "damane_sign_in_failures_total",
                "Refused passwords and codes.",
                &refused as &dyn Fn(&Label) -> bool,
            ),
            ("damane_certificates_issued_total", "Certificates issued, repeated requests included.", &issued),
        ] {
            let sum: u64 = requests.iter().filter(|(label, _)| chosen(label)).map(|(_, count)| count).sum();
            type_line(&mut text, name, "counter", help);
            line(&mut text, name, "", &sum);
        }
        drop(requests);
        for (name, help, count) in [
            (
                "damane_readings_stopped_total",
                "Sessions that read more than a person does.",
                alarms.readings_stopped,
            ),
            (
                "damane_canaries_read_total",
                "Readings of a made-up person's file: somebody looks where nobody should.",
                alarms.canaries_read,
            ),
            (
                "damane_papers_undated_total",
                "Papers that could not be dated when they were asked for.",
                alarms.papers_undated,
            ),
            (
                "damane_documents_infected_total",
                "Documents that the virus scanner found infected.",
                alarms.documents_infected,
            ),
            (
                "damane_documents_unscanned_total",
                "Times the virus scanner gave no word: documents wait meanwhile, nobody is shown them.",
                alarms.documents_unscanned,
            ),
        ] {
            type_line(&mut text, name, "counter", help);
            line(&mut text, name, "", &count);
        }
        self.write_messages(&mut text);
        self.write_latency(&mut text);
        text
    }

    fn write_messages(&self, text: &mut String) {
        type_line(
            text,
            "damane_messages_total",
            "counter",
            "Messages handed to their carriers, by what came of it.",
        );
        for ((channel, template, outcome), count) in lock(&self.messages).iter() {
            let labels = format!("channel=\"{channel}\",template=\"{template}\",outcome=\"{outcome}\"");
            line(text, "damane_messages_total", &labels, count);
        }
    }

    fn write_latency(&self, text: &mut String) {
        type_line(text, "damane_request_seconds", "histogram", "Time until the answer was ready.");
        for (route, latency) in lock(&self.latency).iter() {
            for (bucket, bound) in latency.buckets.iter().zip(BUCKETS) {
                let labels = format!("route=\"{route}\",le=\"{}\"", seconds(bound * 1_000));
                line(text, "damane_request_seconds_bucket", &labels, bucket);
            }
            line(
                text,
                "damane_request_seconds_bucket",
                &format!("route=\"{route}\",le=\"+Inf\""),
                &latency.count,
            );
            let label = format!("route=\"{route}\"");
            line(text, "damane_request_seconds_sum", &label, &seconds(latency.micros));
            line(text, "damane_request_seconds_count", &label, &latency.count);
        }
    }
}

/// A stranger may invent methods; a label may not grow with them.
fn bounded(method: &axum::http::Method) -> &'static str {
    ["GET", "POST", "DELETE", "HEAD", "OPTIONS", "PUT", "PATCH"]
        .into_iter()
        .find(|known| *known == method.as_str())
        .unwrap_or("OTHER")
}

fn seconds(micros: u64) -> String {
    format!("{}.{:06}", micros / 1_000_000, micros % 1_000_000)
}

fn type_line(text: &mut String, name: &str, kind: &str, help: &str) {
    // Writing to a String cannot fail.
    let _infallible = writeln!(text, "# HELP {name} {help}\n# TYPE {name} {kind}");
}

fn line(text: &mut String, name: &str, labels: &str, value: &dyn std::fmt::Display) {
    let labels = if labels.is_empty() { String::new() } else { format!("{{{labels}}}") };
    let _infallible = writeln!(text, "{name}{labels} {value}");
}

/// Counters stay usable after a panic elsewhere: an addition is never half done.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::Method;

    const NONE: Alarms = Alarms {
        readings_stopped: 0,
        canaries_read: 3,
        papers_undated: 1,
        documents_infected: 0,
        documents_unscanned: 0,
    };

    #[test]
    fn what_happened_is_counted_by_route_and_status() {
        let metrics = Metrics::default();
        metrics.count(&Method::POST, "/v1/session", 401, Duration::from_millis(7));
        metrics.count(&Method::POST, "/v1/session", 200, Duration::from_millis(80));
        metrics.count(&Method::POST, "/v1/certificates", 200, Duration::from_millis(30));
        let text = metrics.to_text(NONE);
        for expected in [
            "damane_requests_total{route=\"/v1/session\",method=\"POST\",status=\"401\"} 1",
            "damane_sign_in_failures_total 1",
            "damane_certificates_issued_total 1",
            "damane_request_seconds_bucket{route=\"/v1/session\",le=\"0.010000\"} 1",
            "damane_request_seconds_bucket{route=\"/v1/session\",le=\"+Inf\"} 2",
            "damane_canaries_read_total 3",
            "damane_request_seconds_sum{route=\"/v1/session\"} 0.087000",
        ] {
            assert!(text.lines().any(|line| line == expected), "{expected}\n{text}");
        }
    }

    #[test]
    fn messages_are_counted_by_what_came_of_them() {
        let metrics = Metrics::default();
        metrics.count_message("sms", "sign_in_code", "sent");
        metrics.count_message("sms", "sign_in_code", "sent");
        metrics.count_message("email", "password_changed", "put_off");
        let text = metrics.to_text(NONE);
        let sent = "damane_messages_total{channel=\"sms\",template=\"sign_in_code\",outcome=\"sent\"} 2";
        assert!(text.lines().any(|line| line == sent), "{text}");
        assert!(text.contains("template=\"password_changed\",outcome=\"put_off\"} 1"), "{text}");
    }

    #[test]
    fn an_invented_method_makes_no_label_of_its_own() {
        let metrics = Metrics::default();
        for name in ["BREW", "PROPFIND"] {
            metrics.count(&Method::from_bytes(name.as_bytes()).unwrap(), "ui", 405, Duration::ZERO);
        }
        assert!(
            metrics
                .to_text(NONE)
                .contains("damane_requests_total{route=\"ui\",method=\"OTHER\",status=\"405\"} 2")
        );
    }
}

//! Asks every operation of the table as everyone, and says what was answered that should not have been.

use super::Line;
use super::asker::Asker;
use super::scene::Scene;
use reqwest::Method;
use std::fmt;
use std::net::SocketAddr;

/// One answer that is not what the table says.
#[derive(Debug, PartialEq, Eq)]
pub struct Finding {
    /// Method and path as they stand in the table.
    pub operation: String,
    asker: Asker,
    what: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} by {:?}: {}", self.operation, self.asker, self.what)
    }
}

/// Asks at `door`, which is the portal's own or one before it.
pub async fn judge(scene: &Scene, table: &[Line], door: SocketAddr) -> Vec<Finding> {
    let mut findings = Vec::new();
    for line in table {
        for asker in Asker::ALL {
            findings.extend(ask(scene, line, asker, door).await);
        }
    }
    findings
}

async fn ask(scene: &Scene, line: &Line, asker: Asker, door: SocketAddr) -> Option<Finding> {
    let (method, template, statuses) = line;
    let url = format!("http://localhost:{}{}", door.port(), scene.path(template));
    let mut request = scene.portal.http.request(method.parse::<Method>().unwrap(), url);
    if let Some(body) = scene.body(method, template) {
        request = request.header("Idempotency-Key", "table-2").json(&body);
    }
    let answer = asker.show(scene, request).send().await.unwrap();
    let (status, expected) = (answer.status().as_u16(), statuses[asker.column()]);
    let text = String::from_utf8_lossy(&answer.bytes().await.unwrap()).into_owned();
    // The outbox of a demonstration is everyone's, and shows every message.
    let on_duty = asker == Asker::Officer && template.starts_with("/v1/office/");
    let looked_up = asker == Asker::OfficerElsewhere && *template == "/v1/office/people";
    let is_private = asker != Asker::Owner && *template != "/outbox" && !on_duty && !looked_up;
    let mark = scene.mark_in(&text).filter(|_| is_private);
    let what = match (status == expected, mark) {
        (true, None) => return None,
        (false, _) => format!("{status} for {expected}"),
        (true, Some(mark)) => format!("it shows {mark}"),
    };
    Some(Finding { operation: format!("{method} {template}"), asker, what })
}

//! A person's claims in an export: what they filled in, where each stands, what they were told, what was granted.

use crate::claims::{ClaimFile, ClaimNews};
use crate::error::ServiceError;
use crate::fund::Fund;
use crate::sessions::Session;
use damane_storage::claims as kept;
use serde_json::{Value, json};

/// Claims taken along, the newest first.
const CLAIMS: u32 = 1_000;

/// What a claim's owner is told. What officers settle among themselves is left out, as on the claim's page.
const TOLD: [&str; 13] = [
    "received",
    "taken",
    "documents_asked",
    "answered",
    "accepted",
    "paid",
    "payment_returned",
    "rejected",
    "upheld",
    "contested",
    "month_confirmed",
    "month_released",
    "work_reported",
];

impl Fund {
    pub(super) async fn claims_for_export(&self, session: &Session) -> Result<Vec<ClaimFile>, ServiceError> {
        let mut reader = self.store().read().await?;
        let mut claims = Vec::new();
        for record in kept::find_claims(&mut reader, session.person, CLAIMS).await? {
            claims.push(self.claim_file(&mut reader, &record).await?);
        }
        Ok(claims)
    }
}

/// A whole claim. Its decision is told line by line once it was agreed to, and no proposal before.
pub fn claim(file: &ClaimFile) -> Value {
    let summary = &file.summary;
    let care = summary.care.as_ref();
    let documents = file.documents.iter().map(|document| {
        json!({
            "id": document.id,
            "kind": document.kind.code(),
            "media": document.media,
            "bytes": document.bytes,
            "added_at": document.added_at.to_rfc3339(),
        })
    });
    json!({
        "id": summary.id,
        "reference": summary.reference,
        "kind": summary.kind.code(),
        "status": summary.claim.state.status().code(),
        "submitted_at": summary.submitted_at.to_rfc3339(),
        "changed_at": summary.changed_at.to_rfc3339(),
        "paid_centimes": summary.claim.paid.as_centimes(),
        "granted_centimes": care.and_then(|care| care.granted).map(|granted| granted.as_centimes()),
        "granted_lines": care.and_then(|care| care.decided.as_ref()),
        "form": as_kept(&file.form),
        "events": file.news.iter().filter(|news| TOLD.contains(&news.step.as_str())).map(event).collect::<Value>(),
        "documents": documents.collect::<Value>(),
    })
}

fn event(news: &ClaimNews) -> Value {
    json!({
        "at": news.at.to_rfc3339(),
        "by": if news.by_officer { "officer" } else { "myself" },
        "step": news.step,
        "detail": as_kept(&news.detail),
        "words": news.words,
    })
}

/// JSON as it is kept; a text of another shape as the text it is.
fn as_kept(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|_| Value::from(text))
}

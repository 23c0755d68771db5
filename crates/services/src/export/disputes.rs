//! What a person said is wrong with their career, and the documents they gave with it, for an export.

use super::Member;
use crate::error::ServiceError;
use crate::fund::Fund;
use crate::sessions::Session;
use damane_domain::career::Dispute;
use damane_storage::claims::{self, DocumentRecord};
use damane_storage::disputes;
use serde_json::{Value, json};

impl Fund {
    /// `disputes.json`, and the documents the newest disputes came with.
    pub(super) async fn disputes_of(
        &self,
        session: &Session,
        left: &mut i64,
    ) -> Result<Vec<Member>, ServiceError> {
        let mut reader = self.store().read().await?;
        let mut kept = Vec::new();
        for dispute in disputes::find_disputes(&mut reader, session.person).await? {
            let documents = claims::find_documents_of_dispute(&mut reader, session.person, &dispute).await?;
            kept.push((dispute, documents));
        }
        drop(reader);
        kept.sort_by_key(|(dispute, _)| std::cmp::Reverse(dispute.made_at));
        let (mut told, mut members) = (Vec::new(), Vec::new());
        for (dispute, documents) in &kept {
            let mut papers = Vec::new();
            for record in documents {
                let member = self.take_along("disputes", record, left).await?;
                papers.push(document(record, member.as_ref().map(|(name, _)| name.as_str())));
                members.extend(member);
            }
            told.push(line(dispute, papers));
        }
        let text =
            serde_json::to_vec_pretty(&told).map_err(|error| ServiceError::internal("export", error))?;
        members.push(("disputes.json".to_owned(), text));
        Ok(members)
    }

    /// Nothing when there is no room left for it, or when it is known by now to be infected.
    pub(super) async fn take_along(
        &self,
        folder: &str,
        record: &DocumentRecord,
        left: &mut i64,
    ) -> Result<Option<Member>, ServiceError> {
        if record.bytes > *left {
            return Ok(None);
        }
        *left -= record.bytes;
        match self.opened(record).await {
            Ok(opened) => Ok(Some((file_name(folder, record), opened.bytes.to_vec()))),
            Err(ServiceError::NotFound) => Ok(None),
            Err(error) => Err(error),
        }
    }
}

fn line(dispute: &Dispute, documents: Vec<Value>) -> Value {
    let employer = if dispute.employer == 0 { String::new() } else { format!("{:07}", dispute.employer) };
    json!({
        "month": dispute.month.to_string(),
        "employer": employer,
        "reason": dispute.reason.code(),
        "note": dispute.note,
        "made_at": dispute.made_at.to_rfc3339(),
        "answer": dispute.answer.map(|(answer, _)| answer.code()),
        "answered_at": dispute.answer.map(|(_, at)| at.to_rfc3339()),
        "words": dispute.words,
        "reopened_by": dispute.reopened.map(|(why, _)| why.code()),
        "reopened_at": dispute.reopened.map(|(_, at)| at.to_rfc3339()),
        "documents": documents,
    })
}

pub(super) fn document(record: &DocumentRecord, file: Option<&str>) -> Value {
    json!({
        "id": record.id.to_string(),
        "kind": record.kind.code(),
        "media": record.media,
        "bytes": record.bytes,
        "added_at": record.added_at.to_rfc3339(),
        "file": file,
    })
}

fn file_name(folder: &str, record: &DocumentRecord) -> String {
    let ending = match record.media.as_str() {
        "application/pdf" => "pdf",
        "image/png" => "png",
        _ => "jpg",
    };
    format!("{folder}/{}.{ending}", record.id)
}

//! What others signed for a certificate's paper: kept once, so that the paper is the same each time it is drawn.

use crate::engine::Connection;
use crate::error::StorageError;
use crate::transaction::Tx;
use damane_domain::ids::CertificateId;
use damane_domain::time::Timestamp;
use sqlx::Row;

/// The digest a piece of evidence is kept under (SHA-256).
pub type EvidenceDigest = [u8; 32];

/// How a paper was sealed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaperSeal {
    /// Its level, in the words of the room above.
    pub level: String,
    /// The signature of its seal, r‖s.
    pub signature: [u8; 64],
    /// The timestamp of that signature.
    pub signature_token: Option<Vec<u8>>,
    /// The timestamp of the whole paper.
    pub archive_token: Option<Vec<u8>>,
    /// What is embedded, in its order.
    pub evidence: Vec<EvidenceDigest>,
    /// Sealed at.
    pub sealed_at: Timestamp,
}

/// A piece of evidence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// What it is, in the words of the room above.
    pub kind: String,
    /// Its bytes.
    pub content: Vec<u8>,
}

/// How a certificate's paper was sealed.
///
/// # Errors
/// The engine's failure.
pub async fn find_seal(
    connection: &mut Connection,
    certificate: &CertificateId,
) -> Result<Option<PaperSeal>, StorageError> {
    let query = "SELECT level, signature, signature_token, archive_token, evidence, sealed_at FROM paper_seals \
                 WHERE certificate = $1";
    let Some(row) = sqlx::query(query).bind(&certificate.0[..]).fetch_optional(connection).await? else {
        return Ok(None);
    };
    let damaged = |column| move |_| StorageError::Damaged(column);
    let signature: Vec<u8> = row.try_get(1)?;
    let evidence: Vec<u8> = row.try_get(4)?;
    let (digests, rest) = evidence.as_chunks::<32>();
    if !rest.is_empty() {
        return Err(StorageError::Damaged("evidence"));
    }
    Ok(Some(PaperSeal {
        level: row.try_get(0)?,
        signature: signature.try_into().map_err(damaged("signature"))?,
        signature_token: row.try_get(2)?,
        archive_token: row.try_get(3)?,
        evidence: digests.to_vec(),
        sealed_at: Timestamp::from_micros(row.try_get(5)?),
    }))
}

/// Keeps how a paper was sealed, in the place of what was kept before; unless somebody else was faster: what was kept
/// before must be what the caller knew. False then.
///
/// # Errors
/// The engine's failure.
pub async fn keep_seal(
    tx: &mut Tx,
    certificate: &CertificateId,
    known: Option<&[u8; 64]>,
    seal: &PaperSeal,
) -> Result<bool, StorageError> {
    let insert = "INSERT INTO paper_seals (certificate, level, signature, signature_token, archive_token, evidence, \
                  sealed_at) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (certificate) DO NOTHING";
    let update = "UPDATE paper_seals SET level = $2, signature = $3, signature_token = $4, archive_token = $5, \
                  evidence = $6, sealed_at = $7 WHERE certificate = $1 AND signature = $8";
    let query = sqlx::query(if known.is_some() { update } else { insert })
        .bind(&certificate.0[..])
        .bind(seal.level.as_str())
        .bind(&seal.signature[..])
        .bind(seal.signature_token.as_deref())
        .bind(seal.archive_token.as_deref())
        .bind(seal.evidence.concat())
        .bind(seal.sealed_at.as_micros());
    let query = match known {
        Some(known) => query.bind(&known[..]),
        None => query,
    };
    Ok(query.execute(&mut **tx).await?.rows_affected() > 0)
}

/// Keeps a piece of evidence under its digest.
///
/// # Errors
/// The engine's failure.
pub async fn keep_piece(tx: &mut Tx, digest: &EvidenceDigest, piece: &Piece) -> Result<(), StorageError> {
    let query =
        "INSERT INTO paper_evidence (digest, kind, content) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
    sqlx::query(query)
        .bind(&digest[..])
        .bind(piece.kind.as_str())
        .bind(piece.content.as_slice())
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// A piece of evidence.
///
/// # Errors
/// The engine's failure.
pub async fn find_piece(
    connection: &mut Connection,
    digest: &EvidenceDigest,
) -> Result<Option<Piece>, StorageError> {
    let query = sqlx::query("SELECT kind, content FROM paper_evidence WHERE digest = $1");
    let row = query.bind(&digest[..]).fetch_optional(connection).await?;
    row.map(|row| Ok(Piece { kind: row.try_get(0)?, content: row.try_get(1)? })).transpose()
}

//! Sealing a page at the fund's level (decision 0016): signed at once; dated and provided with evidence when that can be
//! had; the same bytes ever after, because what others signed is kept with the record.

use super::Drawn;
use super::evidence::pieces_of;
use crate::costly::Place;
use crate::error::ServiceError;
use crate::fund::Fund;
use crate::keys::SealingIdentity;
use crate::outside::Unanswered;
use crate::secrets::make_bytes;
use crate::settings::{SealLevel, WhenDown};
use crate::transaction::transaction;
use damane_document::seal::{Archive, Evidence, Prepared, add_evidence, signature_imprint};
use damane_document::timestamp::{Query, Token};
use damane_document::x509::Certificate;
use damane_domain::ids::CertificateId;
use damane_domain::time::Timestamp;
use damane_storage::Tx;
use damane_storage::papers::{self, PaperSeal, Piece};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

/// How long others may take in all: a request is answered within fifteen seconds.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long others are left in peace after they failed, seconds: papers are handed out at once meanwhile.
const REST_SECONDS: u32 = 30;
/// How far a timestamp may be from this machine's clock, seconds.
const CLOCKS_APART: i64 = 300;

/// Until when others are left in peace.
#[derive(Default)]
pub struct Rest(AtomicI64);

impl Rest {
    fn lasts(&self, now: Timestamp) -> bool {
        now.seconds() < self.0.load(Ordering::Relaxed)
    }

    fn begin(&self, now: Timestamp) {
        self.0.store(now.plus_seconds(i64::from(REST_SECONDS)).seconds(), Ordering::Relaxed);
    }
}

/// A page that is signed and no more.
pub(super) struct Signed {
    prepared: Prepared,
    signature: [u8; 64],
}

/// A paper with what others signed for it.
struct Raised {
    bytes: Vec<u8>,
    seal: PaperSeal,
    pieces: Vec<([u8; 32], Piece)>,
}

fn failed(error: impl std::fmt::Display) -> ServiceError {
    ServiceError::internal("seal of a page", error)
}

fn unanswered(error: impl std::fmt::Display) -> Unanswered {
    Unanswered(error.to_string())
}

impl Fund {
    /// Seals what `draw` draws, as of the day of issue.
    pub(super) async fn seal_paper(
        &self,
        place: Place,
        certificate: CertificateId,
        issued_at: Timestamp,
        identity: Arc<SealingIdentity>,
        draw: impl FnOnce() -> Result<Vec<u8>, ServiceError> + Send + 'static,
    ) -> Result<Drawn, ServiceError> {
        let mut reader = self.store().read().await?;
        let kept = papers::find_seal(&mut reader, &certificate).await?;
        drop(reader);
        let wanted = self.level_with(&identity);
        let is_dated = kept.as_ref().is_some_and(|kept| kept.signature_token.is_some());
        let with_timestamp = is_dated || wanted > SealLevel::BB;
        let known = kept.as_ref().map(|kept| kept.signature);
        let sign = {
            let identity = Arc::clone(&identity);
            move || sign(&draw()?, &identity, issued_at, with_timestamp, known)
        };
        let signed = place.run(sign).await??;
        let kept = kept.filter(|kept| kept.signature == signed.signature);
        if let (Some(kept), true) = (&kept, is_dated)
            && let Some(bytes) = self.assemble(&signed, kept).await?
        {
            return Ok(Drawn { bytes, is_final: true });
        }
        if wanted == SealLevel::BB {
            if kept.is_none() {
                let seal = bare(&signed, self.now());
                self.keep(&certificate, known.as_ref(), &seal, &[]).await?;
            }
            let bytes = signed.prepared.finish(&signed.signature, None).map_err(failed)?;
            return Ok(Drawn { bytes, is_final: true });
        }
        self.raise_or_not(certificate, known, signed, &identity, wanted).await
    }

    /// What the settings ask for, as long as a date says anything of the sealing certificate.
    fn level_with(&self, identity: &SealingIdentity) -> SealLevel {
        let now = self.now();
        let holds = identity.chain.first().and_then(|own| Certificate::read(own).ok());
        match holds.is_some_and(|own| own.validity.covers(now)) {
            true => self.seal_settings().level,
            false => SealLevel::BB,
        }
    }

    /// Asks others; when they fail, the paper goes out without them or waits, as the settings say.
    async fn raise_or_not(
        &self,
        certificate: CertificateId,
        known: Option<[u8; 64]>,
        signed: Signed,
        identity: &SealingIdentity,
        wanted: SealLevel,
    ) -> Result<Drawn, ServiceError> {
        let now = self.now();
        if self.papers().rest.lasts(now) {
            return self.hand_out_undated(certificate, known, signed).await;
        }
        let raising = tokio::time::timeout(PATIENCE, self.raise(&signed, identity, wanted)).await;
        match raising.unwrap_or_else(|_| Err(unanswered("slow"))) {
            Ok(raised) => self.keep_raised(certificate, known, &signed, raised).await,
            Err(why) => {
                self.papers().rest.begin(now);
                if let Some(outside) = self.outside() {
                    outside.report(&why);
                }
                self.hand_out_undated(certificate, known, signed).await
            }
        }
    }

    /// Whether a paper that is sealed now is dated by others as well.
    pub(super) fn is_dated_with(&self, identity: &SealingIdentity) -> bool {
        self.level_with(identity) > SealLevel::BB
    }

    /// The bytes of a paper that is not kept: with what others sign for it when they answer, else as the settings say.
    pub(super) async fn finish_once(
        &self,
        signed: &Signed,
        identity: &SealingIdentity,
    ) -> Result<Vec<u8>, ServiceError> {
        let (now, wanted) = (self.now(), self.level_with(identity));
        if wanted > SealLevel::BB {
            if !self.papers().rest.lasts(now) {
                let raising = tokio::time::timeout(PATIENCE, self.raise(signed, identity, wanted)).await;
                match raising.unwrap_or_else(|_| Err(unanswered("slow"))) {
                    Ok(raised) => return Ok(raised.bytes),
                    Err(why) => {
                        self.papers().rest.begin(now);
                        if let Some(outside) = self.outside() {
                            outside.report(&why);
                        }
                    }
                }
            }
            self.papers().undated.fetch_add(1, Ordering::Relaxed);
            if self.seal_settings().when_down == WhenDown::Wait {
                return Err(ServiceError::Busy { retry_after: REST_SECONDS });
            }
        }
        signed.prepared.clone().finish(&signed.signature, None).map_err(failed)
    }

    async fn hand_out_undated(
        &self,
        certificate: CertificateId,
        known: Option<[u8; 64]>,
        signed: Signed,
    ) -> Result<Drawn, ServiceError> {
        self.papers().undated.fetch_add(1, Ordering::Relaxed);
        if self.seal_settings().when_down == WhenDown::Wait {
            return Err(ServiceError::Busy { retry_after: REST_SECONDS });
        }
        if known != Some(signed.signature) {
            self.keep(&certificate, known.as_ref(), &bare(&signed, self.now()), &[]).await?;
        }
        let bytes = signed.prepared.finish(&signed.signature, None).map_err(failed)?;
        Ok(Drawn { bytes, is_final: false })
    }

    async fn keep_raised(
        &self,
        certificate: CertificateId,
        known: Option<[u8; 64]>,
        signed: &Signed,
        raised: Raised,
    ) -> Result<Drawn, ServiceError> {
        if self.keep(&certificate, known.as_ref(), &raised.seal, &raised.pieces).await? {
            return Ok(Drawn { bytes: raised.bytes, is_final: true });
        }
        // Somebody else drew it meanwhile: theirs counts.
        let mut reader = self.store().read().await?;
        let kept = papers::find_seal(&mut reader, &certificate).await?;
        drop(reader);
        let bytes = match kept {
            Some(kept) => self.assemble(signed, &kept).await?,
            None => None,
        };
        Ok(Drawn { bytes: bytes.ok_or(ServiceError::Busy { retry_after: 1 })?, is_final: true })
    }

    /// The timestamps and the evidence, or none of it.
    async fn raise(
        &self,
        signed: &Signed,
        identity: &SealingIdentity,
        wanted: SealLevel,
    ) -> Result<Raised, Unanswered> {
        let dated = self.date(signature_imprint(&signed.signature)).await?;
        let token = &dated.token;
        let bytes = signed.prepared.clone().finish(&signed.signature, Some(token)).map_err(unanswered)?;
        let mut raised = Raised {
            bytes,
            seal: PaperSeal {
                level: wanted.code().to_owned(),
                signature: signed.signature,
                signature_token: Some(token.as_bytes().to_vec()),
                archive_token: None,
                evidence: Vec::new(),
                sealed_at: self.now(),
            },
            pieces: Vec::new(),
        };
        if wanted >= SealLevel::BLt {
            let evidence = self.gather_evidence(&identity.chain, &dated.path).await?;
            raised.bytes = add_evidence(&raised.bytes, &evidence).map_err(unanswered)?;
            raised.pieces = pieces_of(&evidence);
            raised.seal.evidence = raised.pieces.iter().map(|(digest, _)| *digest).collect();
        }
        if wanted >= SealLevel::BLta {
            let archive = Archive::new(&raised.bytes, token).map_err(unanswered)?;
            let whole = self.date(archive.imprint()).await?.token;
            raised.seal.archive_token = Some(whole.as_bytes().to_vec());
            raised.bytes = archive.finish(&whole).map_err(unanswered)?;
        }
        Ok(raised)
    }

    /// A token of this digest from an authority that is trusted, by a clock that agrees with ours.
    async fn date(&self, imprint: [u8; 32]) -> Result<Dated, Unanswered> {
        let query = Query::new(imprint, make_bytes(self.chance()));
        let asked = query.to_bytes();
        let (answer, at_hand) = match (&self.seal_settings().tsa, self.outside()) {
            (Some(tsa), Some(outside)) => (outside.ask_timestamp(&asked).await?, tsa.certificates.clone()),
            (Some(_), None) => return Err(unanswered("nobody asks")),
            (None, _) => (self.answer_timestamp(&asked).map_err(unanswered)?, self.own_certificates()),
        };
        let token = query.read_answer(&answer).map_err(unanswered)?;
        let path = token.path(&at_hand);
        if !path.last().is_some_and(|root| at_hand.contains(root) && is_root(root)) {
            return Err(unanswered("the timestamp authority leads to no root that is trusted"));
        }
        let apart = (token.time().seconds() - self.now().seconds()).abs();
        if apart > CLOCKS_APART {
            return Err(unanswered(format!("the timestamp is {apart} s from this machine's clock")));
        }
        Ok(Dated { token, path })
    }

    /// The paper of a kept seal, if the kept tokens are of this page: another release may have drawn another one.
    async fn assemble(&self, signed: &Signed, kept: &PaperSeal) -> Result<Option<Vec<u8>>, ServiceError> {
        let level = SealLevel::from_code(&kept.level).ok_or_else(|| failed("an unknown level is kept"))?;
        let mut evidence = Evidence::default();
        let mut reader = self.store().read().await?;
        for digest in &kept.evidence {
            let piece = papers::find_piece(&mut reader, digest).await?;
            super::evidence::put(&mut evidence, piece.ok_or_else(|| failed("a piece of evidence is gone"))?)?;
        }
        Ok(assemble(signed, kept, level, &evidence))
    }

    async fn keep(
        &self,
        certificate: &CertificateId,
        known: Option<&[u8; 64]>,
        seal: &PaperSeal,
        pieces: &[([u8; 32], Piece)],
    ) -> Result<bool, ServiceError> {
        transaction!(self.store(), |tx| keep(tx, certificate, known, seal, pieces))
    }
}

/// A token, and its authority's path up to a root.
struct Dated {
    token: Token,
    path: Vec<Vec<u8>>,
}

pub(super) fn is_root(der: &[u8]) -> bool {
    Certificate::read(der).is_ok_and(|read| read.is_self_issued())
}

fn bare(signed: &Signed, at: Timestamp) -> PaperSeal {
    PaperSeal {
        level: SealLevel::BB.code().to_owned(),
        signature: signed.signature,
        signature_token: None,
        archive_token: None,
        evidence: Vec::new(),
        sealed_at: at,
    }
}

/// Signs, unless the kept signature is of this very page: not every key signs the same twice.
pub(super) fn sign(
    unsealed: &[u8],
    identity: &SealingIdentity,
    issued_at: Timestamp,
    with_timestamp: bool,
    known: Option<[u8; 64]>,
) -> Result<Signed, ServiceError> {
    let prepared = Prepared::new(unsealed, &identity.chain, issued_at, with_timestamp).map_err(failed)?;
    if prepared.key != identity.signer.public_key() {
        return Err(failed("the certificate is not the sealing key's"));
    }
    let signature = match known.filter(|known| prepared.is_signed(known)) {
        Some(known) => known,
        None => identity.signer.sign(&prepared.to_be_signed()).map_err(failed)?,
    };
    Ok(Signed { prepared, signature })
}

fn assemble(signed: &Signed, kept: &PaperSeal, level: SealLevel, evidence: &Evidence) -> Option<Vec<u8>> {
    let token = Token::read(kept.signature_token.as_ref()?, &signature_imprint(&signed.signature)).ok()?;
    let mut bytes = signed.prepared.clone().finish(&signed.signature, Some(&token)).ok()?;
    if level >= SealLevel::BLt {
        bytes = add_evidence(&bytes, evidence).ok()?;
    }
    if level >= SealLevel::BLta {
        let archive = Archive::new(&bytes, &token).ok()?;
        let whole = Token::read(kept.archive_token.as_ref()?, &archive.imprint()).ok()?;
        bytes = archive.finish(&whole).ok()?;
    }
    Some(bytes)
}

async fn keep(
    tx: &mut Tx,
    certificate: &CertificateId,
    known: Option<&[u8; 64]>,
    seal: &PaperSeal,
    pieces: &[([u8; 32], Piece)],
) -> Result<bool, ServiceError> {
    for (digest, piece) in pieces {
        papers::keep_piece(tx, digest, piece).await?;
    }
    Ok(papers::keep_seal(tx, certificate, known, seal).await?)
}

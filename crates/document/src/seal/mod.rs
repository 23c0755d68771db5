//! Sealing a composed page (feature `seal`): PAdES baseline B-B, B-T, B-LT and B-LTA (EN 319 142-1 §6), certified with
//! DocMDP P = 1.
//!
//! The page's bytes stay as they are; up to three revisions follow them (ISO 32000-1 §7.5.6), each one pass over our
//! own layout, with a plain table and a trailer of `/Size /Prev /Root /Info /ID`. A reader may allow exactly these objects:
//!
//! **Revision 1, the seal** ([`Prepared`]). Written again: the catalogue (gains `/AcroForm << /Fields [F] /SigFlags 3 >>`
//! and `/Perms << /DocMDP S >>`), the first page (gains `/Annots [F]` and `/Tabs /S`), the tag tree's root and top element.
//! New, in this order of numbers: S the seal (`/ETSI.CAdES.detached`), F its field and widget, its empty appearance, its
//! tag. For B-T the seal's CMS holds one unsigned attribute, the signature's timestamp (EN 319 122-1 §5.3).
//!
//! **Revision 2, the evidence** ([`add_evidence`], B-LT; EN 319 142-1 §5.4.2). Written again: the catalogue, which gains
//! at its end `/DSS D` and `/Extensions << /ESIC << /BaseVersion /1.7 /ExtensionLevel 1 >> >>`, nothing else. New, in this
//! order of numbers: D `<< /Type /DSS /Certs […] /CRLs […] /OCSPs […] >>` (an empty list is left out; no `/VRI`), then
//! one stream `<< /Length n >>` for each of them, in the order of the lists.
//!
//! **Revision 3, the document timestamp** ([`Archive`], B-LTA; EN 319 142-1 §5.4.3). Written again: the catalogue (its
//! `/Fields` gains T at the end) and the first page (its `/Annots` gains T at the end), nothing else. New, in this order of
//! numbers: the timestamp `<< /Type /DocTimeStamp /Filter /Adobe.PPKLite /SubFilter /ETSI.RFC3161 /ByteRange […]
//! /Contents <…> >>`, and T, its field and widget: `/T (Timestamp)`, flags 132, `/Rect` off the page, no appearance.

mod archive;
mod certified;
mod evidence;
mod revision;

pub use archive::Archive;
pub use evidence::{Evidence, add_evidence};

use crate::cms;
use crate::der::NotDer;
use crate::der::{Reader, sequence, tag, value};
use crate::oid;
use crate::pdf::{File, NotPdf};
use crate::timestamp::Token;
use crate::x509::Certificate;
use damane_credential::Signer;
use damane_domain::time::Timestamp;
use revision::Revision;

/// Who seals.
pub struct SealIdentity<'a> {
    /// X.509 certificates in DER: the sealing key's own, then those above it, without the root.
    pub chain: Vec<Vec<u8>>,
    /// The sealing key.
    pub signer: &'a dyn Signer,
}

/// Why nothing was sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// The bytes are not a page as this crate composes it.
    #[error("not a composed page, or one that is sealed already")]
    Layout,
    /// No certificate, or not one of the sealing key.
    #[error("the certificate is not the sealing key's")]
    Certificate,
    /// The timestamp is longer than the room left for it, or of something else.
    #[error("the timestamp does not fit the seal")]
    Timestamp,
    /// The key did not sign.
    #[error(transparent)]
    Key(#[from] damane_credential::SealError),
}

impl From<NotPdf> for SealError {
    fn from(_: NotPdf) -> Self {
        Self::Layout
    }
}

impl From<NotDer> for SealError {
    fn from(_: NotDer) -> Self {
        Self::Certificate
    }
}

/// Longest DER of an ECDSA P-256 signature.
const MAX_SIGNATURE: usize = 72;
/// Longest timestamp token a seal has room for, bytes. Those of public authorities, certificates included, are of 2 to
/// 7 kB.
pub const TOKEN_ROOM: usize = 8 * 1024;

/// Seals a page [`crate::compose`] made, at level B-B. With a deterministic key the same input gives the same bytes.
///
/// # Errors
/// [`SealError`] when the page, the certificate or the key is not fit for it.
pub fn seal(unsealed: &[u8], identity: &SealIdentity<'_>, at: Timestamp) -> Result<Vec<u8>, SealError> {
    let prepared = Prepared::new(unsealed, &identity.chain, at, false)?;
    if prepared.key != identity.signer.public_key() {
        return Err(SealError::Certificate);
    }
    let signature = identity.signer.sign(&prepared.to_be_signed())?;
    prepared.finish(&signature, None)
}

/// A page with its first revision, but for the signature: one may come from a token of another machine, or from a
/// record that kept it.
#[derive(Clone)]
pub struct Prepared {
    revision: Revision,
    chain: Vec<Vec<u8>>,
    /// The key that has to sign.
    pub key: damane_credential::PublicKey,
    digest: cms::Digest,
}

impl Prepared {
    /// Prepares a page to be sealed by the key of the first certificate, with or without room for a timestamp.
    ///
    /// # Errors
    /// [`SealError::Layout`], [`SealError::Certificate`].
    pub fn new(
        unsealed: &[u8],
        chain: &[Vec<u8>],
        at: Timestamp,
        with_timestamp: bool,
    ) -> Result<Self, SealError> {
        let leaf = Certificate::read(chain.first().ok_or(SealError::Certificate)?)?;
        // A signature is at most this long, so the space for the seal never depends on it.
        let room = cms::write(&slices(chain), &leaf, &[0; 32], &[0; MAX_SIGNATURE]).len();
        let room = room + if with_timestamp { TOKEN_ROOM + ATTRIBUTE_ROOM } else { 0 };
        let revision = certified::write_revision(&File::open(unsealed)?, room, at)?;
        let digest = cms::digest_of(&revision.covered());
        Ok(Self { revision, chain: chain.to_vec(), key: leaf.p256_key()?, digest })
    }

    /// What the key has to sign.
    pub fn to_be_signed(&self) -> Vec<u8> {
        cms::to_be_signed(&slices(&self.chain), &self.digest)
    }

    /// Whether a signature (r‖s) is the key's and of this page.
    pub fn is_signed(&self, signature: &[u8; 64]) -> bool {
        let key = ring::signature::UnparsedPublicKey::new(
            &ring::signature::ECDSA_P256_SHA256_FIXED,
            self.key.as_point(),
        );
        key.verify(&self.to_be_signed(), signature).is_ok()
    }

    /// Puts the seal in its place, with the timestamp of its signature if there is one.
    ///
    /// # Errors
    /// [`SealError::Timestamp`] when the token is too long, or there is no room for one.
    pub fn finish(mut self, signature: &[u8; 64], token: Option<&Token>) -> Result<Vec<u8>, SealError> {
        let leaf = Certificate::read(self.chain.first().ok_or(SealError::Certificate)?)?;
        let seal = cms::write(&slices(&self.chain), &leaf, &self.digest, &cms::signature_der(signature));
        let seal = match token {
            Some(token) => with_timestamp(&seal, token.as_bytes())?,
            None => seal,
        };
        self.revision.put_seal(&seal)?;
        Ok(self.revision.bytes())
    }
}

fn slices(chain: &[Vec<u8>]) -> Vec<&[u8]> {
    chain.iter().map(Vec::as_slice).collect()
}

/// What a timestamp of a signature is of: its DER, as it stands in the seal (RFC 3161 appendix A).
pub fn signature_imprint(signature: &[u8; 64]) -> [u8; 32] {
    cms::digest_of(&[&cms::signature_der(signature)])
}

/// What the attribute and four longer lengths around it take.
const ATTRIBUTE_ROOM: usize = 64;

/// Adds the signature's timestamp to the one signer of a seal, as its only unsigned attribute: `unsignedAttrs [1]
/// IMPLICIT SET OF Attribute`, the last part of SignerInfo (RFC 5652 §5.3).
fn with_timestamp(seal: &[u8], token: &[u8]) -> Result<Vec<u8>, NotDer> {
    let mut content = Reader::new(seal).enter(tag::SEQUENCE)?;
    let kind = content.expect(tag::OID)?.whole;
    let mut signed = content.enter(tag::CONTEXT_0)?.enter(tag::SEQUENCE)?;
    let [version, digests, encapsulated, certificates] =
        [signed.any()?.whole, signed.any()?.whole, signed.any()?.whole, signed.any()?.whole];
    let info = signed.enter(tag::SET)?.expect(tag::SEQUENCE)?.content;
    let attribute = sequence(&[oid::TIMESTAMP_TOKEN, &value(tag::SET, &[token])]);
    let info = sequence(&[info, &value(0xa1, &[&attribute])]);
    let signed = sequence(&[version, digests, encapsulated, certificates, &value(tag::SET, &[&info])]);
    Ok(sequence(&[kind, &value(tag::CONTEXT_0, &[&signed])]))
}

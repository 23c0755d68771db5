//! A CMS SignedData of anyone (RFC 5652 §5): one signer, with signed attributes, in DER.

use super::algorithm::{self, Hash, Problem};
use super::certificate::Certificate;
use super::oid;
use crate::der::{NotDer, Reader, Value, tag};
use crate::oid as own;

/// Most certificates and lists one may carry.
const MAX_CARRIED: usize = 64;

/// A read SignedData. Not verified: see [`Signed::verify`].
#[derive(Debug, Clone)]
pub struct Signed<'a> {
    /// What kind of content it signs, encoded.
    pub content_type: &'a [u8],
    /// The content, when it is inside.
    pub content: Option<&'a [u8]>,
    /// Certificates that it carries.
    pub certificates: Vec<Certificate<'a>>,
    /// Revocation lists that it carries.
    pub lists: Vec<&'a [u8]>,
    /// OCSP responses that it carries (Adobe's signed attribute).
    pub responses: Vec<&'a [u8]>,
    /// Value of the signature: what a timestamp of it is of.
    pub signature: &'a [u8],
    /// The timestamp of the signature.
    pub timestamp: Option<&'a [u8]>,
    whose: Value<'a>,
    digest: &'a [u8],
    attributes: &'a [u8],
    algorithm: &'a [u8],
}

impl<'a> Signed<'a> {
    /// Reads one.
    pub fn read(der: &'a [u8]) -> Result<Self, Problem> {
        let mut outside = Reader::new(der);
        let mut info = outside.enter(tag::SEQUENCE)?;
        outside.done()?;
        if info.expect(tag::OID)?.whole != own::SIGNED_DATA {
            return Err(Problem::Unreadable);
        }
        let mut signed = info.enter(tag::CONTEXT_0)?.enter(tag::SEQUENCE)?;
        signed.expect(tag::INTEGER)?;
        signed.expect(tag::SET)?;
        let mut encapsulated = signed.enter(tag::SEQUENCE)?;
        let content_type = encapsulated.expect(tag::OID)?.whole;
        let content = match encapsulated.optional(tag::CONTEXT_0)? {
            Some(inside) => Some(Reader::new(inside.content).expect(tag::OCTET_STRING)?.content),
            None => None,
        };
        let certificates = match signed.optional(tag::CONTEXT_0)? {
            Some(held) => carried(held.content)?,
            None => Vec::new(),
        };
        // Certificates of other kinds (attribute certificates) are not read.
        let certificates = certificates.iter().filter_map(|der| Certificate::read(der).ok()).collect();
        let lists = match signed.optional(0xa1)? {
            Some(held) => carried(held.content)?,
            None => Vec::new(),
        };
        let mut signers = signed.enter(tag::SET)?;
        let signer = signers.enter(tag::SEQUENCE)?;
        // Of two signers one reader shows the first, another the last.
        signers.done()?;
        let mut signed = Self::of_signer(signer, content_type, content)?;
        (signed.certificates, signed.lists) = (certificates, [signed.lists, lists].concat());
        Ok(signed)
    }

    fn of_signer(
        mut signer: Reader<'a>,
        content_type: &'a [u8],
        content: Option<&'a [u8]>,
    ) -> Result<Self, Problem> {
        signer.expect(tag::INTEGER)?;
        let whose = signer.any()?;
        let digest = signer.expect(tag::SEQUENCE)?.whole;
        let attributes = signer.expect(tag::CONTEXT_0)?.content;
        let algorithm = signer.expect(tag::SEQUENCE)?.whole;
        let signature = signer.expect(tag::OCTET_STRING)?.content;
        let unsigned = signer.optional(0xa1)?.map(|unsigned| unsigned.content);
        signer.done()?;
        let timestamp = match unsigned {
            Some(unsigned) => attribute(unsigned, own::TIMESTAMP_TOKEN)?.map(|value| value.whole),
            None => None,
        };
        let (lists, responses) = match attribute(attributes, oid::ADOBE_REVOCATION)? {
            Some(archive) => adobe_archive(archive).unwrap_or_default(),
            None => Default::default(),
        };
        let certificates = Vec::new();
        #[rustfmt::skip]
        let signed = Self { content_type, content, certificates, lists, responses, signature, timestamp, whose, digest, attributes, algorithm };
        Ok(signed)
    }

    /// The digest it uses.
    pub fn hash(&self) -> Result<Hash, Problem> {
        Hash::read(self.digest)
    }

    /// Whether the content with this digest is what was signed, and by whose certificate. `names_itself` demands the
    /// signed attribute that names the certificate (EN 319 122-1 §5.2.2): without it another certificate of the same key
    /// could be put in its place.
    pub fn verify(&self, content_digest: &[u8], names_itself: bool) -> Result<Certificate<'a>, Problem> {
        let hash = self.hash()?;
        let stated = attribute(self.attributes, own::MESSAGE_DIGEST)?.ok_or(Problem::Unreadable)?;
        let kind = attribute(self.attributes, own::CONTENT_TYPE)?.ok_or(Problem::Unreadable)?;
        let signer = self.signer()?;
        let named = self.names(signer)?;
        if kind.whole != self.content_type || named == Some(false) || (named.is_none() && names_itself) {
            return Err(Problem::Wrong);
        }
        if stated.tag != tag::OCTET_STRING || stated.content != content_digest {
            return Err(Problem::Wrong);
        }
        // What is signed is the SET, not the [0] it stands under (§5.4).
        let message = crate::der::value(tag::SET, &[self.attributes]);
        algorithm::verify(signer.key_info, self.algorithm, Some(hash), &message, self.signature)?;
        Ok(signer.clone())
    }

    /// The certificate that the signer's identifier names: by issuer and number, or by its key's id.
    fn signer(&self) -> Result<&Certificate<'a>, Problem> {
        let is_it = |certificate: &&Certificate<'_>| match self.whose.tag {
            tag::SEQUENCE => {
                let mut named = Reader::new(self.whose.content);
                let issuer = named.any().is_ok_and(|issuer| issuer.whole == certificate.issuer);
                issuer && named.any().is_ok_and(|serial| serial.whole == certificate.serial)
            }
            0x80 => certificate.says.key_id == Some(self.whose.content),
            _ => false,
        };
        self.certificates.iter().find(is_it).ok_or(Problem::Unreadable)
    }

    /// Whether the signed attribute that names a certificate names this one; none when there is no such attribute.
    fn names(&self, certificate: &Certificate<'_>) -> Result<Option<bool>, Problem> {
        let first = |list: Value<'a>| -> Result<Reader<'a>, NotDer> {
            Reader::new(list.content).enter(tag::SEQUENCE)?.enter(tag::SEQUENCE)
        };
        if let Some(list) = attribute(self.attributes, own::SIGNING_CERTIFICATE_V2)? {
            let mut id = first(list)?;
            let hash = match id.optional(tag::SEQUENCE)? {
                Some(algorithm) => Hash::read(algorithm.whole)?,
                None => Hash::Sha256,
            };
            let is_it = id.expect(tag::OCTET_STRING)?.content == hash.of(&[certificate.der]);
            return Ok(Some(is_it));
        }
        if let Some(list) = attribute(self.attributes, oid::SIGNING_CERTIFICATE)? {
            // SHA-1, of authorities that have not moved on: it picks among certificates whose key must have signed.
            let sha_1 = ring::digest::digest(&ring::digest::SHA1_FOR_LEGACY_USE_ONLY, certificate.der);
            return Ok(Some(first(list)?.expect(tag::OCTET_STRING)?.content == sha_1.as_ref()));
        }
        Ok(None)
    }
}

fn carried(held: &[u8]) -> Result<Vec<&[u8]>, Problem> {
    let (mut held, mut found) = (Reader::new(held), Vec::new());
    while !held.is_done() {
        found.push(held.any()?.whole);
        if found.len() > MAX_CARRIED {
            return Err(Problem::Unreadable);
        }
    }
    Ok(found)
}

/// The one value of an attribute that must not be there twice (§5.3).
fn attribute<'a>(attributes: &'a [u8], name: &[u8]) -> Result<Option<Value<'a>>, Problem> {
    let (mut all, mut found) = (Reader::new(attributes), None);
    while !all.is_done() {
        let mut one = all.enter(tag::SEQUENCE)?;
        if one.expect(tag::OID)?.whole == name {
            let mut values = one.enter(tag::SET)?;
            let value = values.any()?;
            values.done()?;
            if found.replace(value).is_some() {
                return Err(Problem::Unreadable);
            }
        }
    }
    Ok(found)
}

type Archive<'a> = (Vec<&'a [u8]>, Vec<&'a [u8]>);

/// RevocationInfoArchival: lists [0], responses [1].
fn adobe_archive(archive: Value<'_>) -> Option<Archive<'_>> {
    let mut parts = Reader::new(archive.content);
    let mut held = |tag: u8| -> Option<Vec<&[u8]>> {
        match parts.optional(tag).ok()? {
            Some(list) => carried(Reader::new(list.content).expect(tag::SEQUENCE).ok()?.content).ok(),
            None => Some(Vec::new()),
        }
    };
    Some((held(0xa0)?, held(0xa1)?))
}

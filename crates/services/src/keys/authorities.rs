//! The X.509 authorities whose keys the fund holds: the one between its root and its sealing keys, so that the root may
//! stay offline, and the timestamp authority of a demonstration.
//!
//! `keys/authority.pem` and `.crt`, `keys/tsa.pem` and `.crt`; a certificate's file holds those above it as well, but for
//! the root.

use super::files::{read_certificates, read_signer, to_pem, write_private};
use super::making::make_signer;
use super::unmade;
use crate::error::ServiceError;
use crate::ports::Ports;
use damane_credential::{P256Signer, PublicKey, Signer as _};
use damane_document::pki::{self, Authority, Holder, Published};
use damane_document::x509::Validity;
use damane_domain::fund::FundProfile;
use std::path::Path;

/// Name of the authority's files.
pub(super) const AUTHORITY: &str = "authority";
/// Name of the timestamp authority's files.
pub(super) const TIMESTAMPS: &str = "tsa";

/// Days the authority is good for: as long as every certificate it may still issue.
const AUTHORITY_DAYS: i64 = 10 * 365;
/// Days the timestamp authority is good for.
const TIMESTAMP_DAYS: i64 = 5 * 365;
/// Longest name in an X.509 certificate, characters (RFC 5280, upper bounds).
const HOLDER_CHARS: usize = 64;

/// An authority whose key the fund holds.
pub struct HeldAuthority {
    /// Its key.
    pub signer: P256Signer,
    /// X.509, DER, its own first, then those above it without the root.
    pub chain: Vec<Vec<u8>>,
}

impl HeldAuthority {
    /// Reads it, if there is one of that name.
    pub(super) fn find(folder: &Path, name: &str) -> Result<Option<Self>, ServiceError> {
        let key = folder.join(format!("{name}.pem"));
        if !key.exists() {
            return Ok(None);
        }
        let chain = read_certificates(&folder.join(format!("{name}.crt")))?;
        Ok(Some(Self { signer: read_signer(&key)?, chain }))
    }

    /// Its own certificate.
    pub fn certificate(&self) -> &[u8] {
        self.chain.first().map(Vec::as_slice).unwrap_or_default()
    }
}

/// Where the revocation list of an authority of ours is had; `name` is that of its files.
fn list_url(profile: &FundProfile, name: &str) -> String {
    format!("{}/pki/{name}.crl", profile.portal_url)
}

fn certificate_url(profile: &FundProfile, name: &str) -> String {
    format!("{}/pki/{name}.crt", profile.portal_url)
}

/// Makes the authority below the root, and for a demonstration its timestamp authority; writes their files.
pub(super) fn make(
    folder: &Path,
    profile: &FundProfile,
    (root_certificate, root): (&[u8], &P256Signer),
    ports: &Ports,
) -> Result<HeldAuthority, ServiceError> {
    let from = ports.clock.now().whole_second();
    let (signer, pem) = make_signer(ports)?;
    let list = list_url(profile, "root");
    let place = certificate_url(profile, "root");
    let published = Published { list: Some(&list), certificate: Some(&place) };
    let above = Authority::of(root_certificate, root, published).map_err(unmade)?;
    let names = Names::of(profile, AUTHORITY);
    let validity = Validity { from, until: from.plus_days(AUTHORITY_DAYS) };
    let certificate = pki::make_sealing_authority(names.holder(), validity, &signer.public_key(), &above);
    let held = HeldAuthority { signer, chain: vec![certificate.map_err(unmade)?] };
    write_pair(folder, AUTHORITY, &pem, &held.chain)?;
    if profile.demonstration {
        let (dating, pem) = make_signer(ports)?;
        let validity = Validity { from, until: from.plus_days(TIMESTAMP_DAYS) };
        let key = dating.public_key();
        let chain = held.certify_with(profile, pki::make_tsa_certificate, "timestamps", validity, &key)?;
        write_pair(folder, TIMESTAMPS, &pem, &chain)?;
    }
    Ok(held)
}

fn write_pair(folder: &Path, name: &str, key: &str, chain: &[Vec<u8>]) -> Result<(), ServiceError> {
    write_private(&folder.join(format!("{name}.crt")), to_pem(chain).as_bytes())?;
    write_private(&folder.join(format!("{name}.pem")), key.as_bytes())
}

type Make =
    fn(Holder<'_>, Validity, &PublicKey, &Authority<'_>) -> Result<Vec<u8>, damane_credential::SealError>;

impl HeldAuthority {
    /// Certifies a sealing key; `what` names it in the certificate ("seal 2"). The certificate comes first, then those
    /// above it without the root.
    ///
    /// # Errors
    /// [`ServiceError::Internal`] when the key does not sign.
    pub fn certify(
        &self,
        profile: &FundProfile,
        what: &str,
        validity: Validity,
        key: &PublicKey,
    ) -> Result<Vec<Vec<u8>>, ServiceError> {
        self.certify_with(profile, pki::make_seal_certificate, what, validity, key)
    }

    fn certify_with(
        &self,
        profile: &FundProfile,
        make: Make,
        what: &str,
        validity: Validity,
        key: &PublicKey,
    ) -> Result<Vec<Vec<u8>>, ServiceError> {
        let (list, place) = (list_url(profile, AUTHORITY), certificate_url(profile, AUTHORITY));
        let published = Published { list: Some(&list), certificate: Some(&place) };
        let own = Authority::of(self.certificate(), &self.signer, published).map_err(unmade)?;
        let names = Names::of(profile, what);
        let certificate = make(names.holder(), validity, key, &own).map_err(unmade)?;
        Ok([vec![certificate], self.chain.clone()].concat())
    }
}

/// What a certificate of a fund is called.
pub(super) struct Names {
    organisation: String,
    common: String,
}

impl Names {
    pub(super) fn of(profile: &FundProfile, what: &str) -> Self {
        let organisation = profile.name.fr.chars().take(HOLDER_CHARS).collect();
        Self { organisation, common: format!("{} {what}", profile.issuer) }
    }

    pub(super) fn holder(&self) -> Holder<'_> {
        Holder { common_name: &self.common, organisation: &self.organisation }
    }
}

//! A hierarchy with a sealing authority and a timestamp authority, and a page sealed at each level.

use crate::common::{SEAL_HOLDER, SEALED, at, composed, root, root_certificate, sealer, signer, validity};
use damane_credential::{P256Signer, Signer};
use damane_document::pki::{self, Authority, Holder, ListEntry, Published};
use damane_document::seal::{Archive, Evidence, Prepared, add_evidence, signature_imprint};
use damane_document::timestamp::{Query, TimestampAuthority, Token};
use damane_document::x509::Validity;

const AUTHORITY_HOLDER: Holder<'static> =
    Holder { common_name: "Autorité de démonstration", organisation: "Fonds social de démonstration" };
const TSA_HOLDER: Holder<'static> =
    Holder { common_name: "Horodatage de démonstration", organisation: "Fonds social de démonstration" };
/// Dated an hour after the seal's own time.
pub const DATED: i64 = SEALED + 3_600;

/// Everything around one sealing key.
pub struct Hierarchy {
    pub root: Vec<u8>,
    pub authority: Vec<u8>,
    pub seal: Vec<u8>,
    pub tsa: Vec<u8>,
    authority_key: P256Signer,
    tsa_key: P256Signer,
}

impl Hierarchy {
    pub fn new() -> Self {
        let (root_key, authority_key, tsa_key) = (root(), signer(3), signer(4));
        let root = root_certificate();
        let published = |list| Published { list: Some(list), certificate: None };
        let above = Authority::of(&root, &root_key, published("http://fonds.example/pki/root.crl")).unwrap();
        let authority =
            pki::make_sealing_authority(AUTHORITY_HOLDER, validity(), &authority_key.public_key(), &above);
        let authority = authority.unwrap();
        let list = published("http://fonds.example/pki/authority.crl");
        let own = Authority::of(&authority, &authority_key, list).unwrap();
        let seal = pki::make_seal_certificate(SEAL_HOLDER, validity(), &sealer().public_key(), &own).unwrap();
        let tsa = pki::make_tsa_certificate(TSA_HOLDER, validity(), &tsa_key.public_key(), &own).unwrap();
        Self { root, authority, seal, tsa, authority_key, tsa_key }
    }

    pub fn chain(&self) -> Vec<Vec<u8>> {
        vec![self.seal.clone(), self.authority.clone()]
    }

    /// A token of the timestamp authority.
    pub fn token(&self, imprint: [u8; 32], seconds: i64) -> Token {
        let query = Query::new(imprint, [5; 16]);
        let chain = [self.tsa.clone(), self.authority.clone()];
        let tsa = TimestampAuthority { signer: &self.tsa_key, chain: &chain };
        let serial = imprint[..16].try_into().unwrap();
        query.read_answer(&tsa.answer(&query.to_bytes(), at(seconds), serial).unwrap()).unwrap()
    }

    /// Both revocation lists, with these certificates on the authority's.
    pub fn lists(&self, revoked: &[ListEntry<'_>]) -> Vec<Vec<u8>> {
        let validity = Validity { from: at(SEALED), until: at(SEALED + 60 * crate::common::DAY) };
        let (root_key, none) = (root(), Published::default());
        let above = Authority::of(&self.root, &root_key, none).unwrap();
        let own = Authority::of(&self.authority, &self.authority_key, none).unwrap();
        vec![
            pki::make_list(&above, validity, 1, &[]).unwrap(),
            pki::make_list(&own, validity, 2, revoked).unwrap(),
        ]
    }

    pub fn evidence(&self, revoked: &[ListEntry<'_>]) -> Evidence {
        let certificates =
            vec![self.seal.clone(), self.authority.clone(), self.tsa.clone(), self.root.clone()];
        Evidence { certificates, lists: self.lists(revoked), responses: Vec::new() }
    }

    /// Signature and its timestamp.
    fn sealed(&self, page: &[u8], with_timestamp: bool) -> (Vec<u8>, Option<Token>) {
        let chain = self.chain();
        let prepared = Prepared::new(page, &chain, at(SEALED), with_timestamp).unwrap();
        let signature = sealer().sign(&prepared.to_be_signed()).unwrap();
        assert!(prepared.is_signed(&signature));
        let token = with_timestamp.then(|| self.token(signature_imprint(&signature), DATED));
        (prepared.finish(&signature, token.as_ref()).unwrap(), token)
    }

    /// The same page at B-B, B-T, B-LT and B-LTA.
    pub fn levels(&self, page: &[u8], revoked: &[ListEntry<'_>]) -> [Vec<u8>; 4] {
        let (bare, _) = self.sealed(page, false);
        let (dated, token) = self.sealed(page, true);
        let kept = add_evidence(&dated, &self.evidence(revoked)).unwrap();
        let archive = Archive::new(&kept, &token.unwrap()).unwrap();
        let token = self.token(archive.imprint(), DATED + 1);
        let archived = archive.finish(&token).unwrap();
        [bare, dated, kept, archived]
    }
}

pub fn all_levels() -> [Vec<u8>; 4] {
    Hierarchy::new().levels(&composed(), &[])
}

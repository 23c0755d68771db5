//! The fund's keys, in a folder only its owner may open: the root that signs trust lists, unless it is kept offline; the
//! keys that seal certificates and status lists, in files or in a PKCS#11 token; their X.509 certificates for PDF readers;
//! and the key that codes are kept under.

use crate::at_rest::AtRestKey;
use crate::error::ServiceError;
use crate::secrets::CodeKey;
use damane_credential::{KeyId, KeyState, P256Signer, PublicKey, SealError, SealingKey, Signer, TrustList};
use damane_document::x509::Certificate;
use damane_domain::time::Timestamp;
use ring::digest::{Context, SHA256};
use std::path::Path;
use std::sync::Arc;
use zeroize::Zeroizing;

mod authorities;
mod ceremony;
mod files;
mod making;
mod offline;
mod orders;
mod root_change;
mod table;
mod token;

pub use authorities::HeldAuthority;
pub use ceremony::{KeyFolder, KeyPlace, ListedKey, Rotation};
pub use files::{read_certificates, write_private};
pub(crate) use offline::listed_years;
pub use offline::{SignedTrust, TrustRequest, sign_trust};
pub use orders::{KeyAct, KeyLog, KeyOrder};
pub use table::TokenSettings;

use files::{read, read_certificate, read_signer};
use table::KeyTable;

/// What makes seals, wherever its key is.
pub type SharedSigner = Arc<dyn Signer + Send + Sync>;

/// A key that seals, with its X.509 certificate.
pub struct SealingIdentity {
    /// Name of its files, or its label in the token.
    pub name: String,
    /// The key.
    pub signer: SharedSigner,
    /// X.509, DER, its own first, then those above it without the root: what PDF readers check the seal with.
    pub chain: Vec<Vec<u8>>,
    /// What the trust list says of it.
    pub listed: SealingKey,
}

/// All keys.
pub struct Keys {
    /// Signs trust lists; `None` while it is kept offline.
    pub root: Option<P256Signer>,
    /// The root's public half.
    pub root_public: PublicKey,
    /// The root that signs the lists after this one's.
    pub next_root: Option<PublicKey>,
    /// X.509 certificate of the root, DER.
    pub root_certificate: Vec<u8>,
    /// What the offline root signed last.
    pub brought: Option<Brought>,
    /// Stands between the root and the sealing keys in X.509; a fund made before there was one has none.
    pub authority: Option<HeldAuthority>,
    /// Dates the seals of a demonstration.
    pub timestamps: Option<HeldAuthority>,
    /// Sealing keys, past and present.
    pub sealing: Vec<Arc<SealingIdentity>>,
    /// Keeps codes.
    pub code_key: Arc<CodeKey>,
    /// Keeps authenticator apps' secrets; derived from the file that codes are kept under.
    pub at_rest_key: Arc<AtRestKey>,
}

/// What was brought back from the machine of an offline root.
pub struct Brought {
    /// The trust list.
    pub trust: TrustList,
    /// The root's revocation list (X.509, DER).
    pub list: Vec<u8>,
}

/// Stands for a key that is no longer at hand: what it sealed stands, and it seals nothing more.
struct Gone(PublicKey);

impl Signer for Gone {
    fn public_key(&self) -> PublicKey {
        self.0
    }

    fn sign(&self, _message: &[u8]) -> Result<[u8; 64], SealError> {
        Err(SealError::Key)
    }
}

impl Keys {
    /// Reads the folder.
    ///
    /// # Errors
    /// [`ServiceError::Folder`] names the file at fault, or says that a token does not open.
    pub fn read(folder: &Path) -> Result<Self, ServiceError> {
        let table = KeyTable::read(folder)?;
        let codes = folder.join("codes.key");
        let mut bytes = Zeroizing::new([0; 32]);
        hex::decode_to_slice(Zeroizing::new(read(&codes)?).trim(), &mut bytes[..])
            .map_err(|_| ServiceError::at(&codes, "not 64 hex digits"))?;
        let root_path = folder.join("root.pem");
        let root = root_path.exists().then(|| read_signer(&root_path)).transpose()?;
        let root_certificate = read_certificate(&folder.join("root.crt"))?;
        let root_public = match &root {
            Some(root) => root.public_key(),
            None => point_of(&root_certificate)
                .ok_or_else(|| ServiceError::at(&folder.join("root.crt"), "not a P-256 certificate"))?,
        };
        let brought = match root {
            Some(_) => None,
            None => Some(offline::read_brought(folder, &root_public)?),
        };
        Ok(Self {
            root,
            root_public,
            next_root: table.next_root(folder)?,
            root_certificate,
            brought,
            authority: HeldAuthority::find(folder, authorities::AUTHORITY)?,
            timestamps: HeldAuthority::find(folder, authorities::TIMESTAMPS)?,
            sealing: table.identities(folder)?,
            code_key: Arc::new(CodeKey::new(&bytes)),
            at_rest_key: Arc::new(AtRestKey::derive(&bytes)?),
        })
    }

    /// What may change while a portal runs: the same as long as none of it was written anew.
    pub fn derive_fingerprint(folder: &Path) -> [u8; 32] {
        let mut context = Context::new(&SHA256);
        for name in ["keys.toml", "root.pem", offline::TRUST, offline::ROOT_LIST] {
            // A file that is not there counts as such.
            let bytes = Zeroizing::new(std::fs::read(folder.join(name)).unwrap_or_default());
            context.update(&(bytes.len() as u64).to_be_bytes());
            context.update(&bytes);
        }
        let mut fingerprint = [0; 32];
        fingerprint.copy_from_slice(context.finish().as_ref());
        fingerprint
    }

    /// The key that seals now: of those active and valid, the one that started last. While the root is offline, one
    /// that its list names: a seal whose key no list names would be called untrusted.
    ///
    /// # Errors
    /// [`ServiceError::Internal`] when there is none.
    pub fn sealing_at(&self, now: Timestamp) -> Result<&Arc<SealingIdentity>, ServiceError> {
        let usable = self.sealing.iter().filter(|one| self.seals_at(one, now));
        let newest = usable.max_by_key(|identity| identity.listed.valid_from);
        newest.ok_or_else(|| ServiceError::internal("keys", "no sealing key is active, listed and valid now"))
    }

    fn seals_at(&self, identity: &SealingIdentity, now: Timestamp) -> bool {
        let may = |key: &SealingKey| key.state == KeyState::Active && key.problem_at(now).is_none();
        let is_listed = match &self.brought {
            Some(brought) => brought.trust.key(identity.listed.public.kid()).is_some_and(may),
            None => true,
        };
        may(&identity.listed) && is_listed
    }

    /// The key with that id.
    ///
    /// # Errors
    /// [`ServiceError::Internal`] when there is none.
    pub fn sealing_with(&self, kid: KeyId) -> Result<&Arc<SealingIdentity>, ServiceError> {
        let known = self.sealing.iter().find(|identity| identity.signer.kid() == kid);
        known.ok_or_else(|| ServiceError::internal("keys", format!("no sealing key {}", kid.to_hex())))
    }

    /// What a trust list says of the sealing keys.
    pub fn listed(&self) -> Vec<SealingKey> {
        self.sealing.iter().map(|identity| identity.listed.clone()).collect()
    }
}

/// The P-256 point a certificate was issued for.
fn point_of(certificate: &[u8]) -> Option<PublicKey> {
    Certificate::read(certificate).ok()?.p256_key().ok()
}

fn unmade(error: SealError) -> ServiceError {
    ServiceError::internal("X.509 certificate", error)
}

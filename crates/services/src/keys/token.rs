//! Sealing keys in a PKCS#11 token (OASIS PKCS #11 v2.40): made there, used there, never seen here.

use super::table::TokenSettings;
use crate::error::ServiceError;
use cryptoki::context::{CInitializeArgs, CInitializeFlags, Pkcs11};
use cryptoki::error::{Error, RvError};
use cryptoki::mechanism::Mechanism;
use cryptoki::object::{Attribute, AttributeType, KeyType, ObjectClass, ObjectHandle};
use cryptoki::session::{Session, UserType};
use cryptoki::slot::Slot;
use cryptoki::types::AuthPin;
use damane_credential::{PublicKey, SealError, Signer};
use ring::digest::{SHA256, digest};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use zeroize::Zeroizing;

/// Where the PIN may be had instead of a file.
const PIN: &str = "DAMANE_TOKEN_PIN";
/// OID of P-256, DER (RFC 5480 §2.1.1.1).
const P256: [u8; 10] = [0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07];

/// Libraries that are loaded: each may be initialised once in a process.
static LOADED: OnceLock<Mutex<BTreeMap<PathBuf, Pkcs11>>> = OnceLock::new();

/// A token that takes our PIN.
pub(super) struct Token {
    library: Pkcs11,
    slot: Slot,
    pin: AuthPin,
    label: String,
}

/// A key in it.
pub(super) struct TokenSigner {
    token: Arc<Token>,
    label: String,
    public: PublicKey,
    /// One session: tokens sign one thing at a time anyway. Opened anew after a failure: tokens are pulled out and put
    /// back.
    open: Mutex<Option<(Session, ObjectHandle)>>,
}

impl Token {
    /// Finds the token by its label and logs in once.
    pub fn open(folder: &Path, settings: &TokenSettings) -> Result<Arc<Self>, ServiceError> {
        let failed = |why: String| ServiceError::at(&settings.module, why);
        let library = load(&settings.module).map_err(|error| failed(format!("cannot be loaded: {error}")))?;
        let slots = library.get_slots_with_initialized_token().map_err(|error| failed(error.to_string()))?;
        let is_it = |slot: &Slot| {
            library.get_token_info(*slot).is_ok_and(|token| token.label().trim_end() == settings.label)
        };
        let slot = slots.into_iter().find(is_it);
        let slot = slot.ok_or_else(|| failed(format!("has no token \"{}\"", settings.label)))?;
        let token = Self { library, slot, pin: read_pin(folder, settings)?, label: settings.label.clone() };
        // A wrong PIN is told now, not at the first certificate.
        token.session().map_err(|error| token.failed(&error))?;
        Ok(Arc::new(token))
    }

    /// A session that is logged in, read and write: tokens refuse to make keys in another.
    fn session(&self) -> Result<Session, Error> {
        let session = self.library.open_rw_session(self.slot)?;
        match session.login(UserType::User, Some(&self.pin)) {
            // The whole process is logged in at once.
            Ok(()) | Err(Error::Pkcs11(RvError::UserAlreadyLoggedIn, _)) => Ok(session),
            Err(error) => Err(error),
        }
    }

    /// The key with that label.
    pub fn find(self: &Arc<Self>, label: &str) -> Result<TokenSigner, ServiceError> {
        let public = self.session().and_then(|session| find_public(&session, label));
        let public = public.map_err(|error| self.failed(&error))?;
        let public = public.ok_or_else(|| self.failed(&format!("no key \"{label}\"")))?;
        Ok(TokenSigner { token: Arc::clone(self), label: label.to_owned(), public, open: Mutex::default() })
    }

    /// Makes a key that cannot leave the token.
    pub fn make(self: &Arc<Self>, label: &str) -> Result<TokenSigner, ServiceError> {
        let made = self.session().and_then(|session| {
            let is_taken = find_one(&session, ObjectClass::PUBLIC_KEY, label)?.is_some();
            if !is_taken {
                make_pair(&session, label)?;
            }
            Ok(is_taken)
        });
        match made {
            Ok(false) => self.find(label),
            Ok(true) => Err(self.failed(&format!("there is a key \"{label}\" already"))),
            Err(error) => Err(self.failed(&error)),
        }
    }

    /// Names the token; the library's words hold no PIN.
    fn failed(&self, why: &dyn std::fmt::Display) -> ServiceError {
        ServiceError::internal("token", format!("\"{}\": {why}", self.label))
    }
}

impl TokenSigner {
    fn open(&self) -> Result<(Session, ObjectHandle), SealError> {
        let session = self.token.session().map_err(|_| SealError::Key)?;
        let key = find_one(&session, ObjectClass::PRIVATE_KEY, &self.label).ok().flatten();
        Ok((session, key.ok_or(SealError::Key)?))
    }
}

impl Signer for TokenSigner {
    fn public_key(&self) -> PublicKey {
        self.public
    }

    fn sign(&self, message: &[u8]) -> Result<[u8; 64], SealError> {
        let digest = digest(&SHA256, message);
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        for is_last in [false, true] {
            let (session, key) = match open.take() {
                Some(open) => open,
                None => self.open()?,
            };
            match session.sign(&Mechanism::Ecdsa, key, digest.as_ref()) {
                Ok(signature) => {
                    *open = Some((session, key));
                    return signature.try_into().map_err(|_| SealError::Key);
                }
                Err(_) if !is_last => {}
                Err(_) => return Err(SealError::Key),
            }
        }
        Err(SealError::Key)
    }
}

fn load(module: &Path) -> Result<Pkcs11, Error> {
    let mut loaded = LOADED.get_or_init(Mutex::default).lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(library) = loaded.get(module) {
        return Ok(library.clone());
    }
    let library = Pkcs11::new(module)?;
    library.initialize(CInitializeArgs::new(CInitializeFlags::OS_LOCKING_OK))?;
    loaded.insert(module.to_owned(), library.clone());
    Ok(library)
}

fn read_pin(folder: &Path, settings: &TokenSettings) -> Result<AuthPin, ServiceError> {
    let pin = match &settings.pin_file {
        Some(file) => {
            let path = folder.join(file);
            let text = std::fs::read_to_string(&path).map_err(|error| ServiceError::at(&path, error))?;
            Zeroizing::new(text)
        }
        None => {
            let missing = |_| ServiceError::at(&settings.module, format!("its PIN: set pin_file or {PIN}"));
            Zeroizing::new(std::env::var(PIN).map_err(missing)?)
        }
    };
    Ok(AuthPin::new(pin.trim_end_matches(['\r', '\n']).into()))
}

fn find_one(session: &Session, class: ObjectClass, label: &str) -> Result<Option<ObjectHandle>, Error> {
    let wanted = [
        Attribute::Class(class),
        Attribute::KeyType(KeyType::EC),
        Attribute::Label(label.as_bytes().to_vec()),
    ];
    Ok(session.find_objects(&wanted)?.first().copied())
}

/// CKA_EC_POINT is the point in an OCTET STRING; some tokens give it bare.
fn find_public(session: &Session, label: &str) -> Result<Option<PublicKey>, Error> {
    let Some(key) = find_one(session, ObjectClass::PUBLIC_KEY, label)? else { return Ok(None) };
    let point = session
        .get_attributes(key, &[AttributeType::EcPoint])?
        .into_iter()
        .find_map(|attribute| if let Attribute::EcPoint(point) = attribute { Some(point) } else { None });
    let point = point.unwrap_or_default();
    let wrapped = point.strip_prefix(&[0x04, 65]).filter(|inner| inner.len() == 65);
    Ok(PublicKey::from_point(wrapped.unwrap_or(&point)).ok())
}

fn make_pair(session: &Session, label: &str) -> Result<(), Error> {
    let label = || Attribute::Label(label.as_bytes().to_vec());
    let public = [
        Attribute::Token(true),
        Attribute::Private(false),
        Attribute::Verify(true),
        Attribute::EcParams(P256.to_vec()),
        label(),
    ];
    let private = [
        Attribute::Token(true),
        Attribute::Private(true),
        Attribute::Sensitive(true),
        Attribute::Extractable(false),
        Attribute::Sign(true),
        label(),
    ];
    session.generate_key_pair(&Mechanism::EccKeyPairGen, &public, &private).map(|_| ())
}

//! The fund's keys, in a folder only its owner may open: the root that signs trust lists, the keys that seal
//! certificates and status lists, their X.509 certificates for PDF readers, and the key that codes are kept under.

use crate::at_rest::AtRestKey;
use crate::error::ServiceError;
use crate::ports::Ports;
use crate::secrets::{CodeKey, make_bytes};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use damane_credential::{KeyId, KeyState, P256Signer, PublicKey, SealingKey, Signer};
use damane_document::pki;
use damane_domain::fund::FundProfile;
use damane_domain::time::Timestamp;
use p256::SecretKey;
use p256::pkcs8::{EncodePrivateKey, LineEnding};
use std::io::Write;
use std::path::Path;
use std::sync::Arc;
use zeroize::Zeroizing;

mod authorities;

pub use authorities::HeldAuthority;

/// Days the root of a new fund is good for.
const ROOT_DAYS: i64 = 20 * 365;
/// Days a new sealing key is good for.
const SEALING_DAYS: i64 = 3 * 365;

/// A key that seals, with its X.509 certificate.
pub struct SealingIdentity {
    /// The key.
    pub signer: P256Signer,
    /// X.509, DER, its own first, then those above it without the root: what PDF readers check the seal with.
    pub chain: Vec<Vec<u8>>,
    /// What the trust list says of it.
    pub listed: SealingKey,
}

/// All keys.
pub struct Keys {
    /// Signs trust lists.
    pub root: P256Signer,
    /// X.509 certificate of the root, DER.
    pub root_certificate: Vec<u8>,
    /// Stands between the root and the sealing keys in X.509; a fund made before there was one has none.
    pub authority: Option<HeldAuthority>,
    /// Dates the seals of a demonstration.
    pub timestamps: Option<HeldAuthority>,
    /// Sealing keys, past and present.
    pub sealing: Vec<Arc<SealingIdentity>>,
    /// Keeps codes.
    pub code_key: Arc<CodeKey>,
    /// Keeps authenticator apps' secrets; derived from the file that codes are kept under.
    pub at_rest_key: AtRestKey,
}

/// `keys.toml`: what the fund says of its sealing keys.
#[derive(serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct KeyTable {
    sealing: Vec<KeyEntry>,
}

#[derive(serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct KeyEntry {
    /// `NAME.pem` and `NAME.crt` lie beside.
    name: String,
    valid_from: String,
    valid_until: String,
    state: KeyStateWord,
}

#[derive(Clone, Copy, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
enum KeyStateWord {
    Active,
    Retired,
    Withdrawn,
}

impl From<KeyStateWord> for KeyState {
    fn from(word: KeyStateWord) -> Self {
        match word {
            KeyStateWord::Active => Self::Active,
            KeyStateWord::Retired => Self::Retired,
            KeyStateWord::Withdrawn => Self::Withdrawn,
        }
    }
}

impl Keys {
    /// Reads the folder.
    pub fn read(folder: &Path) -> Result<Self, ServiceError> {
        let path = folder.join("keys.toml");
        let table: KeyTable =
            toml::from_str(&read(&path)?).map_err(|error| ServiceError::at(&path, error.message()))?;
        let codes = folder.join("codes.key");
        let mut bytes = Zeroizing::new([0; 32]);
        hex::decode_to_slice(Zeroizing::new(read(&codes)?).trim(), &mut bytes[..])
            .map_err(|_| ServiceError::at(&codes, "not 64 hex digits"))?;
        Ok(Self {
            root: read_signer(&folder.join("root.pem"))?,
            root_certificate: read_certificate(&folder.join("root.crt"))?,
            authority: HeldAuthority::find(folder, authorities::AUTHORITY)?,
            timestamps: HeldAuthority::find(folder, authorities::TIMESTAMPS)?,
            sealing: table
                .sealing
                .iter()
                .map(|entry| entry.read(folder, &path).map(Arc::new))
                .collect::<Result<_, _>>()?,
            code_key: Arc::new(CodeKey::new(&bytes)),
            at_rest_key: AtRestKey::derive(&bytes)?,
        })
    }

    /// The key that seals now: of those active and valid, the one that started last.
    pub fn sealing_at(&self, now: Timestamp) -> Result<&Arc<SealingIdentity>, ServiceError> {
        let usable = self.sealing.iter().filter(|identity| {
            identity.listed.state == KeyState::Active && identity.listed.problem_at(now).is_none()
        });
        let newest = usable.max_by_key(|identity| identity.listed.valid_from);
        newest.ok_or_else(|| ServiceError::internal("keys", "no sealing key is active and valid now"))
    }

    /// The key with that id.
    pub fn sealing_with(&self, kid: KeyId) -> Result<&Arc<SealingIdentity>, ServiceError> {
        let known = self.sealing.iter().find(|identity| identity.signer.kid() == kid);
        known.ok_or_else(|| ServiceError::internal("keys", format!("no sealing key {}", kid.to_hex())))
    }

    /// Makes the keys of a new fund; says the root's public point. Keys that are there already stay. `keys.toml`
    /// comes last: with it, the folder is whole.
    pub fn make(folder: &Path, profile: &FundProfile, ports: &Ports) -> Result<PublicKey, ServiceError> {
        if folder.join("keys.toml").exists() {
            return Ok(Self::read(folder)?.root.public_key());
        }
        make_private_folder(folder)?;
        let from = ports.clock.now().whole_second();
        let (root, root_pem) = make_signer(ports)?;
        let (sealing, sealing_pem) = make_signer(ports)?;
        let until = from.plus_days(SEALING_DAYS);
        let validity = pki::Validity { from, until: until.plus_days(ROOT_DAYS) };
        let names = authorities::Names::of(profile, "root");
        let root_certificate = pki::make_root(names.holder(), validity, &root).map_err(unmade)?;
        let authority = authorities::make(folder, profile, (&root_certificate, &root), ports)?;
        let validity = pki::Validity { from, until };
        let chain = authority.certify(profile, "seal 1", validity, &sealing.public_key())?;
        let codes = Zeroizing::new(hex::encode(&Zeroizing::new(make_bytes::<32>(&*ports.chance))[..]));
        write_private(&folder.join("root.pem"), root_pem.as_bytes())?;
        write_private(&folder.join("root.crt"), to_pem(&[root_certificate]).as_bytes())?;
        write_private(&folder.join("sealing-1.pem"), sealing_pem.as_bytes())?;
        write_private(&folder.join("sealing-1.crt"), to_pem(&chain).as_bytes())?;
        write_private(&folder.join("codes.key"), codes.as_bytes())?;
        let entry = KeyEntry {
            name: "sealing-1".to_owned(),
            valid_from: from.to_rfc3339(),
            valid_until: until.to_rfc3339(),
            state: KeyStateWord::Active,
        };
        let table = toml::to_string(&KeyTable { sealing: vec![entry] });
        let table = table.map_err(|error| ServiceError::internal("keys.toml", error))?;
        write_private(&folder.join("keys.toml"), table.as_bytes())?;
        Ok(root.public_key())
    }
}

impl KeyEntry {
    fn read(&self, folder: &Path, table: &Path) -> Result<SealingIdentity, ServiceError> {
        if !self.name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-') {
            return Err(ServiceError::at(table, "a key's name holds letters, digits and hyphens"));
        }
        let time = |text: &str| {
            let read = Timestamp::parse_rfc3339(text);
            read.ok_or_else(|| ServiceError::at(table, format!("not a time: {text}")))
        };
        let signer = read_signer(&folder.join(format!("{}.pem", self.name)))?;
        let listed = SealingKey {
            public: signer.public_key(),
            valid_from: time(&self.valid_from)?,
            valid_until: time(&self.valid_until)?,
            state: self.state.into(),
        };
        let chain = read_certificates(&folder.join(format!("{}.crt", self.name)))?;
        Ok(SealingIdentity { signer, chain, listed })
    }
}

fn make_signer(ports: &Ports) -> Result<(P256Signer, Zeroizing<String>), ServiceError> {
    // One draw in 2^32 is no scalar of the curve; four in a row are a broken source.
    for _ in 0..4 {
        let scalar = Zeroizing::new(make_bytes::<32>(&*ports.chance));
        let Ok(secret) = SecretKey::from_slice(&scalar[..]) else { continue };
        let unmade = |error| ServiceError::internal("key", error);
        let pem = secret.to_pkcs8_pem(LineEnding::LF).map_err(unmade)?;
        let signer = P256Signer::from_scalar(&scalar[..]);
        return Ok((signer.map_err(|error| ServiceError::internal("key", error))?, pem));
    }
    Err(ServiceError::internal("key", "chance gives no scalar of the curve"))
}

fn read(path: &Path) -> Result<String, ServiceError> {
    std::fs::read_to_string(path).map_err(|error| ServiceError::at(path, error))
}

fn read_signer(path: &Path) -> Result<P256Signer, ServiceError> {
    let pem = Zeroizing::new(read(path)?);
    P256Signer::from_pkcs8_pem(&pem).map_err(|_| ServiceError::at(path, "not a P-256 key in PKCS#8 PEM"))
}

const BEGIN: &str = "-----BEGIN CERTIFICATE-----";
const END: &str = "-----END CERTIFICATE-----";

/// RFC 7468 §5, one certificate after the other.
fn to_pem(certificates: &[Vec<u8>]) -> String {
    let pem = |der: &Vec<u8>| {
        let text = STANDARD.encode(der);
        let lines: Vec<&str> =
            text.as_bytes().chunks(64).filter_map(|line| std::str::from_utf8(line).ok()).collect();
        format!("{BEGIN}\n{}\n{END}\n", lines.join("\n"))
    };
    certificates.iter().map(pem).collect()
}

/// Reads the certificates of a PEM file, in their order; at least one.
pub fn read_certificates(path: &Path) -> Result<Vec<Vec<u8>>, ServiceError> {
    let text = read(path)?;
    let no_certificate = || ServiceError::at(path, "not a certificate in PEM");
    let mut certificates = Vec::new();
    for part in text.split(BEGIN).skip(1) {
        let body = part.split_once(END).ok_or_else(no_certificate)?.0;
        let body: String = body.chars().filter(|c| !c.is_whitespace()).collect();
        certificates.push(STANDARD.decode(body).map_err(|_| no_certificate())?);
    }
    if certificates.is_empty() { Err(no_certificate()) } else { Ok(certificates) }
}

fn read_certificate(path: &Path) -> Result<Vec<u8>, ServiceError> {
    Ok(read_certificates(path)?.swap_remove(0))
}

fn unmade(error: damane_credential::SealError) -> ServiceError {
    ServiceError::internal("X.509 certificate", error)
}

/// Makes a folder that only its owner may open.
fn make_private_folder(folder: &Path) -> Result<(), ServiceError> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).map_err(|error| ServiceError::at(folder, error))
}

/// Writes a file that only its owner may read, whole or not at all.
pub fn write_private(path: &Path, bytes: &[u8]) -> Result<(), ServiceError> {
    let failed = |error| ServiceError::at(path, error);
    let beside = path.with_extension("new");
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&beside).map_err(failed)?;
    file.write_all(bytes).and_then(|()| file.sync_all()).map_err(failed)?;
    std::fs::rename(&beside, path).map_err(failed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn certificates_survive_their_pem_in_their_order() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.crt");
        let der: Vec<u8> = (0..200).collect();
        let both = [der.clone(), vec![7; 90]];
        write_private(&path, to_pem(&both).as_bytes()).unwrap();
        assert_eq!(read_certificates(&path).unwrap(), both);
        assert_eq!(read_certificate(&path).unwrap(), der);
        assert!(to_pem(&both).lines().all(|line| line.len() <= 64));
        write_private(&path, b"-----BEGIN CERTIFICATE-----\nAAAA\n").unwrap();
        assert!(read_certificates(&path).is_err(), "one without an end");
    }

    #[cfg(unix)]
    #[test]
    fn a_key_file_is_its_owners_alone() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.pem");
        write_private(&path, b"x").unwrap();
        assert_eq!(std::fs::metadata(path).unwrap().permissions().mode() & 0o777, 0o600);
    }
}

//! New keys: those of a new fund, and one more in a file.

use super::authorities;
use super::files::{make_private_folder, to_pem, write_private};
use super::table::{KeyEntry, KeyTable, PlaceWord};
use super::{Keys, unmade};
use crate::error::ServiceError;
use crate::ports::Ports;
use crate::secrets::make_bytes;
use damane_credential::{P256Signer, PublicKey, Signer as _};
use damane_document::pki;
use damane_document::x509::Validity;
use damane_domain::fund::FundProfile;
use p256::SecretKey;
use p256::pkcs8::{EncodePrivateKey as _, LineEnding};
use std::path::Path;
use zeroize::Zeroizing;

/// Days the root of a new fund is good for.
const ROOT_DAYS: i64 = 20 * 365;
/// Days a new sealing key is good for.
pub(super) const SEALING_DAYS: i64 = 3 * 365;

impl Keys {
    /// Makes the keys of a new fund; says the root's public point. Keys that are there already stay. `keys.toml`
    /// comes last: with it, the folder is whole.
    ///
    /// # Errors
    /// [`ServiceError::Folder`].
    pub fn make(folder: &Path, profile: &FundProfile, ports: &Ports) -> Result<PublicKey, ServiceError> {
        if folder.join("keys.toml").exists() {
            return Ok(Self::read(folder)?.root_public);
        }
        make_private_folder(folder)?;
        let from = ports.clock.now().whole_second();
        let (root, root_pem) = make_signer(ports)?;
        let (sealing, sealing_pem) = make_signer(ports)?;
        let until = from.plus_days(SEALING_DAYS);
        let validity = Validity { from, until: until.plus_days(ROOT_DAYS) };
        let names = authorities::Names::of(profile, "root");
        let root_certificate = pki::make_root(names.holder(), validity, &root).map_err(unmade)?;
        let authority = authorities::make(folder, profile, (&root_certificate, &root), ports)?;
        let validity = Validity { from, until };
        let chain = authority.certify(profile, "seal 1", validity, &sealing.public_key())?;
        let codes = Zeroizing::new(hex::encode(&Zeroizing::new(make_bytes::<32>(&*ports.chance))[..]));
        write_private(&folder.join("root.pem"), root_pem.as_bytes())?;
        write_private(&folder.join("root.crt"), to_pem(&[root_certificate]).as_bytes())?;
        write_private(&folder.join("sealing-1.pem"), sealing_pem.as_bytes())?;
        write_private(&folder.join("sealing-1.crt"), to_pem(&chain).as_bytes())?;
        write_private(&folder.join("codes.key"), codes.as_bytes())?;
        let name = "sealing-1".to_owned();
        let entry = KeyEntry::new(name, (from, until), PlaceWord::File, &sealing.public_key());
        KeyTable { next_root: None, token: None, sealing: vec![entry] }.write(folder)?;
        Ok(root.public_key())
    }
}

/// A root in a folder of its own.
pub(super) fn make_root_files(
    medium: &Path,
    profile: &FundProfile,
    ports: &Ports,
) -> Result<PublicKey, ServiceError> {
    if medium.join("root.pem").exists() {
        return Err(ServiceError::at(medium, "holds a root already"));
    }
    make_private_folder(medium)?;
    let from = ports.clock.now().whole_second();
    let (root, pem) = make_signer(ports)?;
    let validity = Validity { from, until: from.plus_days(SEALING_DAYS + ROOT_DAYS) };
    let common = format!("root {}", from.date().format("%Y"));
    let names = authorities::Names::of(profile, &common);
    let certificate = pki::make_root(names.holder(), validity, &root).map_err(unmade)?;
    write_private(&medium.join("root.crt"), to_pem(&[certificate]).as_bytes())?;
    write_private(&medium.join("root.pem"), pem.as_bytes())?;
    Ok(root.public_key())
}

/// A new key, and its PKCS#8 PEM.
pub(super) fn make_signer(ports: &Ports) -> Result<(P256Signer, Zeroizing<String>), ServiceError> {
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

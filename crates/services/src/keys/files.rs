//! The files of a key folder: keys and certificates in PEM, each its owner's alone, written whole or not at all.

use crate::error::ServiceError;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use damane_credential::P256Signer;
use std::io::Write as _;
use std::path::Path;
use zeroize::Zeroizing;

pub(super) fn read(path: &Path) -> Result<String, ServiceError> {
    std::fs::read_to_string(path).map_err(|error| ServiceError::at(path, error))
}

pub(super) fn read_signer(path: &Path) -> Result<P256Signer, ServiceError> {
    let pem = Zeroizing::new(read(path)?);
    P256Signer::from_pkcs8_pem(&pem).map_err(|_| ServiceError::at(path, "not a P-256 key in PKCS#8 PEM"))
}

const BEGIN: &str = "-----BEGIN CERTIFICATE-----";
const END: &str = "-----END CERTIFICATE-----";

/// RFC 7468 §5, one certificate after the other.
pub(super) fn to_pem(certificates: &[Vec<u8>]) -> String {
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

pub(super) fn read_certificate(path: &Path) -> Result<Vec<u8>, ServiceError> {
    Ok(read_certificates(path)?.swap_remove(0))
}

/// Makes a folder that only its owner may open.
pub(super) fn make_private_folder(folder: &Path) -> Result<(), ServiceError> {
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

//! Roots that whoever checks has chosen to trust. Nobody's are built in.

use super::certificate::Certificate;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// Root certificates, DER each.
#[derive(Debug, Clone, Default)]
pub struct Roots {
    certificates: Vec<Vec<u8>>,
}

/// A file is no certificate, nor several in PEM.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a certificate in DER or PEM")]
pub struct NotARoot;

impl Roots {
    /// Trusts nobody.
    pub const fn none() -> Self {
        Self { certificates: Vec::new() }
    }

    /// Adds the certificates of a file, DER or PEM; gives how many.
    ///
    /// # Errors
    /// [`NotARoot`], when any of it is no certificate; none of the file is then added.
    pub fn add(&mut self, file: &[u8]) -> Result<usize, NotARoot> {
        let found = if file.first() == Some(&0x30) { vec![file.to_vec()] } else { read_pem(file)? };
        if found.is_empty() || found.iter().any(|der| Certificate::read(der).is_err()) {
            return Err(NotARoot);
        }
        let count = found.len();
        self.certificates.extend(found);
        Ok(count)
    }

    /// Whether there are none.
    pub const fn is_empty(&self) -> bool {
        self.certificates.is_empty()
    }

    /// All of them, read.
    pub(crate) fn read(&self) -> Vec<Certificate<'_>> {
        self.certificates.iter().filter_map(|der| Certificate::read(der).ok()).collect()
    }
}

/// RFC 7468 §5: what stands between the lines that say so.
fn read_pem(file: &[u8]) -> Result<Vec<Vec<u8>>, NotARoot> {
    let text = std::str::from_utf8(file).map_err(|_| NotARoot)?;
    let pieces = text.split("-----BEGIN CERTIFICATE-----").skip(1);
    let decode = |piece: &str| {
        let (inside, _) = piece.split_once("-----END CERTIFICATE-----")?;
        let digits: String = inside.split_whitespace().collect();
        STANDARD.decode(digits).ok()
    };
    pieces.map(|piece| decode(piece).ok_or(NotARoot)).collect()
}

//! What a file brings along to be checked with: its security store (ISO 32000-2 §12.8.4.3).

use super::file::File;
use super::filter;
use super::object::Value;

/// Most bytes of it that are read, and most streams.
const MAX_BYTES: usize = 8 * 1024 * 1024;
const MAX_STREAMS: usize = 200;

/// The store, unpacked. DER each.
#[derive(Default)]
pub struct Store {
    /// Certificates.
    pub certificates: Vec<Vec<u8>>,
    /// Revocation lists.
    pub lists: Vec<Vec<u8>>,
    /// OCSP responses.
    pub responses: Vec<Vec<u8>>,
}

impl Store {
    /// Reads the newest store. What of it cannot be read is not there.
    pub fn read(file: &File<'_>) -> Self {
        let Some(Value::Dictionary(store)) =
            file.catalogue().ok().and_then(|(_, catalogue)| file.get(&catalogue, "DSS").ok())
        else {
            return Self::default();
        };
        let mut left = (MAX_BYTES, MAX_STREAMS);
        let mut list = |name: &str| match file.get(&store, name) {
            Ok(Value::Array(items)) => {
                items.iter().filter_map(|item| stream(file, item, &mut left)).collect()
            }
            _ => Vec::new(),
        };
        Self { certificates: list("Certs"), lists: list("CRLs"), responses: list("OCSPs") }
    }
}

fn stream(file: &File<'_>, item: &Value, left: &mut (usize, usize)) -> Option<Vec<u8>> {
    left.1 = left.1.checked_sub(1)?;
    let object = file.indirect(item.reference()?).ok()?;
    let bytes = filter::unpack(object.value.dictionary()?, file.packed(&object), file.fuel).ok()?;
    left.0 = left.0.checked_sub(bytes.len())?;
    Some(bytes)
}

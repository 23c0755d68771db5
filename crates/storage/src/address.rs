//! The address of a database file: from a path, back to it, and the file itself before anyone else may read it.

use crate::error::StorageError;
use std::path::PathBuf;

/// Makes the database file before SQLite does, because SQLite would let others read it.
pub(crate) fn make_private_file(url: &str) -> Result<(), StorageError> {
    let path = sqlite_path(url)?;
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    options.open(path).map(|_| ()).map_err(StorageError::File)
}

/// A database in memory is refused: each connection would have its own.
pub(crate) fn sqlite_path(url: &str) -> Result<PathBuf, StorageError> {
    let rest = url.strip_prefix("sqlite://").or_else(|| url.strip_prefix("sqlite:"));
    let path = rest.and_then(|rest| rest.split(['?', '#']).next()).unwrap_or_default();
    if path.is_empty() || path == ":memory:" || url.contains("mode=memory") {
        return Err(StorageError::Address);
    }
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let [byte, after @ ..] = rest {
        let escaped = after.get(..2).and_then(|hex| std::str::from_utf8(hex).ok());
        match escaped.and_then(|hex| u8::from_str_radix(hex, 16).ok()).filter(|_| *byte == b'%') {
            Some(escaped) => {
                bytes.push(escaped);
                rest = after.get(2..).unwrap_or_default();
            }
            None => {
                bytes.push(*byte);
                rest = after;
            }
        }
    }
    String::from_utf8(bytes).map(PathBuf::from).map_err(|_| StorageError::Address)
}

/// The address of a database file: what is special in an address is escaped.
pub fn sqlite_url(path: &std::path::Path) -> Result<String, StorageError> {
    let path = path.to_str().ok_or(StorageError::Address)?;
    Ok(format!("sqlite://{}", path.replace('%', "%25").replace('?', "%3F").replace('#', "%23")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    #[test]
    fn a_path_survives_its_address() {
        for path in ["/data/damane.db", "/data/é 100% ?#.db", "relative/x.db"] {
            assert_eq!(sqlite_path(&sqlite_url(Path::new(path)).unwrap()).unwrap(), Path::new(path));
        }
    }
}

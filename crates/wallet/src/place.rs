//! Where a vault's file stands: marks that a copy of it does not have. A vault that was copied to another device or
//! another profile, or came back from a backup, is known by them, and its key is made from them too.

use ring::digest::{SHA256, digest};
use std::path::Path;
use zeroize::Zeroizing;

/// What a lock record says of the place: which marks were taken, and a digest that tells whether they still hold.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct PlaceRecord {
    marks: Vec<String>,
    check: String,
}

/// The marks of a place; `None` where the system gives none.
pub struct Place {
    marks: Vec<String>,
    text: Zeroizing<String>,
}

impl Place {
    /// The place of a file, with every mark this system has.
    pub fn find(file: &Path) -> Option<Self> {
        let found = marks(file);
        let all: Vec<String> = found.iter().map(|(mark, _)| (*mark).to_owned()).collect();
        Self::of(&found, all)
    }

    /// The place of a file that has a record, when it is still the same. `name` is the vault's.
    pub fn find_again(file: &Path, record: &PlaceRecord, name: &str) -> Option<Self> {
        let place = Self::of(&marks(file), record.marks.clone())?;
        (place.check(name) == record.check).then_some(place)
    }

    fn of(found: &[(&'static str, String)], marks: Vec<String>) -> Option<Self> {
        let value = |wanted: &String| found.iter().find(|(mark, _)| mark == wanted).map(|(_, value)| value);
        let mut text = Zeroizing::new(String::new());
        for mark in &marks {
            text.push_str(&format!("{mark}={}\n", value(mark)?));
        }
        (!marks.is_empty()).then_some(Self { marks, text })
    }

    /// What is written down of it.
    pub fn record(&self, name: &str) -> PlaceRecord {
        PlaceRecord { marks: self.marks.clone(), check: self.check(name) }
    }

    /// What a key is bound to.
    pub fn bytes(&self) -> &[u8] {
        self.text.as_bytes()
    }

    fn check(&self, name: &str) -> String {
        let text = Zeroizing::new(format!("damane place 1|{name}|{}", self.text.as_str()));
        hex::encode(digest(&SHA256, text.as_bytes()))
    }
}

/// The file's own number in its file system, which a copy does not get.
#[cfg(unix)]
fn marks(file: &Path) -> Vec<(&'static str, String)> {
    use std::os::unix::fs::MetadataExt;
    let mut found = Vec::new();
    if let Ok(metadata) = std::fs::metadata(file) {
        found.push(("inode", metadata.ino().to_string()));
    }
    if let Some(machine) = machine() {
        found.push(("machine", machine));
    }
    found
}

/// When the file was made, which a copy does not keep.
#[cfg(not(unix))]
fn marks(file: &Path) -> Vec<(&'static str, String)> {
    let made = std::fs::metadata(file).and_then(|metadata| metadata.created());
    let since = made.ok().and_then(|made| made.duration_since(std::time::UNIX_EPOCH).ok());
    since.map(|since| ("made", since.as_nanos().to_string())).into_iter().collect()
}

/// The machine's own name (machine-id(5)).
#[cfg(target_os = "linux")]
fn machine() -> Option<String> {
    let read = std::fs::read_to_string("/etc/machine-id").ok()?;
    Some(read.trim().to_owned()).filter(|id| !id.is_empty())
}

#[cfg(all(unix, not(target_os = "linux")))]
fn machine() -> Option<String> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_known_again_where_it_stands_also_when_its_folder_moved_and_a_copy_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let (here, there) = (folder.path().join("a"), folder.path().join("b"));
        std::fs::create_dir(&here).unwrap();
        std::fs::write(here.join("file"), b"x").unwrap();
        let record = Place::find(&here.join("file")).unwrap().record("v");
        assert!(Place::find_again(&here.join("file"), &record, "v").is_some());
        assert!(Place::find_again(&here.join("file"), &record, "w").is_none(), "the record of another vault");
        std::fs::rename(&here, &there).unwrap();
        std::fs::write(there.join("file"), b"more").unwrap();
        assert!(Place::find_again(&there.join("file"), &record, "v").is_some());
        std::fs::copy(there.join("file"), there.join("copy")).unwrap();
        assert!(Place::find_again(&there.join("copy"), &record, "v").is_none());
    }

    #[test]
    fn a_mark_this_system_does_not_have_is_no_match() {
        let folder = tempfile::tempdir().unwrap();
        let record = PlaceRecord { marks: vec!["serial".into()], check: String::new() };
        assert!(Place::find_again(folder.path(), &record, "v").is_none());
    }
}

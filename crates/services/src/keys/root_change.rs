//! The root changes: the next one is named in lists the old one signs, so that whoever holds the old one follows; then it
//! takes its place.

use super::ceremony::KeyFolder;
use super::files::{read_certificate, read_signer, write_private};
use super::table::KeyTable;
use super::{authorities, point_of};
use crate::error::ServiceError;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use damane_credential::{PublicKey, Signer as _};
use damane_domain::fund::FundProfile;
use std::path::Path;

impl KeyFolder {
    /// Makes the next root in a folder of its own, and names it in every trust list from now on.
    ///
    /// # Errors
    /// [`ServiceError::Folder`] when a next one is named already.
    pub fn announce_root(&self, medium: &Path) -> Result<PublicKey, ServiceError> {
        let mut table = KeyTable::read(&self.folder)?;
        if table.next_root.is_some() {
            return Err(self.refused("a next root is announced already"));
        }
        let root = super::making::make_root_files(medium, &self.profile, &self.ports)?;
        table.next_root = Some(URL_SAFE_NO_PAD.encode(root.as_point()));
        table.write(&self.folder)?;
        Ok(root)
    }

    /// Puts the announced root in the place of the old one, which is kept as `root-old`. Portals must be started anew:
    /// the profile names the root. The authority below is the old root's: the next rotation makes a new one.
    ///
    /// # Errors
    /// [`ServiceError::Folder`] when this is not the announced one, or the old root is not at hand.
    pub fn change_root(&self, data: &Path, medium: &Path) -> Result<FundProfile, ServiceError> {
        let mut table = KeyTable::read(&self.folder)?;
        let (key, certificate) = (medium.join("root.pem"), medium.join("root.crt"));
        let root = read_signer(&key)?.public_key();
        let text = URL_SAFE_NO_PAD.encode(root.as_point());
        if table.next_root.as_ref() != Some(&text) || point_of(&read_certificate(&certificate)?) != Some(root)
        {
            return Err(self.refused("this is not the root that was announced"));
        }
        let bytes = |path: &Path| std::fs::read(path).map_err(|error| ServiceError::at(path, error));
        let own = |name: &str| self.folder.join(name);
        let [new_key, new_certificate] = [zeroize::Zeroizing::new(bytes(&key)?), bytes(&certificate)?.into()];
        let moved = |from: &str, to: &str| {
            std::fs::rename(own(from), own(to)).map_err(|error| ServiceError::at(&own(from), error))
        };
        moved("root.pem", "root-old.pem")?;
        moved("root.crt", "root-old.crt")?;
        write_private(&own("root.crt"), &new_certificate)?;
        write_private(&own("root.pem"), &new_key)?;
        if own(&format!("{}.pem", authorities::AUTHORITY)).exists() {
            moved("authority.pem", "authority-old.pem")?;
            moved("authority.crt", "authority-old.crt")?;
        }
        table.next_root = None;
        table.write(&self.folder)?;
        let profile = FundProfile { root_key: text, ..self.profile.clone() };
        write_private(&data.join("fund.toml"), profile.to_toml().as_bytes())?;
        Ok(profile)
    }
}

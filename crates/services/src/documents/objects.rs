//! Where documents lie: a folder beside the database, or a bucket of an S3 service. What is put there is encrypted
//! (AES-256-GCM) and bound to its name: an object under another name does not open.

use crate::error::ServiceError;
use crate::ports::Chance;
use crate::secrets::make_bytes;
use crate::settings::ObjectSettings;
use object_store::aws::AmazonS3Builder;
use object_store::path::Path as Name;
use object_store::{ObjectStore, ObjectStoreExt, PutPayload};
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use std::path::Path;
use std::sync::Arc;
use tokio_stream::StreamExt;
use zeroize::Zeroizing;

/// The store.
pub struct Objects(Arc<dyn ObjectStore>);

impl Objects {
    /// A folder; made when it is not there.
    ///
    /// # Errors
    /// [`ServiceError::Folder`].
    fn in_folder(folder: &Path) -> Result<Self, ServiceError> {
        std::fs::create_dir_all(folder).map_err(|error| ServiceError::at(folder, error))?;
        let store = object_store::local::LocalFileSystem::new_with_prefix(folder);
        let store = store.map_err(|error| ServiceError::at(folder, error))?.with_automatic_cleanup(true);
        Ok(Self(Arc::new(store)))
    }

    /// A bucket when one is configured, a folder below the fund's otherwise.
    ///
    /// # Errors
    /// [`ServiceError::Folder`] names what is at fault.
    pub fn open(settings: Option<ObjectSettings>, folder: &Path) -> Result<Self, ServiceError> {
        match settings {
            Some(bucket) => Self::in_bucket(bucket, folder),
            None => Self::in_folder(&folder.join("objects")),
        }
    }

    fn in_bucket(mut settings: ObjectSettings, folder: &Path) -> Result<Self, ServiceError> {
        let at_fault = |why: &dyn std::fmt::Display| ServiceError::at(&folder.join("portal.toml"), why);
        let is_here =
            ["http://localhost:", "http://127.0.0.1:"].iter().any(|here| settings.endpoint.starts_with(here));
        if !is_here && !settings.endpoint.starts_with("https://") {
            return Err(at_fault(&"[objects]: the endpoint is https://…, or http:// on this machine"));
        }
        settings.secret_access_key.read(folder)?;
        let bucket = AmazonS3Builder::new()
            .with_endpoint(settings.endpoint)
            .with_bucket_name(settings.bucket)
            .with_region(settings.region)
            .with_access_key_id(settings.access_key_id)
            .with_secret_access_key(settings.secret_access_key.reveal())
            .with_allow_http(is_here)
            .build();
        let bucket = bucket.map_err(|error| at_fault(&format!("[objects]: {error}")))?;
        Ok(Self(Arc::new(bucket)))
    }

    /// Encrypts and puts an object, in the place of one that is there.
    pub async fn put(
        &self,
        name: &str,
        key: &[u8; 32],
        chance: &dyn Chance,
        bytes: &[u8],
    ) -> Result<(), ServiceError> {
        let nonce = make_bytes::<NONCE_LEN>(chance);
        let mut sealed = bytes.to_vec();
        let sealing = sealing(key)?;
        let tag = sealing.seal_in_place_separate_tag(
            Nonce::assume_unique_for_key(nonce),
            Aad::from(name.as_bytes()),
            &mut sealed,
        );
        let tag = tag.map_err(|error| ServiceError::internal("document", error))?;
        let object = [&nonce[..], &sealed, tag.as_ref()].concat();
        self.0.put(&Name::from(name), PutPayload::from(object)).await.map_err(failed)?;
        Ok(())
    }

    /// Gets and decrypts an object.
    pub async fn get(&self, name: &str, key: &[u8; 32]) -> Result<Zeroizing<Vec<u8>>, ServiceError> {
        let found = self.0.get(&Name::from(name)).await.map_err(failed)?;
        let object = found.bytes().await.map_err(failed)?;
        let unread = || ServiceError::internal("document", "it does not fit its key");
        let (nonce, sealed) = object.split_first_chunk::<NONCE_LEN>().ok_or_else(unread)?;
        let mut opened = Zeroizing::new(sealed.to_vec());
        let (nonce, name) = (Nonce::assume_unique_for_key(*nonce), Aad::from(name.as_bytes()));
        let length = sealing(key)?.open_in_place(nonce, name, &mut opened).map_err(|_| unread())?.len();
        opened.truncate(length);
        Ok(opened)
    }

    /// Deletes objects; one that cannot be deleted is left, unreadable without its key.
    pub async fn delete_all(&self, names: &[String]) {
        for name in names {
            let _left_behind = self.0.delete(&Name::from(name.as_str())).await;
        }
    }

    /// Deletes everything below a name.
    pub async fn delete_below(&self, name: &str) {
        let mut found = self.0.list(Some(&Name::from(name)));
        while let Some(Ok(object)) = found.next().await {
            let _left_behind = self.0.delete(&object.location).await;
        }
    }
}

fn failed(error: object_store::Error) -> ServiceError {
    ServiceError::internal("object store", error)
}

fn sealing(key: &[u8; 32]) -> Result<LessSafeKey, ServiceError> {
    let key =
        UnboundKey::new(&AES_256_GCM, key).map_err(|error| ServiceError::internal("document", error))?;
    Ok(LessSafeKey::new(key))
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Ones;
    impl Chance for Ones {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(0xff);
        }
    }

    #[tokio::test]
    async fn an_object_opens_under_its_own_name_and_key_and_is_not_readable_where_it_lies() {
        let folder = tempfile::tempdir().unwrap();
        let objects = Objects::in_folder(folder.path()).unwrap();
        objects.put("documents/a", &[7; 32], &Ones, b"a blood test of yesterday").await.unwrap();
        assert_eq!(&objects.get("documents/a", &[7; 32]).await.unwrap()[..], b"a blood test of yesterday");
        let kept = std::fs::read(folder.path().join("documents/a")).unwrap();
        assert!(!kept.windows(5).any(|window| window == b"blood"));
        assert!(objects.get("documents/a", &[8; 32]).await.is_err());
        std::fs::write(folder.path().join("documents/b"), &kept).unwrap();
        assert!(objects.get("documents/b", &[7; 32]).await.is_err(), "moved under another name");
        objects.delete_all(&["documents/a".to_owned(), "documents/none".to_owned()]).await;
        objects.delete_below("documents").await;
        assert!(objects.get("documents/b", &[7; 32]).await.is_err());
    }
}

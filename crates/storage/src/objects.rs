//! Objects too large for a row: a folder beside the database, or a bucket of an S3 service. What is put here is bytes
//! that somebody above has sealed.

use crate::error::StorageError;
use object_store::aws::AmazonS3Builder;
use object_store::path::Path as Name;
use object_store::{
    BackoffConfig, ClientOptions, ObjectStore, ObjectStoreExt, PutMode, PutOptions, PutPayload, RetryConfig,
};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tokio_stream::StreamExt;

/// How long one request to a bucket may take, and reaching it: who waits for the answer is answered within fifteen seconds.
const PATIENCE: Duration = Duration::from_secs(8);
const REACHED_WITHIN: Duration = Duration::from_secs(2);
/// Seconds within which a request that failed is tried again, a few times.
const AGAIN_WITHIN: Duration = Duration::from_secs(3);
const TRIES: usize = 3;

/// Where an S3 bucket is, and who asks.
#[derive(Clone)]
pub struct Bucket {
    /// Where the service answers.
    pub endpoint: String,
    /// The bucket.
    pub name: String,
    /// Its region.
    pub region: String,
    /// Who asks.
    pub access_key_id: String,
    /// With what key.
    pub secret_access_key: String,
    /// Plain HTTP is taken: for a service on this machine.
    pub plain_http: bool,
}

/// It holds a key.
impl std::fmt::Debug for Bucket {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Bucket").field("name", &self.name).finish_non_exhaustive()
    }
}

/// The store.
pub struct Objects(Arc<dyn ObjectStore>);

impl Objects {
    /// A folder; made when it is not there.
    ///
    /// # Errors
    /// [`StorageError::File`] when it cannot be made, [`StorageError::Objects`].
    pub fn in_folder(folder: &Path) -> Result<Self, StorageError> {
        std::fs::create_dir_all(folder).map_err(StorageError::File)?;
        let store = object_store::local::LocalFileSystem::new_with_prefix(folder)?;
        Ok(Self(Arc::new(store.with_automatic_cleanup(true))))
    }

    /// A bucket. It is not asked before it is used.
    ///
    /// # Errors
    /// [`StorageError::Objects`] when the words do not make a bucket.
    pub fn in_bucket(bucket: Bucket) -> Result<Self, StorageError> {
        // Its client takes whatever provider the process has, and stops it when there is none.
        let _chosen_before = rustls::crypto::ring::default_provider().install_default();
        let store = AmazonS3Builder::new()
            .with_endpoint(bucket.endpoint)
            .with_bucket_name(bucket.name)
            .with_region(bucket.region)
            .with_access_key_id(bucket.access_key_id)
            .with_secret_access_key(bucket.secret_access_key)
            .with_client_options(
                ClientOptions::new()
                    .with_allow_http(bucket.plain_http)
                    .with_timeout(PATIENCE)
                    .with_connect_timeout(REACHED_WITHIN),
            )
            .with_retry(RetryConfig {
                backoff: BackoffConfig {
                    init_backoff: Duration::from_millis(100),
                    max_backoff: Duration::from_secs(1),
                    base: 2.0,
                },
                max_retries: TRIES,
                retry_timeout: AGAIN_WITHIN,
            })
            .build()?;
        Ok(Self(Arc::new(store)))
    }

    /// Puts an object under a name nothing has; false when something has it, which stays as it is.
    ///
    /// # Errors
    /// The store's failure.
    pub async fn put_new(&self, name: &str, bytes: Vec<u8>) -> Result<bool, StorageError> {
        let only_new = PutOptions::from(PutMode::Create);
        match self.0.put_opts(&Name::from(name), PutPayload::from(bytes), only_new).await {
            Ok(_) => Ok(true),
            Err(object_store::Error::AlreadyExists { .. }) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// Gets an object.
    ///
    /// # Errors
    /// The store's failure, also when there is none.
    pub async fn get(&self, name: &str) -> Result<Vec<u8>, StorageError> {
        Ok(self.0.get(&Name::from(name)).await?.bytes().await?.to_vec())
    }

    /// Deletes objects. One that cannot be deleted is left: nothing refers to it, and nobody has its key.
    pub async fn delete_all(&self, names: &[String]) {
        for name in names {
            let _left_behind = self.0.delete(&Name::from(name.as_str())).await;
        }
    }

    /// Deletes everything below a name, likewise.
    pub async fn delete_below(&self, name: &str) {
        let mut found = self.0.list(Some(&Name::from(name)));
        while let Some(Ok(object)) = found.next().await {
            let _left_behind = self.0.delete(&object.location).await;
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "here a panic is the report")]

    use super::*;

    #[tokio::test]
    async fn an_object_is_put_once_got_and_deleted() {
        let folder = tempfile::tempdir().unwrap();
        let objects = Objects::in_folder(&folder.path().join("new")).unwrap();
        for (bytes, is_new) in [(vec![0, 0xff], true), (vec![1, 2, 3], false)] {
            assert_eq!(objects.put_new("documents/a", bytes).await.unwrap(), is_new);
            assert_eq!(objects.get("documents/a").await.unwrap(), [0, 0xff], "what lies there stays");
        }
        for name in ["pieces/b/0", "pieces/b/1", "pieces/c/0"] {
            assert!(objects.put_new(name, vec![1]).await.unwrap());
        }
        objects.delete_all(&["documents/a".to_owned(), "documents/none".to_owned()]).await;
        assert!(objects.get("documents/a").await.is_err());
        assert!(objects.put_new("documents/a", vec![2]).await.unwrap(), "the name is free again");
        objects.delete_below("pieces/b").await;
        assert!(objects.get("pieces/b/1").await.is_err());
        assert_eq!(objects.get("pieces/c/0").await.unwrap(), [1]);
    }
}

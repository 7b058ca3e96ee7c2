//! What is done with files, the same for a folder and a bucket.

use std::fs::{self, DirBuilder};
use std::io;
use std::ops::Range;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path as FilePath, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use object_store::aws::{AmazonS3Builder, AmazonS3ConfigKey};
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::prefix::PrefixStore;
use object_store::{
    ClientConfigKey, Error, GetOptions, GetRange, ObjectStore, ObjectStoreExt as _, PutPayload, RetryConfig,
};
use parlor_community::ports::{Awaited, Media, MediaError, Opened};
use parlor_domain::MediaFile;
use thiserror::Error as ThisError;
use tokio::time::timeout;

use super::MediaPlace;
use super::chunks::pieces;

/// How long one call may take, its retries included: a client waits for it.
const PATIENCE: Duration = Duration::from_secs(10);
/// The same, as the builder for S3 reads it beside what the environment says.
const PATIENCE_TEXT: &str = "10 seconds";
const CONNECT_PATIENCE_TEXT: &str = "3 seconds";
const RETRIES: usize = 2;

/// The files of one service.
pub struct MediaStore {
    store: Arc<dyn ObjectStore>,
    /// Where they are, if that is a folder.
    folder: Option<PathBuf>,
}

/// The place cannot be used.
#[derive(Debug, ThisError)]
pub enum OpenMediaError {
    /// The folder is not there, and cannot be made.
    #[error("the folder {0} cannot be made ({1})")]
    Folder(PathBuf, #[source] io::Error),
    /// What is set does not make a store.
    #[error("{0}")]
    Store(#[from] Error),
}

impl MediaStore {
    /// Opens it; a folder is made if it is missing, for its owner alone. Nothing is asked of a bucket yet.
    ///
    /// # Errors
    /// [`OpenMediaError`].
    pub fn open(place: &MediaPlace) -> Result<Self, OpenMediaError> {
        match place {
            MediaPlace::Folder(path) => {
                let made = DirBuilder::new().recursive(true).mode(0o700).create(path);
                made.map_err(|error| OpenMediaError::Folder(path.clone(), error))?;
                let store =
                    LocalFileSystem::new_with_prefix(path)?.with_fsync(true).with_automatic_cleanup(true);
                Ok(Self { store: Arc::new(store), folder: Some(path.clone()) })
            }
            MediaPlace::Bucket { bucket, prefix } => {
                let store = AmazonS3Builder::from_env()
                    .with_bucket_name(bucket)
                    .with_disable_bulk_delete(true)
                    .with_config(AmazonS3ConfigKey::Client(ClientConfigKey::Timeout), PATIENCE_TEXT)
                    .with_config(
                        AmazonS3ConfigKey::Client(ClientConfigKey::ConnectTimeout),
                        CONNECT_PATIENCE_TEXT,
                    )
                    .with_retry(retries())
                    .build()?;
                Ok(Self { store: Arc::new(PrefixStore::new(store, prefix.as_str())), folder: None })
            }
        }
    }

    /// Asks the store for a file that it does not have.
    ///
    /// # Errors
    /// When it does not answer, or does not let us in.
    pub async fn check(&self) -> Result<(), MediaError> {
        patiently(async {
            match self.store.head(&Path::from("avatars/0/none.png")).await {
                Ok(_) | Err(Error::NotFound { .. }) => Ok(()),
                Err(error) => Err(error),
            }
        })
        .await
    }
}

fn retries() -> RetryConfig {
    RetryConfig { max_retries: RETRIES, retry_timeout: PATIENCE, ..RetryConfig::default() }
}

async fn patiently<T>(call: impl Future<Output = Result<T, Error>> + Send) -> Result<T, MediaError> {
    let answered = timeout(PATIENCE, call).await;
    let answered = answered.map_err(|_| MediaError("it did not answer in time".into()))?;
    answered.map_err(|error| MediaError(error.into()))
}

/// What is not there is an answer.
fn found<T>(answer: Result<T, Error>) -> Result<Option<T>, Error> {
    match answer {
        Ok(found) => Ok(Some(found)),
        Err(Error::NotFound { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

fn path(file: &MediaFile) -> Path {
    Path::from(file.path())
}

impl Media for MediaStore {
    fn put<'a>(&'a self, file: &'a MediaFile, content: Vec<u8>) -> Awaited<'a, Result<(), MediaError>> {
        Box::pin(patiently(
            async move { self.store.put(&path(file), PutPayload::from(content)).await.map(drop) },
        ))
    }

    fn remove<'a>(&'a self, file: &'a MediaFile) -> Awaited<'a, Result<(), MediaError>> {
        Box::pin(async move {
            if let Some(folder) = &self.folder {
                remove_unfinished(&folder.join(file.path())).map_err(|error| MediaError(error.into()))?;
            }
            patiently(async { found(self.store.delete(&path(file)).await).map(drop) }).await
        })
    }

    fn size<'a>(&'a self, file: &'a MediaFile) -> Awaited<'a, Result<Option<u64>, MediaError>> {
        Box::pin(patiently(async move {
            let head = found(self.store.head(&path(file)).await)?;
            Ok(head.map(|head| head.size))
        }))
    }

    fn open<'a>(
        &'a self,
        file: &'a MediaFile,
        part: Option<Range<u64>>,
    ) -> Awaited<'a, Result<Option<Opened>, MediaError>> {
        let options = GetOptions { range: part.map(GetRange::Bounded), ..GetOptions::default() };
        Box::pin(patiently(async move {
            let got = found(self.store.get_opts(&path(file), options).await)?;
            Ok(got.map(|got| Opened { size: got.meta.size, content: pieces(got) }))
        }))
    }
}

/// A file is written beside its place first, as `name#1`; a process that is killed meanwhile leaves that.
fn remove_unfinished(file: &FilePath) -> io::Result<()> {
    for number in 1_u32.. {
        let mut unfinished = file.as_os_str().to_owned();
        unfinished.push(format!("#{number}"));
        match fs::remove_file(&unfinished) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

//! The files that people give: where they are kept, and who removes those that lost their place.

use std::sync::Arc;
use std::time::Duration;

use parlor_adapters::{MediaPlace, MediaStore};
use parlor_community::ports::Media as _;
use parlor_community::{Context, due_files, forget_files};
use parlor_domain::{MediaFile, StoreError};
use tokio::task::spawn_blocking;
use tokio::time::{MissedTickBehavior, interval, sleep};

use crate::error::Exit;
use crate::settings::Settings;

/// A picture that somebody took away should not be there for long.
const LOOK_EVERY: Duration = Duration::from_secs(2);
/// After a store that failed.
const REST: Duration = Duration::from_secs(60);

/// Where files are kept: what was set, or the data dir.
#[must_use]
pub fn place(settings: &Settings) -> MediaPlace {
    settings.media.clone().unwrap_or_else(|| MediaPlace::Folder(settings.data_dir.join("media")))
}

/// Opens the store; a folder is made if it is missing.
///
/// # Errors
/// A sentence for the operator.
pub fn open(settings: &Settings) -> Result<Arc<MediaStore>, Exit> {
    let place = place(settings);
    let opened = MediaStore::open(&place);
    opened
        .map(Arc::new)
        .map_err(|error| Exit::failed(format!("{place} takes no files: {error}; set PARLOR_MEDIA_URL")))
}

/// Removes the files whose time has come: those that another picture replaced, those of accounts that were deleted,
/// and what interrupted uploads left. Several instances may do it at once.
pub struct Sweeper {
    /// Who knows which.
    pub community: Context,
    /// Where they are.
    pub media: Arc<MediaStore>,
}

impl Sweeper {
    /// Does so for as long as the process runs.
    pub async fn run(self) {
        let mut ticks = interval(LOOK_EVERY);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            ticks.tick().await;
            if !self.round().await {
                sleep(REST).await;
            }
        }
    }

    /// Whether all went well.
    async fn round(&self) -> bool {
        let community = self.community.clone();
        let due = match asked(move || due_files(&community)).await {
            Ok(due) => due,
            Err(error) => {
                // The database says so itself, and soon is tried again.
                tracing::debug!(error, "files to remove cannot be looked up");
                return true;
            }
        };
        let (gone, failed) = self.remove(due).await;
        if !gone.is_empty() {
            tracing::debug!(files = gone.len(), "files removed");
        }
        let community = self.community.clone();
        if let Err(error) = asked(move || forget_files(&community, &gone)).await {
            tracing::debug!(error, "removed files cannot be forgotten yet");
        }
        if let Some(error) = &failed {
            tracing::warn!(error, "a file could not be removed; it is tried again later");
        }
        failed.is_none()
    }

    /// Removes one after the other, up to the first that fails.
    async fn remove(&self, due: Vec<MediaFile>) -> (Vec<MediaFile>, Option<String>) {
        let mut gone = Vec::new();
        for file in due {
            if let Err(error) = self.media.remove(&file).await {
                return (gone, Some(error.to_string()));
            }
            gone.push(file);
        }
        (gone, None)
    }
}

async fn asked<T: Send + 'static>(
    question: impl FnOnce() -> Result<T, StoreError> + Send + 'static,
) -> Result<T, String> {
    let answered = spawn_blocking(question).await.map_err(|error| error.to_string())?;
    answered.map_err(|error| error.to_string())
}

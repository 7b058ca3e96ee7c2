//! The files that people give: where they are kept, and how a picture becomes one that may be shown.

use std::error::Error;
use std::ops::Range;
use std::pin::Pin;

use parlor_domain::{MediaFile, PictureFormat, SentPicture};
use thiserror::Error;

/// What a call to the network comes to. It is awaited between two use cases, never inside one.
pub type Awaited<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Where files are kept: a folder, or a bucket.
pub trait Media: Send + Sync {
    /// Keeps a file; once this is answered, a loss of power does not lose it.
    fn put<'a>(&'a self, file: &'a MediaFile, content: Vec<u8>) -> Awaited<'a, Result<(), MediaError>>;

    /// Removes a file, and what an interrupted [`Media::put`] left of it; one that is not there is no error.
    fn remove<'a>(&'a self, file: &'a MediaFile) -> Awaited<'a, Result<(), MediaError>>;

    /// How many bytes a file has; `None` if it is not there.
    fn size<'a>(&'a self, file: &'a MediaFile) -> Awaited<'a, Result<Option<u64>, MediaError>>;

    /// Reads a file, or a part of it that is within its size; `None` if it is not there.
    fn open<'a>(
        &'a self,
        file: &'a MediaFile,
        part: Option<Range<u64>>,
    ) -> Awaited<'a, Result<Option<Opened>, MediaError>>;
}

/// A file that is being read.
pub struct Opened {
    /// How many bytes it has in all.
    pub size: u64,
    /// The part that was asked for, bit by bit.
    pub content: Box<dyn Chunks>,
}

/// Bytes that come one piece after the other.
pub trait Chunks: Send {
    /// The next piece; `None` at the end.
    fn next(&mut self) -> Awaited<'_, Option<Result<Vec<u8>, MediaError>>>;
}

/// The store did not do what it was asked for.
#[derive(Debug, Error)]
#[error("the media store failed: {0}")]
pub struct MediaError(#[source] pub Box<dyn Error + Send + Sync>);

/// Draws pictures anew, and frees them of what is said beside them. Synchronous, and dear: it has threads of its own.
pub trait Pictures: Send + Sync {
    /// Reads a picture of the kind that its name promises and draws it anew: within the bounds of memory that the
    /// implementation keeps, upright, at most [`MAX_SIDE`] pixels wide and high, without anything that was said
    /// beside it. The answer is of the same kind.
    ///
    /// # Errors
    /// [`NotAPicture`].
    fn redraw(&self, content: &[u8], promised: PictureFormat) -> Result<Vec<u8>, NotAPicture>;

    /// Reads a picture that is passed on as it is, likewise within bounds, and leaves out whatever is said beside it but
    /// how it stands. Its pixels stay as they came; of a moving one the first picture is decoded.
    ///
    /// # Errors
    /// [`NotAPicture`].
    fn strip(&self, content: &[u8], promised: SentPicture) -> Result<Vec<u8>, NotAPicture>;
}

/// The most pixels to a side of what [`Pictures::redraw`] gives.
pub const MAX_SIDE: u32 = 512;

/// It is of another kind than its name says, does not decode, is larger than is decoded, or is something else too.
/// The text says which, for the log.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("not a picture: {0}")]
pub struct NotAPicture(pub String);

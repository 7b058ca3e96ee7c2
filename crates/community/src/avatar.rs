//! The picture of an account: read and drawn anew, announced, kept, and put in the place of the one before.
//!
//! The media store is written to between [`begin_avatar`] and [`complete_avatar`], by whoever calls them. From the
//! first to the second the file stands in the list of those to remove, so that whatever happens in between leaves
//! nothing behind.

use std::time::Duration;

use parlor_domain::{
    AccountId, Failure, FileExtension, FileName, MediaFile, PictureFormat, Refusal, StoreError, Unexpected,
};

use crate::Context;
use crate::ports::{NotAPicture, Replaced};

/// How long an upload may take from its announcement to its end; what takes longer is removed.
const TIME_TO_KEEP: Duration = Duration::from_secs(600);

/// A file as a client sent it.
#[derive(Debug)]
pub struct Upload {
    /// What the client calls it.
    pub file_name: String,
    /// What is in it.
    pub content: Content,
}

/// What is in a file that was sent.
#[derive(Debug)]
pub enum Content {
    /// All of it.
    Whole(Vec<u8>),
    /// More than the policy allows; it was not kept.
    TooLarge,
}

/// A picture that may be kept.
#[derive(Debug)]
pub struct Redrawn {
    /// What it will be called.
    pub name: FileName,
    /// The file.
    pub content: Vec<u8>,
}

/// Why a file is no picture for an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AvatarError {
    /// There is none.
    NoFile,
    /// Its name has another extension than pictures have here.
    Extension(FileExtension),
    /// It has more than so many MB.
    TooLarge(usize),
    /// There is nothing in it.
    Empty,
    /// It is no picture of the kind that its name says, or cannot be read within the limits.
    NotAPicture,
}

impl Refusal for AvatarError {}

/// Reads what was sent as one of the kinds that the caller takes, and draws it anew. Dear: it has threads of its own.
///
/// # Errors
/// [`AvatarError`].
pub fn redraw_avatar(
    ctx: &Context,
    upload: Option<Upload>,
    taken: &[PictureFormat],
) -> Result<Redrawn, Failure<AvatarError>> {
    let upload = upload.ok_or(AvatarError::NoFile)?;
    let extension = FileExtension::of(&upload.file_name);
    let format = extension.picture().filter(|format| taken.contains(format));
    let format = format.ok_or(AvatarError::Extension(extension))?;
    let content = match upload.content {
        Content::TooLarge => return Err(AvatarError::TooLarge(ctx.policy.avatars.max_megabytes).into()),
        Content::Whole(content) if content.is_empty() => return Err(AvatarError::Empty.into()),
        Content::Whole(content) => content,
    };
    let content = ctx.pictures.redraw(&content, format).map_err(|NotAPicture(_)| AvatarError::NotAPicture)?;
    let mut random = [0; FileName::RANDOM_BYTES];
    ctx.random.fill(&mut random);
    Ok(Redrawn { name: FileName::generate(&upload.file_name, format, random), content })
}

/// Announces a file that is about to be written.
///
/// # Errors
/// [`StoreError`].
pub fn begin_avatar(ctx: &Context, file: &MediaFile) -> Result<(), StoreError> {
    let mut work = ctx.store.write()?;
    work.discarded_files().discard(file, ctx.clock.now() + TIME_TO_KEEP)?;
    work.commit()
}

/// Makes a file that was written the picture of its account; the one before it goes.
///
/// # Errors
/// [`Failure::Unauthenticated`] when the account has ended meanwhile.
pub fn complete_avatar<E>(ctx: &Context, account: AccountId, name: &FileName) -> Result<(), Failure<E>> {
    let now = ctx.clock.now();
    let mut work = ctx.store.write()?;
    // The account before the file, as whoever deletes an account does.
    let Replaced::Before(before) = work.avatars().replace(account, Some(name), now)? else {
        return Err(Failure::Unauthenticated);
    };
    if !work.discarded_files().keep(&MediaFile::avatar(account, name.clone()), now)? {
        return Err(Unexpected::while_doing("keeping an upload", "it took too long, and is removed").into());
    }
    if let Some(before) = before {
        work.discarded_files().discard(&MediaFile::avatar(account, before), now)?;
    }
    Ok(work.commit()?)
}

/// Takes the picture of an account away; one that has none stays as it is.
///
/// # Errors
/// [`Failure::Unauthenticated`] when the account has ended meanwhile.
pub fn remove_avatar<E>(ctx: &Context, account: AccountId) -> Result<(), Failure<E>> {
    let now = ctx.clock.now();
    let mut work = ctx.store.write()?;
    match work.avatars().replace(account, None, now)? {
        Replaced::NoAccount => Err(Failure::Unauthenticated),
        // Nothing was there, so nothing has changed.
        Replaced::Before(None) => Ok(()),
        Replaced::Before(Some(before)) => {
            work.discarded_files().discard(&MediaFile::avatar(account, before), now)?;
            Ok(work.commit()?)
        }
    }
}

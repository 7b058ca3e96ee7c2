//! A file that is to come with a message: looked at, and announced before it is written.
//!
//! Whoever calls writes it to the media store in between, and has [`crate::post_message`] keep it. Until then it
//! stands in the list of those to remove, so that whatever happens leaves nothing behind.

use std::time::Duration;

use parlor_domain::{
    AccountId, Attachment, AttachmentKind, ConversationId, Failure, FileName, InvalidAttachment, MediaFile,
    Refusal,
};

use super::PostError;
use crate::Context;
use crate::ports::NotAPicture;

/// How long an upload may take from its announcement to its end; what takes longer is removed.
const TIME_TO_KEEP: Duration = Duration::from_secs(600);

/// A file as a client sent it.
#[derive(Debug, Clone)]
pub struct SentFile {
    /// What the client calls it; no more than what is harmless of it is kept.
    pub name: String,
    /// What it is said to be.
    pub kind: AttachmentKind,
    /// What is in it.
    pub content: Vec<u8>,
}

/// A file that may come with a message.
#[derive(Debug, Clone)]
pub struct Attachable {
    /// What it will be called.
    pub name: FileName,
    /// What it is.
    pub kind: AttachmentKind,
    /// What of it is kept.
    pub content: Vec<u8>,
}

/// Why a file did not come with a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AttachError {
    /// It is no such file.
    Invalid(InvalidAttachment),
    /// Nothing can be said there.
    Nowhere(PostError),
}

impl Refusal for AttachError {}

impl From<InvalidAttachment> for AttachError {
    fn from(invalid: InvalidAttachment) -> Self {
        Self::Invalid(invalid)
    }
}

impl From<PostError> for AttachError {
    fn from(error: PostError) -> Self {
        Self::Nowhere(error)
    }
}

/// Looks at a file: it is what it is said to be, and a picture says nothing of where it was made. Dear for pictures: they
/// have threads of their own.
///
/// # Errors
/// [`InvalidAttachment`].
pub fn read_attachment(ctx: &Context, file: SentFile) -> Result<Attachable, Failure<InvalidAttachment>> {
    let SentFile { name, kind, content } = file;
    kind.check(&content)?;
    let content = match kind.picture() {
        Some(picture) => {
            let stripped = ctx.pictures.strip(&content, picture);
            stripped.map_err(|NotAPicture(_)| InvalidAttachment::Mismatch)?
        }
        None => content,
    };
    let mut random = [0; FileName::RANDOM_BYTES];
    ctx.random.fill(&mut random);
    Ok(Attachable { name: FileName::of_attachment(&name, kind, random), kind, content })
}

/// Says whether anything can be said in a conversation, before a file is taken for it.
///
/// # Errors
/// [`PostError`].
pub fn may_attach(
    ctx: &Context,
    sender: AccountId,
    conversation: ConversationId,
) -> Result<(), Failure<PostError>> {
    let own = ctx.store.read()?.conversations().of_member(sender, conversation)?;
    let own = own.ok_or(PostError::NotFound)?;
    if own.conversation.members.other(sender).is_none() {
        return Err(PostError::Gone.into());
    }
    if own.is_closed { Err(PostError::Blocked.into()) } else { Ok(()) }
}

/// Announces a file; says where it is to be written.
///
/// # Errors
/// [`PostError`].
pub fn begin_attachment(
    ctx: &Context,
    sender: AccountId,
    conversation: ConversationId,
    file: &Attachable,
) -> Result<Attachment, Failure<PostError>> {
    may_attach(ctx, sender, conversation)?;
    let stored = MediaFile::attachment(conversation, file.name.clone());
    let mut work = ctx.store.write()?;
    work.discarded_files().discard(&stored, ctx.clock.now() + TIME_TO_KEEP)?;
    work.commit()?;
    let size = u64::try_from(file.content.len()).unwrap_or(u64::MAX);
    Ok(Attachment { kind: file.kind, file: stored, size })
}

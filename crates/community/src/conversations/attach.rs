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

/// How long an upload may take from its announcement to its end; what takes longer is removed.
const TIME_TO_KEEP: Duration = Duration::from_secs(600);

/// A file as a client sent it.
#[derive(Debug, Clone, Copy)]
pub struct SentFile<'a> {
    /// What the client calls it; no more than what is harmless of it is kept.
    pub name: &'a str,
    /// What it is said to be.
    pub kind: AttachmentKind,
    /// What is in it.
    pub content: &'a [u8],
}

/// Why a file cannot come with a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AttachError {
    /// It is no such file.
    Invalid(InvalidAttachment),
    /// Nothing can be said there.
    Nowhere(PostError),
}

impl Refusal for AttachError {}

/// Looks at a file and announces it; says where it is to be written.
///
/// # Errors
/// [`AttachError`].
pub fn begin_attachment(
    ctx: &Context,
    sender: AccountId,
    conversation: ConversationId,
    file: SentFile<'_>,
) -> Result<Attachment, Failure<AttachError>> {
    file.kind.check(file.content).map_err(AttachError::Invalid)?;
    let own = ctx.store.read()?.conversations().of_member(sender, conversation)?;
    let own = own.ok_or(AttachError::Nowhere(PostError::NotFound))?;
    if own.is_closed {
        return Err(AttachError::Nowhere(PostError::Blocked).into());
    }
    let mut random = [0; FileName::RANDOM_BYTES];
    ctx.random.fill(&mut random);
    let name = FileName::of_attachment(file.name, file.kind, random);
    let stored = MediaFile::attachment(conversation, name);
    let mut work = ctx.store.write()?;
    work.discarded_files().discard(&stored, ctx.clock.now() + TIME_TO_KEEP)?;
    work.commit()?;
    let size = u64::try_from(file.content.len()).unwrap_or(u64::MAX);
    Ok(Attachment { kind: file.kind, file: stored, size })
}

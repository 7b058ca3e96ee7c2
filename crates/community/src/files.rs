//! Files that lost their place: whoever removes them asks which, and says when it is done.

use parlor_domain::{MediaFile, StoreError};

use crate::Context;

/// How many are removed in one go.
const AT_ONCE: usize = 100;

/// Some of the files whose time has come.
///
/// # Errors
/// [`StoreError`].
pub fn due_files(ctx: &Context) -> Result<Vec<MediaFile>, StoreError> {
    ctx.store.read()?.due_files().due(ctx.clock.now(), AT_ONCE)
}

/// Notes that they are gone.
///
/// # Errors
/// [`StoreError`].
pub fn forget_files(ctx: &Context, files: &[MediaFile]) -> Result<(), StoreError> {
    if files.is_empty() {
        return Ok(());
    }
    let mut work = ctx.store.write()?;
    work.discarded_files().forget(files)?;
    work.commit()
}

//! Tells owners all that is stored of them.

use parlor_domain::StoreError;

use crate::ports::{ExportPart, ExportPlace};
use crate::{Caller, Context};

/// The part of the caller's data at a place; `None` behind the last. Each is as it stands when it is asked for.
///
/// # Errors
/// [`StoreError`].
pub fn export_part(
    ctx: &Context,
    caller: &Caller,
    place: ExportPlace,
) -> Result<Option<ExportPart>, StoreError> {
    ctx.store.read()?.exports().part(caller.account.id, place)
}

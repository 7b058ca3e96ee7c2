//! The way of a picture from a request to its place: drawn anew on its own thread, announced, kept, completed. The
//! media store is awaited between the two use cases that announce and complete it.

use parlor_auth::Caller;
use parlor_community::{AvatarError, Redrawn, Upload as Sent, begin_avatar, complete_avatar, redraw_avatar};
use parlor_domain::{AccountId, MediaFile, PictureFormat};
use utoipa::ToSchema;

use super::{App, Credential};
use crate::endpoint::{Fault, Halt, Upload};

/// Gives whoever the credential speaks for the picture that the request brings, of one of the kinds that are `taken`;
/// says who that is and what the picture is called.
pub(crate) async fn change_avatar<D, T: ToSchema>(
    app: &App,
    credential: Credential,
    upload: Upload<D, T>,
    taken: &'static [PictureFormat],
) -> Result<(Caller, MediaFile), Halt<AvatarError>> {
    // Before anything is read: whoever has no good credential must not fill memory.
    let caller = app.run_as(credential.clone(), |_, caller| Ok(caller)).await?;
    let sent = upload.read(app.community().policy.avatars.max_bytes()).await?;
    let redrawn = redraw(app, sent, taken).await?;
    keep_avatar(app, caller.account.id, redrawn, Some(credential)).await.map(|file| (caller, file))
}

/// A picture as it may be kept, drawn anew from what was sent.
pub(crate) async fn redraw(
    app: &App,
    sent: Option<Sent>,
    taken: &'static [PictureFormat],
) -> Result<Redrawn, Halt<AvatarError>> {
    app.run_drawing(move |community| redraw_avatar(community, sent, taken)).await
}

/// Makes a picture that of an account; with a credential only if that is still good when the picture is kept.
pub(crate) async fn keep_avatar(
    app: &App,
    account: AccountId,
    redrawn: Redrawn,
    credential: Option<Credential>,
) -> Result<MediaFile, Halt<AvatarError>> {
    let file = MediaFile::avatar(account, redrawn.name);
    let announced = file.clone();
    app.run_community(move |community| Ok(begin_avatar(community, &announced)?)).await?;
    app.media().put(&file, redrawn.content).await.map_err(Fault::from)?;
    let name = file.name.clone();
    let completed = match credential {
        Some(credential) => {
            let complete = app.run_community_as(credential, move |community, caller| {
                complete_avatar(community, caller.account.id, &name)
            });
            complete.await
        }
        None => app.run_community(move |community| complete_avatar(community, account, &name)).await,
    };
    let Err(halted) = completed else { return Ok(file) };
    // It is announced, so it goes in any case; this way it goes at once. What became of it where the store failed
    // nobody knows.
    let is_left = !matches!(halted, Halt::Fault(Fault::Unavailable | Fault::Unexpected));
    if is_left && let Err(error) = app.media().remove(&file).await {
        tracing::debug!(%error, "an upload that failed is removed later");
    }
    Err(halted)
}

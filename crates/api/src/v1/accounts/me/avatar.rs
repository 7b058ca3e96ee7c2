//! PUT and DELETE `/v1/accounts/me/avatar`

use std::convert::Infallible;

use parlor_community::{AvatarError, remove_avatar};
use parlor_domain::PictureFormat;

use super::show::own_account;
use crate::endpoint::{Dialect, Done, FieldErrors, FieldFault, Problem, Refused, Reply, Upload, Words, done};
use crate::shell::avatar::change_avatar;
use crate::shell::{App, SignedIn};
use crate::v1::V1;
use crate::v1::accounts::wire;

pub async fn change(
    app: App,
    signed_in: SignedIn<V1>,
    upload: Upload<V1, wire::AvatarUpload>,
) -> Reply<V1, wire::OwnAccount> {
    change_avatar(&app, signed_in.credential.clone(), upload, PictureFormat::ALL).await?;
    own_account(&app, signed_in.credential).await
}

pub async fn remove(app: App, signed_in: SignedIn<V1>) -> Result<Done, Refused<V1>> {
    let removed = app.run_community_as::<_, Infallible>(signed_in.credential, |community, caller| {
        remove_avatar(community, caller.account.id)
    });
    removed.await?;
    done()
}

impl Words<AvatarError> for V1 {
    fn words(refusal: AvatarError) -> Problem {
        let fault = match refusal {
            AvatarError::NoFile => FieldFault::Required,
            AvatarError::Extension(_) => FieldFault::FileExtension,
            AvatarError::TooLarge(megabytes) => FieldFault::FileTooLarge(megabytes),
            AvatarError::Empty => FieldFault::EmptyFile,
            AvatarError::NotAPicture => FieldFault::NotAPicture,
        };
        V1::fields(&FieldErrors::of("avatar", fault))
    }
}

//! POST `/users/avatar/`

use actix_web::http::StatusCode;
use indexmap::IndexMap;
use parlor_community::AvatarError;
use parlor_domain::PictureFormat;

use super::error::refused;
use super::{Arcade, convert, wire};
use crate::always::media::address;
use crate::endpoint::{FieldFault, Problem, Reply, Upload, Words, ok};
use crate::shell::avatar::change_avatar;
use crate::shell::{App, SignedIn};

/// The kinds that the contract takes.
const TAKEN: &[PictureFormat] = &[PictureFormat::Jpeg, PictureFormat::Png];

pub async fn handle(
    app: App,
    signed_in: SignedIn<Arcade>,
    upload: Upload<Arcade, wire::Avatar>,
) -> Reply<Arcade, wire::AvatarUpdated> {
    let (caller, file) = change_avatar(&app, signed_in.credential, upload, TAKEN).await?;
    ok(wire::AvatarUpdated {
        id: caller.account.id.0,
        username: convert::username_of(&caller.account),
        message: "Avatar updated.",
        avatar_url: address(&file),
    })
}

impl Words<AvatarError> for Arcade {
    fn words(refusal: AvatarError) -> Problem {
        let message = match refusal {
            AvatarError::NoFile => return refused(StatusCode::BAD_REQUEST, "No file uploaded."),
            AvatarError::Extension(extension) => format!(
                "File extension “{}” is not allowed. Allowed extensions are: jpg, jpeg, png.",
                extension.as_str()
            ),
            AvatarError::TooLarge(megabytes) => FieldFault::FileTooLarge(megabytes).message(),
            AvatarError::Empty => FieldFault::EmptyFile.message(),
            AvatarError::NotAPicture => FieldFault::NotAPicture.message(),
        };
        let errors = IndexMap::from([("avatar".to_owned(), vec![message])]);
        Problem::new(StatusCode::BAD_REQUEST, wire::RefusedFields { errors })
    }
}

//! A picture that comes with other fields.

use parlor_community::{AvatarError, Redrawn, Upload};
use parlor_domain::PictureFormat;

use super::Transcendence;
use crate::contracts::plain;
use crate::endpoint::{FieldErrors, FieldFault, Halt, Problem, Refused, Words};
use crate::shell::App;
use crate::shell::avatar::redraw;

/// The picture that was sent, if there was one, as it may be kept; or what is wrong with it.
pub async fn read(
    app: &App,
    file: Option<Upload>,
) -> Result<Result<Option<Redrawn>, FieldFault>, Refused<Transcendence>> {
    if file.is_none() {
        return Ok(Ok(None));
    }
    match redraw(app, file, PictureFormat::ALL).await {
        Ok(redrawn) => Ok(Ok(Some(redrawn))),
        Err(Halt::Refused(refusal)) => Ok(Err(fault(&refusal))),
        Err(Halt::Fault(fault)) => Err(fault.into()),
    }
}

fn fault(refusal: &AvatarError) -> FieldFault {
    match refusal {
        AvatarError::NoFile => FieldFault::Required,
        AvatarError::Extension(_) => FieldFault::FileExtension,
        AvatarError::TooLarge(megabytes) => FieldFault::FileTooLarge(*megabytes),
        AvatarError::Empty => FieldFault::EmptyFile,
        AvatarError::NotAPicture => FieldFault::NotAPicture,
    }
}

impl Words<AvatarError> for Transcendence {
    fn words(refusal: AvatarError) -> Problem {
        plain::fields(&FieldErrors::of("avatar", fault(&refusal)))
    }
}

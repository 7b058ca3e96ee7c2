//! Pictures of accounts.

use std::convert::Infallible;
use std::time::Duration;

use parlor_community::{
    AvatarError, Content, Upload, begin_avatar, belongings, complete_avatar, due_files, forget_files,
    redraw_avatar, remove_avatar,
};
use parlor_domain::{AccountId, AccountState, Failure, FileExtension, FileName, MediaFile, PictureFormat};

use crate::house::House;

/// Gives an account a picture, whose file it names.
fn give(house: &House, account: AccountId) -> MediaFile {
    let file = begun(house, account);
    complete_avatar::<Infallible>(house, account, &file.name).unwrap();
    file
}

fn begun(house: &House, account: AccountId) -> MediaFile {
    let redrawn = redraw_avatar(house, upload("cat.png", b"picture"), PictureFormat::ALL).unwrap();
    let file = MediaFile::avatar(account, redrawn.name);
    begin_avatar(house, &file).unwrap();
    file
}

fn upload(name: &str, content: &[u8]) -> Option<Upload> {
    Some(Upload { file_name: name.to_owned(), content: Content::Whole(content.to_vec()) })
}

fn avatar(house: &House, account: AccountId) -> Option<FileName> {
    belongings(house, account).unwrap().avatar
}

#[test]
fn what_is_no_picture_is_told_by_the_first_thing_that_is_wrong() {
    let house = House::new();
    let refused = |sent, taken: &[PictureFormat]| match redraw_avatar(&house, sent, taken) {
        Err(Failure::Refused(refusal)) => refusal,
        other => panic!("{other:?}"),
    };
    let large = Some(Upload { file_name: "cat.png".into(), content: Content::TooLarge });
    let all = PictureFormat::ALL;
    assert_eq!(refused(None, all), AvatarError::NoFile);
    assert_eq!(refused(upload("cat.gif", b""), all), AvatarError::Extension(FileExtension::of("cat.gif")));
    assert_eq!(refused(large, all), AvatarError::TooLarge(2));
    assert_eq!(refused(upload("cat.png", b""), all), AvatarError::Empty);
    assert_eq!(refused(upload("cat.png", b"page"), all), AvatarError::NotAPicture);
    let few = [PictureFormat::Jpeg, PictureFormat::Png];
    let webp = upload("cat.webp", b"picture");
    assert_eq!(refused(webp, &few), AvatarError::Extension(FileExtension::of("cat.webp")));
}

#[test]
fn each_upload_has_a_name_of_its_own() {
    let house = House::new();
    let ann = house.person("ann");
    assert_ne!(begun(&house, ann), begun(&house, ann));
}

#[test]
fn s64_a_picture_that_is_replaced_goes_and_the_one_that_is_shown_stays() {
    let house = House::new();
    let ann = house.person("ann");
    let (first, second) = (give(&house, ann), give(&house, ann));
    assert_eq!(avatar(&house, ann).as_ref(), Some(&second.name));
    house.clock.advance(Duration::from_secs(3600));
    assert_eq!(due_files(&house).unwrap(), std::slice::from_ref(&first));
    forget_files(&house, &[first]).unwrap();
    assert_eq!(due_files(&house).unwrap(), []);

    remove_avatar::<Infallible>(&house, ann).unwrap();
    assert_eq!((avatar(&house, ann), due_files(&house).unwrap()), (None, vec![second]));
}

#[test]
fn s64_an_upload_that_was_never_completed_goes_and_not_before_it_can_be_completed_no_more() {
    let house = House::new();
    let ann = house.person("ann");
    let file = begun(&house, ann);
    assert_eq!(due_files(&house).unwrap(), []);
    house.clock.advance(Duration::from_secs(600));
    assert_eq!(due_files(&house).unwrap(), std::slice::from_ref(&file));
    let late = complete_avatar::<Infallible>(&house, ann, &file.name);
    assert!(matches!(late, Err(Failure::Unexpected(_))), "{late:?}");
    assert_eq!(avatar(&house, ann), None);
}

#[test]
fn an_account_that_is_not_in_use_gets_none() {
    let house = House::new();
    let ann = house.person("ann");
    let file = begun(&house, ann);
    house.set_state(ann, AccountState::Deactivated);
    let refused = complete_avatar::<Infallible>(&house, ann, &file.name);
    assert!(matches!(refused, Err(Failure::Unauthenticated)), "{refused:?}");
    assert!(matches!(remove_avatar::<Infallible>(&house, ann), Err(Failure::Unauthenticated)));
    house.clock.advance(Duration::from_secs(600));
    assert_eq!(due_files(&house).unwrap(), [file], "it goes all the same");
}

#[test]
fn s58_the_picture_of_a_deleted_account_goes_at_once() {
    let house = House::new();
    let ann = house.person("ann");
    let file = give(&house, ann);
    house.delete(ann);
    assert_eq!((avatar(&house, ann), due_files(&house).unwrap()), (None, vec![file]));
}

//! POST `/users/add_friend/` and `/users/remove_friend/`, GET `/users/friend_list/`

use std::convert::Infallible;

use parlor_auth::Failure;
use parlor_community::{AddFriendError, NotFriends, account_named, add_friend, friends_as_users, part};

use super::error::no_success;
use super::{Transcendence, wire};
use crate::contracts::plain;
use crate::endpoint::{Body, Check, Fault, Field, FieldErrors, FieldFault, Problem, Reply, Words, ok};
use crate::shell::{App, SignedIn};

pub async fn add(
    app: App,
    signed_in: SignedIn<Transcendence>,
    body: Body<Transcendence, wire::Friend>,
) -> Reply<Transcendence, wire::Success> {
    let name = named("friend_username", body.fields.friend_username)?;
    let wanted = name.clone();
    app.run_community_as(signed_in.credential, move |community, caller| {
        let whom = account_named(community, &wanted)?.ok_or(AddFriendError::NotFound)?;
        add_friend(community, caller.account.id, whom)
    })
    .await?;
    ok(wire::Success { success: true, message: format!("{name} added as friend.") })
}

/// Whoever is named is not there.
pub struct Nobody;

pub async fn remove(
    app: App,
    signed_in: SignedIn<Transcendence>,
    body: Body<Transcendence, wire::Friend>,
) -> Reply<Transcendence, wire::Success> {
    let name = named("friend_username", body.fields.friend_username)?;
    let wanted = name.clone();
    app.run_community_as(signed_in.credential, move |community, caller| {
        let whom = account_named(community, &wanted)?.ok_or(Failure::Refused(Nobody))?;
        match part(community, caller.account.id, whom) {
            // Whoever is no friend is none afterwards.
            Ok(()) | Err(Failure::Refused(NotFriends)) => Ok(()),
            Err(failure) => Err(failure.map(|NotFriends| Nobody)),
        }
    })
    .await?;
    ok(wire::Success { success: true, message: format!("{name} removed as friend.") })
}

pub async fn list(app: App, signed_in: SignedIn<Transcendence>) -> Reply<Transcendence, wire::Users> {
    let friends = app.run_community_as::<_, Infallible>(signed_in.credential, |community, caller| {
        Ok(friends_as_users(community, caller.account.id)?)
    });
    ok(wire::Users(friends.await?.into_iter().map(wire::User::from).collect()))
}

/// The name that a field has to give.
pub fn named(name: &'static str, field: Field) -> Result<String, FieldErrors> {
    let mut check = Check::default();
    let given = check.text(name, field, |text| Ok::<_, FieldFault>(text.to_owned()));
    check.done(given)
}

pub fn oneself() -> Problem {
    no_success("You cannot add yourself as friend.")
}

impl Words<AddFriendError> for Transcendence {
    fn words(refusal: AddFriendError) -> Problem {
        match refusal {
            AddFriendError::Oneself => oneself(),
            AddFriendError::NotFound => plain::fault(&Fault::NotFound),
            AddFriendError::TooMany => no_success("You cannot have more friends."),
        }
    }
}

impl Words<Nobody> for Transcendence {
    fn words(Nobody: Nobody) -> Problem {
        plain::fault(&Fault::NotFound)
    }
}

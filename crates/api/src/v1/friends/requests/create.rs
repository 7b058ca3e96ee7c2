//! POST `/v1/friends/requests`

use actix_web::http::StatusCode;
use parlor_community::{AskError, AskFriend, KeyReused, ask_friend, show_person};

use super::too_many;
use crate::endpoint::{Body, Dialect, Fault, FieldFault, Problem, Reply, Words, created};
use crate::shell::{App, SignedIn};
use crate::v1::V1;
use crate::v1::friends::wire;
use crate::v1::problem::problem_of_field;
use crate::v1::repeat::Repeatable;

pub async fn handle(
    app: App,
    signed_in: SignedIn<V1>,
    key: Repeatable,
    body: Body<V1, wire::Whom>,
) -> Reply<V1, wire::FriendAsked> {
    let whom = body.fields.read()?;
    let asked = app.run_community_as(signed_in.credential, move |community, caller| {
        let bond = ask_friend(community, caller.account.id, AskFriend { whom, key: key.0 })?;
        // Gone in between is gone.
        let person = show_person(community, caller.account.id, whom)?.ok_or(AskError::NotFound)?;
        Ok(wire::FriendAsked::of(person, bond))
    });
    created(asked.await?)
}

/// What is answered to whoever means oneself.
pub fn oneself() -> Problem {
    problem_of_field((StatusCode::BAD_REQUEST, "oneself"), "account_id", FieldFault::Oneself)
}

impl Words<AskError> for V1 {
    fn words(refusal: AskError) -> Problem {
        match refusal {
            AskError::Oneself => oneself(),
            AskError::NotFound => V1::fault(&Fault::NotFound),
            AskError::TooMany => too_many(),
            AskError::KeyReused => V1::words(KeyReused),
        }
    }
}

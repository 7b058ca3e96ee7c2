//! POST `/users/block_user/` and `/users/unblock_user/`

use actix_web::http::StatusCode;
use parlor_auth::Failure;
use parlor_community::{BlockError, NotBlocked, account_named, block, unblock};

use super::error::error;
use super::friends::named;
use super::{Transcendence, wire};
use crate::contracts::plain;
use crate::endpoint::{Body, Fault, Problem, Reply, Words, ok};
use crate::shell::{App, SignedIn};

pub async fn add(
    app: App,
    signed_in: SignedIn<Transcendence>,
    body: Body<Transcendence, wire::Block>,
) -> Reply<Transcendence, wire::Success> {
    let name = named("block_username", body.fields.block_username)?;
    let wanted = name.clone();
    app.run_community_as(signed_in.credential, move |community, caller| {
        let whom = account_named(community, &wanted)?.ok_or(BlockError::NotFound)?;
        block(community, caller.account.id, whom)
    })
    .await?;
    ok(wire::Success { success: true, message: format!("{name} has been blocked.") })
}

pub async fn remove(
    app: App,
    signed_in: SignedIn<Transcendence>,
    body: Body<Transcendence, wire::Block>,
) -> Reply<Transcendence, wire::Success> {
    let name = named("block_username", body.fields.block_username)?;
    let wanted = name.clone();
    app.run_community_as(signed_in.credential, move |community, caller| {
        let whom = account_named(community, &wanted)?.ok_or(BlockError::NotFound)?;
        if whom == caller.account.id {
            return Err(BlockError::Oneself.into());
        }
        match unblock(community, caller.account.id, whom) {
            // Whoever is not blocked is not blocked afterwards.
            Ok(()) | Err(Failure::Refused(NotBlocked)) => Ok(()),
            Err(failure) => Err(failure.map(|NotBlocked| BlockError::NotFound)),
        }
    })
    .await?;
    ok(wire::Success { success: true, message: format!("{name} has been unblocked.") })
}

pub fn oneself() -> Problem {
    error(StatusCode::BAD_REQUEST, "You cannot block yourself.")
}

impl Words<BlockError> for Transcendence {
    fn words(refusal: BlockError) -> Problem {
        match refusal {
            BlockError::Oneself => oneself(),
            BlockError::NotFound => plain::fault(&Fault::NotFound),
        }
    }
}

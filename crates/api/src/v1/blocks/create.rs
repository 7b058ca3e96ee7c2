//! POST `/v1/blocks`

use parlor_community::{BlockError, block};

use crate::endpoint::{Body, Dialect, Fault, Problem, Reply, Words, created};
use crate::shell::{App, SignedIn};
use crate::v1::V1;
use crate::v1::friends::{oneself, wire};

pub async fn handle(app: App, signed_in: SignedIn<V1>, body: Body<V1, wire::Whom>) -> Reply<V1, wire::Block> {
    let whom = body.fields.read()?;
    let blocked = app.run_community_as(signed_in.credential, move |community, caller| {
        block(community, caller.account.id, whom)
    });
    created(blocked.await?.into())
}

impl Words<BlockError> for V1 {
    fn words(refusal: BlockError) -> Problem {
        match refusal {
            BlockError::Oneself => oneself(),
            BlockError::NotFound => V1::fault(&Fault::NotFound),
        }
    }
}

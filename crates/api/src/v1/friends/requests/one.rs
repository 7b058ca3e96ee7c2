//! POST `/v1/friends/requests/{id}/accept` and DELETE `/v1/friends/requests/{id}`

use parlor_community::{NoRequest, accept_request, withdraw_request};
use parlor_domain::AccountId;

use super::too_many;
use crate::endpoint::{Dialect, Done, Fault, PathId, Problem, Refused, Words, done};
use crate::shell::{App, SignedIn};
use crate::v1::V1;

pub async fn accept(app: App, signed_in: SignedIn<V1>, path: PathId<V1>) -> Result<Done, Refused<V1>> {
    let from = AccountId(path.id);
    app.run_community_as(signed_in.credential, move |community, caller| {
        accept_request(community, caller.account.id, from)
    })
    .await?;
    done()
}

pub async fn withdraw(app: App, signed_in: SignedIn<V1>, path: PathId<V1>) -> Result<Done, Refused<V1>> {
    let other = AccountId(path.id);
    app.run_community_as(signed_in.credential, move |community, caller| {
        withdraw_request(community, caller.account.id, other)
    })
    .await?;
    done()
}

impl Words<NoRequest> for V1 {
    fn words(refusal: NoRequest) -> Problem {
        match refusal {
            NoRequest::NotFound => V1::fault(&Fault::NotFound),
            NoRequest::TooMany => too_many(),
        }
    }
}

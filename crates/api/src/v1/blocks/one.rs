//! DELETE `/v1/blocks/{id}`

use parlor_community::{NotBlocked, unblock};
use parlor_domain::AccountId;

use crate::endpoint::{Dialect, Done, Fault, PathId, Problem, Refused, Words, done};
use crate::shell::{App, SignedIn};
use crate::v1::V1;

pub async fn handle(app: App, signed_in: SignedIn<V1>, path: PathId<V1>) -> Result<Done, Refused<V1>> {
    let whom = AccountId(path.id);
    app.run_community_as(signed_in.credential, move |community, caller| {
        unblock(community, caller.account.id, whom)
    })
    .await?;
    done()
}

impl Words<NotBlocked> for V1 {
    fn words(NotBlocked: NotBlocked) -> Problem {
        V1::fault(&Fault::NotFound)
    }
}

//! DELETE `/v1/friends/{id}`

use parlor_community::{NotFriends, part};
use parlor_domain::AccountId;

use crate::endpoint::{Dialect, Done, Fault, PathId, Problem, Refused, Words, done};
use crate::shell::{App, SignedIn};
use crate::v1::V1;

pub async fn handle(app: App, signed_in: SignedIn<V1>, path: PathId<V1>) -> Result<Done, Refused<V1>> {
    let other = AccountId(path.id);
    app.run_community_as(signed_in.credential, move |community, caller| {
        part(community, caller.account.id, other)
    })
    .await?;
    done()
}

impl Words<NotFriends> for V1 {
    fn words(NotFriends: NotFriends) -> Problem {
        V1::fault(&Fault::NotFound)
    }
}

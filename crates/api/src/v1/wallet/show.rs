//! GET `/v1/wallet`

use parlor_community::{UnknownAccount, wallet};

use super::wire;
use crate::endpoint::{Dialect, Fault, Problem, Reply, Words, ok};
use crate::shell::{App, SignedIn};
use crate::v1::V1;

pub async fn handle(app: App, signed_in: SignedIn<V1>) -> Reply<V1, wire::Wallet> {
    let balance = app.run_community_as(signed_in.credential, |community, caller| {
        wallet::balance(community, caller.account.id)
    });
    ok(wire::Wallet { balance: balance.await?.units() })
}

impl Words<UnknownAccount> for V1 {
    fn words(refusal: UnknownAccount) -> Problem {
        match refusal {
            UnknownAccount => V1::fault(&Fault::NotFound),
        }
    }
}
